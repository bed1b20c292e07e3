"""LA107."""

from __future__ import annotations

from collections.abc import Iterator

from linkaudit.model import Article, Confidence, Evidence, Severity
from linkaudit.rules.front_pages import is_home_page
from linkaudit.rules.policy import Policy
from linkaudit.rules.publishers import is_at, original_outlet
from linkaudit.rules.rule import Hit, declare
from linkaudit.rules.wrapped import unwrapped
from linkaudit.urls import host_of


@declare("LA107", "no-link-to-original", Severity.NOTE, Confidence.MEDIUM)
def no_link_to_original(article: Article, _evidence: Evidence, _policy: Policy) -> Iterator[Hit]:
    """A republished article that nowhere links to the page where it first stood.

    ## Why

    Corrections are made to the original. A reader who cannot find it cannot see them, and most licences ask for the
    link. The original's home page does not lead to the article.

    ## Example

    ```markdown bad
    The talks have ended.

    The original source of this article is [CaitlinJohnstone.com](https://caitlinjohnstone.com)
    ```

    ```markdown good
    The talks have ended.

    The original source of this article is [CaitlinJohnstone.com](https://caitlinjohnstone.com/2022/10/12/talks/)
    ```

    ## Fix

    Link to the page itself.
    """
    said = article.republished_from
    if said is None:
        return
    words, hosts = original_outlet(article, said)
    addresses = filter(None, (unwrapped(url) for url in article.urls))
    if not any(not is_home_page(address) and (not hosts or is_at(host_of(address), hosts)) for address in addresses):
        yield Hit((said,), f"this article first stood {words}, and no link leads to the page where it did")
