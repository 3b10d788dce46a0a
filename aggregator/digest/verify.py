"""Holding a digest against what it was made from: every leaf, number, word of a claim, and quote."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from aggregator.digest import campaigns, genuine, pictures, spikes
from aggregator.digest.certainty import RAW_UNTIL, certainty
from aggregator.digest.claims import check_claims
from aggregator.digest.edited import check_edits
from aggregator.digest.eligible import Eligible, busiest_day, held_back, is_themed, sift
from aggregator.digest.excerpt import LONGEST
from aggregator.digest.identity import inputs_hash
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
from aggregator.model.kinds import manner_of
from aggregator.model.posts import content_hash
from aggregator.model.scoring import PICKED, Yardstick
from aggregator.signals.flags import HELD_BACK
from aggregator.signals.near_duplicates import Forms
from aggregator.text import word_pattern

Texts = Mapping[tuple[str, str], str | None]
_MISSING = object()


def verify(
    document: Mapping[str, Any],
    *,
    stored: bytes | Mapping[str, Any],
    frozen: Sequence[FrozenInput],
    texts: Texts,
    yardstick: Yardstick | None = None,
    history: History | None = None,
    generated: bytes | None = None,
    edits: Sequence[Edit] = (),
) -> list[Failure]:
    """Everything in a digest.json that does not hold; empty if all of it does.

    `stored` is the canonical digest.json of that version, `frozen`, `yardstick` and `history` its frozen
    inputs, `texts` what the database holds of each post now: None (or no entry) where it was erased. First
    each leaf is compared with the stored one: where any differs, that is all that is said, as whatever
    follows from it would only hide it. Where none does, numbers, claims and quotes are made again from the
    inputs. `generated` is the digest.json of an edited version before its `edits`: claims are checked there,
    and each edited block is held against its edit. Of a withdrawn story nothing is told that could be wrong.
    """
    canonical = json.loads(stored) if isinstance(stored, bytes) else stored
    failures = _differences("", canonical, document)
    if failures:
        return _without_erased(canonical, failures)
    try:
        digest = from_json(dict(document))
    except ValueError as error:
        where, _, what = str(error).partition(": ")
        return [Failure(where, "a digest of this schema", what)]
    if digest.state == "withdrawn" and not digest.quotes:
        return []
    before = digest if generated is None else from_json(json.loads(generated))
    sifted = sift(frozen)
    busiest = busiest_day([frozen[place] for place in sifted.places], digest.window)
    failures += spikes.check(digest, frozen, history, busiest)
    if (
        "campaigns" in canonical and not digest.counts_nothing
    ):  # digests of before there were any weigh all alike
        failures += campaigns.check(digest, frozen)
    if "pictures" in canonical:
        failures += pictures.check(digest, frozen)
    if "volume" in canonical:  # digests of before there was any can't be charted
        failures += check_over_time(digest, [frozen[place] for place in sifted.places], yardstick)
    failures += _check_inputs(digest, frozen, yardstick, history)
    failures += _check_counts(digest, sifted, frozen, yardstick)
    failures += _check_themes(digest, sifted, frozen, texts)
    failures += _check_quotes(digest, sifted, frozen, texts)
    if "trigger" in canonical and not digest.counts_nothing:
        failures += _check_trigger(digest, sifted, frozen, texts)
    failures += _check_facts(digest)
    failures += _expect("sign_offs.needed", _signed(digest), digest.sign_offs.needed)
    failures += check_claims(before, plain(before))
    failures += check_edits(digest, before, edits)
    return list(dict.fromkeys(failures))


def _differences(where: str, expected: Any, found: Any) -> list[Failure]:
    """Each leaf of one JSON value that differs from that of another."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        keys = [*expected, *(key for key in found if key not in expected)]
        return [
            failure
            for key in keys
            for failure in _differences(
                f"{where}.{key}" if where else key, expected.get(key, _MISSING), found.get(key, _MISSING)
            )
        ]
    if isinstance(expected, list) and isinstance(found, list):
        longest = max(len(expected), len(found))
        return [
            failure
            for place in range(longest)
            for failure in _differences(
                f"{where}[{place}]",
                expected[place] if place < len(expected) else _MISSING,
                found[place] if place < len(found) else _MISSING,
            )
        ]
    if type(expected) is type(found) and expected == found:
        return []
    return [Failure(_writable(where), _shown(expected), _shown(found))]


def _without_erased(canonical: Mapping[str, Any], failures: Sequence[Failure]) -> list[Failure]:
    """The same, but of a version that `forget` blanked no words of the file: they may be the erased post's.

    A quote whose post was erased is named once, by the name that it has since.
    """
    quotes = canonical.get("quotes")
    erased = {
        f"quotes[{place}]": quote["id"]
        for place, quote in enumerate(quotes if isinstance(quotes, list) else ())
        if not quote.get("text") and not quote.get("content_hash")
    }
    if not erased:
        return list(failures)
    told: list[Failure] = []
    for one in failures:
        place = one.where.split(".", 1)[0]
        if place in erased:
            one = Failure(place, f"{erased[place]}, taken out by forget", "what was erased")  # noqa: PLW2901
        elif one.found[:1] in ('"', "[", "{"):
            one = Failure(one.where, one.expected, "words that are not shown: some were erased")  # noqa: PLW2901
        told.append(one)
    return list(dict.fromkeys(told))


def _shown(value: Any) -> str:
    if value is _MISSING:
        return "nothing"
    try:
        text = _writable(json.dumps(value, ensure_ascii=False, default=str))
    except RecursionError:
        return "something nested too deeply to be shown"
    return text if len(text) <= 120 else f"{text[:117]}..."


def _writable(text: str) -> str:
    """A tampered file may hold halves of characters, which no output takes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _expect(where: str, expected: Any, found: Any) -> list[Failure]:
    return [] if expected == found else [Failure(where, _shown(plain(expected)), _shown(plain(found)))]


def _check_inputs(
    digest: Digest, frozen: Sequence[FrozenInput], yardstick: Yardstick | None, history: History | None
) -> list[Failure]:
    expected = inputs_hash(
        digest.film,
        digest.window,
        digest.coverage,
        digest.facts,
        frozen,
        yardstick=yardstick,
        history=history,
    )
    outside = [one for one in frozen if not digest.window.since <= one.created_at < digest.window.until]
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
    counted = [frozen[place] for place in sifted.places]
    again = sentiment(counted, scorers, yardstick, digest.provenance.inputs_hash)
    return failures + _differences("sentiment", plain(again), plain(digest.sentiment))


def _still_held(held: Sequence[HeldBack]) -> list[tuple[str, int, list[str]]]:
    """Erased posts bear other names in the inputs than in the story; their number stays."""
    return [(one.reason, one.posts, sorted(i for i in one.ids if not i.startswith(ERASED))) for one in held]


def _check_themes(
    digest: Digest, sifted: Eligible, frozen: Sequence[FrozenInput], texts: Texts
) -> list[Failure]:
    """Each theme counted again by its words over the stored texts.

    Posts that were erased or edited since cannot be counted again: the number may lie above what is left by
    as many as those.
    """
    failures: list[Failure] = []
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
    for i, theme in enumerate(digest.themes):
        pattern = word_pattern(theme.words)
        labels = Counter(label for text, label in known if pattern.search(text))
        posts = labels.total()
        if not manner_of(digest.kind).mood:
            labels.clear()
        for name, found, least in (
            ("posts", theme.posts, posts),
            ("positive", theme.positive, labels["positive"]),
            ("negative", theme.negative, labels["negative"]),
        ):
            if not least <= found <= least + lost:
                expected = f"{least}" if not lost else f"{least} to {least + lost}"
                failures.append(Failure(f"themes[{i}].{name}", expected, str(found)))
        if theme.share is not None:
            failures += _expect(
                f"themes[{i}].share", round(theme.posts / sifted.counted.posts, 4), theme.share
            )
    return failures


def _check_quotes(
    digest: Digest, sifted: Eligible, frozen: Sequence[FrozenInput], texts: Texts
) -> list[Failure]:
    by_key = {(frozen[place].source, frozen[place].remote_id): frozen[place] for place in sifted.places}
    by_hand = {
        (one.source, one.remote_id): one for one in frozen if one.excluded == PICKED and not one.repost
    }
    writers = Counter((quote.source, quote.author.handle or quote.author.name) for quote in digest.quotes)
    told = [one for section in digest.sections for one in section.quotes]
    failures = _expect("sections quotes", sorted(one.id for one in digest.quotes), sorted(told))
    copies = _copies(digest, frozen, texts)
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
            if flag.name in HELD_BACK
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
    digest: Digest, sifted: Eligible, frozen: Sequence[FrozenInput], texts: Texts
) -> list[Failure]:
    """How many posts doubt that the trigger is genuine, counted again over the stored texts."""
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


def _signed(digest: Digest) -> int:
    """How many must let it out; a digest of earlier versions (without `seo`) says nothing of that."""
    return manner_of(digest.kind).sign_offs if digest.seo is not None else digest.sign_offs.needed


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
        failures.append(Failure(f"{where}.excerpt", "a slice of the stored text", _shown(quote.excerpt)))
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
