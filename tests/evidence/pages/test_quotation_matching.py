"""Whether a page says it: each verdict by its smallest case, and the laws that hold for any quotation."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from claims_table import pages
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linkaudit.evidence.pages import PageText, match, read_page
from linkaudit.evidence.pages.words import read_words
from linkaudit.model import Change, Doubt, MatchVerdict
from linkaudit.support import removed_since

FILL = (
    "<p>The weather in the town was mild that week, and the streets were full of people who had come to see the river "
    "rise over its banks, as they do in each spring that follows upon a winter with some snow in it.</p>"
) * 5


def page(*paragraphs: str, fill: str = FILL, head: str = "") -> PageText:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    source = f"<html lang=en><head>{head}</head><body><h1>A headline</h1>{body}{fill}</body></html>"
    return read_page(source.encode(), "text/html; charset=utf-8", "https://a.example/story")


SAID = page("“We have not received any serious offers to make contact,” said Lavrov. “We are not going to beg.”")


@pytest.mark.parametrize(
    ("quotation", "verdict"),
    [
        ("We have not received any serious offers to make contact", MatchVerdict.EXACT),
        ("We have not received any serious offers to make contact.", MatchVerdict.EXACT),
        ("“We have not received any serious offers to make contact,”", MatchVerdict.EXACT),
        ("we haven't received any serious offers to make contact", MatchVerdict.NORMALISED),
        ("[W]e have not received any serious offers [sic] to make contact", MatchVerdict.EXACT),
        ("We have not received ... offers to make contact", MatchVerdict.ELIDED),
        ("[The ministry has] not received any serious offers", MatchVerdict.ELIDED),
        ("We have not received any serious offers to make contact. We are not going to beg.", MatchVerdict.ELIDED),
        ("We have received any serious offers to make contact", MatchVerdict.DIFFERS),
        ("We have not received any offers to make contact", MatchVerdict.DIFFERS),
        ("They will hear from us before the year is out", MatchVerdict.ABSENT),
        ("serious offers", MatchVerdict.EXACT),
        ("hardly any offers", MatchVerdict.CANNOT_TELL),
        ("", MatchVerdict.CANNOT_TELL),
    ],
)
def test_verdicts(quotation: str, verdict: MatchVerdict) -> None:
    assert match(quotation, SAID).verdict is verdict


@pytest.mark.parametrize(
    ("quotation", "quoted", "found", "change"),
    [
        ("We have received any serious offers to make contact", "", "not", Change.NEGATION),
        ("We have not received any credible offers to make contact", "credible", "serious", None),
        ("We have not received any 12 offers to make contact", "12", "serious", Change.NUMBER),
        ("We have not received any serious offers to make Paris", "Paris", "contact", Change.NAME),
    ],
)
def test_what_differs_is_shown(quotation: str, quoted: str, found: str, change: Change | None) -> None:
    difference = match(quotation, SAID).differences[0]
    assert (difference.quoted, difference.found, difference.change) == (quoted, found, change)


def test_words_left_out_without_a_mark_are_shown() -> None:
    told = page(
        "“I will sign it, whatever my friends in the other house may say of me tonight, before the week is out.”"
    )
    answer = match("I will sign it before the week is out", told)
    assert answer.verdict is MatchVerdict.DIFFERS
    assert answer.differences[0].found.startswith("whatever my friends")


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({"whole": False}, Doubt.CUT),
        ({"blocks": SAID.blocks[:2], "text": SAID.text[: SAID.blocks[1].end]}, Doubt.THIN),
    ],
)
def test_a_page_in_doubt_lacks_and_changes_nothing(changed: dict[str, object], doubt: Doubt) -> None:
    doubtful = replace(SAID, **changed)  # type: ignore[arg-type]
    for quotation in ("They will hear from us before the year is out", "We have received any serious offers to make"):
        answer = match(quotation, doubtful)
        assert (answer.verdict, answer.reason) == (MatchVerdict.CANNOT_TELL, doubt)
    assert match("We have not received any serious offers", doubtful).verdict is MatchVerdict.EXACT


@pytest.mark.parametrize(
    ("head", "before", "doubt"),
    [
        ('<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>', "", Doubt.PAYWALL),
        ('<meta name="article:content_tier" content="metered">', "", Doubt.PAYWALL),
        ("", "To read the full story, become a member.", Doubt.PAYWALL),
        ("", '<iframe src="https://www.youtube.com/embed/1"></iframe>', Doubt.EMBED),
        ("", "<video src=a.mp4></video>", Doubt.EMBED),
        ('<meta property="og:type" content="video.other">', "", Doubt.VIDEO),
        ('<link rel="next" href="?page=2">', "", Doubt.CONTINUES),
        ("", "Load more", Doubt.CONTINUES),
        ("<title>Page not found</title>", "", Doubt.NOT_THE_PAGE),
    ],
)
def test_a_sign_of_more_is_a_doubt(head: str, before: str, doubt: Doubt) -> None:
    answer = match("They will hear from us before the year is out", page(before, head=head))
    assert answer.reason is doubt


def test_a_translation_is_no_absence() -> None:
    assert (
        match("Wir haben keine ernsthaften Angebote erhalten und werden nicht betteln", SAID).reason is Doubt.LANGUAGE
    )


def test_a_quotation_in_pieces_is_no_absence() -> None:
    scattered = page("He spoke of the long road home.", FILL, "Later: he was tired of the war and of the mud.")
    answer = match("the long road home was hard and we were tired of the war", scattered)
    assert answer.reason is Doubt.PARTLY


def test_another_wording_of_the_same_is_no_absence() -> None:
    other = page("“We did not get even one serious offer from them to make any contact with us,” said Lavrov.")
    answer = match("We did never get one serious proposal from them to make contact with us", other)
    assert answer.reason is Doubt.PARTLY


def test_letters_without_spaces_are_found_or_not_told() -> None:
    told = page("外相は「真剣な提案は受け取っていない」と述べた。")
    assert match("真剣な提案は受け取っていない", told).verdict is MatchVerdict.EXACT
    assert match("真剣な提案はすでに受け取っている", told).reason is Doubt.SHORT


def test_an_advertisement_in_the_middle_is_no_difference() -> None:
    told = page(
        "“I saw the water come",
        '</p><div class="ad-slot">Buy a boat today and save</div><p>',
        "over the wall and I ran.”",
    )
    assert match("I saw the water come over the wall and I ran", told).verdict is MatchVerdict.ELIDED


def test_a_possessive_is_written_both_ways() -> None:
    told = page("“It was James’ own boat and the boat’s been sold,” she said.")
    assert match("It was James's own boat and the boat has been sold", told).verdict is MatchVerdict.NORMALISED


def test_removed_needs_the_words_in_the_copy_and_a_page_that_could_say_them() -> None:
    quotation = "We have not received any serious offers to make contact"
    today = page("The minister spoke on Tuesday.")
    assert removed_since(match(quotation, today), match(quotation, SAID)).verdict is MatchVerdict.REMOVED
    assert removed_since(match(quotation, SAID), match(quotation, SAID)).verdict is MatchVerdict.EXACT
    assert removed_since(match(quotation, today), match(quotation, today)).verdict is MatchVerdict.ABSENT
    cut = replace(today, whole=False)
    assert removed_since(match(quotation, cut), match(quotation, SAID)).verdict is MatchVerdict.CANNOT_TELL


STORIES = sorted(name for name, each in pages().items() if each.doubt is None and each.language == "en")


@st.composite
def slices(draw: st.DrawFn, least: int = 6, most: int = 40) -> tuple[PageText, list[str]]:
    """A page and some of its own words, in a row."""
    chosen = pages()[draw(st.sampled_from(STORIES))]
    block = draw(st.sampled_from([b for b in chosen.main_blocks if len(chosen.text[b.start : b.end].split()) >= least]))
    words = chosen.text[block.start : block.end].split()
    first = draw(st.integers(0, len(words) - least))
    cut = words[first : first + draw(st.integers(least, most))]
    assume(chosen.words.find(read_words(" ".join(cut)).keys) >= 0)  # not so when the cut goes through a number
    return chosen, cut


HOUSE_STYLES = (
    lambda text: text.replace("’", "'").replace("“", '"').replace("”", '"'),
    lambda text: text.replace(" ", "\u00a0\n"),
    lambda text: re.sub(r"\b(not)\b", "NOT", text),
    lambda text: text.replace("do not", "don’t").replace("have not", "haven't").replace("I have", "I’ve"),
    lambda text: text.replace("don’t", "do not").replace("I’m", "I am").replace("We’re", "We are"),
    lambda text: re.sub(r"\bthirty\b", "30", re.sub(r"\beleven\b", "11", re.sub(r"\b19\b", "nineteen", text))),
    lambda text: text.replace(" per cent", "%").replace("percent", "per cent"),
    lambda text: text.replace("colour", "color").replace("organise", "organize").replace("metre", "meter"),
    lambda text: text.replace("U.S.", "US").replace("Mr.", "Mr").replace("Dr.", "Dr").replace("Ms.", "Ms"),
    lambda text: text.replace(" – ", " — ").replace("-", "‑"),
    lambda text: f"“{text.rstrip('.,')},”",
    lambda text: f"... {text} …",
    "\u00ad".join,
    lambda text: text.replace(",", ""),
    str.upper,
)


@settings(max_examples=200, deadline=None)
@given(slices(), st.lists(st.sampled_from(HOUSE_STYLES), max_size=6))
def test_the_pages_own_words_are_found_in_any_house_style(found: tuple[PageText, list[str]], styles: list) -> None:
    chosen, words = found
    quotation = " ".join(words)
    for style in styles:
        quotation = style(quotation)
    answer = match(quotation, chosen)
    assert answer.verdict.found, (quotation, answer)


@settings(max_examples=100, deadline=None)
@given(slices(least=12), st.integers(3, 6), st.integers(1, 3))
def test_words_left_out_behind_a_mark_are_no_difference(found: tuple[PageText, list[str]], at: int, gap: int) -> None:
    chosen, words = found
    parts = " ".join(words[:at]), " ".join(words[at + gap :])
    assume(all(chosen.words.find(read_words(part).keys) >= 0 for part in parts))
    quotation = f"{parts[0]} … {parts[1]}"
    assert match(quotation, chosen).verdict.found


@settings(max_examples=200, deadline=None)
@given(slices(), st.data())
def test_one_other_word_is_a_difference_and_no_absence(found: tuple[PageText, list[str]], data: st.DataObject) -> None:
    chosen, words = found
    plain = [n for n, word in enumerate(words) if word.isalpha() and word.islower() and len(word) > 3]
    plain = [n for n in plain if read_words(words[n]).keys == (words[n],) and words[n] not in NUMBER_WORDS]
    assume(plain)
    n = data.draw(st.sampled_from(plain))
    changed = [*words[:n], "xylographic", *words[n + 1 :]]
    assume(len(read_words(" ".join(changed))) >= 5)
    answer = match(" ".join(changed), chosen)
    assert answer.verdict is MatchVerdict.DIFFERS, (changed, answer)
    assert any("xylographic" in each.quoted for each in answer.differences)


NUMBER_WORDS = frozenset(["hundred", "thousand", "million", "billion", "percent", "cent"])
"""Words that make one with their neighbours, so that without them two differ."""


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120), st.sampled_from(sorted(pages())))
def test_any_text_has_an_answer(quotation: str, name: str) -> None:
    answer = match(quotation, pages()[name])
    assert 0 <= answer.score <= 1
    assert (answer.reason is not None) == (answer.verdict is MatchVerdict.CANNOT_TELL)


@pytest.mark.parametrize(
    "carrier",
    [
        '<script>s={"body":"<p>Said they\\u2019ll hear from us before the year is <b>out</b>. FILL"}</script>',
        "<template shadowrootmode=open><p>They will hear from us before the year is out. FILL</p></template>",
        '<div data-props="{&quot;a&quot;: &quot;They will hear from us before the year is out. HUGE&quot;}"></div>',
    ],
)
def test_what_a_script_may_bring_is_not_absent(carrier: str) -> None:
    told = page(fill=FILL + carrier.replace("FILL", "and so on " * 60).replace("HUGE", "and so on " * 600))
    assert match("They will hear from us before the year is out", told).reason is Doubt.SCRIPT_ONLY
    assert match("They are never to set foot in this house again", told).verdict is MatchVerdict.ABSENT


@pytest.mark.parametrize(
    ("said", "quotation"),
    [
        ("I — I know that we’re gonna win on October 14th", "I know that we are going to win on October 14"),
        ("there were 10 000 of them in World War II", "there were 10,000 of them in World War Two"),
        ("it’s the boss’s own fault and he’s told them", "it is the boss' own fault and he has told them"),
    ],
)
def test_what_a_transcript_keeps_is_no_difference(said: str, quotation: str) -> None:
    assert match(quotation, page(f"“{said},” he said.")).verdict.found


@pytest.mark.parametrize(
    "quotation",
    ["river " * 400, "the … " * 5_000, "a" * 200_000, "[x] " * 5_000, "the town was mild that week, " * 2_000],
)
def test_quotations_without_end_are_not_told(quotation: str) -> None:
    assert match(quotation, SAID).reason in (Doubt.LONG, Doubt.SHORT)


def test_a_long_quotation_is_found_and_its_changes_told() -> None:
    words = [f"w{n} river" for n in range(140)]
    told = page(f"<p>“{' '.join(words)}”</p>")
    assert match(" ".join(words), told).verdict.found
    assert match(" ".join(words).replace("w70", "otherwise"), told).verdict is MatchVerdict.DIFFERS
