"""What moved a score, as the column keeps it and as a score holds it."""

import pickle

from aggregator.model import Evidence
from aggregator.store import evidence

SIGNS = (Evidence("superb", 0.5), Evidence("😂", -0.25))


def test_stored_evidence_is_the_tuple_that_was_written():
    read = evidence.read(evidence.written(SIGNS))
    assert read == SIGNS
    assert read == evidence.read(evidence.written(SIGNS))
    assert read != SIGNS[:1]
    assert hash(read) == hash(SIGNS)
    assert repr(read) == repr(SIGNS)
    assert [*read] == [*SIGNS]
    assert (len(read), read[1], read[:1]) == (2, SIGNS[1], SIGNS[:1])
    assert pickle.loads(pickle.dumps(read)) == SIGNS  # noqa: S301 - our own


def test_no_evidence_is_the_empty_tuple():
    assert evidence.written(()) == "[]"
    assert evidence.read("[]") == ()
