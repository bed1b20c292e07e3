"""Is a page that opens none? What its title tells, and how its site answers for a neighbour that cannot exist.

Laws: does no I/O. A site that answers 404 to a made-up neighbour is honest, and its other answers are believed.
Source: Bar-Yossef et al., "Sic Transit Gloria Telae" (2004), with a neighbour in the same folder.
"""

from __future__ import annotations

import re
import secrets
from string import ascii_lowercase
from urllib.parse import urlsplit

from linkaudit import reach, urls
from linkaudit.evidence.archives.soft404 import says_missing
from linkaudit.model import Fetch, Network, Reason, Verdict

_LETTERS = 25
_FOR_SALE = re.compile(r"(?i)\b(?:domain|for sale|parked|parking)\b")


def title_looks_like_none(fetch: Fetch) -> bool:
    """Whether the title of a page that opens speaks of an error, of a domain for sale, or of nothing but its host."""
    if fetch.title is None or _outcome(fetch).verdict is not Verdict.ALIVE:
        return False
    host = urls.host_of(fetch.final_url or fetch.url).removeprefix("www.")
    return host in fetch.title.lower() or _FOR_SALE.search(fetch.title) is not None or says_missing((fetch.title,), 0)


def is_suspicious(fetch: Fetch) -> bool:
    """Whether a neighbour should be asked: the title looks like none, or the page has moved far up its site."""
    return title_looks_like_none(fetch) or _outcome(fetch) == (Verdict.ALIVE, Reason.MOVED_HOME)


def _outcome(fetch: Fetch) -> reach.Outcome:
    return reach.verdict(fetch, Network.WORKS, Reason.OFFLINE)


def sibling(url: str) -> str | None:
    """An address beside this one that nobody can have made; None for a site's root."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rstrip("/").rpartition("/")
    if not name:
        return None
    made_up = "".join(secrets.choice(ascii_lowercase) for _ in range(_LETTERS))
    return parts._replace(path=f"{folder}/{made_up}", query="").geturl()


def answers_alike(fetch: Fetch, neighbour: Fetch) -> bool:
    """Whether the made-up neighbour was answered as the page was: at the same address, or under the same title."""
    if neighbour.status is None or not 200 <= neighbour.status <= 299:
        return False
    moved = neighbour.final_url not in (None, neighbour.url)
    return (moved and neighbour.final_url == fetch.final_url) or (
        fetch.title is not None and neighbour.title == fetch.title
    )
