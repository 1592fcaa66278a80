"""A collection of one table of others, written to a folder with its mapping."""

import shutil
from pathlib import Path

from analysis.data.places import DECLARATION
from analysis.data.raw import ORIGIN_FIELDS
from analysis.paths import RAW

FEED = """\
title = "Totals of one ministry"

[[table]]
file = "feed.json"

[table.fields]
stated_on = { column = "date" }
speaker = "General Staff"
subject = "russian_forces"
scope = "front"
period = "since 2022-02-24"

[[table.figures]]
column = "tank"
measure = "tanks_destroyed"
"""
"""A running total in the shape of a daily feed."""

ONE_COLUMN = """\
title = "A table"

[[table]]
file = "a.csv"
{table}
[table.form]
{form}

[table.fields]
stated_on = {{ column = "day" }}
period = "day"
speaker = "Serhii Cherevatyi"
subject = "russian_forces"
scope = "bakhmut_direction"
measure = "killed"
{fields}

[[table.figures]]
column = "n"
{figures}
"""
"""Figures of one column on days of another; its parts are filled in."""


def write_mapped(folder: Path, mapping: str, **files: str | bytes) -> Path:
    """Write the vocabulary and the collection `desk`; dots in names of files are written `_`."""
    home = folder / "desk"
    home.mkdir(parents=True)
    for table in RAW.glob("*.csv"):
        shutil.copy(table, folder)
    (home / DECLARATION).write_text(mapping, encoding="utf-8")
    origin = "".join(f"{field}: ''\n" for field in ORIGIN_FIELDS)
    for name, content in files.items():
        path = home / ".".join(name.rsplit("_", 1))
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.with_name(f"{path.stem}.origin.yml").write_text(origin, encoding="utf-8")
    return home
