"""The papermill engine `warm`: a notebook runs in a child of a warm server.

Papermill imports every engine whenever it is imported, so the rest of ours is loaded on use.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from papermill.engines import NBClientEngine
from papermill.log import logger

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.engine.lines import Line


class WarmEngine(NBClientEngine):
    """Papermill's own engine, given a kernel that is there already."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: object,
        kernel_name: str,
        *,
        line: Line | None = None,
        run_timeout: float | None = None,
        **kwargs: object,
    ) -> object:
        """Run the cells of a notebook.

        Parameters
        ----------
        nb_man : papermill.engines.NotebookExecutionManager
        kernel_name : str
        line : Line, optional
            To a kernel; without, a child of the user's server is asked for.
        run_timeout : float, optional
            Seconds for the whole run.
        **kwargs
            As for papermill's own engine.
        """
        if run_timeout:
            kwargs["timeout_func"] = _within(run_timeout, kwargs.get("execution_timeout"))
        with _line_to(kernel_name, kwargs, line) as chosen:
            if chosen is not None:
                from analysis.engine.client import LineManager

                kwargs["km"] = LineManager(chosen)
            return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)


def _within(seconds: float, cell_seconds: float | None) -> Callable[[NotebookNode], int]:
    """Give each cell its own time, and no more than is left of the run's."""
    end = time.monotonic() + seconds

    def left(cell: NotebookNode) -> int:
        remaining = max(1, math.ceil(end - time.monotonic()))
        return min(remaining, int(cell_seconds)) if cell_seconds else remaining

    return left


@contextmanager
def _line_to(kernel_name: str, kwargs: dict, line: Line | None) -> Iterator[Line | None]:
    """Give a line to a kernel; None where papermill's own engine is to serve, which is told."""
    if line is not None:
        yield line
        return
    from analysis.engine.reach import NoServer

    try:
        line = _shared(kernel_name, kwargs)
    except NoServer as reason:
        logger.warning(f"not warm: {reason}; papermill's own engine runs this notebook")
        yield None
        return
    try:
        yield line
    except BaseException:
        # What still runs has taken too long, or is not wanted any more.
        line.close(patience=0)
        raise
    line.close()


def _shared(kernel_name: str, kwargs: dict) -> Line:
    from analysis.engine.own_kernels import check_kernel
    from analysis.engine.reach import SharedServer, ask

    check_kernel(kernel_name)
    from analysis.engine.lines import Line

    folder = (kwargs.get("resources") or {}).get("metadata", {}).get("path") or Path.cwd()
    return Line(*ask(SharedServer(), Path(folder).resolve()))
