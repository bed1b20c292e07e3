"""What a page says of itself to machines: dates, address, language, access, kind, and the body it repeats for them.

Laws: does no I/O, never raises; every list is bounded.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from urllib.parse import urljoin, urlsplit

from linkaudit.evidence.markup import Tag
from linkaudit.evidence.pages.html_text import Seen

_JSON_LD = re.compile(r"(?i)<script\b[^>]{0,300}?application/ld\+json[^>]{0,300}>")
_END_OF_SCRIPT = re.compile(r"(?i)</script")
_MOST_SCRIPTS, _MOST_THINGS = 20, 500
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DATE_IN_PATH = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.created", "pubdate", "publish-date", "parsely-pub-date", "sailthru.date", "publication_date",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified", "revised")
_DESCRIPTIONS = ("description", "og:description", "twitter:description")
_LONGEST_UNSEEN = 500_000

ARTICLES = frozenset(
    (
        "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
        "BackgroundNewsArticle", "ReviewNewsArticle", "BlogPosting", "Report", "ScholarlyArticle",
        "TechArticle", "SocialMediaPosting", "DiscussionForumPosting",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Metadata:
    """`kinds` are the schema.org types of the page's things, `og_type` its Open Graph type."""

    canonical: str | None = None
    language: str | None = None
    published: date | None = None
    modified: date | None = None
    free: bool | None = None
    kinds: frozenset[str] = frozenset()
    og_type: str = ""
    tier: str = ""
    unseen: str = ""


@dataclass(slots=True)
class _Things:
    """What the JSON-LD of a page holds, of its articles first."""

    kinds: set[str] = field(default_factory=set)
    published: str = ""
    modified: str = ""
    body: str = ""
    free: bool | None = None


def metadata_of(page: str, seen: Seen, url: str) -> Metadata:
    """What the decoded page behind `url` says of itself."""
    metas = _metas(seen)
    things = _things(page)
    descriptions = dict.fromkeys(metas[name] for name in _DESCRIPTIONS if name in metas)
    published = (things.published, *(metas.get(name, "") for name in _PUBLISHED), _first_time(seen))
    modified = (things.modified, *(metas.get(name, "") for name in _MODIFIED))
    return Metadata(
        canonical=_canonical(seen, metas, url),
        language=_language(seen, metas),
        published=_first_date(published) or _date_in(url),
        modified=_first_date(modified),
        free=things.free,
        kinds=frozenset(things.kinds),
        og_type=metas.get("og:type", "").lower(),
        tier=metas.get("article:content_tier", "").lower(),
        unseen="\n".join((*descriptions, things.body))[:_LONGEST_UNSEEN],
    )


def _metas(seen: Seen) -> dict[str, str]:
    """Names and properties in lower case; of two namesakes the first counts."""
    found: dict[str, str] = {}
    for tag, _, _ in seen.notes:
        if tag.name == "meta":
            attributes = tag.attributes
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            content = " ".join(attributes.get("content", "").split())
            if name and content:
                found.setdefault(name.lower(), content)
    return found


def _canonical(seen: Seen, metas: dict[str, str], url: str) -> str | None:
    links = (tag.attributes for tag, _, _ in seen.notes if tag.name == "link")
    named = next((each.get("href") for each in links if each.get("rel", "").lower() == "canonical"), None)
    written = named or metas.get("og:url")
    if not written:
        return None
    try:
        joined = urljoin(url, written.strip())
        return joined if urlsplit(joined).scheme in ("http", "https") else None
    except ValueError:
        return None


def _language(seen: Seen, metas: dict[str, str]) -> str | None:
    root = next((tag for tag, _, _ in seen.notes if tag.name == "html"), None)
    written = (root.attributes.get("lang", "") if root else "") or metas.get("og:locale", "")
    code = re.match(r"[a-zA-Z]{2}(?![a-zA-Z])", written.strip())
    return code[0].lower() if code else None


def _first_time(seen: Seen) -> str:
    times: Iterator[Tag] = (tag for tag, _, aside in seen.notes if tag.name == "time" and not aside)
    return next((at for tag in times if (at := tag.attributes.get("datetime", ""))), "")


def _first_date(written: tuple[str, ...]) -> date | None:
    return next((day for each in written if (day := _day(_DATE.match(each.strip()))) is not None), None)


def _date_in(url: str) -> date | None:
    return _day(_DATE_IN_PATH.search(url))


def _day(found: re.Match[str] | None) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _things(page: str) -> _Things:
    things = _Things()
    if "ld+json" not in page:
        return things
    count = 0
    for script in islice(_scripts(page), _MOST_SCRIPTS):
        for thing in _walked(script):
            count += 1
            if count > _MOST_THINGS:
                return things
            _learn(things, thing)
    return things


def _scripts(page: str) -> Iterator[str]:
    at = 0
    while (opening := _JSON_LD.search(page, at)) and (closing := _END_OF_SCRIPT.search(page, opening.end())):
        yield page[opening.end() : closing.start()]
        at = closing.end()


def _walked(written: str) -> Iterator[dict[str, object]]:
    """The objects of one script, the lists and graphs that hold them opened."""
    try:
        value: object = json.loads(written, strict=False)
    except (ValueError, RecursionError):
        return
    waiting: list[object] = [value]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting += value[:_MOST_THINGS]
        elif isinstance(value, dict):
            yield value
            waiting += [value[name] for name in ("@graph", "mainEntity", "hasPart") if name in value]


def _learn(things: _Things, thing: dict[str, object]) -> None:
    written = thing.get("@type")
    kinds = {each for each in (written if isinstance(written, list) else [written]) if isinstance(each, str)}
    things.kinds |= kinds
    if "isAccessibleForFree" in thing and str(thing["isAccessibleForFree"]).strip().lower() in ("false", "0"):
        things.free = False
    elif things.free is None and "isAccessibleForFree" in thing:
        things.free = True
    if kinds & ARTICLES or "LiveBlogPosting" in kinds:
        things.published = things.published or str(thing.get("datePublished") or "")
        things.modified = things.modified or str(thing.get("dateModified") or "")
        body = thing.get("articleBody") or thing.get("text")
        if isinstance(body, str) and not things.body:
            things.body = html.unescape(body)
