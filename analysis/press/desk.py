"""The commands for whoever brings a table: `check`."""

from __future__ import annotations

from typing import Annotated

import typer

from analysis.press.console import tell

AT_FAULT = 1


def check(
    collection: Annotated[str, typer.Argument(help="A folder of data/raw with collection.toml.")],
) -> None:
    """Say what is wrong with a collection, all of it at once.

    Each line names the file, the line, the column, the value and the nearest
    that is known. While there is a fault nothing can be built. Remarks are
    about cells that cannot be read or contradict each other: the collection
    is built without them.

    [bold]Exit codes[/bold]

    0  nothing was found
    1  faults or remarks
    2  there is no such collection

    [bold]Examples[/bold]

    reportedly check bakhmut-2023
    """
    from analysis.checkup import check_up

    found = check_up(collection)
    tell(found.lines())
    raise typer.Exit(0 if found.is_well else AT_FAULT)
