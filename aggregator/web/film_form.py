"""The form of a film: an entry of films.toml as fields that people fill, and back.

What is checked, and what a mistake says, is the configuration's (config.checked_film); here a mistake's key
is only led to its field.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aggregator.config import fact_fields
from aggregator.errors import Mistake
from aggregator.model.films import LISTED_FACTS
from aggregator.web.catalogue import text

LINES = ("former_titles", "phrases", "must_any", "never", "secrets")
WORDS = ("hashtags", "subreddits", "youtube_videos")
"""Lists of words without spaces: written in lines, or one after the other."""
SINGLE = (
    "slug", "title", "kind", "zone", "tmdb_id", "wikidata_id", "imdb_id", "secret_until", "embargo_until",
)  # fmt: skip
CLASSES = ("fans", "critics", "press", "cast", "official", "promo")
ORIGIN = ("source", "as_of", "standing")
ROWS: dict[str, tuple[str, ...]] = {
    "events": ("name", "at", "kind", "shows", "source", "embargo_until", "rights", "verified", "made_by"),
    "media": ("url", "rights", "source", "verified", "made_by"),
}
MOMENTS = frozenset({"at", "embargo_until"})
FACTS = ("director", "writers", "cast", "release", "synopsis", "plot", "trailer", "predecessor", "related")
MOST_ROWS = 300
_ROW = re.compile(r"(events|media|facts)-(\d{1,4})-([a-z_]+)")
_ABOVE = re.compile(r"(\[[^\[\]]*\]?|\.[^.\[]*|^[^.\[]*)$")
"""The last part of a key: what is left without it is the key above."""
_OWN_LABELS = {
    ("events", "name"): "event_name",
    ("events", "kind"): "story",
    ("media", "url"): "media_url",
    ("media", "source"): "rights_source",
}
_FLAGS: dict[str, Any] = {"true": True, "false": False}

Values = dict[str, str]


class Row(Values):
    """The fields of one row by name; one that was not sent is empty."""

    def __missing__(self, name: str) -> str:
        """Nothing."""
        return ""


@dataclass(slots=True)
class FilmForm:
    """The fields as they are shown: `single` by name, `rows` by group, each with its own fields.

    A row of facts has its key as `key`. `wrong`: mistakes by the name of their field ("events-0-at"); those
    of no field stand under "".
    """

    single: Values
    rows: dict[str, list[Row]]
    wrong: dict[str, list[Mistake]] = field(default_factory=dict)

    def described(self, name: str, helped: str) -> str:
        """The ids of what is said about a field: its help, if it has any, and its mistakes."""
        wrong = [f"wrong-{name}-{place + 1}" for place in range(len(self.wrong.get(name, ())))]
        return " ".join([f"help-{name}", *wrong] if helped else wrong)

    def label(self, name: str) -> str:
        """What people know a field by: "When (UTC)"."""
        parts = _ROW.fullmatch(name)
        if parts is None:
            kind, _, group = name.partition("-")
            return text(f"film_form.accounts.{group}" if kind == "accounts" else f"film_form.field.{name}")
        group, number, last = parts[1], int(parts[2]), parts[3]
        if group == "facts":
            key = self.rows[group][number]["key"]
            if last in ORIGIN:
                return f"{text(f'films.fact.{key}')}: {text(f'film_form.field.{last}')}"
            return text(f"film_form.fact.{key if last == 'value' else last}")
        return text(f"film_form.field.{_OWN_LABELS.get((group, last), last)}")

    def facts_to_add(self) -> tuple[str, ...]:
        """The keys of facts of which there may be one more."""
        there = {row["key"] for row in self.rows["facts"]}
        return tuple(key for key in FACTS if key in LISTED_FACTS or key not in there)

    def add_row(self, wanted: str) -> None:
        """One more empty row: of "events", "media", or of a fact ("facts.cast"). Others are not known."""
        group, _, key = wanted.partition(".")
        if group in ROWS and len(self.rows[group]) < MOST_ROWS:
            self.rows[group].append(Row(new="yes"))
        elif group == "facts" and key in self.facts_to_add() and len(self.rows[group]) < MOST_ROWS:
            self.rows[group].append(Row(key=key, new="yes"))

    def entry(self) -> tuple[dict[str, Any], dict[str, str]]:
        """The entry that the form means, and for each key of it the field where it stands."""
        entry: dict[str, Any] = {}
        places: dict[str, str] = {}
        for name in (*SINGLE, *LINES, *WORDS):
            value = _read(name, self.single.get(name, ""))
            places[name] = name
            if value not in ("", []):
                entry[name] = value
        for group, names in ROWS.items():
            for number, row in enumerate(self.rows[group]):
                told = {name: _read(name, row[name]) for name in names if row.get(name, "").strip()}
                if set(told) - {"kind"}:
                    at = f"{group}[{len(entry.setdefault(group, []))}]"
                    places |= {f"{at}.{name}": f"{group}-{number}-{name}" for name in names}
                    entry[group].append(told)
        self._facts(entry, places)
        self._accounts(entry, places)
        return entry, places

    def mark(self, mistakes: Iterable[Mistake], places: Mapping[str, str]) -> None:
        """Lay each mistake at its field."""
        self.wrong = {}
        for one in mistakes:
            self.wrong.setdefault(_place(one.key, places), []).append(one)

    def _facts(self, entry: dict[str, Any], places: dict[str, str]) -> None:
        told: dict[str, Any] = {}
        for number, row in enumerate(self.rows["facts"]):
            key = row["key"]
            names = (*fact_fields(key), *ORIGIN)
            fact = {name: row[name].strip() for name in names if row.get(name, "").strip()}
            if not set(fact) - {"standing"}:
                continue
            at = f"facts.{key}"
            if key in LISTED_FACTS:
                at = f"{at}[{len(told.setdefault(key, []))}]"
                told[key].append(fact)
            else:
                told[key] = fact
            places |= {f"{at}.{name}": f"facts-{number}-{name}" for name in names}
            places[at] = f"facts-{number}-{names[0]}"
        if told:
            entry["facts"] = told

    def _accounts(self, entry: dict[str, Any], places: dict[str, str]) -> None:
        """One account a line: `network handle`, of critics with `| outlet`."""
        accounts: dict[str, Any] = {}
        for name in CLASSES:
            places[f"accounts.{name}"] = f"accounts-{name}"
            for line in self.single.get(f"accounts-{name}", "").splitlines():
                words, _, outlet = line.partition("|")
                source, _, handle = words.strip().partition(" ")
                if not source:
                    continue
                accounts.setdefault(name, {}).setdefault(source, []).append(handle.strip())
                if outlet.strip():
                    outlets = accounts.setdefault("outlets", {})
                    outlets.setdefault(source, {})[handle.strip()] = outlet.strip()
                    places["accounts.outlets"] = f"accounts-{name}"
        if accounts:
            entry["accounts"] = accounts


def filled(entry: Mapping[str, Any]) -> FilmForm:
    """The form that shows an entry (plain JSON)."""
    single = {name: _written(name, entry.get(name, "")) for name in (*SINGLE, *LINES, *WORDS)}
    single |= _account_lines(entry.get("accounts", {}))
    rows = {
        group: [
            Row({name: _written(name, one.get(name, "")) for name in names}) for one in entry.get(group, ())
        ]
        for group, names in ROWS.items()
    }
    rows["facts"] = [row for key, told in entry.get("facts", {}).items() for row in _fact_rows(key, told)]
    return FilmForm(single, rows)


def sent(data: Mapping[str, str]) -> FilmForm:
    """The form as it was sent; rows that are to be removed are left out."""
    single = {name: data.get(name, "") for name in (*SINGLE, *LINES, *WORDS)}
    single |= {f"accounts-{name}": data.get(f"accounts-{name}", "") for name in CLASSES}
    found: dict[str, dict[int, Row]] = {group: {} for group in (*ROWS, "facts")}
    for name, value in data.items():
        parts = _ROW.fullmatch(name)
        if parts is not None:
            group, number, key = parts[1], int(parts[2]), parts[3]
            found[group].setdefault(number, Row())[key] = value
    rows = {
        group: [row for _, row in sorted(numbered.items()) if "remove" not in row][:MOST_ROWS]
        for group, numbered in found.items()
    }
    rows["facts"] = [row for row in rows["facts"] if row.get("key") in FACTS]
    return FilmForm(single, rows)


def _read(name: str, text: str) -> Any:
    if name in LINES:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if name in WORDS:
        return [word for word in re.split(r"[\s,]+", text) if word]
    value = text.strip()
    if name == "tmdb_id" and value.isdecimal() and value.isascii():
        return int(value)
    if name in MOMENTS and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", value):
        return f"{value}Z"  # the browser's field has no zone; its label says UTC
    return _FLAGS.get(value, value) if name == "verified" else value


def _written(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    if name in MOMENTS and isinstance(value, str):
        return re.sub(r"(:00)?(Z|\+00:00)$", "", value) if value.count(":") > 1 else value.removesuffix("Z")
    return str(value)


def _fact_rows(key: str, told: Any) -> Iterable[Row]:
    for table in told if isinstance(told, list) else [told]:
        origin = {name: str(table.get(name, "")) for name in ORIGIN}
        value = table.get("value")
        if value is None:
            values = [{name: str(table.get(name, "")) for name in fact_fields(key)}]
        else:
            listed = value if isinstance(value, list) else [value]
            values = [
                {name: str(text) for name, text in one.items()}
                if isinstance(one, dict)
                else {"value": str(one)}
                for one in listed
            ]
        for one in values:
            yield Row(key=key, **one, **origin)


def _account_lines(accounts: Mapping[str, Any]) -> Values:
    outlets = accounts.get("outlets", {})
    made: Values = {}
    for name in CLASSES:
        lines = []
        for source, handles in accounts.get(name, {}).items():
            for handle in handles:
                outlet = outlets.get(source, {}).get(handle, "")
                lines.append(f"{source} {handle}" + (f" | {outlet}" if outlet else ""))
        made[f"accounts-{name}"] = "\n".join(lines)
    return made


def _place(key: str, places: Mapping[str, str]) -> str:
    """The field of a key, or of the nearest key above it: `hashtags[2]` stands in `hashtags`."""
    while key:
        if key in places:
            return places[key]
        key = _ABOVE.sub("", key)
    return ""
