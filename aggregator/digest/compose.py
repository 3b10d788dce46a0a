"""Reactions in, a story out. Pure: the same arguments give the same digest, byte for byte."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from aggregator.digest import (
    campaigns,
    fact_notes,
    facts_prose,
    genuine,
    headline,
    occasions,
    picked,
    pictures,
    remembrance,
    seo,
    spikes,
    story,
    titles,
    turnout,
)
from aggregator.digest.eligible import Eligible, busiest_day, held_back, of_places, sift
from aggregator.digest.embargo import embargo_until
from aggregator.digest.identity import digest_id, hash_of, inputs_hash
from aggregator.digest.material import Material, Sampled, Whole, of_all
from aggregator.digest.matter import Matter
from aggregator.digest.method import method
from aggregator.digest.printed import printed
from aggregator.digest.prose import Choice
from aggregator.digest.quotable import Quotable
from aggregator.digest.quotes import build_pool
from aggregator.digest.runners_up import runners_up
from aggregator.digest.shares import mood, sentiment
from aggregator.digest.style import MAX_DAYS, RULES, Style
from aggregator.digest.themes import find_general, find_themes
from aggregator.digest.vocabulary import Vocabulary
from aggregator.digest.voice import voice_of
from aggregator.digest.volume import events_of, over_time, trend
from aggregator.errors import NotEnoughReactions
from aggregator.model.digest_json import plain
from aggregator.model.digests import (
    ENOUGH_FOR_A_STORY,
    Coverage,
    Digest,
    DigestFilm,
    DigestKind,
    FrozenInput,
    History,
    Provenance,
    Section,
    Sentence,
    Theme,
    Window,
)
from aggregator.model.films import Film
from aggregator.model.frozen_columns import LARGE, FrozenColumns, frozen_pieces
from aggregator.model.kinds import manner_of
from aggregator.model.scoring import Reaction, Yardstick
from aggregator.signals.flags import UNTHEMED
from aggregator.text import plural

NO_MOOD = "after a death none is measured"

Key = tuple[str, str]
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Composition:
    """A digest, the inputs that every number rests on, and for each quote the posts that come next.

    `body` are the bytes of the inputs (model.frozen_columns.frozen_pieces), as they were hashed; None of a
    large window, whose bytes are never held all at once.
    """

    digest: Digest
    frozen: FrozenColumns
    runners_up: Mapping[Key, tuple[Key, ...]]
    body: bytes | None


def compose_whole(
    film: Film,
    reactions: Iterable[Reaction] | Whole | Sampled,
    *,
    window: Window,
    coverage: tuple[Coverage, ...],
    kind: DigestKind,
    made_at: datetime,
    style: Style,
    config_hash: str,
    wording: str | None = None,
    kept: Collection[Key] = (),
    barred: Collection[Key] = (),
    yardstick: Yardstick | None = None,
    history: History | None = None,
    prints: Mapping[str, int] | None = None,
    passed_on: Mapping[Key, tuple[str, ...]] | None = None,
) -> Composition:
    """The digest (version 1, a draft) of a window's reactions, and the inputs that every number rests on.

    Reactions outside the window are passed over; their order does not matter. With 12 to 99 eligible posts,
    or fewer than 60 authors, the story is a round-up: quotes and counts, no shares. With fewer than 12, but
    four that an editor picked by hand, it quotes these and counts nothing.

    A story that is made again from what is left of its inputs changes as little as it can: `wording` is the
    hash by which its phrases were chosen (None: that of these inputs), `kept` are the (source, id) of posts
    that are quoted again before any others, `barred` those that count and are not quoted: an editor rejected
    them. `passed_on` says which pictures its posts passed on. `yardstick` is what is known of the scorer's
    mistakes, `history` how much was written before: without one no spike is told. `prints` are what is known
    of how images look (signals.fingerprint), by picture_mark.

    `reactions` may be columns, whose posts are read whole as they are needed: of a large window a sample.

    Raises:
        NotEnoughReactions: fewer than 12 eligible posts, and fewer than four picked ones that may be quoted.
    """
    manner, voice = manner_of(kind), voice_of(kind, style.language)
    material: Material = (
        reactions if isinstance(reactions, Whole | Sampled) else Whole.of(reactions, window, film, kind)
    )
    organised = campaigns.look(material.frozen, material.new)
    frozen = campaigns.weigh(material.frozen, organised, material.new)
    seen, frozen = pictures.look(
        frozen,
        material.showing(passed_on or ()),
        material.read,
        film,
        window,
        sampled=material.sampled,
        prints=prints,
        then=passed_on,
    )
    sifted = sift(frozen)
    picks = picked.choose([one for one in material.picked() if one.post.key not in barred])
    counts = sifted.counted.posts >= ENOUGH_FOR_A_STORY
    if not counts and len(picks) < picked.ENOUGH_PICKED:
        raise NotEnoughReactions(
            film.title,
            has=sifted.counted.posts,
            needs=ENOUGH_FOR_A_STORY,
            hint="collect or import more posts, take a longer window, or add some by their links",
        )
    about = DigestFilm(film.slug, film.title, film.kind, film.invented, film.former_titles)
    facts = facts_prose.facts_of(film, made_at.date(), style.facts_max_days)
    found = spikes.find(frozen, window, history)
    history = history if found.spikes else None
    body, pieces = _written(frozen, yardstick, history)
    hashed = inputs_hash(about, window, coverage, facts, pieces)
    looked_at = material.looked_at(sifted.places) if counts else ()
    texts = material.texts(looked_at)
    labels = frozen.labels(looked_at)
    counted_inputs = of_places(frozen, sifted.places)
    scorers = material.scorers(sifted.places) if counts else picked.scorers(picks)
    silent = frozen.flagged(UNTHEMED)[list(looked_at)].tolist()
    vocabulary = Vocabulary(["" if unthemed else text for text, unthemed in zip(texts, silent, strict=True)])
    held = held_back(frozen, sifted) if counts else ()
    themes, general = of_all(
        material,
        sifted,
        find_themes(
            texts,
            labels,
            vocabulary,
            film=film,
            kind=kind,
            editor=style.themes,
            with_shares=sifted.carries_shares,
        ),
        find_general(labels, vocabulary, film=film, editor=style.themes, with_shares=sifted.carries_shares),
    )
    known = facts_prose.Facts(facts, about, window.until, voice)
    never = turnout.unquoted(kind, texts) | _places_in(looked_at, campaigns.members(organised))
    quotable = Quotable.among(material, looked_at, texts, never, barred)
    pool = build_pool(
        quotable if manner.mood else Quotable.of(()),
        vocabulary,
        themes,
        film=film,
        released=known.released,
        # Who reports news is press too: of critics only what is plainly a verdict is quoted.
        press=manner.critics,
        kept=kept,
    )
    pool.leave_out(one.reaction.post for one in picks)
    matter = Matter(
        film=about,
        kind=kind,
        window=window,
        counted=sifted.counted,
        mood=mood(counted_inputs),
        sentiment=sentiment(counted_inputs, scorers, yardstick, hashed)
        if sifted.carries_shares and manner.mood
        else None,
        themes=[_of_kind(one.theme, kind) for one in themes],
        choice=Choice(wording or hashed),
        voice=voice,
        shares=sifted.carries_shares,
        busiest=busiest_day(counted_inputs, window),
        on_occasion=occasions.are_named(
            kind, vocabulary, len(texts), out=known.released is None or known.is_out
        ),
        unpraised=frozenset(one.label for one in style.themes if not one.praised),
        categories=frozenset(one.label for one in style.themes if kind in one.kinds),
        outlets=turnout.outlets(film) if manner.critics else {},
    )
    told_spikes = spikes.tell(found, window, history, material.around)
    trigger = genuine.judge(film, window, texts, pictures=seen.told, spikes=told_spikes)
    if manner.mood:
        blocks = story.tell(matter, themes, pool) if counts else []
    else:
        mourners = [one for one in remembrance.choose(quotable) if not _is_picked(one.reaction, picks)]
        blocks = remembrance.tell(matter, themes, mourners) if counts else []
    matter = replace(matter, quotes=len(picks) + sum(len(block.quotes) for block in blocks))
    listed = campaigns.told(frozen, organised) if counts else ()
    heads = titles.headlines(matter)
    bullets, opening, how, by_hand = _opening(
        matter,
        picks,
        facts_prose.film_line(known),
        sum(len(block.quotes) for block in blocks),
        scorers=scorers,
        coverage=coverage,
        contact=style.contact,
        held=held,
        organised=listed,
        sampled=material.sampled,
        pictures=len(seen.told),
    )
    how = fact_notes.with_notes(how, facts, voice)
    opening, how = genuine.told(
        opening, how, trigger, sifted.counted.posts, sampled=material.sampled and len(texts)
    )
    announced, outside = seo.seo(matter)
    sections = [
        Section("headline", None, heads),
        Section("highlights", None, bullets),
        Section("lede", None, opening),
        story.shown(matter),
        story.pointer(matter, blocks, len(picks), pool if counts and manner.mood else None),
        *(block.section for block in blocks),
        by_hand,
        *facts_prose.sections(known),
        how,
        outside,
    ]
    quotes = tuple(
        printed(
            one.reaction,
            one.excerpt,
            theme=matter.themes[block.theme].label if block.theme is not None else None,
            copies=material.copies_of(one.reaction),
            outlets=matter.outlets,
        )
        for block in blocks
        for one in block.quotes
    ) + tuple(
        printed(
            one.reaction,
            one.excerpt,
            copies=material.copies_of(one.reaction, itself=False),
            picked=True,
            outlets=matter.outlets,
        )
        for one in picks
    )
    quoted = [*(one.reaction for block in blocks for one in block.quotes), *(one.reaction for one in picks)]
    digest = Digest(
        id=digest_id(film, kind, window),
        version=1,
        kind=kind,
        state="draft",
        made_at=made_at,
        film=about,
        window=window,
        counted=sifted.counted,
        coverage=coverage,
        headline=heads[0].text,
        headlines=tuple(one.text for one in heads[1:]),
        highlights=tuple(one.text for one in bullets),
        lede=_joined(opening),
        sentiment=matter.sentiment,
        sentiment_reason=None if matter.sentiment is not None else _no_shares(sifted, kind, counts=counts),
        themes=(*matter.themes, *(_of_kind(one, kind) for one in general)),
        sections=tuple(section for section in sections if section is not None),
        quotes=quotes,
        media=pictures.of_quotes(quoted, film, seen),
        facts=facts,
        spikes=(
            *((matter.busiest,) if matter.busiest is not None else ()),
            *told_spikes,
        ),
        method=_joined(how.sentences),
        corrections=(),
        provenance=Provenance(
            versions={"digest": RULES, "scorer": " and ".join(scorers), "style": hash_of(plain(style))}
            | {MAX_DAYS: str(style.facts_max_days)}
            | ({"wording": wording} if wording else {}),
            config_hash=config_hash,
            inputs_hash=hashed,
        ),
        held_back=held,
        campaigns=listed,
        pictures=seen.told,
        trigger=trigger,
        language=style.language,
        seo=announced,
        events=events_of(film, window),
        volume=over_time(counted_inputs, window) if counts else None,
        trend=trend(
            counted_inputs, window, matter.sentiment, scorers=scorers, yardstick=yardstick, seed=hashed
        ),
        embargo_until=embargo_until(film, window, made_at),
        sampled=material.sampled if counts else 0,
    )
    return Composition(digest, frozen, runners_up(pool, blocks, themes), body)


_Found = Iterable[Reaction] | Whole | Sampled


def _pair(
    whole: Callable[Concatenate[Film, _Found, P], Composition],
) -> Callable[Concatenate[Film, _Found, P], tuple[Digest, Sequence[FrozenInput]]]:
    @wraps(whole)
    def pair(
        film: Film, reactions: _Found, /, *arguments: P.args, **named: P.kwargs
    ) -> tuple[Digest, Sequence[FrozenInput]]:
        made = whole(film, reactions, *arguments, **named)
        # As they are read back from a store: columns of a large window alone.
        return made.digest, made.frozen if isinstance(reactions, Sampled) else tuple(made.frozen)

    return pair


compose = _pair(compose_whole)


def _opening(
    matter: Matter, picks: Sequence[picked.Pick], film_line: Sentence | None, quotes: int, **rest: Any
) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...], Section, Section | None]:
    """Highlights, lede, method and the block of picked posts, of a story that counts or of one that can't.

    `quotes` were chosen by rule; `rest` is what `method` is told.
    """
    if matter.counted.posts < ENOUGH_FOR_A_STORY:
        bullets, opening = picked.highlights(matter, picks, film_line), picked.lede(matter, picks)
        return bullets, opening, picked.method(matter, picks, rest["contact"]), picked.voices(picks)
    bullets, opening = headline.highlights(matter, film_line), headline.lede(matter)
    return bullets, opening, method(matter, **rest), picked.beside(picks, quotes)


def _written(
    frozen: FrozenColumns, yardstick: Yardstick | None, history: History | None
) -> tuple[bytes | None, Iterable[bytes]]:
    """The bytes of the inputs, None of a large window, and the same in pieces."""
    pieces = frozen_pieces(frozen, yardstick, history)
    if len(frozen) > LARGE:
        return None, pieces
    body = b"".join(pieces)
    return body, (body,)


def _places_in(places: Sequence[int], some: Collection[int]) -> frozenset[int]:
    """Where those of some stand among places."""
    return frozenset(number for number, place in enumerate(places) if place in some)


def _joined(sentences: Sequence[Sentence]) -> str:
    return " ".join(one.text for one in sentences)


def _of_kind(theme: Theme, kind: DigestKind) -> Theme:
    """A theme without its camps, where the kind tells none."""
    return theme if manner_of(kind).mood else replace(theme, positive=0, negative=0)


def _is_picked(reaction: Reaction, picks: Sequence[picked.Pick]) -> bool:
    """Whether its author is quoted already, as an editor picked them by hand."""
    names = picked.writer_names(reaction.post)
    return any(names & picked.writer_names(one.reaction.post) for one in picks)


def _no_shares(sifted: Eligible, kind: DigestKind, *, counts: bool) -> str:
    if not counts:
        return picked.NOTHING_COUNTED
    if not manner_of(kind).mood:
        return NO_MOOD
    posts, authors = sifted.counted.posts, sifted.counted.authors
    if not authors:
        return f"{plural(posts, 'post')} by people whom the source does not name: too few authors for shares"
    return f"{plural(posts, 'post')} by {plural(authors, 'person', 'people')}: too few for shares"
