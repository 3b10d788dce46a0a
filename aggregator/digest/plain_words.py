"""Words that say plainly what someone thinks of a film: praise, scorn, half-hearted words, film talk.

A scorer knows far more words than these, and errs on some. A quote needs one of these: what a reader takes
for praise or scorn at first sight. All of it is lower case and English; "§" is the film, "¤" one of
its people (verdict.py).
"""

import re
from collections.abc import Iterable


def _any(*lists: str) -> str:
    """A group of all that the lists hold, parted by white space.

    Words of one first letter stand together, in their order: `re` then passes over all of another letter at
    once, in less than half the time.
    """
    by_letter: dict[str, list[str]] = {}
    for part in " ".join(lists).split():
        by_letter.setdefault(part[0], []).append(part)
    return f"(?:{'|'.join(f'(?:{_either(some)})' for some in by_letter.values())})"


def _either(parts: Iterable[str]) -> str:
    return "|".join(parts)


# ── praise ───────────────────────────────────────────────────────────────────

_PRAISE_WORDS = r"""
    adorable amazing(?:ly)? awesome badass banger bangers beautiful(?:ly)?
    best(?!\s+(?:on\s+mute|reasons?\s+to|arguments?|left|kept|avoided|forgotten|skipped|to(?!\s+(?:date|ever))\b))
    brilliant(?:ly)? captivating charming clever compelling
    cool cute(?:st)? delicious delight(?:ful)? dope enjoyable entertaining epic
    excellent exceptional(?:ly)? exquisite extraordinary fabulous fantastic(?:ally)? fave favou?rites?
    fire(?!\s?stick|\s+(?:hazard|drill|alarm))
    flawless(?:ly)? fun funniest funny(?![\s-]looking) genius
    goated good goosebumps gorgeous great greatest gripping
    heartfelt hilarious hooked iconic impressive incredible inspirational inspiring
    killer(?!\s+of\b)
    lit(?!\s+so\b) lovely
    magical magnificent majestic marvel+ous masterclass masterful(?:ly)? masterly masterpiece mesmeri[sz]ing
    moving
    outstanding peak perfect(?:ion|ly)? phenomenal poignant powerful refreshing remarkable riveting sick
    spectacular(?:ly)? stellar stunning(?:ly)? sublime
    super(?=\s*(?:[.!,;]|$|movie|film|flick|trailer)) superb(?:ly)? sweet terrific thrilling touching
    unforgettable unmissable unreal uplifting wonderful(?:ly)?
"""
_PRAISE_PHRASES = r"""
    breath[\s-]?taking chef's\s+kiss heart[\s-]?warming incredibly\s+done mind[\s-]?(?:blowing|boggling)
    must[\s-](?:see|watch)(?![\s-]*(?:list\b|§)) peak\s+cinema new\s+fave new\s+favou?rite on\s+point
    top[\s-]notch tour\s+de\s+force
    (?:a\s+)?(?:blast|gem|joy|triumph|treat)
    well[\s-](?:made|done|acted|written|directed|shot|cast|crafted|paced)
    worth\s+(?:it|every\s+(?:penny|minute|second)|the\s+wait)
"""
GOOD = _any(_PRAISE_WORDS, _PRAISE_PHRASES)
LOVES = r"(?:lo+ve[ds]?|loving|liked|adore[ds]?|enjoy(?:ed|ing))"
MOVED = r"""(?:
    (?:made|had|has|left|got|makes|gave|gives|giving)\s+(?:me|us)\s+(?:\w+\s+){0,4}?
        (?:cry|crying|tears?|weep\w*|sob\w*|goosebumps|chills|speechless|laugh\w*|smil\w+)(?!\s+(?:cause|because|when|how|that|every\s?time)\b)
  | i(?:'ve)?\s+(?:\w+\s+){0,2}(?:cried|bawled|sobbed|wept|teared\s+up|laughed)
        (?!\s+(?:at\s+)?(?:cause|because|how|that)\b)
  | (?:laughed|cried)\s+(?:and|&)\s+(?:laughed|cried)
  | (?:blew|blows)\s+(?:me\s+away|my\s+mind) | blown\s+away | speechless | goosebumps
  | edge\s+of\s+(?:my|your|the)\s+seat
  | hits?\s+(?:me\s+)?(?:right\s+)?in\s+the\s+feels
)"""
RECOMMENDS = r"""(?:
    (?<!not\s)(?<!n't\s)(?:highly|definitely|totally|strongly|thoroughly|would|do|absolutely|really)\s+
        (?:(?!not\b)\w+\s+)?recommend
  | (?:can't|cannot)\s+recommend\s+(?:\S+\s+){0,2}?(?:enough|highly) | two\s+thumbs\s+up | 2\s+thumbs\s+up
  | i\s+recommend | highly\s+recommended | must[\s-](?:see|watch)(?![\s-]*(?:list\b|§))
  | (?:everyone|everybody|you|you\s+all|y'all|people)\s+(?:all\s+)?
        (?:should|need\s+to|needs\s+to|must|has\s+to|have\s+to|gotta)\s+(?:go\s+)?(?:see|watch)\s+(?:it|this|§)
  | (?:10|ten)\s*(?:/|out\s+of)\s*(?:10|ten)\s*,?\s+
        (?:would\s+)?(?:definitely\s+)?recommend
  | do\s+yourself\s+a\s+favou?r | worth\s+(?:seeing|watching|every|the\s+wait)
)"""
EAGER = r"""(?:
    (?:can't|cannot|can\s+not)\s+(?:even\s+)?wait(?:
        \s+(?:to|2)\s+(?:go\s+)?(?:see|watch)(?=\W*§|\s+(?:it|this|that|more)\b
            |\s*(?:[.!,]|$)|\s+the\s+(?:movie|film|new|rest|cast|trailer)\b)
        | \s+for\s+(?:(?:an?\s+)?(?:\w+\s+)?§|this(?!\w)|it(?!\w)|the(?!\w)) | \s*(?=[.!,]|$))
  | (?:so+|super|truly|really|very|beyond|extremely|more|too)\s+
        (?:excited|hyped|pumped|stoked|psyched)\s+
        (?:for|about|to\s+(?:see|watch|finally)(?!\s+(?:all\s+)?(?:my|our|you|u|him|her|them|everyone)\b))\b
  | (?<!and\s)(?:i|we)\s+
        (?:(?:really+|so+|still|just|totally|definitely|def|absolutely|seriously|desperately|also)\s+){0,2}
        (?:need\s+to|wanna|want\s+to|gotta|have\s+got\s+to|must)\s+(?:go\s+)?(?:see|watch)\s+(?:the\s+)?§
        (?!\s+(?:just|only|but|because|cause|with|before|if|or|and|so\s+(?:i|that)|to|4|for|'|-)(?!\w))
  | (?:see|seeing|watch|watching)\s+§[^.!?]*\bi(?:'m|m)?\s+(?:am\s+)?(?:so+|super|very)\s+
        (?:excited|hyped|pumped)\b
  | (?:§|\bit|this|that|movies?|films?|trailer|cast|season|series)(?:\s+(?:is|are|'s))?\s+
        (?:gonna|going\s+to|will|bout\s+to)\s+(?:\w+\s+)?be\s+(?:\w+\s+){0,2}?
        (?:epic|amazing|awesome|great|good|so+\s+go+d|incredible|lit|fire|perfect|fantastic|the\s+best)\b
)"""

# ── scorn ────────────────────────────────────────────────────────────────────

_SCORN_WORDS = r"""
    abysmal atrocious awful(?:ly)?
    bad(?<!\bmy\sbad)(?!\s+(?:mofo|mf|mother\w*|ass|boy))
    bland bore bored boring chore clich[eé]d? crap(?:py)? cringe\w* disappointed disappointing(?:ly)?
    disappointment drag dreadful dreary dud dull
    dumb flat flop forgettable
    garbage generic horribl[ey] horrid incoherent insulting joke lacking lame laughable lazy lifeless mediocre
    mess(?:y)? mid nonsense nonsensical overrated painful(?:ly)? pathetic pointless poor predictable
    ridiculous rubbish shallow shit(?:ty|e)? slog snooze snoozefest soulless stupid tedious terribl[ey] trash
    underwhelm(?:ing|ed) unfunny uninspir(?:ed|ing) unwatchable wack wasted weak wooden worst
    worse(?=\s+(?:movie|film)\s+ever)
"""
_SCORN_PHRASES = r"""
    cash[\s-]?grab god[\s-]?awful disaster(?!\s+(?:films?|movies?|flicks?|epic|genre))
    dumpster\s+fire half[\s-]?baked
    horse\s?shit
    hot\s+garbage let[\s-]?down over[\s-]?(?:hyped|long) paper[\s-]?thin rip[\s-]?off sub[\s-]?par
"""
BAD = _any(_SCORN_WORDS, _SCORN_PHRASES)
HATES = r"(?:hate[ds]?|hating|dislike[ds]?|despised?|couldn't\s+stand|can't\s+stand)"
WASTE = r"""(?:
    waste\s+of\s+(?:\w+\s+){0,4}?(?:time|money|hours?|minutes|talent|potential|\w+)
  | wast(?:ed|ing)\s+(?:\w+\s+){0,2}(?:time|money|hours?) | don't\s+(?:even\s+)?waste
  | don't\s+(?:even\s+)?bother(?=\s*(?:[.!,]|$)|\s+(?:with\s+(?:it|this|§)|seeing|watching|going))
  | save\s+your\s+(?:money|time) | money\s+back | (?:want|get|need)\s+(?:a|my|the)\s+refund
  | not\s+worth\s+(?:the|your|my|it|a)
  | not\s+(?:\w+\s+)?as\s+(?:good|great|funny|scary)\s+as\s+(?:i|we|expected)(?!\w)
  | (?:wasn't|isn't|not)\s+(?:really\s+)?(?:
        a\s+fan(?:\s+of)?(?=\s+(?:§|it|this)(?!\w)|\s*(?:[.!,]|$))|for\s+me(?=\s*(?:[.!,]|$))
      |my\s+cup\s+of\s+tea)
  | (?:^|please\s+|let's\s+|\bi(?:'m|\s+am|\s+will)\s+)boycott(?:ing)?\s+
        (?:the\s+)?(?:§|(?:this|the)\s+(?:movie|film))
  | (?:^|\bi\s+(?:\w+\s+)?)(?:walked\s+out|fell\s+asleep)
  | bored\s+me | disappointed\s+me
  | (?:(?:do|would|did|could|can)\s*(?:not|n't)|cannot)\s+recommend(?!\s+(?:\S+\s+){0,2}?(?:enough|highly))
  | (?:§|¤|it|this|that)\s+(?:is|was|looks?)\s+(?:\w+\s+)?(?:worse|more\s+trash)\s+
        th[ae]n\s+(?:i\s+|we\s+)?(?:expected|thought|feared)
  | (?:§|¤|it|this|that|movie|film|trailer|story|plot|acting|cgi|ending|script|cast|music|show|episode)\s+
        (?:\w+\s+){0,2}?(?:fail(?:ed|s)\s+to|suck(?:ed|s)
        (?!\s+(?:that|being|when|to|how|because|i|for|(?:me|you|u|us|him|her|them)\s+(?:\w+\s+)?in)\b))
)"""
_FAULTS = r"""(?:
    not\s+(?:nearly\s+)?enough | too\s+(?:long|slow|short|dark|silly|predictable|violent) | lack(?:s|ed)?
  | drag(?:s|ged)? | (?:trailer|poster)\s+(?:for\s+§\s+)?(?:is|was)\s+(?:the\s+)?best\s+(?:part|thing|bit)
  | left\s+(?:after|early|halfway) | ready\s+to\s+leave
  | and\s+(?:nothing\s+else|no\s+(?:heart|soul|plot|story))
  | best\s+(?:\w+\s+)?(?:is|are|was|were)\s+in\s+the\s+trailer
)"""

ANY_GOOD = re.compile(rf"\b(?:{GOOD}|{LOVES}|{RECOMMENDS}|{MOVED})(?!\w)", re.VERBOSE)
ANY_BAD = re.compile(rf"\b(?:{BAD}|{HATES}|{WASTE}|{_FAULTS})(?!\w)", re.VERBOSE)

# ── neither ──────────────────────────────────────────────────────────────────

LUKEWARM = re.compile(
    r"""\b(?:
        ok(?:ay)? | o\.k\. | alright | all\s+right | decent | fine | average | so[\s-]so | meh | mixed | torn
      | not\s+(?:\w+\s+)?(?:bad|terrible|awful|perfect|great
        |as(?!\s+(?:good|great|funny|scary)\s+as\s+(?:i|we|expected)(?!\w)))
      | watchable | passable | tolerable
      | had\s+its\s+moments | for\s+what\s+it\s+(?:is|was) | kinda | kind\s+of | sort\s+of | somewhat
      | relatively | i\s+guess | mildly | minus
      | flaw(?:s|ed)? | at\s+least | mind(?:ed)? | problems? | issues?
      | (?:wasn't|isn't)\s+(?:a\s+)?(?:complete|total|terrible|bad|awful) | not\s+everything
      | at\s+first | for\s+its\s+own\s+good
      | for\s+(?:about|only|maybe|the\s+first)\s+(?:\w+\s+){1,2}(?:minutes|mins|seconds)
      | saved?\s+(?:it|the\s+(?:film|movie)) | redeem\w* | guilty\s+pleasure
      | (?:can't|cannot|couldn't|doesn't|didn't)\s+(?:\w+\s+)?(?:save|lift|rescue|make\s+up)(?!\s+§)
      | cheesy | so\s+bad\s+it
      | too\s+bad | shame | entertaining\s+enough | good\s+enough | nothing\s+(?:special|new)
      | supposed(?:ly)? | otherwise | excuse | controvers\w+ | aside | interesting | overall | mostly | partly
      | somehow | down\s?sides? | the+\s+shit | bad\s+enough | weird(?:ly)? | strange(?:ly|st)? | odd(?:ly)?
    )\b|½""",
    re.VERBOSE,
)
"""Words of one who is of two minds: no praise and no scorn that a story could lean on."""

NOUN = r"""(?:
    (?:movies?|films?)(?!\s+(?:theat\w+|nights?|days+|popcorn|dates?|seats?|tickets?|posters?|goers?|buffs?|fans?
        |makers?|snacks?|premieres?|clubs?|festivals?|buddy|lovers?|industry)\b)
  | flick | trailers? | teaser | story | stories | storyline | storytelling | plot | script | screenplay
  | writing | dialogues? | acting | performances? | cast(?:ing)? | actors? | actress(?:es)? | directi(?:on|ng)
  | director | cinematography | visuals? | (?:special\s+)?effects | cgi | animation | music | soundtrack
  | score | songs? | endings? | scenes? | sequences? | action | stunts? | humou?r | jokes? | comedy | pacing
  | costumes? | characters? | villains? | adaptation | remake | sequel | prequel | series | show | season
  | episode | finale | fights? | choreography | editing | premise | photography | footage | musical | thriller
  | drama | horror
)"""
"""What a film is called, and what it is made of."""
