"""The judge: what a finding carries, what keeps it the same, what silences it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkaudit.model import (
    Article,
    Claim,
    Evidence,
    Finding,
    FindingState,
    Format,
    Link,
    LinkForm,
    Role,
    Severity,
    Span,
    SuppressedBy,
)
from linkaudit.rules import Policy, catalogue, judge, known
from linkaudit.urls import classify, normalise

OFFLINE = Evidence()
URL = "https://news.example.net/talks"
SENTENCE = f"The ministry [said]({URL}) that the talks have ended.\n"


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [found.rule for found in findings]


def listed(findings: tuple[Finding, ...]) -> list[Finding]:
    return [found for found in findings if not found.counted and found.state is not FindingState.SUPPRESSED]


def one_claim(text: str, role: Role = Role.BODY) -> Article:
    """An article that is one claim in a given role, its inline links read by a pattern."""
    links = []
    for match in re.finditer(r"\[([^\]]*)\]\(([^)]*)\)", text):
        kind, address = classify(match[2]), normalise(match[2])
        link = Link(Span(*match.span()), match[1], match[2], kind, LinkForm.INLINE, Span(*match.span(2)))
        links.append(replace(link, url=address[0] if address and kind == "web" else None))
    rendered = " ".join(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).split())
    claim = Claim("c1", Span(0, len(text)), rendered, role, tuple(links))
    return Article("article.md", text, Format.MARKDOWN, claims=(claim,))


@pytest.mark.parametrize(
    ("severity", "codes"),
    [
        (Severity.ERROR, {"LA101", "LA102", "LA103", "LA104", "LA201", "LA301"}),
        (
            Severity.WARNING,
            {"LA106", "LA108", "LA109", "LA110", "LA111", "LA204", "LA205", "LA209", "LA210", "LA211", "LA305"}
            | {"LA401", "LA402", "LA405", "LA903"},
        ),
        (
            Severity.NOTE,
            {"LA105", "LA107", "LA112", "LA113", "LA114", "LA115", "LA202", "LA203", "LA206", "LA207", "LA208", "LA302"}
            | {"LA303", "LA304", "LA403", "LA404", "LA406", "LA407", "LA408", "LA409", "LA901", "LA902"},
        ),
    ],
)
def test_how_loud_each_rule_is(severity: Severity, codes: set[str]) -> None:
    assert {rule.code for rule in catalogue() if rule.severity is severity} == codes


def test_what_is_off_and_what_is_only_counted() -> None:
    off = {"LA113", "LA114", "LA206", "LA302", "LA404", "LA406", "LA407", "LA408", "LA409"}
    assert {rule.code for rule in catalogue() if not rule.on} == off
    assert {rule.code for rule in catalogue() if rule.counted} == {"LA105", "LA901"}


def test_one_finding_covers_all_placeholders_of_a_claim() -> None:
    text = 'It [has](#), it ["had"](), it [will](#) and [may](#) end.'
    (found,) = judge(one_claim(text), OFFLINE, Policy())
    assert found.message == """4 links go nowhere (#, no address): "has", "'had'", "will", ..."""
    assert [place.span.slice(text) for place in found.places] == ["[has](#)", '["had"]()', "[will](#)", "[may](#)"]
    assert found.places[0].start == (1, 4)


def test_a_stop_gap_word_is_a_placeholder_only_when_no_such_file_exists() -> None:
    article = one_claim("Reuters [reports](TK) it.")
    assert codes(judge(article, Evidence(local={"TK": False}), Policy())) == ["LA101"]
    assert judge(article, Evidence(local={"TK": True}), Policy()) == ()
    assert judge(article, OFFLINE, Policy()) == ()


def test_a_dead_link_is_reported_once_with_its_copy(web: Callable[[str], Evidence]) -> None:
    article = one_claim(SENTENCE)
    (dead,) = judge(article, web(f"{URL} -> 404"), Policy())
    assert dead.message == '"said" leads to a page that is gone (404 Not Found)'
    dated = replace(article, published=web(f"{URL} => 2022-10-13").lookups[URL].memento.captured.date())  # type: ignore[union-attr]
    (archived,) = judge(dated, web(f"{URL} -> 404\n{URL} => 2022-10-14"), Policy())
    assert archived.rule == "LA301"
    assert "copy of 14 Oct 2022 (1 day after publication)" in archived.message
    assert archived.note == f"archived copy: https://web.archive.org/web/20221014093000/{URL}"


@pytest.mark.parametrize(
    ("answer", "code", "message"),
    [
        ("410", "LA201", '"said" leads to a page that was taken down (410 Gone)'),
        ("name_not_found", "LA201", '"said" leads to a site that does not exist (news.example.net)'),
        ("403", "LA203", '"said" could not be opened from here: the site turns robots away (403)'),
        ("timeout", "LA202", '"said" could not be opened just now: news.example.net did not answer in time'),
        ("503", "LA202", '"said" could not be opened just now: news.example.net is in trouble (503)'),
        ("certificate_expired", "LA209", "has expired"),
        ("private_address", "LA210", '"said" was not opened: it leads into a private network (news.example.net)'),
    ],
)
def test_what_an_editor_reads(answer: str, code: str, message: str, web: Callable[[str], Evidence]) -> None:
    (found,) = judge(one_claim(SENTENCE), web(f"{URL} -> {answer}"), Policy())
    assert found.rule == code
    assert message in found.message


@pytest.mark.parametrize(
    ("status", "note"),
    [
        ("none", "no copy in the Wayback index (asked 22 Nov 2026)"),
        ("excluded", "the publisher keeps this page out of the Wayback Machine"),
        ("unanswered", "the archive did not answer: it is not known whether a copy exists"),
        ("archived_error", "archived only as an error page"),
        ("not_asked", None),
    ],
)
def test_silence_of_the_archive_is_not_absence(status: str, note: str | None, web: Callable[[str], Evidence]) -> None:
    evidence = web(f"{URL} -> 404\n{URL} => {status}")
    (found,) = judge(one_claim(SENTENCE), evidence, Policy(select=frozenset({"LA302"})))
    assert (found.rule, found.note) == ("LA201", note)


def test_a_copy_is_offered_as_a_repair_only_when_it_was_played_back(web: Callable[[str], Evidence]) -> None:
    article = one_claim(SENTENCE)
    evidence = web(f"{URL} -> 404\n{URL} => 2022-10-14")
    assert judge(article, evidence, Policy())[0].fix == ()
    played = replace(evidence, lookups={URL: replace(evidence.lookups[URL], verified="playback")})
    (edit,) = judge(article, played, Policy())[0].fix
    assert edit.replace == f"https://web.archive.org/web/20221014093000/{URL}"


def test_two_links_to_one_dead_address_are_one_finding(web: Callable[[str], Evidence]) -> None:
    article = one_claim(f"He [said]({URL}) and [wrote]({URL}#b) it, [she](https://other.example.net/) not.")
    found = judge(article, web(f"{URL} -> 404\nhttps://other.example.net/ -> 404"), Policy())
    assert [len(finding.places) for finding in found] == [2, 1]


@pytest.mark.parametrize("role", [Role.FURNITURE, Role.EMBED, Role.BYLINE])
def test_outside_the_text_a_dead_link_is_a_note(role: Role, web: Callable[[str], Evidence]) -> None:
    found = listed(judge(one_claim(SENTENCE, role), web(f"{URL} -> 404"), Policy(ignore=frozenset({"LA106"}))))
    assert [(finding.rule, finding.severity) for finding in found] == [("LA201", Severity.NOTE)]


def test_outside_the_text_placeholders_are_counted_and_shorteners_pass() -> None:
    text = "Follow [us](#) on [X](https://t.co/abc)."
    found = judge(one_claim(text, Role.FURNITURE), OFFLINE, Policy())
    assert {(finding.rule, finding.counted) for finding in found} == {("LA105", True), ("LA901", True)}


@given(above=st.lists(st.sampled_from(["", "New words.", "[a](#)", "# Head", "> quoted"]), max_size=6))
def test_what_is_written_above_leaves_fingerprints_alone(above: list[str]) -> None:
    before = one_claim(SENTENCE.replace(URL, "#"))
    lead = "\n\n".join(above) + "\n\n"
    (claim,) = before.claims
    links = tuple(replace(link, span=Span(*(end + len(lead) for end in link.span))) for link in claim.links)
    moved = replace(claim, span=Span(*(end + len(lead) for end in claim.span)), links=links)
    after = replace(before, source=lead + before.source, claims=(moved,))
    (old,), (new,) = judge(before, OFFLINE, Policy()), judge(after, OFFLINE, Policy())
    assert old.fingerprint == new.fingerprint
    assert old.excerpt == new.excerpt


def test_equal_claims_have_fingerprints_of_their_own() -> None:
    single = one_claim("It [ended](#).\n")
    claim = single.claims[0]
    shift = len(single.source)
    link = replace(claim.links[0], span=Span(*(end + shift for end in claim.links[0].span)))
    twin = replace(claim, id="c2", span=Span(shift, 2 * shift), links=(link,))
    found = judge(replace(single, source=single.source * 2, claims=(claim, twin)), OFFLINE, Policy())
    assert len({finding.fingerprint for finding in found}) == 2
    assert found[0].fingerprint == judge(single, OFFLINE, Policy())[0].fingerprint


def test_findings_come_in_the_order_of_the_text_then_of_the_rules(web: Callable[[str], Evidence]) -> None:
    text = "It [a](https://bit.ly/x) is [b](#) and [c](https://x..y/)."
    found = judge(one_claim(text), web("https://bit.ly/x -> 404"), Policy())
    assert codes(found) == ["LA201", "LA207", "LA101", "LA103"]


@pytest.mark.parametrize(
    ("comment", "silent"),
    [
        ("ignore[LA101] lost in copying", True),
        ("ignore[placeholder-link] lost in copying", True),
        ("ignore[LA1] lost in copying", True),
        ("ignore[LA102] another rule", False),
        ("ignore[LA101]", False),
        ("ignore", False),
    ],
)
def test_a_comment_silences_with_a_reason_only(comment: str, silent: bool, article: Callable[..., Article]) -> None:
    found = judge(article(f"Reuters [reports](#) it. <!-- linkaudit: {comment} -->\n"), OFFLINE, Policy())
    assert codes(found) == (["LA101"] if silent else ["LA101", "LA902"])
    assert (found[0].suppressed_by is SuppressedBy.INLINE) is silent
    assert (found[0].state is FindingState.SUPPRESSED) is silent


def test_a_stretch_that_is_off_needs_no_reason(article: Callable[..., Article]) -> None:
    text = "<!-- linkaudit: off -->\n\nReuters [reports](#) it.\n\n<!-- linkaudit: on -->\n\nReuters [adds](#) that.\n"
    found = judge(article(text), OFFLINE, Policy())
    assert [finding.suppressed_by for finding in found] == [SuppressedBy.INLINE, None]


def test_an_ignored_address_is_silent_under_both_its_names(web: Callable[[str], Evidence]) -> None:
    article = one_claim(SENTENCE)
    gone = web(f"{URL} -> 404")
    moved = Evidence({URL: replace(gone.fetches[URL], final_url="https://wall.example.net/x")}, network=gone.network)
    by_address = Policy(ignored_urls=(re.compile(r"news\.example"),))
    by_target = Policy(ignored_urls=(re.compile(r"^https://wall\."),))
    for evidence, policy in ((gone, by_address), (moved, by_address), (moved, by_target)):
        assert judge(article, evidence, policy)[0].suppressed_by is SuppressedBy.FILE
    assert judge(article, gone, by_target)[0].suppressed_by is None


def test_ignored_rules_are_kept_as_silenced() -> None:
    article = one_claim("It [ended](#).")
    for policy in (
        Policy(ignore=frozenset({"LA101"})),
        Policy(ignore=frozenset({"LA1"})),
        Policy(path_ignores=((re.compile("^article"), frozenset({"LA1"})),)),
    ):
        assert [finding.suppressed_by for finding in judge(article, OFFLINE, policy)] == [SuppressedBy.CONFIG]
    elsewhere = Policy(path_ignores=((re.compile("^drafts/"), frozenset({"LA1"})),))
    family_but_one = Policy(ignore=frozenset({"LA1"}), select=frozenset({"LA101"}))
    for policy in (elsewhere, family_but_one):
        assert [finding.suppressed_by for finding in judge(article, OFFLINE, policy)] == [None]


def test_a_rule_that_is_off_speaks_when_selected(web: Callable[[str], Evidence]) -> None:
    article = one_claim(SENTENCE)
    moved = web(f"{URL} -> 301 https://news.example.net/world/talks_(2)")
    assert judge(article, moved, Policy()) == ()
    for selected in ("LA206", "LA2"):
        (found,) = judge(article, moved, Policy(select=frozenset({known(selected)})))
        assert found.note == "new address: https://news.example.net/world/talks_(2)"
        (edit,) = found.fix
        assert edit.span.slice(article.source) == URL
        assert edit.replace == "https://news.example.net/world/talks_(2)"


@pytest.mark.parametrize("target", ["https://www.news.example.net/talks", f"{URL}/"])
def test_a_slash_or_www_alone_is_no_move(target: str, web: Callable[[str], Evidence]) -> None:
    evidence = web(f"{URL} -> 301 {target}")
    assert judge(one_claim(SENTENCE), evidence, Policy(select=frozenset({"LA206"}))) == ()


def test_the_excerpt_is_a_window_between_words() -> None:
    words = " ".join(f"word{number}" for number in range(60))
    (found,) = judge(one_claim(f"{words} [ended](#) {words}."), OFFLINE, Policy())
    assert re.fullmatch(r"\.\.\. word\d+ .* word59 \[ended\]\(#\) word0 .* word\d+ \.\.\.", found.excerpt)
    assert 80 <= len(found.excerpt) <= 108


@given(
    before=st.text(st.sampled_from("ab \n\u2028."), max_size=300),
    words=st.text(st.sampled_from("ab "), min_size=1, max_size=300),
    after=st.text(st.sampled_from("ab \n."), max_size=300),
)
def test_an_excerpt_is_one_short_line(before: str, words: str, after: str) -> None:
    for finding in judge(one_claim(f"{before}[{words}](#){after}"), OFFLINE, Policy()):
        assert len(finding.excerpt) <= 130
        assert finding.excerpt.splitlines() == [finding.excerpt]
