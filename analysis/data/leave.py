"""What a collection may read: what lies in its own folder, and what its user allows by name.

A collection may come from a stranger. A path in it that leads out of its folder, by `..`, from the
root or by a link, would put any file of this machine on a page.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from analysis.data.doors import door
from analysis.data.signs import shown
from analysis.store.instructions import instructions

ALLOWED = "REPORTEDLY_ALLOW"
"""Environment variable with files and folders that any collection may read."""
FOLDERS = ("claims", "drafts")
"""Folders of a collection that are read by their names: claims in parts, drafts of texts."""


def allowed_places() -> list[Path]:
    """Return the files and folders that the user allows, without links."""
    return [Path(place).expanduser().resolve() for place in _named()]


def allow(places: Iterable[Path]) -> str:
    """Write allowed places as one text, for `instructions`; those allowed already are kept."""
    return os.pathsep.join([*_named(), *(str(place.expanduser().resolve()) for place in places)])


def _named() -> list[str]:
    """Return what is allowed to this command, or else by the user's settings."""
    named = instructions().allowed or os.environ.get(ALLOWED, "")
    return [place for place in named.split(os.pathsep) if place]


def lies_outside(path: Path, home: Path) -> bool:
    """Say whether a path leads out of a folder, once links are followed."""
    try:
        return not path.resolve().is_relative_to(home.resolve())
    except (OSError, RuntimeError, ValueError):
        # Links that lead in a circle lead nowhere, and so not inside.
        return True


def faults_of_leave(
    path: Path, home: Path, where: str, noun: str = "the folder of the collection"
) -> list[str]:
    """Say that a path leads out of the folder of its collection, unless that is allowed.

    Parameters
    ----------
    path : Path
    home : Path
        Folder of the collection.
    where : str
        Which line names it.
    noun : str
        What the folder is.

    Returns
    -------
    list of str
        Empty if it may be read.
    """
    if not lies_outside(path, home):
        return []
    with door(f"{where}: {shown(str(path))} cannot be followed"):
        real = path.resolve()
    if any(real.is_relative_to(place) for place in allowed_places()):
        return []
    return [
        f"{where}: {shown(str(path), 200)} lies outside {noun}; if you mean it to be read, allow "
        f"it by name: --allow {real}"
    ]


def faults_of_links(home: Path) -> list[str]:
    """Say which files of a collection are links that lead out of its folder."""
    read = (".csv", ".toml", ".yml", ".parquet")
    inside = [path for name in FOLDERS for path in (home / name, *sorted((home / name).glob("*")))]
    found = [path for path in (*sorted(home.glob("*.*")), *inside) if path.is_symlink()]
    links = [path for path in found if path.suffix in read or path.name in FOLDERS]
    return [fault for path in links for fault in faults_of_leave(path, home, path.name)]
