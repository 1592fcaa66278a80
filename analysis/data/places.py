"""Where collections and texts stand, and which files of this machine a collection may read.

Collections stand in `data/raw`, and in one folder more that whoever uses it may name; a text of a
person's own at a path, or in `data/raw`.

A collection may come from a stranger. A path in it that leads out of its folder, by `..`, from the
root or by a link, would put any file of this machine on a page; so it reads what lies in its own
folder, and what its user allows by name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from analysis.data.inputs import as_fault, shown
from analysis.data.names import nearest
from analysis.errors import ParameterError
from analysis.paths import RAW, as_typed
from analysis.store.files import finish
from analysis.store.instructions import instructions

COLLECTIONS = "REPORTEDLY_COLLECTIONS"
"""Environment variable naming a folder with collections that are not part of the project."""
DECLARATION = "collection.toml"
LONGEST_NAME = 100
"""Signs of the name of a new collection; file systems end at 255 bytes, with what is added."""


def collection_homes(folder: Path = RAW) -> dict[str, Path]:
    """Return the folder of each collection by its name, sorted; those of `data/raw` come first.

    A collection is a folder with a table of claims, or with a `collection.toml`. A change of its
    files that a run decided and did not live to finish is finished first.

    Parameters
    ----------
    folder : Path
        Looked in alone, if it is not that of the project.
    """
    homes: dict[str, Path] = {}
    for place in dict.fromkeys((folder, new_home(folder))):
        for file in [*place.glob("*/claims.csv"), *place.glob(f"*/{DECLARATION}")]:
            homes.setdefault(file.parent.name, file.parent)
    # A folder that is being made has a hidden name.
    found = {name: home for name, home in sorted(homes.items()) if not name.startswith(".")}
    for home in found.values():
        finish(home)
    return found


def places_told(folder: Path = RAW) -> str:
    """Say where `collection_homes` looks, for a message that something is not there."""
    own, more = "data/raw" if folder == RAW else str(folder), new_home(folder)
    return f"{own} or {more}" if more != folder else own


def new_home(folder: Path = RAW) -> Path:
    """Return where a new collection is made: in the folder that `COLLECTIONS` names, if it does.

    Parameters
    ----------
    folder : Path
        Where otherwise; another than that of the project stands alone.
    """
    named = os.environ.get(COLLECTIONS, "") if folder == RAW else ""
    return as_typed(named).resolve() if named else folder


def refuse_no_name(name: str) -> None:
    """Refuse what a new collection cannot be called: its name is that of a folder, too.

    Raises
    ------
    ParameterError
        If there are other signs in it, or too many.

    Examples
    --------
    >>> refuse_no_name("..")
    Traceback (most recent call last):
    ...
    analysis.errors.ParameterError: '..' is no name of a collection; use letters, digits, hyphens
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise ParameterError(f"{name!r} is no name of a collection; use letters, digits, hyphens")
    if len(name) > LONGEST_NAME:
        raise ParameterError(
            f"{name[:20]}… is no name of a collection: it has {len(name)} signs, and "
            f"{LONGEST_NAME} are the most"
        )


ALLOWED = "REPORTEDLY_ALLOW"
"""Environment variable with files and folders that any collection may read."""
FOLDERS = ("claims", "drafts")
"""Folders of a collection that are read by their names: claims in parts, drafts of texts."""


def allowed_places() -> list[Path]:
    """Return the files and folders that the user allows, without links."""
    return [as_typed(place).resolve() for place in _named()]


def allow(places: Iterable[Path]) -> str:
    """Write allowed places as one text, for `instructions`; those allowed already are kept."""
    return os.pathsep.join([*_named(), *(str(as_typed(place).resolve()) for place in places)])


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
    with as_fault(f"{where}: {shown(str(path))} cannot be followed"):
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


ENDINGS = (".txt", ".md", ".html", ".htm")


def place_of(text: str) -> Path:
    """Return where a text lies: a path, or a place in `data/raw`.

    Raises
    ------
    ParameterError
        If there is no such file, with the nearest; or if somebody else names a file of this
        machine that the user does not allow.
    """
    try:
        path = next(filter(Path.is_file, (RAW / text, as_typed(text))), None)
    except (OSError, ValueError) as fault:
        raise ParameterError(f"text {text[:60]!r} is no place of a file: {fault}") from fault
    if path is not None:
        strange = instructions().strange
        if faults := faults_of_leave(path, RAW, "text", "data/raw") if strange else []:
            raise ParameterError(faults[0])
        return path
    there = [path.relative_to(RAW).as_posix() for path in RAW.rglob("*") if path.suffix in ENDINGS]
    close = ", ".join(nearest(text, there) or there)
    raise ParameterError(f"text {text!r}: there is no such file; nearest: {close}")
