"""A mapping: what each field of a claim is taken from, table by table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analysis.data.intake.form import Form
from analysis.settings import MOST_VERSIONS

FIELDS = (
    *("claim_id", "stated_on", "date_basis", "period", "speaker", "organisation", "party"),
    *("stance", "measure", "subject", "scope", "scope_wording", "unit", "note"),
)
"""Fields of a claim that a mapping may give."""

ESTIMATES = ("low", "best", "high")


@dataclass(frozen=True)
class Taken:
    """What a field is taken from: a constant, or a column and what its values stand for.

    Parameters
    ----------
    constant : str
    column : str
        Empty for a constant.
    further : tuple of str
        Headings of columns whose texts follow that of the first, each after a space.
    values : mapping
        From a value of the column to what it stands for; others stand for themselves.
    path : tuple
        Where in the mapping it is written.
    """

    constant: str = ""
    column: str = ""
    further: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str | int, ...] = ()

    @classmethod
    def of(cls, written: str | Mapping, path: tuple[str | int, ...]) -> Taken:
        """Take what a mapping says of a field."""
        if isinstance(written, str):
            return cls(constant=written, path=path)
        first, *further = written.get("columns") or [written["column"]]
        return cls("", first, tuple(further), written.get("values", {}), path)

    @property
    def named(self) -> list[str]:
        """The headings that it names."""
        return [self.column, *self.further] if self.column else []


@dataclass(frozen=True)
class Figures:
    """One column of figures, or the low, best and high of one claim.

    Parameters
    ----------
    columns : dict
        From "column", or "low", "best" and "high", to headings.
    taken : dict
        Fields that hold for these figures, those of the table among them.
    qualifier : Taken or None
        Words before each figure.
    factor : int
        What one stands for, as 1000 for figures in thousands.
    first_day, last_day : str
        The days between which the column is taken; empty = no bound.
    path : tuple
        Where in the mapping it is written.
    """

    columns: dict[str, str]
    taken: dict[str, Taken]
    qualifier: Taken | None
    factor: int
    first_day: str
    last_day: str
    path: tuple[str | int, ...]

    @property
    def label(self) -> str:
        """The headings, as a provenance names them."""
        return "; ".join(self.columns.values())


@dataclass(frozen=True)
class Rows:
    """Rows of a table, told by what stands in one column.

    Parameters
    ----------
    column : str
    values : tuple of str
        What stands in it, whole.
    containing : tuple of str
        What its text holds somewhere.
    path : tuple
        Where in the mapping it is written.
    """

    column: str
    values: tuple[str, ...]
    containing: tuple[str, ...]
    path: tuple[str | int, ...]

    def told(self) -> str:
        """Say which rows they are."""
        words = [*map(repr, self.values), *(f"…{part}…" for part in self.containing)]
        return f"{self.column} {' or '.join(words)}"


@dataclass(frozen=True)
class TableMap:
    """How one table becomes claims.

    Parameters
    ----------
    name : str
        Begins every claim id.
    file : Path
    mirror : str
    versions : int
        How many unequal figures of one key and day there may be, of which one speaks.
    are_events : bool
        Whether each row is an event of its own, and no statement.
    only, without : tuple of Rows
        Rows that are taken, all if there is none; and rows that are left out.
    form : Form
    page : dict
        Fields of the page of a row.
    figures : tuple of Figures
    path : tuple
        Where in the mapping it is written.
    """

    name: str
    file: Path
    mirror: str
    versions: int
    are_events: bool
    only: tuple[Rows, ...]
    without: tuple[Rows, ...]
    form: Form
    page: dict[str, Taken]
    figures: tuple[Figures, ...]
    path: tuple[str | int, ...]


def mappings_of(declared: Mapping, home: Path) -> list[TableMap]:
    """Return the mapping of each table of a collection.

    Parameters
    ----------
    declared : mapping
        As `declared.read_declared` or `declared.read_sound` returns it.
    home : Path
        The collection's folder, from which files are named.
    """
    tables = enumerate(declared["table"])
    return [_table(written, ("table", n), home) for n, written in tables if written is not None]


def _table(written: Mapping, path: tuple[str | int, ...], home: Path) -> TableMap:
    file = home / written["file"]
    name = written.get("name") or "".join(
        sign if sign.isascii() and sign.isalnum() else "_" for sign in file.name.split(".")[0]
    )
    fields = _taken(written["fields"], FIELDS, (*path, "fields"))
    return TableMap(
        name=name,
        file=file,
        mirror=written.get("mirror", name),
        versions=written.get("versions", MOST_VERSIONS),
        are_events=written.get("rows") == "events",
        only=_rows(written, "only", path),
        without=_rows(written, "without", path),
        form=Form.of(written.get("form", {})),
        page=_taken(written.get("page", {}), written.get("page", {}), (*path, "page")),
        figures=tuple(
            _figures(entry, fields, (*path, "figures", n))
            for n, entry in enumerate(written["figures"])
        ),
        path=path,
    )


def _rows(written: Mapping, name: str, path: tuple[str | int, ...]) -> tuple[Rows, ...]:
    return tuple(
        Rows(
            entry["column"],
            tuple(entry.get("values", ())),
            tuple(entry.get("containing", ())),
            (*path, name, n),
        )
        for n, entry in enumerate(written.get(name, ()))
    )


def _figures(written: Mapping, fields: dict[str, Taken], path: tuple[str | int, ...]) -> Figures:
    columns = {part: written[part] for part in ("column", *ESTIMATES) if part in written}
    own = _taken(written, FIELDS, path)
    qualifier = written.get("qualifier")
    return Figures(
        columns=columns,
        taken={**fields, **own},
        qualifier=None if qualifier is None else Taken.of(qualifier, (*path, "qualifier")),
        factor=written.get("factor", 1),
        first_day=written.get("first_day", ""),
        last_day=written.get("last_day", ""),
        path=path,
    )


def _taken(written: Mapping, names, path: tuple[str | int, ...]) -> dict[str, Taken]:
    return {name: Taken.of(written[name], (*path, name)) for name in names if name in written}
