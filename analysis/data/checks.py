"""Checks of a raw collection before anything is computed: every fault at once.

A fault names the file, the line, the column, the value and the nearest valid choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.data.dates import read_days, read_period
from analysis.data.inputs import MOST_VALUES, more_values, shown
from analysis.data.names import fold, nearest
from analysis.data.raw import lines_of_rows, of_rows
from analysis.data.vocabulary import Vocabulary
from analysis.errors import RawDataError
from analysis.store.columns import distinct_rows, each_distinct
from analysis.terms import DATE_BASES, READING_COLUMNS, STANCES

NO_DAY = "is not a day written YYYY-MM-DD"


@dataclass(frozen=True)
class Rule:
    """One demand on one column.

    Parameters
    ----------
    column : str
    holds : callable
        From a column of strings to a column of booleans.
    says : str
        What a value that breaks it is, to be read after the value: "is not a known measure".
    choices : tuple of str
        Valid values, from which the nearest are named.
    by_row : bool
        Whether the column is held as a whole, for one row hangs on others; else each distinct
        value is held once.
    """

    column: str
    holds: Callable[[pd.Series], pd.Series]
    says: str
    choices: tuple[str, ...] = ()
    by_row: bool = False

    def holds_for(self, cells: pd.Series) -> pd.Series:
        """Say of each cell whether it holds."""
        if self.by_row:
            return self.holds(cells)
        return each_distinct(cells.to_frame("cell"), lambda distinct: self.holds(distinct["cell"]))


def one_of(column: str, choices: Iterable[str], says: str, *, empty: bool = False) -> Rule:
    """Demand that each value is one of the choices (or empty, if that is allowed)."""
    allowed = tuple(choices)
    values = {*allowed, ""} if empty else set(allowed)
    return Rule(column, lambda cells: cells.isin(values), says, allowed)


def filled(column: str) -> Rule:
    """Demand that no cell is empty."""
    return Rule(column, lambda cells: cells != "", "is empty", by_row=True)


def unique(column: str) -> Rule:
    """Demand that no value stands twice; the second and later rows are at fault."""
    says = "stands on an earlier line already"
    return Rule(column, lambda cells: ~cells.duplicated(), says, by_row=True)


def check_table(table: pd.DataFrame, rules: Iterable[Rule], path: Path) -> list[str]:
    """Hold a table of strings against rules.

    Parameters
    ----------
    table : pandas.DataFrame
        As `raw.read_raw` returns it, plain or as codes.
    rules : iterable of Rule
    path : Path
        Of the file, for its name and its lines.

    Returns
    -------
    list of str
        One fault a value at fault, in order of the lines, with the number of its rows; empty if
        the table holds. Of many values of one column a few have a fault of their own, and the
        others share one. A column that is not there has no cells: `raw.missing_columns` names
        it.
    """
    here = [rule for rule in rules if rule.column in table]
    if table.empty or all(rule.holds_for(table[rule.column]).all() for rule in here):
        return []
    # Half a second to load, and what finds each fault need not say that there is none.
    import pandera.pandas as pa
    from pandera.errors import SchemaErrors

    by_name = {f"{number}": rule for number, rule in enumerate(here)}
    columns: dict[str, pa.Column] = {}
    for column in {rule.column for rule in by_name.values()}:
        checks = [
            # pandera copies a check with all it holds, its choices too, but not a plain function.
            pa.Check(lambda cells, rule=rule: rule.holds_for(cells), name=name)
            for name, rule in by_name.items()
            if rule.column == column
        ]
        columns[column] = pa.Column(checks=checks)
    try:
        pa.DataFrameSchema(columns).validate(table.reset_index(drop=True), lazy=True)
    except SchemaErrors as errors:
        return _faults_in_words(errors.failure_cases, by_name, path)
    return []


def _faults_in_words(cases: pd.DataFrame, rules: dict[str, Rule], path: Path) -> list[str]:
    """Name each value at fault once, by its first line; of a rule no more than a few values."""
    lines = lines_of_rows(path)
    cases = pd.DataFrame(
        {
            "row": cases["index"].astype(int),
            "rule": cases["check"],
            "value": cases["failure_case"].astype("str"),
        }
    )
    found = cases.groupby(["rule", "value"], sort=False)["row"].agg(["first", "size"]).reset_index()
    found["place"] = found.groupby("rule").cumcount()
    named = [
        (lines[case.first], rules[case.rule], case.value, case.size)
        for case in found[found["place"] < MOST_VALUES].itertuples(name="Case")
    ]
    told = [
        f"{path.name} line {line}, column {rule.column}: {shown(value)} {rule.says}"
        f"{hint(value, rule)}{of_rows(count)}"
        for line, rule, value, count in sorted(named, key=lambda fault: (fault[0], fault[1].column))
    ]
    rest = found[found["place"] >= MOST_VALUES].groupby("rule", sort=False)["value"]
    return told + [
        f"{path.name}: {more_values(rules[name].column, rules[name].says, values.tolist())}"
        for name, values in rest
    ]


def hint(value: str, rule: Rule) -> str:
    """Name the choices of a rule that are spelt most like a value."""
    close = nearest(value, rule.choices)
    return f"; nearest: {', '.join(close)}" if close else ""


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
        Rule("stated_on", _is_day, NO_DAY),
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
    wrong = [
        measure in allowed and unit not in allowed[measure]
        for measure, unit in zip(pairs.rows["measure"], pairs.rows["unit"], strict=True)
    ]
    rows = np.flatnonzero(np.array(wrong, dtype=bool)[pairs.numbers])
    at_fault = claims[["measure", "unit"]].iloc[rows].astype("str").assign(row=rows)
    found = at_fault.groupby(["measure", "unit"], sort=False)["row"].agg(["first", "size"])
    lines = lines_of_rows(path) if len(rows) else []
    return [
        f"{path.name} line {lines[first]}, column unit: {shown(unit)} is not a unit of {measure}; "
        f"nearest: {', '.join(allowed[measure])}{of_rows(size)}"
        for (measure, unit), (first, size) in zip(
            found.index, found.itertuples(index=False, name=None), strict=True
        )
    ]


def check_sources(sources: pd.DataFrame, path: Path) -> list[str]:
    """Hold a table of sources against what every page needs: an id of its own and a publisher.

    What is said of when a page was read, of its text and of a copy of it is held to its form,
    where the table has such columns.
    """
    rules = [
        *(filled("source_id"), unique("source_id"), filled("publisher")),
        Rule("read_on", _is_day, NO_DAY),
        Rule(
            "text_sha256",
            lambda cells: cells.str.fullmatch("([0-9a-f]{64})?"),
            "is no SHA-256 of 64 hexadecimal digits",
        ),
        Rule(
            "archived",
            lambda cells: cells.str.fullmatch(r"(https?://[^\s/]+\S*)?"),
            "is no address that begins with https:// or http://",
        ),
    ]
    return check_table(sources, rules, path)


def _is_day(cells: pd.Series) -> pd.Series:
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
        rules.append(replace(demand, holds=partial(_holds_or, demand.holds, other), by_row=True))
    return rules


def _holds_or(holds: Callable, other: np.ndarray, cells: pd.Series) -> pd.Series:
    return holds(cells) | other


def refuse(faults: list[str]) -> None:
    """Raise one error for all faults, if there are any.

    Raises
    ------
    RawDataError
        If the list is not empty.
    """
    if faults:
        raise RawDataError(faults)
