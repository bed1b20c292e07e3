"""What a rule is: one pure function whose docstring is its documentation and whose examples are its test.

Does no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from inspect import cleandoc

from linkaudit.model import Article, Confidence, Edit, Evidence, Severity, Span
from linkaudit.rules.policy import Policy

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_FENCE = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule says about one place or several. `severity` overrides the rule's own.

    `claim` is a claim's id, `url` a normalised address, `note` one more line that helps to act on the message.
    """

    places: tuple[Span, ...]
    message: str
    claim: str | None = None
    url: str | None = None
    note: str | None = None
    fix: tuple[Edit, ...] = ()
    severity: Severity | None = None


Check = Callable[[Article, Evidence, Policy], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block of a rule's documentation: what it holds ("markdown bad", "markdown good", "web") and its text."""

    info: str
    text: str


@dataclass(frozen=True)
class Rule:
    """A check under its code. `family` is the code's first three characters.

    `on` rules run unless ignored, the others only when selected; `counted` findings are counted, not listed;
    `offline` rules need nothing from the network. `since` is the version that brought the rule. What is said
    `instead_of` another rule is silenced along with that one.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    check: Check
    since: str = "0.1"
    on: bool = True
    counted: bool = False
    offline: bool = True
    instead_of: Rule | None = None

    @property
    def family(self) -> str:
        return self.code[:3]

    @cached_property
    def doc(self) -> str:
        """The documentation in Markdown: what the rule is, then `## Why`, `## Example`, `## Fix`."""
        return cleandoc(self.check.__doc__ or "")

    @cached_property
    def summary(self) -> str:
        return " ".join(_HEADING.split(self.doc)[0].split())

    @cached_property
    def sections(self) -> Mapping[str, str]:
        """The text under each heading, in the order of the documentation."""
        _, *parts = _HEADING.split(self.doc)
        return {heading: text.strip() for heading, text in zip(parts[::2], parts[1::2], strict=True)}

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        found = _FENCE.finditer(self.sections.get("Example", ""))
        return tuple(Example(fence["info"].strip(), fence["body"]) for fence in found)


def declare(  # noqa: PLR0913  a property of a rule each
    code: str,
    name: str,
    severity: Severity,
    confidence: Confidence,
    *,
    on: bool = True,
    counted: bool = False,
    offline: bool = True,
    instead_of: Rule | None = None,
) -> Callable[[Check], Rule]:
    """Make a rule of the check function that it decorates."""

    def make(check: Check) -> Rule:
        return Rule(
            code, name, severity, confidence, check, on=on, counted=counted, offline=offline, instead_of=instead_of
        )

    return make
