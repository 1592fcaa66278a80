"""From a view to a report: a notebook that holds its whole question, run to a page.

A view as the lines of `analysis` that make it again, and the values that they are run with.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from analysis.collection.specification import WORDS, cap_of
from analysis.errors import AnalysisError
from analysis.explorer.answer import Answer
from analysis.explorer.question import key_of_series
from analysis.paths import MINE, ROOT
from analysis.publish.own import run_report
from analysis.publish.page.colophon import command
from analysis.publish.report import find_notebook, name_of
from analysis.publish.values import prepare
from analysis.store.files import plainly, write_text

IMPORTS = """\
from analysis import load_collection, reports, summarise
"""
MEANINGS = {
    "collection": "folder in data/raw that holds the claims",
    "ratio": "a pairing of the catalogue",
    "speaker": "whose figures are divided",
    "scope": "for which area",
    "subject": "about whom, a key of forces.csv",
    "words": f"how words are read: {', '.join(WORDS.alternatives)}",
    "first": "first day, YYYY-MM-DD; empty for the first there is",
    "last": "last day, YYYY-MM-DD; empty for the last there is",
    "mark": "the day that is ringed, YYYY-MM-DD; empty for none",
    "inferred_days": "whether days that are inferred or not known stay in",
    "as_of": "leave out what was not known by this day, YYYY-MM-DD; empty leaves out nothing",
}
"""What the values of a view mean, in the order in which they are written."""
SERIES = [
    "days = reports.series.series_days(held, ratio, span=span, words=words, **key)",
    "found = summarise(days, reports.series.period(held, span))",
]
FIGURE = ["reports.series.explored_figure(held, days, found, ratio, mark=mark, **key)"]


def values_of(answer: Answer) -> dict[str, str | bool]:
    """Return the values of a view by their names in `MEANINGS`."""
    asked, reading = answer.asked, answer.reading
    values: dict[str, str | bool] = {"collection": answer.name}
    if asked.series:
        values |= {"ratio": asked.ratio, **key_of_series(asked), "words": reading.words}
        values |= {"first": asked.first, "last": asked.last, "mark": answer.mark}
    values |= {"inferred_days": reading.inferred_days, "as_of": reading.as_of}
    return {name: values[name] for name in MEANINGS if name in values}


def loading(answer: Answer) -> list[str]:
    """Write the lines that load the collection and name the series."""
    cap = cap_of(answer.reading.words)
    options = f"cap={cap!r}, inferred_days=inferred_days, as_of=as_of"
    lines = [f"held = load_collection(collection, {options})"]
    if answer.asked.series:
        lines.append('key = {"speaker": speaker, "scope": scope, "subject": subject}')
        lines.append("span = (first, last)")
    return lines


def code_of(answer: Answer) -> str:
    """Write the lines that load what an answer rests on and draw its timeline.

    Parameters
    ----------
    answer : Answer
        With a series; without one the lines stop at the claims.

    Returns
    -------
    str
        Python, ready for a cell; with a second series those of that one follow.
    """
    given = [f"{name} = {value!r}" for name, value in values_of(answer).items()]
    shown = [*SERIES, *FIGURE] if answer.asked.series else _claims(answer)
    lines = "\n".join([IMPORTS, *given, *loading(answer), *shown]) + "\n"
    return lines if answer.beside is None else f"{lines}\n{code_of(answer.beside)}"


def _claims(answer: Answer) -> list[str]:
    asked = answer.asked
    columns = {"party": asked.parties, "speaker": asked.speakers, "measure": asked.measures}
    columns |= {"scope": (asked.scope,) if asked.scope else ()}
    lines = ["claims = held.claims"]
    lines += [
        f"claims = claims[claims[{column!r}].isin({list(keys)!r})]"
        for column, keys in columns.items()
        if keys
    ]
    if asked.first:
        lines.append(f"claims = claims[claims['stated_on'] >= {asked.first!r}]")
    if asked.last:
        lines.append(f"claims = claims[claims['stated_on'] <= {asked.last!r}]")
    return [*lines, "claims"]


OWN_IMPORTS = "from analysis import number_of, say, speakers, table"
SENTENCE = [
    'who = speakers(held)["label"].get(speaker, speaker)',
    'valued = days[days["value"].notna()]',
    "say(",
    '    "{who} gave both figures on {n} days; the median of the days is {median}.",',
    '    who=who, n=number_of(valued, "count"), median=number_of(valued, "median"),',
    ")",
]
LISTED = [
    'shown = {"stated_on": "day", "value": "ratio", "low": "least", "high": "greatest"}',
    'table(days, shown, caption=f"Days of {who}, with what the words allow")',
]
LEFT_OUT = "the counting-noise yardstick, which is for exploring alone: nothing was sampled"


def left_out(answer: Answer) -> str:
    """Say what of a view its report does not hold; empty if it holds all."""
    return LEFT_OUT if answer.reading.counting_noise else ""


def notebook_of(answer: Answer) -> dict:
    """Write a view as a notebook whose parameters are its question.

    Raises
    ------
    AnalysisError
        If the view has no day to report on.
    """
    if not answer.mark:
        raise AnalysisError(answer.why_nothing())
    cells = [_prose(f"# What do the figures give for {answer.label}?", INTRODUCTION)]
    cells += _cells_of(answer, 1)
    if answer.beside is not None:
        cells += [_prose("## Beside it", BESIDE), *_cells_of(answer.beside, 2)]
    for number, cell in enumerate(cells):
        cell["id"] = f"explored-{number:02d}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


INTRODUCTION = (
    "This report was written by the explorer; its parameters hold the whole question.\n"
    "It cannot show what happened: the figures are those of the speakers."
)
BESIDE = "Another series of the same ratio; the two are never added or averaged."


def make_report(answer: Answer, folder: Path = MINE, pages: Path = ROOT / "reports") -> list[Path]:
    """Write a view as a report of one's own, and run it.

    Parameters
    ----------
    answer : Answer
    folder : Path
        Where the notebook goes, named by its question; one that is there is run as it stands.
    pages : Path
        Where what it makes goes.

    Returns
    -------
    list of Path
        The notebook, the same with its outputs, and the page.

    Raises
    ------
    AnalysisError
        If there is nothing to report, or it fails; what stood before stands.
    """
    source = _place(answer, folder)
    if not source.exists():
        with plainly(f"{folder} was not made"):
            folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(notebook_of(answer), indent=1, ensure_ascii=False) + "\n"
        write_text(source, text)
    report = prepare(find_notebook(str(source)), {})
    written, _ = run_report(report, pages / source.name, html=True)
    return [source, *written]


def command_of(answer: Answer, folder: Path = MINE) -> str:
    """Return the command that makes the same report."""
    return command("run", name_of(_place(answer, folder)), "--html", values={})


def _place(answer: Answer, folder: Path) -> Path:
    digest = sha256(json.dumps(notebook_of(answer)).encode()).hexdigest()[:6]
    return folder / f"explored_{answer.asked.ratio}_{digest}.ipynb"


def _cells_of(answer: Answer, place: int) -> list[dict]:
    values = values_of(answer)
    declared = [f"{n}: {type(v).__name__} = {v!r}  # {MEANINGS[n]}" for n, v in values.items()]
    first = [
        _code(declared, "parameters"),
        _code([IMPORTS.strip(), OWN_IMPORTS], "hide"),
    ]
    again = [_code([f"{name} = {value!r}" for name, value in values.items()], "hide")]
    return [
        *(first if place == 1 else again),
        _code([*loading(answer), *SERIES], "hide"),
        _code(SENTENCE, "hide-input"),
        _code(FIGURE, "hide-input"),
        _code(LISTED, "hide-input"),
    ]


def _code(lines: list[str], tag: str) -> dict:
    cell = {"cell_type": "code", "execution_count": None, "metadata": {"tags": [tag]}}
    return {**cell, "outputs": [], "source": "\n".join(lines)}


def _prose(heading: str, words: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": f"{heading}\n\n{words}"}
