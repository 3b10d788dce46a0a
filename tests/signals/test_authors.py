"""Who speaks: by an editor's lists, the network's marks, the film's names, and what a name says of itself."""

import make
import pytest

from aggregator.model import Account, Author, Fact
from aggregator.signals.authors import UNKNOWN, Authors
from aggregator.signals.judge import Judge


def played_by(actor):
    return Fact(
        "cast", {"actor": actor, "role": "Wren"}, "https://example.org", make.NOON.date(), "confirmed"
    )


FILM = make.film(
    facts=(played_by("Perpetua Hallam-Reyes"),),
    accounts=(
        Account("x", "glassharbour", "official"),
        Account("x", "quietobserver", "critic"),
        Account("x", "dailymoviegoer", "fan"),
        Account("mastodon", "ada@lights.example", "critic"),
    ),
)


def who(handle=None, name=None, source="x", **fields):
    return Authors(FILM).of(Author(handle=handle, name=name, **fields), source)


@pytest.mark.parametrize(
    ("handle", "source", "kind"),
    [
        ("QuietObserver", "x", "critic"),
        ("@quietobserver", "x", "critic"),
        ("quietobserver", "bluesky", "unknown"),
        ("DailyMoviegoer", "x", "fan"),
        ("Ada@Lights.example", "mastodon", "critic"),
        ("glassharbour", "x", "official"),
    ],
)
def test_an_editors_list_decides_network_by_network(handle, source, kind):
    found = who(handle, source=source)
    assert found.kind == kind
    assert ("editor's lists" in found.because) == (kind != "unknown")


def test_a_verified_account_under_a_name_of_the_facts_is_of_the_cast_and_a_namesake_is_not():
    assert who("perpetua", "Perpetua Hallam-Reyes", verified=True).kind == "cast"
    for verified in (False, None):
        assert who("perpetua", "Perpetua Hallam-Reyes", verified=verified) == UNKNOWN
    assert who("perpetua", "Perpetua H", verified=True) == UNKNOWN


@pytest.mark.parametrize(
    ("handle", "name", "kind"),
    [
        ("TheGlassHarbourMovie", None, "official"),
        ("glassharbour.bsky.social", None, "unknown"),  # on x a dot parts nothing
        ("harbour_lover", "The Glass Harbour", "unknown"),  # a fan who named themselves after it
        ("OfficialPete", "Pete", "unknown"),
        ("PaperboatMagazine", None, "critic"),
        ("x1", "Paperboat Magazine", "critic"),
        ("x1", "Tove Ask, Film Critic", "critic"),
        ("x1", "Low Water Gazette", "critic"),
        ("x1", "The Rowboat Podcast", "critic"),
        ("x1", "Harbour Box Office", "critic"),
        ("x1", "Sunday Times", "critic"),
        ("x1", "good times", "unknown"),
        ("moviereviews4u", None, "critic"),
        ("TiredOfpreviews", None, "unknown"),
        ("LampAndTidePod", None, "critic"),
        ("TidePodFan", None, "fan"),
        ("FYCAwardsBlog", None, "critic"),
        ("HarbourFanStore", None, "promo"),
        ("LampShop", None, "promo"),
        ("shop_talk_wren", None, "unknown"),
        ("RadioLowWater", None, "unknown"),
        ("LowWaterRadio", None, "critic"),
        ("MovieFanMarlow", None, "fan"),
        ("x1", "Wren stan account", "unknown"),
        ("x1", "podcast addict", "unknown"),
        ("x1", "Fan of film reviews", "fan"),
        ("LowWaterPod", None, "critic"),
        ("PodOfWhales", None, "unknown"),
        ("x1", "Lantern Cinemas", "promo"),
        ("LanternTheatre", None, "promo"),
        ("LanternTheatre", "Bram Oduya", "unknown"),
        ("tidetable_bot", None, "promo"),
        ("x1", "Abbott", "unknown"),
        ("x1", "Tidewater Productions", "promo"),
        ("TidewaterFilms", "Bram Oduya", "unknown"),
        ("wren1994", "wren 🌊", "unknown"),
        ("newsome_j", "J. Newsome", "unknown"),
        ("x1", "", "unknown"),
    ],
)
def test_a_name_tells_the_press_from_people(handle, name, kind):
    assert who(handle, name).kind == kind


def test_a_common_word_as_a_handle_is_official_only_if_verified():
    lion = Authors(make.film(title="Lion", hashtags=("Lion",), phrases=()))
    for handle in ("lion", "The___Lion", "_lion_"):
        assert lion.of(Author(handle=handle), "x") == UNKNOWN, handle
        assert lion.of(Author(handle=handle, verified=True), "x").kind == "official", handle
    assert lion.of(Author(handle="LionMovie"), "x").kind == "official"


def test_a_bluesky_handle_is_read_without_its_domain():
    assert who("glassharbour.bsky.social", source="bluesky").kind == "official"


def test_the_networks_mark_for_bots_and_no_author_at_all():
    assert who("anybody", bot=True).kind == "promo"
    assert Authors(FILM).of(None, "x") == UNKNOWN


def test_only_fans_and_the_unknown_count_and_each_class_has_its_reason():
    judge = Judge(FILM)
    for handle, excluded, kind in (
        ("quietobserver", "critic or press", "critic"),
        ("glassharbour", "official account", "official"),
        ("lantern_cinemas", "promotion", "promo"),
        ("dailymoviegoer", None, "fan"),
        ("wren1994", None, "unknown"),
    ):
        signals = judge.judge(make.post("The Glass Harbour is lovely", author=make.author(handle)))
        assert (signals.excluded, signals.author_class) == (excluded, kind), handle
        if excluded:
            assert signals.flagged({excluded}).because
    listed = judge.judge(make.post(author=make.author("dailymoviegoer")))
    assert [flag.name for flag in listed.flags] == ["author: fan"]


def test_hostile_names_are_looked_at_quickly():
    for name in ("a" * 50_000, "A1" * 20_000, "news " * 9_000, "ﬁ" * 9_000, "box office " * 4_000, "\ud800x"):
        who(name, name)
