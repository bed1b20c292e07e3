"""The names in a byline: "By Ada Ruiz and Ben Cole | 3 October 2022, 10:32" names two people. Does no I/O."""

from __future__ import annotations

import re

_BY = re.compile(r"(?i)\Aby\b:?\s*")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
# What stands behind the names: a rule between them and something else, or the day and hour of publication.
_REST = re.compile(
    rf"""(?isx) (?: \s*[|•·\n] | \s[–—―-]+\s
      | (?:\A|[\s,;(\[]+) (?:on\s+)? (?: (?:first\s+|last\s+)?(?:published|updated|posted|modified)\b
          | (?:{_DAY},?\s+)? (?: \d | {_MONTH}\s+\d ) | (?:today|yesterday)\b )
      | (?:,|\son)\s+{_DAY}\b ) .* """
)


def names_in(byline: str) -> str | None:
    """A byline without its "By" and without date, hour and place behind the names; None when no name is left."""
    line = _REST.sub("", _BY.sub("", byline.strip()), count=1)
    return " ".join(line.split()).strip(" ,;:") or None
