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

PINNED = "pinned by an editor"
"""Quoted before others, if it may be quoted at all."""

REJECTED = "rejected by an editor"
"""Counted, never quoted."""

CONTRADICTED = "labelled otherwise by an editor"
"""Counted as the scorer labelled it: labels of posts that somebody chose would bend shares. Never quoted: it
would stand for a feeling that it does not have.
"""

UNQUOTED = (*HELD_BACK, REJECTED, CONTRADICTED)
"""Whoever bears one of these is quoted in no story, nor shown as what set one off."""
