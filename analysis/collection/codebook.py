"""The codebook: what each column of a published table means, as the documents tell it.

One heading of the second level a file, and under it a table of columns: name, meaning, unit or
values. The kind of a column is that of the table itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis.errors import AnalysisError
from analysis.paths import SHIPPED

CODEBOOKS = (SHIPPED / "data/processed/README.md", SHIPPED / "docs/publishing.md")
ROW = re.compile(r"^\| `?(\w+)`? \| ([^|]+) \| ([^|]+) \|", re.MULTILINE)


def read_codebook(paths: Iterable[Path] = CODEBOOKS) -> dict[str, dict[str, str]]:
    """Read the columns of every table.

    Parameters
    ----------
    paths : iterable of Path
        Documents with a section for each table.

    Returns
    -------
    dict
        From the name of a table, such as "claims", to its columns and what each means.

    Raises
    ------
    AnalysisError
        If a document is not there.
    """
    told: dict[str, dict[str, str]] = {}
    for path in paths:
        if not path.is_file():
            raise AnalysisError(f"{path} is not there; it says what the published columns mean")
        text = path.read_text(encoding="utf-8")
        for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
            file_name = section.splitlines()[0].strip()
            if file_name.endswith(".csv"):
                told[file_name.removesuffix(".csv")] = columns_in(section)
    return told


def columns_in(section: str) -> dict[str, str]:
    """Return the columns that a section of a codebook lists.

    >>> columns_in("| column | meaning | unit |\\n|---|---|---|\\n| low | least value | a share |")
    {'low': 'least value (a share)'}
    """
    rows = [row for row in ROW.findall(section) if row[0] != "column"]
    return {
        name: f"{meaning.strip()} ({values.strip()})".replace("`", "")
        for name, meaning, values in rows
    }


def kind_of(column: pd.Series) -> str:
    """Return the type of a column in a Table Schema.

    >>> kind_of(pd.Series([0.5])), kind_of(pd.Series(["ok"])), kind_of(pd.Series([True]))
    ('number', 'string', 'boolean')
    """
    kinds = pd.api.types
    if kinds.is_bool_dtype(column):
        return "boolean"
    if kinds.is_datetime64_any_dtype(column):
        return "date"
    if kinds.is_integer_dtype(column):
        return "integer"
    return "number" if kinds.is_float_dtype(column) else "string"
