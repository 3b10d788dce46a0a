"""Whether what fans react to is what it seems: by an editor's word in films.toml, and by what posts say.

What is unverified, fan-made, made with AI or doubted by many is said in the story, and blocks publishing
until films.toml says `verified = true`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from aggregator.digest.pictures import known_of, known_of_event
from aggregator.digest.prose import count, say
from aggregator.errors import Failure
from aggregator.model.digests import Digest, Section, Sentence, Window
from aggregator.model.films import Film, KnownMedia, MadeBy
from aggregator.model.pictures import DigestPicture, DigestTrigger
from aggregator.signals.called_fake import is_doubted, number_of_doubts

HINT = (
    "see what it really is, write verified = true into its [[films.events]] or [[films.media]] "
    "in films.toml, and make the digest again"
)

_MADE: dict[MadeBy, tuple[str, str]] = {
    "fan": ("fan-made", "it does not come from the film’s makers"),
    "ai": ("made with AI", "it does not come from the film’s makers"),
}


def judge(
    film: Film,
    window: Window,
    texts: Iterable[str],
    *,
    pictures: Sequence[DigestPicture] = (),
    spikes: Sequence[Any] = (),
) -> DigestTrigger | None:
    """What has to be said of the trigger; None where there is nothing.

    `texts` are those of the counted posts, `spikes` as the digest holds them.
    """
    read = list(texts)
    doubted = number_of_doubts(read)
    named = [*_events(film, window), *_of_spikes(film, spikes)]
    named += [(f"the picture in {one.posts:,} posts", one) for one in pictures]
    said = [(what, one) for what, one in named if one.verified is not None or one.made_by is not None]
    blocks = next(filter(None, (_why(what, one) for what, one in said)), None)
    verified = _all([one.verified for _, one in said])
    many = is_doubted(doubted, len(read))
    if blocks is None and many and verified is not True:
        blocks = (
            f"{doubted:,} of {len(read):,} posts call what set it off fan-made, made with AI or fake, "
            "and films.toml does not say that it is verified"
        )
    made_by = next((one.made_by for _, one in said if one.made_by in _MADE), None)
    if blocks is None and made_by is None and not many:
        return None
    return DigestTrigger(verified, made_by, doubted, blocks)


def told(
    opening: tuple[Sentence, ...],
    method: Section,
    trigger: DigestTrigger | None,
    posts: int,
    *,
    sampled: int = 0,
) -> tuple[tuple[Sentence, ...], Section]:
    """Lede and method with what has to be said of the trigger.

    `posts`: how many are counted; `sampled`: how many of them were read, 0: all.
    """
    return _with_lede(opening, trigger), _with_notes(method, trigger, posts, sampled)


def _with_lede(opening: tuple[Sentence, ...], trigger: DigestTrigger | None) -> tuple[Sentence, ...]:
    """The lede with what readers must know at once of the trigger; few words, as ledes are short."""
    if trigger is None or (trigger.blocks is None and trigger.made_by is None):
        return opening
    if trigger.made_by is not None:
        said = f"What set it off is {_MADE[trigger.made_by][0]}."
    elif trigger.verified is False:
        said = "What set it off is not verified."
    else:
        said = "Some posts doubt that what set it off is genuine."
    return (*opening, say(said))


def _with_notes(method: Section, trigger: DigestTrigger | None, posts: int, sampled: int) -> Section:
    """The method with how it stands with the trigger."""
    if trigger is None:
        return method
    said = []
    if trigger.made_by is not None:
        what, makers = _MADE[trigger.made_by]
        said.append(say(f"What set this off is {what}: {makers}."))
    if trigger.blocks is not None and trigger.verified is not True:
        said.append(say("An editor has not verified what set this off."))
    if sampled and is_doubted(trigger.doubted, sampled):
        some = count(trigger.doubted, "trigger.doubted", "post")
        said.append(say("In the sample, {some} call it fan-made, made with AI or fake.", some=some))
    elif is_doubted(trigger.doubted, posts):
        some = count(trigger.doubted, "trigger.doubted")
        every = count(posts, "counted.posts", "post")
        said.append(say("{some} of {every} call it fan-made, made with AI or fake.", some=some, every=every))
    return replace(method, sentences=(*method.sentences, *said))


def why_blocked(document: Mapping[str, Any], film: Film | None) -> str | None:
    """Why a digest.json must not be published: by what it says itself, or by what films.toml says today."""
    trigger = document.get("trigger")
    if isinstance(trigger, Mapping) and trigger.get("blocks"):
        return str(trigger["blocks"])
    return None if film is None else _today(document, film)


def check(digest: Digest, known: Sequence[str], lost: int, *, other: int = 0) -> list[Failure]:
    """The doubting posts counted again: `known` are the texts of the counted posts, `lost` how many of them
    were erased or edited since, `other` how many may not have been among them.
    """
    least = max(0, number_of_doubts(known) - other)
    lost += other
    if digest.trigger is None:
        told = least if is_doubted(least, len(known) + lost) else 0
        return [Failure("trigger.doubted", str(least), "null")] if told else []
    found = digest.trigger.doubted
    if least <= found <= least + lost:
        return []
    return [Failure("trigger.doubted", f"{least}" if not lost else f"{least} to {least + lost}", str(found))]


def _today(document: Mapping[str, Any], film: Film) -> str | None:
    """By the events and addresses of films.toml as it stands."""
    window = document.get("window")
    name = window.get("event") if isinstance(window, Mapping) else None
    named: list[tuple[str, KnownMedia | DigestPicture]] = [
        (f"“{one.event}”", one) for one in film.media if one.event is not None and one.event == name
    ]
    named += _of_spikes(film, document.get("spikes") or ())
    for picture in document.get("pictures") or ():
        first = picture.get("first") if isinstance(picture, Mapping) else None
        known = known_of(first.get("url"), film) if isinstance(first, Mapping) else None
        named += [("a picture", known)] if known is not None else []
    return next(filter(None, (_why(what, one) for what, one in named)), None)


def _events(film: Film, window: Window) -> list[tuple[str, KnownMedia | DigestPicture]]:
    """The event that the window stands around, else those that lie in it."""
    around = [one for one in film.events if one.name == window.event]
    within = around or [one for one in film.events if window.since <= one.at < window.until]
    known = (known_of_event(film, one.name) for one in within)
    return [(f"“{one.event}”", one) for one in known if one is not None]


def _of_spikes(film: Film, spikes: Sequence[Any]) -> list[tuple[str, KnownMedia | DigestPicture]]:
    triggers = [one.get("trigger") for one in spikes if isinstance(one, Mapping)]
    urls = [one.get("url") for one in triggers if isinstance(one, Mapping)]
    known = (known_of(url, film) for url in urls)
    return [("what set off a spike", one) for one in known if one is not None]


def _why(what: str, one: KnownMedia | DigestPicture) -> str | None:
    """Why one of them blocks: it is not verified, or not by the makers and not verified as that."""
    if one.verified is False:
        return f"films.toml says that {what} is not verified"
    if one.made_by in _MADE and one.verified is not True:
        return f"films.toml says that {what} is {_MADE[one.made_by][0]}"
    return None


def _all(said: Sequence[bool | None]) -> bool | None:
    """True if somebody verified and nobody denies it, False if somebody denies it."""
    if any(one is False for one in said):
        return False
    return True if any(said) else None
