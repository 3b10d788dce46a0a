import copy
import dataclasses
import gc
import pickle

import make
import pytest

from aggregator.model import Author, Counts, Post
from aggregator.model.quick import quick, rare_collections


@pytest.mark.parametrize("kind", [Post, Author, Counts])
def test_a_quickly_made_value_is_the_value(kind):
    usual = make.post() if kind is Post else kind()
    values = [getattr(usual, part.name) for part in dataclasses.fields(kind)]
    made = quick(kind)(*values)
    assert type(made) is kind
    assert (made, hash(made), repr(made)) == (usual, hash(usual), repr(usual))
    assert made == copy.copy(made) == pickle.loads(pickle.dumps(made)) == dataclasses.replace(made)  # noqa: S301


def test_a_quickly_made_value_is_frozen():
    made = quick(Counts)(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.likes = 2
    assert made == Counts(1)


def test_arguments_are_those_of_the_class():
    assert quick(Author)("1", handle="a") == Author("1", handle="a")
    with pytest.raises(TypeError, match="missing"):
        quick(Post)("x")


def test_a_class_that_computes_its_fields_is_refused():
    @dataclasses.dataclass(frozen=True, slots=True)
    class Odd:
        items: list[int] = dataclasses.field(default_factory=list)

    with pytest.raises(TypeError, match="Odd"):
        quick(Odd)


def test_collections_are_as_usual_once_the_last_thread_is_done():
    usual = gc.get_threshold()
    first, second = rare_collections(), rare_collections()
    with first:
        raised = gc.get_threshold()
        second.__enter__()
    assert gc.get_threshold() == raised != usual  # the first to come has left, another is still at work
    second.__exit__(None, None, None)
    assert gc.get_threshold() == usual
