"""What there is to ask about: collections, who speaks in one, how much it holds, what columns mean.

Pages, pairs that were judged and losses stated apart are counted. A count says what it counts: what
is worked out from pairs is no pair that was found.

The codebook says what each column of a published table means, as the documents tell it: one heading
of the second level a file, and under it a table of columns: name, meaning, unit or values. The kind
of a column is that of the table itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis.collection.collection import Collection
from analysis.data.intake.tables import outline
from analysis.data.names import unknown
from analysis.data.places import collection_homes
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import SHIPPED
from analysis.ratios.catalogue import read_catalogue
from analysis.ratios.references import has_both
from analysis.store.reads import fact
from analysis.terms import LEAD

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
