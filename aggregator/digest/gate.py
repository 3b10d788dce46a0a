"""Who may stand in the story: posts whose stance is beyond doubt, written by fans, about the film."""

import re
from dataclasses import dataclass
from datetime import datetime

from aggregator.digest.excerpt import Cut, cut, letters_case, turns
from aggregator.digest.mask import is_coarse
from aggregator.digest.words import IDLE, STOP_WORDS, SUBJECTS
from aggregator.model.films import Film
from aggregator.model.scoring import Label, Reaction, Score
from aggregator.signals.flags import HELD_BACK
from aggregator.text import word_pattern

SURE, FAIRLY_SURE, BARELY_SURE = 0.75, 0.6, 0.5

# All of these look at lower-case text: twice as fast as ignoring the case.
_PROMOTION = re.compile(
    r"""\b(?:giveaway|win\s+(?:a|free|tickets?|passes)|enter\s+(?:to|for)|rt\s+to|retweet\s+to|follow\s+(?:us|me|and|@)|
      subscribe|check\s+(?:out|it\s+out|this)|click|links?\s+in|(?:my|our|the|full|new|latest|video|movie|film)\s+review|
      reviews\b|review\s*[:|]|podcast|episode\s+\d|read\s+(?:my|our|more|the|full)|tickets?\s+(?:are\s+)?(?:available|on\s+sale)|
      buy\s+(?:it|now|your|tickets?)|pre-?order|discount|coupon|promo|download|torrent|full\s+movie|watch\s+online|
      live\s*stream|showtimes?|now\s+(?:playing|showing|streaming|available)|in\s+theaters|in\s+cinemas|on\s+(?:dvd|blu-?ray)|
      liked\s+a\s+@?youtube|@youtube|added\s+a\s+video|posted\s+a|new\s+(?:post|video|blog)|breaking|exclusive|
      ebay|etsy|auction|for\s+sale|shop|merch|auditions?|starring|box\s+office|weekend\s+gross|views|\d+m\b|million|billion|
      (?:is|are)\s+(?:up|live)\b|join\s+us|our\s+(?:students?|customers?|team|guests?|members|screening|event)|sponsor\w*|proud\s+to|don['’]?t\s+miss|out\s+now|prepare\s+for|book\s+(?:your|now)|
      via\s+@|
      \d+\s*(?:/|out\s+of)\s*(?:5|10|100)\b|now\s+watching|nowplaying|np\b|imdb|letterboxd)|[$£€]\s?\d|\d\s?%|\|""",
    re.VERBOSE,
)
_COMPARED = re.compile(
    r"\b(?:(?:better|worse|more|less|rather|other|greater|funnier|\w+er)\s+than|compared\s+(?:to|with)|unlike|vs\.?|versus|"
    r"as\s+(?:\w+\s+){1,3}as|imagine|prefer\w*|(?:better|worse|more|less)\b.{1,50}\bthan|over\s+this|if\s+(?:you|only|any|it|they|he|she|i|we)|hopefully|hope|hoping|(?:could|would|might)\s+be|needs?\s+to|same\s+(?:with|as))\b",
)
_REPORTED = re.compile(
    r"\b(?:people|everyone|everybody|they|critics|some|someone|he|she|my\s+\w+)\s+(?:are|is|was|were|keeps?\s+)?\s*"
    r"(?:say(?:s|ing)?|said|thinks?|hate[sd]?|hating|calls?|calling|complain\w*)\b"
    r"|\b(?:all\s+)?(?:the|this)\s+(?:hate|love|hype|praise|criticism)\s+(?:it|this|for|around|is|that)\b"
    r"|\b(?:told|tells?|according\s+to|i\s+heard|apparently|idiots?|morons?)\b"
    r"|\bhat(?:e|ed|ing)\s+(?:myself|my|you|him|her|when|how)\b",
)
_PLAN = re.compile(
    r"\b(?:going\s+to\s+(?:see|watch|go)|gonna\s+(?:see|watch|go)|want(?:ed)?\s+to\s+(?:see|watch|go)|wanna\s+(?:see|watch|go)|"
    r"about\s+to\s+(?:see|watch)|(?:can['’]?t|cannot|can\s*not)\s+wait|need\s+to\s+(?:see|watch)|have(?:n['’]t)?\s+to\s+see|"
    r"will\s+(?:see|watch)|seeing\s+\S.{0,40}\b(?:tonight|tomorrow|today|later|soon)|tickets?|so\s+excited|excited\s+(?:to|for)|"
    r"haven['’]?t\s+seen|let['’]?s\s+(?:go|see|watch)|looking\s+forward|trying\s+to\s+(?:see|watch)|on\s+my\s+way|waiting)\b",
)
_PERSONAL = re.compile(
    r"\b(?:my\s+(?:bf|gf|boyfriend|girlfriend|husband|wife|mom|mum|dad|sister|brother|date|kids?|daughter|son|friends?|best\s+friend|"
    r"niece|nephew|bae|cousin|family|birthday|girls?|boys?)|with\s+(?:@|my|the\s+(?:girls|boys|fam))|love\s+(?:you|u|him|her|them|my)|"
    r"thank\s*(?:s|you)|happy\s+(?:birthday|anniversary|mother|father)|lunch|dinner|breakfast|coffee|dress|makeup|disneyland|"
    r"rt\b|dm\b|school|class|homework|bedtime|popcorn|cosplay|figures?|toys?|lego|poster|life\s+size|merch|for\s+christmas|the\s+idea|fanfic)",
)
_VERDICT = re.compile(
    r"\b(?:movie|film|trailer|teaser|it|this|that|cast|acting|story|plot|ending|music|soundtrack|visuals|performances?|characters?)\b"
    r"(?:\s+\w+){0,2}?\s*(?:is|was|are|were|looks?|looked|had|has|made|gave|feels?|felt|deserves?|blew|['’]s)\b"
    r"|\bi\s+(?:\w+\s+){0,2}?(?:loved?|enjoyed|adored?|liked|hated?|recommend|disliked|cried|laughed)\b"
    r"|\bone\s+of\s+(?:the|my)\b|\bbest\s+(?:movie|film)|\bworst\s+(?:movie|film)|\bmust[\s-]see\b|\bdisappointed\b",
)
_OUTLET = re.compile(
    r"news|official|cinema|movies?\b|theat(?:re|er)|film(?!i)|review|magazine|\bmag\b|radio|\btv\b|podcast|daily|deals|jobs|hotel|"
    r"restaurant|school|church|store|shop|promo|media|press|studio|pictures|warner|disney|sony|paramount|lionsgate|foxmov|universal|records|entertainment|events?\b|\bmarketing|critic",
)
# What a critical post must hold where there are many to choose from: dictionaries mistake "mid twenties" and
# "I'm a mess" (in tears, happily) for scorn.
PLAINLY_BAD = re.compile(
    r"\b(?:disappoint\w*|bor(?:ed|ing|e)|terribl[ey]|awful\w*|worst|horribl[ey]|waste[ds]?|trash|garbage|suck(?:ed|s)|"
    r"weak|bad(?:ly)?|dull|poor(?:ly)?|overrated|predictable|hate[ds]?|lame|ruin(?:ed|s)?|flat|disaster|cringe\w*|"
    r"rubbish|underwhelm\w*|mediocre|messy|not\s+(?:good|great|worth|funny|impressed)|didn['’]?t\s+(?:like|enjoy|work)|"
    r"flop(?:ped)?|fail(?:ed|s|ure)?|slow|pointless|stupid|dumb|ugly|annoying|ridiculous|forgettable|crap|joke|regret)\b",
)
_MOVED = re.compile(
    r"\b(?:i['’]?m|im|i\s+am|i\s+was|left\s+me|had\s+me)\s+(?:\w+\s+)?(?:mess|dead|dying|wreck|weak|shook|done|sad)\b|"
    r"\bcry\w*|\bcried|\btears?\b|\bsobb\w+|\bbawl\w+",
)
_ASKS = re.compile(
    r"\W*(?:how|why|what|who|when|where|is|are|do|does|did|can|could|has|have|anyone|anybody|should)\b",
)
_DOUBT = re.compile(r"\?|\b(?:lol|lmao|guess|maybe|idk|kinda|sort\s+of|not|never|no|nothing|\w+n['’]t)\b")


UNCLEAR = "its feeling is not plainly about the film"
CLAUSE = re.compile(r"[.!?;:\n]+|,\s|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Passed:
    """A post that may be quoted as `stance`: its slice, and `merit`, how well it serves (about -1 to 2)."""

    stance: Label
    cut: Cut
    merit: float


def stance_of(score: Score, floor: float) -> Label | None:
    """The stance that the score vouches for: its label, if probability, polarity and evidence agree on it.

    None where the post is neutral, the probability lies below `floor`, or words of the other side weigh more
    than a third of those of its own.
    """
    if score.abstained or score.label == "neutral" or score.confidence < floor:
        return None
    sign = 1.0 if score.label == "positive" else -1.0
    if score.polarity * sign <= 0:
        return None
    own = sum(one.weight * sign for one in score.evidence if one.weight * sign > 0)
    other = -sum(one.weight * sign for one in score.evidence if one.weight * sign < 0)
    if score.evidence and (own <= 0 or other > own / 3):
        return None
    return score.label


class Gate:
    """Decides for one film who may be quoted. `strict`: enough posts to choose from, so in doubt, no."""

    def __init__(self, film: Film, floor: float, *, released: datetime | None, strict: bool) -> None:
        self.floor = floor
        self.released = released
        self.strict = strict
        own = {_plain(name) for name in (film.title, *film.hashtags, *film.people)}
        self.makers = own | {
            f"{name}{end}" for name in own for end in ("movie", "film", "official", "themovie")
        }
        names = (
            film.title,
            *film.former_titles,
            *film.phrases,
            *film.hashtags,
            *film.people,
            *film.characters,
        )
        surnames = {name.split()[-1] for name in film.people} | {name.split()[0] for name in film.characters}
        surnames = {name for name in surnames if len(name) > 3 and name.casefold() not in STOP_WORDS}
        self.subject = word_pattern({*names, *surnames, *SUBJECTS})

    def judge(self, reaction: Reaction) -> Passed | str:
        """Whether a post may be quoted, and how well it would serve; else why not."""
        post, score, author = reaction.post, reaction.score, reaction.post.author
        stance = stance_of(score, self.floor) if score is not None else None
        if score is None or stance is None:
            return "its stance is in doubt"
        hidden = not post.quotable or post.sensitive or post.spoiler_text or not post.url
        if hidden or reaction.signals.flagged(HELD_BACK) is not None:
            return "not to be shown"
        if author is None or author.key is None or not (author.handle or author.name):
            return "unknown author"
        if author.bot or {_plain(author.handle or ""), _plain(author.name or "")} & self.makers:
            return "not a fan"
        # What the whole post lacks, no slice of it has. Asked first, since most posts end here.
        clear = stance == "positive" or PLAINLY_BAD.search(post.text.lower()) is not None
        if self.strict and not (clear and speaks_of(self.subject, post.text, score)):
            return UNCLEAR
        return self._judge_words(reaction, score, stance)

    def _judge_words(self, reaction: Reaction, score: Score, stance: Label) -> Passed | str:
        text = reaction.post.text
        lower = text.lower()
        # Before a release, wanting to see the film is a reaction to it; after, it says nothing. A complaint
        # it is never.
        out = self.released is not None and reaction.post.created_at >= self.released
        if _PROMOTION.search(lower) or ((out or stance == "negative") and _PLAN.search(lower)):
            return "promotion, news, or a plan"
        if turns(text) or _COMPARED.search(lower) or _REPORTED.search(lower):
            return "turns, compares, or tells of others"
        found = cut(text)
        if isinstance(found, str):
            return found
        excerpt = text[found.start : found.end]
        if letters_case(excerpt) > 0.7 or excerpt.endswith("?"):
            return "a question, or written like a headline"
        apt = speaks_of(self.subject, excerpt, score)
        vague = stance == "negative" and _is_vague(excerpt.lower())
        if self.strict and (vague or not apt):
            return UNCLEAR
        merit = _merit(reaction, score, excerpt, found) + (0.3 if apt else 0.0) - (0.3 if vague else 0.0)
        return Passed(stance, found, merit)


def speaks_of(subject: re.Pattern[str], excerpt: str, score: Score) -> bool:
    """Whether the feeling and its subject stand in one clause of the excerpt: the one is of the other."""
    felt = [
        words
        for one in score.evidence
        if one.weight * score.polarity > 0 and (words := one.words.casefold()) not in IDLE
    ]
    for clause in CLAUSE.split(excerpt):
        folded = clause.casefold()
        if any(feeling in folded for feeling in felt) and subject.search(clause):
            return True
    signs = [feeling for feeling in felt if not any(map(str.isalnum, feeling))]
    return bool(signs) and subject.search(excerpt) is not None and any(one in excerpt for one in signs)


def _is_vague(excerpt: str) -> bool:
    return _MOVED.search(excerpt) is not None or PLAINLY_BAD.search(excerpt) is None


def _merit(reaction: Reaction, score: Score, excerpt: str, found: Cut) -> float:
    """Sum of what makes a quote serve: sure, a verdict, of a good length, a fan's plain words."""
    length, lower = len(excerpt), excerpt.lower()
    merit = 0.8 * score.confidence
    merit += 0.3 if 60 <= length <= 180 else 0.0
    merit += 0.5 if _VERDICT.search(lower) else 0.0
    merit += 0.1 if found.whole else 0.0
    merit -= 0.35 if _PERSONAL.search(lower) else 0.0
    merit -= 0.8 if _PLAN.search(lower) else 0.0
    merit -= 0.2 if _DOUBT.search(lower) else 0.0
    merit -= 0.3 if _ASKS.match(lower) else 0.0
    merit -= 0.4 if "http" in reaction.post.text else 0.0
    merit -= 0.2 if found.start > 0 and reaction.post.text.startswith(("@", ".@")) else 0.0
    merit -= 0.08 * excerpt.count("#") + 0.15 * excerpt.count("@") + 0.5 * is_coarse(excerpt)
    merit -= 0.15 if "!!!" in excerpt or "..." in excerpt or "\n" in excerpt else 0.0
    author = reaction.post.author
    if author is not None and _OUTLET.search(f"{author.handle or ''} {author.name or ''}".lower()):
        merit -= 1.0
    return merit + (0.2 if score.confidence >= SURE else 0.0)


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
