"""A process made ready to be forked: libraries imported, a kernel that never ran, one thread."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .kernel import Kernel

LIBRARIES = (
    *("numpy", "pandas", "pandas.io.formats.style", "pandas.io.formats.html"),
    *("pandas.io.formats.string", "scipy.stats", "pyarrow.parquet"),
    *("matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"),
    *("matplotlib_inline.backend_inline", "seaborn", "PIL.PngImagePlugin", "jinja2"),
    *("IPython.display", "IPython.core.logger", "ipywidgets", "tornado.platform.asyncio"),
)
"""What notebooks use most, as far as it is installed."""
WORK = ("papermill.execute", f"{__package__}.client", f"{__name__}:read_schema")
"""What workers run them with."""

ONE_THREAD = {
    f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "BLIS")
}
"""Set before anything loads a library for linear algebra: its threads would not live on."""
HARMLESS = ("jemalloc_bg_thd",)
"""Threads that hold nothing a child could wait for: an allocator's, which starts them anew."""


SWEPT_AFTER = 50_000
"""Objects after which Python looks for garbage: at its own 700 that was a fifteenth of all work."""


class Template:
    """This process, about to be forked again and again.

    Parameters
    ----------
    libraries : sequence of str
        Modules to import; what is not installed is left out. With a function after a colon, that
        is called too, to do once what every child would do.
    between : callable
        Called before each library, which may take a while.
    """

    def __init__(
        self,
        libraries: Sequence[str] = LIBRARIES,
        *,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        # Imports make hardly any garbage, and looking for it takes a fifth of their time.
        gc.disable()
        # Where a notebook runs is not where this process was started.
        os.chdir("/")
        self.kernel = _new_kernel()
        # Some libraries choose how they print by asking, while they are imported, whether they
        # are in a notebook; the answer is there only while the shell runs something.
        with self.kernel.shell.builtin_trap:
            _import(libraries, between)
        self.kernel.shell.execution_count = 1
        # What is there stays, and no collection in a child need touch its pages.
        gc.freeze()
        gc.set_threshold(SWEPT_AFTER)
        gc.enable()


def _new_kernel() -> Kernel:
    _leave_debugger_out()
    from .kernel import Kernel

    # Nobody's own start-up files, nor a home that is read-only, matter to a template. IPython
    # lays some files down and never looks at them again.
    with tempfile.TemporaryDirectory(prefix="warm-") as folder:
        os.environ["IPYTHONDIR"] = folder
        return Kernel(Path(folder))


def _import(libraries: Sequence[str], between: Callable[[], None]) -> None:
    for library in libraries:
        between()
        with suppress(ImportError):
            name, _, function = library.partition(":")
            module = import_module(name)
            if function:
                getattr(module, function)()
    for module in list(sys.modules.values()):
        # A warning that was given here once would never be given to a report.
        getattr(module, "__dict__", {}).get("__warningregistry__", {}).clear()


def read_schema() -> None:
    """Let nbformat make its checks from the schemas of notebooks as they are written today."""
    import nbformat

    for minor in (4, 5):
        nbformat.validate({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": minor})


def _leave_debugger_out() -> None:
    """Let ipykernel find no debugger: it takes a fifth of a second, and nobody debugs a report."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    import_module("ipykernel.debugger")
    del sys.modules["debugpy"]


def threads() -> list[str]:
    """Name the threads of this process that must not be there when it forks."""
    names = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):
            name = (task / "comm").read_text().strip()
            if task.name != str(os.getpid()) and name not in HARMLESS:
                names.append(name)
    return sorted(names)
