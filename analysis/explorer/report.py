"""From a view to a report: a notebook that holds its whole question, run to a page."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.explorer.answer import Answer
from analysis.explorer.code import FIGURE, IMPORTS, MEANINGS, SERIES, loading, values_of
from analysis.paths import MINE, ROOT
from analysis.publish.page.colophon import command
from analysis.publish.runs.report import find_notebook, prepare, run_report
from analysis.publish.sweep.plan import named
from analysis.store.files import plainly, write_text

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
    return command("run", named(_place(answer, folder)), "--html", values={})


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
