"""Where collections stand: in `data/raw`, and in one folder more that a desk may name."""

from __future__ import annotations

import os
import re
from pathlib import Path

from analysis.errors import ParameterError
from analysis.paths import RAW
from analysis.store.together import finish

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
    more = os.environ.get(COLLECTIONS, "") if folder == RAW else ""
    places = [folder, *([Path(more).expanduser().resolve()] if more else [])]
    homes: dict[str, Path] = {}
    for place in places:
        for file in [*place.glob("*/claims.csv"), *place.glob(f"*/{DECLARATION}")]:
            homes.setdefault(file.parent.name, file.parent)
    # A folder that is being made has a hidden name.
    found = {name: home for name, home in sorted(homes.items()) if not name.startswith(".")}
    for home in found.values():
        finish(home)
    return found


def new_home() -> Path:
    """Return where a new collection is made: the folder that the desk names, or `data/raw`."""
    more = os.environ.get(COLLECTIONS, "")
    return Path(more).expanduser().resolve() if more else RAW


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
