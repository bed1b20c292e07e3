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
    "adviser|advisor|aide|alumnus|analyst|anchor|anchorman|anchorwoman|attorney|author|bureau chief|chair|chairman|"
    "chairwoman|chief|chiefs|colleague|columnist|commentator|contributor|co-host|cohost|correspondent|counsel|critic|"
    "director|economist|editor|employee|executive|expert|fellow|founder|freelancer|head|host|journalist|lawyer|"
    "moderator|official|owner|panelist|personality|photographer|pollster|presenter|president|producer|professor|"
    "pundit|reporter|researcher|scholar|scientist|secretary|shareholder|spokesman|spokesmen|spokesperson|"
    "spokespeople|spokeswoman|spokeswomen|staff|staffer|statistician|strategist|veteran|writer"
)
_MODIFIERS = (
    "acting|associate|business|chief|congressional|contributing|conservative|deputy|diplomatic|executive|foreign|"
    "former|investigative|legal|longtime|managing|media|national|news|opinion|policy|polling|political|press|public|"
    "research|science|security|senior|sports|staff|top|vice|visiting|world"
)
_DOCUMENTS = (
    "analysis|analyses|bulletin|data|database|dataset|documentary|estimate|fact sheet|fact-check|figures|"
    "findings|forecast|index|press briefing|press release|projection|readout|report|statement|statistics|studies|"
    "study|survey|tracker|transcript|webpage|website"
)
_ARTICLES = (
    "account|article|average|blog|blog post|column|commentary|coverage|editorial|essay|exclusive|fact check|headline|"
    "interview|investigation|item|list|op-ed|opinion piece|paper|piece|poll|polling|post|profile|ranking|reporting|"
    "review|scoop|segment|series|story|stories|tally|tweet|update|write-up"
)
_MEDIA = (
    "broadcaster|cable network|daily|journal|magazine|network|news agency|news outlet|news site|news wire|newspaper|"
    "newswire|outlet|podcast|programme|program|show|site|tabloid|website|weekly|wire service"
)
_OTHER_THINGS = (
    "academy|application|audience|award|awards|bestseller|best-seller|building|bureau|bureaus|campus|center|class|"
    "classes|complex|contract|course|debate|debates|exam|exams|forum|headquarters|lobby|logo|management|merger|"
    "newsroom|office|offices|parent|prize|ratings|readers|shareholders|shares|stock|studio|studios|subscriber|"
    "subscribers|subscription|team|tower|town hall|union|viewers"
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

_GLUED_BEFORE = re.compile(r"[\w@#$\\]$|[^\s(]\.$|\b[a-z]\w*-$|&\s?$|\b(?:Mr|Mrs|Ms|Dr|Sen|Gov|Rep|St)\.\s$|[:/]/$")
_GLUED_AFTER = re.compile(r"[\w@#]|[-/][a-z]|\.[a-z]|\s?&\s?[A-Z]|\s@|\sof\s[A-Z]")
_CREDIT_BEFORE = re.compile(r"(?i)(?:photo|image|images|picture|getty|credit)[^\n.]{0,24}[/:(]\s?$")
_FOLLOWED_BY = re.compile(r"(?P<of>['’]s?)?[ \t]+(?P<mark>[“\"‘]?)(?P<word>[A-Z][\w’'-]*)")
_PRECEDED_BY = re.compile(r"(?<![\w’'.-])(?P<word>[A-Z][\w’'.-]*)[ \t]$")
_ARTICLE = re.compile(r"\b(?P<word>[Tt]he|THE|[Aa]n?)\s+$")
_OPENING = re.compile(r"^\s*$|[.!?:;][\"”’)\]]*\s+$|\n\s*$|[\"“‘(]\s*$")

_OF = r"(?:['’]s?)?\s"
_THE = r"(?:[Tt]he\s+)?"
_NO_NOUN = (
    r"(?!(?:a|all|an|and|any|are|as|at|be|by|can|could|did|does?|for|had|has|have|her|his|in|is|its|may|more|must|no|not|of|on|or|said|"
    r"says|should|some|that|the|their|this|to|was|were|which|who|will|would|[a-z]+ed)\b)"
)
_PERSON_AFTER = re.compile(rf"{_OF}(?:(?:{_MODIFIERS})\s+){{0,2}}(?:{_ROLES})(?:s|['’]s)?\b")
_PERSON_BEFORE = re.compile(
    rf"\b(?:{_ROLES})s?\s+(?:(?:of|on|in|for)\s+[\w ]{{1,30}}\s)?(?:of|at|for|with|from)\s+{_THE}(?:[a-z-]+\s+){{0,2}}$"
    rf"|\b[A-Z][\w’'-]+\s[A-Z][\w’'-]+\s(?:of|from|at)\s+{_THE}$"
)
_OTHER_AFTER = re.compile(rf"{_OF}(?:[a-z-]+\s+){{0,3}}?(?:{_OTHER_THINGS})\b")
_RELEASED_BEFORE = rf"\b(?:published|released|posted|compiled)\s+(?:by|in|on)\s+{_THE}$"


def _published(nouns: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What follows a name, and what goes before it, when something that it published is spoken of."""
    after = rf"{_OF}(?:{_NO_NOUN}[a-z][a-z-]*\s+){{0,2}}(?:{nouns})\b|['’]s?\s(?:[A-Z][\w-]+\s+){{1,3}}(?:{nouns})\b"
    before = rf"\b(?:{nouns})s?\s+(?:[a-z]+\s+)?(?:by|from|in|of)\s+{_THE}$|{_RELEASED_BEFORE}"
    return re.compile(after), re.compile(before)


_DOCUMENT_AFTER, _DOCUMENT_BEFORE = _published(_DOCUMENTS)
_ARTICLE_AFTER, _ARTICLE_BEFORE = _published(f"{_DOCUMENTS}|{_ARTICLES}|{_MEDIA}")
_JOINT_POLL = re.compile(r"[/-][A-Z][\w/ -]{1,40} (?:poll|survey)\b")
_QUOTED_FROM = re.compile(
    rf"\b(?:(?:appearance|interview)s?\s+(?:on|with|in)|(?:appeared|appearing|reported|writing|wrote)\s+(?:by|in|on))\s+"
    rf"{_THE}$"
)
_MEDIUM_BEFORE = re.compile(rf"\b(?:{_MEDIA})\s+[“\"‘]?$")

_PREPOSITIONS = frozenset({"at", "by", "for", "from", "in", "of", "on", "with"})

_WIDTH = 72
_NEAR = 24


def use_of(text: str, start: int, end: int, *, institution: bool = False) -> Use:
    """How the name at ``text[start:end]`` (without its article) stands among the words around it.

    What an `institution` published is a report, data, a statement; an interview by the FBI is nothing published.
    """
    before = text[max(0, start - _WIDTH) : start]
    after = text[end : end + _WIDTH]
    if _is_glued(before) or _GLUED_AFTER.match(after) or _is_credit(before, after):
        return Use.OTHER
    if " " not in text[start:end] and _is_inside_name(before):
        return Use.OTHER
    follower = _FOLLOWED_BY.match(after)
    goes_on = follower is not None and _MAY_FOLLOW.fullmatch(follower["word"]) is None
    if follower and goes_on and not (follower["of"] or follower["mark"]):  # "published in Nature Cities"
        return Use.OTHER
    # "a report by ...", "the editor of ...": without a preposition those patterns need not be tried.
    governing = "" if _PREPOSITIONS.isdisjoint(before.split()[-4:]) else before
    if _is_published(before, governing, after, institution=institution):
        return Use.PUBLISHED
    if _OTHER_AFTER.match(after):
        return Use.OTHER
    if _PERSON_AFTER.match(after) or _PERSON_BEFORE.search(governing):
        return Use.PERSON
    if follower and goes_on:
        return Use.PERSON if follower["of"] else Use.OTHER
    return Use.NAMED


def _is_glued(before: str) -> bool:
    # Most names follow a word and a blank, and then the pattern need not be tried.
    plain = before[-1:] == " " and before[-2:-1].isalnum()
    return not plain and _GLUED_BEFORE.search(before[-_NEAR:]) is not None


def _is_published(before: str, governing: str, after: str, *, institution: bool) -> bool:
    if institution:
        return bool(_DOCUMENT_AFTER.match(after) or _DOCUMENT_BEFORE.search(governing))
    return bool(
        _ARTICLE_AFTER.match(after)
        or _JOINT_POLL.match(after)
        or _ARTICLE_BEFORE.search(governing)
        or _QUOTED_FROM.search(governing)
        or _MEDIUM_BEFORE.search(before[-_NEAR:])
    )


def article_before(text: str, start: int) -> str:
    """The article before a name ("the", "The", "a"), or nothing."""
    article = _ARTICLE.search(text[max(0, start - 8) : start])
    return article["word"] if article else ""


def opens_sentence(text: str, start: int) -> bool:
    """Whether the words from `start` on open a sentence, so that their first letter is capital anyway."""
    return _OPENING.search(text[max(0, start - _WIDTH) : start]) is not None


def _is_credit(before: str, after: str) -> bool:
    dateline = before.endswith("(") and re.match(r"\)\s*[-–—]", after) is not None
    return dateline or (before.rstrip()[-1:] in {"/", ":", "("} and _CREDIT_BEFORE.search(before) is not None)


def _is_inside_name(before: str) -> bool:
    preceding = _PRECEDED_BY.search(before[-_NEAR:])
    if preceding is None or preceding["word"].endswith(("'s", "’s")):  # "Russia's Tass agency"
        return False
    return not _MAY_PRECEDE.fullmatch(preceding["word"])
