"""Reactions in, a story out. Pure: the same arguments give the same digest, byte for byte."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec

from aggregator.digest import (
    campaigns,
    fact_notes,
    facts_prose,
    genuine,
    headline,
    picked,
    pictures,
    spikes,
    story,
    titles,
)
from aggregator.digest.certainty import certainty
from aggregator.digest.copies import Copies
from aggregator.digest.eligible import Eligible, busiest_day, freeze, held_back, in_order, is_themed, sift
from aggregator.digest.embargo import embargo_until
from aggregator.digest.mask import mask
from aggregator.digest.profiles import profile_url
from aggregator.digest.prose import Choice
from aggregator.digest.quotes import build_pool
from aggregator.digest.runners_up import runners_up
from aggregator.digest.shares import mood, sentiment
from aggregator.digest.style import MAX_DAYS, RULES, Style
from aggregator.digest.themes import find_general, find_themes
from aggregator.digest.vocabulary import Vocabulary
from aggregator.digest.volume import events_of, over_time, trend
from aggregator.errors import NotEnoughReactions
from aggregator.model.digest_json import plain
from aggregator.model.digests import (
    ENOUGH_FOR_A_STORY,
    LATER_OF_FACTS,
    Coverage,
    Digest,
    DigestFact,
    DigestFilm,
    DigestKind,
    FrozenInput,
    History,
    Provenance,
    Quote,
    QuoteAuthor,
    Section,
    Sentence,
    Window,
)
from aggregator.model.films import Film
from aggregator.model.frozen import frozen_bytes
from aggregator.model.scoring import Reaction, Score, Yardstick
from aggregator.text import plural

Key = tuple[str, str]
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Composition:
    """A digest, the inputs that every number rests on, and for each quote the posts that come next."""

    digest: Digest
    frozen: tuple[FrozenInput, ...]
    runners_up: Mapping[Key, tuple[Key, ...]]


def compose_whole(
    film: Film,
    reactions: Iterable[Reaction],
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

    Raises:
        NotEnoughReactions: fewer than 12 eligible posts, and fewer than four picked ones that may be quoted.
    """
    ordered = in_order(reactions, window)
    copies = Copies(ordered, film)
    frozen = freeze(ordered, copies.keys)
    new = campaigns.ages(ordered)
    organised = campaigns.look(frozen, new)
    frozen = campaigns.weigh(frozen, organised, new)
    seen, frozen = pictures.look(frozen, ordered, film, window, prints=prints, then=passed_on)
    sifted = sift(frozen)
    picks = picked.choose([one for one in ordered if one.post.key not in barred] if barred else ordered)
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
    if not found.spikes:
        history = None
    hashed = inputs_hash(about, window, coverage, facts, frozen, yardstick=yardstick, history=history)
    eligible = [ordered[place] for place in sifted.places] if counts else []
    counted_inputs = [frozen[place] for place in sifted.places]
    scorers = sorted({one.score.scorer for one in eligible if one.score is not None})
    vocabulary = Vocabulary(
        [
            one.post.text if is_themed(told) else ""
            for one, told in zip(eligible, counted_inputs if counts else (), strict=True)
        ]
    )
    held = held_back(frozen, sifted) if counts else ()
    themes = find_themes(
        [one.post for one in eligible],
        [one.label for one in counted_inputs] if counts else [],
        vocabulary,
        film=film,
        kind=kind,
        editor=style.themes,
        with_shares=sifted.carries_shares,
    )
    busiest = busiest_day(counted_inputs, window)
    known = facts_prose.Facts(facts, about, window.until)
    part = campaigns.members(organised)
    pool = build_pool(
        # Whose post is part of a campaign is not quoted: without a score it is no candidate.
        [
            replace(one, score=None) if (part and place in part) or one.post.key in barred else one
            for one, place in zip(eligible, sifted.places if counts else (), strict=True)
        ],
        vocabulary,
        themes,
        film=film,
        released=known.released,
        sparse=not sifted.carries_shares,
        kept=kept,
    )
    pool.leave_out(one.reaction.post for one in picks)
    matter = headline.Matter(
        film=about,
        kind=kind,
        window=window,
        counted=sifted.counted,
        mood=mood(counted_inputs),
        sentiment=sentiment(counted_inputs, scorers, yardstick, hashed) if sifted.carries_shares else None,
        themes=[one.theme for one in themes],
        choice=Choice(wording or hashed),
        busiest=busiest,
        unpraised=frozenset(one.label for one in style.themes if not one.praised),
    )
    told_spikes = spikes.tell(found, window, history, ordered, copies.keys)
    trigger = genuine.judge(
        film, window, (one.post.text for one in eligible), pictures=seen.told, spikes=told_spikes
    )
    blocks = story.tell(matter, themes, pool) if counts else []
    listed = campaigns.told(frozen, organised) if counts else ()
    heads = titles.headlines(matter)
    film_line = facts_prose.film_line(known)
    if counts:
        bullets, opening = headline.highlights(matter, film_line), headline.lede(matter)
        how = story.method(
            matter, scorers=scorers, coverage=coverage, contact=style.contact, held=held, organised=listed
        )
        by_hand = picked.beside(picks, sum(len(block.quotes) for block in blocks))
    else:
        bullets, opening = picked.highlights(matter, picks, film_line), picked.lede(matter, picks)
        how, by_hand = picked.method(matter, picks, style.contact), picked.voices(picks)
        scorers = picked.scorers(picks)
    opening, how = genuine.told(opening, fact_notes.with_notes(how, facts), trigger, sifted.counted.posts)
    sections = [
        Section("headline", None, heads),
        Section("highlights", None, bullets),
        Section("lede", None, opening),
        story.pointer(matter, blocks, len(picks)),
        *(block.section for block in blocks),
        by_hand,
        facts_prose.context(known),
        facts_prose.synopsis(known),
        facts_prose.about(known),
        facts_prose.cast(known),
        facts_prose.release(known),
        facts_prose.related(known),
        how,
    ]
    quotes = tuple(
        _quote(
            one.reaction,
            one.excerpt,
            theme=matter.themes[block.theme].label if block.theme is not None else None,
            copies=copies.of(one.reaction.post.text),
        )
        for block in blocks
        for one in block.quotes
    ) + tuple(
        _quote(
            one.reaction,
            one.excerpt,
            copies=copies.of(one.reaction.post.text, itself=False),
            picked=True,
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
        sentiment_reason=None if matter.sentiment is not None else _too_few(sifted, counts=counts),
        themes=(
            *matter.themes,
            *find_general(
                [one.label for one in counted_inputs] if counts else [],
                vocabulary,
                film=film,
                editor=style.themes,
                with_shares=sifted.carries_shares,
            ),
        ),
        sections=tuple(section for section in sections if section is not None),
        quotes=quotes,
        media=pictures.of_quotes(quoted, film, seen),
        facts=facts,
        spikes=(
            *((busiest,) if busiest is not None else ()),
            *told_spikes,
        ),
        method=_joined(how.sentences),
        corrections=(),
        provenance=Provenance(
            versions={"digest": RULES, "scorer": " and ".join(scorers), "style": _hash(plain(style))}
            | {MAX_DAYS: str(style.facts_max_days)}
            | ({"wording": wording} if wording else {}),
            config_hash=config_hash,
            inputs_hash=hashed,
        ),
        held_back=held,
        campaigns=listed,
        pictures=seen.told,
        trigger=trigger,
        events=events_of(film, window),
        volume=over_time(counted_inputs, window) if counts else None,
        trend=trend(
            counted_inputs, window, matter.sentiment, scorers=scorers, yardstick=yardstick, seed=hashed
        ),
        embargo_until=embargo_until(film, window, made_at),
    )
    return Composition(digest, frozen, runners_up(pool, blocks, themes))


def _pair(whole: Callable[P, Composition]) -> Callable[P, tuple[Digest, tuple[FrozenInput, ...]]]:
    @wraps(whole)
    def pair(*arguments: P.args, **named: P.kwargs) -> tuple[Digest, tuple[FrozenInput, ...]]:
        made = whole(*arguments, **named)
        return made.digest, made.frozen

    return pair


compose = _pair(compose_whole)


def digest_id(film: Film, kind: DigestKind, window: Window) -> str:
    """Stable for a film, kind, window and event: "the-glass-harbour-trailer-20310504-1a2b3c4d"."""
    short = _hash([film.slug, kind, plain(window)])[:8]
    return f"{film.slug}-{kind.replace('_', '-')}-{window.since:%Y%m%d}-{short}"


def inputs_hash(
    film: DigestFilm,
    window: Window,
    coverage: Sequence[Coverage],
    facts: Sequence[DigestFact],
    frozen: Sequence[FrozenInput],
    *,
    yardstick: Yardstick | None = None,
    history: History | None = None,
) -> str:
    """32 hex digits over all that a digest was made from: it stands in digest.json or is frozen with it."""
    digest = hashlib.blake2b(digest_size=16)
    told = [_without_defaults(fact) for fact in facts]
    digest.update(_canonical([plain(film), plain(window), plain(coverage), told]))
    digest.update(frozen_bytes(frozen, yardstick, history))
    return digest.hexdigest()


def _without_defaults(fact: DigestFact) -> dict[str, Any]:
    """A fact as digests of earlier versions were hashed: without what those could not say."""
    value = plain(fact)
    return {name: value[name] for name in value if value[name] or name not in LATER_OF_FACTS}


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _hash(value: object) -> str:
    return hashlib.blake2b(_canonical(value), digest_size=16).hexdigest()


def _joined(sentences: Sequence[Sentence]) -> str:
    return " ".join(one.text for one in sentences)


def _too_few(sifted: Eligible, *, counts: bool) -> str:
    if not counts:
        return picked.NOTHING_COUNTED
    posts, authors = sifted.counted.posts, sifted.counted.authors
    if not authors:
        return f"{plural(posts, 'post')} by people whom the source does not name: too few authors for shares"
    return f"{plural(posts, 'post')} by {plural(authors, 'person', 'people')}: too few for shares"


def _quote(
    reaction: Reaction, excerpt: str, *, copies: int, theme: str | None = None, picked: bool = False
) -> Quote:
    post, score = reaction.post, reaction.score
    judged = score if score is not None and not score.abstained else None
    if post.author is None:  # no gate lets it through
        raise ValueError(f"quote {post.remote_id}: no author")
    return Quote(
        id=post.remote_id,
        source=post.source,
        url=post.url,
        author=QuoteAuthor(
            post.author.handle,
            post.author.name,
            profile_url(post.source, post.author),
            reaction.signals.author_class,
        ),
        text=post.text,
        excerpt=excerpt,
        display=mask(excerpt),
        created_at=post.created_at,
        stance=judged.label if judged is not None else None,
        confidence=_confidence(judged, picked=picked) if judged is not None else None,
        theme=theme,
        checked_at=reaction.seen_at,
        alive=True,
        content_hash=post.content_hash,
        copies=copies,
        picked=picked,
    )


def _confidence(score: Score, *, picked: bool) -> float:
    """Of a quote that passed the gate, how often such are right; else what the scorer thinks."""
    return round(score.confidence, 4) if picked else certainty(score.label, score.probabilities)
