"""A notebook that has run: what of it stays, as which text, and what it complained of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.execute.parameters import is_tagged

if TYPE_CHECKING:
    from nbformat import NotebookNode

INJECTED = "injected-parameters"
ERROR_MARK = "papermill-error-cell-tag"
"""Tags that papermill gives to the cells it adds."""
WIDGET = "application/vnd.jupyter.widget-view+json"
"""Names a model by a random id, and the model ends with its kernel."""
ANSI = re.compile(r"\x1b\[[0-9;]*m")
"""Colours of a terminal."""


def settled(notebook: NotebookNode, ids: Sequence[str | None]) -> NotebookNode:
    """Leave in a notebook only what its source and its data decide.

    Times, paths and random ids go; of a cell's metadata the tags stay, of the notebook's that it
    is in Python.

    Parameters
    ----------
    notebook : NotebookNode
        As papermill left it.
    ids : sequence of str or None
        Of the cells of the source; where one is None the position serves.

    Returns
    -------
    NotebookNode
        Without the notes papermill adds on a failure.
    """
    from nbformat import from_dict

    own = iter(enumerate(ids, start=1))
    cells = []
    for cell in notebook.cells:
        if is_tagged(cell, ERROR_MARK):
            continue
        number, given = (0, INJECTED) if is_tagged(cell, INJECTED) else next(own)
        cells.append(_settled_cell(cell, given or f"cell-{number}"))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _settled_cell(cell: NotebookNode, name: str) -> dict:
    tags = list(cell.metadata.get("tags", []))
    kept = {key: cell[key] for key in cell if key not in ("metadata", "id")}
    if "outputs" in kept:
        kept["outputs"] = _joined(kept["outputs"])
    return kept | {"metadata": {"tags": tags} if tags else {}, "id": name}


def _joined(outputs: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Join stream outputs that follow each other: where they are cut is a matter of timing.

    Widgets go, since nothing is left behind them; what stands in for them stays.
    """
    joined: list[NotebookNode] = []
    for output in outputs:
        output.get("data", {}).pop(WIDGET, None)
        name = output.get("name")
        if name and joined and joined[-1].get("name") == name:
            joined[-1]["text"] += output["text"]
        else:
            joined.append(output)
    return joined


def as_text(notebook: NotebookNode) -> str:
    """Write a notebook as JSON, the same text for the same notebook."""
    import nbformat

    return nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"


def errors_printed(notebook: NotebookNode) -> list[str]:
    """Say which cells wrote to standard error, which no page shows.

    Returns
    -------
    list of str
        A sentence each, with the last line written.
    """
    own = [cell for cell in notebook.cells if not is_tagged(cell, INJECTED)]
    return [
        f"cell {number} wrote to standard error: {output.text.strip().splitlines()[-1]}"
        for number, cell in enumerate(own, start=1)
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr" and output.text.strip()
    ]


def errors_printed_in(cell: NotebookNode) -> str:
    """Return the last line that a cell wrote to standard error; empty if it wrote none."""
    texts = (o.text for o in cell.get("outputs", []) if o.get("name") == "stderr")
    return next(iter("".join(texts).strip().splitlines()[-1:]), "")
