"""The papermill engine `warm`: a notebook runs in a child of a warm server.

Papermill imports every engine whenever it is imported, so the rest of ours is loaded on use.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from .client import Wire

CONFIGURED = ("ipython_config.py", "ipython_kernel_config.py", "startup/*.py", "startup/*.ipy")
"""In IPython's default profile: what every kernel of this user would run first."""


def __getattr__(name: str) -> type:
    """Make the engine when it is asked for.

    Papermill asks while it is being imported, perhaps by us.
    """
    if name == "WarmEngine":
        return _engine()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@cache
def _engine() -> type:
    from papermill.engines import NBClientEngine

    class WarmEngine(NBClientEngine):
        """Papermill's own engine, given a kernel that is there already."""

        @classmethod
        def execute_managed_notebook(
            cls,
            nb_man: object,
            kernel_name: str,
            *,
            line: Wire | None = None,
            run_timeout: float | None = None,
            **kwargs: object,
        ) -> object:
            """Run the cells of a notebook.

            Parameters
            ----------
            nb_man : papermill.engines.NotebookExecutionManager
            kernel_name : str
            line : Wire, optional
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
                    kwargs["km"] = chosen
                return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)

    return WarmEngine


def _within(seconds: float, cell_seconds: float | None) -> Callable[[NotebookNode], int]:
    """Give each cell its own time, and no more than is left of the run's."""
    end = time.monotonic() + seconds

    def left(cell: NotebookNode) -> int:
        remaining = max(1, math.ceil(end - time.monotonic()))
        return min(remaining, int(cell_seconds)) if cell_seconds else remaining

    return left


@contextmanager
def _line_to(kernel_name: str, kwargs: dict, line: Wire | None) -> Iterator[Wire | None]:
    """Give a line to a kernel; None where papermill's own engine is to serve, which is told."""
    if line is not None:
        yield line
        return
    from .client import Wire
    from .server import NoServer, SharedServer

    folder = (kwargs.get("resources") or {}).get("metadata", {}).get("path") or Path.cwd()
    try:
        check_kernel(kernel_name)
        line = Wire(SharedServer(), Path(folder).resolve())
    except NoServer as reason:
        from papermill.log import logger

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


def check_kernel(name: str) -> None:
    """Check that a kernel is one that a server of this Python can stand for: plain IPython in it.

    Raises
    ------
    NoServer
        If it runs something else, or is configured by this user; says which.
    """
    from IPython.paths import get_ipython_dir
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    from .server import NoServer

    try:
        command = KernelSpecManager().get_kernel_spec(name).argv
    except NoSuchKernel as unknown:
        raise NoServer(f"there is no kernel {name!r}") from unknown
    if "ipykernel_launcher" not in command or not _is_this_python(command[0]):
        raise NoServer(f"the kernel {name!r} does not run in this Python")
    profile = Path(get_ipython_dir()) / "profile_default"
    files = [str(path) for pattern in CONFIGURED for path in sorted(profile.glob(pattern))]
    if files:
        raise NoServer(f"IPython is configured by {', '.join(files)}")


def _is_this_python(program: str) -> bool:
    here = Path(sys.executable)
    return program in ("python", "python3", f"python3.{sys.version_info.minor}") or (
        Path(program).parent.resolve() == here.parent.resolve()
        and Path(program).resolve() == here.resolve()
    )


def read_schema() -> None:
    """Let nbformat make its checks from the schemas of notebooks as they are written today."""
    import nbformat

    for minor in (4, 5):
        nbformat.validate({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": minor})
