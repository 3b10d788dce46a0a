"""The film's own part of the story: only sourced facts, each said as firmly as its standing allows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from aggregator.digest.prose import Piece, claim, ended, joined, words_in
from aggregator.digest.voice import Voice
from aggregator.model.ageing import is_too_old, released
from aggregator.model.digests import Claim, DigestFact, DigestFilm, Section, Sentence
from aggregator.model.films import Film, Standing

_PLOT_KEYS = ("plot", "premise", "setting", "about")
_MOST_NAMES = 12
MOST_IN_A_LINE = 3  # of the cast, in a line of the highlights
ABOUT_WORDS = (70, 110)
_JOINING = 6  # words by which roles become a sentence ("It is rumored that", "and")


def facts_of(film: Film, today: date, max_days: int) -> tuple[DigestFact, ...]:
    """The film's facts as the digest carries them; dates inside values become ISO texts.

    Marked are those that were read more than `max_days` before `today` and may have changed since.
    """
    facts = [
        DigestFact(
            fact.key,
            _plain(fact.value),
            fact.source,
            fact.as_of,
            fact.standing,
            fact.name,
            fact.provider,
            tuple(replace(one, value=_plain(one.value)) for one in fact.conflicts),
            fact.disputed,
        )
        for fact in film.facts
    ]
    return tuple(replace(fact, too_old=is_too_old(fact, facts, today, max_days)) for fact in facts)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


class Facts:
    """The facts by key, with the place of each in the digest."""

    def __init__(
        self, facts: Sequence[DigestFact], film: DigestFilm, now: datetime, voice: Voice | None = None
    ) -> None:
        self.facts = facts
        self.film = film
        self.now = now
        self.voice = voice or Voice()
        self.say = self.voice.say

    def places(self, key: str) -> list[int]:
        """Indices of the facts of that key that may be told: none that sources dispute."""
        return [place for place, fact in enumerate(self.facts) if fact.key == key and not fact.disputed]

    def piece(self, place: int, inner: str = "", text: str | None = None) -> Piece:
        """What a fact says (one of its inner values), as a claim on it."""
        fact = self.facts[place]
        value = fact.value[inner] if inner else fact.value
        of = f"facts[{place}].value" + (f".{inner}" if inner else "")
        return claim(str(value) if text is None else text, "fact", value, of, fact.name)

    def has(self, place: int, inner: str) -> bool:
        """Whether the fact's value holds a text of that name."""
        value = self.facts[place].value
        return isinstance(value, dict) and isinstance(value.get(inner), str) and bool(value[inner].strip())

    def date(self, place: int, inner: str) -> date | None:
        """An inner value as a date, None where it is none or only a year."""
        if not self.has(place, inner):
            return None
        try:
            return date.fromisoformat(self.facts[place].value[inner][:10])
        except ValueError:
            return None

    @property
    def title(self) -> Piece:
        """The film's title."""
        return claim(self.film.title, "fact", self.film.title, "film.title")

    @property
    def released(self) -> datetime | None:
        """When the film is out by its earliest known date, 00:00 UTC; None where no date is known.

        Where sources differ about it, by the latest: until then one of them says that it is not out.
        """
        out = released(self.facts)
        return datetime(out.year, out.month, out.day, tzinfo=UTC) if out is not None else None

    @property
    def is_out(self) -> bool:
        """Whether the film was out when the window ended."""
        return self.released is not None and self.released < self.now


def sections(facts: Facts) -> list[Section | None]:
    """All parts on the film itself, in their order; None for those of which nothing is known."""
    return [part(facts) for part in (context, synopsis, about, cast, release, related)]


def context(facts: Facts) -> Section | None:
    """Title history, predecessor, director and writers."""
    said: list[Sentence] = []
    former = facts.film.former_titles
    if former:
        pieces = [claim(name, "fact", name, f"film.former_titles[{i}]") for i, name in enumerate(former)]
        said.append(
            facts.say("{title} was formerly titled {former}.", title=facts.title, former=joined(pieces))
        )
    for place in facts.places("predecessor")[:1]:
        said += _predecessor(facts, place)
    directors = _by_standing(facts, "director")
    writers = _by_standing(facts, "writers")
    # Writers as sure as the director stand in his sentence; of several standings, in one of their own.
    pen = next(iter(writers.values())) if len(writers) == 1 and set(writers) <= set(directors) else []
    for standing, names in directors.items():
        one, many = {
            "confirmed": ("directs", "direct"),
            "reported": ("reportedly directs", "reportedly direct"),
            "rumoured": ("is rumored to direct", "are rumored to direct"),
        }[standing]
        template = f"{{names}} {one if len(names) == 1 else many} {{title}}"
        template += ", from a script by {writers}." if pen and standing in writers else "."
        said.append(
            facts.say(
                template, names=joined(names), title=facts.title, writers=joined(pen) if pen else Piece("")
            )
        )
    if writers and not pen:
        said.append(_script(facts, writers))
    return Section("context", "Background", tuple(said)) if said else None


def _script(facts: Facts, writers: dict[Standing, list[Piece]]) -> Sentence:
    """Who wrote the script, in one sentence, each as surely as it is known."""
    hedges: dict[Standing, str] = {
        "confirmed": "by",
        "reported": "reportedly by",
        "rumoured": "by, it is rumored,",
    }
    told = [
        Piece(f"{facts.voice.words(hedge)} {piece.text}", piece.claims)
        for standing, hedge in hedges.items()
        if standing in writers
        for piece in [joined(writers[standing])]
    ]
    return facts.say("The script is {told}.", told=joined(told))


def _predecessor(facts: Facts, place: int) -> list[Sentence]:
    if not facts.has(place, "title"):
        return []
    hedge = {"confirmed": "follows", "reported": "reportedly follows", "rumoured": "is rumored to follow"}
    verb = hedge[facts.facts[place].standing]
    when = facts.date(place, "released")
    if when is not None:
        released = facts.piece(place, "released", facts.voice.day(when))
        template = f"{{title}} {verb} {{before}}, which was released on {{released}}."
    elif facts.has(place, "released"):
        released = facts.piece(place, "released")
        template = f"{{title}} {verb} {{before}} ({{released}})."
    else:
        released = Piece("")
        template = f"{{title}} {verb} {{before}}."
    return [facts.say(template, title=facts.title, before=facts.piece(place, "title"), released=released)]


def _by_standing(facts: Facts, key: str) -> dict[Standing, list[Piece]]:
    found: dict[Standing, list[Piece]] = {}
    for place in facts.places(key):
        if isinstance(facts.facts[place].value, str):
            found.setdefault(facts.facts[place].standing, []).append(facts.piece(place))
    return found


def synopsis(facts: Facts) -> Section | None:
    """The synopsis as a quotation, marked with the film that it belongs to, and the trailer.

    Only a confirmed one is the official one: what users of a database wrote is a synopsis.
    """
    which = "Synopsis"
    said: list[Sentence] = []
    for place in facts.places("synopsis")[:1]:
        if not facts.has(place, "text"):
            continue
        whose = facts.piece(place, "of_film") if facts.has(place, "of_film") else facts.title
        confirmed = facts.facts[place].standing == "confirmed"
        which = "Official synopsis" if confirmed else which
        lead = "The official synopsis" if confirmed else "A synopsis"
        said.append(facts.say(f"{lead} of {{film}} reads:", film=whose))
        text = facts.facts[place].value["text"].strip()
        said.append(facts.say("{text}", text=facts.piece(place, "text", f"“{text}”")))
    said += [
        facts.say("The trailer can be seen at {url}", url=facts.piece(place, "url"))
        for place in facts.places("trailer")[:1]
        if facts.has(place, "url")
    ]
    return Section("synopsis", which if len(said) > 1 else "Trailer", tuple(said)) if said else None


def about(facts: Facts) -> Section | None:
    """What is known of the plot: what sources say of it, and whom the cast plays.

    70 to 110 words where the facts allow: a first sentence always stands, however long its source made it.
    """
    said: list[Sentence] = []
    for key in _PLOT_KEYS:
        for place in facts.places(key):
            said += _plot(facts, place)
    own = [
        p for p in facts.places("synopsis") if facts.facts[p].value.get("of_film") in (None, facts.film.title)
    ]
    others = [p for p in facts.places("synopsis") if p not in own and facts.has(p, "of_film")]
    if not said and own and facts.has(own[0], "text"):
        which = "official " if facts.facts[own[0]].standing == "confirmed" else ""
        said.append(facts.say(f"What is known of its story stands in the {which}synopsis above."))
    elif not said and others:
        said.append(
            facts.say(
                "No synopsis of {title} is among the sourced facts at hand; the one above is of {other}.",
                title=facts.title,
                other=facts.piece(others[0], "of_film"),
            )
        )
    if not said:
        return None
    shown = said[:1]
    for one in said[1:]:
        if words_in(*(each.text for each in (*shown, one))) <= ABOUT_WORDS[1]:
            shown.append(one)
    shown += _roles(facts, words_in(*(each.text for each in shown)))
    heading = (
        f"What is {facts.film.title} about?" if facts.is_out else f"What will {facts.film.title} be about?"
    )
    return Section("about", heading, tuple(shown))


def _plot(facts: Facts, place: int) -> list[Sentence]:
    inner = "text" if facts.has(place, "text") else ""
    if not inner and not isinstance(facts.facts[place].value, str):
        return []
    text = facts.piece(place, inner)
    if facts.facts[place].standing == "confirmed":
        return [facts.say("{text}", text=Piece(ended(text.text), text.claims))]
    lead = "As reported" if facts.facts[place].standing == "reported" else "Rumor has it"
    return [facts.say(f"{lead}: {{text}}", text=Piece(ended(text.text), text.claims))]


def _roles(facts: Facts, words: int) -> list[Sentence]:
    """Whom the cast plays, a sentence for each standing, as far as the part with so many words has room."""
    told: dict[Standing, list[Piece]] = {}
    for place in facts.places("cast"):
        if not (facts.has(place, "actor") and facts.has(place, "role")):
            continue
        actor, role = facts.piece(place, "actor"), facts.piece(place, "role")
        plays = Piece(f"{actor.text} plays {role.text}", actor.claims + role.claims)
        more = words_in(plays.text)
        if words < ABOUT_WORDS[0] and words + more + _JOINING <= ABOUT_WORDS[1]:
            told.setdefault(facts.facts[place].standing, []).append(plays)
            words += more
    templates: dict[Standing, str] = {
        "confirmed": "{told}.",
        "reported": "Reportedly, {told}.",
        "rumoured": "It is rumored that {told}.",
    }
    return [
        facts.say(template, told=joined(told[standing]))
        for standing, template in templates.items()
        if standing in told
    ]


def cast(facts: Facts) -> Section | None:
    """Who is in it, by standing; with the roles that the part on the plot does not tell."""
    plot = about(facts)
    told = {one.fact for one in claims_of(plot.sentences)} if plot is not None else set()
    named: dict[Standing, list[Piece]] = {}
    for place in facts.places("cast")[:_MOST_NAMES]:
        if not facts.has(place, "actor"):
            continue
        actor = facts.piece(place, "actor")
        if facts.has(place, "role") and facts.facts[place].name not in told:
            role = facts.piece(place, "role")
            actor = Piece(f"{actor.text} (as {role.text})", actor.claims + role.claims)
        named.setdefault(facts.facts[place].standing, []).append(actor)
    templates: dict[Standing, str] = {
        "confirmed": "The cast of {title} includes {names}." if facts.is_out else "{title} stars {names}.",
        "reported": "{names} reportedly appear in it as well."
        if "confirmed" in named
        else "The cast reportedly includes {names}.",
        "rumoured": "{title} is rumored to feature {names}.",
    }
    said = []
    for standing in ("confirmed", "reported", "rumoured"):
        names = named.get(standing, [])
        if names:
            template = templates[standing]
            if len(names) == 1:
                template = template.replace("appear in", "appears in")
            said.append(facts.say(template, title=facts.title, names=joined(names)))
    return Section("cast", "Cast", tuple(said)) if said else None


def release_line(facts: Facts) -> Sentence | None:
    """Date, territory, distributor; the tense by the end of the window."""
    for place in facts.places("release"):
        when = facts.date(place, "date")
        if when is None:
            continue
        past = datetime(when.year, when.month, when.day, tzinfo=UTC) < facts.now
        verb: dict[Standing, str] = (
            {"confirmed": "opened", "reported": "reportedly opened", "rumoured": "is rumored to have opened"}
            if past
            else {"confirmed": "opens", "reported": "reportedly opens", "rumoured": "is rumored to open"}
        )
        template = f"{{title}} {verb[facts.facts[place].standing]}"
        pieces = {"title": facts.title, "date": facts.piece(place, "date", facts.voice.day(when))}
        if facts.has(place, "territory"):
            pieces["territory"] = _territory(facts, place)
            template += " in {territory}"
        template += " on {date}"
        if facts.has(place, "distributor"):
            pieces["distributor"] = facts.piece(place, "distributor")
            template += ", distributed by {distributor}"
        return facts.say(template + ".", **pieces)
    return None


def _territory(facts: Facts, place: int) -> Piece:
    name = facts.facts[place].value["territory"]
    article = (
        "the "
        if name.casefold() in ("us", "usa", "uk", "united states", "united kingdom", "netherlands")
        else ""
    )
    return facts.piece(place, "territory", article + name)


def release(facts: Facts) -> Section | None:
    """The release line as a section."""
    line = release_line(facts)
    return Section("release", "Release", (line,)) if line is not None else None


def related(facts: Facts) -> Section | None:
    """Other stories."""
    said = []
    for place in facts.places("related"):
        if facts.has(place, "title"):
            pieces = {"title": facts.piece(place, "title")}
            template = "{title}"
            if facts.has(place, "url"):
                pieces["url"] = facts.piece(place, "url")
                template += ": {url}"
            said.append(facts.say(template, **pieces))
    return Section("related", "Related", tuple(said)) if said else None


def film_line(facts: Facts) -> Sentence | None:
    """One line on the film for the highlights: its release, else who made it, else what it follows."""
    line = release_line(facts) or _makers(facts)
    if line is not None:
        return line
    section = context(facts)
    return section.sentences[-1] if section is not None else None


def _makers(facts: Facts) -> Sentence | None:
    """Who directs it and who is in it, of what is confirmed; None where one of them is not."""
    sure = [place for place, fact in enumerate(facts.facts) if fact.standing == "confirmed"]
    directors = [place for place in facts.places("director") if place in sure]
    actors = [place for place in facts.places("cast") if place in sure and facts.has(place, "actor")]
    if not directors or not actors:
        return None
    return facts.say(
        f"{{names}} {'directs' if len(directors) == 1 else 'direct'} {{title}}, with {{cast}} in the cast.",
        names=joined([facts.piece(place) for place in directors]),
        title=facts.title,
        cast=joined([facts.piece(place, "actor") for place in actors[:MOST_IN_A_LINE]]),
    )


def claims_of(sentences: Sequence[Sentence]) -> tuple[Claim, ...]:
    """All claims of some sentences."""
    return tuple(one for sentence in sentences for one in sentence.claims)
