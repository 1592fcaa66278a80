"""Run notebooks with papermill: elsewhere, fresh, and with the same bytes each time.

A notebook runs in an empty folder of its own and in a kernel of its own, so that neither the
folder one stands in nor another report can reach it. The kernels are forked from a warm server
where that can be, and started by Jupyter elsewhere; what comes of a notebook is the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from analysis.errors import AnalysisError
from analysis.execute.executed import as_text
from analysis.execute.execution import Job, run_notebook
from analysis.execute.stock import run_stock, workplaces
from analysis.publish.runs.forked import run_forked, warm_up
from analysis.store.files import write_text

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.publish.runs.forked import Made

__all__ = [
    "Job",
    "Outcome",
    "refresh",
    "run_all",
    "run_notebook",
    "run_stream",
    "text_of",
    "warm_up",
    "workplaces",
]

KERNELS = 2
"""Kernels at once. One that Jupyter starts holds some 250 MB; a run is to stay under 1 GiB."""

T = TypeVar("T")


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What came of one job.

    Parameters
    ----------
    job : Job
    result : object
        What `finish` returned; None if the report failed.
    failure : AnalysisError, optional
        Why there is no result.
    """

    job: Job
    result: T | None = None
    failure: AnalysisError | None = None


def run_stream(
    jobs: Sequence[Job], finish: Callable[[Job, NotebookNode], T], *, at_once: int = KERNELS
) -> Iterator[Outcome[T]]:
    """Run notebooks, a few at a time, each in a kernel of its own.

    Parameters
    ----------
    jobs : sequence of Job
    finish : callable
        What to make of each notebook, as soon as it has run. A function of a module, or a partial
        of one, is called in the report's own process and must return plain data (text, bytes,
        numbers, None; lists, tuples and mappings of them); any other is called here.
    at_once : int
        Kernels at one time.

    Yields
    ------
    Outcome
        As each report ends, failed or not; whoever stops asking ends those that still run.

    Raises
    ------
    Exception
        Once all have run, the first that is no `AnalysisError`: a fault of ours.
    """
    # The largest first: a long one that starts last has a core to itself at the end.
    order = sorted(jobs, key=lambda job: -job.source.stat().st_size)
    unforeseen: list[Exception] = []
    with workplaces(len(order)) as folders:
        for made in _made(order, folders, finish, at_once):
            job, result, failure = order[made.index], made.result, made.failure
            if made.unfinished is not None:
                result, failure = _finished(job, made.unfinished, finish)
            if failure is None or isinstance(failure, AnalysisError):
                yield Outcome(job, result, failure)
            else:
                unforeseen.append(failure)
    if unforeseen:
        raise unforeseen[0]


def run_all(
    jobs: Sequence[Job], finish: Callable[[Job, NotebookNode], T], *, at_once: int = KERNELS
) -> list[T]:
    """Run notebooks as `run_stream` does, to the last.

    Returns
    -------
    list
        What `finish` returned, in the order of the jobs.

    Raises
    ------
    AnalysisError
        Once all have run, with every failure.
    """
    of = {id(outcome.job): outcome for outcome in run_stream(jobs, finish, at_once=at_once)}
    outcomes = [of[id(job)] for job in jobs]
    if failures := [str(outcome.failure) for outcome in outcomes if outcome.failure]:
        raise AnalysisError("\n\n".join(failures))
    return [outcome.result for outcome in outcomes]


def refresh(
    sources: Sequence[Path], *, tell: Callable[[str, int, int], None] | None = None
) -> dict[Path, str]:
    """Run notebooks as they stand and store their outputs in them.

    Parameters
    ----------
    sources : sequence of Path
    tell : callable, optional
        Called with the notebook's name, the cells done and the cells it has.

    Returns
    -------
    dict
        What became of each: "new outputs", "tidied" where only the rest of the file was
        otherwise, or "unchanged".

    Raises
    ------
    AnalysisError
        If one fails; then none is changed.
    """
    jobs = [
        Job(source, **({"tell": partial(tell, source.stem)} if tell else {})) for source in sources
    ]
    told = {}
    for source, text in zip(sources, run_all(jobs, text_of), strict=True):
        before = source.read_text(encoding="utf-8")
        told[source] = _difference(before, text)
        if before != text:
            write_text(source, text)
    return told


def _difference(before: str, after: str) -> str:
    """Say in which way two texts of a notebook differ."""
    if before == after:
        return "unchanged"
    was, now = ([cell.get("outputs") for cell in json.loads(t)["cells"]] for t in (before, after))
    return "tidied" if was == now else "new outputs"


def text_of(job: Job, notebook: NotebookNode) -> str:
    """Return the notebook as the text of its file."""
    return as_text(notebook)


def _made(
    jobs: Sequence[Job], folders: Sequence[Path], finish: Callable, at_once: int
) -> Iterator[Made]:
    """Run in a warm server's children; what they do not take, in kernels that Jupyter starts."""
    from analysis.publish.runs.forked import Made

    left = list(range(len(jobs)))
    if jobs and (servers := warm_up(job.source for job in jobs)):
        left = []
        for made in run_forked(servers, jobs, folders, finish, at_once):
            if made.refused:
                left.append(made.index)
            else:
                yield made
    if not left:
        return
    chosen = [jobs[n] for n in left], [folders[n] for n in left]
    for n, came in run_stock(*chosen, at_once):
        failed = isinstance(came, Exception)
        yield Made(left[n], **{"failure" if failed else "unfinished": came})


def _finished(
    job: Job, notebook: NotebookNode, finish: Callable[[Job, NotebookNode], T]
) -> tuple[T | None, Exception | None]:
    try:
        return finish(job, notebook), None
    except Exception as failure:
        return None, failure
