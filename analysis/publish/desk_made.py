"""A desk: a folder of one's own with notebooks and vocabulary, in which every command works."""

from __future__ import annotations

import shutil
from pathlib import Path

from analysis.errors import ParameterError
from analysis.paths import DESK, PACKAGE, SHIPPED
from analysis.store.files import new_folder

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
