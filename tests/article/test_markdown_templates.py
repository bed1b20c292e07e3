"""What site generators replace: shortcodes, includes and components give their links, and trip nothing else up."""

from __future__ import annotations

import pytest

from linkaudit.article import Vocabulary, read
from linkaudit.article.markdown import read_markdown
from linkaudit.model import Evidence, Format, LinkKind, Role, Source
from linkaudit.rules import Policy, judge


def written(source: str) -> list[tuple[str, str]]:
    return [(link.form.value, link.href) for block in read_markdown(source).blocks for link in block.links]


def text(source: str) -> str:
    return " ".join(" ".join(block.text for block in read_markdown(source).blocks).split())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Hugo
        ('{{< tweet user="ann" id="12" >}}', [("embed", "https://x.com/ann/status/12")]),
        ("{{< tweet 12 >}}", [("embed", "https://x.com/i/status/12")]),
        ("{{< x user='ann' id=12 />}}", [("embed", "https://x.com/ann/status/12")]),
        ("{{< youtube w7Ft2ymGmfc >}}", [("embed", "https://www.youtube.com/watch?v=w7Ft2ymGmfc")]),
        ('{{< youtube id="a-b" title="T" >}}', [("embed", "https://www.youtube.com/watch?v=a-b")]),
        ("{{< vimeo 146022717 >}}", [("embed", "https://vimeo.com/146022717")]),
        ("{{< instagram CxOWiQNP2MO >}}", [("embed", "https://www.instagram.com/p/CxOWiQNP2MO/")]),
        ("{{< gist ann 50a7482715 >}}", [("embed", "https://gist.github.com/ann/50a7482715")]),
        ("{{< tweet >}}", [("embed", "{{< tweet >}}")]),
        ('{{< figure src="/a.png" link="https://e.org" caption="\\"b\\"" >}}', [("image", "/a.png"), ("html", "https://e.org")]),
        ('{{% ref "a.md" %}}', [("bare", '{{% ref "a.md" %}}')]),
        ('[x]({{< ref "post.md" >}})', [("inline", '{{< ref "post.md" >}}')]),
        ('[x]({{% relref "b.md#c" %}} "t")', [("inline", '{{% relref "b.md#c" %}}')]),
        ("{{</* tweet 12 */>}}", []),
        ('{{< note "https://e.org/a" >}}b [c](u){{< /note >}}', [("html", "https://e.org/a"), ("inline", "u")]),
        # Jekyll
        ("{% link _posts/x.md %}", [("bare", "{% link _posts/x.md %}")]),
        ("[x]({% post_url 2022-10-13-x %})", [("inline", "{% post_url 2022-10-13-x %}")]),
        ("[x]({{ site.url }}/x)", [("inline", "{{ site.url }}/x")]),
        ("{% include figure.html url='https://e.org' %}", [("html", "https://e.org")]),
        ('{% include youtube.html id="a1" %}', [("embed", "https://www.youtube.com/watch?v=a1")]),
        ("{% twitter https://x.com/a/status/1 %}", [("embed", "https://x.com/a/status/1")]),
        ("{% embed https://e.org/v %}", [("embed", "https://e.org/v")]),
        # MDX
        ('<Tweet id="12" />', [("embed", "https://x.com/i/status/12")]),
        ('<Tweet tweetLink="ann/status/12" />', [("embed", "https://x.com/ann/status/12")]),
        ('<YouTube videoId={"a1"} />', [("embed", "https://www.youtube.com/watch?v=a1")]),
        ('<Link href="https://e.org/l">so *it*</Link>', [("html", "https://e.org/l")]),
        ("<Note>\nHe [said](u).\n</Note>", [("inline", "u")]),
        ("<Tabs>\n\n    <Tab onClick={() => 1}>[a](u)</Tab>\n\n</Tabs>", [("inline", "u")]),
        ("import {\n  A\n} from './a'\nexport const b = '[x](y)'\n\n[c](u)", [("inline", "u")]),
        ("{/* [a](u) */}\n\n[b](v) {props.x} {c && <a href='w'>d</a>}", [("inline", "v"), ("html", "w")]),
        ("<div>\n{{< tweet 12 >}} <a href='{{ url }}'>b</a>\n</div>", [("html", "{{ url }}"), ("embed", "https://x.com/i/status/12")]),
        # Neither
        ("`{{< tweet 12 >}}`\n\n```\n<Tweet id='1' />\n```", []),
        ("{{ never closed [a](u)", [("inline", "u")]),
        ("{{ a\n\n[b](u) }}", [("inline", "u")]),
        ("<B>bold</B> [a](u)", [("inline", "u")]),
    ],
)  # fmt: skip
def test_links_of_templates(source: str, expected: list[tuple[str, str]]) -> None:
    assert written(source) == expected


def test_a_component_shows_its_text_and_a_shortcode_shows_none() -> None:
    source = 'He <Link to="/l">said *so*</Link> {{< tweet 1 >}}at {{ site.name }}, {{ "x" | t }}`{{ code }}`.'
    assert text(source) == "He said so at {{ site.name }}, {{ code }}."


def test_spans_survive_the_covering() -> None:
    source = 'é {{< x 1 >}} [a]({{ b }}) <Link href="u">c</Link>\r\n{% include d.html url="v" %} www.e.org'
    spans = [link.span.slice(source) for block in read_markdown(source).blocks for link in block.links]
    assert spans == [
        "{{< x 1 >}}",
        "[a]({{ b }})",
        '<Link href="u">c</Link>',
        '{% include d.html url="v" %}',
        "www.e.org",
    ]


def test_an_embed_is_a_post_with_its_permalink() -> None:
    data = b'He spoke.\n\n{{< tweet user="ann" id="12" >}}\n\n{{< ref "x.md" >}}\n'
    article = read(Source("a.md", data, Format.MARKDOWN), Vocabulary())
    (embed,) = [claim for claim in article.claims if claim.role is Role.EMBED]
    assert embed.permalink is not None
    assert embed.permalink.url == "https://x.com/ann/status/12"
    assert "LA106" not in {finding.rule for finding in judge(article, Evidence(), Policy())}
    assert [link.kind for link in article.links] == [LinkKind.WEB, LinkKind.TEMPLATE]


def test_an_expression_in_the_place_of_an_address_is_a_template() -> None:
    data = b"He [said](<{url}>) so, <Link href={sources.mayor}>she</Link> [too]({base}/a) and [they](a{b}.md) not.\n"
    article = read(Source("a.mdx", data, Format.MARKDOWN), Vocabulary())
    assert [(link.href, link.kind) for link in article.links if link.text != "they"] == [
        ("{url}", LinkKind.TEMPLATE),
        ("{sources.mayor}", LinkKind.TEMPLATE),
        ("{base}/a", LinkKind.TEMPLATE),
    ]
    assert [link.kind for link in article.links if link.text == "they"] == [LinkKind.LOCAL]
