"""Takes erased posts out of a digest that is already made: their words, handles, links and ids.

Pure: documents and frozen inputs in, the same without them out. What was counted stays.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from aggregator.model.columns import Coder, Named
from aggregator.model.digests import ERASED, FrozenInput
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.scoring import Flag

REMOVED = "[removed]"
Key = tuple[str, str]


def blank_document(document: dict[str, Any], erased: Collection[Key]) -> dict[str, Any]:
    """A digest.json without these posts: quotes stay as empty places, and sentences that speak of them go."""
    ids = {remote_id for _, remote_id in erased}
    tokens = {remote_id: f"{ERASED}{number}" for number, remote_id in enumerate(sorted(ids), start=1)}
    needles: set[str] = set()
    made = dict(document)
    if "quotes" in document:
        gone = [quote for quote in document["quotes"] if (quote.get("source"), quote.get("id")) in erased]
        needles.update(*map(_words_of, gone))
        made["quotes"] = [quote | _emptied() if quote in gone else quote for quote in document["quotes"]]
    if "media" in document:
        made["media"] = [
            item | {"url": None, "alt": None} if item.get("post_id") in ids else item
            for item in document["media"]
        ]
    if "pictures" in document:
        made["pictures"] = [_without_first(picture, erased, needles) for picture in document["pictures"]]
    if "spikes" in document:
        made["spikes"] = [_without_link(spike, ids) for spike in document["spikes"]]
    if "locks" in document:  # they name their posts
        named = [f"[{source} {remote_id}]" for source, remote_id in erased] + [f"[{one}]" for one in ids]
        made["locks"] = [one for one in document["locks"] if not any(name in one["block"] for name in named)]
    needles.update(_sentences_about(document.get("sections") or (), ids))
    # The longest first: a headline that holds a whole sentence loses it whole.
    listed = sorted((needle for needle in needles if needle), key=lambda needle: (-len(needle), needle))
    pattern = (
        re.compile("|".join(rf"(?<!\w){re.escape(needle)}(?!\w)" for needle in listed)) if listed else None
    )
    return {key: _without(value, pattern, tokens) for key, value in made.items()}


def blank_frozen(
    frozen: Iterable[FrozenInput], erased: Collection[Key], authors: Collection[Key]
) -> Sequence[FrozenInput]:
    """Frozen inputs that no longer name these posts and authors, and still give the same numbers."""
    names: dict[tuple[str, str, str], str] = {}
    if isinstance(frozen, FrozenColumns):
        return _blank_columns(frozen, erased, authors, names)
    made = []
    for one in frozen:
        if (one.source, one.remote_id) in erased:
            one = replace(  # noqa: PLW2901 (one row, cleaned in two steps)
                one,
                remote_id=_token(names, ("post", one.source, one.remote_id)),
                content_hash="",
                flags=tuple(Flag(flag.name, "") for flag in one.flags),
            )
        if one.author is not None and (one.source, one.author) in authors:
            one = replace(one, author=_token(names, ("author", one.source, one.author)))  # noqa: PLW2901
        made.append(one)
    return tuple(made)


def _blank_columns(
    frozen: FrozenColumns,
    erased: Collection[Key],
    authors: Collection[Key],
    names: dict[tuple[str, str, str], str],
) -> FrozenColumns:
    """The same of columns: the very same, where they name none of these."""
    posts, people = frozenset(frozen.places(erased)), frozenset(frozen.places(authors, "author"))
    if not posts and not people:
        return frozen
    ids, nobody, who = {}, {}, {}
    flags = Coder((value, code) for code, value in enumerate(frozen.flags.values))
    codes = frozen.flags.codes.copy()
    for place in sorted(posts | people):
        one = frozen[place]
        if place in posts:
            ids[place] = _token(names, ("post", one.source, one.remote_id))
            nobody[place] = ""
            codes[place] = flags[tuple(Flag(flag.name, "") for flag in one.flags)]
        if place in people and one.author is not None:
            who[place] = _token(names, ("author", one.source, one.author))
    return frozen.replace(
        remote_id=frozen.remote_id.put(ids),
        content_hash=frozen.content_hash.put(nobody),
        author=frozen.author.put(who),
        flags=Named(codes, tuple(flags)),
    )


def _token(names: dict[tuple[str, str, str], str], thing: tuple[str, str, str]) -> str:
    return names.setdefault(thing, f"{ERASED}{len(names) + 1}")


def _emptied() -> dict[str, Any]:
    """What a quote's fields become; its place, stance and date stay, since the story was counted with it."""
    nobody = {"handle": None, "name": None, "url": None, "class": "unknown"}
    words = dict.fromkeys(("text", "excerpt", "display", "content_hash"), "")
    return {"url": None, "author": nobody, "alive": False, **words}


def _without_first(picture: dict[str, Any], erased: Collection[Key], needles: set[str]) -> dict[str, Any]:
    """A picture that names its first post no more, if that is one of these; its numbers stay."""
    first = picture.get("first") or {}
    if (first.get("source"), first.get("id")) not in erased:
        return picture
    needles.update({first.get("url") or "", f"@{first['handle']}" if first.get("handle") else ""})
    return picture | {"first": first | {"handle": None, "url": None}, "alt": None}


def _without_link(spike: Any, ids: Collection[str]) -> Any:
    """A spike whose trigger no longer leads to one of these posts, be it the trigger or what it links."""
    trigger = spike.get("trigger") if isinstance(spike, dict) else None
    if not trigger or not trigger.get("url"):
        return spike
    if trigger.get("id") not in ids and not any(one and one in trigger["url"] for one in ids):
        return spike
    return spike | {"trigger": trigger | {"url": None}}


def _words_of(quote: dict[str, Any]) -> set[str]:
    author = quote.get("author") or {}
    handle = author.get("handle")
    words = {quote.get(name) or "" for name in ("text", "excerpt", "display", "url")}
    return words | {author.get("url") or "", f"@{handle}" if handle else ""}


def _sentences_about(sections: Iterable[dict[str, Any]], ids: set[str]) -> set[str]:
    """Every sentence of which a quote claim names one of the posts: it may hold their words in any form."""
    return {
        sentence.get("text") or ""
        for section in sections
        for sentence in section.get("sentences") or ()
        for claim in sentence.get("claims") or ()
        if claim.get("kind") == "quote" and ids.intersection(claim.get("post_ids") or ())
    }


def _without(value: Any, pattern: re.Pattern[str] | None, tokens: dict[str, str]) -> Any:
    if isinstance(value, str):
        if value in tokens:
            return tokens[value]
        return value if pattern is None else pattern.sub(REMOVED, value)
    if isinstance(value, list):
        return [_without(item, pattern, tokens) for item in value]
    if isinstance(value, dict):
        return {key: _without(item, pattern, tokens) for key, item in value.items()}
    return value
