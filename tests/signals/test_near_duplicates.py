"""Near-duplicates: what is counted once, what a reader would take for one text, and what stays apart."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import planted
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.signals.candidates import Table
from aggregator.signals.near_duplicates import Forms, counted_once, look_alike
from aggregator.signals.wording import bare, bares, names_of

LONG = "The lighthouse keeper's last scene is the best thing I have seen in a cinema all year long"
NAMES = names_of(["The Glass Harbour", "GlassHarbour"])
ROOT = Path(__file__).parents[2]


def invented() -> list[str]:
    """The invented posts of training/corpus, names filled in, each once."""
    sys.path.insert(0, str(ROOT / "training"))
    try:
        from read_corpus import corpus
    finally:
        sys.path.pop(0)
    return list(dict.fromkeys(sample.text for sample in corpus()))


def counted(texts, authors=None):
    return counted_once(Forms(texts), authors or [f"fan{n}" for n in range(len(texts))], NAMES)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("RT @fan: The KEEPER's lamp!! https://example.org/a 😂", "the keepers lamp"),
        ("@fan @other so good", "so good"),
        ("what a trailer for a film #GlassHarbour #wow", "what a trailer for a film"),
        ("loved #GlassHarbour", "loved glassharbour"),
        ("see http://www. example.org/2031/a-lo ng-way/ … now", "see now"),
        ("# one ##two", "one two"),
        ("灯台 is good", "灯 台 is good"),
        ("don’t look", "dont look"),
        ("!!! 😂 https://example.org", ""),
    ],
)
def test_a_text_is_known_by_its_bare_words(text, words):
    assert bare(text) == words


@pytest.mark.parametrize("edit", [name for name in planted.EDITS if name != "three of these at once"])
def test_a_long_text_with_a_small_edit_is_counted_once_whoever_posts_it(edit):
    dice = random.Random(7)
    assert counted([LONG, planted.EDITS[edit](LONG, dice), "something else"]) == [0, 0, 2]


def test_short_words_of_two_fans_are_two_and_of_one_fan_are_one():
    texts = ["so excited for this movie", "So excited for this movie!!", "so excited for this movie 😂"]
    assert counted(texts) == [0, 1, 2]
    assert counted(texts, ["ada", "ada", "bo"]) == [0, 0, 2]
    assert counted(texts, [None, None, None]) == [0, 1, 2]


def test_one_fan_who_changes_a_word_of_a_short_text_is_counted_once():
    texts = ["the keeper had me crying on the bus", "the keeper had me sobbing on the bus"]
    assert counted(texts, ["ada", "ada"]) == [0, 0]
    assert counted(texts, ["ada", "bo"]) == [0, 1]


def test_what_anybody_might_write_stays_apart_unless_it_is_equal():
    texts = [
        "The Glass Harbour was easily one of the best movies I have ever seen",
        "The Glass Harbour is honestly one of the best movies I have ever seen in my life",
        "The Glass Harbour was easily one of the best movies I have ever seen!!!",
    ]
    assert counted(texts) == [0, 1, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I give the lighthouse keeper's last stand in the fog a solid 8 out of 10 lanterns",
         "I give the lighthouse keeper's last stand in the fog a solid 3 out of 10 lanterns"),
        ("The lighthouse keeper's last stand in the fog was not the ending that we were promised",
         "The lighthouse keeper's last stand in the fog was the ending that we were promised"),
        ("The lighthouse keeper's last stand in the fog is the best ending of the whole saga",
         "The lighthouse keeper's last stand in the fog is the worst ending of the whole saga"),
        ("The keeper's stand in the fog isn't what the trailer made of the harbour and its ships",
         "The keeper's stand in the fog is what the trailer made of the harbour and its ships"),
    ],
)  # fmt: skip
def test_texts_that_differ_in_what_turns_their_meaning_stay_apart(one, other):
    assert counted([one, other]) == [0, 1]
    assert Forms([one]).like(other) == []
    assert look_alike(one, other), "one story shows not both"


def test_posts_of_one_key_are_copies_whatever_else():
    assert counted_once(Forms(["so good", "so bad", "so so"]), ["a", "b", "c"], keys=["k", "k", "m"]) == [
        0,
        0,
        2,
    ]


def test_what_reads_alike_is_found_and_links_alone_are_no_words():
    texts = [
        "can't wait for this film",
        "cant wait for this film!",
        "Can’t wait for this film 😂😂",
        "the keeper bored me to tears honestly",
        "https://example.org/a",
        "https://example.org/b",
    ]
    assert Forms(texts).like("the keeper bored me to tears, honestly") == [3]
    assert Forms(texts).like("cant wait for this film") == [0, 1, 2]
    assert Forms(texts).like("https://example.org/c") == []


def test_a_flood_of_variants_is_one():
    flood = [f"{LONG} lantern{n} ship{n % 7}" for n in range(1_000)]
    assert set(counted(flood)) == {0}
    assert len(Forms(flood).like(LONG)) == 1_000


def test_invented_posts_by_many_people_stay_apart_in_counting():
    texts = invented()
    found = counted(texts)
    merged = sum(first != place for place, first in enumerate(found))
    assert merged <= 0.001 * len(texts)


def test_planted_edits_of_invented_posts_are_found():
    dice = random.Random(11)
    texts = [text for text in invented() if len(bare(text).split()) >= 8]
    originals = dice.sample(range(len(texts)), 150)
    edits = [(place, edit(texts[place], dice)) for place in originals for edit in planted.EDITS.values()]
    everything = texts + [text for _, text in edits]
    once, forms = counted(everything), Forms(everything)
    long = [n for n, (place, _) in enumerate(edits) if len(bare(texts[place])) >= 60]
    at = len(texts)
    assert sum(place in forms.like(text) for place, text in edits) >= 0.98 * len(edits)
    assert sum(once[at + n] == once[edits[n][0]] for n in long) >= 0.985 * len(long)


@given(
    st.lists(st.tuples(st.sampled_from(["ada", "bo", None]), st.text(max_size=90)), max_size=12), st.randoms()
)
def test_groups_do_not_depend_on_the_order_of_posts(posts, dice):
    posts = [
        *posts,
        ("cy", LONG),
        ("di", LONG.replace("best", "finest")),
        ("ada", "so good"),
        ("ada", "so good!"),
    ]
    shuffled = list(enumerate(posts))
    dice.shuffle(shuffled)

    def groups(made, order):
        by_first = {}
        for place, first in enumerate(made):
            by_first.setdefault(first, set()).add(order[place])
        return {frozenset(group) for group in by_first.values()}

    plain = list(range(len(posts)))
    order = [number for number, _ in shuffled]

    def once(some):
        return counted_once(Forms([text for _, text in some]), [author for author, _ in some])

    assert groups(once(posts), plain) == groups(once([one for _, one in shuffled]), order)


def test_groups_are_the_same_whatever_the_hash_seed():
    script = (
        "import random, sys; sys.path[:0] = ['tests', 'tests/signals']\n"
        "import planted\n"
        "from aggregator.signals.near_duplicates import Forms, counted_once\n"
        "dice = random.Random(3)\n"
        "words = 'lamp fog ship keeper harbour tide rope gull salt storm glass night'.split()\n"
        "texts = [' '.join(dice.choices(words, k=dice.randrange(3, 16))) for _ in range(300)]\n"
        "texts += [planted.three(text, dice) for text in texts]\n"
        "forms = Forms(texts)\n"
        "print(counted_once(forms, [f'a{n % 50}' for n in range(600)]), forms.like(texts[0]))\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(told) == 1


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_look_alike_or_not_both_ways(one, other):
    assert look_alike(one, other) == look_alike(other, one)


@given(
    st.lists(
        st.lists(st.sampled_from([f"w{n}" for n in range(90)]), min_size=1, max_size=9),
        min_size=2,
        max_size=8,
    )
)
def test_what_a_text_lacks_for_sure_is_never_more_than_it_lost(listed):
    table = Table(sorted({" ".join(words) for words in listed}))
    one, other = np.triu_indices(len(table.lengths), 1)
    pairs = table.compared(one, other)
    assert (table.lacking(one, other) <= pairs.fewer - pairs.common).all()


def test_texts_that_hold_parts_of_words_are_counted_by_part():
    table = Table(["", "keeper of lamps", "lamp keepers lamp"])
    assert table.holding(["keeper", "lamps", "of"]).tolist() == [0, 3, 1]
    assert Table([""]).holding(["a"]).tolist() == [0]


def test_a_part_of_a_table_remembers_nothing_of_the_rows_that_it_lacks():
    table = Table(["keeper of lamps", "lamp keepers lamp", "a keeper"])
    whole = table.telling(frozenset()).tolist(), table.holding(["keep"]).tolist()
    part = table.part(np.array([1, 2]))
    assert whole == ([3, 2, 2], [1, 1, 1])
    assert part.telling(frozenset()).tolist() == [2, 2]
    assert part.holding(["keep", "of"]).tolist() == [1, 1]


def test_a_part_of_a_table_compares_as_the_whole_does():
    table = Table(["a b c d", "a c d", "x", "x y"])
    rows = np.array([1, 3])
    assert table.part(rows).signs() == [table.signs()[1], table.signs()[3]]
    assert table.against("a b d z", rows).common.tolist() == [2, 0]


@given(texts=st.lists(st.text("aB1 \n\t#@'’.éſ灯\u3000\x00😂"), max_size=6))
def test_the_words_of_many_texts_are_those_of_each(texts):
    assert bares(texts) == [bare(text) for text in texts]
