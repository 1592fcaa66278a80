"""Run notebooks with papermill: elsewhere, fresh, and with the same bytes each time.

A notebook runs in an empty folder of its own and in a kernel of its own, so that neither the
folder one stands in nor another report can reach it. What papermill and the kernel add that
differs between two equal runs (times, random ids, paths) is taken out of the result.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.errors import AnalysisError
from analysis.files import write_text
from analysis.press.executed import ANSI, ERROR_MARK, INJECTED, as_text, settled
from analysis.press.parameters import Value, is_tagged, read_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

KERNELS = 2
"""Kernels at once. Each holds some 250 MB with our libraries; a run is to stay under 1 GiB."""
CELL_SECONDS = 600
"""A cell that takes longer is stopped; the slowest of the suite takes seconds."""
SOCKET_FOLDER_LENGTH = 70
"""Characters: the address of a local socket ends at 104, and the kernel adds to it."""

IN_CELL = re.compile(r"Cell In\[\d+\], line (\d+)")

T = TypeVar("T")


def _silent(done: int, cells: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Job:
    """One notebook to run.

    Parameters
    ----------
    source : Path
    values : dict
        For every parameter, already checked; empty to run the notebook as it stands.
    partial : Path
        Where the notebook is kept, up to the failing cell, if it fails.
    tell : callable
        Called with the number of cells done and the number of cells, from another thread.
    """

    source: Path
    values: dict[str, Value] = field(default_factory=dict)
    partial: Path | None = None
    tell: Callable[[int, int], None] = _silent

    @property
    def name(self) -> str:
        """The notebook's name without its ending."""
        return self.source.stem


@dataclass(frozen=True)
class Outcome:
    """What became of one job.

    Parameters
    ----------
    job : Job
    result : object
        What `finish` made of the notebook; None if it failed.
    failure : AnalysisError or None
        Why it failed.
    """

    job: Job
    result: Any = None
    failure: AnalysisError | None = None


def run_notebook(job: Job, workplace: Path) -> NotebookNode:
    """Run one notebook to its end.

    Parameters
    ----------
    job : Job
    workplace : Path
        An empty folder; the kernel works in it. Its path is short (`workplaces`).

    Returns
    -------
    NotebookNode
        With outputs, and nothing in it that differs between two equal runs.

    Raises
    ------
    AnalysisError
        With notebook, cell, line and the last line of the traceback, if a cell fails, takes
        too long, or takes the kernel with it.
    """
    cells = read_notebook(job.source)["cells"]
    ids = [cell.get("id") for cell in cells if not is_tagged(cell, INJECTED)]
    seen: dict[str, object] = {"cell": 0}
    try:
        notebook = _execute(job, workplace, seen)
    except Exception as failure:
        if (partial := seen.get("notebook")) is not None:
            _keep(settled(partial, ids), job)
        raise AnalysisError(_told(job, failure, seen)) from failure
    return settled(notebook, ids)


def run_all(
    jobs: Sequence[Job], finish: Callable[[Job, NotebookNode], T], *, at_once: int = KERNELS
) -> list[T]:
    """Run notebooks, a few at a time, each in a kernel of its own.

    Parameters
    ----------
    jobs : sequence of Job
    finish : callable
        What to make of each notebook; called as soon as it has run, from another thread.
    at_once : int
        Kernels at one time.

    Returns
    -------
    list
        What `finish` returned, in the order of the jobs.

    Raises
    ------
    AnalysisError
        Once all have run, with every failure.
    """
    with workplaces(len(jobs)) as folders:
        pool = ThreadPoolExecutor(at_once)
        try:
            _load_papermill()
            # The largest first: a long one that starts last has a core to itself at the end.
            order = sorted(range(len(jobs)), key=lambda n: -jobs[n].source.stat().st_size)
            started = {n: pool.submit(_run_and_finish, jobs[n], folders[n], finish) for n in order}
            made = [started[n] for n in range(len(jobs))]
            failures = [failed for future in made if (failed := future.exception())]
        except KeyboardInterrupt:
            _end_kernels(folders[0].parent)
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    if unforeseen := [failed for failed in failures if not isinstance(failed, AnalysisError)]:
        raise unforeseen[0]
    if failures:
        raise AnalysisError("\n\n".join(str(failed) for failed in failures))
    return [future.result() for future in made]


def run_stream(
    jobs: Sequence[Job], finish: Callable[[Job, NotebookNode], T], *, at_once: int = KERNELS
) -> Iterator[Outcome]:
    """Run notebooks, a few at a time, and give each as soon as it has run or failed.

    Parameters
    ----------
    jobs, finish, at_once
        As for `run_all`; `finish` is a function of a module, and returns plain data.

    Yields
    ------
    Outcome
        One a job, in the order in which they end; one that fails stops no other.
    """
    with workplaces(len(jobs)) as folders:
        pool = ThreadPoolExecutor(at_once)
        try:
            _load_papermill()
            pairs = zip(jobs, folders, strict=True)
            started = {pool.submit(_run_and_finish, *pair, finish): pair[0] for pair in pairs}
            for future in as_completed(started):
                try:
                    outcome = Outcome(started[future], future.result())
                except AnalysisError as failure:
                    outcome = Outcome(started[future], failure=failure)
                yield outcome
        except (KeyboardInterrupt, GeneratorExit):
            if folders:
                _end_kernels(folders[0].parent)
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def refresh(
    sources: Sequence[Path], *, tell: Callable[[str, int, int], None] | None = None
) -> list[Path]:
    """Run notebooks as they stand and store their outputs in them.

    Parameters
    ----------
    sources : sequence of Path
    tell : callable, optional
        Called with the notebook's name, the cells done and the cells it has.

    Returns
    -------
    list of Path
        Those whose file changed.

    Raises
    ------
    AnalysisError
        If one fails; then none is changed.
    """
    jobs = [Job(source, tell=partial(tell, source.stem) if tell else _silent) for source in sources]
    texts = run_all(jobs, lambda job, notebook: as_text(notebook))
    changed = []
    for source, text in zip(sources, texts, strict=True):
        if source.read_text(encoding="utf-8") != text:
            write_text(source, text)
            changed.append(source)
    return changed


@contextmanager
def workplaces(number: int) -> Iterator[list[Path]]:
    """Give empty folders outside the project, which are gone afterwards."""
    usual = tempfile.gettempdir()
    with tempfile.TemporaryDirectory(
        prefix="reportedly-",
        dir=usual if len(usual) < SOCKET_FOLDER_LENGTH else "/tmp",
        ignore_cleanup_errors=True,
    ) as folder:
        places = [Path(folder) / str(index) for index in range(number)]
        for place in places:
            place.mkdir()
        yield places


def _run_and_finish(job: Job, folder: Path, finish: Callable[[Job, NotebookNode], T]) -> T:
    from jupyter_core.utils import ensure_event_loop

    # The client makes a loop for each thread, and leaves it open.
    with closing(ensure_event_loop()):
        notebook = run_notebook(job, folder)
    return finish(job, notebook)


def _end_kernels(folder: Path) -> None:
    """End the kernels that work in a folder; each names it on its command line."""
    import psutil

    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if any(word.startswith(str(folder)) for word in child.cmdline()):
                child.kill()


def _load_papermill() -> None:
    # JupyterLab brings a grammar of addresses that jsonschema would compile at import, for 1.3 s;
    # a notebook's schema has no use for it.
    if "jsonschema" not in sys.modules:
        sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import papermill.log

    # What it would log as an error, we raise as one.
    papermill.log.logger.setLevel("CRITICAL")


def _execute(job: Job, workplace: Path, seen: dict[str, object]) -> NotebookNode:
    _load_papermill()
    from papermill.execute import execute_notebook
    from traitlets.config import Config

    # Its own engine steps from cell to cell without these hooks being in papermill's way.
    def started(notebook: NotebookNode) -> None:
        seen["notebook"] = notebook

    def reached(cell: NotebookNode, cell_index: int) -> None:
        seen["cell"] = cell_index
        job.tell(cell_index, len(seen["notebook"].cells))

    connection = f"{workplace}-kernel.json"
    profile = Path(f"{workplace}-ipython")
    profile.mkdir()
    return execute_notebook(
        # Papermill reads a path as a format string.
        str(job.source).replace("{", "{{").replace("}", "}}"),
        None,
        parameters=job.values,
        kernel_name="python3",
        progress_bar=False,
        request_save_on_cell_execute=False,
        autosave_cell_every=0,
        execution_timeout=CELL_SECONDS,
        resources={"metadata": {"path": str(workplace)}},
        # Neither a reader's own IPython start-up files nor a home that is read-only matter.
        extra_arguments=[f"--ipython-dir={profile}"],
        shutdown_kernel="immediate",
        config=Config({"KernelManager": {"transport": "ipc", "connection_file": connection}}),
        on_notebook_start=started,
        on_cell_start=reached,
    )


def _keep(partial: NotebookNode, job: Job) -> None:
    if job.partial:
        # The failure itself is what the reader must learn, even on a full disk.
        with suppress(AnalysisError):
            job.partial.parent.mkdir(parents=True, exist_ok=True)
            write_text(job.partial, as_text(partial))


def _told(job: Job, failure: Exception, seen: dict[str, object]) -> str:
    """Say where a notebook failed, in the numbers of its source."""
    notebook, index = seen.get("notebook"), seen["cell"]
    kept = f"\nKept up to there: {job.partial}" if job.partial and job.partial.exists() else ""
    words = [getattr(failure, "ename", type(failure).__name__), getattr(failure, "evalue", failure)]
    said = ANSI.sub("", ": ".join(map(str, words))).strip()
    if notebook is None:
        return f"{job.source.name} could not be started\n{said}{kept}"
    cells = [cell for cell in notebook.cells if not is_tagged(cell, ERROR_MARK)]
    number = sum(not is_tagged(cell, INJECTED) for cell in cells[: index + 1])
    line = _failing_line(cells[index].source, getattr(failure, "traceback", None) or [])
    return f"{job.source.name}, cell {number}{line}\n{said}{kept}"


def _failing_line(source: str, traceback: Sequence[str]) -> str:
    reached = IN_CELL.findall(ANSI.sub("", "\n".join(traceback)))
    lines = source.splitlines()
    if not reached or int(reached[-1]) > len(lines):
        return ""
    return f", line {reached[-1]}: {lines[int(reached[-1]) - 1].strip()}"
