"""Collections about wars that never were, for hypothesis: whatever a stranger's table may hold.

A `War` is a table of figures and the vocabulary that it needs, small enough to be shrunk and read.
Nothing in it occurs in the shipped collection but the shared measures.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

from hypothesis import strategies as st

from analysis.data.raw import ORIGIN_FIELDS

FIELDS = ("id", "day", "who", "about", "where", "what", "period", "figure", "stance", "page")
FIRST_DAY = date(2031, 3, 1)
SINCE = "since 2031-01-01"
NAMES = (
    *("Ana Ruiz", "Ministry of Defence of Karsia", "وزارة الصحة", "משרד הבריאות (צפון)"),
    *("Шестой отдел", "第三集团军", "Ødegård & Sons", "O'Neill, J.", "General Staff (North)"),
    "2nd Brigade 14",
)
LOSSES = ("killed", "wounded", "casualties", "missing", "captured", "lost_unspecified")
EVENTS = ("clashes", "attacks", "shellings", "artillery_strikes", "airstrikes")
THINGS = ("tanks_destroyed", "drones_destroyed")
LANGUAGES = ("en", "ar", "he", "uk", "")
TABLES = {
    "parties": ("party", "label", "opponent", "interested"),
    "forces": ("force", "label", "people", "party"),
    "scopes": ("scope", "label", "level", "parent", "note"),
    "speakers": ("speaker", "label", "role", "party"),
}
PARTIES = (
    ("north", "the North", "south_army", "yes"),
    ("south", "the South", "north_army", "yes"),
    ("desk", "An observatory", "", "no"),
)
FORCES = (
    ("north_army", "Northern forces", "Northern soldiers", "north"),
    ("south_army", "Southern forces", "Southern soldiers", "south"),
    ("townspeople", "Civilians", "civilians", ""),
)
SCOPES = (
    ("whole", "the whole front of Karsia", "front", "", ""),
    ("valley", "the valley direction", "direction", "whole", ""),
    ("town", "the town of Îlot", "city", "valley", ""),
)
MAPPING = """\
title = {title}

[[table]]
file = "figures.csv"
rows = "{rows}"

[table.fields]
claim_id = {{ column = "id" }}
stated_on = {{ column = "day" }}
period = {{ column = "period" }}
speaker = {{ column = "who" }}
subject = {{ column = "about" }}
scope = {{ column = "where" }}
measure = {{ column = "what" }}
stance = {{ column = "stance" }}

[table.page]
url = {{ column = "page" }}
publisher = "A desk"

[[table.figures]]
column = "figure"
"""


RENAMED = "key"
"""How keys begin once they are renamed."""
KEYS = ("party", "opponent", "force", "scope", "parent", "speaker")
"""Columns of the vocabulary that hold keys."""
ANOTHER = {
    "parties": (("red", "the Reds", "blues", "yes"), ("blue", "the Blues", "reds", "yes")),
    "forces": (("reds", "Red navy", "Red sailors", "red"), ("blues", "Blue navy", "B", "blue")),
    "scopes": (("isles", "the isles", "direction", "", ""),),
    "speakers": (("sea_lord", "Sea Lord", "", "red"),),
}
"""A war with which no invented one has anything in common."""


@dataclass(frozen=True)
class War:
    """A collection that can be written.

    Parameters
    ----------
    title : str
    words : dict
        Rows of each vocabulary table in `TABLES`.
    rows : tuple of dict
        Of the table of figures, with `FIELDS`.
    as_of : str
        A day before, between or after the figures; empty for none.
    kind_of_row : str
        "statements" or "events", which are added up.
    """

    title: str
    words: dict[str, tuple[tuple[str, ...], ...]]
    rows: tuple[dict[str, str], ...]
    as_of: str = ""
    kind_of_row: str = "statements"

    def write(self, folder: Path, name: str) -> Path:
        """Write the collection to a folder in which collections are looked for."""
        home = folder / name
        home.mkdir(parents=True)
        for table, rows in self.words.items():
            (home / f"{table}.csv").write_text(_csv(TABLES[table], rows), encoding="utf-8")
        rows = [[row[field] for field in FIELDS] for row in self.rows]
        (home / "figures.csv").write_text(_csv(FIELDS, rows), encoding="utf-8")
        title = json.dumps(self.title, ensure_ascii=False)
        mapping = MAPPING.format(title=title, rows=self.kind_of_row)
        (home / "collection.toml").write_text(mapping, encoding="utf-8")
        origin = "".join(f"{field}: ''\n" for field in ORIGIN_FIELDS)
        (home / "figures.origin.yml").write_text(origin, encoding="utf-8")
        return home

    def shuffled(self, order: Sequence[int]) -> War:
        """Return the same rows in another order, and the vocabulary upside down."""
        words = {table: tuple(reversed(rows)) for table, rows in self.words.items()}
        return replace(self, words=words, rows=tuple(self.rows[place] for place in order))

    def renamed(self) -> War:
        """Return the same war under other keys, which sort the other way round; names stay."""
        keys = [row[0] for rows in self.words.values() for row in rows]
        ordered = sorted(keys, reverse=True)
        other = {key: f"{RENAMED}{place:02d}_{key}" for place, key in enumerate(ordered)}
        words = {
            table: tuple(
                tuple(
                    other.get(cell, cell) if name in KEYS else cell
                    for name, cell in zip(TABLES[table], row, strict=True)
                )
                for row in rows
            )
            for table, rows in self.words.items()
        }
        renamed = tuple(
            row | {name: other.get(row[name], row[name]) for name in ("about", "where")}
            for row in self.rows
        )
        return replace(self, words=words, rows=renamed)

    def beside_another(self) -> War:
        """Return the war with the vocabulary of another, whose sides it does not know."""
        return replace(
            self, words={table: (*rows, *ANOTHER[table]) for table, rows in self.words.items()}
        )

    def with_figures_of_another(self) -> War:
        """Return a table that holds the figures of another war as well."""
        plain = {
            "stance": "claim",
            "page": "",
            "period": "day",
            "where": "isles",
            "who": "Sea Lord",
        }
        days = ("2031-03-01", "2031-03-02")
        more = tuple(
            plain | {"id": f"other{n}{m}", "day": day, "about": about, "what": what, "figure": "7"}
            for n, day in enumerate(days)
            for m, (about, what) in enumerate(product(("reds", "blues"), ("killed", "wounded")))
        )
        both = self.beside_another()
        return replace(both, rows=(*both.rows, *more))


def _csv(heading: Sequence[str], rows) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=os.linesep)
    writer.writerows([heading, *rows])
    return text.getvalue()


SMALL = st.integers(0, 3)
COUNTS = st.one_of(SMALL, st.integers(4, 60), st.integers(61, 2_000), st.just(10_000))
HEDGES = ("about {}", "more than {}", "at least {}", "up to {}", "nearly {}", "fewer than {}")
VAGUE = ("dozens", "several dozen", "several hundred", "a few", "no figure", "-")


@st.composite
def wordings(draw) -> str:
    """Return a figure as somebody words it: plain, hedged, a range, vague or none."""
    kind = draw(st.sampled_from(("plain", "plain", "plain", "hedged", "range", "vague")))
    count = draw(COUNTS)
    if kind == "hedged":
        return draw(st.sampled_from(HEDGES)).format(count)
    if kind == "range":
        return f"{count}-{count + draw(st.integers(1, 50))}"
    return draw(st.sampled_from(VAGUE)) if kind == "vague" else str(count)


@dataclass(frozen=True)
class Cast:
    """Who and what there is in a war: keys."""

    speakers: tuple[str, ...]
    subjects: tuple[str, ...]
    scopes: tuple[str, ...]
    days: tuple[date, ...]


@st.composite
def days_located(draw) -> tuple[date, ...]:
    """Return one day, some days in a row, or days with gaps."""
    offsets = draw(st.lists(st.integers(0, 12), min_size=1, max_size=6, unique=True))
    return tuple(FIRST_DAY + timedelta(days=offset) for offset in sorted(offsets))


@st.composite
def series(draw, cast: Cast) -> list[dict[str, str]]:
    """Return what one speaker said of one group of people in one place, over days."""
    shared = {
        "who": draw(st.sampled_from(cast.speakers)),
        "about": draw(st.sampled_from(cast.subjects)),
        "where": draw(st.sampled_from(cast.scopes)),
        "stance": draw(st.sampled_from(("claim", "claim", "claim", "assessment", "denial"))),
    }
    kind = draw(st.sampled_from(("daily", "daily", "total", "span", "events", "share")))
    about = {"events": EVENTS, "share": ("control_share",)}.get(kind, (*LOSSES, *THINGS))
    first = ("killed", "wounded") if kind in ("daily", "total", "span") else about[:1]
    some = st.lists(st.sampled_from(about), min_size=1, max_size=3, unique=True)
    measures = draw(st.one_of(st.just(first), some))
    period = {"daily": "day", "total": SINCE, "events": "day", "share": "moment"}.get(kind)
    period = period or draw(st.sampled_from(("two days", "week", "to_date", "unclear")))
    days = draw(st.lists(st.sampled_from(cast.days), min_size=1, unique=True))
    if kind == "events":
        shared |= {"about": "none"}
    return [
        shared | {"day": day.isoformat(), "what": measure, "period": period, "figure": figure}
        for day in sorted(days)
        for measure in measures
        for figure in draw(_figures_of(kind))
    ]


@st.composite
def pairs_of_days(draw, cast: Cast) -> list[dict[str, str]]:
    """Return killed and wounded, day by day, by one speaker: the shape of a first desk."""
    shared = {
        "who": draw(st.sampled_from(cast.speakers)),
        "about": draw(st.sampled_from(cast.subjects)),
        "where": draw(st.sampled_from(cast.scopes)),
        "stance": "claim",
        "period": "day",
    }
    days = draw(st.lists(st.sampled_from(cast.days), min_size=1, unique=True))
    figure = st.one_of(SMALL.map(str), COUNTS.map(str), wordings())
    return [
        shared | {"day": day.isoformat(), "what": measure, "figure": draw(figure)}
        for day in sorted(days)
        for measure in ("killed", "wounded")
    ]


@st.composite
def beside(draw, cast: Cast, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return rows that stand in a trying relation to others: the kinds that break desks."""
    kind = draw(st.sampled_from(("other side", "totals", "sum", "whole area", "equal", "span")))
    if kind == "other side":
        others = [name for name in ("north_army", "south_army") if name != rows[0]["about"]]
        return [row | {"about": others[0]} for row in rows if row["about"] != "none"]
    if kind == "totals":
        later = max(date.fromisoformat(row["day"]) for row in rows) + timedelta(days=1)
        last = [row | {"day": later.isoformat()} for row in rows[-2:]]
        totals = [row | {"period": SINCE, "figure": str(100 * n)} for n, row in enumerate(rows, 1)]
        return totals + [row | {"period": SINCE, "figure": "90000"} for row in last]
    if kind == "sum":
        return [
            row | {"what": "casualties", "figure": draw(COUNTS.map(str))}
            for row in rows
            if row["what"] == "killed"
        ]
    if kind == "whole area":
        return [row | {"where": "whole", "figure": draw(COUNTS.map(str))} for row in rows]
    if kind == "span":
        return [row | {"period": "two days"} for row in rows[:2]]
    return [dict(row) for row in rows[:2]]


def _figures_of(kind: str):
    """Return the figures of one key and day: mostly one, or some that differ."""
    figure = st.integers(0, 100).map(str) if kind == "share" else wordings()
    return st.lists(figure, min_size=0 if kind == "daily" else 1, max_size=2)


@st.composite
def casts(draw) -> tuple[Cast, dict[str, tuple[tuple[str, ...], ...]]]:
    """Return who takes part, and the rows of vocabulary that say so."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    roles = st.sampled_from(("", "spokesman", "متحدث باسم الوزارة (غزة)"))
    party = st.sampled_from(("north", "south", "desk"))
    speakers = tuple((f"who_{n}", name, draw(roles), draw(party)) for n, name in enumerate(names))
    words = {"parties": PARTIES, "forces": FORCES, "scopes": SCOPES, "speakers": speakers}
    subjects = draw(st.lists(st.sampled_from([row[0] for row in FORCES]), min_size=1, unique=True))
    cast = Cast(
        tuple(names),
        tuple(subjects),
        tuple(draw(st.lists(st.sampled_from([r[0] for r in SCOPES]), min_size=1, unique=True))),
        draw(days_located()),
    )
    return cast, words


@st.composite
def wars(draw) -> War:
    """Return a collection of one to four series of figures."""
    cast, words = draw(casts())
    desk = draw(pairs_of_days(cast)) if draw(st.booleans()) else []
    desk += draw(beside(cast, desk)) if desk and draw(st.booleans()) else []
    found = draw(st.lists(series(cast), min_size=0 if desk else 1, max_size=3))
    rows = desk + [row for rows in found for row in rows]
    pages = st.sampled_from(("https://example.org/a", "https://example.org/b", ""))
    numbered = tuple(
        row | {"id": f"f{place:03d}", "page": draw(pages)} for place, row in enumerate(rows)
    )
    days = [date.fromisoformat(row["day"]) for row in numbered] or [FIRST_DAY]
    moments = ("", "", min(days), max(days), max(days) + timedelta(days=30))
    as_of = draw(st.sampled_from(moments))
    title = draw(
        st.sampled_from(
            (
                "Figures of an invented war",
                "حرب",
                "<b>Karsia</b> & others",
                "War 2 of the 1st valley",
            )
        )
    )
    return War(title, words, numbered, str(as_of))
