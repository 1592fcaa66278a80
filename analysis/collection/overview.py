"""What a collection holds, what its columns mean, and what a check of it finds.

Collections, speakers and columns are listed, and pages, judged pairs and losses stated apart are
counted, each as what it is: what is worked out from pairs is no pair. The meaning of a column is
taken from the documents, with a section for each file and in it a table of name, meaning, and unit
or values.

A check tells faults, which keep a collection from being built, and remarks on days, periods and
figures that may be so and are hardly meant, each kind once with its count; a remark keeps nothing
out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pandas as pd

from analysis.claims import FIGURE_KEY
from analysis.collection.collection import Collection, load_collection
from analysis.data.inputs import shown
from analysis.data.intake.cells import KINDS
from analysis.data.intake.tables import all_faults, outline
from analysis.data.names import fold, unknown
from analysis.data.places import collection_homes
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.paths import RAW, SHIPPED
from analysis.ratios.gate import read_catalogue
from analysis.ratios.references import has_both
from analysis.settings import ALIKE_DAYS, FAR_DAYS
from analysis.store.reads import fact
from analysis.terms import LEAD
from analysis.text import several

CODEBOOKS = (SHIPPED / "data/processed/README.md", SHIPPED / "docs/publishing.md")
ROW = re.compile(r"^\| `?(\w+)`? \| ([^|]+) \| ([^|]+) \|", re.MULTILINE)


def read_codebook(paths: Iterable[Path] = CODEBOOKS) -> dict[str, dict[str, str]]:
    """Read the columns of every table.

    Parameters
    ----------
    paths : iterable of Path
        Documents with a section for each table.

    Returns
    -------
    dict
        From the name of a table, such as "claims", to its columns and what each means.

    Raises
    ------
    AnalysisError
        If a document is not there.
    """
    told: dict[str, dict[str, str]] = {}
    for path in paths:
        if not path.is_file():
            raise AnalysisError(f"{path} is not there; it says what the published columns mean")
        text = path.read_text(encoding="utf-8")
        for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
            file_name = section.splitlines()[0].strip()
            if file_name.endswith(".csv"):
                told[file_name.removesuffix(".csv")] = columns_in(section)
    return told


def columns_in(section: str) -> dict[str, str]:
    """Return the columns that a section of a codebook lists.

    >>> columns_in("| column | meaning | unit |\\n|---|---|---|\\n| low | least value | a share |")
    {'low': 'least value (a share)'}
    """
    rows = [row for row in ROW.findall(section) if row[0] != "column"]
    return {
        name: f"{meaning.strip()} ({values.strip()})".replace("`", "")
        for name, meaning, values in rows
    }


def kind_of(column: pd.Series) -> str:
    """Return the type of a column in a Table Schema.

    >>> kind_of(pd.Series([0.5])), kind_of(pd.Series(["ok"])), kind_of(pd.Series([True]))
    ('number', 'string', 'boolean')
    """
    kinds = pd.api.types
    if kinds.is_bool_dtype(column):
        return "boolean"
    if kinds.is_datetime64_any_dtype(column):
        return "date"
    if kinds.is_integer_dtype(column):
        return "integer"
    return "number" if kinds.is_float_dtype(column) else "string"


def collections() -> pd.DataFrame:
    """List the collections that there are.

    Returns
    -------
    pandas.DataFrame
        One row a collection, by the name that `load_collection` takes: its title, the first and
        last day it set out to cover, as far as it says, and its fault if it cannot be read.

    Examples
    --------
    >>> collections().loc["bakhmut-2023", "title"]
    'Figures reported about the battle of Bakhmut'
    """
    rows = []
    for name, home in collection_homes().items():
        told: dict[str, object] = {"name": name, "fault": ""}
        try:
            declared = outline(home).declared
            told |= {key: declared.get(key, "") for key in ("title", "first_day", "last_day")}
        except AnalysisError as fault:
            told["fault"] = str(fault)
        rows.append(told)
    columns = ["name", "title", "first_day", "last_day", "fault"]
    return pd.DataFrame(rows, columns=columns).fillna("").set_index("name")


def speakers(collection: Collection) -> pd.DataFrame:
    """List who speaks in a collection, those with the most figures first.

    Parameters
    ----------
    collection : Collection

    Returns
    -------
    pandas.DataFrame
        One row a speaker, by key: label, party (its label), figures (rows of the claims), days
        (with a figure of a known day), first_day and last_day of these.

    Examples
    --------
    >>> from analysis import load_collection
    >>> speakers(load_collection("bakhmut-2023")).loc["serhii_cherevatyi", "label"]
    'Serhii Cherevatyi'
    """
    said = collection.claims.groupby("speaker", sort=False)["stated_on"]
    found = said.agg(figures="size", days="nunique", first_day="min", last_day="max")
    words, keys = collection.words, found.index
    party = words.speakers["party"].reindex(keys).map(words.parties["label"]).fillna("")
    found.insert(0, "label", words.speakers["label"].reindex(keys))
    found.insert(1, "party", party)
    order = found.reset_index().sort_values(["figures", "speaker"], ascending=[False, True])
    return order.set_index("speaker")


def columns(table: pd.DataFrame | str) -> pd.DataFrame:
    """Say what the columns of a table mean, and their units or values.

    Parameters
    ----------
    table : pandas.DataFrame or str
        A table of a collection or rows of one, or its name, such as "claims" or "ratios".

    Returns
    -------
    pandas.DataFrame
        One row a column, by its name: meaning; empty for columns that are not of the collection.

    Raises
    ------
    ParameterError
        If no table has that name, with the nearest.

    Examples
    --------
    >>> columns("claims").loc["stated_on", "meaning"]
    'day of announcement (day; empty if the page allows none)'
    """
    books = read_codebook()
    if isinstance(table, str):
        if table not in books:
            raise ParameterError(unknown("table", table, books))
        names, meanings = list(books[table]), books[table]
    else:
        names = [*map(str, table.columns)]
        # Rows of ratios and of claims share names: the table that knows most of them is meant.
        meanings = max(books.values(), key=lambda book: len(book.keys() & set(names)))
    told = {"meaning": [meanings.get(name, "") for name in names]}
    return pd.DataFrame(told, index=pd.Index(names, name="column"), dtype="str")


TOGETHER = ("casualties", "lost_unspecified", "irrecoverable_losses")
"""Measures of people lost that do not say how many were killed and how many wounded."""


@fact
def pages_of(collection: Collection) -> list[str]:
    """List the pages on which a figure that was kept stands."""
    claims = collection.claims
    further = {page for ids in claims["also_in"].unique() for page in ids.split(";") if page}
    return sorted(set(claims["source_id"]) | further)


def pairs_judged(collection: Collection) -> pd.DataFrame:
    """Return the ratios of two figures, refusals and missing ones too, without what is derived.

    Of each row only the ratio, the party, the status and the value.
    """
    pairings = [entry.name for entry in read_catalogue().values() if entry.is_pairing]
    rows = collection.ratios[["ratio", "party", "status", "value"]]
    return rows[rows["ratio"].isin(pairings)]


def divided_about_fighters(collection: Collection) -> pd.DataFrame:
    """Return the pairs of killed and wounded that may be divided, without those about civilians.

    Nought over nought may not.
    """
    pairs = collection.rows_of(LEAD)
    divided = has_both(pairs) & (pairs["status"] != "undefined_zero_zero")
    return pairs[divided & ~pairs["subject"].isin(collection.words.non_fighters)]


def rows_of_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Join the pairs of one series of days; a pair over another time, or without a day, is alone.

    Returns
    -------
    pandas.DataFrame
        One row a series or single pair: speaker, party, subject, scope.
    """
    daily = (pairs["period_kind"] == "day") & pairs["stated_on"].notna()
    key = ["speaker", "party", "subject", "scope"]
    series = pairs.loc[daily, key].drop_duplicates(["speaker", "subject", "scope"])
    return pd.concat([series, pairs.loc[~daily, key]], ignore_index=True)


def figures_apart(collection: Collection) -> pd.DataFrame:
    """Count for each party that fights its figures of wounded, of killed, and of both together.

    Returns
    -------
    pandas.DataFrame
        Indexed by party, the one with most figures first; columns wounded, killed, together.
    """
    points = collection.points
    fights = points[points["party"].isin(list(collection.words.side_of))]
    kinds = {"wounded": "wounded", "killed": "killed"} | dict.fromkeys(TOGETHER, "together")
    counted = pd.crosstab(fights["party"], fights["measure"].map(kinds))
    counted = counted.reindex(columns=["wounded", "killed", "together"], fill_value=0)
    return counted.loc[most_first(counted.sum(axis="columns")).index]


def most_first(counts: pd.Series) -> pd.Series:
    """Order counts from the highest, and those that are equal by their key.

    The rows of a table come in any order, and what is said of them in one.

    >>> most_first(pd.Series({"south": 2, "north": 2, "desk": 3})).to_dict()
    {'desk': 3, 'north': 2, 'south': 2}
    """
    return counts.sort_index().sort_values(ascending=False, kind="stable")


LINE = ["speaker", "measure", "subject", "scope", "unit", "part"]
"""What the figures of one line share."""
MOST_MEASURES = 12
"""Measures of one line that are held against each other, two by two."""
Doubt = tuple[pd.DataFrame, str]
"""Claims with their places, the first to be named first, and what is said after its figure."""


def _doubts(claims: pd.DataFrame, first_day: str, last_day: str) -> Iterator[Doubt]:
    """Yield what is to be looked at again, perhaps without a row; no day declared is empty."""
    dated = claims[claims["stated_on"].notna()]
    if dated.empty:
        return
    day, declares = dated["stated_on"], "which collection.toml declares"
    yield _far_days(dated), f"is of a day more than {FAR_DAYS // 365} years from the other days"
    early, late = pd.Timestamp(first_day or "1000-01-01"), pd.Timestamp(last_day or "9999-12-31")
    yield dated[day < early], f"is of a day before first_day, {declares}"
    yield dated[day > late], f"is of a day after last_day, {declares}"
    goes_on = (dated["period_end"] > day) | (dated["period_start"] > day)
    yield dated[goes_on], "is for a time that goes on after the day of its statement"
    yield from _alike(dated)
    yield _falling(dated), "is a running total below the one before it"


def _far_days(dated: pd.DataFrame) -> pd.DataFrame:
    """Return the claims of days that lie years from all others, where the others are more."""
    days = dated["stated_on"].drop_duplicates().sort_values()
    stretch = (days.diff().dt.days > FAR_DAYS).cumsum().set_axis(days)
    of_claim = dated["stated_on"].map(stretch)
    return dated[of_claim != of_claim.value_counts().idxmax()]


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
        yield rows, f"equals {one} on each of the {len(days)} days that give both"


def _lines_alike(figures: pd.DataFrame, one: str, other: str) -> list[int]:
    """Return the lines in which two measures are equal on enough days, not all with one value."""
    both = figures[[one, other]].dropna()
    line = both.index.get_level_values("line")
    same = (both[one] == both[other]).groupby(line).agg(["all", "size"])
    found = same.index[same["all"] & (same["size"] >= ALIKE_DAYS)]
    values = both.loc[line.isin(found), one].groupby(level="line").nunique()
    return values.index[values > 1].tolist()


def _falling(dated: pd.DataFrame) -> pd.DataFrame:
    """Return the totals that fall below the one before."""
    totals = dated[(dated["period_kind"] == "cumulative") & dated["value"].notna()]
    line = [*LINE, "period_start", "mirror"]
    totals = totals.drop_duplicates([*line, "stated_on"]).sort_values("stated_on", kind="stable")
    return totals[totals["value"] < totals.groupby(line, dropna=False)["value"].shift()]


QUOTED = re.compile("“[^”]*”")
ENDINGS = "|".join(map(re.escape, (*KINDS, ".toml", ".yml")))
FILE = re.compile(rf"[\w. ()-]*?(?:{ENDINGS})(?:\.gz)?\b")
"""The file that a fault begins with."""
MOST_FAULTS = 200
"""Faults, and remarks beside them, that are told one by one; the others are counted."""
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
        Beside faults they are the cells that no rule reads, for nothing else is known yet.
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
            told = [*_first(self.faults), *mends(self.faults), *_first(self.remarks)]
            beside = f", {several(len(self.remarks), 'remark')}" if self.remarks else ""
            total = f"{several(len(self.faults), 'fault')}{beside}; nothing can be published"
            return [*told, total]
        total = f"{self.figures:,} figures, {self.set_aside:,} set aside, no fault"
        told = several(len(self.remarks), "remark") if self.remarks else "no remark"
        return [*self.remarks, *self.notes, f"{total}, {told}; it can be published"]


def _first(told: Sequence[str]) -> list[str]:
    """Return as many lines as are told one by one, and the number of the others."""
    more = len(told) - MOST_FAULTS
    return [*told[:MOST_FAULTS], *([f"and {more:,} more"] if more > 0 else [])]


def mends(faults: Iterable[str]) -> list[str]:
    """Say in which files faults are mended, if a name may also be added somewhere."""
    faults = list(faults)
    added = [where for words, where in MENDS.items() if any(words in fault for fault in faults)]
    if not added:
        return []
    found = filter(None, map(FILE.match, faults))
    files = ", ".join(dict.fromkeys(match.group() for match in found))
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
        faults, remarks = all_faults(home, folder)
        return Checkup(tuple(faults or error.faults), tuple(remarks))
    counts = (len(held.claims), len(held.set_aside))
    if not held.is_mapped:
        return Checkup((), (), tuple(_without_copy(held)), *counts)
    if held.claims.empty:
        return Checkup((f"{name}: no figure is left that can be read",), tuple(_unread(held)))
    checks = (_unread, _given_twice, _hardly_meant, _ownerless_fighters)
    remarks = (*held.remarks, *(remark for check in checks for remark in check(held)))
    return Checkup((), remarks, held.notes, *counts)


def _without_copy(held: Collection) -> list[str]:
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


def _unread(held: Collection) -> list[str]:
    """Say which cells of mapped tables hold no figure that can be read, and why."""
    rows = held.set_aside.merge(held.places, on="claim_id")
    told = [f"{shown(row.written)} is set aside: {row.reason}" for row in rows.itertuples()]
    return _grouped(rows, told, rows["reason"])


def _given_twice(held: Collection) -> list[str]:
    """Say which figures one mirror gives twice for one day, with other values."""
    rows = held.claims.merge(held.places, on="claim_id")
    rows = rows[(rows["rows"] != "events") & rows["stated_on"].notna()]
    key = [*FIGURE_KEY, "stated_on", "mirror"]
    told = {}
    for _, same in rows[rows.duplicated(key, keep=False)].groupby(key, dropna=False):
        speaks, *others = same.itertuples()
        for other in others:
            if other.reported != speaks.reported:
                told[other.Index] = (
                    f"{shown(other.written)} for a day for which {_place(speaks)} gives "
                    f"{shown(speaks.written)}; the first speaks"
                )
    others = rows.loc[sorted(told)]
    return _grouped(others, [told[row] for row in others.index], others["mirror"])


def _hardly_meant(held: Collection) -> list[str]:
    """Say which days, periods and figures are to be looked at again."""
    declared = outline(held.home).declared
    days = (declared.get("first_day", ""), declared.get("last_day", ""))
    found = []
    for rows, words in _doubts(held.claims.merge(held.places, on="claim_id"), *days):
        if len(rows):
            first = rows.iloc[0]
            more = f" ({len(rows):,} figures)" if len(rows) > 1 else ""
            found.append(f"{_place(first)}: {shown(first.written)} {words}{more}")
    return found


def _ownerless_fighters(held: Collection) -> list[str]:
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


def _grouped(rows: pd.DataFrame, told: list[str], kind: pd.Series) -> list[str]:
    """Tell the first of each column and kind, with how many more there are and where."""
    kinds = kind.astype("str").str.replace(QUOTED, "“”", regex=True)
    found = []
    for same in rows.groupby([rows["file"], rows["column"], kinds], sort=False).indices.values():
        first, numbers = rows.iloc[same[0]], rows["number"].iloc[same[1:6]]
        line = f"{_place(first)}: {told[same[0]]}"
        if len(numbers):
            rest = len(same) - 1 - len(numbers)
            noun = f"{first['noun']}s" if len(same) > 2 else first["noun"]
            likewise = ", ".join(map(str, numbers)) + (f" and {rest:,} more" if rest else "")
            line = f"{line} (likewise {noun} {likewise})"
        found.append(line)
    return found


def _place(row) -> str:
    """Say where a claim stands in its file."""
    place = f"{row.file} {row.noun} {row.number}"
    return f"{place}, column {row.column}" if row.column else place
