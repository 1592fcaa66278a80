"""Recipes for feeds that many desks use: which columns tell a feed, and how it is mapped.

Each is a file of the folder `recipes`. Its `columns` are all there in the feed and its `other`
ones are not; `table`, `head` and `after` are parts of a `collection.toml`, in which FILE and FORM
stand for the name of the file and how it is written; `origin` holds the entries of a sidecar, whose
note says what the feed counts and what no ratio may be made of it. Rows of a vocabulary table are
written if the feed names them, and `usual` says what is known of every new row.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.data.intake.drafting import ROWS, Drafted
from analysis.data.intake.mapping import ESTIMATES, Taken

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
    """

    feed: str
    columns: tuple[str, ...]
    other: tuple[str, ...]
    title: str
    head: str
    table: str
    after: str
    origin: Mapping[str, str]
    rows: Drafted
    usual: Mapping[str, dict[str, str]]

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
        blocks = text.split("\n\n")
        kept = [block for block in blocks if not _is_absent(block, set(columns))]
        lines = ("\n".join(_present_lines(block, set(columns))) for block in kept)
        return "\n\n".join(block for block in lines if block != "[table.form]")


def _is_absent(block: str, columns: set[str]) -> bool:
    """Whether a part maps figures from columns that are not there."""
    if not block.startswith("[[table.figures]]"):
        return False
    figures = tomllib.loads(block)["table"]["figures"][0]
    named = [figures[part] for part in ("column", *ESTIMATES) if part in figures]
    return columns.isdisjoint(named)


def _present_lines(block: str, columns: set[str]) -> Iterable[str]:
    for line in block.split("\n"):
        name, _, value = line.partition(" = ")
        if value.startswith("{"):
            taken = Taken.of(tomllib.loads(line)[name], ())
            if not columns.issuperset(taken.named):
                continue
        yield line


@cache
def recipes() -> tuple[Recipe, ...]:
    """Read all recipes, those that ask for the most columns first."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.toml"))]
    return tuple(sorted(found, key=lambda recipe: -len(recipe.columns)))


def _read(path: Path) -> Recipe:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    usual = written.get("usual", {})
    rows = {
        table: [ROWS[table] | usual.get(table, {}) | row for row in written[table]]
        for table in ROWS
        if table in written
    }
    return Recipe(
        feed=written["feed"],
        columns=tuple(written["columns"]),
        other=tuple(written.get("other", ())),
        title=written["title"],
        head=written.get("head", ""),
        table=written["table"],
        after=written.get("after", "").strip(),
        origin=written["origin"],
        rows=rows,
        usual=usual,
    )


def recognised(columns: Iterable[str]) -> Recipe | None:
    """Return the recipe of the feed that has these headings; None if none is known.

    >>> recognised(["date", "day", "personnel", "personnel*"]).origin["licence"]
    'MIT'
    """
    return next((recipe for recipe in recipes() if recipe.tells(columns)), None)
