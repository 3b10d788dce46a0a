"""Whose a post's images and clips are, by what can be known unasked: who posted them, and what is said.

In this order, the first that holds: a picture agency is named; an account that an editor knows as the film's
own, or a verified one, posted it; somebody calls it a leak; its poster says to have made it. Whoever says
nothing of it leaves it unknown: a fan's own photograph looks like anybody's.
"""

import re
from typing import NamedTuple

from aggregator.model import Account, AuthorClass, Post
from aggregator.model.films import Rights
from aggregator.text import fold


class RightsFound(NamedTuple):
    """Whose it is, and the sign that this was known by, in words; no sign where it is unknown."""

    rights: Rights
    because: str


UNKNOWN = RightsFound("unknown", "")

_CREDIT = r"(?:photos?|photographs?|pics?|pictures?|images?|credits?|courtesy|source|via|©|\(c\))"
_AGENCIES = re.compile(
    rf"""(?<!\w)(?:
      getty\s?images | gettyimages | associated\s+press | ap\s+(?:photo|images) | agence\s+france[\s-]presse
    | shutterstock | alamy | wireimage | filmmagic | splash\s?news(?:online)? | backgrid | bauer-?griffin
    | zuma\s?press | rex\s+features | the\s?image\s?direct | gc\s+images | pa\s+(?:images|media|wire)
    | press\s+association | cover\s+images | epa-efe | picture\s+alliance
    | {_CREDIT}\s*(?:by|from|of|via|:|/|-|–|—)*\s*(?:getty|reuters|afp|ap|epa|mega|splash)
    | (?:getty|reuters|afp|epa)\s*/ | /\s*(?:getty|reuters|afp|epa)
    | \(\s*(?:getty|reuters|afp|ap|epa)\s*\)
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_LEAKS = re.compile(
    r"""(?<!\w)(?:
      (?P<leak>(?:set|spy)[\s-]leaks? | leak(?:ed|s)?) | bootleg | cam[\s-]?rip | screen\s+recording
    | (?:filmed|recorded|shot)\s+(?:in|at)\s+the\s+(?:cinema|theater|theatre)
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_LEAK = re.compile(
    r"(?:\b(?:no|not|never|without|isn['’]t|wasn['’]t|aren['’]t|won['’]t|didn['’]t|hasn['’]t|don['’]t)\s+(?:\w+\s+){0,2}"
    r"|\b(?:oil|gas|water|roof|pipe|brain|tears?|eyes?|memory)\s+)$",
    re.IGNORECASE,
)
_MADE = (
    r"(?:fan[\s-]?art|art|artwork|drawings?|sketch(?:es)?|paintings?|illustrations?|edits?|cosplay|collage)"
)
_SHOT = r"(?:photos?|photographs?|pics?|pictures?|selfies?|video|footage)"
_OWN = re.compile(
    rf"""(?<!\w)(?:
      my\s+(?:own\s+)?(?:(?:new|first|latest|little|old|quick|fan|digital|pencil|ink)\s+){{0,2}}{_MADE}
    | my\s+own\s+(?:\w+\s+)?{_SHOT} | my\s+{_SHOT}
    | (?:shot|taken|drawn|painted|made|edited|photographed|illustrated|{_SHOT}|{_MADE})\s+by\s+me
    | i\s+(?:drew|painted|sketched|photographed|illustrated)\s+(?:this|it|these|him|her|them)
    | i\s+(?:took|shot|made|edited)\s+(?:this|these|the)\s+(?:{_SHOT}|{_MADE}|poster)
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
# Whoever photographs a screen or a page shows what is another's.
_OF_ANOTHER = re.compile(
    r"^\s+(?:of|from|with|off)\s+(?:the|a|my|this|his|her|our|that)?\s*"
    r"(?:\w+\s+)?(?:screen|tv|television|trailer|poster|movie|film|screening|magazine|book|phone|laptop|billboard)\b",
    re.IGNORECASE,
)
_NOT_OWN = re.compile(
    r"\b(?:not|isn['’]t|aren['’]t|wasn['’]t|never|wish(?:ed)?|love|like|instead of)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_ANOTHERS = re.compile(
    r"(?<!\w)(?:art|artwork|drawing|edit|photo|pic|picture|credits?|cr|📸|📷)\s*(?:by|to|:|goes\s+to)+\s*@\w",
    re.IGNORECASE,
)
_ANY = re.compile(
    r"getty|press|photo|image|shutterstock|alamy|magic|splash|backgrid|griffin|features|reuters|afp|epa|alliance|"
    r"leak|bootleg|rip|recording|cinema|theat|\bmy\b|by me|\bi\b|\bap\b|mega|pic",
    re.IGNORECASE,
)


def rights_of(
    post: Post, author_class: AuthorClass = "unknown", accounts: tuple[Account, ...] = ()
) -> RightsFound:
    """Whose the images and clips of a post are. `accounts` are those whose owners an editor knows."""
    said = "\n".join(filter(None, (post.text, post.spoiler_text, *(one.alt for one in post.media))))
    words = _ANY.search(said) is not None
    found = _AGENCIES.search(said) if words else None
    if found is not None:
        return RightsFound("agency", f"it names {_shown(found[0])}")
    official = _official(post, author_class, accounts)
    if official:
        return RightsFound("studio", official)
    if not words:
        return UNKNOWN
    leaked = next((one for one in _LEAKS.finditer(said) if not _NO_LEAK.search(said[: one.start()])), None)
    if leaked is not None:
        return RightsFound("leaked", f"it says {_shown(leaked[0])}")
    own = next((one for one in _OWN.finditer(said) if _is_own(one, said)), None)
    if own is not None and _ANOTHERS.search(said) is None:
        return RightsFound("poster_made", f"its poster says {_shown(own[0])}")
    return UNKNOWN


def _is_own(found: re.Match[str], said: str) -> bool:
    return not _NOT_OWN.search(said[: found.start()]) and not _OF_ANOTHER.match(said[found.end() :])


def _official(post: Post, author_class: AuthorClass, accounts: tuple[Account, ...]) -> str:
    """By what the film's own account is known; "" where it is none, or bears the film's name unverified."""
    author = post.author
    if author_class != "official" or author is None:
        return ""
    handle = fold(author.handle or "").removeprefix("@")
    if any((one.source, one.handle, one.kind) == (post.source, handle, "official") for one in accounts):
        return "an account that the editors list as official posted it"
    return "a verified account in the film's own name posted it" if author.verified else ""


def _shown(cue: str) -> str:
    """The cue as it is told: only words of the patterns above ever stand in it."""
    return f"“{' '.join(cue.split()).lower()}”"
