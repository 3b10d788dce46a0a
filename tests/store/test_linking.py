"""What the database lets through for a new target: never less than the rule by which posts answer it."""

import sqlite3
import unicodedata

import make
import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.collectors import answers, hashtag_targets, phrase_targets
from aggregator.pipeline.context import Context
from aggregator.pipeline.linking import link_stored
from aggregator.store import linking, reactions
from aggregator.text import FOLDED_TO_ASCII, clean, fold, hashtags_in

OTHER = "paper-lanterns"
TEXTS = (
    "At last: Mißion Impoßible",
    "MIẞION Impossible!",
    "miſſion impoſſible",
    "The ﬁnal reckoning",
    "The ﬁNAL reckoning",
    "an oﬃce story",
    "eﬀort",
    "the ﬂight, the ﬆory",
    "THE FLIGHT, THE ﬅORY",
    "\u212aong İsland",
    "ＭＩＳＳＩＯＮ ８",
    "weiße Straße",
    "WEISSE STRASSE",
    "mission\u00a0impossible",
    "Les Misérables",
    "Les Mise\u0301rables",
)
PHRASES = (
    "mission impossible",
    "Mißion impoßible",
    "final reckoning",
    "ﬁnal",
    "office",
    "effort",
    "flight",
    "the story",
    "kong",
    "Weiße Straße",
    "weisse strasse",
    "ＭＩＳＳＩＯＮ ８",
    "misérables",
)


def passes(text, target):
    """Whether SQLite lets this text through for this target."""
    choice, values = linking.likes([target], postgres=False)
    connection = sqlite3.connect(":memory:")
    hashtags = orjson.dumps(hashtags_in(text)).decode()
    statement = f"SELECT {choice} FROM (SELECT ? AS text, ? AS hashtags) p"  # noqa: S608
    # The values of the condition come first in the text.
    [(found,)] = connection.execute(statement, [*values, text, hashtags])
    connection.close()
    return bool(found)


@pytest.mark.parametrize("phrase", PHRASES)
def test_what_says_a_phrase_in_other_letters_is_linked(store, save, phrase):
    save(*(make.post(clean(text), remote_id=str(number)) for number, text in enumerate(TEXTS)))
    film = make.film(slug=OTHER, hashtags=(), phrases=(phrase,))
    [target] = phrase_targets(film)
    ctx = Context(store, "test", clock=lambda: make.NOON)

    linked = link_stored(ctx, film)

    assert linked == sum(answers(make.post(clean(text)), target) for text in TEXTS) > 0
    with store.read() as session:
        assert reactions.count(session, OTHER) == linked


LETTERS = st.sampled_from([*"smifnaltkoc8 #_", *FOLDED_TO_ASCII, "é", "e\u0301", "\u0307", "ö", "Ａ"])
WORDS = st.lists(LETTERS, max_size=12).map("".join)


@given(WORDS, WORDS, WORDS)
@example("a mİ", "mi", "")
def test_no_text_that_answers_is_held_back(before, word, after):
    text = clean(f"{before} {word.swapcase()} {after} #{word}")
    film = make.film(hashtags=(word,), phrases=(word, fold(word)))
    for target in (*phrase_targets(film), *hashtag_targets(film)):
        post = make.post(text, hashtags=hashtags_in(text))
        assert passes(text, target) or not answers(post, target)


def test_every_letter_that_folds_into_ascii_is_known():
    found = {}
    for number in range(0x80, 0x110000):
        letter = chr(number)
        folded = "".join(sign for sign in fold(letter) if sign.isascii() and sign.isalnum())
        if folded and unicodedata.category(letter) != "Cs":
            found[letter] = folded

    assert found == FOLDED_TO_ASCII
