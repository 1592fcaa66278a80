"""What there is to ask about: collections, who speaks in one, and what the columns mean."""

from __future__ import annotations

import pandas as pd

from analysis.collection.codebook import read_codebook
from analysis.collection.collection import Collection
from analysis.collection.keys import unknown
from analysis.data.homes import collection_homes
from analysis.data.received import outline
from analysis.errors import AnalysisError, ParameterError


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
