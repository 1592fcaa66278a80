"""The sidecar of a raw file, `<name>.origin.yml`: names and texts, held against what they must be.

Only plain entries are read: no lists, no aliases, no types but text and days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import yaml

from analysis.data.dates import is_day
from analysis.data.doors import door, read_plain
from analysis.data.limits import keep_within, limits
from analysis.data.signs import faults_of_text, faults_of_values, shown
from analysis.errors import RawDataError

DAYS = ("accessed", "published")
LONGEST = 5_000
"""Signs of an entry; the longest of ours has under two thousand."""


def read_sidecar(path: Path, fields: tuple[str, ...]) -> dict[str, str | date | None]:
    """Read the entries of a sidecar.

    Parameters
    ----------
    path : Path
    fields : tuple of str
        Entries that must be there; others are let pass.

    Returns
    -------
    dict
        Texts, empty where nothing is said; `DAYS` as days, or None.

    Raises
    ------
    RawDataError
        With every fault: no plain file, no such form, an entry that is missing or of another kind.
    """
    content = read_plain(path, most=limits().words + 1)
    keep_within(path.name, words=len(content))
    with door(f"{path.name} cannot be read as a sidecar"):
        text = content.decode("utf-8-sig")
        if faults := faults_of_text(text, path.name):
            raise RawDataError(faults)
        entries, lines = _entries(text, path.name)
    faults = [f"{path.name}: field {name} is missing" for name in fields if name not in entries]
    if faults:
        raise RawDataError(faults)
    found: dict[str, str | date | None] = {}
    for name in fields:
        where = f"{path.name} line {lines[name]}, {name}"
        try:
            found[name] = (
                _day(entries[name], where) if name in DAYS else _text(entries[name], where)
            )
        except RawDataError as error:
            faults += error.faults
    where = ((f"{path.name} line {lines[name]}, {name}", value) for name, value in found.items())
    faults += faults_of_values((place, value) for place, value in where if isinstance(value, str))
    if not faults and not re.fullmatch(r"[0-9a-f]{64}|\??", str(found.get("sha256", ""))):
        faults = [
            f"{path.name} line {lines['sha256']}, sha256: {shown(found['sha256'])} is no "
            "checksum of 64 signs; `sha256sum FILE` gives it"
        ]
    if faults:
        raise RawDataError(faults)
    return found


def _entries(text: str, name: str) -> tuple[dict[str, object], Mapping[str, int]]:
    """Read names and plain values, and the line of each."""
    _refuse_structure(text, name)
    loader = yaml.SafeLoader(text)
    root = loader.get_single_node()
    if root is None:
        return {}, {}
    if not isinstance(root, yaml.MappingNode):
        raise RawDataError([f"{name} line 1: no names with values, as `title: ...`"])
    entries, lines, faults = {}, {}, []
    for key, value in root.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            faults.append(f"{name} line {line}, {shown(str(key.value))[:60]}: no plain text")
        elif key.value in entries:
            faults.append(f"{name} line {line}, {key.value}: stands twice")
        else:
            entries[key.value] = _plain(loader, value)
            lines[key.value] = line
    if faults:
        raise RawDataError(faults)
    return entries, lines


def _refuse_structure(text: str, name: str) -> None:
    """Refuse what is no plain entry where it begins, before it can take time or memory."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise RawDataError([f"{name} line {line}: an alias (*name); write the entry out"])
        depth += isinstance(event, yaml.MappingStartEvent)
        if isinstance(event, yaml.SequenceStartEvent) or depth > 1:
            raise RawDataError([f"{name} line {line}: a list or names where a text is wanted"])


def _plain(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> object:
    """Return a day, nothing, or a text; another type, such as true, as it is."""
    try:
        return loader.construct_object(node)
    except (ValueError, yaml.YAMLError):
        return node.value


def _text(value: object, where: str) -> str:
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if not isinstance(value, str):
        raise RawDataError([f"{where}: {shown(value)} is no text; put it in quotation marks"])
    if len(value) > LONGEST:
        raise RawDataError([f"{where}: {len(value):,} signs, where no more than {LONGEST:,} fit"])
    return value


def _day(value: object, where: str) -> date | None:
    if value in (None, "") or (isinstance(value, date) and not isinstance(value, datetime)):
        return value or None
    if isinstance(value, str) and (value == "?" or is_day(value)):
        return value if value == "?" else date.fromisoformat(value)
    raise RawDataError([f"{where}: {shown(value)} is not a day written YYYY-MM-DD"])
