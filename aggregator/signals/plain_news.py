"""News in plain sentences, passed on with its link: "Watchdog says ‘<title>’ video was misleading https://...".

A headline with capitals is known by them (passed_on). One in plain sentences is known by how news is written:
it reports ("investigation", "says", "box office"), sets the title in quotation marks, names its paper at the
end ("- Harbour Gazette", "via @gazette") or a section in front ("Film review:", "#TopNews"), or was sent by a
newspaper's feed. A fan's sentence with a link has a word of a person's own nearly always: one is enough to
keep it.
"""

import re
from collections.abc import Iterable
from typing import Literal

from aggregator.signals.text_words import TextWords, words_of

_FEWEST_WORDS, _LONGEST, _SHORTEST_LINK = 4, 600, 7
_MOST_BEHIND = 2
"""Words behind the last link that are nobody's remark yet."""
_OWN_LIST = """
i im ive id ill me my mine myself we us our ours you u ur your yall yourself this it its lol lmao omg wow
yay ugh haha hehe smh wtf fyi btw tbh imo ngl idk watching watched rewatched rewatching saw seeing love
loved loves loving hate hated liked enjoyed enjoying wants wanna needed gotta gonna going went off tonight
yeah yep ok okay please thanks thank congrats congratulations proud hope hoping hopefully thinking thought
thoughts guess bet glad happy sad sorry excited obsessed hyped waiting wait bought honestly actually
apparently seriously definitely totally absolutely exactly check recommend recommended agree disagree crying
cried fuck fucking fucked shit hey hi hello guys everyone anyone folks dear remember reading listening
follow turns cant dont probably must throwback nowplaying hmm sooo soo sounds knew told kudos bravo idiot
idiots liar liars lies shoutout basically forward yup nice hmmm hmmmm
"""
_OWN = frozenset(_OWN_LIST.split())
"""Words of somebody who speaks for themselves: one of them, and the post is a person's."""
_OWN_AND_NO_HOST = _OWN - {"it", "me", "us", "id", "im", "must"}
"""Those that are no part of the names of links ("fb.me")."""
_JUDGED_LIST = """
good great best better amazing awesome incredible brilliant fantastic wonderful beautiful beautifully
stunning perfect gorgeous superb excellent masterpiece outstanding terrific fun funny hilarious delightful
charming moving touching powerful powerfully cute sweet lovely favorite favourite bad worst worse awful
terrible horrible boring dull stupid dumb ridiculous disappointing disappointed disappointment disappoints
overrated underrated garbage trash crap sucks mess pathetic lame weird strange ugly disgusting shocking
embarrassing creepy scary insane solid decent fine impressive impressed entertaining enjoyable worth worthy
hot sexy interesting cool crazy dope lit fire epic shame damn hell ass angry boycott boycotting boycotted
want need go see watch seen like wish think opinion yes no nope just so too very really still again almost
finally literally someone friends ready got getting today tomorrow yesterday well maybe looking didnt
doesnt isnt wasnt wont couldnt shouldnt
"""
_JUDGED = frozenset(_JUDGED_LIST.split())
"""Words that critics use as people do: with one of them one form of news is not enough."""
Site = Literal["people", "robot", "paper", "unknown"]
_PEOPLE_LIST = """
instagram swarmapp 4sq path letterboxd boxd goodreads twitter x flixster tumblr tmblr spotify spoti soundcloud
pinterest facebook trakt curiouscat bsky threads mastodon reddit redd tiktok
"""
_PAPERS_LIST = """
variety deadline cnn bbc nytimes latimes usatoday globalnews cbc foxnews nbcnews cbsnews reuters theguardian
independent washingtonpost apnews hollywoodreporter indiewire vulture
"""
_SITES: dict[str, Site] = {
    **dict.fromkeys(_PEOPLE_LIST.split(), "people"),
    **dict.fromkeys(_PAPERS_LIST.split(), "paper"),
    **dict.fromkeys(("youtu", "youtube"), "unknown"),
}
"""By the name before the ending. "unknown": people share it as much as newspapers, or it hides its end."""
_ROBOTS_LIST = "dlvr.it trib.al crwd.fr dld.bz klou.tt feedproxy.google.com"
_PAPERS_SHORT_LIST = """
lat.ms nyti.ms cnn.it usat.ly abcn.ws reut.rs apne.ws bbc.in wapo.st thr.cm fw.to nydn.us nyp.st ti.me bzfd.it
on.mash.to read.bi vult.re slate.me theatln.tc ind.pn bos.gl fxn.ws nyer.cm ctv.news bloom.bg apple.news
"""
_HOSTS: dict[str, Site] = {
    **dict.fromkeys(_ROBOTS_LIST.split(), "robot"),
    **dict.fromkeys(_PAPERS_SHORT_LIST.split(), "paper"),
    "t.co": "unknown",
}
_ROBOTS_PATH = "goo.gl/fb/"
_REPORTS_LIST = """
investigation investigations investigators investigator probe probes lawsuit lawsuits watchdog report
reports reported reportedly according alleged allegedly alleges alleging allegation allegations deemed
mislead misleading misleadingly falsified officials spokesman spokeswoman spokesperson boxoffice cleared
"""
_REPORTS = frozenset(_REPORTS_LIST.split())
_SAYS_LIST = """
says said claim claims finds found reveal reveals revealed confirm confirms confirmed announce announces
announced apologises apologizes responds defends denies explains discuss discusses talk talks unveil unveils
debuts premieres tops wins joins stars earns grosses
"""
_SAYS = frozenset(_SAYS_LIST.split())
_IN_QUOTES = re.compile(
    r"(?<!\w)[‘“\"'’]\s?(?=[A-Z0-9])(?:[^‘“”\"'’]|(?<=\w)['’](?=\w)){2,70}[,.]?\s?[’”\"'](?!\w)"
)
_PAPER = re.compile(
    r"(?:\s[-–—|]\s*(?:(?:the|The)\s)?[A-Z0-9][\w.'’&]*(?:\s(?:(?:of|on|and)\s)?[A-Z0-9][\w.'’&]*){0,4}"
    r"|\((?i:video|watch|photos?|exclusive|trailer)\)|\(?\b[Vv]ia\b:? @?(?!YouTube)\w+\)?"
    r"|:\s?(?i:review|report|study|investigation))\W*$"
)
_SECTION = re.compile(
    r"\W*(?:RT \w+:?\s|#\w*(?i:news|headlines?|breaking)\b|\([A-Z]{2,}\)"
    r"|(?:[A-Z][\w.&]*\s){0,2}[A-Z][\w.&]*\s?:\s?[‘“\"'’]"
    r"|(?i:(?:movie |film |box office |album |video )?(?:news|video|report|probe|exclusive|breaking|reviews?"
    r"|interview|podcast|recap|update|clip|trailer|first look|box office))\s?[:|])"
)
_BROKEN_OFF = re.compile(r"\.\.\.\s?\w|\?\s?\?|[:;]-?[()DP](?!\w)|\b(?:[Ww]ay to go|[Gg]ood for)\b")
_SIGN = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]|[\u0370-\u1dff\u3040-\ud7ff]")
"""Emoji, and letters of another script: a remark in another language."""
_ENDING = 90
"""Signs at the end of the words in which a paper is named."""
_NAMES_PAPER = frozenset(("via", "by", "on", "from"))


class PlainNews:
    """The judgement for one film: words of its names are nobody's own ("All of Me")."""

    def __init__(self, names: Iterable[str]) -> None:
        named = words_of(" ".join(names)).words
        self._own, self._own_and_no_host = _OWN - named, _OWN_AND_NO_HOST - named

    def is_news(self, said: TextWords) -> bool:
        """Whether a post with a link is news that somebody passes on.

        No word of a person's own, and a form of news; two of them where the words judge ("stunning").
        """
        text = said.text
        if (
            len(text) > _LONGEST
            or not said.words.isdisjoint(self._own_and_no_host)
            or "can't" in said.folded
            or "don't" in said.folded
        ):
            return False
        tokens = text.split()
        links = [one for one in tokens if "/" in one and len(one) >= _SHORTEST_LINK]
        alone = " ".join(["" if one in links else one for one in tokens]).strip(" .…:|–-")
        if not links or alone[:1].islower() or _has_sign_of_a_person(alone):
            return False
        words = words_of(alone.replace("’", "").replace("'", "")).words
        if not words.isdisjoint(self._own) or _has_remark_behind(tokens, links[-1]):
            return False
        sites = {_site_of(link) for link in links}
        return "people" not in sites and _has_forms(alone, words, sites) and _tells_something(alone)


def _has_forms(alone: str, words: frozenset[str], sites: set[Site | None]) -> bool:
    """Whether enough forms of news are there: in the words, and by where the links lead."""
    found = 2 if "robot" in sites else int("paper" in sites)
    tells_nothing = not found and "unknown" in sites
    found += not words.isdisjoint(_REPORTS) or ("box" in words and "office" in words)
    found += _IN_QUOTES.search(alone) is not None
    found += _PAPER.search(alone[-_ENDING:]) is not None
    found += _SECTION.match(alone) is not None
    if found == 1 and (tells_nothing or not words.isdisjoint(_JUDGED)):
        return not words.isdisjoint(_SAYS)
    return found > 0


def _has_sign_of_a_person(alone: str) -> bool:
    """A loud or broken-off sentence, a face, a remark in another script."""
    return (
        "!" in alone
        or "*" in alone
        or _BROKEN_OFF.search(alone) is not None
        or (not alone.isascii() and _SIGN.search(alone) is not None)
    )


def _tells_something(alone: str) -> bool:
    """Whether enough words are no hashtags and no mentions."""
    return sum(one[0] not in "#@" for one in alone.split()) >= _FEWEST_WORDS


def _has_remark_behind(tokens: list[str], link: str) -> bool:
    """Whether words stand behind the last link, but for names: a remark, or an article's first lines."""
    behind = 0
    for token in tokens[len(tokens) - tokens[::-1].index(link) :]:
        if token.lower() in _NAMES_PAPER:
            break
        behind += token[0] not in "#@" and any(map(str.isalpha, token))
    return behind > _MOST_BEHIND


def _site_of(link: str) -> Site | None:
    """Whose a link is, as far as its host tells."""
    address = link.lower().partition("//")[2] or link.lower()
    if address.startswith(_ROBOTS_PATH):
        return "robot"
    if address.startswith("pic."):
        return None
    host = address.partition("/")[0].removeprefix("www.")
    if host in _HOSTS:
        return _HOSTS[host]
    parts = host.split(".")
    return _SITES.get(parts[-3] if len(parts) > 2 and parts[-2] in {"co", "com"} else parts[-2:][0])
