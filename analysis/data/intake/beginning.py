"""A new collection from one table: the table as received, its sidecar, and a drafted mapping."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from analysis.data.doors import read_plain
from analysis.data.homes import DECLARATION
from analysis.data.intake.declared import OPEN
from analysis.data.intake.drafting import UNSURE, draft
from analysis.data.intake.form import Form
from analysis.data.intake.looking import look_at
from analysis.data.signs import misleading_signs, shown
from analysis.data.sources import ORIGIN_FIELDS, sha256_of
from analysis.data.vocabulary import COLUMNS, read_vocabulary
from analysis.errors import ParameterError
from analysis.store.files import new_folder, write_bytes, write_text

OWN = {f"{name}.csv" for name in ("claims", "sources", "readings", *COLUMNS)}
"""Tables that a collection reads by their names."""


@dataclass(frozen=True)
class Begun:
    """What was made of a table.

    Parameters
    ----------
    written : list of Path
    unsure : int
        Lines of the mapping that are marked as guesses.
    """

    written: list[Path]
    unsure: int


def begin(name: str, file: Path, folder: Path, given: Form | None = None) -> Begun:
    """Make the folder of a collection with a copy of a table and a drafted mapping.

    Parameters
    ----------
    name : str
        Of the collection: letters, digits, hyphens.
    file : Path
    folder : Path
        Where collections stand.
    given : Form, optional
        What the owner of the table says of how it is written.

    Raises
    ------
    ParameterError
        If the name cannot be one, or is taken; or the file has the name of a table of our own.
    RawDataError
        If the file cannot be read as a table; then nothing is made.
    """
    home = folder / name
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise ParameterError(f"{name!r} is no name of a collection; use letters, digits, hyphens")
    if home.exists():
        raise ParameterError(f"{home} is there already; choose another name")
    _refuse_file_name(file)
    looked = look_at(file, given)
    text = draft(file.name, looked.sample, looked.form, read_vocabulary(), looked.doubts)
    with new_folder(home) as made:
        write_bytes(made / file.name, read_plain(file))
        write_text(made / f"{file.stem}.origin.yml", _sidecar(file))
        write_text(made / DECLARATION, text)
    names = (file.name, f"{file.stem}.origin.yml", DECLARATION)
    return Begun([home / written for written in names], text.count(UNSURE))


def _refuse_file_name(file: Path) -> None:
    """Refuse a name under which the copy would be read as another table, or not be seen as it is.

    Raises
    ------
    ParameterError
    """
    if file.name in OWN:
        raise ParameterError(
            f"{file.name} is the name of a table of our own form, which a collection reads "
            f"otherwise; copy the file to a name such as my-{file.name} first"
        )
    if not file.name.isprintable() or any(True for _ in misleading_signs(file.name)):
        raise ParameterError(f"{shown(file.name)}: signs in this name mislead; rename the file")


def _sidecar(file: Path) -> str:
    known = {"accessed": date.today(), "sha256": sha256_of(file), "published": None}
    entries = {name: known.get(name, OPEN) for name in ORIGIN_FIELDS}
    return yaml.safe_dump(entries, sort_keys=False, allow_unicode=True)
