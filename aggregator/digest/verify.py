"""Holding a digest against what it was made from: every leaf, number, word of a claim, and quote."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from aggregator.digest import campaigns, genuine, of_columns, pictures, spikes, verify_large
from aggregator.digest.certainty import RAW_UNTIL, certainty
from aggregator.digest.claims import check_claims
from aggregator.digest.edited import check_edits
from aggregator.digest.eligible import Eligible, busiest_day, held_back, is_themed, of_places, sift
from aggregator.digest.excerpt import LONGEST
from aggregator.digest.identity import inputs_hash
from aggregator.digest.leaves import differences, shown, without_erased
from aggregator.digest.mask import mask
from aggregator.digest.picked import LONGEST_PICKED
from aggregator.digest.shares import sentiment
from aggregator.digest.style import MAX_DAYS
from aggregator.digest.volume import check as check_over_time
from aggregator.errors import Failure
from aggregator.model.ageing import is_too_old
from aggregator.model.digest_json import from_json, plain
from aggregator.model.digests import ERASED, Digest, FrozenInput, HeldBack, History, Quote
from aggregator.model.edits import Edit
from aggregator.model.frozen_columns import FrozenColumns, frozen_pieces
from aggregator.model.kinds import manner_of
from aggregator.model.posts import content_hash
from aggregator.model.scoring import PICKED, Yardstick
from aggregator.signals.flags import UNQUOTED
from aggregator.signals.near_duplicates import Forms
from aggregator.text import word_pattern

Texts = Mapping[tuple[str, str], str | None]
Quotable = tuple[Mapping[tuple[str, str], FrozenInput], Mapping[tuple[str, str], FrozenInput]]
"""The inputs that may be quoted: eligible ones, and those that were picked by hand."""


def verify(
    document: Mapping[str, Any],
    *,
    stored: bytes | Mapping[str, Any],
    frozen: Sequence[FrozenInput],
    texts: Texts | verify_large.ReadKeys,
    yardstick: Yardstick | None = None,
    history: History | None = None,
    generated: bytes | None = None,
    edits: Sequence[Edit] = (),
) -> list[Failure]:
    """Everything in a digest.json that does not hold; empty if all of it does.

    `stored` is the canonical digest.json of that version, `frozen`, `yardstick` and `history` its frozen
    inputs, `texts` what the database holds of each post now: None (or no entry) where it was erased; of the
    columns of a large window, what reads the texts of some places. First
    each leaf is compared with the stored one: where any differs, that is all that is said, as whatever
    follows from it would only hide it. Where none does, numbers, claims and quotes are made again from the
    inputs. `generated` is the digest.json of an edited version before its `edits`: claims are checked there,
    and each edited block is held against its edit. Of a withdrawn story nothing is told that could be wrong.
    """
    canonical = json.loads(stored) if isinstance(stored, bytes) else stored
    failures = differences("", canonical, document)
    if failures:
        return without_erased(canonical, failures)
    try:
        digest = from_json(dict(document))
    except ValueError as error:
        where, _, what = str(error).partition(": ")
        return [Failure(where, "a digest of this schema", what)]
    if digest.state == "withdrawn" and not digest.quotes:
        return []
    before = digest if generated is None else from_json(json.loads(generated))
    sifted = sift(frozen)
    busiest = busiest_day(of_places(frozen, sifted.places), digest.window)
    failures += spikes.check(digest, frozen, history, busiest)
    if (
        "campaigns" in canonical and not digest.counts_nothing
    ):  # digests of before there were any weigh all alike
        failures += campaigns.check(digest, frozen)
    if "pictures" in canonical:
        failures += pictures.check(digest, frozen)
    if "volume" in canonical:  # digests of before there was any can't be charted
        failures += check_over_time(digest, of_places(frozen, sifted.places), yardstick)
    failures += _check_inputs(digest, frozen, yardstick, history)
    failures += _check_counts(digest, sifted, frozen, yardstick)
    if isinstance(frozen, FrozenColumns):
        read = texts if callable(texts) else _all_of(texts)
        counts, lost = verify_large.recount(digest.themes, sifted, frozen, read)
        quoted = verify_large.texts_of_quotes(digest, frozen, read)
        inputs = verify_large.quotable(digest, sifted, frozen)
        copies = verify_large.copies(digest, frozen, read)
        failures += verify_large.check_sample(digest, frozen)
    else:
        quoted = {} if callable(texts) else texts
        counts, lost = _recount(digest, sifted, frozen, quoted)
        inputs, copies = _quotable(sifted, frozen), _copies(digest, frozen, quoted)
    failures += _check_themes(digest, sifted, counts, lost)
    failures += _check_quotes(digest, inputs, quoted, copies)
    if "trigger" in canonical and not digest.counts_nothing:
        failures += _check_trigger(digest, sifted, frozen, texts)
    failures += _check_facts(digest)
    failures += check_claims(before, plain(before))
    failures += check_edits(digest, before, edits)
    return list(dict.fromkeys(failures))


def _expect(where: str, expected: Any, found: Any) -> list[Failure]:
    return [] if expected == found else [Failure(where, shown(plain(expected)), shown(plain(found)))]


def _check_inputs(
    digest: Digest, frozen: Sequence[FrozenInput], yardstick: Yardstick | None, history: History | None
) -> list[Failure]:
    expected = inputs_hash(
        digest.film,
        digest.window,
        digest.coverage,
        digest.facts,
        frozen_pieces(frozen, yardstick, history),
    )
    window = digest.window
    if isinstance(frozen, FrozenColumns):
        outside = [frozen[place] for place in of_columns.outside(frozen, window)]
    else:
        outside = [one for one in frozen if not window.since <= one.created_at < window.until]
    failures = [
        Failure("window", "all inputs inside", f"{one.source} {one.remote_id} outside") for one in outside
    ]
    return failures + _expect("provenance.inputs_hash", expected, digest.provenance.inputs_hash)


def _check_counts(
    digest: Digest, sifted: Eligible, frozen: Sequence[FrozenInput], yardstick: Yardstick | None
) -> list[Failure]:
    """`counted` and `sentiment`, made again."""
    failures: list[Failure] = []
    expected, found = plain(sifted.counted), plain(digest.counted)
    for key, value in expected.items():
        failures += _expect(f"counted.{key}", value, found[key])
    held = () if digest.counts_nothing else held_back(frozen, sifted)
    failures += _expect("held_back", _still_held(held), _still_held(digest.held_back))
    if not sifted.carries_shares or not manner_of(digest.kind).mood:
        failures += _expect("sentiment", None, digest.sentiment)
    if not sifted.carries_shares:
        for i, theme in enumerate(digest.themes):
            failures += _expect(f"themes[{i}].share", None, theme.share)
    if not sifted.carries_shares or not manner_of(digest.kind).mood:
        return failures
    if digest.sentiment is None:
        return [*failures, Failure("sentiment", "shares", "null")]
    scorers = digest.provenance.versions.get("scorer", "").split(" and ")
    counted = of_places(frozen, sifted.places)
    again = sentiment(counted, scorers, yardstick, digest.provenance.inputs_hash)
    return failures + differences("sentiment", plain(again), plain(digest.sentiment))


def _still_held(held: Sequence[HeldBack]) -> list[tuple[str, int, list[str]]]:
    """Erased posts bear other names in the inputs than in the story; their number stays."""
    return [(one.reason, one.posts, sorted(i for i in one.ids if not i.startswith(ERASED))) for one in held]


def _all_of(texts: Texts) -> verify_large.ReadKeys:
    return lambda _: texts


def _recount(
    digest: Digest, sifted: Eligible, frozen: Sequence[FrozenInput], texts: Texts
) -> tuple[list[Counter[str]], int]:
    """How many posts with which label mention each theme, and how many can't be counted again."""
    known: list[tuple[str, str | None]] = []
    lost = 0
    for place in sifted.places:
        one = frozen[place]
        if not is_themed(one):
            continue
        text = texts.get((one.source, one.remote_id))
        if text is None or content_hash(text) != one.content_hash:
            lost += 1
        else:
            known.append((text, one.label))
    counts = []
    for theme in digest.themes:
        pattern = word_pattern(theme.words)
        labels = Counter(str(label) for text, label in known if pattern.search(text))
        counts.append(labels + Counter(posts=labels.total()))
    return counts, lost


def _check_themes(
    digest: Digest, sifted: Eligible, counts: Sequence[Counter[str]], lost: int
) -> list[Failure]:
    """Each theme counted again by its words over the stored texts.

    Posts that were erased or edited since cannot be counted again: the number may lie above what is left by
    as many as those.
    """
    failures: list[Failure] = []
    mood = manner_of(digest.kind).mood
    for i, (theme, count) in enumerate(zip(digest.themes, counts, strict=True)):
        for name, found, least in (
            ("posts", theme.posts, count["posts"]),
            ("positive", theme.positive, count["positive"] if mood else 0),
            ("negative", theme.negative, count["negative"] if mood else 0),
        ):
            if not least <= found <= least + lost:
                expected = f"{least}" if not lost else f"{least} to {least + lost}"
                failures.append(Failure(f"themes[{i}].{name}", expected, str(found)))
        if theme.share is not None:
            failures += _expect(
                f"themes[{i}].share", round(theme.posts / sifted.counted.posts, 4), theme.share
            )
    return failures


def _quotable(sifted: Eligible, frozen: Sequence[FrozenInput]) -> Quotable:
    eligible = (frozen[place] for place in sifted.places)
    by_key = {(one.source, one.remote_id): one for one in eligible}
    by_hand = {
        (one.source, one.remote_id): one for one in frozen if one.excluded == PICKED and not one.repost
    }
    return by_key, by_hand


def _check_quotes(
    digest: Digest, inputs: Quotable, texts: Texts, copies: Sequence[tuple[int, int]]
) -> list[Failure]:
    by_key, by_hand = inputs
    writers = Counter((quote.source, quote.author.handle or quote.author.name) for quote in digest.quotes)
    told = [one for section in digest.sections for one in section.quotes]
    failures = _expect("sections quotes", sorted(one.id for one in digest.quotes), sorted(told))
    raw = int(digest.provenance.versions.get("digest", "1")) <= RAW_UNTIL
    for i, quote in enumerate(digest.quotes):
        where = f"quotes[{i}]"
        one = (by_hand if quote.picked else by_key).get((quote.source, quote.id))
        if one is None:
            expected = "a post picked by hand" if quote.picked else "an eligible post of this digest"
            failures.append(Failure(f"{where}.id", expected, quote.id))
            continue
        failures += _check_text(where, quote, texts.get((quote.source, quote.id)))
        failures += _expect(f"{where}.content_hash", one.content_hash, quote.content_hash)
        failures += _expect(f"{where}.stance", one.label, quote.stance)
        failures += _expect(f"{where}.author.class", one.author_class, quote.author.class_)
        failures += [
            Failure(where, "a post that may be quoted", flag.name)
            for flag in one.flags
            if flag.name in UNQUOTED
        ]
        failures += _expect(f"{where}.created_at", one.created_at, quote.created_at)
        failures += _expect(
            f"{where}.confidence", _confidence(one, raw=raw or quote.picked), quote.confidence
        )
        if one.author is None or not (quote.author.handle or quote.author.name):
            failures.append(Failure(f"{where}.author", "a known author", "nobody"))
        if not quote.url:
            failures.append(Failure(f"{where}.url", "a link to the post", "null"))
        writer = quote.author.handle or quote.author.name
        if writers[quote.source, writer] > 1:
            failures.append(Failure(f"{where}.author", "one quote an author", f"{writer} again"))
        if quote.theme is not None and quote.theme not in {theme.label for theme in digest.themes}:
            failures.append(Failure(f"{where}.theme", "a theme of this digest", quote.theme))
        least, most = copies[i]
        if not least <= quote.copies <= most:
            failures.append(Failure(f"{where}.copies", str(least), str(quote.copies)))
    return failures


def _check_trigger(
    digest: Digest,
    sifted: Eligible,
    frozen: Sequence[FrozenInput],
    texts: Texts | verify_large.ReadKeys,
) -> list[Failure]:
    """How many posts doubt that the trigger is genuine, counted again over the stored texts."""
    if isinstance(frozen, FrozenColumns):
        read = texts if callable(texts) else _all_of(texts)
        return verify_large.check_trigger(digest, sifted, frozen, read)
    texts = {} if callable(texts) else texts
    counted = [frozen[place] for place in sifted.places]
    held = [(one, texts.get((one.source, one.remote_id))) for one in counted]
    known = [text for one, text in held if text is not None and content_hash(text) == one.content_hash]
    return genuine.check(digest, known, len(held) - len(known))


def _check_facts(digest: Digest) -> list[Failure]:
    """Which facts are old is reckoned again; a digest of earlier versions does not say by which measure."""
    days = digest.provenance.versions.get(MAX_DAYS, "")
    if not days.isdecimal():
        return []
    made = digest.made_at.date()
    return [
        failure
        for i, fact in enumerate(digest.facts)
        for failure in _expect(
            f"facts[{i}].too_old", is_too_old(fact, digest.facts, made, int(days)), fact.too_old
        )
    ]


def _confidence(one: FrozenInput, *, raw: bool) -> float | None:
    if one.label is None or one.probabilities is None:
        return None
    if not raw:
        return certainty(one.label, one.probabilities)
    return round(one.probabilities[("negative", "neutral", "positive").index(one.label)], 4)


def _check_text(where: str, quote: Quote, stored: str | None) -> list[Failure]:
    """The words: those of the database, with the excerpt a slice of them and the display its masked form."""
    if stored is None:
        return [Failure(f"{where}.text", "a post that stands in the database", "erased")]
    failures = _expect(f"{where}.text", stored, quote.text)
    failures += _expect(f"{where}.content_hash", content_hash(stored), quote.content_hash)
    if not quote.excerpt or quote.excerpt not in stored:
        failures.append(Failure(f"{where}.excerpt", "a slice of the stored text", shown(quote.excerpt)))
    longest = LONGEST_PICKED if quote.picked else LONGEST
    if len(quote.excerpt) > longest:
        failures.append(Failure(f"{where}.excerpt", f"at most {longest} characters", str(len(quote.excerpt))))
    return failures + _expect(f"{where}.display", mask(quote.excerpt), quote.display)


def _copies(digest: Digest, frozen: Sequence[FrozenInput], texts: Texts) -> list[tuple[int, int]]:
    """For each quote how many other posts say much the same, by the stored texts: at least, at most."""
    known: list[str] = []
    lost = 0
    for one in frozen:
        if one.repost or one.excluded is not None:
            continue
        text = texts.get((one.source, one.remote_id))
        if text is None or content_hash(text) != one.content_hash:
            lost += 1
        else:
            known.append(text)
    forms = Forms(known)
    same = [len(forms.like(quote.text)) - (0 if quote.picked else 1) for quote in digest.quotes]
    return [(max(0, found), max(0, found + lost)) for found in same]
