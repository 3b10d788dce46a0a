"""Films that editors describe: versions in order, nobody's work overwritten, seen by every process."""

from datetime import timedelta

import make
import pytest

from aggregator.errors import EditConflict
from aggregator.store import kept_films, open_store

ONE = {"title": "The Glass Harbour", "hashtags": ["GlassHarbour"]}
TWO = {"title": "The Glass Harbour", "hashtags": ["GlassHarbour", "Hafen"]}
SLUG = "the-glass-harbour"


def keep(store, description, on, *, by="ada", slug=SLUG, at=make.NOON):
    with store.write() as s:
        return kept_films.keep(s, slug, description, on=on, by=by, at=at)


def test_every_version_stays_with_who_made_it_and_when(store):
    keep(store, ONE, 0)
    keep(store, TWO, 1, by="grace", at=make.NOON + timedelta(hours=1))
    keep(store, None, 2)
    with store.read() as s:
        versions = kept_films.versions(s, SLUG)
        newest = kept_films.newest(s)
    assert [(one.version, one.changed_by, one.description) for one in versions] == [
        (3, "ada", None),
        (2, "grace", TWO),
        (1, "ada", ONE),
    ]
    assert versions[1].changed_at == make.NOON + timedelta(hours=1)
    assert newest == versions[:1]


def test_a_version_made_on_an_older_one_is_refused_and_both_are_told(store):
    keep(store, ONE, 0)
    keep(store, TWO, 1, by="grace")
    with pytest.raises(EditConflict) as refused:
        keep(store, {"title": "Mine"}, 1)
    assert "grace" in str(refused.value)
    assert '"title":"Mine"' in refused.value.mine
    assert "Hafen" in refused.value.theirs
    assert refused.value.version == 2
    with store.read() as s:
        assert len(kept_films.versions(s, SLUG)) == 2


def test_two_editors_who_add_one_film_at_once_do_not_overwrite_each_other(store):
    keep(store, ONE, 0)
    with pytest.raises(EditConflict):
        keep(store, TWO, 0, by="grace")


def test_a_film_that_was_taken_back_can_be_kept_again(store):
    keep(store, ONE, 0)
    keep(store, None, 1)
    assert keep(store, TWO, 2).version == 3


def test_the_mark_moves_with_every_change_of_any_film_and_with_nothing_else(store, url):
    def mark():
        with open_store(url) as other, other.read() as s:
            return kept_films.mark(s)

    marks = [mark()]
    keep(store, ONE, 0)
    marks.append(mark())
    keep(store, {"title": "Paper Lanterns"}, 0, slug="paper-lanterns")
    marks.append(mark())
    keep(store, None, 1)
    marks += [mark(), mark()]
    assert marks[0] == 0
    assert marks[:4] == sorted(set(marks))
    assert marks[3] == marks[4]


def test_films_are_told_by_slug_with_their_newest_version_alone(store):
    keep(store, ONE, 0)
    keep(store, {"title": "Paper Lanterns"}, 0, slug="paper-lanterns")
    keep(store, TWO, 1)
    keep(store, {"title": "A"}, 0, slug="a-film")
    with store.read() as s:
        found = [(one.slug, one.version) for one in kept_films.newest(s)]
    assert found == [("a-film", 1), ("paper-lanterns", 1), (SLUG, 2)]
