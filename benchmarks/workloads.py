"""The notebooks that every entrant runs: the same files, without stored outputs."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.collection.collection import load_collection
from analysis.paths import NOTEBOOKS

KERNEL = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
DECLARED = "parameters"
"""Tag of the cell whose names may be set."""
FIGURE = "report-figure"
"""Stands in the stored output of every cell that shows a figure."""
ONE_CELL = "import pandas as pd\n\npd.DataFrame({'killed': [193], 'wounded': [199], 'n': [n]})"


def write_workloads(folder: Path) -> dict[str, Path]:
    """Write the notebooks of the contests.

    Returns
    -------
    dict
        ``light``: the briefing up to its first figure; ``full``: all of it; ``heavy``: all
        notebooks of the suite, one after the other; ``one``: one cell that shows a table.
    """
    made = {"light": light(), "full": full(), "heavy": heavy(), "one": one_cell()}
    for name, notebook in made.items():
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return {name: folder / f"{name}.ipynb" for name in made}


def light() -> NotebookNode:
    """Return the briefing with its answer and one figure."""
    cells = nbformat.read(NOTEBOOKS / "briefing.ipynb", 4).cells
    first = next(place for place, cell in enumerate(cells) if _shows_figure(cell))
    return _notebook(cells[: first + 1])


def full() -> NotebookNode:
    """Return the whole briefing, every figure of it."""
    return _notebook(nbformat.read(NOTEBOOKS / "briefing.ipynb", 4).cells)


def heavy() -> NotebookNode:
    """Return all notebooks of the suite as one; only the first parameters may be set."""
    read = [nbformat.read(path, 4).cells for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    for cell in (cell for cells in read[1:] for cell in cells):
        cell.metadata["tags"] = [tag for tag in cell.metadata.get("tags", []) if tag != DECLARED]
    return _notebook([cell for cells in read for cell in cells])


def one_cell() -> NotebookNode:
    """Return a report of one cell, with one parameter."""
    declared = new_code_cell("n = 1  # which of the reports", metadata={"tags": [DECLARED]})
    return _notebook([new_markdown_cell("# One cell"), declared, new_code_cell(ONE_CELL)])


def days_of_briefings(count: int) -> list[str]:
    """Return days on which the briefing's speaker gave figures, as a notebook takes them."""
    chosen = {"speaker": "serhii_cherevatyi", "scope": "bakhmut_direction"}
    rows = load_collection("bakhmut-2023").ratios
    rows = rows[(rows["ratio"] == "killed_per_wounded") & rows["value"].notna()]
    for column, key in chosen.items():
        rows = rows[rows[column] == key]
    return [f"{day:%Y-%m-%d}" for day in sorted(rows["stated_on"].unique())][:count]


def _shows_figure(cell: NotebookNode) -> bool:
    return FIGURE in json.dumps(cell.get("outputs", []))


def _notebook(cells: list[NotebookNode]) -> NotebookNode:
    for place, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{place}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return new_notebook(cells=cells, metadata=KERNEL)
