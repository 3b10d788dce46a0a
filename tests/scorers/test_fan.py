"""The default scorer: what it says, what it can't say, and the words it says it by."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import make
import numpy as np
import pytest
from scorers.idioms import cases

from aggregator.errors import ConfigError
from aggregator.model import Fact
from aggregator.scorers import fan, fan_features, find, names
from aggregator.scorers.lexicon import SHIPPED, load

CONFIG = Path(__file__).parents[2] / "config" / "lexicon.toml"
FAN = find("fan", lexicon=CONFIG)
FILM = make.film()


def score(text, film=FILM, **fields):
    return FAN.score([make.post(text, **fields)], film)[0]


def cast(actor, role):
    value = {"actor": actor, "role": role}
    return Fact("cast", value, "https://example.org/cast", make.NOON.date(), "confirmed")


def test_nearly_all_invented_idioms_are_heard_right():
    wrong = [(text, label) for text, label in cases() if score(text).label != label]
    assert len(cases()) >= 240
    assert len(wrong) <= 8, wrong


@pytest.mark.parametrize("facts", [(), (cast("Tom Cruise", "Ethan Hunt"),)])
def test_an_insane_trailer_is_praise_with_and_without_the_actor_in_the_cast(facts):
    film = make.film(facts=facts)
    found = score("this trailer is insane, Tom Cruise running is cinema!!", film)
    assert found.label == "positive"
    assert found.confidence > 0.7
    assert {"is cinema", "insane"} <= {item.words for item in found.evidence}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("they cooked", "positive"),
        ("this franchise is cooked", "negative"),
        ("The Glass Harbour is a masterpiece", "positive"),
        ("The Glass Harbour is not a masterpiece", "negative"),
        ("sick of harbour films", "negative"),
        ("that stunt was sick", "positive"),
        ("great cast but the film is a boring mess", "negative"),
        ("boring poster but the film is amazing", "positive"),
    ],
)
def test_the_words_around_a_word_decide(text, label):
    assert score(text).label == label


def test_a_score_is_a_whole_score():
    found = score("peak cinema")
    assert found.scorer == "fan/3"
    assert abs(sum(found.probabilities) - 1) < 1e-9
    assert -1 <= found.polarity <= 1
    assert found.evidence[0].words == "peak cinema"
    assert found.evidence[0].weight == 3.0


def test_nothing_but_names_and_links_is_neutral_and_judged():
    found = score("#GlassHarbour @someone https://example.org/a")
    assert (found.label, found.abstained) == ("neutral", False)


@pytest.mark.parametrize(
    "post",
    [
        make.post("que filme lindo", language="pt"),
        make.post("ฉันรักหนังเรื่องนี้"),
        make.post("Очень хороший фильм"),
        make.post(""),
        make.post("  \n "),
    ],
)
def test_what_cannot_be_read_is_not_judged(post):
    found = FAN.score([post], FILM)[0]
    assert (found.label, found.abstained) == ("neutral", True)


@pytest.mark.parametrize("language", [None, "en", "en-GB", "und", "qme"])
def test_english_and_undeclared_posts_are_judged(language):
    assert not score("I love it", language=language).abstained


@pytest.mark.parametrize(
    "text",
    ["!" * 5000, "🔥" * 3000, "a" * 50_000, "not " * 5000, "[(" * 3000, "\u202e\ud83d", "9" * 9000 + "/10"],
)
def test_hostile_texts_end_quickly_in_a_score(text):
    assert score(text).label in {"negative", "neutral", "positive"}


def test_the_shipped_words_are_those_the_version_stands_for():
    assert load(CONFIG).fingerprint == SHIPPED, (
        "the words changed: put the new fingerprint and raise the version"
    )


def test_an_editors_word_changes_score_and_version(tmp_path):
    own = tmp_path / "lexicon.toml"
    own.write_text(
        CONFIG.read_text(encoding="utf-8").replace(
            '[praise]\nstrong = """', '[praise]\nstrong = """\nflimsical,'
        ),
        encoding="utf-8",
    )
    scorer = find("fan", lexicon=own)
    assert scorer.id.startswith("fan/3+")
    told = scorer.score([make.post("that was flimsical")], FILM)[0]
    assert told.label == "positive"
    assert told.evidence[0].words == "flimsical"
    assert told.polarity > score("that was flimsical").polarity + 0.3


def test_every_mistake_of_a_lexicon_is_named_with_its_key(tmp_path):
    own = tmp_path / "lexicon.toml"
    own.write_text(
        '[praise]\nstrog = "x"\nclear = ["a"]\nmild = "[a|b, ?!"\n[prase]\n[emoji.positive]\nbig = "x"\n'
    )
    with pytest.raises(ConfigError) as caught:
        find("fan", lexicon=own)
    assert caught.value.problems == (
        "lexicon.toml: praise.strog: is unknown; known are strong, clear, mild",
        "lexicon.toml: praise.clear: must be a text, its phrases separated by commas",
        "lexicon.toml: prase: is no table of the lexicon; known are damning, emoji, grammar, negative, neutral, positive, praise, sarcasm, slang",
        "lexicon.toml: emoji.positive.big: is unknown; known are strong, clear, mild",
        "lexicon.toml: praise.mild: '[a|b' its brackets do not match",
        "lexicon.toml: praise.mild: '?!' has no word in it",
    )


def test_a_missing_or_broken_lexicon_is_a_config_error(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.toml: can't be read"):
        find("fan", lexicon=tmp_path / "none.toml")
    broken = tmp_path / "lexicon.toml"
    broken.write_text("[praise\n")
    with pytest.raises(ConfigError, match="one mistake"):
        find("fan", lexicon=broken)


def test_scorers_are_found_by_name_or_import_path():
    assert names() == ("cascade", "fan", "fan-deep", "onnx", "textblob")
    assert type(find("aggregator.scorers.fan:Fan")).__name__ == "Fan"
    for name, message in (
        ("fam", "no such scorer: 'fam'; did you mean 'fan'?"),
        ("zzz", "no such scorer: 'zzz'; known are cascade, fan, fan-deep, onnx, textblob"),
        ("aggregator.scorers.fan:Nothing", "no such scorer: 'aggregator.scorers.fan:Nothing'"),
        ("aggregator.model:Film", "is no subclass"),
    ):
        with pytest.raises(ConfigError) as caught:
            find(name)
        assert message in str(caught.value)


def test_importing_the_package_imports_no_textblob():
    import subprocess

    code = "import sys, aggregator.scorers as s; s.names(); sys.exit(any(m in sys.modules for m in ('textblob', 'nltk')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=CONFIG.parents[1], check=False).returncode == 0


def test_threads_that_share_a_scorer_and_its_full_memory_get_the_same_scores(monkeypatch):
    posts = [make.post(f"{text} number{place}!") for place, (text, _) in enumerate(cases())]
    alone = FAN.score(posts, FILM)
    monkeypatch.setattr(fan_features, "REMEMBERED", 50)
    shared = find("fan", lexicon=CONFIG)
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda _: shared.score(posts, FILM), range(8)))
    assert together == [alone] * 8


def test_weights_of_evidence_are_rounded_as_python_rounds():
    steps = np.arange(-4000, 4000) / 1000
    values = np.concatenate([steps, np.nextafter(steps, 9), np.nextafter(steps, -9), steps / 7])
    assert fan._in_hundredths(values) == [round(value, 2) for value in values.tolist()]


def test_lines_and_long_posts_are_read_to_their_limit():
    found = score("fine\n\nI loved it\n" + "so " * 400 + "awful")
    told = {word for item in found.evidence for word in item.words.split()}
    assert "loved" in told
    assert "awful" not in told


@pytest.mark.parametrize("name", ["The Glass Harbour", "#GlassHarbour", "the glass harbour"])
@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("positive", "{} was a good movie"),
        ("positive", "{} is a good movie"),
        ("positive", "{} was a really good movie"),
        ("positive", "{} was a damn good movie"),
        ("positive", "{} was a great film"),
        ("positive", "{} was a dope movie"),
        ("positive", "{} was good as fuck"),
        ("positive", "just saw {} it was good"),
        ("positive", "{} was such a good but sad movie"),
        ("positive", "{} was actually a pretty good film."),
        ("positive", "I want to see {} so bad"),
        ("negative", "{} was a bad movie"),
        ("negative", "{} was not a good movie"),
        ("negative", "{} wasn't good at all"),
        ("negative", "{} was a really boring film"),
        ("negative", "would not recommend {}"),
        ("neutral", "watching {} with my sister"),
        ("neutral", "has anyone seen {}?"),
    ],
)
def test_the_plainest_verdicts_are_read_as_they_are(label, said, name):
    assert score(said.format(name)).label == label
