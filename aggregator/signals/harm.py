"""What could hurt somebody if it stood in a story: accusations, abuse, children, private data.

None of it takes a post out of the numbers: a furious boycott is a reaction too. It decides what is quoted and
what makes a theme. Where a rule is in doubt it holds back: a missing quote costs little.
"""

import re
from collections.abc import Iterator

from aggregator.model import Film, Flag, Post
from aggregator.signals import flags, slurs
from aggregator.signals.privacy import AGES, is_a_childs_name, may_be_a_child, private_data
from aggregator.signals.text_words import TextWords

# ── accusations ──────────────────────────────────────────────────────────────

# What nobody is called lightly: it needs somebody beside it, and no scene.
_GRAVE = r"""(?:
    rapists? | rap(?:ed|es|ing) | p(?:a?e)do(?:s|philes?|philia)? | molest(?:s|ed|er|ers|ing|ation)
  | groom(?:er|ers|ed|ing) | abusers? | (?:wife|woman)[\s-]?beaters?
  | sex(?:ual)?[\s-]?(?:offend\w+|predators?|assault\w*|abus\w+|harass\w+|misconduct|traffick\w+)
  | sexually\s+(?:assault\w*|abus\w+|harass\w+) | domestic\s+(?:abus\w+|violence) | human\s+traffick\w+
)"""
# What films are full of: it needs a name and the form of an accusation.
_CHARGE = r"""(?:
    racists? | sexists? | homophob(?:e|es|ic) | transphob(?:e|es|ic) | antisemit(?:e|es|ic) | misogynists?
  | nazis? | fascists? | criminals? | murderers? | thie(?:f|ves) | fraud | scam(?:mer)? | plagiaris[tm]
  | creeps? | predators? | abusive | on\s+(?:drugs|coke|cocaine|meth|heroin|crack) | drug\s+(?:addict|dealer)
  | junkie | terrorist | drunk\s+driver
)"""
_ACCUSED = r"""(?:
    accused\s+of | charged\s+with | arrested(?:\s+for)? | convicted\s+of | pleaded\s+guilty | guilty\s+of
  | allegations? | alleged(?:ly)? | lawsuits? | sued | (?:sexual\s+)?misconduct
  | cheated\s+on\s+(?:his|her|their) | slept\s+(?:his|her|their)\s+way
  | (?:hit|beat|beats|hits|punched|abused?|abuses|assaulted|harassed|drugged|stalked)
    \s+(?:his|her|their|a|an|some|women|girls|kids|children)
  | stole\s+(?:money|from|the\s+(?:script|story|idea)) | plagiari[sz]ed
)"""
_TRADE = r"""(?:
    actors? | actress(?:es)? | directors? | producers? | (?:screen)?writers? | celebrit(?:y|ies)
  | (?=star)(?<!to\s)(?<!gold\s)stars?(?!\s+(?:wars?|trek|online|tribune|telegram|witness|war)\b)
  | composers? | cast | crew | hollywood | executives? | studio\s+(?:head|boss)
)"""
_SOMEBODY = rf"(?:{_TRADE}|he|she|him|his|her|(?:this|that)\s+(?:man|guy|woman)|(?<!\w)@\w+)"
_IS = r"(?:is|was|are|were|'s|isn't|being|called|remains)"
_SO = r"""(?:\s+(?:
    a|an|the|such|literally|actually|known|convicted|proven|alleged|fucking|just|total|actual|confirmed
  | still|also|huge|so|really|that
)){0,4}"""
_OF_THE_FILM = r"""(?:\s+(?:
    scenes? | revenge | storylines? | plots? | subplots? | jokes? | victims? | themes? | culture | survivors?
  | charges?\s+in\s+the\s+(?:film|movie)
))"""
_GRAVE_HINTS_LIST = """
rapist rapists rape raped rapes raping pedo pedos paedo paedos pedophile pedophiles paedophile paedophiles
pedophilia paedophilia molest molests molested molester molesters molesting molestation groomer groomers
groomed grooming abuser abusers beater beaters wifebeater sex sexual sexually domestic human
"""
_GRAVE_HINTS = frozenset(_GRAVE_HINTS_LIST.split())
_CHARGE_HINTS_LIST = """
racist racists sexist sexists homophobe homophobes homophobic transphobe transphobes transphobic antisemite
antisemites antisemitic misogynist misogynists nazi nazis fascist fascists criminal criminals murderer
murderers thief thieves fraud scam scammer plagiarist plagiarism creep creeps predator predators abusive
addict dealer junkie terrorist driver accused charged arrested convicted pleaded guilty allegation
allegations alleged allegedly lawsuit lawsuits sued misconduct cheated hit hits beat beats punched abuse
abused abuses assaulted harassed drugged stalked stole plagiarised plagiarized drugs coke cocaine meth heroin
crack slept
"""
_CHARGE_HINTS = frozenset(_CHARGE_HINTS_LIST.split())

# ── threats and contempt ─────────────────────────────────────────────────────

_MAKERS = r"(?:directors?|actors?|actress|cast|crew|writers?|producers?)"
_THREAT = re.compile(
    rf"""\b(?:
        i(?<!may\si)(?<!can\si)(?<!should\si)(?<!will\si)(?<!could\si)(?<!do\si)(?:'m|\s+am|'ll|\s+will|\s+would|'d)?\s*(?:gonna|going\s+to|will|want\s+to|wanna|'ll)?
        \s*(?:kill|murder|shoot|stab|strangle|rape)\s+
        (?:you|u|him|her|them|all\s+of\s+(?:you|them)|(?:the|this|that)\s+(?:{_MAKERS}|man|bitch))
        (?!\s+(?:for|with\s+(?:kindness|love|hugs))\b)
      | (?=[khso])(?<!to\s)(?<!why\s)(?<!might\s)(?<!would\s)(?<!could\s)(?<!gonna\s)(?<!you\s)(?<!'ll\s)
        (?:kill|hang|shoot|off)\s+(?:yourself|urself|yourselves|ya\s*self) | kys
      | (?:you|u|he|she|they|@\w+|{_MAKERS}|whoever\s[^.!?]{{1,40}}?
        |(?:anyone|everyone|people)\s+who\s[^.!?]{{1,40}}?)
        \s+(?:\w+\s+)?(?:deserves?\s+to|needs?\s+to|ought\s+to|should)
        \s+(?:die|be\s+(?:shot|hanged|hung|killed|raped|stabbed|beaten|executed|lynched))
        (?!\s+(?:laughing|for\s+(?:real|me)))
      | (?:hope|wish)\s+(?:you|u|he|she|they|that\s+\w+|the\s+{_MAKERS})\s+(?:all\s+)?
        (?:dies?|gets?\s+(?:cancer|shot|raped|hit\s+by|killed|stabbed)|rots?|burns?\s+in\s+hell)
      | some(?:one|body)\s+(?:should|needs\s+to|has\s+to|please|pls)\s+(?:just\s+)?
        (?:shoot|kill|stab|assassinate)
        \s+(?!me\b|my\b)
      | (?:burn|torch|firebomb|blow)\s+(?:down\s+|up\s+)?[^.!?]{{1,40}}?\b(?:house|home)\b
      | find\s+[^.!?]{{1,40}}?\bhouse\s+and\b
      | (?:i\s+know|we\s+know|find\s+out)\s+where\s+(?:you|he|she|they)\s+lives?
      | you(?:'re|\s+are)\s+(?:so\s+)?dead\s+(?:bitch|meat)
    )\b""",
    re.VERBOSE,
)
_THREAT_HINTS_LIST = """
kill murder shoot stab strangle rape hang kys die dies shot hanged hung killed raped stabbed beaten executed
lynched cancer hit rot rots burn burns live lives assassinate yourself urself yourselves meat torch firebomb
blow house bus
"""
_THREAT_HINTS = frozenset(_THREAT_HINTS_LIST.split())
_GROUP_HINTS = frozenset(
    ["country", "jews", "women", "female", "black", "asian", "muslim", "muslims", "jewish", "gay"]
)
_GROUP = re.compile(
    r"""\b(?:
        go\s+back\s+to\s+(?:your|his|her|their)\s+(?:own\s+)?(?:country|africa|asia|mexico|china|india)
      | (?:the\s+)?jews\s+(?:made|make|run|own|control|did|behind)
      | (?:women|female|black|asian|muslims?|jewish|gay)\s+
        (?:directors?|actors?|actress(?:es)?|writers?|people|men|leads?)
        \s+(?:always|never|can't|cannot|can\s+not|should\s*n['o]t|ruin|make\s+(?:bad|boring|terrible))
      | women\s+(?:always|never|can't|cannot|should\s*n['o]t)\s+(?:direct|write|make|act)\w*
    )\b""",
    re.VERBOSE,
)
_QUOTED = re.compile('[“"][^“”"]{1,300}[”"]')
_LOOKS = r"(?:fat|ugly|obese|hideous|flabby|chubby|anorexic|butt[\s-]?ugly|fugly|gross|disgusting)"
_BODY_HINTS_LIST = """
pig cow slob dress fat fatass fatty ugly obese hideous flabby chubby anorexic buttugly fugly gross disgusting
whale horse bitch cunt whore slut fatso uggo lardass trainwreck
"""
_BODY_HINTS = frozenset(_BODY_HINTS_LIST.split())


class Harm:
    """The judgement for one film, its patterns built once."""

    def __init__(self, film: Film) -> None:
        self._own_words = frozenset(
            word for name in (film.title, *film.former_titles) for word in re.findall(r"\w+", name.lower())
        )
        self._own_names = tuple(
            (name.lower(), slurs.marks_in(name.lower(), frozenset(re.findall(r"\w+", name.lower()))))
            for name in (*film.people, *film.characters)
        )
        self._own_names = tuple(one for one in self._own_names if one[1])
        names = {name.lower() for name in film.people}
        names |= {name.split()[-1].lower() for name in film.people if len(name.split()[-1]) > 3}
        named = "|".join(re.escape(name) for name in sorted(names, key=lambda one: (-len(one), one)))
        who = rf"(?:{named}|{_SOMEBODY})" if named else _SOMEBODY
        strict = rf"(?:{named}|{_TRADE}|(?<!\w)@\w+)" if named else rf"(?:{_TRADE}|(?<!\w)@\w+)"
        makers = rf"(?:{named}|{_TRADE})" if named else _TRADE  # "the nazis @newspaper" names its source
        self._grave = re.compile(
            rf"""\b{who}\b[^.!?\n]{{0,60}}?\b{_GRAVE}\b(?!{_OF_THE_FILM})
              | \b{_GRAVE}\b(?!{_OF_THE_FILM})[^.!?\n]{{0,40}}?\b{strict}\b""",
            re.VERBOSE,
        )
        self._charge = re.compile(
            rf"""{strict}\s*{_IS}{_SO}\s+{_CHARGE}\b(?!\s+in\s+(?:this|the|it))
              | \b{strict}\b[^.!?\n]{{0,40}}?\b{_ACCUSED}\b
              | \b{_ACCUSED}\b[^.!?\n]{{0,30}}?\b{strict}\b
              | \b(?:that|this|the|a)\s+{_CHARGE}\s+{makers}\b""",
            re.VERBOSE,
        )
        she = rf"(?:{named}|she|he|her\s+face|his\s+face)" if named else r"(?:she|he|her\s+face|his\s+face)"
        self._body = re.compile(
            rf"""\b{she}(?:'s|\s+(?:is|was|looks?|looked|got|has\s+got(?:ten)?))
                 (?:\s+(?:so|too|really|very|just|such\s+an?|an?|fucking|soo+|like)){{0,3}}
                 \s+(?:{_LOOKS}|whale|horse|pig|man\s+in\s+a\s+dress)\b
                 (?!\s+for\s+(?:the|this|that|a)\s+(?:role|part|movie|film))
              | \b(?:her|his|your|{_TRADE}'s)\s+(?:\w+\s+)?(?:ugly|fat|hideous|disgusting)
                 \s+(?:face|ass|body|nose|teeth|legs|thighs|mug|head)\b
              | \b(?:fat|ugly|stupid|dumb|nasty|dirty|fucking|lying|old)[\s-]+(?:\w+\s+)?
                 (?:bitch|cunt|whore|slut|cow|slob)(?:es|s)?\b
              | \b(?:fatso|fugly|uggo|lard-?ass|fat-?ass
                 |fatty(?!\s+(?:acid|bit|cut|fish|food|grease|liver|meat|oil|piece|snack|tissue|tuna)s?\b))\b""",
            re.VERBOSE,
        )
        dies = r"(?:dies?|gets?\s+(?:cancer|shot|raped|hit\s+by|killed|stabbed)|rots?|burns?\s+in\s+hell)"
        ends = r"(?:die|be\s+(?:shot|hanged|hung|killed|raped|stabbed|beaten|executed|lynched))"
        self._threat = re.compile(
            rf"""\b(?:
                (?:hope|wish)\s+(?:{makers}|some(?:one|body))\s+(?:\w+\s+)?
                (?:{dies}|kills?\s+(?:{makers}|him|her|them))
              | (?:{makers})\b[^.!?]{{0,40}}?\b(?:deserves?\s+to|needs?\s+to|ought\s+to|should)\s+{ends}
              | (?:gonna|going\s+to|will|'ll|should|to)\s+(?:kill|murder|shoot|stab|strangle|rape)\s+
                (?:the\s+)?(?:{makers})
            )\b""",
            re.VERBOSE,
        )
        self._hints = _GRAVE_HINTS | _CHARGE_HINTS | _THREAT_HINTS | _BODY_HINTS | _GROUP_HINTS
        self._any_hint = self._hints | AGES

    def flags(self, post: Post, said: TextWords) -> Iterator[Flag]:
        """What of a post is to be held back, with the reason."""
        found = slurs.marks_in(said.folded, said.words)
        if found and self._own_names:  # an actor may have a family name that is a slur elsewhere
            found = found.difference(*(marks for name, marks in self._own_names if name in said.folded))
        if found:
            if found & slurs.ABUSE:
                yield Flag(flags.ABUSIVE, "a slur")
            else:
                yield Flag(flags.NOT_FOR_PRINT, "a word that hurts many, whoever says it")
        told = not self._any_hint.isdisjoint(said.words)
        if told and not self._hints.isdisjoint(said.words):
            reason = self._accuses(said)
            if reason:
                yield Flag(flags.ALLEGATION, reason)
            reason = "" if found & slurs.ABUSE else self._abuses(said)
            if reason:
                yield Flag(flags.ABUSIVE, reason)
        private = private_data(post.text)
        if private:
            yield Flag(flags.PERSONAL_DATA, private)
        name = post.author.name if post.author is not None else None
        if (told and may_be_a_child(post.text, said.words)) or is_a_childs_name(name):
            yield Flag(flags.CHILD, "speaks of an age or a school as a child would")

    def _accuses(self, said: TextWords) -> str:
        words = said.words - self._own_words
        if not _GRAVE_HINTS.isdisjoint(words) and self._grave.search(said.folded) is not None:
            return "accuses somebody of a grave crime"
        if not _CHARGE_HINTS.isdisjoint(words) and self._charge.search(said.folded) is not None:
            return "accuses somebody of a crime or misconduct"
        return ""

    def _abuses(self, said: TextWords) -> str:
        threatens = not _THREAT_HINTS.isdisjoint(said.words)
        despises = not _BODY_HINTS.isdisjoint(said.words)
        of_group = not _GROUP_HINTS.isdisjoint(said.words)
        if not threatens and not despises and not of_group:
            return ""
        own = _QUOTED.sub(" ", said.folded)  # a line of the film is nobody's threat
        if threatens and (_THREAT.search(own) is not None or self._threat.search(own) is not None):
            return "a threat"
        if of_group and _GROUP.search(own) is not None:
            return "contempt for a group of people"
        if despises and self._body.search(own) is not None:
            return "contempt for somebody's body or person"
        return ""
