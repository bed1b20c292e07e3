"""Twelve weeks by script: which articles there are, what they cite, how each page answers, and what follows from that.

The truth is worked out from the script alone, page by page and week by week; nothing of linkaudit is used.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

WEEKS = 12
MONDAY = datetime(2022, 10, 10, 6, tzinfo=UTC)
HOSTS = [f"127.0.91.{number}" for number in range(1, 7)]
SECTIONS = ("news", "opinion", "science")
STATUS = {"alive": 200, "moved": 301, "missing": 404, "gone": 410, "trouble": 503, "wall": 403}
_NEXT = {
    "alive": ["alive"] * 12 + ["moved", "missing", "missing", "gone", "trouble", "wall"],
    "moved": ["moved"] * 5 + ["missing", "alive"],
    "missing": ["missing"] * 6 + ["alive", "wall", "trouble"],
    "gone": ["gone"] * 9 + ["alive"],
    "trouble": ["trouble"] * 3 + ["alive", "missing"],
    "wall": ["wall"] * 3 + ["alive", "missing"],
}
DEAD_AT = {"missing": 2, "gone": 2, "trouble": 3}
"""Failing checks, a week apart, after which a page that answers so is dead."""


@dataclass(frozen=True)
class Page:
    host: str
    path: str
    answers: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.host + self.path


@dataclass
class Piece:
    """An article: there from week `first` to `last`, its words changed in `edits`, a page added in one of them."""

    path: str
    first: int
    last: int
    edits: frozenset[int]
    pages: tuple[Page, ...]
    added: Page | None
    added_in: int

    def cites(self, week: int) -> tuple[Page, ...]:
        more = (self.added,) if self.added is not None and week >= self.added_in else ()
        return self.pages + more

    def version(self, week: int) -> int:
        return sum(edit <= week for edit in self.edits)

    def text(self, week: int, port: int) -> str:
        lines = [
            f"The council [said in report {at}](http://{page.host}:{port}{page.path}) that work would go on."
            for at, page in enumerate(self.cites(week))
        ]
        words = f"Work on the pier has been put off {self.version(week) + 2} times."
        return "\n\n".join([f"---\ndate: {date(2020, 3, 4)}\n---", *lines, words]) + "\n"

    def line(self, at: int) -> int:
        return 5 + 2 * at


@dataclass
class Standing:
    """What a reader of the script knows of a page: how it was when it was last looked at, and since when it fails."""

    state: str = "unknown"
    fails: int = 0
    since: int | None = None


@dataclass
class Truth:
    """Everything that the report of one week says in numbers."""

    week: int
    articles: int
    new: int
    changed: int
    states: Counter[str]
    newly_dead: dict[str, int]
    recovered: set[str]
    unresolved: dict[str, int]
    suspect: dict[str, int]
    unopened: set[str]
    hosts: dict[str, tuple[int, int, int, int]]
    sections: dict[str, tuple[int, int, int, int]]
    claims: Counter[str]
    mends: int
    cited: Counter[str] = field(default_factory=Counter)


class Script:
    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        pages = [Page(HOSTS[n % len(HOSTS)], f"/page/{n}", tuple(_answers(chance))) for n in range(60)]
        self.pieces: list[Piece] = []
        shared = pages[:10]  # cited throughout, so that their time is never broken off
        for number in range(18):
            first = 0 if number < 12 else chance.randrange(1, 8)
            last = WEEKS - 1 if chance.random() < 0.7 else chance.randrange(first + 2, WEEKS)
            edits = frozenset(week for week in range(first + 1, last + 1) if chance.random() < 0.1)
            own = tuple(pages[10 + number * 2 : 12 + number * 2])
            added = pages[46 + number] if number < 14 and edits else None
            common = tuple(chance.sample(shared, 2)) if number >= 5 else tuple(shared[number * 2 : number * 2 + 2])
            if number < 5:
                first, last = 0, WEEKS - 1
            path = f"{SECTIONS[number % 3]}/2020/{number:02}.md"
            self.pieces.append(Piece(path, first, last, edits, own + common, added, min(edits) if edits else WEEKS))

    def present(self, week: int) -> list[Piece]:
        return [piece for piece in self.pieces if piece.first <= week <= piece.last]

    def truths(self) -> Iterator[Truth]:
        known: dict[str, Standing] = {}
        for week in range(WEEKS):
            before = {name: Standing(each.state, each.fails, each.since) for name, each in known.items()}
            cited = {page.name: page for piece in self.present(week) for page in piece.cites(week)}
            for name, page in cited.items():
                _look(known.setdefault(name, Standing()), page.answers[week], week)
            yield self._truth(week, set(cited), known, before)

    def _truth(self, week: int, cited: set[str], known: dict[str, Standing], before: dict[str, Standing]) -> Truth:
        here = self.present(week)
        new = [piece for piece in here if piece.first == week and week > 0]
        changed = [piece for piece in here if piece.first < week and week in piece.edits]
        then = {name: before[name].state if name in before else "unknown" for name in cited}
        state = {name: known[name].state for name in cited}
        broken = {name for name in cited if _is_broken(known[name], self._answer(name, week))}
        found = Counter(
            _claim(name, self._answer(name, week), broken) for piece in here for name in _names(piece, week)
        )
        dead = {name for name in cited if state[name] == "dead"}
        return Truth(
            week=week,
            articles=len(here),
            new=len(new),
            changed=len(changed),
            states=Counter(state.values()),
            newly_dead={name: _since(known, name) for name in dead if week and then[name] != "dead"},
            recovered={name for name in cited if state[name] == "open" and then[name] == "dead"},
            unresolved={name: _since(known, name) for name in dead if not week or then[name] == "dead"},
            suspect={name: _since(known, name) for name in cited if state[name] == "suspect"},
            unopened={name for name in cited if state[name] == "unopened"},
            hosts=_hosts(here, week, state),
            sections=_sections(here, week, state),
            claims=found,
            mends=sum(name in broken for piece in new + changed for name in _names(piece, week)),
            cited=Counter(name for piece in here for name in _names(piece, week)),
        )

    def _answer(self, name: str, week: int) -> str:
        pages = {page.name: page for piece in self.pieces for page in piece.cites(WEEKS)}
        return pages[name].answers[week]


def _answers(chance: random.Random) -> Iterator[str]:
    answer = "alive" if chance.random() < 0.8 else "missing"
    for _ in range(WEEKS):
        yield answer
        answer = chance.choice(_NEXT[answer])


def _names(piece: Piece, week: int) -> list[str]:
    return [page.name for page in piece.cites(week)]


def _look(page: Standing, answer: str, week: int) -> None:
    if answer in ("alive", "moved"):
        page.state, page.fails, page.since = "open", 0, None
    elif answer == "wall":
        page.state = "unopened"
    else:
        page.fails += 1
        page.since = week if page.since is None else page.since
        page.state = "dead" if page.fails >= DEAD_AT[answer] else "suspect"


def _is_broken(page: Standing, answer: str) -> bool:
    """Whether an editor is told that nobody can open it: at once after a clear answer, of trouble when it lasts."""
    return answer in ("missing", "gone") or (answer == "trouble" and page.state == "dead")


def _claim(name: str, answer: str, broken: set[str]) -> str:
    if answer in ("alive", "moved"):
        return "source opens"
    return "source is dead" if name in broken else "could not be opened from here"


def _since(known: dict[str, Standing], name: str) -> int:
    since = known[name].since
    assert since is not None
    return since


def _hosts(here: list[Piece], week: int, state: dict[str, str]) -> dict[str, tuple[int, int, int, int]]:
    found = {}
    for host in HOSTS:
        names = [name for name in state if name.startswith(host + "/")]
        bad = {name for name in names if state[name] in ("dead", "suspect", "unopened")}
        citing = sum(any(name in bad for name in _names(piece, week)) for piece in here)
        dead = sum(state[name] == "dead" for name in names)
        suspect = sum(state[name] == "suspect" for name in names)
        if dead or suspect:
            found[host] = (citing, len(names), dead, suspect)
    return found


def _sections(here: list[Piece], week: int, state: dict[str, str]) -> dict[str, tuple[int, int, int, int]]:
    found = {}
    for section in SECTIONS:
        pieces = [piece for piece in here if piece.path.startswith(section + "/")]
        states = [state[name] for piece in pieces for name in _names(piece, week)]
        if pieces:
            found[section] = (len(pieces), len(states), states.count("dead"), states.count("suspect"))
    return found


def monday(week: int) -> datetime:
    return MONDAY + timedelta(days=7 * week)
