"""The commands for whoever brings a table or a question: `new`, `check` and `new-report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.paths import MINE, RAW
from analysis.publish.console import tell

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
    from analysis.publish.own.beginning import begin_report, shown_from_root

    for path in begin_report(name, collection, to.expanduser()):
        typer.echo(shown_from_root(path))


def new(
    collection: Annotated[str, typer.Argument(help="Name of the new folder.")],
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSON, JSON lines, XLSX or Parquet.")],
    to: Annotated[
        Path, typer.Option(help="Where the folder is made.", show_default="data/raw")
    ] = RAW,
    sheet: Annotated[str, typer.Option(help="XLSX: the name of its sheet.")] = "",
    encoding: Annotated[str, typer.Option(help="CSV: such as cp1252.", show_default="told")] = "",
    delimiter: Annotated[str, typer.Option(help="CSV: between cells.", show_default="told")] = "",
) -> None:
    """Begin a collection from a table: copy it and draft its mapping.

    Nothing is asked. What was guessed is marked UNSURE in collection.toml,
    what only you can know stands as "?", and `reportedly check` names both
    until they are settled. A folder that is there is not touched.

    [bold]Examples[/bold]

    reportedly new losses ~/desk/losses.xlsx
    reportedly new losses ~/desk/losses.csv --encoding cp1252
    """
    from analysis.data.intake.beginning import begin
    from analysis.data.intake.form import Form

    said = {"sheet": sheet, "encoding": encoding, "delimiter": delimiter}
    form = Form(**{name: value for name, value in said.items() if value})
    made = begin(collection, file.expanduser(), to.expanduser(), form)
    for path in made.written:
        typer.echo(str(path))
    typer.echo(f"{made.unsure} lines are marked UNSURE; then: reportedly check {collection}")
