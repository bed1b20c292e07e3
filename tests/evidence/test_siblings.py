"""A page that looks like none, and how its site answers for a neighbour that cannot exist."""

from __future__ import annotations

from dataclasses import replace

import pytest
from asking import QUICK, asked
from servers import Answer, redirect, serving

from linkaudit.evidence.siblings import sibling
from linkaudit.model import Sign

DEEP = replace(QUICK, deep=True)
SORRY = Answer(body="<title>Sorry</title><p>We cannot find what you want. Try the search.</p>")


@pytest.mark.parametrize(
    ("page", "neighbours", "missing"),
    [
        (redirect("/"), redirect("/"), True),
        (redirect("/"), Answer(404, "nothing here"), False),
        (Answer(body="<title>404 in our town</title>"), Answer(body="<title>404 in our town</title>"), True),
        (Answer(body="<title>404 in our town</title>"), SORRY, False),
        (Answer(body="<title>404 in our town</title>"), Answer(404, "nothing here"), False),
    ],
    ids=["all go home", "honest", "same title", "another title", "honest title"],
)
def test_a_made_up_neighbour_tells_whether_a_site_is_honest(page: Answer, neighbours: Answer, *, missing: bool) -> None:
    with serving() as server:
        server.pages = _Anywhere({"/": Answer(), "/2019/03/story": page}, neighbours)  # type: ignore[assignment]
        fetches, _, _ = asked([server.url("/2019/03/story")], DEEP)
        assert len([path for path in server.paths if path.startswith("/2019/03/") and path != "/2019/03/story"]) == 1
    assert (Sign.MISSING in fetches[server.url("/2019/03/story")].signs) is missing


class _Anywhere(dict[str, object]):
    """Pages by path, and one for every other path in their folder."""

    def __init__(self, pages: dict[str, object], other: object) -> None:
        super().__init__(pages)
        self._other = other

    def get(self, path: str, default: object = None) -> object:  # type: ignore[override]
        return super().get(path) or (self._other if path.startswith("/2019/") else default)


def test_a_page_that_looks_as_it_should_has_no_neighbour_asked() -> None:
    with serving({"/2019/03/story": Answer(body="<title>The talks</title>")}) as server:
        asked([server.url("/2019/03/story")], DEEP)
        assert server.paths == ["/2019/03/story"]


def test_nobody_can_have_made_the_neighbour() -> None:
    one, two = (sibling("https://news.example/2019/03/story.html?page=2") for _ in range(2))
    assert one is not None
    assert one != two
    assert one.rpartition("/")[0] == "https://news.example/2019/03"
    assert sibling("https://news.example/") is None
