"""What is wrong with a collection: faults, and what to look at again.

Days, periods and figures are to be looked at again that may be so and are hardly meant. None of it
keeps a figure out; whoever brought the table is told, each kind once with its count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pandas as pd

from analysis.claims.duplicates import FIGURE_KEY
from analysis.collection.collection import Collection, load_collection
from analysis.data.inputs import shown
from analysis.data.intake.cells import KINDS
from analysis.data.intake.tables import all_faults, declared_tables
from analysis.data.names import fold
from analysis.data.places import collection_homes
from analysis.errors import RawDataError
from analysis.paths import RAW
from analysis.settings import ALIKE_DAYS, FAR_DAYS
from analysis.text import several

LINE = ["speaker", "measure", "subject", "scope", "unit", "part"]
"""What the figures of one line share."""
MOST_MEASURES = 12
"""Measures of one line that are held against each other, two by two."""


@dataclass(frozen=True)
class Doubt:
    """Figures to look at again, and why.

    Parameters
    ----------
    rows : pandas.DataFrame
        Claims with their places, the first to be named first.
    words : str
        To be read after the place and the figure of the first.
    """

    rows: pd.DataFrame
    words: str


def doubts_of(claims: pd.DataFrame, declared: tuple[str, str] = ("", "")) -> Iterator[Doubt]:
    """Yield what is to be looked at again.

    Parameters
    ----------
    claims : pandas.DataFrame
        Of `Collection.claims`, with the columns of `Collection.places`.
    declared : (str, str)
        First and last day that the collection set out to cover; empty = not declared.
    """
    dated = claims[claims["stated_on"].notna()]
    if dated.empty:
        return
    yield from _far_days(dated)
    yield from _outside(dated, *declared)
    late = dated[
        (dated["period_end"] > dated["stated_on"]) | (dated["period_start"] > dated["stated_on"])
    ]
    if len(late):
        yield Doubt(late, "is for a time that goes on after the day of its statement")
    yield from _alike(dated)
    yield from _falling(dated)


def _far_days(dated: pd.DataFrame) -> Iterator[Doubt]:
    """Tell the days that lie years from all others, where the others are more."""
    days = dated["stated_on"].drop_duplicates().sort_values()
    stretch = (days.diff().dt.days > FAR_DAYS).cumsum().set_axis(days)
    of_claim = dated["stated_on"].map(stretch)
    counts = of_claim.value_counts()
    far = dated[of_claim != counts.idxmax()]
    if len(far):
        yield Doubt(far, f"is of a day more than {FAR_DAYS // 365} years from the other days")


def _outside(dated: pd.DataFrame, first: str, last: str) -> Iterator[Doubt]:
    for rows, words in (
        (dated[dated["stated_on"] < pd.Timestamp(first or "1000-01-01")], "before first_day"),
        (dated[dated["stated_on"] > pd.Timestamp(last or "9999-12-31")], "after last_day"),
    ):
        if len(rows):
            yield Doubt(rows, f"is of a day {words}, which collection.toml declares")


def _alike(dated: pd.DataFrame) -> Iterator[Doubt]:
    """Tell two measures that are equal on every day on which both are given."""
    key = ["speaker", "subject", "scope", "period_kind", "mirror"]
    exact = dated[dated["value"].notna()]
    exact = exact.assign(line=exact.groupby(key, sort=False, dropna=False).ngroup())
    if exact["measure"].nunique() < 2:
        return
    measures = exact.groupby("line")["measure"].unique()
    measures = measures[measures.map(len) > 1].map(lambda names: sorted(names)[:MOST_MEASURES])
    told = exact[exact["line"].isin(measures.index)]
    told = told.drop_duplicates(["line", "stated_on", "measure"])
    figures = told.set_index(["line", "stated_on", "measure"])["value"].unstack("measure")
    pairs = {pair for names in measures for pair in combinations(names, 2)}
    alike = sorted((line, pair) for pair in pairs for line in _lines_alike(figures, *pair))
    for line, (one, other) in alike:
        days = figures.loc[line][[one, other]].dropna().index
        rows = exact[(exact["line"] == line) & (exact["measure"] == other)]
        rows = rows[rows["stated_on"].isin(days)].drop(columns="line")
        yield Doubt(rows, f"equals {one} on each of the {len(days)} days that give both")


def _lines_alike(figures: pd.DataFrame, one: str, other: str) -> list[int]:
    """Return the lines in which two measures are equal on enough days, not all with one value."""
    both = figures[[one, other]].dropna()
    line = both.index.get_level_values("line")
    same = (both[one] == both[other]).groupby(line).agg(["all", "size"])
    found = same.index[same["all"] & (same["size"] >= ALIKE_DAYS)]
    values = both.loc[line.isin(found), one].groupby(level="line").nunique()
    return values.index[values > 1].tolist()


def _falling(dated: pd.DataFrame) -> Iterator[Doubt]:
    """Tell the totals that fall below the one before."""
    totals = dated[(dated["period_kind"] == "cumulative") & dated["value"].notna()]
    if totals.empty:
        return
    line = [*LINE, "period_start", "mirror"]
    totals = totals.drop_duplicates([*line, "stated_on"]).sort_values("stated_on", kind="stable")
    before = totals.groupby(line, dropna=False)["value"].shift()
    fallen = totals[totals["value"] < before]
    if len(fallen):
        yield Doubt(fallen, "is a running total below the one before it")


QUOTED = re.compile("“[^”]*”")
ENDINGS = "|".join(map(re.escape, (*KINDS, ".toml", ".yml")))
FILE = re.compile(rf"[\w. ()-]*?(?:{ENDINGS})(?:\.gz)?\b")
"""The file that a fault begins with."""
MOST_FAULTS = 200
"""Faults told one by one; the others are counted."""
MOST_PAGES = 10
"""Pages without a copy that are named."""
MENDS = {
    "known speaker": "speakers.csv (a new speaker) or aliases.csv (a spelling)",
    "known measure": "measures.csv",
    "known subject": "forces.csv",
    "known scope": "scopes.csv",
    "known party": "parties.csv",
}
"""Where a name that is right and not known is added, by what a fault says of it."""


@dataclass(frozen=True)
class Checkup:
    """What was found.

    Parameters
    ----------
    faults : tuple of str
        While there is one, nothing is built.
    remarks : tuple of str
        Cells of mapped tables that cannot be read, figures given twice and what is hardly meant:
        the collection is built all the same. Remarks of one kind in one column are one.
    notes : tuple of str
        How the rows of the files were counted, and pages of which no archived copy is known;
        nothing of it is wrong.
    figures, set_aside : int
        Rows kept, and rows in the ledger; none of both while there are faults.
    """

    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    figures: int = 0
    set_aside: int = 0

    def lines(self) -> list[str]:
        """Say all of it, a line each, with a sum at the end."""
        if self.faults:
            more = len(self.faults) - MOST_FAULTS
            told = [*self.faults[:MOST_FAULTS], *([f"and {more:,} more"] if more > 0 else [])]
            total = f"{several(len(self.faults), 'fault')}; nothing can be published"
            return [*told, *mends(self.faults), total]
        total = f"{self.figures:,} figures, {self.set_aside:,} set aside, no fault"
        told = several(len(self.remarks), "remark") if self.remarks else "no remark"
        return [*self.remarks, *self.notes, f"{total}, {told}; it can be published"]


def mends(faults: Iterable[str]) -> list[str]:
    """Say in which files faults are mended, if a name may also be added somewhere."""
    faults = list(faults)
    added = [where for words, where in MENDS.items() if any(words in fault for fault in faults)]
    if not added:
        return []
    found = (FILE.match(fault) for fault in faults)
    files = ", ".join(dict.fromkeys(match.group() for match in found if match))
    return [f"to mend: {files}; a name that is right and new is a row of {'; of '.join(added)}"]


def check_up(name: str, folder: Path = RAW) -> Checkup:
    """Check one collection.

    Parameters
    ----------
    name : str
    folder : Path
        As for `collection.load_collection`.

    Raises
    ------
    ParameterError
        If there is no such collection.
    """
    try:
        held = load_collection(name, folder=folder)
    except RawDataError as error:
        home = collection_homes(folder)[name]
        return Checkup(faults=tuple(all_faults(home, folder) or error.faults))
    if not held.is_mapped:
        notes = tuple(without_copy(held))
        return Checkup((), (), notes, len(held.claims), len(held.set_aside))
    if held.claims.empty:
        return Checkup(faults=(*unread(held), f"{name}: no figure is left that can be read"))
    found = (*unread(held), *given_twice(held), *hardly_meant(held), *ownerless_fighters(held))
    remarks = (*held.remarks, *found)
    return Checkup((), remarks, held.notes, len(held.claims), len(held.set_aside))


def without_copy(held: Collection) -> list[str]:
    """Name the pages of which no archived copy is known, in one line.

    A table without the column `archived` promises none, and gets no remark.
    """
    if "archived" not in held.sources:
        return []
    pages = held.sources.index[held.sources["archived"] == ""].tolist()
    if not pages:
        return []
    rest = len(pages) - MOST_PAGES
    named = ", ".join(pages[:MOST_PAGES]) + (f" and {rest:,} more" if rest > 0 else "")
    share = f"{len(pages):,} of {several(len(held.sources), 'page')}"
    return [f"sources.csv: {share} without an archived copy: {named}"]


def unread(held: Collection) -> list[str]:
    """Say which cells of mapped tables hold no figure that can be read, and why."""
    rows = held.set_aside.merge(held.places, on="claim_id")
    told = [f"{shown(row.written)} is set aside: {row.reason}" for row in rows.itertuples()]
    return _grouped(rows, pd.Series(told, index=rows.index, dtype="str"), rows["reason"])


def given_twice(held: Collection) -> list[str]:
    """Say which figures one mirror gives twice for one day, with other values."""
    rows = held.claims.merge(held.places, on="claim_id")
    rows = rows[rows["rows"] != "events"]
    key = [*FIGURE_KEY, "stated_on", "mirror"]
    rows = rows[rows.duplicated(key, keep=False) & rows["stated_on"].notna()]
    if rows.empty:
        return []
    first = rows.index.to_series().groupby([rows[name] for name in key], dropna=False)
    speaks = rows.loc[first.transform("first")].set_index(rows.index)
    others = rows[(rows["reported"] != speaks["reported"]).to_numpy()]
    told = [
        f"{shown(other.written)} for a day for which {place_in_words(one)} gives "
        f"{shown(one.written)}; the first speaks"
        for other, one in zip(
            others.itertuples(), speaks.loc[others.index].itertuples(), strict=True
        )
    ]
    return _grouped(others, pd.Series(told, index=others.index, dtype="str"), others["mirror"])


def hardly_meant(held: Collection) -> list[str]:
    """Say which days, periods and figures are to be looked at again."""
    declared = declared_tables(held.home)
    rows = held.claims.merge(held.places, on="claim_id")
    days = (declared.get("first_day", ""), declared.get("last_day", ""))
    found = []
    for doubt in doubts_of(rows, days):
        first, *others = doubt.rows.head(2).itertuples()
        more = f" ({len(doubt.rows):,} figures)" if others else ""
        found.append(f"{place_in_words(first)}: {shown(first.written)} {doubt.words}{more}")
    return found


def ownerless_fighters(held: Collection) -> list[str]:
    """Say which fighters stand in sentences by a word that does not say whose they are."""
    found = []
    for force in map(str, held.claims["subject"].unique()):
        if held.words.people.get(force) != "fighters":
            continue
        people, label = held.words.forces.loc[force, ["people", "label"]]
        shared = {*fold(people).split()} & {*fold(label).split()}
        if people.islower() and len(people.split()) == 1 and not shared:
            found.append(
                f"forces.csv, people of {force}: {people!r} does not say whose they are, "
                f"as {f'{people} of {label}'!r} would"
            )
    return found


def _grouped(rows: pd.DataFrame, told: pd.Series, kind: pd.Series) -> list[str]:
    """Tell the first of each column and kind, with how many more there are and where."""
    if rows.empty:
        return []
    kinds = kind.astype("str").str.replace(QUOTED, "“”", regex=True)
    found = []
    groups = rows.groupby([rows["file"], rows["column"], kinds], sort=False)
    for _, same in groups:
        line = f"{place_in_words(same.iloc[0])}: {told[same.index[0]]}"
        if len(same) > 1:
            numbers = [str(number) for number in same["number"].iloc[1:6]]
            rest = len(same) - 1 - len(numbers)
            noun = f"{same['noun'].iloc[0]}s" if len(same) > 2 else same["noun"].iloc[0]
            likewise = ", ".join(numbers) + (f" and {rest:,} more" if rest else "")
            line = f"{line} (likewise {noun} {likewise})"
        found.append(line)
    return found


def place_in_words(row) -> str:
    """Say where a claim stands in its file."""
    place = f"{row.file} {row.noun} {row.number}"
    return f"{place}, column {row.column}" if row.column else place
