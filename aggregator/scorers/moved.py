"""Tears over a film are praise: finds the words by which a post says that a film moved its writer.

In tweets on everyday life "I cried", "so sad" and "it broke my heart" are complaints; of a film they
recommend it ("never cried more at a movie", "saddest film ever, go see it, bring tissues"). `told` finds such
words in a post that speaks of a film and scorns nothing. `fan` then sets them aside, with all that its model
and its dictionaries think of them, and reads the post as if it ended with `LOVED`. So it is with longing ("so
sad I haven't seen it yet", "I want to see it so badly"): that ends with `WANTED`.

Not meant are others' tears ("a baby cried all through it"), tears that are denied, set phrases ("cry for
help"), and what somebody is sad about ("so sad that it flopped").
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from aggregator.scorers.masking import NAME
from aggregator.scorers.phrase_reader import SIGN

LOVED, WANTED = ("loved", "it"), ("want", "to", "see", "it")
"""What a post of somebody who was moved, or who longs for a film, is read to end with."""

AROUND = 40
"""Signs before and behind such words that tell whether they are meant."""

Place = tuple[int, int]
"""Words of a post: the first, and the one behind the last."""


class Told(NamedTuple):
    """What a post says of being moved: the places of words to set aside, and the ending in their stead."""

    places: list[Place]
    ending: tuple[str, ...]


class _Family(NamedTuple):
    """Ways of saying it: `said` finds them in posts with one of `words`.

    They are not meant where `not_behind` ends what stands before them or `not_before` begins what follows,
    nor, if `deniable`, behind a negation.
    """

    words: frozenset[str]
    said: re.Pattern[str]
    not_behind: re.Pattern[str] | None = None
    not_before: re.Pattern[str] | None = None
    deniable: bool = True


def _any(*patterns: str) -> str:
    return "|".join(patterns)


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'])(?:{_any(*patterns)})(?![\w'])")


_MORE_LIST = """
so soo too very really just super pretty damn goddamn fucking freaking hella mad deadass literally
actually absolutely totally completely incredibly extremely seriously legit lowkey honestly kinda ugly gross
happy still almost nearly
"""
_MORE = frozenset(_MORE_LIST.split())
"""Words that go with what follows them: "fucking destroyed me", "ugly crying"."""
_VERY = r"(?:(?:so|soo|too|very|really|just|super|pretty|damn|fucking|freaking|hella|mad|literally|kinda) )*"
_CRYING = _any(
    r"cry|cried|cryed|cryin|crying|cries|sob|sobs|sobbed|sobbing|bawl|bawled|bawling|weep|weeps|weeped|weeping",
    r"wept|teared|tear(?:ing)? up|choked up|(?:shed|shedded|shedding) (?:\w+ ){0,2}tears?",
)
_TURNED = re.compile(  # what turns into its opposite if the tears behind it alone are set aside
    r"(?<![\w'])(?:(?:(?:i|i've|i have|we|have|had|has) )?"
    r"(?:never|haven't|havent|hadn't|hasn't)(?: ever| been)? "
    r"|(?:can't|cant|cannot|couldn't|can not|could not|didn't|able to) (?:stop|help)(?: but| myself from)? "
    r"|(?:didn't|did not) expect to |not (?:ashamed|afraid) to (?:say|admit) (?:that )?i |no shame i |not me "
    r"|not gonna lie i |not going to lie i |(?:don't|dont) know why (?:i|i'm|im|i am) |no right to make me "
    r"|(?:if|unless|says?|said|tell me|who) (?:\w+ ){0,4}?(?:didn't|did not|don't|do not|dont|didnt) "
    r"|(?:try(?:ing)?|tried) not to )$"
)
_TURNS = frozenset(("never", "not", "no", "cannot", "able")) | {
    *("haven't", "hadn't", "hasn't", "can't", "couldn't", "didn't", "don't"),
    *("havent", "cant", "dont", "didnt"),
}
"""Words of which one is in each of these."""
_HOW_MUCH = (
    rf"(?: up)?(?: {_VERY}(?:much|hard|many times|bad|badly|often)| hard(?:er)?| more| uncontrollably"
    r"| hysterically| like an? (?:\w+ ){0,2}(?:baby|bitch|child|kid|girl|idiot|fool)"
    r"| (?:my|your|her|his|our|their) (?:\w+ )?(?:eyes|heart|face|ass) (?:out|off))?"
)
_TEARS = _any(
    r"(?:in|to|my|the|many|actual|real|literal|happy|manly|thug|all|own|through|few|couple|some|with|of)"
    r" (?:\w+ )?tears",
    r"tears (?:in|from|down|of|were|are|streaming|rolling|running|everywhere|constantly)",
    r"an? (?:\w+ )?tear|teary(?: eyed)?|tear ?jerker",
)
_SAD = _any(
    rf"(?:was|is|are|were|{NAME}|it's|its|that's|(?:made|makes|making|got|had|has|have|left) (?:me|us))"
    rf" {_VERY}sad",
    rf"(?:such |quite )?(?:an?|the most) (?:\w+ )?{_VERY}sad",
    r"(?:so|soo|too|very|really|super|fucking) sad",
    r"sad(?: ass| af| as fuck| as hell| as shit)? (?:but|yet|movies?|film|ending|story|scenes?|flick)",
    r"sad and (?:beautiful|good|funny|happy|great)",
    r"(?:good|great|happy|funny|sweet|beautiful|deep) (?:but|and|yet|&) (?:so |really )?sad|saddest",
)
_HEART = _any(
    r"(?:broke|breaks?|breaking|broken|ripped|rips|shattered|tore|tears) (?:\w+ )?(?:my|our|your)"
    r" (?:\w+ )?hearts?",
    r"my (?:\w+ )?hearts? (?:is|was|just) (?:\w+ )?(?:broke|broken|breaking|shattered)",
    r"heart ?broken|heart ?breaking(?:ly)?",
)
_UNDONE = _any(
    r"(?:fucked|messed) (?:me|us|my \w+|with my \w+) (?:\w+ )?up(?: so (?:bad|hard|much)| bad)?",
    r"(?:has|had|have|got) me (?:\w+ )?(?:fucked|messed) up|(?:wrecked|destroyed) (?:me|us)",
    r"(?:i'm|im|i am|me|i was) (?:just )?an? (?:\w+ ){0,2}(?:mess|wreck|puddle)|emotional (?:mess|wreck)",
    r"(?:bring|take|taking|need|grab|pack|have|get|brought|needed|some|your|the|of) (?:\w+ ){0,4}"
    r"(?:tissues?|kleenex)",
    r"(?:all |in )?the feels|in (?:my|our) feels",
    r"(?:(?:such )?an? )?(?:\w+ )?emotional (?:roller ?coaster|ride|journey|movie|film)",
    r"(?:so|very|really|too|super|hella|mad|all|me|pretty|got) emotional",
    r"emotionally (?:drained|exhausting|exhausted|compromised|unstable|wrecked|ruined|damaged|invested)",
    r"(?:not|n't|wasn't|isn't|ain't|aren't|don't think i'm) emotionally (?:ready|prepared|stable|strong)",
)
_OTHERS = re.compile(
    r"\b(?:kids?|baby|babies|toddlers?|child|children|infant|people|fans|fanboys|haters|someone|far|game|it"
    r"|he|he's|she|she's|they|they're)(?: \w+){0,2} $"
)
_OTHERS_OR_SET_PHRASE = re.compile(
    r"(?: \w+)? (?:behind|next to|beside|in front of) (?:me|us)\b"
    r"| (?:for help|for attention|out for|out loud|wolf|foul|me a river|about it|no |nor |for fears|shame)"
)
_SAD_ABOUT = re.compile(
    r" (?:(?:now|today|thing|part|times?|day|news|truth) )?(?:that|to|how|about|when|if|what|because|bc|for"
    r"|they|there|he|she|i|we|excuse|attempt|state)(?![\w'])"
)
_HEART_ABOUT = re.compile(
    r" (?:that|to (?:see|hear|read|know|think|watch|find)|how|what|news|for|by)(?![\w'])"
)
_CRYING_LIST = """
cry cried cryed cryin crying cries sob sobs sobbed sobbing bawl bawled bawling weep weeps weeped weeping wept
teared tear tearing tears choked
"""
_UNDONE_LIST = """
puddle wreck wrecked mess messed fucked tissue tissues kleenex feels destroyed emotional emotionally
"""
_FAMILIES = (
    _Family(
        frozenset(_CRYING_LIST.split()),
        _words(rf"(?:{_CRYING}){_HOW_MUCH}"),
        not_behind=_OTHERS,
        not_before=_OTHERS_OR_SET_PHRASE,
    ),
    _Family(frozenset(("tear", "tears", "teary", "tearjerker")), _words(_TEARS)),
    _Family(frozenset(("sad", "saddest")), _words(_SAD), not_before=_SAD_ABOUT),
    _Family(
        frozenset(("heart", "hearts", "heartbroken", "heartbreaking", "heartbreakingly")),
        _words(_HEART),
        not_before=_HEART_ABOUT,
        deniable=False,
    ),
    _Family(frozenset(_UNDONE_LIST.split()), _words(_UNDONE), deniable=False),
)
_LONGING = _FAMILIES[0].words | {"sad", "badly"}
WORDS = _LONGING.union(*(one.words for one in _FAMILIES))
"""A post that holds none of these says nothing of that kind."""

_DENIED = re.compile(
    r"\b(?:not|no|without|nor|neither|didn't|didnt|don't|dont|wasn't|won't|isn't)(?: \w+)? $"
)
_NOT_DENIED = re.compile(  # "if you didn't cry you have no heart"
    r"\b(?:if|unless|who|whoever|lying|lie|tell me|heart|soul|heartless|monster|human)\b"
)
_SEEING = r"(?:see|seeing|seen|watch|watching|watched|playing|showing|shown|out|coming|released|screening|go)"
_MISSING = (
    r" (?:that |because |bc |cause |cuz |if )?(?:\w+ ){0,5}"
    rf"(?:missed|missing|(?:not|\w+n't|havent|cant|isnt|dont|without) (?:\w+ ){{0,3}}{_SEEING})"
)
_LACKS = frozenset(("not", "missed", "missing", "havent", "cant", "isnt", "dont", "without", "badly"))
_LONGED = re.compile(
    rf"(?:(?:sad|{_CRYING}){_MISSING}|(?:is it|am i) {_VERY}sad(?= (?:that|to|if|at|how) ))(?![\w'])"
)
_BADLY = re.compile(rf"(?:(?<=want to see {NAME} )|(?<=wanna see {NAME} ))(?:so )?badly(?![\w'])")
_ASIDE = _words(  # beside such words these go too
    r"(?:do not|don't|dont|never) (?:even )?(?:go |take |ever )?(?:to )?(?:see|watch|go)"
    r"(?= .*(?:unless|if you|if u|you will|you'll))",
    r"(?:you|u|they) (?:have|got|must have) no (?:heart|soul)|(?:don't|dont) have a (?:heart|soul)",
    *(SIGN + re.escape(sign) for sign in (":(", ":-(", ":'(", "=(", "):", "</3", "D:", *"💔😢😥😞😔😟☹🙁😿")),
)
_FILM = _words(
    r"movies?|films?|watch(?:ed|ing|es)?|saw|seen|seeing|scenes?|ending|soundtrack|trailer|theat(?:er|re)s?",
    r"cinema|during|(?:made|makes|make|making|had|has|have|got) (?:me|us|you|my)",
    r"(?:go|going to|went to|don't) see",
)
_SCORN_LIST = """
awful terrible horrible horrendous trash garbage rubbish crap crappy sucks sucked suck worst boring bored
bores lame disappointing disappointed disappointment waste wasted refund overrated cringe cringey pathetic
manipulative manipulation manipulated mediocre unwatchable laughable ridiculous racist racism whitewashing
abuse abused abusing abusive cruelty cruel boycott boycotting peta controversy disgusting disgusted
sickening mistreated mistreatment treated forced drowned drowning gross butchered wack bad badly video
cancelled canceled cancellation casting
"""
_SCORN = frozenset(_SCORN_LIST.split())
_SCORNS = _words(
    r"what (?:they|he|she|you)(?:'ve| have)? (?:did|done|do) to|what were they|(?:how|so) ugly",
    r"ruined (?:the|it|this)|for my (?:money|wallet)|get a life",
)


def told(words: Sequence[str]) -> Told | None:
    """What a post says of being moved, or of longing for the film; None where it says nothing of that.

    `words` as the phrase reader cuts them: small letters, NAME, BREAKS.
    """
    joined = " ".join(words)
    if NAME not in words and _FILM.search(joined) is None:
        return None
    telling = WORDS.intersection(words)
    lacks = not telling.isdisjoint(_LONGING) and (
        "n't" in joined or not _LACKS.isdisjoint(words) or "is it " in joined or "am i " in joined
    )
    longed = (_LONGED.search(joined) or _BADLY.search(joined)) if lacks else None
    turns = not _TURNS.isdisjoint(words)
    spans = [longed.span()] if longed is not None else _moved(joined, telling, turns=turns)
    if not spans:
        return None
    if longed is None and (not _SCORN.isdisjoint(words) or _SCORNS.search(joined) is not None):
        return None
    spans += [one.span() for one in _ASIDE.finditer(joined)]
    places = [(joined.count(" ", 0, first), joined.count(" ", 0, behind) + 1) for first, behind in spans]
    return Told(places, LOVED if longed is None else WANTED)


def _moved(joined: str, telling: frozenset[str], *, turns: bool) -> list[tuple[int, int]]:
    """First and last place of what is meant, in signs."""
    spans = []
    for family in _FAMILIES:
        if not family.words.isdisjoint(telling):
            for found in family.said.finditer(joined):
                first = _begin(joined, found.start(), turns=turns and family.deniable)
                if _is_meant(family, joined, first, found.end()):
                    spans.append((first, found.end()))
    return spans


def _begin(joined: str, first: int, *, turns: bool) -> int:
    """Where it begins with what goes with it: "never cried", "couldn't stop crying"."""
    while (word := joined[max(0, first - 14) : max(0, first - 1)].rpartition(" ")[2]) in _MORE:
        first -= len(word) + 1
    turned = _TURNED.search(joined, max(0, first - AROUND), first) if turns else None
    return first if turned is None else turned.start()


def _is_meant(family: _Family, joined: str, first: int, behind: int) -> bool:
    before, after = joined[max(0, first - AROUND) : first], joined[behind : behind + AROUND]
    if family.not_behind is not None and family.not_behind.search(before) is not None:
        return False
    if family.not_before is not None and family.not_before.match(after) is not None:
        return False
    return not family.deniable or _DENIED.search(before) is None or _NOT_DENIED.search(joined) is not None
