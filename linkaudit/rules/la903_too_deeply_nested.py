"""LA903."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Severity
from linkaudit.rules.policy import Policy
from linkaudit.rules.rule import Hit, declare


@declare("LA903", "too-deeply-nested", Severity.WARNING, Confidence.MEDIUM)
def too_deeply_nested(article: Article, _evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A part of the article that lies so deep in quotations, lists or markup that it was not read.

    ## Why

    A report must say what it does not know: links in there were not checked.

    ## Example

    ```markdown bad
    >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> It ended.
    ```

    ```markdown good
    > > It ended.
    ```

    ## Fix

    Take the part out of its many layers. Mostly they come from a broken export.
    """
    for span in article.too_deep:
        yield Hit((span,), "too deeply nested to be read: nothing in here was checked")
