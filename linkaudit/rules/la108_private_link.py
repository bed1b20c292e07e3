"""LA108."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from linkaudit.model import Article, Confidence, Evidence, LinkKind, Role, Severity, Verdict
from linkaudit.rules.edits import new_address
from linkaudit.rules.opened import opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.private import private_kind
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wording import named
from linkaudit.rules.wrapped import unwrapped
from linkaudit.urls import display


@declare("LA108", "private-link", Severity.WARNING, Confidence.MEDIUM)
def private_link(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link that opens for the writer and not for the reader.

    Documents open for editing, shared files, webmail, chats, library proxies, mail filters such as Safelinks,
    previews of unpublished pages, the inside of a content management system, office networks, files on a computer.

    ## Why

    It works for you, so nobody notices, and every reader meets a login page or nothing. A mail filter's address
    may also show the address of the colleague who got the mail.

    ## Example

    ```markdown bad
    The ministry [wrote](https://docs.google.com/document/d/1aBcD/edit?usp=sharing) that the talks have ended.
    ```

    ```markdown good
    The ministry [wrote](https://docs.google.com/document/d/e/2PACX-1aBcD/pub) that the talks have ended.
    ```

    ## Fix

    Link to the published page. Where the address holds that of the page itself, the report names it.
    """
    for link in opened(article, evidence, *Verdict):
        kind = private_kind(link.url)
        if kind is None:
            continue
        target = unwrapped(link.url)
        message = f"{link.name} leads to {kind.leads_to}" + _address_shown(link.url)
        if target is None or target == link.url:
            yield link.hit(message, kind.advice)
        else:
            yield link.hit(message, f"the page itself: {display(target)}", new_address(article, link.links, target))
    for claim in article.claims:
        for other in claim.links:
            kind = private_kind(other.href) if other.kind in {LinkKind.OTHER, LinkKind.LOCAL} else None
            if kind is not None:
                severity = None if claim.role is Role.BODY else Severity.NOTE
                message = f"{named(other)} leads to {kind.leads_to}"
                yield Hit((other.span,), message, claim.id, note=kind.advice, severity=severity)


def _address_shown(url: str) -> str:
    filtered = "safelinks." in url and "@" in unquote(url.partition("&data=")[2])
    return "; it shows the mail address of whoever got it" if filtered else ""
