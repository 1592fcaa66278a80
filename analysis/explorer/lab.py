"""JupyterLab as the project opens it: its own settings and layout, this machine only.

Settings and workspaces stand in `.lab/`, so neither those of the reader's other projects are
touched nor theirs come in here.

A notebook of the suite is saved with what its source and its data decide alone. Opened, run and
saved it is byte for byte as `reportedly refresh` writes it, so that version control shows what
somebody changed, and nothing else.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError
from analysis.paths import MINE, NOTEBOOKS, ROOT
from analysis.store.files import plainly, write_text

HOOK = "analysis.explorer.lab.tidy"


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

    from analysis.execute.execution import settled

    notebook = from_dict(model["content"])
    tidied = settled(notebook, [cell.get("id") for cell in notebook.cells])
    code = (cell for cell in tidied.cells if cell.cell_type == "code")
    for count, cell in enumerate(code, start=1):
        # Counted as in one run from the first to the last: how often somebody ran it is no news.
        for counted in (cell, *cell.outputs) if cell.execution_count is not None else ():
            if "execution_count" in counted:
                counted["execution_count"] = count
    model["content"] = tidied


SETTINGS: dict[str, dict[str, object]] = {
    "jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "jupyterlab/docmanager-extension/plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
    "jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True},
}
"""No news, no look for updates; a link to a page of ours shows it as a page; and a notebook that
was saved with widgets shows them as they were when it is opened again, not an error."""
START = (
    "import sys; sys.modules['rfc3987_syntax'] = None; "
    "from jupyterlab.labapp import main; sys.exit(main())"
)
"""What Python starts. Checks of one kind of address, which JupyterLab has none of, would compile a
grammar first: two thirds of all that it loads. Without them jsonschema leaves that kind alone."""
WORKSPACE = "reportedly"
EXTENSION = Path(__file__).parent / "labextension"
"""A card, palette entries, a readable column, and the explorer run when it is opened; not built."""
LAYOUT = Path(__file__).with_name("workspace.json")
"""The workspace: the index on the left, the explorer on the right."""


def lab_command(port: int, *, browser: bool = True) -> tuple[list[str], dict[str, str]]:
    """Return the command that starts JupyterLab and its environment, with all it needs in place.

    Parameters
    ----------
    port : int
        The next free one is taken.
    browser : bool
        Whether to open one.

    Raises
    ------
    AnalysisError
        If JupyterLab is not installed, or `.lab/` cannot be written.
    """
    from importlib.util import find_spec

    if find_spec("jupyterlab") is None:
        raise AnalysisError("JupyterLab is not installed; `make lab` sets it up and opens it")
    # New notebooks go beside the suite, not into it.
    own = ROOT / MINE.name
    with plainly(f"{own} was not made"):
        own.mkdir(exist_ok=True)
    words = [
        sys.executable,
        "-c",
        START,
        f"--ServerApp.root_dir={ROOT}",
        f"--LabApp.default_url=/lab/workspaces/{WORKSPACE}",
        f"--LabApp.workspaces_dir={_workspaces()}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.preferred_dir={own}",
        f"--LabApp.extra_labextensions_path={EXTENSION}",
        f"--FileContentsManager.pre_save_hook={HOOK}",
        f"--port={port}",
    ]
    words += [] if browser else ["--no-browser"]
    words += ["--allow-root"] if os.geteuid() == 0 else []
    return words, {**os.environ, "JUPYTERLAB_SETTINGS_DIR": _settings()}


def _settings() -> str:
    """Return a settings folder of ours, or the one that the reader names."""
    if chosen := os.environ.get("JUPYTERLAB_SETTINGS_DIR"):
        return chosen
    folder = ROOT / ".lab" / "settings"
    for plugin, values in SETTINGS.items():
        _write_once(folder / f"@{plugin}.jupyterlab-settings", json.dumps(values) + "\n")
    return str(folder)


def _workspaces() -> str:
    """Return a folder of workspaces of our own; a layout that a reader has changed stays."""
    from jupyterlab_server.workspaces_handler import slugify

    folder = ROOT / ".lab" / "workspaces"
    path = folder / f"{slugify(WORKSPACE)}.jupyterlab-workspace"
    _write_once(path, LAYOUT.read_text(encoding="utf-8"))
    return str(folder)


def _write_once(path: Path, text: str) -> None:
    if not path.exists():
        with plainly(f"{path} was not written"):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
