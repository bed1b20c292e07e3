"""An article that is in order, full of what looks like trouble: nobody has anything to say about it."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from linkaudit.article import Vocabulary, read
from linkaudit.model import Article, Evidence, Format, Source
from linkaudit.rules import Policy, catalogue, judge

SOUND = """\
# The bridge that nobody wanted

By Ada Novak

13 October 2022

The river town has had no bridge since 1931, [Reuters reported](https://www.reuters.com/world/bridge-2022-10-11/) on
Tuesday. "We never wanted one," the mayor, Tomas Berg, told us in his office. He sells ferry tickets.

[Reuters](https://www.reuters.com) and the [Ministry of Transport](https://www.transport.example) have followed the
case for years. The ministry [declined](https://www.transport.example/notices/2022-17) to say more. Fox News did not
respond to a request for comment.

The Washington Post [wrote](https://www.washingtonpost.com/world/2022/10/10/bridge/) that the bridge would cost
"more than the town earns in a century." The paper did not say who would pay. In its view "the ferry is the town's only
true industry, and its best restaurant."

> The ferry is a right. It is written in the charter of 1604, and no minister can take it away.

So says [the charter](https://archive.example/charter-1604.pdf) in its preamble. The film "The Bridge That Was Never
Built Again" ran here for years, if you believe the poster [sic], and in the year XX of the old count. In the shop, a
TK Maxx, they sell `TK` stickers.

Berg was not in the mood for jokes. "I have been mayor for eleven years, and I have crossed the river every day." He
looked at the water, see [the map](#the-map) below.[^1]

## The map

The map was drawn in Super Bowl XX colours, [it is said](mailto:map@gazette.example).

[^1]: On the left bank.
"""


def test_a_sound_article_is_left_in_peace(article: Callable[..., Article]) -> None:
    found = judge(article(SOUND), Evidence(), Policy())
    assert [(finding.rule, finding.message) for finding in found if not finding.counted] == []


PIECES = [
    "# ", "> ", "\n", "\n\n", '"', "“", "” ", "`", "TK ", "(link)", "[a](#b)", "[a](c.md)", "[a](file:///x) ",
    "[^1]", "- ", "Reuters ", "said ", "he told ", "Ada Novak ", "<p>", "é ", "$XX ", "{{url}}",
    "one two three four five six. ",
    "<!-- linkaudit: ignore[LA1] x -->", "[reports](https://www.reuters.com/) ", "[x](https://a.slack.com/archives/1)",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_stands_there_the_rules_come_through(text: str) -> None:
    article = read(Source("a.md", text.encode(), Format.MARKDOWN), Vocabulary())
    everything = Policy(select=frozenset(rule.code for rule in catalogue()))
    for finding in judge(article, Evidence(local={"c.md": False}), everything):
        assert all(0 <= place.span.start <= place.span.end <= len(text) for place in finding.places)
        assert finding.message == " ".join(finding.message.split())
