"""The names that a flag may bear, and what follows from each."""

ALLEGATION = "alleges misconduct"
"""Of a person who may be living. Never quoted, and no theme or headline comes of it."""

ABUSIVE = "abusive"
"""A slur, a threat, or contempt for somebody's body: counted, told, never quoted."""

NOT_FOR_PRINT = "a word not for print"
"""That we show to nobody, though it may be said fondly."""

CHILD = "may be a child"
PERSONAL_DATA = "personal data"
SPOILER = "spoiler"

HELD_BACK = (ALLEGATION, ABUSIVE, NOT_FOR_PRINT, CHILD, PERSONAL_DATA, SPOILER)
"""Whoever bears one of these is never quoted, not even picked by hand; a digest says how many there were."""

UNTHEMED = frozenset({ALLEGATION, ABUSIVE, SPOILER})
"""What such a post speaks of makes no theme."""
