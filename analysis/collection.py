"""One collection, read, checked, cleaned and put through the gate.

>>> collection = load_collection("bakhmut-2023")
>>> len(collection.claims) + len(collection.set_aside) == collection.rows_in
True
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from analysis.carried import mark_carried
from analysis.claims import clean_claims, leave_out_inferred_days
from analysis.derived import derived_rows
from analysis.echoes import group_origins, points_of
from analysis.errors import ParameterError
from analysis.homes import DECLARATION, collection_homes
from analysis.intake.gathering import files_of, is_mapped
from analysis.knowledge import calendar_until, known_by, read_as_of, version_of
from analysis.names import nearest
from analysis.paths import RAW
from analysis.ratios import compute_ratios
from analysis.received import Break, receive
from analysis.settings import CAP
from analysis.sources import Origin, read_origin, sha256_of
from analysis.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class Collection:
    """The claims of one collection, and all that was read beside them.

    Parameters
    ----------
    name : str
        Its folder's.
    claims : pandas.DataFrame
        One row a figure (`claims.clean_claims`, `echoes.group_origins`).
    set_aside : pandas.DataFrame
        The ledger of rows left out, each with its reason.
    sources : pandas.DataFrame
        Pages, indexed by source_id.
    words : Vocabulary
    origin : Origin
        Who compiled it.
    title : str
        In words, for a page.
    calendar : pandas.DatetimeIndex
        Every day that the collection set out to cover; later recalls lie outside it.
    data_version : str
        First twelve signs of the SHA-256 of all tables read, the vocabulary included; as of a
        day, of what was known by then.
    home : Path
        Its folder.
    places : pandas.DataFrame
        Where each claim stands: claim_id, file, noun (line or row) and its number, column,
        mirror; the last two are empty for transcribed claims.
    breaks : tuple of Break
        Days from which running totals count something else.
    as_of : str
        The day by which everything in it was known; empty = no such day.
    """

    name: str
    claims: pd.DataFrame
    set_aside: pd.DataFrame
    sources: pd.DataFrame
    words: Vocabulary
    origin: Origin
    data_version: str
    title: str
    calendar: pd.DatetimeIndex
    home: Path
    places: pd.DataFrame
    breaks: tuple[Break, ...] = ()
    as_of: str = ""

    @property
    def rows_in(self) -> int:
        """Rows of the raw table of claims."""
        return len(self.claims) + len(self.set_aside)

    @property
    def is_mapped(self) -> bool:
        """Whether its claims come from tables of others, by a mapping."""
        return bool((self.places["mirror"] != "").any())

    @property
    def scopes(self) -> pd.DataFrame:
        """Scopes by key, with their labels."""
        return self.words.scopes

    @property
    def speakers(self) -> pd.DataFrame:
        """Speakers by key, with their labels and offices."""
        return self.words.speakers

    @cached_property
    def points(self) -> pd.DataFrame:
        """The claims that speak for their origin: what may enter a ratio."""
        return points_of(self.claims)

    @cached_property
    def ratios(self) -> pd.DataFrame:
        """Every ratio of the catalogue with its refusals (`ratios.compute_ratios`)."""
        table = compute_ratios(self.points, self.words)
        return pd.concat([table, derived_rows(table, len(self.calendar))], ignore_index=True)

    def claims_behind(self, claim_ids: str) -> pd.DataFrame:
        """Return the claims named in a cell such as `a0214;a0215`, in that order.

        >>> load_collection("bakhmut-2023").claims_behind("a0214;a0215")["reported"].tolist()
        ['193', '199']
        """
        ids = [claim_id for claim_id in claim_ids.split(";") if claim_id]
        return self._by_id.loc[ids].reset_index()

    @cached_property
    def _by_id(self) -> pd.DataFrame:
        return self.claims.set_index("claim_id")

    @cached_property
    def records(self) -> dict[str, dict]:
        """The claims by id, each as a dictionary of its columns."""
        return {row["claim_id"]: row for row in self.claims.to_dict("records")}

    def ratio_row(self, ratio: str, variant: str, numerator: str, denominator: str) -> pd.Series:
        """Return one row of the ratios, named by what tells it apart.

        Raises
        ------
        KeyError
            If there is none.
        """
        return self.ratios.iloc[self._places[(ratio, variant, numerator, denominator)]]

    @cached_property
    def _places(self) -> dict[tuple[str, ...], int]:
        key = ["ratio", "variant", "numerator_claims", "denominator_claims"]
        return {row: place for place, row in enumerate(self.ratios[key].itertuples(False, None))}


def load_collection(
    name: str,
    *,
    cap: float = CAP,
    inferred_days: bool = True,
    as_of: str = "",
    folder: Path = RAW,
) -> Collection:
    """Read, check and clean one collection.

    Parameters
    ----------
    name : str
        A folder in `data/raw`, or where `homes.COLLECTIONS` points, with a mapping of tables, or
        with claims.csv, sources.csv and readings.csv.
    cap : float
        Largest half-width of a rounded or hedged figure, as a share of it.
    inferred_days : bool
        Whether claims whose day is inferred or not known stay in.
    as_of : str
        YYYY-MM-DD: leave out what was not known by that day; empty = leave out nothing.
    folder : Path
        Where collections and vocabulary stand.

    Returns
    -------
    Collection

    Raises
    ------
    ParameterError
        If there is no such collection, naming those there are, or nothing was known by the day.
    RawDataError
        With every fault of every table at once.

    Examples
    --------
    >>> load_collection("bakhmut-2023").points["speaker"].nunique() > 50
    True
    """
    homes = collection_homes(folder)
    if name not in homes:
        close = nearest(name, homes) or list(homes)
        raise ParameterError(f"no collection {name!r} in data/raw; nearest: {', '.join(close)}")
    read_as_of(as_of)
    version = sha256_of(*raw_tables(homes[name], folder))
    return _load(homes[name], cap, inferred_days, as_of, folder, version)


def collection_names(folder: Path = RAW) -> list[str]:
    """Return the names of the collections there are, sorted."""
    return list(collection_homes(folder))


def raw_tables(home: Path, folder: Path = RAW) -> list[Path]:
    """Return the files that a collection is read from, the shared vocabulary included."""
    mapped = [path for path in files_of(home) if path.is_file()] if is_mapped(home) else []
    own = [path for path in sorted(home.glob("*.csv")) if path not in mapped]
    return [*sorted(home.glob(DECLARATION)), *mapped, *own, *sorted(folder.glob("*.csv"))]


@cache
def _load(
    home: Path, cap: float, inferred_days: bool, as_of: str, folder: Path, version: str
) -> Collection:
    read = receive(home, folder)
    day, words = read_as_of(as_of), read.words
    tables = (read.claims, read.sources, read.readings)
    claims, sources, readings = tables if day is None else known_by(*tables, day)
    if claims.empty:
        raise ParameterError(f"as_of {as_of}: no claim of {home.name} was known by then")
    cleaned, ledger = clean_claims(claims, words, readings, cap=cap)
    if not inferred_days:
        cleaned, ledger = leave_out_inferred_days(cleaned, ledger)
    sources = sources.set_index("source_id")
    calendar = read.calendar(claims)
    return Collection(
        name=home.name,
        claims=mark_carried(group_origins(cleaned), read.places),
        set_aside=ledger,
        sources=sources,
        words=words,
        origin=read_origin(read.main_file),
        data_version=(version if day is None else version_of(cleaned, sources, ledger, words))[:12],
        title=read.declared["title"],
        calendar=calendar if day is None else calendar_until(calendar, day),
        home=home,
        places=read.places[read.places["claim_id"].isin(claims["claim_id"])],
        breaks=read.breaks,
        as_of=as_of,
    )
