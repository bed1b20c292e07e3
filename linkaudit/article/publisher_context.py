"""What the words around a publisher's name say: is it the publisher, something it published, or another thing?

Does no I/O.
"""

from __future__ import annotations

import re
from enum import Enum, auto


class Use(Enum):
    """How a name stands in its sentence."""

    NAMED = auto()
    PUBLISHED = auto()
    """Beside something published ("a Gallup poll", "the journal Nature")."""
    PERSON = auto()
    """Somebody who works there ("Washington Post reporter Karen DeYoung", "the Quincy Institute's George Beebe")."""
    OTHER = auto()
    """Part of a longer name, a building, a prize, an event, the credit of a photograph or of the article itself."""


_ROLES = (
    "adviser|advisor|aide|analyst|anchor|anchorman|anchorwoman|announcer|attorney|author|bureau chief|chair|chairman|"
    "chairwoman|chief|columnist|commentator|contributor|co-host|cohost|correspondent|counsel|critic|director|editor|"
    "editor-in-chief|employee|executive|expert|fellow|founder|freelancer|head|host|journalist|lawyer|moderator|"
    "official|owner|panelist|personality|photographer|political editor|pollster|presenter|president|press secretary|"
    "producer|professor|publisher|pundit|reporter|researcher|scholar|scientist|secretary|spokesman|spokesmen|"
    "spokesperson|spokespeople|spokeswoman|spokeswomen|staff|staffer|statistician|strategist|veteran|writer"
)
_MODIFIERS = (
    "acting|associate|business|chief|congressional|contributing|conservative|deputy|diplomatic|executive|foreign|"
    "former|investigative|legal|longtime|managing|media|national|news|opinion|polling|political|press|public|"
    "research|science|security|senior|sports|staff|top|veteran|visiting|white house|world"
)
_PUBLISHED = (
    "account|analysis|analyses|article|blog|blog post|briefing|bulletin|column|commentary|coverage|data|dataset|"
    "documentary|editorial|essay|estimate|exclusive|fact check|fact sheet|fact-check|figures|findings|forecast|"
    "headline|index|interview|investigation|item|leader|op-ed|opinion piece|paper|piece|poll|polling|post|"
    "press release|profile|projection|ranking|readout|report|reporting|review|scoop|segment|statement|statistics|"
    "story|stories|studies|study|survey|tracker|tracking poll|transcript|tweet|update|webpage|website|write-up"
)
_MEDIUM = (
    "broadcaster|cable network|daily|journal|magazine|network|news agency|news outlet|news site|news wire|newspaper|"
    "newswire|outlet|paper|podcast|programme|program|show|site|tabloid|website|weekly|wire service"
)
_NOT_PUBLISHED = (
    "academy|application|award|awards|bestseller|best-seller|building|bureau|bureaus|camera|cameras|campus|center|"
    "class|classes|complex|contract|course|debate|debates|exam|exams|headquarters|lobby|logo|management|merger|"
    "microphone|newsroom|office|offices|parent|prize|shareholders|shares|stock|studio|studios|subscriber|subscribers|"
    "subscription|team|tower|town hall|union|viewers|readers|worthy"
)
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MAY_FOLLOW = re.compile(
    rf"(?:{_DAYS}|January|February|March|April|May|June|July|August|September|October|November|December|"
    r"I|Says|Reports?|Finds|Found|Shows|Polls?|Survey|Study|Exclusive|Analysis|Interview|Investigation|Editorial|"
    r"Magazine|News|Online|That|On|In|And)"
)
"""Capital words that follow a name without making it a longer one: days, and the words of headlines."""
_MAY_PRECEDE = re.compile(
    rf"(?:{_DAYS}|A|According|After|Also|Although|An|And|As|At|Because|Before|Both|But|By|Citing|Did|Does|Even|"
    r"Former|From|Has|Have|How|If|In|Is|Meanwhile|New|On|One|Or|Other|Per|Quoting|Said|Says|See|Since|So|Sources?|"
    r"That|The|Then|This|Though|Through|To|Told|Under|Unlike|Until|Via|Was|What|When|Where|Which|While|Who|Why|"
    r"With|Yet)"
)
"""Capital words that stand before a name because they open the sentence."""

_GLUED_BEFORE = re.compile(r"[\w@#$\\]$|[^\s(]\.$|[a-z]-$|&\s?$|\b(?:Mr|Mrs|Ms|Dr|Sen|Gov|Rep|St)\.\s$|[:/]/$|\d\s$")
_GLUED_AFTER = re.compile(r"[\w@#]|[-/][a-z]|\.[a-z]|\s?&\s?[A-Z]|\s@")
_CREDIT_BEFORE = re.compile(r"(?i)(?:photo|image|images|picture|getty|credit)[^\n.]{0,24}[/:(]\s?$")
_FOLLOWED_BY = re.compile(r"(?P<of>['’]s?)?[ \t]+[“\"‘]?(?P<word>[A-Z][\w’'-]*)")
_PRECEDED_BY = re.compile(r"(?:^|[\s(“\"‘])(?P<word>[A-Z][\w’'.-]*)[ \t]$")
_ARTICLE = re.compile(r"\b(?P<word>[Tt]he|THE|[Aa]n?)\s+$")
_OPENING = re.compile(r"^\s*$|[.!?:;][\"”’)\]]*\s+$|\n\s*$|[\"“‘(]\s*$")

_OF = r"(?:['’]s?)?(?:[ \t]+|\n)"
_PERSON_AFTER = re.compile(rf"{_OF}(?:(?:{_MODIFIERS})\s+){{0,2}}(?:{_ROLES})(?:s|['’]s)?\b")
_PERSON_BEFORE = re.compile(rf"\b(?:{_ROLES})s?\s+(?:of|at|for|with|from)\s+(?:the\s+|The\s+)?$")
_PUBLISHED_AFTER = re.compile(
    rf"{_OF}(?:(?!(?:to|not|did|will|would|has|had|have|may|must|can|could|should|does|do|and|or|is|was|were|are|be|"
    rf"said|says|of|in|on|for|who|that|which|as|by|at)\b)[a-z][a-z-]*\s+){{0,2}}(?:{_PUBLISHED}|{_MEDIUM})\b"
    rf"|[/-][A-Z][\w/ -]{{1,40}} (?:poll|survey)\b"
)
_PUBLISHED_BEFORE = re.compile(
    rf"\b(?:(?:{_PUBLISHED})s?\s+(?:\w+\s+)?(?:by|from|in|of)|(?:appearance|interview)s?\s+(?:on|with)|"
    rf"(?:published|released|reported|posted|compiled|appeared|appearing|writing|wrote)\s+(?:by|in|on))\s+"
    rf"(?:the\s+|The\s+)?$|\b[Tt]he\s+(?:[a-z-]+\s+)?(?:{_MEDIUM})\s+[“\"‘]?$"
)
_NOT_PUBLISHED_AFTER = re.compile(rf"{_OF}(?:{_NOT_PUBLISHED})\b")

_WIDTH = 64


def use_of(text: str, start: int, end: int) -> Use:
    """How the name at ``text[start:end]`` (without its article) stands among the words around it."""
    before = text[max(0, start - _WIDTH) : start]
    after = text[end : end + _WIDTH]
    if _GLUED_BEFORE.search(before) or _GLUED_AFTER.match(after) or _is_credit(before, after):
        return Use.OTHER
    if _NOT_PUBLISHED_AFTER.match(after):
        return Use.OTHER
    if _PERSON_AFTER.match(after) or _PERSON_BEFORE.search(before):
        return Use.PERSON
    follower = _FOLLOWED_BY.match(after)
    if follower and not _MAY_FOLLOW.fullmatch(follower["word"]):
        return Use.PERSON if follower["of"] else Use.OTHER
    if " " not in text[start:end] and _is_inside_name(before):
        return Use.OTHER
    if _PUBLISHED_AFTER.match(after) or _PUBLISHED_BEFORE.search(before):
        return Use.PUBLISHED
    return Use.NAMED


def article_before(text: str, start: int) -> str:
    """The article before a name ("the", "The", "a"), or nothing."""
    article = _ARTICLE.search(text[max(0, start - 8) : start])
    return article["word"] if article else ""


def opens_sentence(text: str, start: int) -> bool:
    """Whether the words from `start` on open a sentence, so that their first letter is capital anyway."""
    return _OPENING.search(text[max(0, start - _WIDTH) : start]) is not None


def _is_credit(before: str, after: str) -> bool:
    dateline = before.endswith("(") and re.match(r"\)\s*[-–—]", after) is not None
    return dateline or _CREDIT_BEFORE.search(before) is not None


def _is_inside_name(before: str) -> bool:
    preceding = _PRECEDED_BY.search(before)
    return preceding is not None and not _MAY_PRECEDE.fullmatch(preceding["word"])
