"""An opinion piece of our own making, read by hand, with one of everything that a report has to tell."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from linkaudit.model import (
    ArchiveStatus,
    Article,
    Attribution,
    Audit,
    AuditedArticle,
    Claim,
    Confidence,
    DateMention,
    Edit,
    Evidence,
    Fetch,
    Finding,
    Format,
    Link,
    LinkForm,
    LinkKind,
    Lookup,
    LookupSource,
    Memento,
    Network,
    PublishedFrom,
    Publisher,
    Quotation,
    Reason,
    Role,
    Severity,
    Sign,
    SourceType,
    Span,
)
from linkaudit.urls import normalise

SOURCE = """\
The North Quay Cannot Wait Another Winter

By [Nora Venn](#)

The Tidewater Post, May 4, 2023

[noravenn.example](#) 2 May 2023

The port authority [said on Tuesday](#) that it would keep the north quay open until the council has voted.

Reuters [reports](#):

Harbour master Ana Ruiz said the quay had "lost a third of its footing since the autumn storms".

"Nobody has asked me to close it," Ruiz said.

The engineer who built it [warned the council](#) in a letter that few councillors seem to have read:

A quay does not fall on the day it breaks. It falls on the day after the last inspection that nobody read.

The cracks were there in March, and they will be there in May.

None of this is new, although the mayor likes to pretend that it is: The Guardian found last year that two of every \
five harbour walls in the country are older than the ships that moor at them, and that nobody keeps a list.

The [minutes of that meeting](https://council.example.net/minutes/2023-04) show that nobody spoke for the quay, while \
[The Times](https://www.thetimes.example/quay?token=s3cr3t) had [a survey](https://survey.example.org/2023#walls) ready.

A crane for every wall!

— Harbour Watch (@harbourwatch) [May 1, 2023](#)

Follow us on [Instagram](#) and [Facebook](#), or write to www.tidewater.example
"""

REUTERS = Publisher("Reuters", ("reuters.com",))
GUARDIAN = Publisher("The Guardian", ("theguardian.com",))
TIMES = Publisher("The Times", ("thetimes.example",))
MINUTES = "https://council.example.net/minutes/2023-04"
QUAY = "https://www.thetimes.example/quay?token=s3cr3t"
SURVEY = "https://survey.example.org/2023"
CHECKED = datetime(2023, 5, 4, 12, 0, tzinfo=UTC)
COPY = Memento(
    MINUTES, f"https://web.archive.org/web/20230505093000/{MINUTES}", datetime(2023, 5, 5, 9, 30, tzinfo=UTC)
)


def span(text: str, source: str = SOURCE, after: str = "") -> Span:
    start = source.index(text, source.index(after))
    return Span(start, start + len(text))


def link(written: str, source: str = SOURCE, after: str = "") -> Link:
    at = span(written, source, after)
    text, _, href = written.removeprefix("[").removesuffix(")").partition("](")
    href_span = Span(at.end - 1 - len(href), at.end - 1)
    address = normalise(href)
    if address is None:
        return Link(at, text, href, LinkKind.PLACEHOLDER, LinkForm.INLINE, href_span)
    return Link(at, text, href, LinkKind.WEB, LinkForm.INLINE, href_span, None, *address)


def bare(written: str) -> Link:
    url, fragment = normalise(f"http://{written}") or ("", None)
    return Link(span(written), written, written, LinkKind.WEB, LinkForm.BARE, span(written), None, url, fragment)


def said(who: str, cue: str, content: str, **more: object) -> Attribution:
    return Attribution(span(who), who, (span(content),), SourceType.PERSON, cue, span(cue), **more)  # type: ignore[arg-type]


def quoted(text: str, speaker: str | None = None) -> Quotation:
    return Quotation(span(f'"{text}"'), text, speaker)


def claims() -> tuple[Claim, ...]:
    ids = (f"c{number}" for number in count(1))

    def claim(first: str, last: str = "", role: Role = Role.BODY, **more: object) -> Claim:
        start = span(first).start
        end = span(last, after=first).end if last else span(first).end
        text = " ".join(SOURCE[start:end].split())
        return Claim(next(ids), Span(start, end), text, role, **more)  # type: ignore[arg-type]

    tuesday = DateMention(span("on Tuesday"), "on Tuesday", date(2023, 5, 2))
    authority = Attribution(
        span("The port authority"), "The port authority", (), SourceType.ORGANISATION, "said", span("said on")
    )
    reuters = Attribution(span("Reuters"), "Reuters", (), SourceType.PUBLISHER, "reports", publisher=REUTERS)
    own_words = "lost a third of its footing since the autumn storms"
    return (
        claim("By [Nora Venn](#)", role=Role.BYLINE, links=(link("[Nora Venn](#)"),)),
        claim("[noravenn.example](#) 2 May 2023", role=Role.BYLINE, links=(link("[noravenn.example](#)"),)),
        claim("The port authority", "has voted.", links=(link("[said on Tuesday](#)"),), attributions=(authority,),
              dates=(tuesday,)),
        claim("Reuters [reports](#):", links=(link("[reports](#)"),), attributions=(reuters,)),
        claim("Harbour master", "storms\".", attributions=(said("Harbour master Ana Ruiz", "said", own_words),),
              quotations=(quoted(own_words, "Ana Ruiz"),), rests_on="c4"),
        claim('"Nobody', "Ruiz said.", attributions=(said("Ruiz", "said", "Nobody has asked me"),),
              quotations=(quoted("Nobody has asked me to close it,", "Ana Ruiz"),), rests_on="c4"),
        claim("The engineer", "have read:", links=(link("[warned the council](#)"),)),
        claim("A quay does not", "nobody read.", rests_on="c7", runs_on=True),
        claim("None of this", "keeps a list.", publishers=((span("The Guardian"), GUARDIAN),)),
        claim("The [minutes", "ready.", publishers=((span("The Times"), TIMES),),
              links=(link(f"[minutes of that meeting]({MINUTES})"), link(f"[The Times]({QUAY})"),
                     link(f"[a survey]({SURVEY}#walls)"))),
        claim("A crane", "[May 1, 2023](#)", role=Role.EMBED, links=(link("[May 1, 2023](#)"),),
              permalink=link("[May 1, 2023](#)")),
        claim("Follow us", "www.tidewater.example", role=Role.FURNITURE,
              links=(link("[Instagram](#)"), link("[Facebook](#)"), bare("www.tidewater.example"))),
    )  # fmt: skip


def article() -> Article:
    return Article(
        path="opinion/quay.md",
        source=SOURCE,
        format=Format.MARKDOWN,
        title="The North Quay Cannot Wait Another Winter",
        byline="Nora Venn",
        published=date(2023, 5, 4),
        published_from=PublishedFrom.TEXT,
        language="en",
        claims=claims(),
        datelines=(
            DateMention(span("May 4, 2023"), "May 4, 2023", date(2023, 5, 4)),
            DateMention(span("2 May 2023"), "2 May 2023", date(2023, 5, 2)),
        ),
        outlets=("The Tidewater Post",),
    )


def finding(rule: str, name: str, severity: Severity, message: str, *places: Span, **more: object) -> Finding:
    """A finding in the sample article; its excerpt is the paragraph that it stands in, as it is written."""
    about = article()
    line = about.position(places[0].start).line
    return Finding(
        rule,
        name,
        severity,
        Confidence.HIGH if severity is Severity.ERROR else Confidence.MEDIUM,
        "opinion/quay.md",
        tuple(about.place(each) for each in places),
        message,
        SOURCE.splitlines()[line - 1],
        f"{rule}:{places[0].start:04x}",
        **more,  # type: ignore[arg-type]
    )


def offline_findings() -> tuple[Finding, ...]:
    def nowhere(text: str, claim: str) -> Finding:
        where = span(f"[{text}](#)")
        return finding("LA101", "placeholder-link", Severity.ERROR, f'"{text}" goes nowhere (#)', where, claim=claim)

    outside = (span("[Instagram](#)"), span("[Facebook](#)"))
    return (
        nowhere("said on Tuesday", "c3"),
        nowhere("reports", "c4"),
        nowhere("warned the council", "c7"),
        finding("LA110", "unlinked-source", Severity.WARNING, "The Guardian is named, no link goes with it",
                span("The Guardian"), claim="c9"),
        finding("LA106", "embed-without-permalink", Severity.WARNING, "the post by Harbour Watch has no link to it",
                span("[May 1, 2023](#)"), claim="c11"),
        finding("LA105", "placeholder-outside-claims", Severity.NOTE,
                '2 links go nowhere (#): "Instagram", "Facebook"', *outside, claim="c12", counted=True),
    )  # fmt: skip


def online_findings() -> tuple[Finding, ...]:
    dead = span(f"[minutes of that meeting]({MINUTES})")
    return (
        *offline_findings(),
        finding(
            "LA301", "dead-but-archived", Severity.ERROR,
            '"minutes of that meeting" leads to a page that is gone (404 Not Found); there is an archived copy of '
            "5 May 2023 (1 day after publication)",
            dead, claim="c10", url=MINUTES, note=f"archived copy: {COPY.url}",
            fix=(Edit(link(f"[minutes of that meeting]({MINUTES})").href_span or dead, COPY.url),),
        ),
        finding(
            "LA203", "blocked", Severity.NOTE, '"The Times" could not be opened from here: the site turns robots away',
            span(f"[The Times]({QUAY})"), claim="c10", url=QUAY,
        ),
    )  # fmt: skip


def evidence() -> Evidence:
    fetches = (
        Fetch(MINUTES, CHECKED, 404, final_url=MINUTES, elapsed=0.2184),
        Fetch(QUAY, CHECKED, 403, final_url=QUAY, signs=frozenset({Sign.BOT_WALL}), attempts=1),
        Fetch(SURVEY, CHECKED, 200, final_url=SURVEY, elapsed=0.05),
        Fetch("http://www.tidewater.example/", CHECKED, 200, final_url="https://tidewater.example/?sig=abc"),
    )
    lookups = (
        Lookup(MINUTES, CHECKED, ArchiveStatus.ARCHIVED, memento=COPY, wanted=date(2023, 5, 4), verified="playback",
               source=LookupSource.CDX, captures_seen=3, first=COPY.captured, last=COPY.captured),
        Lookup(QUAY, CHECKED, ArchiveStatus.EXCLUDED, source=LookupSource.CDX),
    )  # fmt: skip
    return Evidence(
        {fetch.url: fetch for fetch in fetches},
        {lookup.url: lookup for lookup in lookups},
        network=Network.WORKS,
        unchecked=Reason.POLICY,
    )


def audit(online: bool = True, **more: object) -> Audit:
    """The sample after a check, or as `--offline` sees it."""
    known = evidence() if online else Evidence()
    findings = online_findings() if online else offline_findings()
    values: dict[str, object] = {
        "articles": (AuditedArticle(article(), known, findings),),
        "started": CHECKED,
        "finished": CHECKED.replace(second=4),
        "offline": not online,
        "requests": 4 if online else 0,
        "hosts": 4 if online else 0,
    }
    return Audit(**{**values, **more})  # type: ignore[arg-type]
