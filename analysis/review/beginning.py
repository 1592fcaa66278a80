"""The collection that drafts are written beside: one that is there, or a new one of our form."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import yaml

from analysis.data.homes import COLLECTIONS, DECLARATION, collection_homes, refuse_no_name
from analysis.data.intake.gathering import is_mapped
from analysis.data.names import nearest
from analysis.data.received import PAGE_FIELDS, READING_FIELDS, SOURCE_FIELDS
from analysis.errors import ParameterError
from analysis.paths import RAW
from analysis.review.lines import table_of
from analysis.store.files import new_folder, write_text
from analysis.terms import CLAIM_FIELDS

TABLES = {
    "claims": (tuple(CLAIM_FIELDS), "Figures read from texts"),
    "sources": ((*SOURCE_FIELDS, *PAGE_FIELDS), "Pages that figures were read on"),
    "readings": (READING_FIELDS, "Readings of single claims"),
}
"""The tables of a collection of our own form: its columns and its title."""
NOTE = (
    "Each row was drafted by the reader from a text, and accepted by a person; "
    "drafts/decisions.csv says what was decided about which draft."
)


def home_of(name: str, folder: Path = RAW) -> Path:
    """Return the folder of a collection that claims can be accepted into.

    Parameters
    ----------
    name : str
    folder : Path
        Where collections stand, as for `homes.collection_homes`.

    Raises
    ------
    ParameterError
        If there is no such collection, or its claims come from tables of others or in parts.
    """
    homes = collection_homes(folder)
    if name not in homes:
        close = ", ".join(nearest(name, homes) or homes) or "there is none"
        raise ParameterError(
            f"no collection {name!r}; nearest: {close}; `reportedly read TEXT --into {name}` "
            "begins one"
        )
    return refuse_tables_of_others(homes[name])


def begin_or_find(name: str, folder: Path = RAW) -> tuple[Path, bool]:
    """Return the folder of a collection, which is begun if it is not there.

    Returns
    -------
    Path, bool
        The second: whether it was begun.

    Raises
    ------
    ParameterError
        As `home_of`, or if the name cannot be one, or something else stands there.
    """
    homes = collection_homes(folder)
    if name in homes:
        return refuse_tables_of_others(homes[name]), False
    refuse_no_name(name)
    more = os.environ.get(COLLECTIONS, "") if folder == RAW else ""
    home = (Path(more).expanduser().resolve() if more else folder) / name
    if home.exists():
        raise ParameterError(f"{home} is there already and is no collection; choose another name")
    with new_folder(home) as made:
        _write_tables(made, name)
    return home, True


def refuse_tables_of_others(home: Path) -> Path:
    """Return the folder; refuse one whose claims are not rows of a claims.csv of its own."""
    if is_mapped(home):
        raise ParameterError(
            f"{home.name} is read from tables of others by its {DECLARATION}, and accepted claims "
            f"would have no table there; read into a collection of its own, such as "
            f"{home.name}-read"
        )
    if not (home / "claims.csv").is_file():
        raise ParameterError(
            f"{home.name} has no claims.csv that a claim could be added to; read into a collection "
            f"of its own, such as {home.name}-read"
        )
    return home


def sidecar(title: str, text: str = "", note: str = NOTE) -> str:
    """Write the origin file of a table whose maker has not been named."""
    entries = {
        "producer": "not named",
        "title": title,
        "citation": title,
        "url": "",
        "accessed": None,
        "published": None,
        "licence": "not stated",
        "sha256": sha256(text.encode("utf-8")).hexdigest(),
        "note": note,
    }
    return yaml.safe_dump(entries, sort_keys=False, allow_unicode=True)


def _write_tables(made: Path, name: str) -> None:
    for table, (columns, title) in TABLES.items():
        text = table_of(columns)
        write_text(made / f"{table}.csv", text)
        write_text(made / f"{table}.origin.yml", sidecar(f"{title}: {name}", text))
    title = f'title = "{TABLES["claims"][1]}: {name}"\n'
    write_text(made / DECLARATION, title)
