"""Where things lie. Importing it touches nothing.

Commands work in the nearest project folder at or above the working one: a checkout, or a desk as
`reportedly init` makes it. Elsewhere the code of a checkout works in that checkout; an installed
package reads what it brought along, and writes to the working folder. `REPORTEDLY_DESK` names
another folder in all of these.
"""

import os
from pathlib import Path

from analysis.errors import ParameterError

PACKAGE = Path(__file__).resolve().parent
PROJECT = "REPORTEDLY_DESK"
"""Environment variable naming the project folder; processes that are started find the same one."""
BROUGHT = PACKAGE / "brought"
"""What an installed package brings along: notebooks, vocabulary, documents."""


def is_project(folder: Path) -> bool:
    """Whether a folder holds notebooks and a vocabulary."""
    return (folder / "notebooks").is_dir() and (folder / "data/raw/speakers.csv").is_file()


def as_typed(place: str | Path) -> Path:
    """Return a place that somebody typed, with the home of a user for its ~.

    Raises
    ------
    ParameterError
        If no file system could hold it: too long a name, a user who is not there.

    Examples
    --------
    >>> as_typed("~no-such-user/a.csv")
    Traceback (most recent call last):
    ...
    analysis.errors.ParameterError: '~no-such-user/a.csv' is no place of a file: Could not \
determine home directory.
    """
    try:
        path = Path(place).expanduser()
        path.is_file()
    except (OSError, RuntimeError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise ParameterError(f"{str(place)[:60]!r} is no place of a file: {why}") from None
    return path


def _root() -> Path:
    if named := os.environ.get(PROJECT, ""):
        return Path(os.path.expanduser(named)).resolve()  # noqa: PTH111 - refuses nothing
    here = Path.cwd()
    otherwise = here if BROUGHT.is_dir() else PACKAGE.parent
    return next((folder for folder in (here, *here.parents) if is_project(folder)), otherwise)


ROOT = _root()


def own(place: Path) -> Path:
    """Return a place that is to be written to.

    Raises
    ------
    ParameterError
        If it lies in what an installed package brought along, which is nobody's to change.

    Examples
    --------
    >>> own(BROUGHT / "data/raw")
    Traceback (most recent call last):
    ...
    analysis.errors.ParameterError: there is no project folder at or above the working one; make \
one with: reportedly init desk
    """
    if place.is_relative_to(BROUGHT):
        raise ParameterError(
            "there is no project folder at or above the working one; make one with: "
            "reportedly init desk"
        )
    return place


SHIPPED = BROUGHT if BROUGHT.is_dir() else PACKAGE.parent
"""Where the documents of this version stand: method, glossary, codebook, changelog."""
_read = ROOT if is_project(ROOT) else SHIPPED
RAW = _read / "data" / "raw"
PROCESSED = ROOT / "data" / "processed"
NOTEBOOKS = _read / "notebooks"
MINE = ROOT / "mine"
"""Notebooks of one's own: they are run and published by name, and are no part of the suite."""
SITE = ROOT / "site"
