"""Words that say plainly what someone thinks of a film: praise, scorn, half-hearted words, film talk.

A scorer knows far more words than these, and errs on some. A quote needs one of these: what a reader takes for
praise or scorn at first sight. All of it is lower case; spelled in English.
"""

import re

# ── praise ───────────────────────────────────────────────────────────────────

_GOOD_LIST = r"""
    amazing(?:ly)? awesome brilliant(?:ly)? excellent fantastic(?:ally)? wonderful(?:ly)? great incredible incredibly\s+done
    perfect(?:ion|ly)? phenomenal superb(?:ly)? stunning(?:ly)? gorgeous beautiful(?:ly)? hilarious delight(?:ful)? enjoyable
    magnificent masterpiece masterful(?:ly)? masterclass outstanding epic spectacular(?:ly)? breath[\s-]?taking charming
    clever best greatest favou?rites? fave terrific fabulous flawless(?:ly)? gripping captivating mesmeri[sz]ing
    heart[\s-]?warming heartfelt unforgettable impressive riveting iconic magical marvel+ous lovely remarkable exceptional(?:ly)?
    extraordinary thrilling refreshing stellar top[\s-]notch must[\s-](?:see|watch)(?![\s-]*list) mind[\s-]?(?:blowing|boggling) touching moving powerful
    inspiring inspirational compelling delicious sublime exquisite genius good cutest funniest funny fun sweet super dope
    well[\s-](?:made|done|acted|written|directed|shot|cast|crafted|paced) tour\s+de\s+force masterly majestic goosebumps
    banger bangers peak goated chef's\s+kiss (?:a\s+)?(?:blast|gem|joy|triumph|treat) insane sick wild crazy fire lit unreal killer
    adorable poignant hooked unmissable entertaining badass peak\s+cinema worth\s+(?:it|every\s+(?:penny|minute|second)|the\s+wait)
"""
_LOVES = r"(?:love[ds]?|loving|adore[ds]?|enjoy(?:ed|ing))"
_HATES = r"(?:hate[ds]?|hating|dislike[ds]?|despised?|couldn't\s+stand|can't\s+stand)"
_MOVED = r"""(?:
    (?:made|had|has|left|got|makes|gave|gives|giving)\s+(?:me|us)\s+(?:\w+\s+){0,4}?
        (?:cry|crying|tears?|weep\w*|sob\w*|goosebumps|chills|speechless|laugh\w*|smil\w+)
  | i(?:'ve)?\s+(?:\w+\s+){0,2}(?:cried|bawled|sobbed|wept|teared\s+up|laughed) | (?:laughed|cried)\s+(?:and|&)\s+(?:laughed|cried)
  | (?:blew|blows)\s+(?:me\s+away|my\s+mind) | blown\s+away | speechless | goosebumps | edge\s+of\s+(?:my|your|the)\s+seat
)"""
_RECOMMENDS = r"""(?:
    (?:highly|definitely|totally|strongly|thoroughly|would|do|absolutely|really|can't|cannot)\s+(?:\w+\s+)?recommend
  | i\s+recommend | highly\s+recommended | must[\s-](?:see|watch)(?![\s-]*list)
  | (?:everyone|everybody|you|you\s+all|y'all|people)\s+(?:all\s+)?(?:should|need\s+to|needs\s+to|must|has\s+to|have\s+to|gotta)\s+(?:go\s+)?(?:see|watch)\s+(?:it|this|§)
  | do\s+yourself\s+a\s+favou?r | worth\s+(?:seeing|watching|every|the\s+wait)
)"""

_EAGER = r"""(?:
    (?:can't|cannot|can\s+not)\s+(?:even\s+)?wait(?:\s+(?:to|2)\s+(?:go\s+)?(?:see|watch|go)\b|\s+for\s+(?:§|this|it|the)(?!\w)|\s*(?=[.!,]|$))
  | (?:so+|super|truly|really|very|beyond|extremely|more|too)\s+(?:excited|hyped|pumped|stoked|psyched)\s+(?:for|about|to\s+(?:see|watch|finally))\b
  | (?:see|seeing|watch|watching)\s+§[^.!?]*\bi(?:'m|m)?\s+(?:am\s+)?(?:so+|super|very)\s+(?:excited|hyped|pumped)\b
  | (?:§|\bit|this|that|movies?|films?|trailer|cast|season|series)(?:\s+(?:is|are|'s))?\s+(?:gonna|going\s+to|will|bout\s+to)\s+(?:\w+\s+)?be\s+(?:\w+\s+){0,2}?(?:epic|amazing|awesome|great|good|so+\s+go+d|incredible|lit|fire|insane|perfect|fantastic|the\s+best)\b
)"""

# ── scorn ────────────────────────────────────────────────────────────────────

_BAD_LIST = r"""
    disappointing(?:ly)? disappointment disappointed boring bored terribl[ey] awful(?:ly)? worst horribl[ey] horrid trash
    garbage bad dull poor overrated predictable lame flat disaster(?!\s+(?:films?|movies?|flicks?|epic|genre)) cringe\w* rubbish underwhelm(?:ing|ed)
    mediocre mess(?:y)? unfunny flop pointless stupid dumb ridiculous forgettable crap(?:py)? shit(?:ty|e)? joke wack weak
    lifeless soulless generic clich[eé]d? uninspir(?:ed|ing) dreadful atrocious abysmal unwatchable tedious
    over[\s-]?(?:hyped|long) lazy painful(?:ly)? nonsense nonsensical incoherent wasted lacking bland shallow insulting
    dud mid snooze bore slog drag chore let[\s-]?down cash[\s-]?grab rip[\s-]?off half[\s-]?baked paper[\s-]?thin wooden
    laughable pathetic dreary sub[\s-]?par hot\s+garbage dumpster\s+fire snoozefest
"""
_WASTE = r"""(?:
    waste\s+of\s+(?:\w+\s+){0,4}?(?:time|money|hours?|minutes|talent|potential|\w+) | wast(?:ed|ing)\s+(?:\w+\s+){0,2}(?:time|money|hours?)
  | don't\s+(?:even\s+)?waste | don't\s+(?:even\s+)?bother(?=\s*(?:[.!,]|$)|\s+(?:with\s+(?:it|this|§)|seeing|watching|going)) | save\s+your\s+(?:money|time) | money\s+back | (?:want|get|need)\s+(?:a|my|the)\s+refund | not\s+worth\s+(?:the|your|my|it|a) | walked\s+out | fell\s+asleep
  | (?:§|¤|it|this|that|movie|film|trailer|story|plot|acting|cgi|ending|script|cast|music|show|episode)\s+(?:\w+\s+){0,2}?(?:fail(?:ed|s)\s+to|suck(?:ed|s)(?!\s+(?:that|being|when|to|how|because|i|for)\b)) | bored\s+me | disappointed\s+me
)"""

_FAULTS = r"""(?:not\s+(?:nearly\s+)?enough | too\s+(?:long|slow|short|dark|silly|predictable|violent) | lack(?:s|ed)? | drag(?:s|ged)? |
    best\s+(?:\w+\s+)?(?:is|are|was|were)\s+in\s+the\s+trailer)"""

# ── neither ──────────────────────────────────────────────────────────────────

LUKEWARM = re.compile(
    r"\b(?:ok(?:ay)?|o\.k\.|alright|all\s+right|decent|fine|not\s+(?:\w+\s+)?(?:bad|terrible|awful|perfect|great|as)|average|"
    r"so[\s-]so|meh|mixed|watchable|passable|tolerable|had\s+its\s+moments|for\s+what\s+it\s+(?:is|was)|kinda|kind\s+of|"
    r"sort\s+of|somewhat|i\s+guess|mildly|minus|flaw(?:s|ed)?|at\s+least|mind(?:ed)?|problems?|issues?|wasn't\s+(?:a\s+)?(?:complete|total|"
    r"terrible|bad|awful)|isn't\s+(?:a\s+)?(?:complete|total|terrible|bad|awful)|not\s+everything|saved?\s+(?:it|the\s+(?:film|movie))|"
    r"redeem\w*|guilty\s+pleasure|cheesy|so\s+bad\s+it|too\s+bad|shame|entertaining\s+enough|good\s+enough|nothing\s+(?:special|new)|"
    r"supposed(?:ly)?|otherwise|torn|excuse|controvers\w+|aside|interesting|overall|mostly|partly|somehow|weird(?:ly)?|strange(?:ly|st)?|odd(?:ly)?)\b|½"
)
"""Words of one who is of two minds: no praise and no scorn that a story could lean on."""


def _any(listed: str) -> str:
    return f"(?:{'|'.join(listed.split())})"


GOOD, BAD = _any(_GOOD_LIST), _any(_BAD_LIST)

ANY_GOOD = re.compile(rf"\b(?:{GOOD}|{_LOVES}|{_RECOMMENDS}|{_MOVED})(?!\w)", re.VERBOSE)
ANY_BAD = re.compile(rf"\b(?:{BAD}|{_HATES}|{_WASTE}|{_FAULTS})(?!\w)", re.VERBOSE)

NOUN = r"""(?:(?:movies?|films?)(?!\s+(?:theat\w+|nights?|popcorn|dates?|seats?|tickets?|posters?|goers?|buffs?|fans?|makers?|
        snacks?|premieres?|clubs?|festivals?|buddy|lovers?|industry)\b)|flick|trailers?|teaser|story|stories|storyline|storytelling|plot|script|screenplay|writing|dialogues?|acting|
    performances?|cast(?:ing)?|actors?|actress(?:es)?|directi(?:on|ng)|director|cinematography|visuals?|(?:special\s+)?effects|cgi|animation|
    music|soundtrack|score|songs?|ending|endings|scenes?|sequences?|action|stunts?|humou?r|jokes?|comedy|pacing|costumes?|characters?|
    villains?|adaptation|remake|sequel|prequel|series|show|season|episode|finale|fights?|choreography|editing|premise|
    photography|footage|musical|thriller|drama|horror)"""
"""What a film is called, and what it is made of."""

LOVES, HATES, MOVED, RECOMMENDS, WASTE, EAGER = _LOVES, _HATES, _MOVED, _RECOMMENDS, _WASTE, _EAGER
