"""Windows of more posts than are looked at one by one: the same numbers, by columns, and quotes from a sample."""

import copy
import random
from dataclasses import replace
from datetime import timedelta
from itertools import product

import make
import pytest
from digest import crowd
from hypothesis import given
from hypothesis import strategies as st

from aggregator.digest import campaigns, compose, of_columns, sampling, spikes, turnout, verify
from aggregator.digest.eligible import busiest_day, held_back, in_order, of_places, sift
from aggregator.digest.material import Sampled, WindowColumns
from aggregator.digest.shares import mood, sentiment
from aggregator.digest.volume import over_time, trend
from aggregator.errors import NotEnoughReactions
from aggregator.model import Calibration, Flag, Signals, Yardstick
from aggregator.model.columns import Coder
from aggregator.model.digest_json import to_bytes, to_json
from aggregator.model.digests import FrozenInput, History, Window
from aggregator.model.frozen import frozen_bytes
from aggregator.model.frozen_columns import FrozenColumns, frozen_pieces, packed, read_columns, read_inputs
from aggregator.model.scoring import PICKED
from aggregator.signals.judge import NOT_A_FAN, OTHER_LANGUAGE
from aggregator.store.blanking import blank_frozen
from aggregator.store.digests import pack, unpack, unpack_beside

SINCE = crowd.WINDOW.since


def columns(frozen):
    """The same inputs as columns."""
    return read_columns(frozen_bytes(frozen))


def inputs(seed: int, number: int, *, calm: bool = False):
    """A window's inputs in which everything comes that can: copies, floods, new accounts, nobody, ties."""
    chance = random.Random(seed)
    made = []
    for n in range(number):
        label = chance.choice(("positive", "neutral", "negative", None))
        odds = None
        if label is not None:
            odds = tuple(chance.choice(((0.7, 0.2, 0.1), (0.1, 0.1, 0.8), (0.25, 0.5, 0.25))))
        flags = chance.choice(
            ((), (), (), (Flag("spoiler", "tells"),), (Flag("abusive", "a slur"), Flag("spoiler", "x")))
        )
        made.append(
            FrozenInput(
                chance.choice(("x", "bluesky")),
                f"{chance.randrange(10**6)}-{n}\u00e9",
                f"{n:032x}",
                f"key-{n}" if calm else f"key-{chance.randrange(max(1, number // 2))}" if n % 3 else "flood",
                chance.choice((None, f"fan{n}", f"fan{chance.randrange(9)}")),
                SINCE + timedelta(seconds=chance.randrange(300) if not n % 3 else chance.randrange(60_000)),
                label,
                odds,
                chance.random() < 0.1,
                chance.choice((None, None, None, "off topic", "promotion")),
                chance.choice(("fan", "unknown")),
                chance.choice((None, "en")),
                flags,
                chance.choice((None, True, False)),
                chance.choice((1.0, 1.0, 0.5, 0.0)),
                () if calm else chance.choice(((), (), ("1",), ("2", "1"))),
            )
        )
    return tuple(sorted(made, key=lambda one: (one.created_at, one.source, one.remote_id)))


WINDOWS = [inputs(seed, number) for seed, number in enumerate((1, 2, 40, 300, 700, 700))] + [
    inputs(7, 500, calm=True)
]


@pytest.mark.parametrize("frozen", WINDOWS)
def test_columns_hold_the_same_inputs_and_have_the_same_bytes(frozen):
    large = columns(frozen)
    assert tuple(large) == frozen
    assert [large[0], large[-1]] == [frozen[0], frozen[-1]]
    assert large[1:3] == frozen[1:3]
    yardstick = Yardstick((0.01, 0.02, 0.03), Calibration("fan/1", ("positive",), ((0.1, 0.2, 0.7),)))
    history = History(SINCE, (1, 2), ("x",), "UTC")
    for beside in ((None, None), (yardstick, None), (None, history), (yardstick, history)):
        assert b"".join(frozen_pieces(large, *beside)) == frozen_bytes(frozen, *beside)
        assert tuple(read_columns(frozen_bytes(frozen, *beside))) == frozen
        assert unpack(pack(large, *beside)) == frozen
        assert unpack_beside(pack(large, *beside)) == beside


@pytest.mark.parametrize("kind", ["critics", "trailer"])
def test_a_kind_listens_to_the_same_posts_by_columns(kind):
    some = [
        replace(
            crowd.reaction(f"The stunts are wonderful {n}", remote_id=f"p{n:03}"),
            signals=Signals("", excluded=excluded, author_class=who, language=language),
        )
        for n, (excluded, who, language) in enumerate(
            product(
                (None, NOT_A_FAN["critic"], "promotion", PICKED), ("fan", "critic"), (None, "en", "th", "und")
            )
        )
    ]
    keys = [one.post.remote_id for one in some]
    heard = crowd.freeze(turnout.heard(some, kind), keys)
    assert tuple(turnout.heard_columns(columns(crowd.freeze(some, keys)), kind)) == tuple(heard)
    assert {one.excluded for one in heard} >= (
        {None, turnout.NO_CRITIC, OTHER_LANGUAGE} if kind == "critics" else {None, NOT_A_FAN["critic"]}
    )


def test_what_stands_in_the_texts_is_not_taken_for_the_end_of_a_column(monkeypatch):
    nasty = '],"yardstick":{"error":[1]},"history":{"]'
    frozen = [
        replace(one, author=nasty, flags=(Flag(nasty, nasty),), language=nasty, remote_id=nasty + str(n))
        for n, one in enumerate(WINDOWS[2])
    ]
    assert list(columns(frozen)) == frozen
    monkeypatch.setattr("aggregator.model.frozen_columns._LARGE_BYTES", 0)
    assert isinstance(unpack(packed(frozen_pieces(frozen))), tuple)  # many bytes, and few posts
    monkeypatch.setattr("aggregator.model.frozen_columns.LARGE", 1)
    yardstick = Yardstick((0.01, 0.02, 0.03))
    assert unpack_beside(pack(columns(frozen), yardstick)) == (yardstick, None)
    assert isinstance(unpack(packed(frozen_pieces(frozen))), FrozenColumns)


def test_bytes_without_columns_are_refused():
    with pytest.raises(ValueError, match="columns are missing"):
        read_inputs(b'{"source":["x"],"repost":[' + b",".join([b"true"] * 1_000_000) + b"]}")


@pytest.mark.parametrize("frozen", WINDOWS)
def test_columns_are_counted_as_posts_are(frozen):
    large = columns(frozen)
    sifted = sift(frozen)
    assert sift(large) == sifted
    assert held_back(large, sifted) == held_back(frozen, sifted)
    some, same = of_places(frozen, sifted.places), of_places(large, sifted.places)
    assert busiest_day(same, Window(SINCE, SINCE + timedelta(days=3))) == busiest_day(
        some, Window(SINCE, SINCE + timedelta(days=3))
    )
    assert mood(same) == mood(some)
    window = Window(SINCE, SINCE + timedelta(days=3))
    assert over_time(same, window) == over_time(some, window)
    for yardstick in (None, Yardstick((0.01, 0.02, 0.03)), Yardstick((0.01, 0.02, 0.03), calibration())):
        found = sentiment(some, ["fan/1"], yardstick, "ab")
        assert sentiment(same, ["fan/1"], yardstick, "ab") == found
        how = {"scorers": ["fan/1"], "yardstick": yardstick, "seed": "ab"}
        assert trend(same, window, found, **how) == trend(some, window, found, **how)


def calibration():
    chance = random.Random(3)
    rows = [("negative", (0.7, 0.2, 0.1)), ("neutral", (0.25, 0.5, 0.25)), ("positive", (0.1, 0.1, 0.8))]
    labels, odds = zip(*(rows[chance.randrange(3)] for _ in range(200)), strict=True)
    return Calibration("fan/1", labels, odds)


@pytest.mark.parametrize("frozen", WINDOWS)
def test_columns_show_the_same_campaigns_and_spikes(frozen):
    large = columns(frozen)
    found, same = campaigns.look(frozen), campaigns.look(large)
    assert (same.findings, same.weights) == (found.findings, found.weights)
    assert campaigns.told(large, same) == campaigns.told(frozen, found)
    ages = [one.new_account for one in frozen]
    plain = tuple(replace(one, weight=1.0, new_account=None) for one in frozen)
    aged = any(one.kind == campaigns.NEW_ACCOUNTS for one in found.findings)
    assert list(campaigns.weigh(columns(plain), same, large.new_account)) == [
        replace(one, weight=found.weights.get(place, 1.0), new_account=ages[place] if aged else None)
        for place, one in enumerate(plain)
    ]
    history = History(SINCE - timedelta(days=14), (3,) * 24 * 14, ("x",), "UTC")
    assert spikes.find(large, crowd.WINDOW, history) == spikes.find(frozen, crowd.WINDOW, history)
    assert of_columns.outside(large, Window(SINCE + timedelta(seconds=50), SINCE + timedelta(hours=9))) == [
        place
        for place, one in enumerate(frozen)
        if not timedelta(seconds=50) <= one.created_at - SINCE < timedelta(hours=9)
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.sampled_from(["k", "l", "m", None])),
        max_size=30,
    )
)
def test_any_few_posts_are_counted_alike(rows):
    frozen = tuple(
        replace(
            WINDOWS[0][0], author=who, remote_id=f"{n:02}", text_key=key or f"own-{n}", repost=False, excluded=None,
            created_at=SINCE + timedelta(seconds=at), weight=1.0,
        )
        for n, (who, at, key) in enumerate(sorted(rows, key=lambda row: row[1]))
    )  # fmt: skip
    if frozen:
        assert sift(columns(frozen)) == sift(frozen)


# ── a story of a sample ──────────────────────────────────────────────────────


def material(reactions, *, of=None):
    """What the pipeline hands over of these posts, as if they were a large window."""
    ordered = in_order(reactions, crowd.WINDOW)
    frozen = columns(crowd.freeze(ordered))
    scorer = Coder()
    codes = scorer.codes([one.score.scorer if one.score is not None else None for one in ordered])
    window = WindowColumns(frozen, campaigns.ages(ordered), scorer.named(codes))
    sample = sampling.sample(frozen)
    wanted = [*sample.tolist(), *window.picks().tolist()]

    def texts(places):
        for low in range(0, len(places), 50):
            some = places[low : low + 50]
            yield some, [ordered[place].post.text for place in some.tolist()]

    read = {place: ordered[place] for place in wanted}
    return Sampled(window, sample, read, of or crowd.film(), texts=texts, earliest=lambda _: ordered)


def story(material, **fields):
    made = {"kind": "trailer", "made_at": crowd.WINDOW.until, "style": crowd.STYLE, "config_hash": "c0ffee"}
    return compose(crowd.film(), material, window=crowd.WINDOW, coverage=(), **(made | fields))


def checked(digest, frozen, reactions):
    return verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=crowd.texts_of(reactions))


def test_sample_that_holds_all_posts_makes_the_same_story_and_says_that_it_is_one():
    reactions = [
        *crowd.crowd(160, 60, 20, sources=("x", "bluesky")),
        *(
            crowd.reaction("again and again", text_key="flood", author=make.author(f"bot{n}"))
            for n in range(20)
        ),
        crowd.reaction("a hint by the studio", excluded="promotion"),
        crowd.reaction("An editor brought this post, which says that the pier is lovely", excluded=PICKED),
    ]
    usual, _ = story(reactions)
    digest, frozen = story(material(reactions))
    assert isinstance(frozen, FrozenColumns)
    assert digest.sampled == 260
    assert "looked for in a sample of 260 posts" in digest.method
    for name in ("counted", "sentiment", "themes", "quotes", "headline", "lede", "highlights", "held_back", "campaigns",
                 "spikes", "provenance"):  # fmt: skip
        assert getattr(digest, name) == getattr(usual, name), name
    assert checked(digest, frozen, reactions) == []
    assert "sampled" not in to_json(usual)
    assert to_json(digest)["sampled"] == 260


def many():
    """A crowd in which a tenth repeat what another wrote."""
    return [
        replace(one, signals=replace(one.signals, text_key=f"said {n - 1}" if not n % 10 else f"said {n}"))
        for n, one in enumerate(crowd.crowd(400, 150, 50, sources=("x", "bluesky")))
    ]


@pytest.fixture
def small_samples(monkeypatch):
    monkeypatch.setattr(sampling, "SAMPLE", 200)


@pytest.mark.usefixtures("small_samples")
def test_numbers_are_those_of_all_posts_and_quotes_come_from_the_sample():
    reactions = many()
    digest, frozen = story(material(reactions))
    whole, _ = story(reactions)
    assert digest.sampled == 200
    assert digest.counted.posts + digest.counted.duplicates == len(reactions)
    assert digest.counted.posts >= whole.counted.posts > 500  # near-duplicates are sought in the sample alone
    stunts, cast = ({theme.label: theme.posts for theme in one.themes}[label] for one, label in
                    ((digest, "the stunts"), (digest, "the cast")))  # fmt: skip
    texts = [reactions_of(reactions, frozen, place) for place in sift(frozen).places]
    assert stunts == sum("stunts" in text for text in texts) > 100
    assert cast == sum("acting" in text or "cast" in text for text in texts)
    inside = {(frozen[place].source, frozen[place].remote_id) for place in sampling.sample(frozen).tolist()}
    assert digest.quotes
    assert {(quote.source, quote.id) for quote in digest.quotes} <= inside
    assert checked(digest, frozen, reactions) == []


def reactions_of(reactions, frozen, place):
    return crowd.texts_of(reactions)[frozen[place].source, frozen[place].remote_id]


@pytest.mark.usefixtures("small_samples")
def test_the_same_posts_in_any_order_give_the_same_bytes():
    reactions = many()
    shuffled = reactions[:]
    random.Random(1).shuffle(shuffled)
    assert to_bytes(story(material(reactions))[0]) == to_bytes(story(material(shuffled))[0])


@pytest.mark.usefixtures("small_samples")
def test_verify_names_what_does_not_hold_of_a_large_window():
    reactions = many()
    digest, frozen = story(material(reactions))
    outside = next(
        one
        for one in reactions
        if one.post.key
        not in {(frozen[p].source, frozen[p].remote_id) for p in sampling.sample(frozen).tolist()}
    )
    for where, change in (
        ("sampled", lambda made: made.update(sampled=199)),
        ("themes[0].posts", lambda made: made["themes"][0].update(posts=made["themes"][0]["posts"] + 1)),
        ("quotes[0].copies", lambda made: made["quotes"][0].update(copies=7)),
        (
            "quotes[0]",
            lambda made: made["quotes"][0].update(id=outside.post.remote_id, source=outside.post.source),
        ),
        ("counted.posts", lambda made: made["counted"].update(posts=3)),
        ("sentiment.positive.posts", lambda made: made["sentiment"]["positive"].update(posts=3)),
    ):
        made = copy.deepcopy(to_json(digest))
        change(made)
        failures = verify(made, stored=made, frozen=frozen, texts=crowd.texts_of(reactions))
        assert where in {one.where for one in failures}, where


@pytest.mark.usefixtures("small_samples")
def test_texts_that_were_erased_since_leave_room_in_the_counts():
    reactions = many()
    digest, frozen = story(material(reactions))
    texts = crowd.texts_of(reactions)
    quoted = {(quote.source, quote.id) for quote in digest.quotes}
    for key in [key for key in texts if key not in quoted][:40]:
        texts[key] = None
    assert verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=texts) == []


@pytest.mark.usefixtures("small_samples")
def test_copies_of_a_quote_beside_the_sample_are_told():
    reactions = many()
    first = story(material(reactions))[0].quotes[0]
    source = next(one for one in reactions if one.post.key == (first.source, first.id))
    again = [
        replace(
            source,
            post=replace(
                source.post, remote_id=f"again-{n}", author=make.author(f"again{n}"),
                created_at=source.post.created_at + timedelta(hours=3, seconds=n * 300),
            ),
        )
        for n in range(30)
    ]  # fmt: skip
    digest, frozen = story(material([*reactions, *again]))
    told = {quote.id: quote.copies for quote in digest.quotes}
    if first.id in told:
        assert told[first.id] == 30
    assert checked(digest, frozen, [*reactions, *again]) == []


def test_large_window_of_nothing_that_counts_is_refused():
    with pytest.raises(NotEnoughReactions, match="has 0, needs 12"):
        story(material([crowd.reaction(f"buy {n}", excluded="promotion") for n in range(30)]))


def test_erased_posts_and_people_leave_columns_as_they_leave_rows():
    frozen = WINDOWS[4]
    erased = {(one.source, one.remote_id) for one in frozen[::50]}
    people = {(one.source, one.author) for one in frozen[::70] if one.author}
    large = columns(frozen)
    assert tuple(blank_frozen(large, erased, people)) == blank_frozen(frozen, erased, people)
    assert blank_frozen(large, {("x", "never seen")}, {("x", "nobody")}) is large
