"""One collection, read, checked, cleaned and put through the gate.

>>> collection = load_collection("bakhmut-2023")
>>> len(collection.claims) + len(collection.set_aside) == collection.rows_in
True
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from analysis.cards import card
from analysis.checks import check_claims, check_readings, check_sources, refuse
from analysis.claims import clean_claims, leave_out_inferred_days
from analysis.codes import decode
from analysis.derived import derived_rows
from analysis.echoes import group_origins, points_of
from analysis.errors import ParameterError, RawDataError
from analysis.kept import Shelf, shelf_of
from analysis.names import nearest
from analysis.paths import RAW
from analysis.ratios import compute_ratios
from analysis.reads import fact, touched
from analysis.settings import CAP
from analysis.sources import Origin, missing_columns, read_origin, read_raw, sha256_of, unseen_signs
from analysis.terms import CLAIM_FIELDS
from analysis.vocabulary import Vocabulary, read_vocabulary

TABLES = ("claims.csv", "sources.csv", "readings.csv")
SOURCE_FIELDS = ("source_id", "url", "publisher", "title", "published", "language")
CODED = tuple(field for field in CLAIM_FIELDS if field != "claim_id")
PRINTED_VERSION = "REPORTEDLY_DATA_VERSION"
"""Environment variable: the data version that pages are to name, where a page of an earlier one is
made again to be compared."""
DECLARATION = "collection.toml"
READING_FIELDS = ("claim_id", "column", "reading", "reason")


@dataclass(frozen=True, eq=False, repr=False)
class Collection:
    """The claims of one collection, and all that was read beside them.

    Parameters
    ----------
    name : str
        Folder in `data/raw`.
    coded : pandas.DataFrame
        One row a figure (`claims.clean_claims`, `echoes.group_origins`), its text as codes.
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
        First twelve signs of the SHA-256 of all tables read, the vocabulary included.
    shelf : Shelf, optional
        Where its tables are kept between processes; None if they are not.
    options : tuple of (str, float or bool)
        What it was loaded with: the other arguments of `load_collection`.
    """

    name: str
    coded: pd.DataFrame
    set_aside: pd.DataFrame
    sources: pd.DataFrame
    words: Vocabulary
    origin: Origin
    data_version: str
    title: str
    calendar: pd.DatetimeIndex
    shelf: Shelf | None = None
    options: tuple[tuple[str, float | bool], ...] = ()

    def __repr__(self) -> str:
        return f"{self.title}: {len(self.claims)} claims, data version {self.data_version}"

    def _repr_html_(self) -> str:
        facts = {
            "claims": len(self.claims),
            "set aside": len(self.set_aside),
            "pages": len(self.sources),
            "speakers": self.claims["speaker"].nunique(),
            "days it set out to cover": len(self.calendar),
            "ratios and refusals": len(self.ratios),
            "data version": self.data_version,
        }
        return card(self.title, facts)

    def __getattribute__(self, name: str) -> object:
        touched(self, name)
        return object.__getattribute__(self, name)

    @property
    def printed_version(self) -> str:
        """The data version that a page names: that of the tables read."""
        return os.environ.get(PRINTED_VERSION, self.data_version)

    @property
    def rows_in(self) -> int:
        """Rows of the raw table of claims."""
        return len(self.coded) + len(self.set_aside)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """One row a figure, its text as text; of a large table, take what is needed of `coded`."""
        return decode(self.coded)

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
        return decode(points_of(self.coded))

    @cached_property
    def ratios(self) -> pd.DataFrame:
        """Every ratio of the catalogue with its refusals (`ratios.compute_ratios`)."""
        return _kept(self.shelf, ("ratios",), lambda: {"ratios": self._ratios()})["ratios"]

    def _ratios(self) -> pd.DataFrame:
        table = compute_ratios(self.points, self.words)
        return pd.concat([table, derived_rows(table, len(self.calendar))], ignore_index=True)

    @fact
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
    name: str, *, cap: float = CAP, inferred_days: bool = True, folder: Path = RAW
) -> Collection:
    """Read, check and clean one collection.

    Parameters
    ----------
    name : str
        A folder in `data/raw` with claims.csv, sources.csv and readings.csv.
    cap : float
        Largest half-width of a rounded or hedged figure, as a share of it.
    inferred_days : bool
        Whether claims whose day is inferred or not known stay in.
    folder : Path
        Where collections and vocabulary stand.

    Returns
    -------
    Collection

    Raises
    ------
    ParameterError
        If there is no such collection, naming those there are.
    RawDataError
        With every fault of every table at once.

    Examples
    --------
    >>> held = load_collection("bakhmut-2023")
    >>> held.claims.loc[held.claims["claim_id"] == "a0214", "reported"].tolist()
    ['193']
    """
    if name not in collection_names(folder):
        close = nearest(name, collection_names(folder)) or collection_names(folder)
        raise ParameterError(f"no collection {name!r} in data/raw; nearest: {', '.join(close)}")
    tables = [*sorted((folder / name).glob("*.csv")), *sorted(folder.glob("*.csv"))]
    version = sha256_of(*sorted((folder / name).glob(DECLARATION)), *tables)
    return _load(name, cap, inferred_days, folder, version)


def collection_names(folder: Path = RAW) -> list[str]:
    """Return the folders of `data/raw` that hold a table of claims, sorted."""
    return sorted(path.parent.name for path in folder.glob("*/claims.csv"))


@cache
def _load(name: str, cap: float, inferred_days: bool, folder: Path, version: str) -> Collection:
    words = read_vocabulary(folder)
    declared = _read_declaration(folder / name / DECLARATION)
    shelf = _shelf_of(name, cap, inferred_days, folder)
    tables = _kept(
        shelf,
        ("coded", "set_aside", "sources"),
        lambda: _cleaned(folder / name, words, cap, inferred_days),
    )
    return Collection(
        name=name,
        **tables,
        words=words,
        origin=read_origin(folder / name / "claims.csv"),
        data_version=version[:12],
        title=declared["title"],
        calendar=pd.date_range(declared["first_day"], declared["last_day"], unit="s"),
        shelf=shelf,
        options=(("cap", cap), ("inferred_days", inferred_days)),
    )


def _cleaned(
    folder: Path, words: Vocabulary, cap: float, inferred_days: bool
) -> dict[str, pd.DataFrame]:
    """Read, check and clean the tables of a collection."""
    raw = _read_checked(folder, words)
    cleaned, ledger = clean_claims(raw.pop("claims.csv"), words, raw["readings.csv"], cap=cap)
    if not inferred_days:
        cleaned, ledger = leave_out_inferred_days(cleaned, ledger)
    pages = raw["sources.csv"].set_index("source_id")
    return {"coded": group_origins(cleaned), "set_aside": decode(ledger), "sources": pages}


def _shelf_of(name: str, cap: float, inferred_days: bool, folder: Path) -> Shelf | None:
    """Return where the tables of one of our own collections are kept; others are not."""
    if folder != RAW:
        return None
    files = [path for place in (folder / name, folder) for path in place.glob("*.*")]
    bytes_of_all = sha256_of(*sorted(path for path in files if path.is_file()))
    return shelf_of(name, cap, inferred_days, bytes_of_all)


def _kept(
    shelf: Shelf | None, names: tuple[str, ...], make: Callable[[], dict[str, pd.DataFrame]]
) -> dict[str, pd.DataFrame]:
    return shelf.tables(names, make) if shelf else make()


def _read_declaration(path: Path) -> dict:
    """Read the title of a collection and the days that it set out to cover."""
    if not path.is_file():
        raise RawDataError([f"{path.name}: there is no such file in {path.parent.name}/"])
    try:
        text = path.read_text(encoding="utf-8")
        refuse(unseen_signs(text, path.name))
        declared = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RawDataError([f"{path.name}: {error}"]) from error
    kinds = {"title": str, "first_day": date, "last_day": date}
    faults = [
        f"{path.name}: {field} is missing, or no {'text' if kind is str else 'day YYYY-MM-DD'}"
        for field, kind in kinds.items()
        if not isinstance(declared.get(field), kind)
    ]
    if not faults and declared["first_day"] > declared["last_day"]:
        faults = [f"{path.name}: the last day comes before the first"]
    refuse(faults)
    return declared


def _read_checked(folder: Path, words: Vocabulary) -> dict[str, pd.DataFrame]:
    required = dict(zip(TABLES, (tuple(CLAIM_FIELDS), SOURCE_FIELDS, READING_FIELDS), strict=True))
    raw, faults = {}, []
    for table, columns in required.items():
        try:
            raw[table] = read_raw(folder / table, coded=CODED if table == "claims.csv" else ())
            faults += missing_columns(raw[table], columns, folder / table)
        except RawDataError as error:
            faults += error.faults
    refuse(faults + _faults_of_cells(raw, folder, words))
    return raw


def _faults_of_cells(raw: dict[str, pd.DataFrame], folder: Path, words: Vocabulary) -> list[str]:
    """Check the tables that can be read, whatever is wrong with the others."""
    claim_ids = raw.get("claims.csv", pd.DataFrame()).get("claim_id")
    source_ids = raw.get("sources.csv", pd.DataFrame()).get("source_id")
    checks = {
        "claims.csv": lambda claims, path: check_claims(claims, source_ids, words, path),
        "sources.csv": check_sources,
        "readings.csv": lambda readings, path: check_readings(readings, claim_ids, path),
    }
    found = [check(raw[name], folder / name) for name, check in checks.items() if name in raw]
    return [fault for faults in found for fault in faults]
