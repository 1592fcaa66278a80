"""How JupyterLab saves a notebook of the suite: with what its source and its data decide alone.

Opened, run and saved it is byte for byte as `reportedly refresh` writes it, so that version
control shows what somebody changed, and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.paths import NOTEBOOKS

HOOK = "analysis.explorer.saving.tidy"


def tidy(model: dict[str, Any], path: str, contents_manager: Any, **_: Any) -> None:
    """Tidy a notebook of the suite before the server writes it; any other is left as it is.

    A hook of Jupyter's contents manager, which writes `model["content"]`.

    Parameters
    ----------
    model : dict
        As the browser sent it.
    path : str
        From the root of the server.
    contents_manager : ContentsManager
    """
    place = Path(contents_manager.root_dir, path.strip("/"))
    if model["type"] != "notebook" or place.resolve().parent != NOTEBOOKS:
        return
    from nbformat import from_dict

    from analysis.execute.executed import settled

    notebook = from_dict(model["content"])
    tidied = settled(notebook, [cell.get("id") for cell in notebook.cells])
    code = (cell for cell in tidied.cells if cell.cell_type == "code")
    for count, cell in enumerate(code, start=1):
        # Counted as in one run from the first to the last: how often somebody ran it is no news.
        _count(cell, count)
    model["content"] = tidied


def _count(cell: Any, count: int) -> None:
    if cell.execution_count is None:
        return
    cell.execution_count = count
    for output in cell.outputs:
        if "execution_count" in output:
            output["execution_count"] = count
