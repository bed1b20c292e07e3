"""LA209."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Severity, Verdict
from linkaudit.rules.failing import CERTIFICATE_REASONS, certificate_trouble
from linkaudit.rules.opened import archive_note, opened
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare


@declare("LA209", "bad-certificate", Severity.WARNING, Confidence.MEDIUM, offline=False)
def bad_certificate(article: Article, evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A link to a site whose security certificate has expired, vouches for itself or belongs to another site.

    ## Why

    Browsers stop readers with a full-page warning, and nobody can tell whose page they would see behind it.

    ## Example

    ```markdown bad
    The ministry [said](https://news.example.net/talks) that the talks have ended.
    ```

    ```markdown good
    The ministry [said](https://www.example.net/talks) that the talks have ended.
    ```

    ```web
    https://news.example.net/talks -> certificate_expired
    https://www.example.net/talks -> 200
    ```

    ## Fix

    See whether the page stands under another address of the same publisher, or link to an archived copy.
    """
    for link in opened(article, evidence, Verdict.BROKEN):
        if link.reason in CERTIFICATE_REASONS:
            yield link.hit(certificate_trouble(link), archive_note(link))
