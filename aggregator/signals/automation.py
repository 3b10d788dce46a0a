"""Posts that no fan wrote as an opinion: bots, templates, giveaways, shops and link farms.

Conservative on purpose: a rule stands here only if hardly a fan would write so by hand. Each rule first
looks for a plain word, so that a common post costs a few substring searches.

A button's template with a person's own words beside it ("I rated ... 8/10 #IMDb slow, then superb") is that
person's post: see `OWN_WORDS`.
"""

import re
from typing import Literal, NamedTuple

from aggregator.model import Post

Kind = Literal["automated", "promotion"]

STUFFED = 8
"""Hashtags from which a text with fewer own words than hashtags is stuffed."""

OWN_WORDS = 2
"""Words beside a button's template from which a post is a person's."""


class Found(NamedTuple):
    """What a post is taken for, and the sign it was known by, in words."""

    kind: Kind
    because: str


class _Rule(NamedTuple):
    hints: tuple[str, ...]  # lower case; one of them must occur before the pattern is tried
    pattern: re.Pattern[str]
    kind: Kind
    because: str
    template: re.Pattern[str] | None  # what a button wrote: what is left of the text is the person's
    no_person: bool  # the rule does not hold for who says "I"


def _rule(
    hints: str, pattern: str, kind: Kind, because: str, *, template: str = "", no_person: bool = False
) -> _Rule:
    written = re.compile(template) if template else None
    return _Rule(tuple(hints.split("|")), re.compile(pattern), kind, because, written, no_person)


# Who advertises doesn't say "I".
_A_PERSON = re.compile(r"\b(?:i|i'm|i've|i'll|i'd|im|ive|me|my|we're seeing|lol|omg|can'?t wait)\b")
_LINK = r"(?:https?:|www\.|pic\.twitter|\b[a-z]{2,}\.[a-z]{2,3}/)"
_NO_PERSONS_LINK = (  # nor one that hides where it leads
    r"https?://\s?(?!(?:www\.\s?)?(?:(?:twitter|x|instagram|letterboxd|tiktok)\.com|(?:[\w-]+\.)?tumblr\.com"
    r"|bsky\.app|threads\.(?:net|com)|t\.co)\b)"
)
_PRIZE = (
    r"(?:ticket|pass(?:es)?\b|dvd|blu-?ray|copy|copies|prize|merch|poster|t-?shirt|bundle|goodie|gift|swag"
    r"|trip|[$£€])"
)
_SHOPS = r"\b(?:ebay|etsy|listia|poshmark|teespring|redbubble|depop)\b(?! sellers?\b)"

_OUTLETS = r"(?:digital|blu-?ray|dvd|disney\+|netflix|hulu|hbo|itunes|4k|demand|theat(?:er|re)s|cinemas|imax)"

# All patterns see case-folded text with straight apostrophes.
RULES: tuple[_Rule, ...] = (
    _rule(
        "imdb",
        r"\bi(?:'ve)? rated .{1,150}?\d{1,2}\s?/\s?10.{0,20}#?imdb|#imdb i rated this \d{1,2}/10",
        "automated",
        "a rating posted by IMDb's button",
        template=r"\bi(?:'ve)? rated .{1,150}?\d{1,2}\s?/\s?10\b|^.{1,150}?#imdb i rated this \d{1,2}/10",
    ),
    _rule(
        "youtube",
        r"\b(?:i (?:liked|added|favou?rited|uploaded)|me ha gustado|adicionei|gostei)\b.{0,40}?"
        r"(?:@youtube\b|youtube (?:video|playlist))",
        "automated",
        "a like posted by YouTube's button",
    ),
    _rule(
        "are watching|getglue|tvtag",
        r"getglue|others are watching|\btvtag\b",
        "automated",
        "a check-in posted by an application",
        template=r"\b(?:i'm|i am|^is) (?:currently )?(?:watching|listening to|reading|playing|thinking about)"
        r" .{1,120}?(?=\(?https?:|#|\(via\b|@|$)|\bi(?: just)? unlocked .{1,120}? sticker\b.*"
        r"|\b(?:check(?:ing|ed)?.?in|box office|(?:for (?:the |a ))?stickers?)\b|\(\d+ others .{1,20}?\)"
        r"|\bvia\b",
    ),
    _rule(
        "untappd|gameinsight|checked in to|trakt|the quest",
        r"#?untappd|#gameinsight|i just checked in to|\bwatch(?:ing|ed)\b.{0,80}\btrakt\.tv"
        r"|completed the quest",
        "automated",
        "a check-in posted by an application",
    ),
    _rule(
        " win|#win|win tickets|giveaway|sweepstake|#contest|#competition",
        r"\b(?:rt|retweet|r/t|re-?post|share|tag|comment|reply|like|follow)\b.{0,60}\bto win\b"
        r"|\benter(?:ed|ing)?\b.{0,50}\b(?:to #?win|giveaway|sweepstakes?|contest|prize draw)\b"
        r"|\b(?:chance|opportunity) (?:to|2) #?win\b(?!.{0,30}\b(?:oscar|award|globe|bafta|emmy|grammy|best))"
        rf".{{0,80}}(?:{_PRIZE}|{_LINK})"
        r"|\brt\W{1,3}win\b|\bwin tickets? to\b.{0,80}\b(?:premi[eè]re?|by tweeting|by following)\b"
        r"|#(?:giveaway|sweepstakes|competition|contest|entertowin|prizedraw)\b"
        rf"|\bgiveaway\b.{{0,200}}(?:{_LINK}|follow|\brt\b|retweet|enter\b)"
        rf"|\b(?:you could|want to|wanna) win\b.{{0,60}}{_PRIZE}.{{0,200}}{_LINK}"
        r"|(?:[.!?:]|@\w+)\W{0,4}win tickets?\b",
        "promotion",
        "a giveaway or contest",
    ),
    _rule(
        "follow",
        r"\bfollow\b.{0,40}(?:&|\+|\band|\bn)\s*(?:rt|r/t|retweet|like|repost|re-?blog)\b"
        r"|\b(?:rt|retweet|like|repost)\s*(?:&|\+|and|n)\s*follow\b|\b(?:pls|plz|please) follow @",
        "promotion",
        "asks for follows and reposts",
    ),
    _rule(
        "hdrip|camrip|web-dl|webdl|hdcam|x264|.xyz|.uno|.cam",
        r"\b(?:hdrips?|camrip|web-?dl|hdcam|x264)\b"
        r"|\b[\w-]{0,30}(?:movie|stream|cinema)[\w-]{0,30}\.(?:xyz|uno|cam)\b",
        "promotion",
        "a link to a pirated copy",
    ),
    _rule(
        " code|token|crypto",
        r"\b(?:rep|promo|discount|coupon|voucher) code\b"
        r"|\buse (?:my |our )?code \w+ (?:for|to|at|and|please)\b"
        r"|@\w*(?:token|crypto)\w*\b.{0,200}(?:[@#]\w*(?:crypto|token|coin|moon)\w*|\$[a-z]{3,6}\b)"
        r"|\b(?:airdrop|presale|whitelist)\b.{0,80}\b(?:token|nft|coin|crypto)\b",
        "promotion",
        "an offer of a shop",
        no_person=True,
    ),
    _rule("#ad|#spon", r"(?:^|\s)#(?:ad|sponsored|spon)\b", "promotion", "marked as an advertisement"),
)

# Rules that need a link: tried only where one stands.
LINK_RULES: tuple[_Rule, ...] = (
    _rule(
        "swarmapp|4sq.com",
        r"^\W*i'?m at .{1,200}(?:swarmapp|4sq)\.com",
        "automated",
        "a check-in posted by Swarm",
    ),
    _rule(
        "i'm at |im at |(@ ",
        r"^\W*i'?m at .{2,120}? (?:for|w/) .{2,120}?https?:"
        r"|\(@ [^)]{3,160}? (?:for|w/) [^)]{2,160}\)\s*https?:",
        "automated",
        "a check-in posted by an application",
        template=r"^\W*i'?m at .{2,240}?(?=https?:)|\(@ [^)]{3,320}\)",
    ),
    _rule(
        "watching ",
        r"^\W*watching .{2,120}? at .{2,160}?https?://\s?fb\.me",
        "automated",
        "a check-in posted by an application",
    ),
    _rule(
        "i am planning to watch",
        r"^\W*i am planning to watch .{2,120}? ?@ ?\w.{2,80}https?:",
        "automated",
        "a check-in posted by an application",
    ),
    _rule(
        "have you seen|did you see|did you catch|have your tickets|what did you think|are you |weekend plans",
        r"\b(?:have you seen|did you (?:see|catch)|do you have your|what did you think of"
        r"|are you (?:planning|excited|ready)|need (?:some )?weekend plans)\b[^?]{0,120}\?.{0,80}"
        + _NO_PERSONS_LINK,
        "promotion",
        "the film's or a cinema's own advertisement",
        no_person=True,
    ),
    _rule(
        "in theat|in cinemas|opens|comes out|new releases",
        r"\b(?:(?:is|are|now|starts|starting) (?:out )?(?:now )?in (?:movie )?(?:theat(?:er|re)s|cinemas)"
        r"|opens (?:today|tomorrow|this|on|nationwide|in)|comes out (?:today|tomorrow|this)"
        r"|what's in (?:theat(?:er|re)s|cinemas)|(?:week's|weekend's) new releases)\b[^.!?]{0,100}"
        r"[.!?]?\s?" + _NO_PERSONS_LINK,
        "promotion",
        "the film's or a cinema's own advertisement",
        no_person=True,
    ),
    _rule(
        "itunes.apple|play.google|amazon.|regmovi.es",
        r"https?://\s?(?:www\.\s?)?(?:itunes\.apple|play\.google|amazon|regmovi)\.",
        "promotion",
        "an offer of a shop",
        no_person=True,
    ),
    _rule(
        "full movie|fullmovie|online|720p|1080p|download",
        r"\b(?:torrent download|download torrent)\b"
        rf"|\b(?:full\s?movie|watch|stream|download)\b.{{0,80}}\b(?:online free|free online|full\s?movie"
        rf"|movie online|full hd|hd movie|download|1080p|720p)\b.{{0,200}}{_LINK}",
        "promotion",
        "a link to a pirated copy",
    ),
    _rule(
        "download)|datpiff",
        r"\((?:direct |free )?download\)|\bdatpiff\b",
        "promotion",
        "offers music to download",
    ),
    _rule(
        "bay|etsy|listia|poshmark|teespring|redbubble|depop|amzn.to|for sale|shop now|order|% off|eur",
        rf"{_SHOPS}.{{0,200}}{_LINK}|{_LINK}.{{0,60}}{_SHOPS}|\bamzn\.to/"
        rf"|\b\d{{1,5}}(?:[.,]\d\d)? ?eur\b.{{0,200}}{_LINK}"
        rf"|\b(?:for sale|shop now|order (?:yours )?now|\d{{1,2}} ?% off)\b.{{0,200}}{_LINK}",
        "promotion",
        "an offer of a shop",
    ),
    _rule(
        "tickets",
        rf"\b(?:book|buy|get|grab|reserve|purchase|secure)\b.{{0,20}}\btickets\b.{{0,120}}{_LINK}"
        rf"|\btickets\b.{{0,30}}\b(?:on sale now|available now|selling fast|book now)\b.{{0,120}}{_LINK}",
        "promotion",
        "a ticket offer",
    ),
    _rule(
        "giving away",
        rf"\bgiving away\b.{{0,80}}{_PRIZE}.{{0,200}}(?:{_LINK}|follow|\brt\b|retweet|comment|enter)",
        "promotion",
        "a giveaway or contest",
    ),
    _rule(
        "podcast|episode|vlog|livestream|our ep|listen in|tune in|link in|twitch|subscribe to",
        r"\bour (?:\w+ ){0,3}(?:episode|ep|podcast|vlog|livestream)\b"
        r"|\b(?:new|latest|next|bonus|this week's|today's) (?:\w+ ){0,2}podcast\b"
        r"|\bpodcast (?:episode|ep|is up|\d+)\b|\b(?:listen|tune) in\b|\blink in (?:the )?bio\b"
        r"|\blive (?:on|@) twitch\b|\bsubscribe to\b",
        "promotion",
        "advertises a show or a channel",
        no_person=True,
    ),
    _rule(
        "review|a listen|watch my|watch our",
        r"\bwatch (?:my|our) (?:\w+ ){0,2}(?:review|video|reaction)\b"
        r"|\bgive (?:it|us|this|me) a listen\b|\bour (?:full|video|new|latest) (?:\w+ )?review\b",
        "promotion",
        "advertises a show or a channel",
    ),
    _rule(
        "now s|now p|now a|now on|ing now|ble now|own it|get it|only on|theat|cinemas|showtimes",
        r"\b(?:now (?:streaming|playing|showing|available)|streaming now|available now|own it|get it)\b"
        rf".{{0,40}}?\b(?:on|in|at) {_OUTLETS}|\bonly on {_OUTLETS}|\bnow on (?:digital|blu-?ray|dvd|demand)"
        r"|(?:^|[.!?] ?)(?:see|watch|don't miss|experience|witness|discover|meet|join|get)\b[^.!?]{1,120}?"
        r"\bin (?:theat(?:er|re)s|cinemas) (?:everywhere|now|nationwide|this|friday|tomorrow)\b"
        r"|\b(?:now (?:playing|showing)|showtimes)\b.{0,120}?\b\d{1,2}[:.]\d\d ?[ap]?",
        "promotion",
        "the film's or a cinema's own advertisement",
        no_person=True,
    ),
    _rule(
        "hiring|needed by|job|apply now|#career",
        r"\b(?:is|we're|now) hiring\b|\bjob (?:opening|alert|vacancy)\b|\bapply now\b"
        r"|#(?:jobs?|hiring|jobsearch|careerarc)\b"
        r"|\b(?:rep|manager|assistant|nurse|driver|clerk|associate|technician|teacher|staff)s? needed by\b",
        "promotion",
        "a job advertisement",
        no_person=True,
    ),
)

_HASHTAG = re.compile(r"#\w+")
# Archives hold links with blanks inside.
_OWN_WORDS = re.compile(r"(?:https?://\s?|www\.\s?|pic\.twitter|@|#)\S+|\S{1,200}[/=]\S+|([^\W\d_]{2,})")


def automated(post: Post) -> Found | None:
    """What gives the post away as a machine's or a shop's, None for a person's.

    The network's own bot flag; a rule of `RULES` or `LINK_RULES`; or at least `STUFFED` hashtags with fewer
    words beside them.
    """
    if post.author is not None and post.author.bot:
        return Found("automated", "the network marks the author as a bot")
    text = post.text
    folded = text.lower() if text.isascii() else text.casefold().replace("’", "'")
    linked = "http" in folded or "www." in folded or "pic.tw" in folded
    found = _first(RULES, folded)
    if found is None and linked:
        found = _first(LINK_RULES, folded)
    if found is None and folded.count("#") >= STUFFED:
        tags = len(_HASHTAG.findall(folded))
        words = _words(folded)
        if tags >= STUFFED and words < tags:
            return Found("promotion", f"{tags} hashtags and {words} words")
    return found


def _first(rules: tuple[_Rule, ...], folded: str) -> Found | None:
    for hints, pattern, kind, because, template, no_person in rules:
        for hint in hints:
            if hint in folded:
                if pattern.search(folded) is not None and not (
                    (template is not None and _words(template.sub(" ", folded)) >= OWN_WORDS)
                    or (no_person and _A_PERSON.search(folded) is not None)
                ):
                    return Found(kind, because)
                break
    return None


def _words(folded: str) -> int:
    """Words of two letters or more beside links, mentions and hashtags."""
    return sum(1 for word in _OWN_WORDS.findall(folded) if word)
