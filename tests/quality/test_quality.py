"""Who says what, and which link is missing, in articles marked by hand: as good as it was, or better."""

from __future__ import annotations

import json
from pathlib import Path

import compare
import linked
import pytest
from marked import Attribution, MarkError, marked_articles, read_marks, without_markup
from own import COLUMNS, floors, measure, overall, table
from predict import as_json, attributions, extracted, main
from scores import Score, errors, overlaps, scores

from linkaudit.model import Format, Source

TEXT = "The mill will close, said Ida Storm. “I wept,” she said.\nOle Berg denied it."
CLOSE = Attribution(((26, 35),), ((21, 25),), ((0, 19),))
WEPT = Attribution(((46, 49),), ((50, 54),), ((37, 45),))
DENIED = Attribution(((57, 65),), ((66, 72),), ((73, 75),))


@pytest.mark.parametrize("name", COLUMNS)
def test_no_figure_falls_below_its_floor(name: str) -> None:
    measured = measure()
    now, floor = 100 * overall(measured)[name].f1, floors()[name]
    assert now >= floor, (
        f"{COLUMNS[name]}: F1 {now:.1f} is below {floor}, which was reached before.\n{table(measured)}\n"
        "Each error: python tests/quality/own.py --errors. "
        "When figures rise, python tests/quality/own.py --raise-floors holds them."
    )


def test_there_is_enough_to_measure() -> None:
    marked = marked_articles()
    assert len(marked) >= 12
    assert sum(len(each.attributions) for each in marked) >= 300


def test_marks_agree_with_themselves() -> None:
    for article in marked_articles():
        figures = scores(article.text, article.attributions, article.attributions)
        assert {score.f1 for score in figures.values()} == {1.0}, article.name
        assert errors(article.text, article.attributions, article.attributions) == ([], [], [])


def test_a_wrong_source_is_right_in_content_only() -> None:
    wrong = Attribution(DENIED.source, CLOSE.cue, CLOSE.content)
    figures = scores(TEXT, [wrong, WEPT], [CLOSE, WEPT])
    assert figures["content"] == Score(right=1, found=2, marked=2)
    assert figures["who"] == Score(right=0, found=2, marked=1)
    assert errors(TEXT, [wrong, WEPT], [CLOSE, WEPT]) == ([], [], [(wrong, CLOSE)])


def test_pronouns_are_no_names_and_paraphrase_is_no_quotation() -> None:
    figures = scores(TEXT, [CLOSE, WEPT], [CLOSE, WEPT, DENIED])
    assert figures["who"] == Score(right=1, found=1, marked=2)
    assert figures["direct"] == Score(right=1, found=1, marked=1)
    assert figures["quoted"] == Score(right=1, found=1, marked=1)


def test_spans_match_one_to_one_and_optional_ones_count_neither_way() -> None:
    assert overlaps([(0, 10), (0, 9), (20, 30)], [(1, 11)], neither=[(21, 31)]) == Score(right=1, found=2, marked=1)


def test_markup_is_blanked_and_offsets_stay() -> None:
    source = "---\na: b\n---\n# *One*\n\n> said [Ida][i]\n> on **air**\n\n***\n\n[i]: #\n"
    text = without_markup(source)
    assert len(text) == len(source)
    assert text.split() == ["One", "said", "Ida", "on", "air"]
    assert text[source.index("Ida") :].startswith("Ida")
    assert "\n" not in text[text.index("said") : text.index("air")]


def test_a_mark_that_stands_nowhere_names_the_file_and_the_words(tmp_path: Path) -> None:
    (tmp_path / "mill.md").write_text("It will close, said Ida.\n", "utf-8")
    gold = tmp_path / "mill.gold.toml"
    gold.write_text("attributions = '''\n1 | Ida | says | It will close\n'''\n", "utf-8")
    with pytest.raises(MarkError, match=r"mill\.gold\.toml: 'says' does not stand in the paragraph of line 1"):
        read_marks(gold)


def test_predictions_are_what_extract_prints(tmp_path: Path) -> None:
    text = "The mill will close, said Ida Storm, its owner.\r\n\r\n“I wept,” she * said * of_it_.\n"
    (tmp_path / "in.jsonl").write_text(json.dumps({"doc_id": "mill", "text": text}) + "\n", "utf-8")
    main(str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"))
    (line,) = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    written = json.loads(line)
    (article,) = extracted([Source("mill", text.encode(), Format.TEXT)])
    assert written["doc_id"] == "mill"
    assert len(written["attributions"]) == len(attributions(article)) > 0
    start, end = written["attributions"][0]["source"][0]
    assert "Ida Storm" in text[start:end]


def test_articles_with_known_links_are_measured(tmp_path: Path) -> None:
    article = "Ida Storm [said](#) that it will close.\n\nThe harbour is busy.\n\nOle Berg denied that it would.\n"
    (tmp_path / "mill.md").write_text(article, "utf-8")
    claim = {"start": article.index("Ole"), "end": len(article) - 1, "state": "missing_link"}
    link = {"offset": article.index("["), "state": "placeholder"}
    (tmp_path / "mill.gold.json").write_text(json.dumps({"links": [link], "claims": [claim]}), "utf-8")
    result = linked.measure(tmp_path / "mill.md")
    assert result.states == Score(right=1, found=1, marked=1)
    assert result.missing == Score(right=1, found=1, marked=1)
    assert result.errors == ()
    (tmp_path / "mill.gold.json").write_text(json.dumps({"links": [link | {"state": "ok"}], "claims": []}), "utf-8")
    wrong = linked.measure(tmp_path / "mill.md")
    assert (wrong.states.right, wrong.missing.right) == (0, 0)
    assert wrong.errors == ("invented   Ole Berg denied that it would.",)


def test_written_marks_and_predictions_compare_as_they_were_measured(tmp_path: Path) -> None:
    gold, found = tmp_path / "gold.jsonl", tmp_path / "found.jsonl"
    gold.write_text(as_json("mill", [CLOSE, DENIED], text=TEXT), "utf-8")
    found.write_text(as_json("mill", [CLOSE]), "utf-8")
    assert compare.table(str(gold), str(found)).splitlines()[1].split() == ["who", "100.0", "50.0", "66.7"]
