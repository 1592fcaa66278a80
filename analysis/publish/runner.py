"""Run notebooks with papermill: each in a folder of its own, with the same bytes each time.

A notebook runs in an empty folder of its own and in a kernel of its own, so that neither the
folder one stands in nor another report can reach it. The kernels are forked from a warm server
where that can be, and started by Jupyter elsewhere; what comes of a notebook is the same.

Workers forked from that server run papermill, and finish the page of each report as well.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import pickle
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import analysis
from analysis.engine.calls import Call, CallResult, run_calls
from analysis.engine.server import LIBRARIES, WORK, NoServer, OwnServer
from analysis.errors import AnalysisError
from analysis.execute import execution
from analysis.execute.execution import (
    Job,
    as_text,
    idle,
    run_notebook,
    run_stock,
    silent,
    workplaces,
)
from analysis.paths import PROJECT
from analysis.store.files import write_text
from analysis.store.instructions import environment

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.engine.calls import Apart
    from analysis.engine.client import Wire

RUN_SECONDS = 3600
"""A notebook that takes longer is stopped; the slowest of the suite takes seconds."""
PAGE_SECONDS = 600
"""The same for its page."""
OURS = (
    "scipy.special",
    *sorted({f"analysis.{home}" for home in (analysis.EXPORTS | analysis.NAMESPACES).values()}),
    *(f"analysis.reports.{topic}" for topic in analysis.reports.__all__),
    "analysis.collection.collection:recall",
)
"""What reports import of ours, and what each would do first."""
DRAWING = (
    *("matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"),
    *("matplotlib_inline.backend_inline", "PIL.PngImagePlugin"),
)
"""What draws for those who draw with matplotlib; our own charts need none of it."""
NAMED = {
    **dict.fromkeys(DRAWING, "matplotlib|pyplot|seaborn|.plot|.wide"),
    **dict.fromkeys(("pandas.io.formats.style", "jinja2"), ".style"),
    "scipy.stats": "scipy",
    "seaborn": "seaborn",
    "ipywidgets": "widgets|explore",
    "analysis.explorer.panel": "explore",
    "analysis.review.desk": "open_text",
    **{f"analysis.reports.{topic}": f"reports.{topic}" for topic in analysis.reports.__all__},
}
"""What few reports need, and how a notebook names it."""
PAGES = (
    *("analysis.execute.execution:load_papermill", *WORK),
    *("analysis.publish.report", "analysis.publish.page.exporter:get_ready"),
)
"""What runs a report and makes its page."""
DEAD = "DeadKernelError: Kernel died"
"""What Jupyter's client says of every kernel that is gone."""
CHOICE = "REPORTEDLY_ENGINE"
"""A variable; `stock` lets Jupyter start each kernel."""

_server: OwnServer | None = None
_told: set[str] = set()

KERNELS = 2
"""Kernels at once. One that Jupyter starts holds some 250 MB; a run is to stay under 1 GiB."""

T = TypeVar("T")
Finish = Callable[[Job, "NotebookNode"], T]


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What came of one job.

    Parameters
    ----------
    result : object
        What `finish` returned; None if the report failed.
    failure : Exception, optional
        Why there is no result; from `run_stream` always an AnalysisError.
    """

    job: Job
    result: T | None = None
    failure: Exception | None = None


def warm_up(
    notebooks: Iterable[Path] = (), finish: Iterable[str] = (), *, workers: bool = True
) -> OwnServer | None:
    """Start this process's server, or return the one there is; None where there can be none.

    It warms up while whoever calls does something else, and ends with the process.

    Parameters
    ----------
    notebooks : iterable of Path
        What is going to run: what none of them names is left to a report that
        imports them all the same.
    finish : iterable of str
        Modules that finish a report, beside what makes its page.
    workers : bool
        Whether reports are run by workers; without, this process runs one alone, and finishes it.
    """
    global _server
    if os.environ.get(CHOICE) == "stock":
        return None
    if _server and not (_server.serves and (not workers or _has_workers(_server))):
        _server.close()
        _server = None
    try:
        if _server is None:
            work = (*PAGES, *finish) if workers else ()
            _server = OwnServer((*libraries_for(notebooks), *work), (PROJECT,))
            atexit.register(_server.close)
    except NoServer as reason:
        note(str(reason))
        return None
    return _server


def _has_workers(server: OwnServer) -> bool:
    """Tell whether a server has ready what workers run reports with."""
    return {*PAGES} <= {*server.libraries}


def libraries_for(notebooks: Iterable[Path]) -> tuple[str, ...]:
    """Return what kernels have ready; of what few reports need, what notebooks name."""
    texts = [path.read_text(encoding="utf-8") for path in set(notebooks) if path.is_file()]
    unnamed = {
        library
        for library, words in NAMED.items()
        if texts and not any(word in text for text in texts for word in words.split("|"))
    }
    return tuple(library for library in (*LIBRARIES, *OURS) if library not in unnamed)


def note(reason: str) -> None:
    """Say once why Jupyter starts the kernels."""
    if reason not in _told:
        _told.add(reason)
        logging.getLogger(__name__).warning("not warm: %s; Jupyter starts each kernel", reason)


def run_forked(
    server: OwnServer, jobs: Sequence[Job], folders: Sequence[Path], finish: Finish, at_once: int
) -> Iterator[Outcome]:
    """Run notebooks, each in a child of its own, and finish them there.

    Parameters
    ----------
    jobs : sequence of Job
        Begun in this order.
    folders : sequence of Path
        Empty, one a job.
    finish : callable
        A function of a module, or a partial of one, is called in a child, and must then return
        plain data; any other is called here.
    at_once : int
        Notebooks at one time.

    Yields
    ------
    Outcome
        As each ends; failed with `NoServer` if there was no child for it.
    """
    packed, limit = _packed(finish), execution.CELL_SECONDS
    calls = [
        # Who is told may hold what cannot travel; notes come back and are told here.
        Call(run_here, (replace(job, tell=silent, ready=idle), folder, packed, limit), folder)
        for job, folder in zip(jobs, folders, strict=True)
    ]

    def heard(index: int, words: bytes) -> None:
        jobs[index].tell(*json.loads(words))

    seconds = RUN_SECONDS + PAGE_SECONDS
    how = {"at_once": at_once, "seconds": seconds, "heard": heard, "variables": environment()}
    for index, ended in run_calls(server, calls, **how):
        yield _outcome_of(jobs[index], ended, finish)


def run_here(job: Job, folder: Path, packed: bytes, limit: float) -> tuple[str, object]:
    """Run a notebook with the kernel of this process, a worker, and finish it.

    Parameters
    ----------
    job, folder
        As for `run_notebook`.
    packed : bytes
        A function to finish it with; empty if it cannot travel.
    limit : float
        Seconds for a cell.

    Returns
    -------
    str, object
        `done` and what `finish` returned, `failed` and why, with what ran of the notebook, or
        `unfinished` and the notebook. A worker may be ended at any time, so it writes nothing.
    """
    from analysis.engine.calls import here
    from analysis.store.reads import release

    # What the page before this one took.
    release()
    worker = here()
    watched = replace(job, tell=lambda *count: worker.note(json.dumps(count).encode()))
    how = {"engine_name": "warm", "line": worker.line, "run_timeout": RUN_SECONDS}
    partial: list[str] = []

    def keep(_: Job, text: str) -> str:
        partial.append(text)
        return ""

    try:
        notebook = run_notebook(watched, folder, keep=keep, execution_timeout=limit, **how)
        if (finish := _unpacked(packed)) is None:
            return "unfinished", as_text(notebook)
        return "done", finish(job, notebook)
    except AnalysisError as refusal:
        return "failed", [_with_end(refusal, worker.line), *partial]


def _with_end(refusal: AnalysisError, line: Wire) -> str:
    """Say in the words of a failure how the kernel ended, if that was it."""
    return str(refusal).replace(DEAD, f"{DEAD}; {line.died}", 1) if line.died else str(refusal)


def _outcome_of(job: Job, ended: CallResult, finish: Finish) -> Outcome:
    """Turn the end of a call of `run_here` into what came of the job."""
    if ended.refused:
        return Outcome(job, failure=NoServer(ended.refused))
    if ended.failure:
        return Outcome(job, failure=RuntimeError(f"{job.source.name}\n{ended.failure}"))
    if ended.died:
        return Outcome(job, failure=AnalysisError(f"{job.source.name}\n{ended.died}"))
    kind, value = ended.value
    if kind == "done":
        return Outcome(job, value)
    if kind == "failed":
        words, *partial = value
        kept = "".join(execution.keep_partial(job, text) for text in partial)
        return Outcome(job, failure=AnalysisError(words + kept))
    import nbformat

    return _finished(job, nbformat.reads(value, as_version=nbformat.NO_CONVERT), finish)


def _finished(job: Job, notebook: NotebookNode, finish: Finish) -> Outcome:
    try:
        return Outcome(job, finish(job, notebook))
    except Exception as fault:
        return Outcome(job, failure=fault)


def _packed(finish: Finish) -> bytes:
    """Return a function as what a child can import it by; empty if it cannot."""
    try:
        return pickle.dumps(finish)
    except (pickle.PicklingError, AttributeError, TypeError):
        return b""


def _unpacked(packed: bytes) -> Finish | None:
    try:
        return pickle.loads(packed) if packed else None
    except (ImportError, AttributeError):
        return None


def run_alone(server: OwnServer, job: Job, folder: Path, finish: Finish) -> Outcome:
    """Run one notebook from this process, in a kernel that is forked for it.

    Parameters
    ----------
    folder : Path
        Empty; the kernel works in it.
    finish : callable
        Is called in a fork of this process, and must return what can be pickled; what it needs is
        loaded there while the cells run (`Job.ready`).

    Returns
    -------
    Outcome
        Failed with `NoServer` if there was no kernel for it.
    """
    import asyncio

    # While the server still warms up.
    execution.load_papermill()
    from jupyter_core.utils import ensure_event_loop

    from analysis.engine.calls import Apart
    from analysis.engine.client import Wire, read_schema

    read_schema()
    apart = Apart(partial(_told_of, job, finish), job.ready)
    try:
        line = Wire(server, folder, environment())
    except NoServer as reason:
        apart.close()
        return Outcome(job, failure=reason)
    how = {"engine_name": "warm", "line": line, "run_timeout": RUN_SECONDS}
    try:
        # What Jupyter's client leaves waiting in its loop ends with it, and complains to nobody.
        with asyncio.Runner(loop_factory=ensure_event_loop) as loop:
            loop.get_loop().set_exception_handler(lambda *_: None)
            notebook = run_notebook(job, folder, **how)
        return _finished_apart(apart, job, notebook)
    except AnalysisError as refusal:
        return Outcome(job, failure=AnalysisError(_with_end(refusal, line)))
    finally:
        line.close(patience=0)
        apart.close()


def _finished_apart(apart: Apart, job: Job, notebook: NotebookNode) -> Outcome:
    """Have a notebook finished; what ran of it is kept where that fails."""
    from analysis.engine.calls import Lost

    try:
        kind, value = apart.done(notebook, seconds=PAGE_SECONDS)
    except Lost as lost:
        kind, value = AnalysisError, f"{job.source.name}\nits page was not made: {lost}"
    if kind is None:
        return Outcome(job, value)
    return Outcome(job, failure=kind(value + execution.keep_partial(job, as_text(notebook))))


def _told_of(job: Job, finish: Finish, notebook: NotebookNode) -> tuple[type | None, object]:
    """Return what `finish` returns; or the kind of what it raises, and its words."""
    try:
        return None, finish(job, notebook)
    except AnalysisError as refusal:
        return AnalysisError, str(refusal)
    except Exception:
        return RuntimeError, f"{job.source.name}\n{traceback.format_exc()}"


def run_stream(
    jobs: Sequence[Job], finish: Callable[[Job, NotebookNode], T], *, at_once: int = KERNELS
) -> Iterator[Outcome[T]]:
    """Run notebooks, a few at a time, each in a kernel of its own.

    Parameters
    ----------
    finish : callable
        What to make of each notebook, as soon as it has run. A function of a module, or a partial
        of one, is called in the report's own process and must return plain data (text, bytes,
        numbers, None; lists, tuples and mappings of them); any other is called here, or, of one
        report without workers, in a fork of this process, from which what can be pickled returns.
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
        for outcome in _outcomes(order, folders, finish, at_once):
            if outcome.failure is None or isinstance(outcome.failure, AnalysisError):
                yield outcome
            else:
                unforeseen.append(outcome.failure)
    if unforeseen:
        raise unforeseen[0]


def _outcomes(
    jobs: Sequence[Job], folders: Sequence[Path], finish: Finish, at_once: int
) -> Iterator[Outcome]:
    """Run in a warm server's children; what they do not take, in kernels that Jupyter starts."""
    left, places = list(jobs), {id(job): folder for job, folder in zip(jobs, folders, strict=True)}
    # Who had no workers made ready has one report to run.
    alone = len(jobs) == 1 and _server is not None and not _has_workers(_server)
    if jobs and (server := warm_up((job.source for job in jobs), workers=not alone)):
        left = []
        if alone:
            ended = iter([run_alone(server, jobs[0], folders[0], finish)])
        else:
            ended = run_forked(server, jobs, folders, finish, at_once)
        for outcome in ended:
            if isinstance(outcome.failure, NoServer):
                note(str(outcome.failure))
                left.append(outcome.job)
            else:
                yield outcome
    if left:
        for n, came in run_stock(left, [places[id(job)] for job in left], at_once):
            failed = isinstance(came, Exception)
            yield Outcome(left[n], failure=came) if failed else _finished(left[n], came, finish)


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
        told[source] = "unchanged"
        if before != text:
            both = (json.loads(words)["cells"] for words in (before, text))
            was, now = ([cell.get("outputs") for cell in cells] for cells in both)
            told[source] = "tidied" if was == now else "new outputs"
            write_text(source, text)
    return told


def text_of(job: Job, notebook: NotebookNode) -> str:
    """Return the notebook as the text of its file."""
    return as_text(notebook)
