"""Notebooks, each run by papermill to its end, or to words about why it came to none.

What papermill and a kernel add that differs between two equal runs (times, random ids, paths)
is taken out of the result, so that equal runs leave the same text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.data.inputs import spare_grammar
from analysis.errors import AnalysisError
from analysis.execute.parameters import Value, is_tagged, read_notebook
from analysis.store.files import scratch, write_text
from analysis.store.instructions import environment

if TYPE_CHECKING:
    from nbformat import NotebookNode

INJECTED = "injected-parameters"
ERROR_MARK = "papermill-error-cell-tag"
"""Tags that papermill gives to the cells it adds."""
WIDGET = "application/vnd.jupyter.widget-view+json"
"""Names a model by a random id, and the model ends with its kernel."""
ANSI = re.compile(r"\x1b\[[0-9;]*m")
"""Colours of a terminal."""


def settled(notebook: NotebookNode, ids: Sequence[str | None]) -> NotebookNode:
    """Leave in a notebook only what its source and its data decide.

    Times, paths and random ids go; of a cell's metadata the tags stay, of the notebook's that it
    is in Python.

    Parameters
    ----------
    notebook : NotebookNode
        As papermill left it.
    ids : sequence of str or None
        Of the cells of the source; where one is None the position serves.

    Returns
    -------
    NotebookNode
        Without the notes papermill adds on a failure.
    """
    from nbformat import from_dict

    of_source = iter(enumerate(ids, start=1))
    cells = []
    for cell in notebook.cells:
        if is_tagged(cell, ERROR_MARK):
            continue
        number, given = (0, INJECTED) if is_tagged(cell, INJECTED) else next(of_source)
        kept = {key: cell[key] for key in cell if key not in ("metadata", "id")}
        if "outputs" in kept:
            kept["outputs"] = _whole_streams(kept["outputs"])
        tags = list(cell.metadata.get("tags", []))
        own = {"metadata": {"tags": tags} if tags else {}, "id": given or f"cell-{number}"}
        cells.append(kept | own)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _whole_streams(outputs: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Join stream outputs that follow each other: where they are cut is a matter of timing.

    Widgets go, since nothing is left behind them; what stands in for them stays.
    """
    joined: list[NotebookNode] = []
    for output in outputs:
        output.get("data", {}).pop(WIDGET, None)
        name = output.get("name")
        if name and joined and joined[-1].get("name") == name:
            joined[-1]["text"] += output["text"]
        else:
            joined.append(output)
    return joined


def as_text(notebook: NotebookNode) -> str:
    """Write a notebook as JSON, the same text for the same notebook."""
    import nbformat

    return nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"


def errors_printed(notebook: NotebookNode) -> list[str]:
    """Say which cells wrote to standard error, which no page shows.

    Returns
    -------
    list of str
        A sentence each, with the last line written.
    """
    own = [cell for cell in notebook.cells if not is_tagged(cell, INJECTED)]
    return [
        f"cell {number} wrote to standard error: {output.text.strip().splitlines()[-1]}"
        for number, cell in enumerate(own, start=1)
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr" and output.text.strip()
    ]


CELL_SECONDS = 600
"""A cell that takes longer is stopped; the slowest of the suite takes seconds."""

IN_CELL = re.compile(r"Cell In\[\d+\], line (\d+)")


def silent(done: int, cells: int) -> None:
    """Tell nobody."""


def idle() -> None:
    """Do nothing: there is nothing to load."""


@dataclass(frozen=True)
class Job:
    """One notebook to run.

    Parameters
    ----------
    values : dict
        For every parameter, already checked; empty to run the notebook as it stands.
    partial : Path
        Where the notebook is kept, up to the failing cell, if it fails.
    tell : callable
        Called with the number of cells done and the number of cells, perhaps from another thread.
    ready : callable
        Called while the cells run, in a fork that finishes the report: it loads what that needs.
    """

    source: Path
    values: dict[str, Value] = field(default_factory=dict)
    partial: Path | None = None
    tell: Callable[[int, int], None] = silent
    ready: Callable[[], None] = idle

    @property
    def name(self) -> str:
        """The notebook's name without its ending."""
        return self.source.stem


@contextmanager
def workplaces(number: int) -> Iterator[list[Path]]:
    """Give empty folders outside the project, which are gone afterwards."""
    with scratch() as folder:
        places = [folder / str(index) for index in range(number)]
        for place in places:
            place.mkdir()
        yield places


def run_notebook(
    job: Job, workplace: Path, *, keep: Callable[[Job, str], str] | None = None, **engine: object
) -> NotebookNode:
    """Run one notebook to its end.

    Parameters
    ----------
    workplace : Path
        An empty folder; the kernel works in it. Its path is short (`workplaces`).
    keep : callable, optional
        What to do with a notebook that failed, as text; returns words to add to the failure.
        `keep_partial` if there is none.
    **engine
        What `papermill.execute_notebook` is told about engine and kernel.

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
        notebook = _execute(job, workplace, seen, engine)
    except Exception as failure:
        words = _told(job, failure, seen)
        if (partial := seen.get("notebook")) is not None:
            words += (keep or keep_partial)(job, as_text(settled(partial, ids)))
        raise AnalysisError(words) from failure
    return settled(notebook, ids)


def load_papermill() -> None:
    """Import papermill, without what it has no use for, and keep it quiet."""
    spare_grammar()
    import papermill.log

    # What it would log as an error, we raise as one.
    papermill.log.logger.setLevel("CRITICAL")


def _execute(
    job: Job, workplace: Path, seen: dict[str, object], engine: dict[str, object]
) -> NotebookNode:
    load_papermill()
    from papermill.execute import execute_notebook

    # Its own engine steps from cell to cell without these hooks being in papermill's way.
    def started(notebook: NotebookNode) -> None:
        seen["notebook"] = notebook

    def reached(cell: NotebookNode, cell_index: int) -> None:
        seen["cell"] = cell_index
        job.tell(cell_index, len(seen["notebook"].cells))

    return execute_notebook(
        # Papermill reads a path as a format string.
        str(job.source).replace("{", "{{").replace("}", "}}"),
        None,
        parameters=job.values,
        kernel_name="python3",
        progress_bar=False,
        request_save_on_cell_execute=False,
        autosave_cell_every=0,
        resources={"metadata": {"path": str(workplace)}},
        on_notebook_start=started,
        on_cell_start=reached,
        **{"execution_timeout": CELL_SECONDS, **engine},
    )


def keep_partial(job: Job, text: str) -> str:
    """Write what ran of a notebook to its place, and say where; empty if that could not be."""
    if job.partial:
        # The failure itself is what the reader must learn, even on a full disk.
        with suppress(AnalysisError):
            job.partial.parent.mkdir(parents=True, exist_ok=True)
            write_text(job.partial, text)
            return f"\nKept up to there: {job.partial}"
    return ""


def _told(job: Job, failure: Exception, seen: dict[str, object]) -> str:
    """Say where a notebook failed, in the numbers of its source."""
    notebook = seen.get("notebook")
    if notebook is None:
        return f"{job.source.name} could not be started\n{_words(failure, None)}"
    cells = [cell for cell in notebook.cells if not is_tagged(cell, ERROR_MARK)]
    # A cell tagged `raises-exception` may raise without ending the run; the one that ended it
    # carries papermill's note.
    noted = (
        n
        for n, cell in enumerate(cells)
        if cell.metadata.get("papermill", {}).get("exception") is True
    )
    reached = getattr(failure, "cell_index", seen["cell"])
    index = next(noted, min(reached, len(cells) - 1))
    cell = cells[index]
    number = sum(not is_tagged(before, INJECTED) for before in cells[: index + 1])
    errors = (output for output in cell.get("outputs", []) if output.output_type == "error")
    error = next(errors, failure)
    lines = IN_CELL.findall(ANSI.sub("", "\n".join(getattr(error, "traceback", None) or [])))
    source, line = cell.source.splitlines(), ""
    if lines and int(lines[-1]) <= len(source):
        line = f", line {lines[-1]}: {source[int(lines[-1]) - 1].strip()}"
    return f"{job.source.name}, cell {number}{line}\n{_words(error, cell)}"


def _words(error: Exception | NotebookNode, cell: NotebookNode | None) -> str:
    """Say why a cell failed: its error, or what it wrote where there is none, as of a magic."""
    name, value = (getattr(error, field, "") for field in ("ename", "evalue"))
    words = [name, value] if name else [type(error).__name__, str(error)]
    written: list[str] = []
    if cell is not None and not words[1].strip():
        texts = (o.text for o in cell.get("outputs", []) if o.get("name") == "stderr")
        written = "".join(texts).strip().splitlines()
    return ANSI.sub("", written[-1] if written else ": ".join(words)).strip()


def run_stock(
    jobs: Sequence[Job], folders: Sequence[Path], at_once: int
) -> Iterator[tuple[int, NotebookNode | Exception]]:
    """Run notebooks in kernels as Jupyter starts them, a thread waiting for each.

    Serves where no process can be forked, and as the measure of what a forked kernel must equal.

    Parameters
    ----------
    jobs : sequence of Job
        Begun in this order.
    folders : sequence of Path
        From `workplaces`, one a job.
    at_once : int
        Kernels at one time.

    Yields
    ------
    int, NotebookNode or Exception
        The number of a job and what came of it, as each ends.
    """
    from concurrent.futures import ThreadPoolExecutor, as_completed

    load_papermill()
    pool = ThreadPoolExecutor(at_once)
    try:
        pairs, told = zip(jobs, folders, strict=True), environment()
        started = {
            pool.submit(_run_stock, job, folder, told): n for n, (job, folder) in enumerate(pairs)
        }
        for ended in as_completed(started):
            yield started[ended], ended.exception() or ended.result()
    except (KeyboardInterrupt, GeneratorExit):
        _end_kernels(folders[0].parent)
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _run_stock(job: Job, folder: Path, told: dict[str, str]) -> NotebookNode:
    from jupyter_core.utils import ensure_event_loop
    from traitlets.config import Config

    from analysis.engine.client import PatientManager

    profile = Path(f"{folder}-ipython")
    profile.mkdir()
    manager = {"transport": "ipc", "connection_file": f"{folder}-kernel.json"}
    # The client makes a loop for each thread, and leaves it open.
    with closing(ensure_event_loop()):
        return run_notebook(
            job,
            folder,
            # Neither a reader's own IPython start-up files nor a home that is read-only matter.
            extra_arguments=[f"--ipython-dir={profile}"],
            shutdown_kernel="immediate",
            config=Config(
                {
                    "KernelManager": manager,
                    "NotebookClient": {"kernel_manager_class": PatientManager},
                    "PatientManager": {"variables": told},
                }
            ),
        )


def _end_kernels(folder: Path) -> None:
    """End the kernels that work in a folder; each names it on its command line."""
    import psutil

    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if any(word.startswith(str(folder)) for word in child.cmdline()):
                child.kill()
