"""The commands for whoever brings a table or a question: `new`, `check` and `new-report`.

A desk: a folder of one's own with notebooks and vocabulary, in which every command works.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from analysis.errors import ParameterError
from analysis.paths import DESK, MINE, PACKAGE, SHIPPED, as_typed
from analysis.publish.console import tell
from analysis.store.files import new_folder

AT_FAULT = 1


def check(
    collection: Annotated[str, typer.Argument(help="A folder of data/raw with collection.toml.")],
) -> None:
    """Say what is wrong with a collection, all of it at once.

    Each line names the file, the line, the column, the value and the nearest
    that is known. While there is a fault nothing can be published. Remarks are
    about cells that cannot be read or contradict each other: the collection
    is built without them.

    [bold]Exit codes[/bold]

    0  nothing was found that is wrong
    1  faults or remarks
    2  there is no such collection

    [bold]Examples[/bold]

    reportedly check bakhmut-2023
    """
    from analysis.collection.checkup import check_up

    found = check_up(collection)
    tell(found.lines())
    raise typer.Exit(0 if found.is_well else AT_FAULT)


def new_report(
    name: Annotated[str, typer.Argument(help="Letters, digits and underscores.")],
    collection: Annotated[
        str, typer.Option(help="That it asks.", show_default="the first there is")
    ] = "",
    to: Annotated[
        Path, typer.Option(help="The folder it is written to.", show_default="mine")
    ] = MINE,
) -> None:
    """Begin a report of one's own: a notebook with parameters, and a test.

    It may import what is installed, such as pandas and seaborn. Numbers made
    with number_of keep their receipt; a number without one is marked so on
    the page. What is there is not touched.

    [bold]Examples[/bold]

    reportedly new-report losses_by_week
    reportedly run mine/losses_by_week.ipynb --html
    reportedly publish mine/losses_by_week.ipynb
    """
    from analysis.publish.own import begin_report, shown_from_root

    for path in begin_report(name, collection, as_typed(to)):
        typer.echo(shown_from_root(path))


def init(
    folder: Annotated[Path, typer.Argument(help="Where the desk is made.")],
) -> None:
    """Make a desk: notebooks, vocabulary, and a small collection to try.

    In it every command works as in a checkout, and what is published goes
    there. Its notebooks and tables are yours to change. A folder that holds
    anything is not touched.

    [bold]Examples[/bold]

    reportedly init desk
    """

    typer.echo(make_desk(as_typed(folder)))


def new(  # noqa: PLR0913 - an argument for each option of the command
    collection: Annotated[str, typer.Argument(help="Name of the new folder.")],
    files: Annotated[
        list[Path], typer.Argument(help="CSV, TSV, JSON, JSON lines, XLSX or Parquet.")
    ],
    to: Annotated[
        Path | None,
        typer.Option(
            help="Where the folder is made.", show_default="REPORTEDLY_COLLECTIONS, or data/raw"
        ),
    ] = None,
    sheet: Annotated[str, typer.Option(help="XLSX: the name of its sheet.")] = "",
    encoding: Annotated[str, typer.Option(help="CSV: such as cp1252.", show_default="told")] = "",
    delimiter: Annotated[str, typer.Option(help="CSV: between cells.", show_default="told")] = "",
    days: Annotated[str, typer.Option(help="Such as %d.%m.%Y.", show_default="told")] = "",
    decimal: Annotated[str, typer.Option(help="Comma or point.", show_default="told")] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT=HEADING", help="What a column holds: speaker, killed and so on."
        ),
    ] = None,
) -> None:
    """Begin a collection from tables: copy them and draft all that they need.

    A known feed is recognised by its columns and mapped by its recipe. Any
    other table gets a mapping in which guesses are marked UNSURE, and a row
    for each name of a speaker, side, area or measure that nobody knows. What
    only you can know stands as "?", and `reportedly check` names each place
    until it is settled. Nothing is asked; a folder that is there is not
    touched.

    [bold]Examples[/bold]

    reportedly new losses ~/desk/losses.xlsx --sheet 2024
    reportedly new losses ~/desk/losses.csv --encoding cp1252
    reportedly new totals equipment.json personnel.json
    reportedly new bay siaran.csv --column speaker=Juru --column killed=Tewas
    """
    from analysis.data.homes import new_home
    from analysis.data.intake.beginning import begin
    from analysis.data.intake.cells import Form

    said = {"sheet": sheet, "encoding": encoding, "delimiter": delimiter}
    said |= {"days": days, "decimal": decimal}
    form = Form(**{name: value for name, value in said.items() if value})
    place = as_typed(to) if to else new_home()
    columns = dict(_said(words) for words in column or [])
    made = begin(collection, [as_typed(file) for file in files], place, form, columns)
    for path in made.written:
        typer.echo(str(path))
    for feed in made.feeds:
        typer.echo(f"recognised by its columns: {feed}")
    typer.echo(f"{_left_to_do(made.unsure, made.open)}; then: reportedly check {collection}")


def _said(words: str) -> tuple[str, str]:
    """Read what a column is said to hold.

    Raises
    ------
    ParameterError
    """
    kind, sign, heading = words.partition("=")
    if not (kind and sign and heading):
        raise ParameterError(f"column {words!r}: write it as speaker=HEADING or killed=HEADING")
    return kind, heading


def _left_to_do(unsure: int, still_open: int) -> str:
    """Say how much of a draft waits for a person."""
    guesses = "1 line is a guess" if unsure == 1 else f"{unsure} lines are guesses"
    return f"{guesses}, marked UNSURE, and {still_open} places stand as ?"


EXAMPLE = PACKAGE / "example"
"""A small collection about a war that never was."""


def make_desk(folder: Path) -> str:
    """Make a desk of what this version brings along, and say what to do next.

    Parameters
    ----------
    folder : Path
        Must not be there, or be empty.

    Returns
    -------
    str
        The commands to go on with, a line each.

    Raises
    ------
    ParameterError
        If the folder holds anything.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ParameterError(f"{folder} is there already; choose another name")
    if folder.is_dir():
        folder.rmdir()
    leave = shutil.ignore_patterns("__pycache__", ".*")
    with new_folder(folder) as made:
        for name in ("notebooks", "data/raw"):
            shutil.copytree(SHIPPED / name, made / name, ignore=leave)
        shutil.copytree(EXAMPLE, made / "data/raw/example", ignore=leave)
    enter = f"cd {folder}" if PACKAGE.parent != SHIPPED else f"export {DESK}={folder.resolve()}"
    lines = (enter, "reportedly check example", "reportedly publish --collection example")
    return "\n".join(lines)
