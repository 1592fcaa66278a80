"""One collection, read, checked, cleaned and put through the gate.

>>> collection = load_collection("bakhmut-2023")
>>> len(collection.claims) + len(collection.set_aside) == collection.rows_in
True

Each of its tables is made when it is first taken. A key that a caller names must be one of the
collection's, or is refused with the nearest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, wraps
from inspect import signature
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from analysis.claims import (
    calendar_until,
    clean_claims,
    group_origins,
    known_by,
    leave_out_inferred_days,
    mark_carried,
    points_of,
    read_as_of,
    version_of,
    with_sums,
)
from analysis.data.dates import iso_day
from analysis.data.inputs import refuse
from analysis.data.intake.tables import Break, Outline, files_of, is_mapped, outline, receive
from analysis.data.names import MOST_LISTED, nearest, unknown
from analysis.data.places import (
    DECLARATION,
    collection_homes,
    faults_of_links,
    lies_outside,
    places_told,
)
from analysis.data.raw import Origin, read_origin, sha256_of, sidecar_of
from analysis.data.vocabulary import COLUMNS, Vocabulary, read_vocabulary, with_sides
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import RAW
from analysis.ratios.division import compute_ratios, ratio_pieces
from analysis.ratios.gate import CLAIMS, read_catalogue
from analysis.ratios.references import derived_pieces, rested_on
from analysis.settings import CAP
from analysis.store.columns import (
    NO_ROWS,
    Indexed,
    cells_of_rows,
    decode,
    encode,
    read_only,
    stacked,
)
from analysis.store.instructions import instructions
from analysis.store.reads import (
    Shelf,
    fact,
    file_read,
    note_whole,
    quietly,
    shelf_of,
    tables_of,
    whole_table,
)
from analysis.terms import MEANINGS
from analysis.text import card

RATIOS = "ratios"
"""The name under which they are kept between processes."""
ROWS_AT_ONCE = 64
"""Rows of a table that become mappings together."""
DAYS = ("stated_on", "first", "last", "day")
NAMED = (*(name for name, of in MEANINGS.items() if of.table), *DAYS, "ratio", "span")
"""What is checked of the keys that a caller names."""
Answer = TypeVar("Answer")


KEY = ["variant", "numerator_claims", "denominator_claims"]
"""What tells the rows of one ratio apart."""


def kept(made: Callable[[Collection], Answer]) -> property:
    """Make a property of a collection that is made once, and is noted as read whole when taken.

    A table that it makes is read only, and what it takes to make it is no reading of a report.
    """

    @wraps(made)
    def taken(collection: Collection) -> Answer:
        if made.__name__ not in collection._kept:
            with quietly():
                answer = made(collection)
            is_table = isinstance(answer, pd.DataFrame)
            collection._kept[made.__name__] = read_only(answer) if is_table else answer
        return collection._kept[made.__name__]

    return whole_table(taken)


class Records(Mapping):
    """The rows of a table by their claim, each a mapping that nobody can change.

    They are made by and by: a page asks for few of many.

    >>> Records(pd.DataFrame({"claim_id": ["a", "b"], "value": [193.0, 199.0]}))["b"]["value"]
    199.0
    """

    def __init__(self, claims: pd.DataFrame) -> None:
        self._claims = claims
        self._place = {claim_id: place for place, claim_id in enumerate(claims["claim_id"])}
        self._made: dict[int, list[dict]] = {}

    def __getitem__(self, claim_id: str) -> Mapping:
        block, place = divmod(self._place[claim_id], ROWS_AT_ONCE)
        if block not in self._made:
            first = block * ROWS_AT_ONCE
            rows = self._claims.iloc[first : first + ROWS_AT_ONCE]
            self._made[block] = [dict(zip(rows, row, strict=True)) for row in cells_of_rows(rows)]
        return MappingProxyType(self._made[block][place])

    def number_of(self, claim_id: str) -> int:
        """Return the number of the row of a claim."""
        return self._place[claim_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._place)

    def __len__(self) -> int:
        return len(self._place)


CLEANED = "cleaned"
"""What is kept of a collection between processes, beside its ratios: all that loading it makes."""
RECALLED_BYTES = 4_000_000
"""Files of a collection that is recalled: fewer than these; ours are a twentieth of it."""
WORDS = "words."
"""Begins the names under which the vocabulary is kept with it."""


ALL = "all"
"""In the ratios that a collection rules out: each of the catalogue."""


@dataclass(frozen=True, eq=False, repr=False)
class Collection(Indexed):
    """The claims of one collection, and all that was read beside them.

    Its tables are noted as read whole where a report takes them (`store.reads`): a function that
    needs little of them is a question, marked `@fact`, and only its answer is noted.

    Parameters
    ----------
    name : str
        Its folder's.
    _read : mapping
        Its tables coded, set_aside and places.
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
    breaks : tuple of Break
        Days from which running totals count something else.
    refused : mapping
        From a ratio that it rules out to the reason.
    war : str
        The war that it is about, as the reference table names it; empty = one without rows there.
    shelf : Shelf, optional
        Where its tables are kept between processes; None if they are not.
    options : tuple of (str, float, bool or str)
        What it was loaded with: the other arguments of `load_collection`.
    remarks, notes : tuple of str
        What a reader of its files should know, and how their rows were counted
        (`data.intake.tables.RawCollection`).
    """

    name: str
    _read: Mapping[str, pd.DataFrame]
    sources: pd.DataFrame
    words: Vocabulary
    origin: Origin
    data_version: str
    title: str
    calendar: pd.DatetimeIndex
    home: Path
    breaks: tuple[Break, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    war: str = ""
    shelf: Shelf | None = None
    options: tuple[tuple[str, float | bool | str], ...] = ()
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

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

    @property
    def printed_version(self) -> str:
        """The data version that a page names: that of the tables read."""
        return instructions().version or self.data_version

    @property
    def as_of(self) -> str:
        """The day by which everything in it was known; empty = no such day."""
        return str(dict(self.options).get("as_of", ""))

    @property
    def is_mapped(self) -> bool:
        """Whether its claims come from tables of others, by a mapping."""
        return is_mapped(self.home)

    @property
    def scopes(self) -> pd.DataFrame:
        """Scopes by key, with their labels."""
        return self.words.scopes

    @property
    def speakers(self) -> pd.DataFrame:
        """Speakers by key, with their labels and offices."""
        return self.words.speakers

    @whole_table
    def rows_in(self) -> int:
        """Rows of the raw table of claims."""
        return len(self._read["coded"]) + len(self._read["set_aside"])

    @whole_table
    def coded(self) -> pd.DataFrame:
        """One row a figure (`clean_claims`, `group_origins`), its text as codes."""
        return self._read["coded"]

    @whole_table
    def set_aside(self) -> pd.DataFrame:
        """The ledger of rows left out, each with its reason."""
        return self._read["set_aside"]

    @whole_table
    def places(self) -> pd.DataFrame:
        """Where each claim stands: claim_id, file, noun (line or row), number, column, mirror.

        The last two are empty for transcribed claims.
        """
        return self._read["places"]

    @kept
    def claims(self) -> pd.DataFrame:
        """One row a figure, its text as text; of a large table, take what is needed of `coded`."""
        return decode(self.coded)

    @kept
    def points(self) -> pd.DataFrame:
        """The claims that speak for their origin, and sums of events: what may enter a ratio."""
        return self._speaking()

    @kept
    def sums(self) -> dict[str, str]:
        """From the id of an event that was added to others to the ids of all of them."""
        together = self.points.loc[self.points["claim_id"].str.contains(";"), "claim_id"]
        return {claim_id: ids for ids in together for claim_id in ids.split(";")}

    @kept
    def ratios(self) -> pd.DataFrame:
        """Every ratio of the catalogue with its refusals (`division.compute_ratios`).

        They are kept between processes.
        """
        return tables_of(self.shelf, RATIOS, lambda: {RATIOS: self._divided()})[RATIOS]

    @kept
    def records(self) -> Mapping[str, Mapping]:
        """The claims by id, each as a mapping from its columns that nobody can change."""
        return Records(self.claims)

    @cached_property
    def _kept(self) -> dict[str, Any]:
        return {}

    def _speaking(self) -> pd.DataFrame:
        return with_sums(decode(points_of(self._read["coded"])))

    def _divided(self) -> pd.DataFrame:
        """Compute the ratios, and keep nothing else of what that takes."""
        return decode(stacked([encode(piece, but=CLAIMS) for piece in self._ratio_pieces()]))

    def _ratio_pieces(self) -> Iterator[pd.DataFrame]:
        rested = []
        for piece in ratio_pieces(self._speaking(), self.words, self.refused):
            rested.append(rested_on(piece))
            yield piece
        yield from derived_pieces(stacked(rested), len(self.calendar), self.words.non_fighters)

    @property
    def _has_ratios(self) -> bool:
        return RATIOS in self._kept or bool(self.shelf and self.shelf.size_of(RATIOS))

    def pieces_of(self, table: str) -> Iterator[pd.DataFrame]:
        """Give claims, set_aside or ratios in pieces, one after the other, text partly as codes.

        Of a large collection not all ratios stand in memory then, and they are not kept.
        """
        note_whole(self, table)
        if table == RATIOS and not self._has_ratios:
            yield from self._ratio_pieces()
        else:
            yield self.coded if table == "claims" else getattr(self, table)

    @fact
    def claims_behind(self, claim_ids: str) -> pd.DataFrame:
        """Return the claims named in a cell such as `a0214;a0215`, in that order.

        >>> load_collection("bakhmut-2023").claims_behind("a0214;a0215")["reported"].tolist()
        ['193', '199']
        """
        ids = [claim_id for claim_id in claim_ids.split(";") if claim_id]
        if unknown := [claim_id for claim_id in ids if claim_id not in self.records]:
            raise KeyError(", ".join(unknown))
        numbers = [self.records.number_of(claim_id) for claim_id in ids]
        return self.claims.take(numbers).reset_index(drop=True)

    def ratio_row(self, ratio: str, variant: str, numerator: str, denominator: str) -> pd.Series:
        """Return one row of the ratios, named by what tells it apart.

        Raises
        ------
        KeyError
            If there is none.
        """
        rows, key = self.rows_of(ratio), (variant, numerator, denominator)
        # There may be a million: of what tells them apart only hashes are kept.
        if ratio not in self._hashes:
            told = zip(*(rows[name] for name in KEY), strict=True)
            hashes = np.fromiter(map(hash, told), np.int64, len(rows))
            order = np.argsort(hashes, kind="stable")
            self._hashes[ratio] = hashes[order], order
        hashes, order = self._hashes[ratio]
        ends = (np.searchsorted(hashes, hash(key), side) for side in ("left", "right"))
        for number in order[slice(*ends)]:
            if tuple(rows[name].iat[number] for name in KEY) == key:
                return rows.iloc[number]
        raise KeyError(key)

    @cached_property
    def _hashes(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        return {}

    def rows_of(self, ratio: str) -> pd.DataFrame:
        """Return the rows of one ratio, the same table each time; none if there are none."""
        numbers = self.standing(RATIOS, "ratio").get(ratio, NO_ROWS)
        if ratio not in self._by_ratio:
            if len(numbers) and numbers[-1] - numbers[0] == len(numbers) - 1:
                # The table is sorted by ratio, and a part of it in one piece is no copy.
                numbers = slice(numbers[0], numbers[-1] + 1)
            self._by_ratio[ratio] = read_only(self.ratios.iloc[numbers])
        return self._by_ratio[ratio]

    @cached_property
    def _by_ratio(self) -> dict[str, pd.DataFrame]:
        return {}

    def rows_alone(self, ratio: str) -> pd.DataFrame:
        """Return the rows of one pairing, for whoever needs no other: they are soon divided."""
        if self._has_ratios:
            return self.rows_of(ratio)
        note_whole(self, RATIOS)
        with quietly():
            return compute_ratios(self.points, self.words, self.refused, ratio)


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
        A folder in `data/raw`, or where `places.COLLECTIONS` points, with a mapping of tables, or
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
    >>> held = load_collection("bakhmut-2023")
    >>> held.claims.loc[held.claims["claim_id"] == "a0214", "reported"].tolist()
    ['193']
    """
    homes = collection_homes(folder)
    if name not in homes:
        close = nearest(name, homes) or list(homes)
        there = ", ".join(close) or "there is none"
        raise ParameterError(f"no collection {name!r} in {places_told(folder)}; nearest: {there}")
    read_as_of(as_of)
    files = raw_tables(homes[name], folder)
    for path in files:
        if path.parent != folder and lies_outside(path, homes[name]):
            file_read(path)
    return _load(homes[name], cap, inferred_days, as_of, folder, sha256_of(*files))


OPTIONS: dict[str, float | bool | str] = {
    name: argument.default
    for name, argument in signature(load_collection).parameters.items()
    if name not in ("name", "folder")
}
"""How a collection may be loaded, and how it is where nobody says otherwise."""


def collection_of(values: Mapping[str, object]) -> Collection | None:
    """Return the collection as the values of a report ask for it; None if they name none."""
    if "collection" not in values:
        return None
    options = {name: values[name] for name in OPTIONS if name in values}
    return load_collection(str(values["collection"]), **options)


def recall(folder: Path = RAW) -> None:
    """Load the small collections that are kept, as they are loaded by default, and no other.

    Nothing is read but what is kept, and that without threads, so that this process can be
    forked afterwards; loading one of them is then done, in this process and its children.
    Whatever is wrong is told by who asks for the collection.
    """
    # No report has read anything yet, though somebody may listen to what reports will read.
    with suppress(AnalysisError, OSError), quietly():
        homes = collection_homes(folder)
        for name, home in homes.items():
            files = [path for path in home.glob("*.*") if path.is_file()]
            if sum(path.stat().st_size for path in files) >= RECALLED_BYTES:
                continue
            version = sha256_of(*raw_tables(home, folder))
            shelf = _shelf_of(home, folder, OPTIONS, version)
            if shelf and min(shelf.size_of(kept) for kept in (CLEANED, RATIOS)):
                held = load_collection(name, folder=folder)
                _ = held.claims, held.points, held.ratios


def collection_names(folder: Path = RAW) -> list[str]:
    """Return the names of the collections there are, sorted."""
    return list(collection_homes(folder))


def raw_tables(home: Path, folder: Path = RAW) -> list[Path]:
    """Return the files that a collection is read from, the shared vocabulary included."""
    refuse(faults_of_links(home))
    mapped = [path for path in files_of(home) if path.is_file()] if is_mapped(home) else []
    own = [path for path in sorted(home.glob("*.csv")) if path not in mapped and path.is_file()]
    return [*sorted(home.glob(DECLARATION)), *mapped, *own, *sorted(folder.glob("*.csv"))]


@cache
def _load(
    home: Path, cap: float, inferred_days: bool, as_of: str, folder: Path, version: str
) -> Collection:
    how = {"cap": cap, "inferred_days": inferred_days}
    options = how | {"as_of": as_of}
    shelf = _shelf_of(home, folder, options, version)
    tables = tables_of(shelf, CLEANED, lambda: _cleaned(outline(home), as_of, folder, **how))
    # Tables were made, or were kept under the digest of all that they were made of.
    told = outline(home, is_sound=True)
    known_version = tables["version"]["version"].iloc[0] if as_of else version
    told_of = dict(iter(tables["remarks"].groupby("kind")["told"]))
    days = tables["days"]["day"]
    return Collection(
        name=home.name,
        _read={name: read_only(tables[name]) for name in ("coded", "set_aside", "places")},
        sources=read_only(tables["sources"]),
        words=Vocabulary(**{name: read_only(tables[f"{WORDS}{name}"]) for name in COLUMNS}),
        origin=_origin_of(told),
        data_version=known_version[:12],
        title=told.declared["title"],
        calendar=pd.DatetimeIndex(days, freq="infer" if len(days) > 2 else None),
        home=home,
        breaks=told.breaks,
        refused=_refused(told),
        war=told.declared.get("war", ""),
        shelf=shelf,
        options=tuple(options.items()),
        remarks=tuple(told_of.get("remark", ())),
        notes=tuple(told_of.get("note", ())),
    )


def _told(**kinds: tuple[str, ...]) -> pd.DataFrame:
    rows = [(kind, words) for kind, told in kinds.items() for words in told]
    return pd.DataFrame(rows, columns=["kind", "told"], dtype="str")


def _origin_of(told: Outline) -> Origin:
    """Return who compiled a collection, with what the makers of all its tables note.

    A page says so if tables were read from elsewhere.
    """
    main, *further = told.files
    notes = [read_origin(file).note for file in further if sidecar_of(file).exists()]
    origin = read_origin(main)
    notes = dict.fromkeys(note for note in (origin.note, *notes) if note)
    origin = replace(origin, note=" ".join(notes))
    if not told.outside:
        return origin
    files = ", ".join(told.outside)
    return replace(origin, title=f"{origin.title}, with {files} read from outside its folder")


def _cleaned(
    told: Outline, as_of: str, folder: Path, *, cap: float, inferred_days: bool
) -> dict[str, pd.DataFrame]:
    """Read, check and clean the tables of a collection, as of a day if there is one."""
    words = read_vocabulary(folder, own=told.home)
    sides = {name: told.declared.get(name) for name in ("sides", "supports")}
    words = with_sides(words, **sides, file=DECLARATION)
    refuse(_faults_of_refusals(told))
    read, day = receive(told, words), read_as_of(as_of)
    claims, sources, readings = read.tables if day is None else known_by(*read.tables, day)
    if claims.empty:
        raise ParameterError(_why_empty(told.home.name, as_of))
    calendar, places = read.calendar(claims), read.places
    if day is not None:
        places = places[places["claim_id"].isin(claims["claim_id"])].reset_index(drop=True)
    claims = encode(claims, but=("claim_id",))
    cleaned, ledger = clean_claims(claims, words, readings, cap=cap)
    if not inferred_days:
        cleaned, ledger = leave_out_inferred_days(cleaned, ledger)
    pages, ledger = sources.set_index("source_id"), decode(ledger)
    version = "" if day is None else version_of(decode(cleaned), pages, ledger, words)
    coded = group_origins(cleaned)
    if is_mapped(told.home) and (coded["period_kind"] == "cumulative").any():
        coded = encode(mark_carried(decode(coded), read.places), but=("claim_id",))
    days = calendar if day is None else calendar_until(calendar, day)
    return {
        "coded": coded,
        "set_aside": ledger,
        "sources": pages,
        "places": places,
        "days": pd.DataFrame({"day": days}),
        "version": pd.DataFrame({"version": [version]}),
        "remarks": _told(remark=read.remarks, note=read.notes),
        **{f"{WORDS}{name}": getattr(words, name) for name in COLUMNS},
    }


def _faults_of_refusals(told: Outline) -> list[str]:
    known = list(read_catalogue())
    return [
        f"{DECLARATION}, refuse: {ratio!r} is no ratio of the catalogue; nearest: "
        + ", ".join(nearest(ratio, known) or known[:3])
        for ratio in told.refused
        if ratio not in (*known, ALL)
    ]


def _refused(told: Outline) -> dict[str, str]:
    """Return the ratios that a collection rules out; `all` stands for each of the catalogue."""
    of_all = dict.fromkeys(read_catalogue(), told.refused[ALL]) if ALL in told.refused else {}
    return of_all | {ratio: why for ratio, why in told.refused.items() if ratio != ALL}


def _why_empty(name: str, as_of: str) -> str:
    if as_of:
        return f"as_of {as_of}: no claim of {name} was known by then"
    return f"{name} holds no claim yet; `reportedly review {name}` makes claims of drafts"


def _shelf_of(home: Path, folder: Path, options: dict[str, object], version: str) -> Shelf | None:
    """Return where the tables of one of our own collections are kept; others are not.

    They were made of the tables read, wherever these lie (`version`), and of what lies beside
    them, such as sidecars.
    """
    if folder != RAW:
        return None
    files = [path for place in (home, folder) for path in place.glob("*.*")]
    beside = sha256_of(*sorted(path for path in files if path.is_file()))
    return shelf_of(str(home), options, version, beside)


def check_keys(held: Collection, /, **named: Any) -> None:
    """Refuse a key that nothing in a collection can have.

    Parameters
    ----------
    held : Collection
    **named
        By what each names: `speaker`, `scope`, `area`, `subject`, `measure`, `ratio`; a day by
        `stated_on`, `first`, `last` or `day`, and two by `span`. What is empty names nothing, and
        any other name passes.

    Raises
    ------
    ParameterError
        With every fault, and the nearest keys to each.

    Examples
    --------
    >>> check_keys(load_collection("bakhmut-2023"), speaker="serhii_cherevaty")
    Traceback (most recent call last):
    ...
    analysis.errors.ParameterError: speaker 'serhii_cherevaty' is not known; the nearest: ...
    """
    keys = {name: named[name] for name in NAMED if name in named}
    faults = [fault for name, key in keys.items() if key and (fault := _fault(held, name, key))]
    if faults:
        raise ParameterError("\n".join(faults))


def keyed(asked: Callable[..., Answer]) -> Callable[..., Answer]:
    """Let a function check the keys that it is given by name or place, as `check_keys` does.

    One of its arguments is the collection, or has it as `collection`. A key without a default is
    not left empty, unless the collection has none to choose; of a running total it may be.
    """
    places = signature(asked).parameters
    needed = [name for name, of in places.items() if name in MEANINGS and of.default is of.empty]

    @wraps(asked)
    def checked(*rest: Any, **named: Any) -> Answer:
        given = dict(zip(places, rest, strict=False)) | named
        held = [getattr(value, "collection", value) for value in given.values()]
        held = [value for value in held if hasattr(value, "words")]
        if not held:
            raise ParameterError(f"{asked.__name__} asks a collection, as load_collection gives it")
        check_keys(held[0], **given)
        empty = [name for name in needed if name in given and not given[name]]
        if empty and "measure" not in needed:
            _refuse_empty(held[0], empty, given)
        return asked(*rest, **named)

    return checked


def _refuse_empty(held: Collection, empty: list[str], given: dict[str, Any]) -> None:
    """Refuse keys left empty, with those there are; where there is none to choose, they stay so.

    What a key can be stands in claims that have the other keys, and most claims come first.
    """
    keys = {MEANINGS[name].column: key for name, key in given.items() if name in MEANINGS and key}
    dated, faults = held.points["stated_on"].notna(), []
    rows = held.points[dated] if dated.any() else held.points
    for column in filter(None, keys):
        rows = rows[rows[column] == keys[column]]
    for name in empty:
        known = list(read_catalogue())
        if name != "ratio":
            found = rows[MEANINGS[name].column].dropna().value_counts().index
            known = [str(key).removesuffix(" 00:00:00") for key in found]
        more = len(known) - MOST_LISTED
        some = ", ".join(known[:MOST_LISTED]) + (f", and {more} more" if more > 0 else "")
        faults += [f"{name} is empty; one of {some}"] if known else []
    if faults:
        raise ParameterError("\n".join(faults))


def _fault(held: Collection, name: str, key: Any) -> str:
    if name == "ratio":
        known = read_catalogue()
        return "" if isinstance(key, str) and key in known else unknown(name, key, known)
    if name in DAYS and not isinstance(key, date):
        iso_day(str(key), name)
    elif name == "span":
        check_keys(held, first=key[0], last=key[1])
    elif (meaning := MEANINGS.get(name)) and meaning.table:
        known = getattr(held.words, meaning.table).index
        if not isinstance(key, str):
            return unknown(name, key, known)
        # Ratios add to the vocabulary, such as an area less one that lies in it.
        with quietly():
            is_added = key not in known and (
                meaning.column in held.ratios and key in held.standing(RATIOS, meaning.column)
            )
        return "" if key in known or is_added else unknown(name, key, known)
    return ""
