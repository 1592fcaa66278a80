"""What was corrected: published numbers that moved, rows read otherwise than printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.collection.collection import Collection
from analysis.data.sources import read_raw
from analysis.paths import SHIPPED

CHANGELOG = SHIPPED / "CHANGELOG.md"
RELEASE = re.compile(r"^## \[([^\]]+)\](?: - (\S+))?$", re.MULTILINE)
MOVED = re.compile(r"^### Numbers that moved\n+(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)


HEADINGS = {
    "verification": "What did others find of a claim?",
    "checked_by": "Who looked into a claim?",
    "doubted_by": "Who doubts a figure?",
    "own_word": "What did the speaker call those counted?",
    "in_words": "What did the speaker say around the figure?",
    "part": "Which part of a statement is a figure?",
    "directness": "Which pages changed a figure, or carry it as it was stated?",
    "set_aside": "What errors does a page show?",
    "inferred": "Which places or periods are inferred?",
}
"""Over our readings, by the column that they fill: each of `terms.READING_COLUMNS`."""


@dataclass(frozen=True)
class Release:
    """What a release says of published numbers.

    Parameters
    ----------
    version, day : str
        As the changelog writes them; the day is empty for what is not released yet.
    moved : list of str
        A line for each number, or the sentence that there are none.
    """

    version: str
    day: str
    moved: list[str]


def releases(text: str) -> list[Release]:
    """Read the "Numbers that moved" of each release in a changelog, and of the time since then.

    The time since the last release is left out if nothing moved in it.

    >>> releases("## [0.2.0] - 2027-01-05\\n\\n### Numbers that moved\\n\\n- 0.97 to 0.98.\\n")
    [Release(version='0.2.0', day='2027-01-05', moved=['0.97 to 0.98.'])]
    """
    parts = RELEASE.split(text)[1:]
    found = [
        Release(version, day or "", _lines(section))
        for version, day, section in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]
    return [release for release in found if release.day or release.moved]


def changelog(path: Path = CHANGELOG) -> list[Release]:
    """Return the releases of the project; none if it has no changelog."""
    return releases(path.read_text(encoding="utf-8")) if path.is_file() else []


def readings(collection: Collection) -> pd.DataFrame:
    """Return our readings of single rows: claim_id, column, reading, reason, reported, speaker.

    Parameters
    ----------
    collection : Collection
        As of a day, readings of claims that were not known by then are left out.
    """
    path = collection.home / "readings.csv"
    if not path.is_file():
        return pd.DataFrame(columns=["claim_id", "column", "reading", "reason"])
    columns = ["claim_id", "reported", "speaker"]
    known = pd.concat([collection.claims[columns], collection.set_aside[columns]])
    labels = collection.words.speakers["label"]
    known["speaker"] = known["speaker"].map(labels).fillna(known["speaker"])
    how = "inner" if collection.as_of else "left"
    rows = read_raw(path).merge(known, on="claim_id", how=how).fillna("")
    named = rows["reading"].map(labels).fillna(rows["reading"])
    return rows.assign(reading=rows["reading"].mask(rows["column"] == "checked_by", named))


def _lines(section: str) -> list[str]:
    found = MOVED.search(section)
    items = re.split(r"^- ", found[1], flags=re.MULTILINE) if found else []
    return [" ".join(item.split()) for item in items if item.strip()]
