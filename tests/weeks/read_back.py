"""The numbers of a weekly report, read back from its Markdown as an editor reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_STATES = {
    "open": "open",
    "dead": "dead",
    "failed once and are looked at again": "suspect",
    "could not be opened from here": "unopened",
}


class Row(NamedTuple):
    """An address in a table: since when it fails, and how many places cite it."""

    since: str
    cited: int


@dataclass
class Report:
    text: str

    @property
    def covered(self) -> tuple[int, int, dict[str, int]]:
        """Articles, addresses, and the addresses by state."""
        found = re.search(r"^(\d+) articles? and (\d+) address(?:es)? on [^:]+: (.*)\.  $", self.text, re.MULTILINE)
        assert found, self.text[:400]
        parts = re.split(r", | and ", found[3].replace(" and are", " & are"))
        states = {_STATES[part.split(" ", 1)[1].replace("&", "and")]: int(part.split(" ", 1)[0]) for part in parts}
        return int(found[1]), int(found[2]), states

    @property
    def claims(self) -> dict[str, int]:
        found = re.search(r"^Claims: (.*)\.  $", self.text, re.MULTILINE)
        assert found
        return {part.rpartition(" ")[0]: int(part.rpartition(" ")[2]) for part in found[1].split(", ")}

    def compared(self, what: str) -> int:
        """How many articles or links are said to be `what`: new, changed, died, again."""
        found = re.search(rf"(\d+|no) (?:{what}|links? {what}|opens? {what})\b", self._compared)
        return 0 if found is None or found[1] == "no" else int(found[1])

    @property
    def _compared(self) -> str:
        found = re.search(r"^(?:Compared with|No comparison yet).*$", self.text, re.MULTILINE)
        assert found
        return found[0]

    @property
    def tasks(self) -> list[str]:
        return re.findall(r"^\d+\. (.*)$", self.text, re.MULTILINE)

    @property
    def tasks_left(self) -> int:
        found = re.search(r"^\.\.\. and (\d+) more lines?:", self.text, re.MULTILINE)
        return int(found[1]) if found else 0

    def addresses(self, annex: str) -> dict[str, Row]:
        """The addresses of an annex, without scheme and port."""
        found = {}
        for address, _, since, cited, _ in self._rows(annex):
            more = re.search(r" and (\d+) more$", cited)
            name = re.sub(r"^<http://([\d.]+):\d+(.*)>$", r"\1\2", address)
            found[name] = Row(since, (1 if cited else 0) + (int(more[1]) if more else 0))
        counted = re.search(rf"<summary>{annex} \((\d+)\)</summary>", self.text)
        assert len(found) == (int(counted[1]) if counted else 0)
        return found

    def shares(self, annex: str) -> dict[str, tuple[int, ...]]:
        return {row[0]: tuple(int(cell) for cell in row[1:5]) for row in self._rows(annex)}

    def trend(self) -> list[tuple[str, ...]]:
        return [tuple(row) for row in self._rows("Trend of twelve weeks")]

    def _rows(self, annex: str) -> list[list[str]]:
        found = re.search(rf"<summary>{annex}(?: \(\d+\))?</summary>(.*?)</details>", self.text, re.DOTALL)
        lines = [line for line in found[1].splitlines() if line.startswith("|")] if found else []
        return [[cell.strip().replace("\\", "") for cell in line.strip("|").split("|")] for line in lines[2:]]
