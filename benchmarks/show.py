"""What the contests came to, as tables for readers.

>>> markdown(pd.DataFrame({"what": ["a|b"], "s": ["3"]}))
'| what | s |\\n|---|---|\\n| a\\\\|b | 3 |'
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.text import number
from benchmarks.contest import spread

VERDICTS = {True: "reached", False: "not reached", None: "not measured"}


def read_results(path: str | Path) -> dict:
    """Read what `benchmarks.run` wrote."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def setting(results: Mapping) -> pd.DataFrame:
    """Return day and machine."""
    told = {"day": results["date"], **results["machine"]}
    told["size"] = "a quick run" if results["quick"] else "a whole run"
    return pd.DataFrame({"what": list(told), "is": [str(value) for value in told.values()]})


def targets(results: Mapping) -> pd.DataFrame:
    """Return what was to be reached and what was, with the spread over the rounds."""
    rows = [row for contest in results["contests"].values() for row in contest["rows"]]
    return pd.DataFrame(
        {
            "what": [row["row"] for row in rows],
            "to reach": [f"{row['sense']} {_said(row['bound'], row)}" for row in rows],
            "measured": [_said(row["median"], row) if row["values"] else "" for row in rows],
            "least to most": [_range(row["values"]) for row in rows],
            "verdict": [VERDICTS[row["met"]] for row in rows],
            "note": [row["note"] for row in rows],
        }
    )


def contest_names(results: Mapping) -> list[str]:
    """Return the contests in which somebody took part."""
    return [name for name, contest in results["contests"].items() if contest["seconds"]]


def entrants(results: Mapping) -> pd.DataFrame:
    """Return what each entrant took, in seconds unless its name says otherwise."""
    rows = [
        (contest["title"], name, taken, contest["missing"].get(name, ""))
        for contest in results["contests"].values()
        for name, taken in contest["seconds"].items()
    ]
    return pd.DataFrame(
        {
            "contest": [title for title, *_ in rows],
            "entrant": [name for _, name, *_ in rows],
            "median": [number(spread(taken).median) if taken else "" for *_, taken, _ in rows],
            "least to most": [_range(taken) for *_, taken, _ in rows],
            "rounds": [str(len(taken)) for *_, taken, _ in rows],
            "why not": [why for *_, why in rows],
        }
    )


def profile(results: Mapping) -> pd.DataFrame:
    """Return where the CPU time of the suite's reports goes, before and after, in milliseconds."""
    rows = results["profile"]["rows"]
    rows = rows | {"sum": {way: sum(row[way] for row in rows.values()) for way in _WAYS}}
    return pd.DataFrame(
        {
            "stage": list(rows),
            **{way: [f"{1000 * row[way]:,.0f}" for row in rows.values()] for way in _WAYS},
            "after / before": [f"{row['after'] / row['before']:.2f}" for row in rows.values()],
        }
    )


_WAYS = ("before", "after")


def markdown(table: pd.DataFrame) -> str:
    """Write a table of texts in Markdown; columns without a word in them are left out."""
    table = table.loc[:, (table != "").any()]
    rows = [table.columns, *table.itertuples(index=False)]
    lines = [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "---|" * len(table.columns), *lines[1:]])


def _said(value: float, row: Mapping) -> str:
    return number(value) if row["unit"] == "times" else f"{number(value)} {row['unit']}"


def _range(values: list[float]) -> str:
    if len(values) < 2:
        return ""
    found = spread(values)
    return f"{number(found.low)} to {number(found.high)}"
