"""Images and clips as readers are told of them: described, with whose they are, and never shown or copied.

Only where the rights allow it a line leads to the image or clip itself; else to the post that it stands in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from aggregator.model import Digest
from aggregator.model.digests import DigestMedia, Section
from aggregator.model.films import MAY_BE_EMBEDDED
from aggregator.model.languages import Language
from aggregator.model.pictures import DigestPicture
from aggregator.render import words
from aggregator.text import plural, safe_url

HEADING = "Passed on most"
_AFTER = frozenset({"context", "synopsis", "about", "cast", "release", "related", "picked"})
_RIGHTS = {
    "unknown": "rights unknown",
    "poster_made": "made by its poster",
    "agency": "rights: a picture agency’s",
    "studio": "rights: the film’s makers’",
    "leaked": "called a leak",
}
_MADE = {"fan": "Fan-made.", "ai": "Made with AI."}
_TYPES = {"photo": "image", "animated_gif": "clip", "gifv": "clip", "gif": "clip", None: "picture"}
_KNOWN_TYPES = frozenset({"image", "clip", "picture", "video", "audio"})


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What stands where other pages would show a picture; `link` leads to the earliest post, if it may."""

    title: str
    first: str
    rights: str
    described: str
    link: str | None
    link_words: str

    @property
    def text(self) -> str:
        """All of it but the link, in one line."""
        return " ".join((f"{self.title}.", self.first, self.rights, self.described))


def medium(item: DigestMedia) -> str:
    """A placeholder for an image or clip of a quoted post: what it is, whose, and that it is not shown."""
    what = "Post quoted in it" if item.type == "post" else (item.type or "media").capitalize()
    return f"{what}: {_owner(item.rights, item.because)}, not embedded"


def described(item: DigestMedia) -> str:
    """What its author says that it shows, or that there is no description; "" for a post in a post."""
    if item.type == "post":
        return ""
    return _described(item.alt, item.type)


def original(item: DigestMedia) -> str | None:
    """The address of an image or clip that readers may be led to: none where its rights don't allow it."""
    return safe_url(item.url) if item.rights in MAY_BE_EMBEDDED else None


def placeholders(digest: Digest) -> list[Placeholder]:
    """The pictures that a story tells of, most passed on first."""
    return [_placeholder(one, digest.language) for one in digest.pictures]


def place(sections: Sequence[Section]) -> int:
    """Before which of the sections the pictures stand: after what fans say, before what is known."""
    return next((number for number, one in enumerate(sections) if one.kind in _AFTER), len(sections))


def _placeholder(picture: DigestPicture, language: Language) -> Placeholder:
    kind = _kind(picture.type)
    what = f"{picture.items} {kind}s that go together" if picture.items > 1 else kind.capitalize()
    doubt = _MADE.get(picture.made_by or "", "")
    if picture.verified is False:
        doubt = " ".join(filter(None, (doubt, "Not verified.")))
    link = safe_url(picture.first.url)
    return Placeholder(
        title=f"{what}, in {plural(picture.posts, 'post')} by {plural(picture.people, 'person', 'people')}",
        first=_first(picture, language),
        rights=" ".join(
            filter(None, (words.sentence(f"{_owner(picture.rights, picture.because)}; not shown"), doubt))
        ),
        described=f"{_described(picture.alt, kind)}.",
        link=link,
        link_words=f"See the post on {words.network(picture.first.source)}" if link else "",
    )


def _first(picture: DigestPicture, language: Language) -> str:
    first = picture.first
    at = first.created_at.astimezone(UTC)
    where = f"on {words.network(first.source)}, {at:%H:%M} UTC on {words.day(at, language)}"
    if first.repost:
        return f"Earliest we found: a repost {where}; the post itself lies outside these hours."
    who = f"@{first.handle.removeprefix('@')}" if first.handle else "a post"
    return f"Earliest we found: {who} {where}."


def _owner(rights: str, because: str) -> str:
    return _RIGHTS.get(rights, "rights unknown") + (f" ({because})" if because else "")


def _described(alt: str | None, kind: str | None) -> str:
    if alt and alt.strip():
        return f"Described by its author as: {alt}"
    return f"{_kind(kind).capitalize()} without description"


def _kind(kind: str | None) -> str:
    said = _TYPES.get(kind, kind)
    return said if said in _KNOWN_TYPES else "picture"
