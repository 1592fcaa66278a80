"""The project's own tables: who speaks, for whom, about what, where; and what lies in what.

The tables stand in `data/raw`: speakers, parties, forces, measures, scopes and aliases. What each
cell may hold is checked: keys, names, levels, sides, units and roles. So is what they demand of
claims and of readings. A fault names file, line, column and value, and what may stand there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from operator import itemgetter
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.data.dates import read_days, read_period
from analysis.data.inputs import MOST_VALUES, more_values, refuse, shown
from analysis.data.names import fold, in_sentence, is_key, isolated, nearest, without_isolates
from analysis.data.raw import (
    Rule,
    check_table,
    filled,
    lines_of_rows,
    of_rows,
    one_of,
    read_raw,
    unique,
)
from analysis.errors import RawDataError
from analysis.paths import RAW
from analysis.store.columns import distinct_rows
from analysis.terms import DATE_BASES, OPEN, READING_COLUMNS, STANCES
from analysis.wording.numerals import UNITS as UNITS_IN_WORDS

LEVELS = (
    *("point", "segment", "city", "city_and_surroundings"),
    *("direction", "front", "country", "unclear"),
)
"""How large an area is, the smallest first."""
ROLES = {
    "subject": "counted of those whom the figure is about: their killed, their tanks",
    "opponent": "done by the other side to those whom the figure is about: attacks on them",
    "own": "done by those whom the figure is about",
    "both": "done by both sides together: clashes",
}
"""Whose a measure is."""
UNITS = tuple(sorted({*UNITS_IN_WORDS.values(), "persons_per_100m", "persons_per_km", "none"}))
"""Units that the rules of wording know, and those of figures that are ratios themselves."""
YES_NO = ("yes", "no")
PEOPLE = ("fighters", "civilians", "both")
"""Kinds of people who are counted; `both` are not told apart."""
KINDS = ("speaker", "scope", "force", "measure")
"""What an alias may be a spelling of."""
NEEDED = {
    "scopes": ("label", "level"),
    "measures": ("label", "unit", "role"),
    "parties": ("label", "interested"),
    "forces": ("label", "people"),
    "speakers": ("label", "party"),
    "aliases": ("kind", "written", "key"),
}
"""Columns that are filled in every row, where the table has them."""
HINTS = {
    ("speakers", "party"): "; independent for a body of no side, unattributed if none is named"
}
"""What a newcomer may not know of an open cell, by table and column."""
NOBODY = "none"
"""The force of figures that are about nobody: it has no name."""


def choices(table: str, known: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return what may stand in the columns of a table that take one of a few values.

    Parameters
    ----------
    table : str
        A key of `NEEDED`.
    known : mapping
        From "party" and "force" to the keys there are.
    """
    return {
        "scopes": {"level": LEVELS},
        "measures": {"unit": UNITS, "role": tuple(ROLES), "adds_up": YES_NO},
        "parties": {"opponent": known["force"], "interested": YES_NO, "named": YES_NO},
        "forces": {"party": known["party"], "kind": PEOPLE},
        "speakers": {"party": known["party"]},
        "aliases": {"kind": KINDS},
    }[table]


def faults_of_rows(
    table: str,
    rows: pd.DataFrame,
    lines: Sequence[int],
    known: Mapping[str, Sequence[str]],
) -> list[str]:
    """Hold the rows of one file of the vocabulary against what its columns may hold.

    Parameters
    ----------
    table : str
        Its name without the ending.
    rows : pandas.DataFrame
        All text, as `raw.read_raw` returns it.
    lines : sequence of int
        The line of each row.
    known : mapping
        As for `choices`.

    Returns
    -------
    list of str
        One fault a value and column, at its first line, with the number of its rows; of many
        values of a column that break one rule a few, and the others share one that names them. Of
        open cells one each, for each has an answer of its own.
    """
    allowed = choices(table, known)
    told: list[tuple[int, str]] = []
    found: dict[tuple[str, str], dict[str, list[int]]] = {}
    for line, row in zip(lines, rows.to_dict("records"), strict=True):
        for column, says in _faults_of_row(table, row, allowed):
            if row[column] == OPEN:
                told.append((line, f"column {column}: {says}"))
            else:
                found.setdefault((column, says), {}).setdefault(row[column], []).append(line)
    rest = []
    for (column, says), values in found.items():
        for value, at in [*values.items()][:MOST_VALUES]:
            named = f"{shown(value)} " if says != "is empty" else ""
            hint = ""
            if says == "is not known":
                close = nearest(value, allowed[column]) or [*allowed[column]][:8]
                hint = f"; nearest: {', '.join(close)}"
            told.append((at[0], f"column {column}: {named}{says}{hint}{of_rows(len(at))}"))
        if more := [*values][MOST_VALUES:]:
            rest.append(f"{table}.csv: {more_values(column, says, more)}")
    in_order = sorted(told, key=itemgetter(0))
    return [*(f"{table}.csv line {line}, {words}" for line, words in in_order), *rest]


def _faults_of_row(
    table: str, row: Mapping[str, str], allowed: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """Yield each column whose cell is at fault, and what it is, to be read after its value."""
    needed = () if table == "forces" and row["force"] == NOBODY else NEEDED[table]
    for column, value in row.items():
        known = allowed.get(column, ())
        if value == OPEN:
            few = ", ".join(known) if len(known) <= 8 else f"{known[0]}, {known[1]} and the like"
            one_of = f"; one of {few}" if known else ""
            yield column, f"'?' is still open{one_of}{HINTS.get((table, column), '')}"
        elif value == "" and column in needed:
            yield column, "is empty"
        elif value and known and value not in known:
            yield column, "is not known"
    column = next(iter(row))
    if table != "aliases" and row[column] != OPEN and not is_key(row[column]):
        yield column, "is no key; use letters, digits, underscores and hyphens"


COLUMNS = {
    "scopes": ("scope", "label", "level", "parent"),
    "measures": ("measure", "label", "unit", "also_in", "role"),
    "parties": ("party", "label", "opponent", "interested"),
    "forces": ("force", "label", "party"),
    "speakers": ("speaker", "label", "party"),
    "aliases": ("kind", "written", "key"),
}
"""The tables and the columns they need; all but the aliases are indexed by the first."""

PLACES = ("scope", "place", "latitude", "longitude")
READERS_WORDS = ("label", "role", "people", "counts")
"""Columns that stand in sentences, tables and drawings; right-to-left names are set apart there."""


@dataclass(frozen=True)
class Vocabulary:
    """The tables, each indexed by its key, and the aliases.

    Parameters
    ----------
    scopes, measures, parties, forces, speakers : pandas.DataFrame
        Indexed by key, all text.
    aliases : pandas.DataFrame
        Columns kind (speaker, scope, force or measure), written, key.
    """

    scopes: pd.DataFrame
    measures: pd.DataFrame
    parties: pd.DataFrame
    forces: pd.DataFrame
    speakers: pd.DataFrame
    aliases: pd.DataFrame

    @cached_property
    def speaker_aliases(self) -> dict[str, str]:
        """From folded spelling to speaker key; keys and names stand for themselves."""
        return self._aliases_of("speaker")

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """From a field of a claim that holds a key to the label of each key."""
        return {
            "speaker": self.speakers["label"].to_dict(),
            "scope": self.scopes["label"].to_dict(),
            "subject": self.forces["label"].to_dict(),
            "party": self.parties["label"].to_dict(),
            "measure": self.measures["label"].to_dict(),
        }

    @cached_property
    def spoken(self) -> dict[str, str]:
        """From a speaker to the name as it stands in a sentence."""
        return self.speakers["label"].map(in_sentence).to_dict()

    @cached_property
    def scope_aliases(self) -> dict[str, str]:
        """From folded spelling to scope key; keys and labels stand for themselves."""
        return self._aliases_of("scope")

    @cached_property
    def subject_aliases(self) -> dict[str, str]:
        """From folded spelling to the key of a force; keys and labels stand for themselves."""
        return self._aliases_of("subject", "force")

    @cached_property
    def spellings(self) -> dict[str, dict[str, str]]:
        """From a field of a claim that holds a key to the key of each folded spelling."""
        return {
            "measure": self._aliases_of("measure"),
            "party": self._aliases_of("party"),
            "subject": self.subject_aliases,
            "scope": self.scope_aliases,
        }

    def _aliases_of(self, field: str, kind: str = "") -> dict[str, str]:
        labels, rows = self.labels[field], self.aliases[self.aliases["kind"] == (kind or field)]
        spelt = {fold(without_isolates(label)): key for key, label in labels.items()}
        spelt |= {fold(key): key for key in labels}
        return spelt | {fold(w): key for w, key in zip(rows["written"], rows["key"], strict=True)}

    @cached_property
    def opponent_of(self) -> dict[str, str]:
        """From a force to the one that its party names as opponent; forces without one left out."""
        found = self.forces["party"].map(self.parties["opponent"]).fillna("")
        return found[found != ""].to_dict()

    @cached_property
    def people(self) -> dict[str, str]:
        """From a force to its kind (`PEOPLE`).

        Where the table does not say it, those of a party are fighters and others civilians.
        """
        forces = self.forces.drop(index="none", errors="ignore")
        told = forces.get("kind", pd.Series("", index=forces.index))
        by_party = forces["party"].eq("").map({False: "fighters", True: "civilians"})
        return told.where(told != "", by_party).to_dict()

    @cached_property
    def non_fighters(self) -> frozenset[str]:
        """The keys of people who are not fighters alone: no reference about soldiers is theirs."""
        return frozenset(force for force, kind in self.people.items() if kind != "fighters")

    @cached_property
    def side_of(self) -> dict[str, str]:
        """From a party that fights to the side it fights on: its own, or that of another.

        >>> words = with_sides(read_vocabulary(), sides={"wagner": "russia"})
        >>> words.side_of["wagner"], words.side_of["ukraine"]
        ('russia', 'ukraine')
        """
        side = self._of_parties("side")
        fights = self.parties.index[self.parties["interested"] == "yes"]
        return {party: side[party] or party for party in fights}

    @cached_property
    def side_of_force(self) -> dict[str, str]:
        """From a force to the side it fights on; a force of no such party has none."""
        found = self.forces["party"].map(self.side_of).dropna()
        return found.to_dict()

    @cached_property
    def standing_of(self) -> dict[str, str]:
        """From a party to what it is in the war: a side, its supporter, unnamed, or independent.

        Who does not say who counted, as the press in its own words, is unnamed.

        >>> words = with_sides(read_vocabulary(), supports={"western": "ukraine"})
        >>> [words.standing_of[party] for party in ("western", "wagner", "unattributed")]
        ['supporter', 'side', 'unnamed']
        """
        standing = self._of_parties("named").map({"no": "unnamed"}).fillna("independent")
        standing = standing.mask(self._of_parties("supports") != "", "supporter")
        return {**standing.to_dict(), **dict.fromkeys(self.side_of, "side")}

    @cached_property
    def unnamed_speakers(self) -> dict[str, str]:
        """From a speaker that is a source without a name to the party of such sources."""
        found = self.speakers["party"]
        return found[found.map(self.standing_of) == "unnamed"].to_dict()

    @cached_property
    def supported_by(self) -> dict[str, str]:
        """From a party to the party that it supports without fighting; empty for none."""
        return self._of_parties("supports").to_dict()

    def _of_parties(self, column: str) -> pd.Series:
        """Return a column of the parties that their table may lack."""
        return self.parties.get(column, pd.Series("", index=self.parties.index))

    @cached_property
    def units(self) -> dict[str, list[str]]:
        """From a measure to the units that its figures may have, its own first."""
        told = self.measures[["unit", "also_in"]].itertuples(name=None)
        return {measure: [unit, *filter(None, also.split(";"))] for measure, unit, also in told}

    def ancestors(self, scope: str) -> list[str]:
        """Return the scopes that a scope is declared to lie in, the nearest first.

        Raises
        ------
        RawDataError
            If there is no such scope.
        """
        if scope not in self.scopes.index:
            raise RawDataError(
                [f"no scope {scope!r}; nearest: {nearest(scope, self.scopes.index)}"]
            )
        found: list[str] = []
        parent = self.scopes.at[scope, "parent"]
        while parent:
            found.append(parent)
            parent = self.scopes.at[parent, "parent"]
        return found

    @cached_property
    def nested(self) -> pd.DataFrame:
        """Every pair of a scope and one it lies in: columns scope, whole."""
        pairs = [(scope, whole) for scope in self.scopes.index for whole in self.ancestors(scope)]
        return pd.DataFrame(pairs, columns=["scope", "whole"])

    def areas_of(self, scope: str) -> list[str]:
        """Return a scope and those that lie in it."""
        return [scope, *self._within.get(scope, [])]

    @cached_property
    def _within(self) -> dict[str, list[str]]:
        return self.nested.groupby("whole")["scope"].agg(list).to_dict()


def with_sides(
    words: Vocabulary,
    sides: Mapping[str, str] | None = None,
    supports: Mapping[str, str] | None = None,
    file: str = "collection.toml",
) -> Vocabulary:
    """Note who fights on whose side, and who supports one without fighting.

    Parameters
    ----------
    words : Vocabulary
    sides : mapping, optional
        From a party that fights to the party on whose side it does.
    supports : mapping, optional
        From a party that does not fight to the party that it supports.
    file : str
        Where a collection says so.

    Raises
    ------
    RawDataError
        If one of them is no party, does not fight where it must, or fights itself.
    """
    parties, given = words.parties, {"sides": sides or {}, "supports": supports or {}}
    faults = [
        f"{file}, {name}: {party!r} is no party; nearest: "
        + ", ".join(nearest(party, parties.index) or parties.index)
        for name, pairs in given.items()
        for pair in pairs.items()
        for party in pair
        if party not in parties.index
    ]
    fights = set(words.side_of)
    faults += [f"{file}, supports: {p!r} fights itself" for p in given["supports"] if p in fights]
    faults += [
        f"{file}, sides: {party!r} does not fight"
        for pair in given["sides"].items()
        for party in pair
        if party in parties.index and party not in fights
    ]
    refuse(faults)
    columns = {
        column: [given[name].get(party, "") for party in parties.index]
        for column, name in (("side", "sides"), ("supports", "supports"))
    }
    return replace(words, parties=parties.assign(**columns))


def read_vocabulary(folder: Path = RAW, own: Path | None = None) -> Vocabulary:
    """Read the project's tables and check that they agree with each other.

    Parameters
    ----------
    folder : Path
        Of the project's tables.
    own : Path, optional
        A collection's folder: rows of its own tables of the same names are added.

    Raises
    ------
    RawDataError
        With every fault: a repeated key, a parent that is not a scope or turns in a circle, an
        alias of nothing, a speaker of no party, a cell that holds what its column cannot.
    """
    words, faults = sound_vocabulary(folder, own)
    if faults or words is None:
        raise RawDataError(faults)
    return words


def sound_vocabulary(
    folder: Path = RAW, own: Path | None = None
) -> tuple[Vocabulary | None, list[str]]:
    """Read the tables as `read_vocabulary`, and whatever of them is sound.

    Returns
    -------
    words : Vocabulary or None
        None if a table cannot be read, a key stands twice, or areas lie in a circle; what other
        cells hold that are at fault stays in it.
    faults : list of str
    """
    try:
        tables = _read_tables(folder, own)
    except RawDataError as error:
        return None, error.faults
    faults = _faults_of_cells(tables)
    # A collection's own rows stand under the shared ones, with the columns of those.
    joined = {
        name: pd.concat([rows for _, rows in parts], ignore_index=True)
        .reindex(columns=parts[0][1].columns)
        .fillna("")
        for name, parts in tables.items()
    }
    aliases = joined.pop("aliases")
    by_key = {name: table.set_index(COLUMNS[name][0]) for name, table in joined.items()}
    twice = [
        f"{name}.csv: {COLUMNS[name][0]} {key!r} stands twice"
        for name, table in by_key.items()
        for key in table.index[table.index.duplicated()]
    ]
    parents = by_key["scopes"]["parent"]
    lost = _faults_of_parents(parents[~parents.index.duplicated()])
    faults += twice + lost + _faults_of_links(by_key, aliases)
    if twice or lost:
        return None, faults
    for table in by_key.values():
        for name in table.columns.intersection(READERS_WORDS):
            table[name] = table[name].map(isolated)
    return Vocabulary(**by_key, aliases=aliases), faults


def _read_tables(folder: Path, own: Path | None) -> dict[str, list[tuple[Path, pd.DataFrame]]]:
    """Read each table, and the collection's own rows of it, with the file of either."""
    tables, faults = {}, []
    for name, columns in COLUMNS.items():
        files = [place / f"{name}.csv" for place in (folder, own) if place]
        files = [file for file in files if file.parent == folder or file.exists()]
        try:
            tables[name] = [(file, read_raw(file, columns)) for file in files]
        except RawDataError as error:
            faults += error.faults
    refuse(faults)
    return tables


def _faults_of_cells(tables: dict[str, list[tuple[Path, pd.DataFrame]]]) -> list[str]:
    known = {
        key: [cell for _, table in reversed(tables[name]) for cell in table.iloc[:, 0]]
        for key, name in (("party", "parties"), ("force", "forces"))
    }
    return [
        fault
        for name, parts in tables.items()
        for file, table in parts
        for fault in faults_of_rows(name, table, lines_of_rows(file), known)
    ]


def _faults_of_parents(parents: pd.Series) -> list[str]:
    faults = []
    for scope, parent in parents.items():
        seen = [scope]
        while parent and parent in parents.index and parent not in seen:
            seen.append(parent)
            parent = parents[parent]
        if parent and parent in seen:
            faults.append(f"scopes.csv: {scope!r} lies in itself, by {parent!r}")
        elif parent:
            faults.append(f"scopes.csv: parent {parent!r} of {scope!r} is not a scope")
    return faults


def _faults_of_links(tables: dict[str, pd.DataFrame], aliases: pd.DataFrame) -> list[str]:
    known = {kind: tables[f"{kind}s"].index for kind in KINDS}
    faults = [
        f"aliases.csv: {row.written!r} stands for {row.key!r}, which is no {row.kind}"
        for row in aliases.itertuples()
        if row.kind in known and row.key not in known[row.kind]
    ]
    folded = aliases.assign(folded=aliases["written"].map(fold))
    clashing = folded.drop_duplicates(["kind", "folded", "key"])
    twice = clashing.loc[clashing.duplicated(["kind", "folded"]), "written"]
    return faults + [f"aliases.csv: {name!r} stands for two keys" for name in twice]


def read_places(
    own: Path | None = None, path: Path = RAW / "reference" / "places.csv"
) -> pd.DataFrame:
    """Read which towns areas are named after, and where the towns are.

    Parameters
    ----------
    own : Path, optional
        A collection's folder: rows of a table of the same name there are added.

    Returns
    -------
    pandas.DataFrame
        scope, place, latitude, longitude; two rows for what lies between two towns, and no scope
        for a town that is there for orientation.

    Raises
    ------
    RawDataError
        If a table cannot be read, or a place is nowhere on earth.

    Examples
    --------
    >>> read_places().query("scope == 'soledar'")[["place", "latitude"]].values.tolist()
    [['Soledar', 48.6921]]
    """
    files = [path, *([own / path.name] if own and (own / path.name).exists() else [])]
    table = pd.concat([read_raw(file, PLACES) for file in files], ignore_index=True)
    table = table.assign(place=table["place"].map(isolated))
    where = table[["latitude", "longitude"]].apply(pd.to_numeric, errors="coerce")
    nowhere = ~((where["latitude"].abs() <= 90) & (where["longitude"].abs() <= 180))
    if nowhere.any():
        names = table.loc[nowhere, "place"]
        raise RawDataError([f"{path.name}: {name!r} is nowhere on earth" for name in names])
    return table[["scope", "place"]].join(where)


NO_DAY = "is not a day written YYYY-MM-DD"


def check_claims(
    claims: pd.DataFrame, source_ids: Iterable[str] | None, words: Vocabulary, path: Path
) -> list[str]:
    """Hold a raw table of claims against the vocabulary and the list of sources.

    Parameters
    ----------
    claims : pandas.DataFrame
        As `raw.read_raw` returns it.
    source_ids : iterable of str or None
        None if the list of sources cannot be read: then no page is looked up.
    words : Vocabulary
    path : Path

    Returns
    -------
    list of str
        Faults in words; empty if there is none.
    """
    rules = [filled("claim_id"), unique("claim_id")]
    if source_ids is not None:
        known = {*source_ids}
        rules += [
            one_of("source_id", source_ids, "is not listed in the sources"),
            Rule(
                "also_in",
                lambda cells: _each_distinct(cells, lambda ids: known.issuperset(ids.split(";"))),
                "names a page that is not listed in the sources",
            ),
        ]
    rules += claim_rules(words)
    return check_table(claims, rules, path) + _faults_of_units(claims, words, path)


def claim_rules(words: Vocabulary) -> list[Rule]:
    """Return what the vocabulary demands of each row of a table of claims."""
    spellings = words.speaker_aliases
    units = {unit for allowed in words.units.values() for unit in allowed if unit}
    return [
        Rule("stated_on", days_or_empty, NO_DAY),
        Rule(
            "stated_on",
            lambda cells: ~cells.str.match("0[0-9]{3}-").astype(bool) | read_days(cells).isna(),
            "is a day before the year 1000; write its year in full",
        ),
        one_of("date_basis", DATE_BASES, "is not a known way of knowing the day"),
        Rule(
            "period",
            lambda cells: _each_distinct(cells, lambda text: read_period(text) is not None),
            "is not a known period",
            ("day", "moment", "to_date", "day_average", "week", "since YYYY-MM-DD", "unclear"),
        ),
        Rule(
            "speaker",
            lambda cells: _each_distinct(cells, lambda name: fold(name) in spellings),
            "is no spelling of a known speaker",
            tuple(words.speakers["label"]),
        ),
        one_of("party", words.parties.index, "is not a known party"),
        one_of("stance", STANCES, "is not a known stance"),
        one_of("measure", words.measures.index, "is not a known measure"),
        one_of("subject", words.forces.index, "is not a known subject"),
        one_of("scope", words.scopes.index, "is not a known scope"),
        filled("reported"),
        one_of("unit", sorted(units), "is not a known unit"),
    ]


def _each_distinct(cells: pd.Series, holds: Callable[[str], bool]) -> pd.Series:
    return cells.map({text: text == "" or holds(text) for text in cells.unique()})


def _faults_of_units(claims: pd.DataFrame, words: Vocabulary, path: Path) -> list[str]:
    if not {"measure", "unit"}.issubset(claims):
        return []
    allowed = words.units
    pairs = distinct_rows(claims[["measure", "unit"]])
    wrong = [unit not in allowed.get(m, [unit]) for m, unit in pairs.rows.itertuples(index=False)]
    rows = np.flatnonzero(np.array(wrong, dtype=bool)[pairs.numbers])
    at_fault = claims[["measure", "unit"]].iloc[rows].astype("str").assign(row=rows)
    found = at_fault.groupby(["measure", "unit"], sort=False)["row"].agg(["first", "size"])
    lines = lines_of_rows(path) if len(rows) else []
    return [
        f"{path.name} line {lines[first]}, column unit: {shown(unit)} is not a unit of {measure}; "
        f"nearest: {', '.join(allowed[measure])}{of_rows(size)}"
        for (measure, unit), first, size in found.itertuples(name=None)
    ]


def days_or_empty(cells: pd.Series) -> pd.Series:
    return (cells == "") | read_days(cells).notna()


def check_readings(
    readings: pd.DataFrame,
    claim_ids: Iterable[str] | None,
    path: Path,
    words: Vocabulary | None = None,
) -> list[str]:
    """Hold our readings against the claims they speak of; None if those cannot be read.

    With the vocabulary, whoever checked a claim is held against the known speakers too.
    """
    rules = [
        one_of("column", READING_COLUMNS, "is not what a reading can be about"),
        filled("reading"),
        filled("reason"),
    ]
    if claim_ids is not None:
        rules.append(one_of("claim_id", claim_ids, "is not a claim of the collection"))
    if {"claim_id", "column", "reading"}.issubset(readings):
        rules += _rules_of_readings(readings, words)
    return check_table(readings, rules, path)


def _rules_of_readings(readings: pd.DataFrame, words: Vocabulary | None) -> list[Rule]:
    """Demand one reading of each thing about a claim, and a known one where few are possible."""
    twice = readings.duplicated(["claim_id", "column"]).to_numpy()
    says = "has such a reading already"
    rules = [Rule("claim_id", lambda cells: ~(twice & (cells != "")), says, by_row=True)]
    demands = {
        column: one_of("reading", choices, f"is not a known {column}")
        for column, choices in READING_COLUMNS.items()
        if choices
    }
    if words is not None:
        spellings, names = words.speaker_aliases, tuple(words.speakers["label"])
        demands["checked_by"] = Rule(
            "reading",
            lambda cells: cells.map(fold).isin(spellings),
            "is no spelling of a known speaker",
            names,
        )
    for column, demand in demands.items():
        other = (readings["column"] != column).to_numpy()
        holds = partial(
            lambda cells, rule, other: rule.holds(cells) | other, rule=demand, other=other
        )
        rules.append(replace(demand, holds=holds, by_row=True))
    return rules
