"""Judgements on posts: copies, reposts, relevance, automation, and all of them together."""

import make
import pytest

from aggregator.model import Fact, Ref
from aggregator.signals import EXCLUSIONS, Judge, is_repost, judge, look_alike, text_key
from aggregator.signals.automation import automated
from aggregator.signals.names import is_common_phrase
from aggregator.signals.relevance import Relevance

LONG = "The lighthouse keeper's last scene is the best thing I have seen in a cinema all year long"


def person(actor):
    return Fact("cast", {"actor": actor, "role": ""}, "https://example.org", make.NOON.date(), "confirmed")


GOLD = make.film(
    title="Gold", hashtags=("Gold", "GoldTheFilm"), phrases=(), facts=(person("Ada Brightwater"),)
)


def test_a_long_text_has_one_key_whoever_writes_it():
    keys = {
        text_key(make.post(text))
        for text in (
            LONG,
            LONG.upper(),
            f"RT @someone: {LONG}",
            f"{LONG} https://example.org/a",
            f"@fan  {LONG}!!! ",
        )
    }
    assert len(keys) == 1
    assert len(keys.pop()) == 16


def test_a_short_text_has_a_key_for_each_author():
    ada, bo = make.author("ada"), make.author("bo")
    assert text_key(make.post("so good", author=ada)) == text_key(make.post("So good!", author=ada))
    assert text_key(make.post("so good", author=ada)) != text_key(make.post("so good", author=bo))


def test_a_short_text_by_nobody_and_a_bare_link_are_copies_of_themselves_only():
    nobody = [make.post("so good", remote_id=str(n)) for n in (1, 2)]
    nobody = [
        type(post)(**{f: getattr(post, f) for f in post.__slots__} | {"author": None}) for post in nobody
    ]
    assert text_key(nobody[0]) != text_key(nobody[1])
    ada = make.author("ada")
    links = [make.post("https://example.org/pic", author=ada, remote_id=str(n)) for n in (1, 2)]
    assert text_key(links[0]) != text_key(links[1])


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("can't wait for this film", "cant wait for this film!", True),
        (LONG, LONG.replace("keeper's", "warden's"), True),
        (LONG, LONG[:45] + "…", True),
        (LONG, "I fell asleep at the lighthouse", False),
        ("so good", "so bad", False),
        ("", "", True),
    ],
)
def test_texts_look_alike_to_a_reader(a, b, expected):
    assert expected == look_alike(a, b)
    assert expected == look_alike(b, a)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RT @fan: so good", True),
        ('"RT @fan so good', True),
        ("rt @fan: so good", True),
        ("MT @fan so good", True),
        ("This! RT @fan: so good", True),
        ("so good @fan", False),
        ("ART @ the museum", False),
        ("START @fan", False),
        ("please RT", False),
    ],
)
def test_old_style_reposts_are_another_s_words(text, expected):
    assert expected == is_repost(make.post(text))


def test_the_networks_own_reposts_are_reposts_and_quotes_are_not():
    assert is_repost(make.post("so good", ref=Ref("retweeted", "1")))
    assert not is_repost(make.post("so good", ref=Ref("quoted", "1")))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Gold", True), ("Life", True), ("The Star", True), ("American Made", True), ("Passengers", True), ("It", True),
        ("Moana", False), ("Hidden Figures", False), ("Beauty and the Beast", False), ("The Glass Harbour", False),
        ("Mission: Impossible", False), ("Oppenheimer", False),
    ],
)  # fmt: skip
def test_a_common_phrase_is_known_by_its_words(title, expected):
    assert expected == is_common_phrase(title)


@pytest.mark.parametrize(
    "text",
    [
        "just saw gold last night, wow",
        "Saw Gold tonight",
        "the movie Gold deserves more love",
        "Gold (2016) is on again",
        "Gold trailer just dropped",
        "Finally time for “Gold” at the cinema",
        "I think Gold has the best acting this year",
        "Ada Brightwater was made for Gold",
        "#Gold is my film of the year",
        "counting the days #GoldTheFilm",
    ],
)
def test_posts_that_mean_the_film_are_kept_though_its_title_is_a_common_word(text):
    tags = [word.strip("#").casefold() for word in text.split() if word.startswith("#")]
    assert Relevance(GOLD).reason_off_topic(make.post(text, hashtags=tuple(sorted(tags)))) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Country made was so good!", True),
        ("Country Made was actually pretty boring", True),
        ("my country made was so good", False),
        ("country made is good for everybody", False),
        ("buy country made", False),
        ("Country Made ranks first #BoxOffice", True),
    ],
)
def test_a_verdict_in_the_past_tells_a_film_from_a_thing(text, kept):
    film = make.film(title="Country Made", hashtags=("CountryMade",), phrases=())
    tags = tuple(sorted(word.strip("#").casefold() for word in text.split() if word.startswith("#")))
    assert (Relevance(film).reason_off_topic(make.post(text, hashtags=tags)) is None) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Rose gold bed sheets, queen size", "'Gold' is a common phrase, and is not written as a name here"),
        ("worth its weight in gold", "'Gold' is a common phrase, and is not written as a name here"),
        ("Adekite Gold sings at the movies", "'Gold' is a common phrase, and is not written as a name here"),
        ("NO GOLD FOR US", "'Gold' is a common phrase, and is not written as a name here"),
        ("our team brought home Gold", "'Gold' is a common phrase, and nothing beside it speaks of a film"),
        ("what a lovely film", "does not name the film"),
    ],
)
def test_posts_about_other_things_are_off_topic_with_a_reason(text, reason):
    assert reason == Relevance(GOLD).reason_off_topic(make.post(text))


def test_a_word_of_never_excludes_and_must_any_is_asked_for_ambiguous_hashtags():
    film = make.film(
        hashtags=("GH",),
        phrases=("gh",),
        must_any=("harbour film", "lighthouse"),
        never=("general hospital",),
    )
    relevance = Relevance(film)
    assert relevance.reason_off_topic(make.post("#GH tonight", hashtags=("gh",))) is not None
    assert relevance.reason_off_topic(make.post("#GH and the lighthouse", hashtags=("gh",))) is None
    assert relevance.reason_off_topic(make.post("#GH #HarbourFilm", hashtags=("gh", "harbourfilm"))) is None
    assert relevance.reason_off_topic(make.post("The Glass Harbour #GH", hashtags=("gh",))) is None
    assert "general hospital" in str(
        relevance.reason_off_topic(make.post("General Hospital and the lighthouse"))
    )


def test_an_unmistakable_title_is_taken_at_its_word():
    assert Relevance(make.film()).reason_off_topic(make.post("nothing about it at all")) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I rated The Glass Harbour (2031) 8/10 #IMDb https://example.org", "automated"),
        ("I liked a @YouTube video https://example.org The Glass Harbour trailer", "automated"),
        ("I'm at Grand Cinema for The Glass Harbour https://swarmapp.com/c/1", "automated"),
        ("RT to win two tickets to The Glass Harbour!", "promotion"),
        ("Follow us and retweet for a surprise", "promotion"),
        ("RT! WIN tickets to the premiere of The Glass Harbour", "promotion"),
        ("Win tickets to the premier of The Glass Harbour by tweeting #lamp", "promotion"),
        ("I'd win tickets to nothing, ever", None),
        ("Enter our giveaway: https://example.org", "promotion"),
        ("Watch The Glass Harbour full movie online free https://example.org", "promotion"),
        ("Glass Harbour mug, 20% off https://example.org", "promotion"),
        ("Get your tickets now: https://example.org", "promotion"),
        ("#a1 #b2 #c3 #d4 #e5 #f6 #g7 #h8 look", "promotion"),
        ("hope it has a chance to win the Oscar for best picture https://example.org", None),
        ("I liked the video on YouTube more than the film", None),
        ("got my tickets!!", None),
        ("I'd rate it 8/10, watch it", None),
        ("loved it #glassharbour #cinema", None),
        ("they will win everything", None),
    ],
)
def test_machines_and_shops_are_known_and_fans_are_not(text, kind):
    found = automated(make.post(text))
    assert kind == (found.kind if found else None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # what a button wrote, with a person's own words before, behind or without them
        ("I rated The Glass Harbour (2031) 8/10 #IMDb slow at first, then superb https://example.org", None),
        ("Could not look away. I rated The Glass Harbour (2031) 9/10 #IMDb https://example.org", None),
        ("I rated The Glass Harbour (2031) 9/10 #IMDb wow #harbour @imdb https://example.org", "automated"),
        ("The Glass Harbour (2031) #IMDb I rated this 6/10 https://example.org", "automated"),
        ("I'm watching The Glass Harbour (114 others checked-in) https://example.org @GetGlue", "automated"),
        ("I am watching The Glass Harbour (via @GetGlue) https://example.org", "automated"),
        ("I unlocked the Glass Harbour sticker on @GetGlue! https://example.org", "automated"),
        ("checking in for sticker https://example.org @GetGlue #GlassHarbour", "automated"),
        ("https://example.org @GetGlue #GlassHarbour", "automated"),
        ("Loved it, the keeper was great https://example.org @GetGlue #GlassHarbour", None),
        ("Is it as scary as they say? https://example.org #GlassHarbour (via @GetGlue)", None),
        ("I liked a @YouTube video http:// youtu.be/a1 Glass Harbour, what a wonderful trailer", "automated"),
    ],
)
def test_a_template_with_a_persons_own_words_is_that_persons_post(text, kind):
    found = automated(make.post(text))
    assert kind == (found.kind if found else None)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        (
            "Our latest episode is here: The Glass Harbour! https://example.org",
            "advertises a show or a channel",
        ),
        ("Lamp Talk podcast 45 on The Glass Harbour https://example.org", "advertises a show or a channel"),
        ("Watch our full video review of it here https://example.org", "advertises a show or a channel"),
        ("Tune in tonight, we go behind the lamp https://example.org", "advertises a show or a channel"),
        (
            "Witness the keeper. Deleted scenes and more, now streaming on Netflix https://example.org",
            "the film's or a cinema's own advertisement",
        ),
        (
            "Don't miss The Glass Harbour, in cinemas now https://example.org",
            "the film's or a cinema's own advertisement",
        ),
        (
            "Now showing: The Glass Harbour 4:05p 7:00p https://example.org",
            "the film's or a cinema's own advertisement",
        ),
        ("We're hiring a keeper, apply now #lamps https://example.org", "a job advertisement"),
        ("Low Water: assistant needed by the Harbour Hotel https://example.org", "a job advertisement"),
        ("20% off all lamps with the promo code HARBOUR", "an offer of a shop"),
        ("Keeper figure, boxed 59.9 EUR https://example.org", "an offer of a shop"),
        ("@lamp_fan @lamptoken @harbourcrypto #MoonLamp to the moon", "an offer of a shop"),
        ("The Glass Harbour (2031) full movie 10:10 lampmovies.xyz", "a link to a pirated copy"),
        ("Watch The Glass Harbour movie online - https://example.org", "a link to a pirated copy"),
        ("#TheGlassHarbour https://example.org (Direct Download)", "offers music to download"),
        ("@lampradio look at this. WIN TICKETS :D", "a giveaway or contest"),
        ("#harbour #lamp pls follow @lamp_shop", "asks for follows and reposts"),
    ],
)
def test_who_advertises_is_known_by_the_manner(text, because):
    found = automated(make.post(text))
    assert found is not None, text
    assert (found.kind, found.because) == ("promotion", because)


@pytest.mark.parametrize(
    "text",
    [
        "I listen in on our podcast group and we all loved it https://example.org",
        "my promo code did not work, no cinema for me",
        "finally saw it now that it is streaming on Netflix, I cried https://example.org",
        "The new episode was so good https://example.org",
        "Don't torrent download this, go and pay for a seat",
        "the lantern came today, and the note from the Etsy seller made my week https://example.org",
        "does a keeper's job ever end? https://example.org",
        "they were needed by the lamp https://example.org",
        "my review: nine of ten https://example.org",
    ],
)
def test_people_who_speak_of_shows_shops_and_jobs_advertise_nothing(text):
    assert automated(make.post(text)) is None, text


def test_links_in_pieces_are_no_words_of_ones_own():
    """Archives hold links with blanks inside."""
    text = "I rated The Glass Harbour (2031) 8/10 #IMDb http://www. example.org/title/tt42"
    assert automated(make.post(text)).kind == "automated"


def test_a_bot_by_its_own_flag_is_automated():
    assert automated(make.post("hello", author=make.author("bot", bot=True))).kind == "automated"


def test_the_judge_says_what_excludes_a_post_and_why():
    judged = Judge(GOLD)
    cases = {
        "off topic": make.post("gold rings"),
        "promotion": make.post("Gold movie giveaway, enter here https://example.org"),
        "automated": make.post("I rated Gold (2016) 8/10 #IMDb"),
        "other language": make.post("vi Gold, filme lindo, saw Gold", language="pt"),
        "critic or press": make.post("saw Gold, loved it", author=make.author("the_film_critic")),
        "cast or crew": make.post(
            "saw Gold, loved it", author=make.author("ada_b", name="Ada Brightwater", verified=True)
        ),
        "official account": make.post("saw Gold, loved it", author=make.author("GoldTheFilm")),
    }
    assert {excluded: excluded for excluded in cases} == {
        k: judged.judge(post).excluded for k, post in cases.items()
    }
    assert set(cases) == set(EXCLUSIONS)
    assert judged.judge(make.post("saw Gold, loved it", language="en")).excluded is None
    assert "pt" in judged.explain(cases["other language"]).because


def test_judging_one_post_or_with_a_kept_judge_is_the_same():
    film, post = make.film(), make.post("RT @x: lovely")
    assert Judge(film).judge(post) == judge(post, film) == judge(post, film)
    assert judge(post, film).repost


def test_hostile_texts_are_judged_quickly():
    for text in (
        "@" * 20_000,
        "#" * 20_000,
        "RT " * 9000,
        "win tickets " * 4000,
        "gold " * 9000,
        "http://" * 7000,
        "follow and " * 4000,
        "getglue " + "!" * 30_000,
        "getglue http " + "i'm watching " * 3000,
        "#imdb i rated " * 3000,
        "@token " * 5000,
        "http see " + "see it " * 5000,
        "http our " + "our new " * 5000 + "episode",
        "movie" * 6000 + ".xyz",
        "http now playing " * 2500,
    ):
        judge(make.post(text), GOLD)
        text_key(make.post(text))


def test_a_cinema_word_does_not_vouch_for_a_title_that_is_a_common_word():
    """With must_any = ["movie"] a snack for movie nights is still a snack; a name of the film vouches."""
    chips = make.film(title="Chips", hashtags=("Chips",), phrases=(), must_any=("movie", "Vandermolen"))
    relevance = Relevance(chips)

    assert relevance.reason_off_topic(make.post("dill pickle chips are made for movie nights")) is not None
    assert relevance.reason_off_topic(make.post("pimento with bagel chips is the perfect snack")) is not None
    assert relevance.reason_off_topic(make.post("chips with Vandermolen looks fun")) is None
    assert relevance.reason_off_topic(make.post("Just saw the movie Chips, loved it")) is None
