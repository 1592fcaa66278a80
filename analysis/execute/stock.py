"""Notebooks in kernels as Jupyter starts them, a thread waiting for each.

Serves where no process can be forked, and as the measure of what a forked kernel must equal.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import AsyncKernelManager
from traitlets import Dict

from analysis.engine.client import CLIENT
from analysis.execute.execution import Job, load_papermill, run_notebook
from analysis.store.instructions import environment

if TYPE_CHECKING:
    from nbformat import NotebookNode


def run_stock(
    jobs: Sequence[Job], folders: Sequence[Path], at_once: int
) -> Iterator[tuple[int, NotebookNode | Exception]]:
    """Run notebooks, each in a kernel of its own.

    Parameters
    ----------
    jobs : sequence of Job
        Begun in this order.
    folders : sequence of Path
        From `execution.workplaces`, one a job.
    at_once : int
        Kernels at one time.

    Yields
    ------
    int, NotebookNode or Exception
        The number of a job and what came of it, as each ends.
    """
    load_papermill()
    pool = ThreadPoolExecutor(at_once)
    try:
        pairs, told = zip(jobs, folders, strict=True), environment()
        started: dict[Future, int] = {
            pool.submit(_run, job, folder, told): n for n, (job, folder) in enumerate(pairs)
        }
        for ended in as_completed(started):
            yield started[ended], ended.exception() or ended.result()
    except (KeyboardInterrupt, GeneratorExit):
        _end_kernels(folders[0].parent)
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _run(job: Job, folder: Path, told: dict[str, str]) -> NotebookNode:
    from jupyter_core.utils import ensure_event_loop
    from traitlets.config import Config

    connection = f"{folder}-kernel.json"
    profile = Path(f"{folder}-ipython")
    profile.mkdir()
    manager = {"transport": "ipc", "connection_file": connection, "client_class": CLIENT}
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
                    "NotebookClient": {"kernel_manager_class": MANAGER},
                    "TellingManager": {"variables": told},
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


class TellingManager(AsyncKernelManager):
    """Jupyter's manager, which gives kernels variables beside those of this process.

    Parameters
    ----------
    variables : dict
    """

    variables = Dict(config=True)

    async def start_kernel(self, **more: Any) -> None:
        """Start a kernel."""
        await super().start_kernel(**{"env": {**os.environ, **self.variables}, **more})


MANAGER = f"{TellingManager.__module__}.{TellingManager.__qualname__}"
"""As a client of notebooks is told."""
