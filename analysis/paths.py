"""Where things lie. Importing it touches nothing.

In a checkout everything stands beside the package. An installed package works in the nearest desk
at or above the working folder, as `reportedly init` makes one; without a desk it reads what it
brought along, and writes to the working folder. `REPORTEDLY_DESK` names another desk in both.
"""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
DESK = "REPORTEDLY_DESK"
"""Environment variable naming the desk; processes that are started find the same one."""
BROUGHT = PACKAGE / "brought"
"""What an installed package brings along: notebooks, vocabulary, documents."""


def is_desk(folder: Path) -> bool:
    """Whether a folder holds notebooks and a vocabulary."""
    return (folder / "notebooks").is_dir() and (folder / "data/raw/speakers.csv").is_file()


def _root() -> Path:
    if named := os.environ.get(DESK, ""):
        return Path(named).expanduser().resolve()
    if not BROUGHT.is_dir():
        return PACKAGE.parent
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if is_desk(folder)), here)


ROOT = _root()
SHIPPED = BROUGHT if BROUGHT.is_dir() else PACKAGE.parent
"""Where the documents of this version stand: method, glossary, codebook, changelog."""
_read = ROOT if is_desk(ROOT) else SHIPPED
RAW = _read / "data" / "raw"
PROCESSED = ROOT / "data" / "processed"
NOTEBOOKS = _read / "notebooks"
MINE = ROOT / "mine"
"""Notebooks of one's own: they are run and published by name, and are no part of the suite."""
SITE = ROOT / "site"
