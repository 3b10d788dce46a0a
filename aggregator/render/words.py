"""Values of a digest as people read them; shared by the formats."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from aggregator.model import Digest, Gap, Label, languages
from aggregator.model.digests import (
    Coverage,
    DigestMedia,
    Quote,
    Section,
    Sentence,
    Window,
    is_archive,
)
from aggregator.model.kinds import manner_of
from aggregator.model.languages import AMERICAN, Language, spelled
from aggregator.model.shares import Share
from aggregator.text import plural, safe_url

CAMPS: tuple[Label, ...] = ("positive", "neutral", "negative")

_NETWORKS = {"x": "X", "youtube": "YouTube", "tiktok": "TikTok", "tmdb": "TMDB"}
_KINDS = {
    "brief": "Internal brief",
    "trailer": "Trailer reactions",
    "first_look": "First look",
    "casting": "Casting",
    "opening_weekend": "Opening weekend",
    "awards": "Awards",
    "finale": "Finale",
    "controversy": "Dispute",
    "death": "Remembrance",
    "critics": "Critics",
}
_STATES = {
    "draft": "not yet read by an editor",
    "approved": "read and approved by an editor",
    "published": "approved by an editor and published",
    "withdrawn": "not to be used",
}
_AUTHORS = {
    "critic": "critic",
    "cast": "cast or crew",
    "official": "official account",
    "promo": "promotional account",
}


def network(source: str) -> str:
    """A network as it writes itself: "x" is X, "mastodon" Mastodon."""
    return _NETWORKS.get(source, source.capitalize())


def headlines(digest: Digest) -> list[str]:
    """The other headlines that an editor may choose from."""
    return [line for line in digest.headlines if line != digest.headline]


def kind(digest: Digest) -> str:
    """What sort of story it is, for the line above the headline."""
    return _KINDS[digest.kind]


def state(digest: Digest) -> str:
    """What the state means to whoever opens the file."""
    if digest.state == "published" and not digest.approvals:
        return "nobody’s approval is recorded"
    if digest.state == "draft" and digest.approvals:
        return "read and approved by one editor"
    return _STATES[digest.state]


def number(count: int) -> str:
    """With thousands separators: 12,304."""
    return f"{count:,}"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text with a capital first letter and a full stop."""
    return capital(text) + ("" if text.endswith((".", "!", "?")) else ".")


def percent(share: float) -> str:
    """A share as whole per cent, never 0 % or 100 % for what is not."""
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1:
        return "over 99%"
    return f"{share * 100:.0f}%"


def interval(share: Share) -> str:
    """The 95 % interval of a share: "41–53%"."""
    return f"{share.low * 100:.0f}–{share.high * 100:.0f}%"


def day(when: date, language: Language = AMERICAN) -> str:
    """May 4, 2031, of an instant in UTC."""
    return languages.day(when, language)


def minute(when: datetime, language: Language = AMERICAN) -> str:
    """May 4, 2031, 14:05 UTC."""
    return f"{day(when, language)}, {when.astimezone(UTC):%H:%M} UTC"


def machine(when: date) -> str:
    """ISO 8601 for a datetime attribute; instants in UTC with Z."""
    if isinstance(when, datetime):
        return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return when.isoformat()


def window(span: Window, language: Language = AMERICAN) -> str:
    """From when to when the posts were written."""
    return languages.span(span.since, span.until, language)


def gap(piece: Gap, language: Language = AMERICAN) -> str:
    """A piece of time that was not read, and why."""
    return f"not read from {minute(piece.low, language)} to {minute(piece.high, language)}: {piece.why}"


def torn(coverage: Sequence[Coverage]) -> int:
    """How many searches were not read in full."""
    return sum(1 for one in coverage if not one.complete)


def whole(coverage: Sequence[Coverage]) -> str:
    """In one sentence whether everything that was asked for was read."""
    if not coverage:
        return "Nothing is recorded about how completely the networks were read."
    archives = _archives(coverage)
    searches = [one for one in coverage if not is_archive(one)]
    said = []
    if searches and not torn(searches):
        said.append("Every search was read without a hole in this window.")
    elif searches:
        said.append(
            f"{torn(searches)} of {plural(len(searches), 'search', 'searches')} could not be read in full."
        )
    if archives:
        some = "Some posts" if searches else "The posts"
        said.append(
            f"{some} come from {plural(archives, 'archive')}. An archive holds what its maker chose, "
            "and can’t tell what it left out."
        )
    return " ".join(said)


def asked(coverage: Sequence[Coverage]) -> str:
    """How many searches and archives there are: "2 searches, 1 archive"."""
    archives = _archives(coverage)
    searches = sum(1 for one in coverage if not is_archive(one))
    said = [plural(searches, "search", "searches")] if searches else []
    return ", ".join([*said, plural(archives, "archive")] if archives else said)


def _archives(coverage: Sequence[Coverage]) -> int:
    """How many files there are: one that holds posts of several networks stands there once for each."""
    return len({one.target for one in coverage if is_archive(one)})


def covered(one: Coverage) -> str:
    """How far a target was read: of an archive, what could be read of it, and what it can't tell."""
    if is_archive(one):
        return f"read, but {one.gaps[0].why}" if one.gaps else "read"
    return "complete" if one.complete else "incomplete"


def gaps(one: Coverage, language: Language = AMERICAN) -> list[str]:
    """The holes in a search, one by one; none for an archive."""
    return [] if is_archive(one) else [gap(piece, language) for piece in one.gaps]


def host(url: str) -> str:
    """The host of an address, for the words of its link."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def who(quote: Quote) -> str:
    """The name that a reader should see: the display name, else the handle."""
    author = quote.author
    return (author.name or "").strip() or (f"@{author.handle}" if author.handle else "unknown author")


def handle(quote: Quote) -> str:
    """The handle with its @, empty where it is unknown or is the name already shown."""
    author = quote.author
    return f"@{author.handle.removeprefix('@')}" if author.handle and (author.name or "").strip() else ""


def author_class(quote: Quote) -> str:
    """What a reader should know of the author: for whom they write, or what else than a fan they are."""
    outlet = (quote.author.outlet or "").strip()
    return outlet if outlet and outlet != who(quote) else _AUTHORS.get(quote.author.class_, "")


def excerpt_note(quote: Quote) -> str:
    """What was done to the post's words, empty where they stand in full."""
    notes = []
    left_out = quote.text.replace(quote.excerpt, " ", 1).split()
    if left_out:
        only_tags = all(word.startswith("#") for word in left_out)
        notes.append("hashtags left out" if only_tags else "excerpt of a longer post")
    if quote.display != quote.excerpt:
        notes.append("some words masked")
    return "; ".join(notes)


def same_words(quote: Quote) -> str:
    """How many others wrote the same, empty for none."""
    return f"and {plural(quote.copies, 'other')} said much the same" if quote.copies > 0 else ""


def standing(quote: Quote, language: Language = AMERICAN) -> str:
    """When the network last showed the post."""
    if quote.checked_at is None:
        return "from an archive; not looked up since"
    return f"last seen online {minute(quote.checked_at, language)}"


def linked(sentence: Sentence) -> list[tuple[str, str | None]]:
    """A sentence in pieces: text, and its link where the piece is an address that a fact of ours holds."""
    addresses = [
        claim.value
        for claim in sentence.claims
        if (claim.fact or claim.of == "window.shows_source") and safe_url(claim.value)
    ]
    pieces: list[tuple[str, str | None]] = []
    rest = sentence.text
    for address in addresses:
        before, found, rest_after = rest.partition(address)
        if found:
            pieces += [(before, None), (host(address), safe_url(address))]
            rest = rest_after
    return [piece for piece in (*pieces, (rest, None)) if piece[0]]


_KIND_OF_FACTS = {"film": "Film facts", "series": "Series facts"}


def facts_heading(digest: Digest) -> str:
    """Over the list of all facts: what they are about."""
    return _KIND_OF_FACTS.get(digest.film.kind, "Facts")


_ELSEWHERE = frozenset({"headline", "highlights", "lede", "method", "seo"})


def body(digest: Digest) -> list[Section]:
    """The sections that a renderer prints after the lede: those with anything to say."""
    return [one for one in digest.sections if one.kind not in _ELSEWHERE and (one.sentences or one.quotes)]


def quotes_of(digest: Digest, section: Section) -> list[Quote]:
    """The quotes of a section, in its order."""
    by_id = {quote.id: quote for quote in digest.quotes}
    return [by_id[one] for one in section.quotes if one in by_id]


def media_of(digest: Digest, quote: Quote) -> list[DigestMedia]:
    """The images and clips of a quoted post."""
    return [item for item in digest.media if item.post_id == quote.id]


def how(digest: Digest) -> list[str]:
    """The method in paragraphs, the first of them its one line; that it is no survey is always among them.

    A digest of earlier versions has no such line: its whole method is the first paragraph.
    """
    method = [one.text for part in digest.sections if part.kind == "method" for one in part.sentences]
    if digest.seo is not None and len(method) > 1 and " ".join(method) == digest.method:
        return [method[0], " ".join(method[1:])]
    said = " ".join(method)
    return [line for line in (digest.method if digest.method not in said else "", said) if line]


def shares_method(digest: Digest) -> str:
    """How the shares were made, as a sentence; a story about critics does not name the scorer by its name."""
    if digest.sentiment is None:
        return ""
    scorer = digest.provenance.versions.get("scorer", "")
    said = digest.sentiment.method
    if manner_of(digest.kind).critics and scorer:
        said = said.replace(scorer, "an automatic classifier")
    return spelled(sentence(said), digest.language)


def search_title(digest: Digest) -> str:
    """The title for search engines and the browser's tab."""
    return digest.seo.title if digest.seo is not None else digest.headline


def summary(digest: Digest) -> str:
    """What the story is in a breath: for search engines, feeds and the first line of an e-mail."""
    return digest.seo.description if digest.seo is not None else digest.lede


def push(digest: Digest) -> str:
    """The line for a notification."""
    return digest.seo.push if digest.seo is not None else digest.headline


def correction(entry: Any) -> str:
    """A correction as a line, whatever an editor's tool wrote. A signed one tells its day itself."""
    if isinstance(entry, dict):
        keys = ("text",) if entry.get("who") else ("at", "text")
        return ": ".join(str(entry[key]) for key in keys if entry.get(key))
    return str(entry)
