"""House style for coarse words: masked in what is shown, never in what is stored. Slurs refuse the quote."""

import re

from aggregator.signals.slurs import marks_in
from aggregator.signals.text_words import words_of

# Stems with their inflections; letters may be drawn out ("fuuuck") or starred ("f*ck").
_COARSE = re.compile(
    r"""(?<![^\W_])(?:
      (?:mother|mutha|cluster|mind)?-?f+[u*@#]+c*k+\w* | f+[*#@]+k?(?:ing|in|ed|er|s)?
    | (?:bull|horse|dip|ape|bat)?-?sh+[i!1*]+t+
        (?:s|y|ty|ter|tier|tiest|ting|ted|show|holes?|heads?|loads?|posts?|posting|less|storms?)?
    | b+[i!1*]tch\w* | c+[u*]nt(?:s|y|ing)? | (?:ass|arse)(?:holes?|hats?|wipe|clown) | asses | jackass(?:es)?
    | (?-i:d[i*]ck) | d[i*]ck(?:s|heads?|ish) | (?-i:c[o*]ck) | c[o*]ck(?:s|sucker\w*) | p[u*]ss(?:y|ies)
    | tw[a*]ts? | w[a*]nk(?:er|ers|ing|s)? | bastards? | piss(?:ed|ing|es|er)? | whores? | sluts?(?:ty)?
    | goddamn(?:ed|it)?
    )(?![^\W_])""",
    re.IGNORECASE | re.VERBOSE,
)


def mask(text: str) -> str:
    """The text with coarse words cut to their first letter and stars: "f******". As long as before."""
    return _COARSE.sub(lambda found: found[0][0] + "*" * (len(found[0]) - 1), text)


def is_coarse(text: str) -> bool:
    """Whether masking would change the text."""
    return mask(text) != text


def has_slur(text: str) -> bool:
    """Whether the text holds a word that we show to nobody, masked or not."""
    said = words_of(text)
    return bool(marks_in(said.folded, said.words))
