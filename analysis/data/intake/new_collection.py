"""A new collection from tables: the tables as received, sidecars, a mapping, and new names.

A feed that many use is mapped by its recipe, any other table gets a draft. Each recipe is a
file of the folder `recipes`. Its `columns` are all there in the feed and its `other` ones are not;
`table`, `head` and `after` are parts of a `collection.toml`, in which FILE and FORM stand for the
name of the file and how it is written; `origin` holds the entries of a sidecar, whose note says
what the feed counts and what no ratio may be made of it. Rows of a vocabulary table are written if
the feed names them, and `usual` says what is known of every new row.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from analysis.data.inputs import misleading_signs, read_plain, shown
from analysis.data.intake.cells import Form
from analysis.data.intake.claims import map_table
from analysis.data.intake.draft import (
    OPEN_TITLE,
    ROWS,
    UNSURE,
    Drafted,
    draft,
    form_lines,
    joined_rows,
    newcomers,
    taken_from,
    unknown_names,
)
from analysis.data.intake.forms import TableLook, look_at
from analysis.data.intake.headings import FIELDS
from analysis.data.intake.mapping import (
    ESTIMATES,
    SCHEMA,
    FieldSource,
    Lines,
    TableMap,
    mappings_of,
    parsed,
)
from analysis.data.intake.tables import columns_named, rows_taken
from analysis.data.names import nearest
from analysis.data.places import DECLARATION, refuse_no_name
from analysis.data.raw import ORIGIN_FIELDS, sha256_of
from analysis.data.vocabulary import COLUMNS, Vocabulary, read_vocabulary
from analysis.errors import ParameterError
from analysis.store.files import new_folder, write_bytes, write_text
from analysis.terms import OPEN

OWN = {f"{name}.csv" for name in ("claims", "sources", "readings", *COLUMNS)}
"""Tables that a collection reads by their names."""


@dataclass(frozen=True)
class NewCollection:
    """What was made of tables.

    Parameters
    ----------
    written : list of Path
    unsure : int
        Lines of the mapping that are marked as guesses.
    open : int
        Cells and entries that stand as `?`.
    feeds : tuple of str
        The feeds that were known.
    """

    written: list[Path]
    unsure: int
    open: int
    feeds: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One table on its way into a collection.

    Parameters
    ----------
    file : Path
    looked : TableLook
    recipe : Recipe or None
    text : str
        The part of the mapping that is about it.
    """

    file: Path
    looked: TableLook
    recipe: Recipe | None
    text: str


def make_collection(
    name: str,
    files: Sequence[Path],
    folder: Path,
    given: Form | None = None,
    columns: Mapping[str, str] | None = None,
) -> NewCollection:
    """Make the folder of a collection with copies of tables, and draft all that it needs.

    Parameters
    ----------
    name : str
        Of the collection: letters, digits, hyphens.
    files : sequence of Path
    folder : Path
        Where collections stand.
    given : Form, optional
        What the owner of the tables says of how they are written.
    columns : mapping, optional
        From a field or a measure to the heading of its column, as the owner says.

    Raises
    ------
    ParameterError
        If the name cannot be one, or is taken; or a file has the name of another, or of a table
        of our own.
    RawDataError
        If a file cannot be read as a table; then nothing is made.
    """
    home = folder / name
    refuse_no_name(name)
    if home.exists():
        raise ParameterError(f"{home} is there already; choose another name")
    for file in files:
        _refuse_file_name(file)
    if len({file.stem for file in files}) < len(files):
        raise ParameterError("two of the files have one name; rename one of them")
    words = read_vocabulary()
    looks = [look_at(file, given) for file in files]
    _refuse_columns(columns or {}, looks, words)
    parts = [
        _part(file, looked, columns or {}, words) for file, looked in zip(files, looks, strict=True)
    ]
    mapping = f"#:schema {os.path.relpath(SCHEMA, home)}\n{_mapping(parts)}"
    rows = _names(parts, mapping, words)
    texts = {DECLARATION: mapping} | {f"{table}.csv": _csv(table, rows[table]) for table in rows}
    for part in parts:
        known = {"accessed": date.today(), "sha256": sha256_of(part.file), "published": None}
        known |= part.recipe.origin if part.recipe else {}
        entries = {entry: known.get(entry, OPEN) for entry in ORIGIN_FIELDS}
        sidecar = yaml.safe_dump(entries, sort_keys=False, allow_unicode=True)
        texts[f"{part.file.stem}.origin.yml"] = sidecar
    with new_folder(home) as made:
        for part in parts:
            write_bytes(made / part.file.name, read_plain(part.file))
        for file, text in texts.items():
            write_text(made / file, text)
    written = [home / file for file in (*(part.file.name for part in parts), *texts)]
    feeds = tuple(part.recipe.feed for part in parts if part.recipe)
    return NewCollection(written, mapping.count(UNSURE), _count_open(texts), feeds)


def _refuse_file_name(file: Path) -> None:
    """Refuse a name under which the copy would be another table, or look like another name."""
    if file.name in OWN:
        raise ParameterError(
            f"{file.name} is the name of a table of our own form, which a collection reads "
            f"otherwise; copy the file to a name such as my-{file.name} first"
        )
    if not file.name.isprintable() or any(True for _ in misleading_signs(file.name)):
        raise ParameterError(f"{shown(file.name)}: signs in this name mislead; rename the file")


def _refuse_columns(
    columns: Mapping[str, str], looks: Sequence[TableLook], words: Vocabulary
) -> None:
    """Refuse a field that is none, and a heading that no table has."""
    kinds = [*FIELDS, *words.measures.index]
    found = [name for looked in looks for name in looked.cells.columns]
    for kind, heading in columns.items():
        if kind not in kinds:
            raise ParameterError(
                f"column {kind}={heading}: {kind!r} is neither a measure nor one of "
                f"{', '.join(FIELDS)}; nearest: {', '.join(nearest(kind, kinds) or FIELDS[:3])}"
            )
        if heading not in found:
            close = ", ".join(nearest(heading, found) or found)
            raise ParameterError(f"column {kind}={heading}: no such heading; nearest: {close}")


def _part(file: Path, looked: TableLook, columns: Mapping[str, str], words: Vocabulary) -> Part:
    recipe = recognised(looked.cells.columns)
    if recipe and recipe.refused:
        raise ParameterError(f"{file.name} is {recipe.feed}: {recipe.refused}")
    if recipe is None:
        there = looked.cells.columns
        own = {kind: heading for kind, heading in columns.items() if heading in there}
        text = draft(file.name, looked, words, own)
    else:
        lines = "\n".join(form_lines(looked.form, looked.doubts))
        text = recipe.table_for(file.name, lines, looked.cells.columns)
    return Part(file, looked, recipe, text)


def _mapping(parts: Sequence[Part]) -> str:
    """Put the parts of a mapping under each other, the names of the collection first."""
    known = list(dict.fromkeys(part.recipe for part in parts if part.recipe))
    title = f'title = "{known[0].title}"' if known else OPEN_TITLE
    head = dict.fromkeys(recipe.head for recipe in known if recipe.head)
    after = dict.fromkeys(recipe.after for recipe in known if recipe.after)
    return "\n\n".join(["\n".join([title, *head]), *(part.text for part in parts), *after]) + "\n"


def _names(parts: Sequence[Part], mapping: str, words: Vocabulary) -> Drafted:
    """Draft rows for the names that the tables hold and nobody knows, those of recipes first."""
    tables = mappings_of(parsed(mapping), Path())
    lines = Lines(mapping, DECLARATION)
    claims = [_claims(*pair, lines, words) for pair in zip(parts, tables, strict=True)]
    unknown = unknown_names(pd.concat(claims), words)
    usual: dict[str, dict[str, str]] = {}
    rows: Drafted = {}
    for recipe in dict.fromkeys(part.recipe for part in parts if part.recipe):
        usual |= recipe.usual
        ready, unknown = taken_from(recipe.rows, unknown)
        rows = joined_rows(rows, ready)
    return joined_rows(rows, newcomers(unknown, words, rows, **usual))


def _claims(part: Part, table: TableMap, lines: Lines, words: Vocabulary) -> pd.DataFrame:
    """Map a table as far as it is settled, for the names in it."""
    cells = part.looked.cells
    absent = [name for name in columns_named(table) if name not in cells.columns]
    taken, _ = rows_taken(table, cells.with_empty(absent), lines)
    return map_table(table, taken, words).claims


def _csv(table: str, rows: Sequence[dict[str, str]]) -> str:
    """Write rows under the usual columns of a table, and those that some row has besides."""
    cells = pd.DataFrame([ROWS[table], *rows], dtype=object).iloc[1:].fillna("")
    return cells.to_csv(index=False, lineterminator="\n")


def _count_open(texts: Mapping[str, str]) -> int:
    """Count the cells, entries and lines that stand as `?`."""
    marks = (f'"{OPEN}"', f" {OPEN}", f"'{OPEN}'", f",{OPEN}")
    lines = [line for text in texts.values() for line in text.splitlines()]
    return sum(
        max(line.split("#")[0].count(mark) for mark in marks) for line in lines if OPEN in line
    )


FOLDER = Path(__file__).with_name("recipes")


@dataclass(frozen=True, eq=False)
class Recipe:
    """How one feed becomes claims.

    Parameters
    ----------
    feed : str
        Its name in words.
    columns, other : tuple of str
        Headings that it has, and those that tell another feed.
    title, head, table, after : str
        Parts of a mapping.
    origin : mapping
        Entries of a sidecar.
    rows : dict
        Rows of the vocabulary that the feed may need, by table.
    usual : mapping
        By table, what is known of each new row.
    refused : str
        Why no figures are taken from this feed, in words; empty if they are.
    """

    feed: str
    columns: tuple[str, ...]
    other: tuple[str, ...] = ()
    title: str = ""
    head: str = ""
    table: str = ""
    after: str = ""
    origin: Mapping[str, str] = field(default_factory=dict)
    rows: Drafted = field(default_factory=dict)
    usual: Mapping[str, dict[str, str]] = field(default_factory=dict)
    refused: str = ""

    def tells(self, columns: Iterable[str]) -> bool:
        """Whether a table with these headings is this feed."""
        found = set(columns)
        return found.issuperset(self.columns) and found.isdisjoint(self.other)

    def table_for(self, file: str, form: str, columns: Iterable[str]) -> str:
        """Write the mapping of one file, without what the file has no column for.

        Parameters
        ----------
        file : str
            Its name beside the mapping.
        form : str
            Lines that say how it is written.
        columns : iterable of str
            Its headings.
        """
        text = self.table.strip().replace("FILE", json.dumps(file, ensure_ascii=False))
        text = text.replace("FORM\n", f"{form}\n" if form else "")
        text = text.replace("FORM", form)
        found, blocks = set(columns), []
        for block in text.split("\n\n"):
            if block.startswith("[[table.figures]]"):
                figures = tomllib.loads(block)["table"]["figures"][0]
                # Nothing stays of figures that stand in other columns.
                parts = [part for part in ("column", *ESTIMATES) if part in figures]
                if found.isdisjoint(figures[part] for part in parts):
                    continue
            lines = [line for line in block.split("\n") if found.issuperset(_columns_of(line))]
            blocks.append("\n".join(lines))
        return "\n\n".join(block for block in blocks if block not in ("", "[table.form]"))


def _columns_of(line: str) -> list[str]:
    """Return the columns that a line of a mapping takes a field from."""
    name, _, value = line.partition(" = ")
    return FieldSource.of(tomllib.loads(line)[name], ()).named if value.startswith("{") else []


@cache
def recipes() -> tuple[Recipe, ...]:
    """Read all recipes, those that ask for the most columns first."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.toml"))]
    return tuple(sorted(found, key=lambda recipe: -len(recipe.columns)))


def _read(path: Path) -> Recipe:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    usual = written.get("usual", {})
    rows = {
        table: [ROWS[table] | usual.get(table, {}) | row for row in written.pop(table)]
        for table in ROWS
        if table in written
    }
    written |= {part: tuple(written[part]) for part in ("columns", "other") if part in written}
    return Recipe(**written | {"after": written.get("after", "").strip()}, rows=rows)


def recognised(columns: Iterable[str]) -> Recipe | None:
    """Return the recipe of the feed that has these headings; None if none is known.

    >>> recognised(["date", "day", "personnel", "personnel*"]).origin["licence"]
    'MIT'
    """
    return next((recipe for recipe in recipes() if recipe.tells(columns)), None)
