"""Why a post's plain words may not mean what they say: irony, comparison, hearsay, a picture, a plan.

Each looks at the whole post, lower case: the reader will see it behind the quote's link. Some refuse always,
some only where a story has posts enough to choose from. In doubt, no.
"""

import re

# ── always ───────────────────────────────────────────────────────────────────

PROMOTION = re.compile(
    r"""\b(?:giveaway|win\s+(?:a|free|tickets?|passes)|enter\s+(?:to|for)|rt\s+to|retweet\s+to|stream(?:ing)?\s+(?:links?|in)\b|round-?up|you['’]?ll\s+(?:love|enjoy)|vot(?:e|es|ing)|follow\s+(?:us|me|and|@)|
      subscribe|audiobook|(?:we['’]ll|we\s+will)\s+(?:keep|let)\s+you|good\s+luck|on\s+(?:the\s+)?(?:§\s+)?set\b
          |set\s+(?:of\s+§|visits?\b)|second\s+weekend|check\s+(?:out|it\s+out|this)|click|links?\s+in|(?:my|our|the|full|new|latest|video|movie
          |film)\s+review|
      reviews?\s*[:|]|reviews\b|review\s+(?:on|of)\b|podcast|episode\s+\d|read\s+(?:my|our|more|the|full)
          |tickets?\s+(?:are\s+)?(?:available|on\s+sale)|
      buy\s+(?:it|now|your|tickets?)|pre-?order|discount|coupon|promo|download|torrent|full\s+movie
          |watch\s+online|full\s+length|
      live\s*stream|showtimes?|now\s+(?:playing|showing|streaming|available)|in\s+theaters|in\s+cinemas
          |on\s+(?:dvd|blu-?ray)|
      liked\s+a\s+@?youtube|@youtube|added\s+a\s+video|posted\s+a|new\s+(?:post|video|blog)|breaking
          |exclusive|
      ebay|etsy|auction|for\s+sale|shop|merch|auditions?|starring|box\s+office|leak(?:ed|s)?|(?:my
          |our)\s+(?:own\s+)?(?:scene|film|movie|show)\b(?!\s+of)|see\s+me\b|i['’]?m\s+in\s+(?:it|this)
          |all\s+the\s+best|to\s+write\b|i\s+wrote|chatting|weekend\s+gross|opening\s+weekend|views|\d+m\b|million|billion|
      (?:is|are)\s+(?:up|live)\b|join\s+us|our\s+(?:students?|customers?|team|guests?|members|screening
          |event)|sponsor\w*|proud\s+to|don['’]?t\s+miss|out\s+now|prepare\s+for|book\s+(?:your|now)|
      via\s+@|step\s+inside|learn\s+(?:more\s+)?about|behind\s+the\s+scenes|^\W*(?:\w+\s+){1,3}movies\s*:\s*§|
      now\s+watching|nowplaying|np\b|imdb|letterboxd)|[$£€]\s?\d|\d\s?%|\||★|☆|⭐""",
    re.VERBOSE,
)
PLAN = re.compile(
    r"\b(?:going\s+to\s+(?:see|watch|go)|boutta|bout\s+to|about\s+to\s+go|planning|gonna\s+(?:see|watch|"
    r"go)|want(?:ed)?\s+to\s+(?:see|watch|go)|wanna\s+(?:see|watch|go)|"
    r"about\s+to\s+(?:see|watch)|(?:can['’]?t|cannot|can\s*not)\s+wait|(?:can['’]?t|"
    r"couldn['’]?t)\s+(?:go\s+)?(?:see|watch)|need\s+to\s+(?:see|watch)|have(?:n['’]t)?\s+to\s+see|"
    r"will\s+(?:see|watch)|seeing\s+\S.{0,40}\b(?:tonight|tomorrow|today|later|soon)|tickets?|so\s+excited|"
    r"excited\s+(?:to|for)|"
    r"have\s+to\s+go\s+see|haven['’]?t\s+(?:even\s+)?(?:seen|watched)|let['’]?s\s+(?:go|see|watch)|"
    r"looking\s+forward|trying\s+to\s+(?:see|watch)|on\s+my\s+way|waiting|"
    r"(?:time|ready|off|heading|headed)\s+(?:out\s+)?to\s+(?:see|watch|finally)|pumped|"
    r"won['’]?t\s+be\s+(?:seeing|watching)|dying\s+to)\b",
)
COMPARED = re.compile(
    r"\b(?:(?:better|worse(?!\s+th[ae]n\s+(?:i\s+|we\s+)?(?:expected|thought|feared))|worst|more|less|rather|other|greater|funnier|\w+er)\s+th[ae]n|compared\s+(?:to|with)|"
    r"unlike|vs\.?|versus|"
    r"as\s+(?!\w+\s+as\s+(?:i|we|expected)\b)(?:\w+\s+){1,3}as|imagine|prefer\w*|(?:better|worse|more|less)\b(?!\s+th[ae]n\s+(?:i\s+|we\s+)?(?:expected|thought|feared)).{1,50}\bthan|over\s+this|"
    r"same\s+(?:with|as)|remind(?:s|ed)?\s+\w+\s+(?:of|to)|originally|on\s+par|next\s+to\s+the|"
    r"since\s+(?:the|that)\b|ranks?\b|before\s+you\s+were\b|besides\b|(?:more|better|less)\s+when\b|"
    r"(?:years|decades|ages)\s+ago|"
    r"makes?\s+.{1,40}\blook\s+(?:like|good)|put(?:s|ting)?\s+.{1,30}\bto\s+shame)\b|\bversions?\b|"
    r"(?<!n['’]t\s)(?<!not\s)(?<!\bi\s)(?<!really\s)\blike\s+(?:my\s+|the\s+|in\s+)?§|\b(?:old(?:er)?|original|previous|earl(?:y|ier))\s+§|\b(?:short|trailers?|previews?)\s+(?:film\s+)?before\s+§|\bbefore\s+(?:watching|seeing)\s+§|\bbeat(?:s|ing)?\s+(?:out\s+)?§|>>|<<|>\s*(?:this|all)|≫",
)
IF_ONLY = re.compile(
    r"\bif\s+[§¤]|\bfingers\s+(?:are\s+)?crossed|\blet\s+me\s+know\s+(?:how|what|if)|\b(?:if\s+(?:you(?!\s+ask\s+me)|only|any\w*|it|they|he|she|i|we|this|that|the)|hopefully|(?<!\bas\si\s)hope[sd]?|"
    r"hoping|might\s+(?:end|turn|become)|(?:could|would|might|should)\s+(?:be(?!\s+(?:seen|watched|shown))|have)|"
    r"(?:could|would|should)['’]ve|needs?\s+to|better\s+(?:be|have)|i\s+bet|rumou?r\w*|supposedly|"
    r"allegedly|wish(?:es|ed)?|as\s+long\s+as|"
    r"must\s+be\s+(?:an?|so|really|very|good|great|amazing)|time\s+for\s+(?:an?|some)|unless|pray(?:ing)?|hopeful|i\s+(?:just\s+)?want\s+(?:a|the)(?!\s+refund))\b",
)
REPORTED = re.compile(
    r"\b(?:people|everyone|everybody|they|critics|some|someone|he|she|my\s+\w+|those|anyone|whoever|"
    r"who)\s+(?:are|is|was|were|keeps?\s+|has\s+|have\s+)?\s*"
    r"(?:say(?:s|ing)?|said|thinks?|thought|hate[sd]?|hating|calls?|calling|called|complain\w*|wants?|"
    r"likes?|loves?)\b"
    r"|\b(?:all\s+)?(?:the|this)\s+(?:hate|love|hype|praise|criticism)\s+(?:it|this|for|around|is|that)\b"
    r"|\byour\s+\w+\s+(?:said|says?|thinks?|thought|likes?|liked|loves?|loved)\b"
    r"|\b(?:you|u|y'?all)\s+(?:\w+\s+)?(?:said|say|told|think|thought)\b"
    r"|\b(?:\w{3,}s|folks)\s+(?:really\s+|actually\s+|still\s+)?think\b|\bkeeps?\s+telling\b|\btelling\s+(?:me|us)\b"
    r"|\b(?:somebody|someone|who)\s+wrote\b|(?<!\bi\s)\bsaid\s+(?:it|this|that|§)\b|\bcomplaints?\b|\bi\s+hea\b"
    r"|\bword\s+(?:on|around)\s+the\s+street|\bin\s+the\s+works\b"
    r"|\b(?:told|tells?|according\s+to|(?:i|i['’]ve|i\s+have|we|i\s+keep|keep)\s+(?:hear|heard|hearing)|"
    r"heard|hearing|apparently|idiots?|morons?|liars?|haters?|thinks|"
    r"critics?|reviewers?|reviews?|rotten\s+tomatoes|rt\s+score|so\s+many\s+people|did\s+we\s+watch|"
    r"backlash|hated\s+on)\b"
    r"|\bwhen\s+i\s+was\s+(?:a\s+(?:kid|child|boy|girl)|young(?:er)?|little|small|\d+|"
    r"(?:like\s+)?(?:five|six|seven|eight|nine|ten|eleven|twelve|\w+teen)|in\s+(?:\w+\s+)?(?:school|college))\b"
    r"|\bhat(?:e|ed|ing)\s+(?:myself|my|you|him|her|them|when|how|that|on|humans|people)\b",
)
IRONY = re.compile(
    r"[🙄🤡🙃😒™]|\.\.\.\s*(?:not|sure|right|yeah|said)\b|"
    r"[\"“‘'](?:best|good|great|masterpiece|iconic|acting|movie|film|plot|story|critical|funny|comedy|"
    r"classic)[\"”’']|"
    r"\b(?:obviously\b|kidding\b|nobody\s+(?:saw|watched|asked)\b|wrong\s+(?:movie|film)\b|love\s+(?:a\s+good|me\s+(?:a|some))\b|oh\s+(?:great|good|joy|wonderful|"
    r"look|yes)\b|yeah,?\s+(?:right|sure|no)\b|(?:ah|oh),?\s+yes\b|sure,?\s+jan\b|"
    r"(?:so\s+)?(?:funny|love|great|nice|amazing|glad|cute)\s+(?:how|that|when)\b|said\s+no\b|"
    r"slow\s+clap\b|good\s+job,?\s+\w+|"
    r"best\s+(?:part|thing|bit|scene|moment)\b.{0,40}\b(?:was|is|when)\b.{0,40}\b(?:over|end(?:ed|ing)?|"
    r"credits?|left|leaving|out|nap|sleep)\b|"
    r"(?:end|closing|roll)\s+credits?\b|credits?\s+(?:roll\w*|appeared)\b|(?:nap|napped|asleep|"
    r"snor\w+)\b|my\s+life\b|money\s+back\b|"
    r"thanks\s+(?:a\s+lot\s+)?(?:for|to)\b.{0,40}\b(?:wasting|ruining|nothing)\b|to\s+be\s+over\b|"
    r"wait\s+for\s+(?:\S+\s+){1,4}?to\s+(?:end|finish|flop|fail|bomb|tank|burn)\b|"
    r"congrat\w*|bravo\b|well\s+done,?\s+\w+|"
    r"(?:oscar|award)\b.{0,20}\bfor\s+(?:worst|most)\b|ever\s+made\b|cinematic\s+(?:genius|gold)\b|"
    r"what\s+a\s+surprise\b|shock(?:er|ing)\b|"
    r"(?:literally\s+)?obsessed\s+with\s+how\b|totally\s+(?:not|normal)\b|wow,?\s+(?:just|what|"
    r"so)\b.{0,5}$)",
)

# ── where there are posts enough to choose from ──────────────────────────────

HEDGED = re.compile(
    r"\?|^[^\w§¤]*(?:when|how|why|who|what\s+do|did|does|do|is\s+it|are|can(?!['’])|could|has|anyone|anybody|should)\b|"
    r"\b(?:lol|lmao|lmfao|rofl|maybe|idk|dunno|probably|probs|perhaps|believe\s+it\s+or\s+not|guess|"
    r"not\s+sure|kidding|ironic\w*|sarcas\w*|"
    r"basically|technically|half\s*way|part\s+way|so\s+far|trying|tried|almost|nearly|used\s+to|anyway|"
    r"even\s+though|spoil\w*)\b",
)
_RATED = re.compile(r"\b\d+\s*(?:/|out\s+of)\s*(?:5|10|100)\b")
"""Beside a link it is a reviewer's; without one a fan's ("10/10 would recommend")."""
POINTING = re.compile(
    r"[👇👆⬇⬆👉👈🔽🔼]|^\W*this\s+is\s+(?!(?:the|a|an|such|my|so|one|by)\b)|\b(?:look\s+at\s+(?:this|that|these|him|her|it|them)|this\s+(?:pic\w*|photo|gif|meme|"
    r"image|clip|edit|video|tweet|thread|post|guy|girl|man|woman|kid|dude)|"
    r"these\s+\w+|like\s+this|see\s+(?:below|above|here|pic)|pix\b|so\s+that['’]?s\s+why\b|(?:pic|photo|video|link)\s+(?:below|above)|"
    r"check\s+it|(?:my|new)\s+(?:art\w*|drawing|fan\s*art|cosplay|edit))",
)
UNSEEMLY = re.compile(
    r"\b(?:hard[\s-]?on|boner|horny|sexy|hot(?:tie|test)?|naked|nude|topless|shirtless|boobs?|tits|ass|abs|"
    r"drool\w*|thirst\w*|daddy|smash|fat|lick(?:s|ed|ing)?|fuckable|things\s+i(?:['’]d|\s+would)\s+do|bitch(?:es)?|hoes?|slut\w*|whore\w*|thots?|smd|stfu|gtfo|"
    r"negro(?:es)?|"
    r"(?:incredible|amazing|great|perfect|nice)\s+(?:body|legs|ass|butt|chest)|on\s+my\s+period|period|"
    r"body|pregnan\w+|bootleg\w*|pirated?|drunk|stoned|high\s+(?:as|on)|wasted|acid|shrooms|weed|hangover|"
    r"kill(?:ed|ing)?|murder\w*|suicid\w*|die[ds]?|dying|dead|cancer|deaths?|drown\w*|shoot(?:ing)?|stab\w*|cut\s+(?:anyone|"
    r"you|a\s+bitch)|rape\w*|nazis?|trump|obama|"
    r"liberals?|republicans?|democrats?|sjw|woke|feminazi\w*|immigrants?|jews?|blacks|whites|"
    r"chinese\s+markets?|baked|racis\w+|(?:white|black|asian)\s+people|christians?|"
    r"muslims?|politic\w+|israel\w*|palestin\w*|gay(?:s|est)?|retard\w*|autis\w+|ghetto)\b",
)
PERSONAL = re.compile(
    r"\b(?:my\s+(?:bf|gf|boyfriend|girlfriend|husband|wife|mom|mum|dad|sister|brother|date|kids?|daughter|"
    r"son|friends?|best\s+friend|"
    r"niece|nephew|bae|cousin|family|birthday|girls?|boys?)|with\s+(?:@|my|the\s+(?:girls|boys|fam))|"
    r"love\s+(?:you|u|him|her|them|my)|"
    r"thank\s*(?:s|you)|happy\s+(?:birthday|anniversary|mother|father)|lunch|dinner|breakfast|coffee|dress|"
    r"makeup|disneyland|"
    r"rt\b|dm\b|school|class|homework|bedtime|popcorn|cosplay|figures?|toys?|lego|poster|life\s+size|merch|"
    r"for\s+christmas|the\s+idea|fanfic)",
)
IN_TEARS = re.compile(
    r"\b(?:i['’]?m|im|i\s+am|i\s+was|left\s+me|had\s+me)\s+(?:\w+\s+)?(?:a\s+)?(?:mess|dead|dying|wreck|"
    r"weak|shook|done|sad)\b|"
    r"\bcry\w*|\bcried|\btears?\b|\bsobb\w+|\bbawl\w+",
)
ASKS = re.compile(
    r"\W*(?:how|why|what|who|when|where|is|are|do|does|did|can|could|has|have|anyone|anybody|should)\b",
)
DOUBT = re.compile(r"\?|\b(?:lol|lmao|guess|maybe|idk|kinda|sort\s+of|not|never|no|nothing|\w+n['’]t)\b")
OUTLET = re.compile(
    r"news|official|cinema|movies?\b|theat(?:re|er)|film(?!i)|review|magazine|\bmag\b|radio|\btv\b|podcast|"
    r"daily|deals|jobs|hotel|"
    r"restaurant|school|church|store|shop|promo|media|press|studio|pictures|warner|disney|sony|paramount|"
    r"lionsgate|foxmov|universal|records|entertainment|events?\b|\bmarketing|critic",
)

OTHERS_WORDS = 3
_DIALOGUE = re.compile(
    r"(?:^|\s)(?:me|him|her|them|husband|wife|mom|mum|dad|son|daughter|friend|boss|teacher|also\s+\w+|"
    r"nobody|everyone)\s*:\s"
)
_QUOTED = re.compile(r"[\"“]([^\"“”]{2,})[\"”]|(?<!\w)[‘']([^'‘’]{8,})[’'](?!\w)")
_OTHERS_WORDS = re.compile(
    r"^\W*(?:RT|MT)\b|\bRT\s+[A-Z][\w ]{1,20}:|^\W*@\w+\s*:\s|"
    r"[\"“‘']\s*@\w+|\S\s*@\w+:\s|[►»]\s*@\w+|\b(?:RT|MT|via)\s+@\w+"
)
_LINKS_A_POST = re.compile(
    r"\b(?:twitter|x)\.com/\s?\w+/\s?status|bsky\.app/profile|/status/\s?\d", re.IGNORECASE
)
_SITE = re.compile(
    r"https?://\s?(?!(?:t\.co|pic\.twitter|(?:www\.\s?)?(?:twitter|x|instagram)\.com|bsky\.app)\b)"
)
_THAT_FILM = re.compile(r"\bthat\s+(?:movie|film|show|trailer)\b")
_YEAR = re.compile(r"(?<![\d#@])(?:19[3-9]|20[0-4])\d(?!\d)(?=v?\b)")
_PICTURE = re.compile(r"pic\.twitter\.com|instagram\.com/p/|giphy\.com|youtu\.?be", re.IGNORECASE)
_LINKS = re.compile(r"https?://|pic\.twitter\.com|www\.", re.IGNORECASE)


_ALWAYS = (
    (PROMOTION, "promotion or news"),
    (IRONY, "may be irony"),
    (COMPARED, "compares, or wishes"),
    (IF_ONLY, "compares, or wishes"),
    (REPORTED, "tells of others"),
    (_DIALOGUE, "tells of others"),
    (UNSEEMLY, "not fit for a story"),
)


def always(lower: str, *, depicts: bool, press: bool = False) -> str | None:
    """Why a post is refused in every story. `depicts`: it carries a picture, a clip or another's post;
    `press`: it is of a critic in a story about critics, who may point to a review.
    """
    if depicts and POINTING.search(lower):
        return "points at something that the quote lacks"
    if depicts and not press and _RATED.search(lower):
        return "promotion or news"
    asked = _ALWAYS[1:] if press else _ALWAYS  # the first is promotion
    return next((reason for pattern, reason in asked if pattern.search(lower)), None)


def where_choice(lower: str) -> str | None:
    """Why a post is refused where there are others to choose from."""
    if HEDGED.search(lower):
        return "a question, or half a joke"
    if _THAT_FILM.search(lower) and "§" not in lower:
        return "of a film that it doesn't name"
    if _SITE.search(lower):
        return "hands on a link"
    return None


def of_another_year(text: str, years: range, own: re.Pattern[str]) -> bool:
    """Whether it speaks of a year outside `years` ("the 1971 version", "best film of 2002")."""
    return any(int(found) not in years for found in _YEAR.findall(own.sub(" ", text)))


def cites(text: str, own: re.Pattern[str]) -> bool:
    """Whether it holds three or more words in quotation marks, the film's own name not counted."""
    if _OTHERS_WORDS.search(text):
        return True
    return any(
        len(own.sub(" ", found[1] or found[2] or "").split()) >= OTHERS_WORDS
        for found in _QUOTED.finditer(text)
    )


def leans_on_another(text: str) -> bool:
    """Whether it links to another's post, whose words we lack."""
    return _LINKS_A_POST.search(text) is not None


def shows_a_picture(text: str) -> bool:
    """Whether the link of a picture or clip stands in the text."""
    return _PICTURE.search(text) is not None


def has_link(text: str) -> bool:
    """Whether any link stands in the text."""
    return _LINKS.search(text) is not None
