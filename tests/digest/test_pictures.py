"""Pictures in a story: how many passed them on, who was first, whose they are, and that verify counts again."""

from dataclasses import replace
from datetime import timedelta

import make
from digest import crowd

from aggregator.digest import compose, verify
from aggregator.digest.checklist import checklist
from aggregator.digest.pictures import LEAST_PEOPLE
from aggregator.model import PICKED, Account, Flag, Media, Ref
from aggregator.model.digest_json import from_json, to_bytes, to_json
from aggregator.model.films import KnownMedia
from aggregator.model.frozen import frozen_bytes, read_frozen
from aggregator.signals.flags import ABUSIVE
from aggregator.signals.shared_pictures import picture_mark
from aggregator.store.blanking import blank_document, blank_frozen

URL = "https://pbs.twimg.com/media/Harbour.jpg"
FIRST = make.NOON - timedelta(minutes=30)


def told(number, text="Look at this still", at=None, *, url=None, alt=None, **fields):
    signals = fields.pop("signals", {})
    one = crowd.reaction(
        text,
        "neutral",
        remote_id=f"post-{number}",
        url=f"https://x.com/i/status/{number}",
        author=fields.pop("author", None) or make.author(f"poster{number}"),
        created_at=at or FIRST + timedelta(minutes=number),
        media=(Media("image", url, alt),) if url else (),
        text_key=f"key-{number}",
        **fields,
    )
    return replace(one, signals=replace(one.signals, **signals)) if signals else one


def wave(many=20, **first):
    """A first post with a picture, reposts, quotes and an upload of the same."""
    origin = told(1, url=URL, alt="A pier at dusk, two people", **first)
    reposts = [
        told(n, url=f"{URL}:large", ref=Ref("retweeted", "post-1"), repost=True) for n in range(2, many - 2)
    ]
    quoting = told(many - 2, "So that is the pier", ref=Ref("quoted", "post-1"))
    again = told(many - 1, "The pier again", url=f"{URL}?name=small")
    return [origin, *reposts, quoting, again]


CROWD = crowd.crowd(70, 40)


def story(reactions, of=None, **more):
    film = of or crowd.film()
    return compose(
        film, reactions, window=crowd.WINDOW, coverage=(), kind="trailer", made_at=crowd.WINDOW.until,
        style=crowd.STYLE, config_hash="0", **more,
    )  # fmt: skip


def failures(digest, frozen, reactions):
    document = to_json(digest)
    return verify(document, stored=document, frozen=frozen, texts=crowd.texts_of(reactions))


def test_a_picture_names_its_posts_its_first_post_and_its_rights():
    reactions = [*CROWD, *wave()]
    digest, frozen = story(reactions)
    (one,) = digest.pictures
    assert (one.posts, one.people, one.items, one.type) == (19, 19, 1, "image")
    assert (one.first.id, one.first.handle, one.first.url) == (
        "post-1",
        "poster1",
        "https://x.com/i/status/1",
    )
    assert one.first.created_at == FIRST + timedelta(minutes=1)
    assert not one.first.repost
    assert (one.alt, one.rights, one.because) == ("A pier at dusk, two people", "unknown", "")
    assert one.ids == tuple(sorted(f"post-{n}" for n in range(1, 20)))
    assert failures(digest, frozen, reactions) == []
    assert from_json(to_json(digest)) == digest


def test_what_is_frozen_of_pictures_comes_back_and_changes_nothing_where_there_are_none():
    _, frozen = story([*CROWD, *wave()])
    assert read_frozen(frozen_bytes(frozen)) == frozen
    _, without = story(CROWD)
    assert b"pictures" not in frozen_bytes(without)


def test_the_order_of_the_reactions_does_not_matter():
    reactions = [*CROWD, *wave()]
    assert to_bytes(story(reactions)[0]) == to_bytes(story(reactions[::-1])[0])


def test_too_few_people_are_no_picture_of_the_story():
    same = make.author("one-person")
    lonely = [told(n, url=URL, author=same) for n in range(1, 12)]
    assert story([*CROWD, *lonely])[0].pictures == ()
    several = [told(n, url=URL) for n in range(1, LEAST_PEOPLE + 1)]
    assert len(story([*CROWD, *several])[0].pictures) == 1
    few_of_many = [*crowd.crowd(300, 100), *several]
    assert story(few_of_many)[0].pictures == ()


def test_whoever_wrote_it_passes_it_on_but_not_what_is_off_topic_or_promotion():
    by_others = [
        told(31, url=URL, signals={"excluded": "official account", "author_class": "official"}),
        told(32, url=URL, signals={"excluded": "other language"}),
        told(33, url=URL, signals={"excluded": "off topic"}),
        told(34, url=URL, signals={"excluded": "promotion"}),
        told(35, url=URL, signals={"excluded": "deleted since"}),
    ]
    digest, frozen = story([*CROWD, *wave(), *by_others])
    assert digest.pictures[0].posts == 21
    assert failures(digest, frozen, [*CROWD, *wave(), *by_others]) == []


def test_a_number_that_was_changed_is_found():
    reactions = [*CROWD, *wave()]
    digest, frozen = story(reactions)
    more = replace(digest, pictures=(replace(digest.pictures[0], posts=312),))
    document = to_json(more)
    found = verify(document, stored=document, frozen=frozen, texts=crowd.texts_of(reactions))
    assert [one.where for one in found] == ["pictures[0].posts"]
    later = replace(digest.pictures[0].first, id="post-2")
    document = to_json(replace(digest, pictures=(replace(digest.pictures[0], first=later),)))
    found = verify(document, stored=document, frozen=frozen, texts=crowd.texts_of(reactions))
    assert [one.where for one in found] == ["pictures[0].first"]


def test_nobody_is_led_to_a_first_post_that_is_held_back_or_not_to_be_shown():
    for fields in (
        {"signals": {"flags": (Flag(ABUSIVE, "a slur"),)}},
        {"quotable": False},
        {"sensitive": True},
    ):
        digest, _ = story([*CROWD, *wave(**fields)])
        first = digest.pictures[0].first
        assert (first.handle, first.url, digest.pictures[0].alt) == (None, None, None)
        assert first.created_at == FIRST + timedelta(minutes=1)


def test_reposts_of_what_lies_outside_the_window_name_nobody():
    reposts = [told(n, url=URL, ref=Ref("retweeted", "elsewhere"), repost=True) for n in range(1, 9)]
    digest, frozen = story([*CROWD, *reposts])
    first = digest.pictures[0].first
    assert (first.id, first.repost, first.handle, first.url) == ("elsewhere", True, None, None)
    assert failures(digest, frozen, [*CROWD, *reposts]) == []


def test_pictures_that_look_alike_are_counted_together():
    others = [told(n, url=f"https://img.example/{n}.jpg") for n in range(41, 46)]
    marks = [picture_mark(URL), *(picture_mark(f"https://img.example/{n}.jpg") for n in range(41, 46))]
    apart, _ = story([*CROWD, *wave(), *others])
    together, frozen = story([*CROWD, *wave(), *others], prints=dict.fromkeys(marks, 0xABCDEF))
    assert apart.pictures[0].posts == 19
    assert together.pictures[0].posts == 24
    assert failures(together, frozen, [*CROWD, *wave(), *others]) == []


def test_an_erased_post_is_named_no_more_and_the_number_stays():
    reactions = [*CROWD, *wave()]
    digest, frozen = story(reactions)
    document = blank_document(to_json(digest), {("x", "post-1")})
    kept = blank_frozen(frozen, {("x", "post-1")}, {("x", "author-poster1")})
    text = str(document)
    assert "poster1'" not in text
    assert "'post-1'" not in text
    assert "status/1'" not in text
    assert "A pier at dusk" not in text
    assert document["pictures"][0]["posts"] == 19
    texts = {**crowd.texts_of(reactions), ("x", "post-1"): None}
    found = verify(document, stored=document, frozen=kept, texts=texts)
    assert [one for one in found if one.where.startswith("pictures")] == []


def test_a_story_that_is_made_again_tells_of_the_same_pictures_without_what_is_gone():
    reactions = [*CROWD, *wave()]
    _, frozen = story(reactions)
    then = {(one.source, one.remote_id): one.pictures for one in frozen if one.pictures}
    looks = {picture_mark(URL): 1, picture_mark("https://img.example/new.jpg"): 1}
    fewer = [one for one in reactions if one.post.remote_id not in ("post-5", "post-6")]
    later = told(60, url="https://img.example/new.jpg")  # looks like it, but was not counted then
    digest, again = story([*fewer, later], passed_on=then, prints=looks)
    assert digest.pictures[0].posts == 17
    assert "post-60" not in digest.pictures[0].ids
    assert failures(digest, again, [*fewer, later]) == []
    assert story(reactions, passed_on={})[0].pictures == ()


# ── rights ───────────────────────────────────────────────────────────────────


def quoted_with(text, url, number=200, **fields):
    """A post with a picture that an editor picked: sure to be quoted."""
    fields.setdefault("excluded", PICKED)
    return crowd.reaction(
        text, "positive", remote_id=f"post-{number}", url=f"https://x.com/i/status/{number}",
        author=make.author(f"maker{number}"), created_at=make.NOON + timedelta(hours=1),
        media=(Media("image", url, "Two people on a pier"),), counts=make.Counts(likes=5000), **fields,
    )  # fmt: skip


PRAISE = "Here is my fan art of the pier, the stunts in this movie are wonderful and I loved the dive most"


def media_of(digest, number=200):
    return [one for one in digest.media if one.post_id == f"post-{number}"]


def test_a_quoted_posts_own_picture_is_its_posters_and_somebody_elses_is_not():
    mine = quoted_with(PRAISE, "https://img.example/mine.jpg")
    digest, _ = story([*CROWD, mine], passed_on=None)
    (item,) = media_of(digest) or [None]
    assert item is not None, "the post was not quoted"
    assert (item.rights, item.because) == ("poster_made", "its poster says “my fan art”")
    before = told(1, url="https://img.example/mine.jpg")
    digest, _ = story([*CROWD, before, mine])
    assert [one.rights for one in media_of(digest)] == ["unknown"]


def test_an_editors_word_goes_before_every_sign():
    mine = quoted_with(PRAISE, "https://img.example/mine.jpg")
    known = KnownMedia("https://img.example/mine.jpg?w=600", "agency", "https://example.org/rights")
    digest, _ = story([*CROWD, mine], crowd.film(media=(known,)))
    assert [(one.rights, one.because) for one in media_of(digest)] == [("agency", "films.toml says so")]
    by_post = KnownMedia("https://twitter.com/maker200/status/200", "leaked")
    digest, _ = story([*CROWD, mine], crowd.film(media=(by_post,)))
    assert [one.rights for one in media_of(digest)] == ["leaked"]


def test_many_who_call_a_picture_a_leak_make_it_one_and_a_single_one_does_not():
    def spread(leaks):
        first = told(1, url=URL)
        return [first, *(told(n, "leaked!" if n < 2 + leaks else "wow", url=URL) for n in range(2, 20))]

    assert story([*CROWD, *spread(1)])[0].pictures[0].rights == "unknown"
    assert story([*CROWD, *spread(4)])[0].pictures[0].rights == "leaked"


def test_the_studios_own_still_is_the_studios_wherever_it_turns_up():
    official = told(1, url=URL, signals={"excluded": "official account", "author_class": "official"})
    listed = crowd.film(accounts=(Account("x", "poster1", "official"),))
    shared = [told(n, url=URL) for n in range(2, 9)]
    mine = quoted_with(PRAISE.replace("my fan art", "a still"), URL)
    digest, _ = story([*CROWD, official, *shared, mine], listed)
    assert digest.pictures[0].rights == "studio"
    assert [one.rights for one in media_of(digest)] == ["studio"]


def test_the_rights_of_an_event_are_those_of_the_picture_most_passed_on():
    event = KnownMedia(None, "leaked", event="trailer 1")
    second = [told(n, url="https://img.example/second.jpg") for n in range(70, 76)]
    digest, _ = story([*CROWD, *wave(), *second], crowd.film(media=(event,)))
    assert [one.rights for one in digest.pictures] == ["leaked", "unknown"]


def test_a_quoted_post_that_quotes_another_says_so_and_is_not_embedded():
    one = quoted_with(PRAISE, "https://img.example/mine.jpg", ref=Ref("quoted", "elsewhere"))
    digest, _ = story([*CROWD, one])
    assert [item.type for item in media_of(digest)] == ["image", "post"]
    assert media_of(digest)[-1].rights == "unknown"


def test_a_description_that_is_not_for_print_is_left_out_and_coarse_words_are_masked():
    rude = replace(wave()[0], post=replace(wave()[0].post, media=(Media("image", URL, "a fucking pier"),)))
    assert story([*CROWD, rude, *wave()[1:]])[0].pictures[0].alt == "a f****** pier"
    private = replace(
        rude, post=replace(rude.post, media=(Media("image", URL, "mail me: orla@example.org"),))
    )
    assert story([*CROWD, private, *wave()[1:]])[0].pictures[0].alt is None


def test_the_checklist_asks_why_a_picture_may_be_embedded():
    reactions = [*CROWD, *wave()]
    digest, frozen = story(reactions)
    bad = replace(digest, pictures=(replace(digest.pictures[0], rights="studio"),))
    point = next(
        one for one in checklist(bad, frozen=frozen, failures=(), now=crowd.WINDOW.until) if one.number == 26
    )
    assert point.holds is False
    assert "for no reason" in point.seen
