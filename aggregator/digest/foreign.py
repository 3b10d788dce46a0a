"""Is part of a post in another language? A whole post in one is no reaction that a story in English counts.

`signals.language` judges whole posts and keeps what is doubtful. A quote is shown to readers who may not read
its other half, and the scorer read only one half of it.
"""

import re

from aggregator.signals.language import detect

ENOUGH_WORDS = 4
"""Words of a sentence below which nothing but the list is asked."""

# Words that other languages write often and English never: Tagalog, Spanish, Portuguese, French, German,
# Italian, Indonesian and Malay, Hindi and Urdu in Latin letters, Turkish, Dutch.
_FOREIGN_LIST = """
viendo ang ng mga ako ikaw siya kami tayo naman kasi lang po talaga yung hindi wala pero ngayon pelikula nood
nanood ganda maganda nag pala rin din nga ba dito que los las una por para muy como esta este esto
pelicula película películas peliculas más bueno buena mejor peor estoy fui gusto gustó nos unos não nao
uma filme filmes muito isso essa esse foi quem melhor adorei assisti vou les quel quelle merdique une
c'est très tres mais avec dans j'ai vu pas cette sur der und ist nicht ein eine ich auf aber sehr
gesehen che non il gli sono bello visto anche molto yang ini itu banget aku nonton filmnya bagus gak
nggak tak saya kau sangat dengan tengok cerita gila memang dah gempak wayang aje sih nih loh deh dong
kalo kalau film-nya hai nahi kya bhi yaar bahut acha accha ka ki ke mein dekha dekhi hain bir çok cok
ama güzel izledim het een niet maar heel ik van zo'n kwa hii
"""
_FOREIGN = frozenset(_FOREIGN_LIST.split())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_DIGIT_IN_WORD = re.compile(
    r"\b(?:[235679](?!(?:st|nd|rd|th|am|pm|hr|hrs|min|mins|yr|yrs|yo|mm|ds?|ks?|bn|gb|k|x|cgi)\b)[a-z]{3,}|"
    r"[a-z]+[3579][a-z]{2,})\b"
)
_OTHER_LETTERS = re.compile(r"[^\W\d_\u0000-\u024f\U0001d400-\U0001d7ff]{2,}")
_APART = re.compile(r"(?:https?://|www\.)\s?\S+|(?<![\w-])(?<!\w\.)[\w-]++(?:\.[\w-]++)+/\S+|[#@]\w+")
"""Links, mentions and hashtags: no words of any language ("pic.example/lXg9vm")."""
_SENTENCE = re.compile(r"[.!?…\n]+")
MANY = 2


def partly_foreign(text: str, names: re.Pattern[str] | None = None) -> bool:
    """Whether words, a sentence or another script in it are not English. `names` are of no language."""
    own = _APART.sub(" ", names.sub(" ", text) if names is not None else text)
    if _OTHER_LETTERS.search(own) or _DIGIT_IN_WORD.search(own.lower()):
        return True
    words = [word.lower() for word in _WORD.findall(own)]
    if sum(word in _FOREIGN for word in words) >= MANY:
        return True
    for sentence in _SENTENCE.split(own):
        if len(_WORD.findall(sentence)) >= ENOUGH_WORDS and detect(sentence).code not in {None, "en"}:
            return True
    return False
