"""What can go wrong, in words a reader can use.

One exception for the package and a child for each kind of refusal. Where names are offered,
completion lists those, and a wrong one is answered with the nearest.

>>> class Day(Offering):
...     killed = 193
>>> Day().kiled
Traceback (most recent call last):
...
AttributeError: Day has no 'kiled'; did you mean killed?
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from typing import NoReturn


class AnalysisError(ValueError):
    """Base of every refusal of this package."""


class RawDataError(AnalysisError):
    """A raw table cannot be read or breaks its rules; holds every fault found.

    Remarks are what is to be seen beside the faults and would refuse nothing alone.
    """

    def __init__(self, faults: list[str], remarks: Sequence[str] = ()) -> None:
        self.faults, self.remarks = list(faults), list(remarks)
        noun = "fault" if len(self.faults) == 1 else "faults"
        heading = f"{len(self.faults)} {noun} in the raw data:"
        super().__init__("\n".join([heading, *self.faults, *self.remarks]))


class ParameterError(AnalysisError):
    """A report was asked for with a name, type or value it cannot have."""


class RatioError(AnalysisError):
    """Two figures may not be divided, or an interval may not be computed."""


class Offering:
    """What answers a wrong name with the nearest of its own, and completes public names alone."""

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]

    def __getattr__(self, name: str) -> NoReturn:
        kind = type(self).__name__
        offered = [] if name.startswith("_") else dir(self)
        raise unknown(no_such(kind, name, offered), name)


def offering(
    module: str, names: Iterable[str] = ()
) -> tuple[Callable[[], list[str]], Callable[[str], NoReturn]]:
    """Return the `__dir__` and the `__getattr__` of a module that offers its functions.

    Parameters
    ----------
    module : str
    names : iterable of str
        What it offers beside its own public functions.
    """

    def listed() -> list[str]:
        known = vars(sys.modules[module]).items()
        own = {name for name, value in known if getattr(value, "__module__", None) == module}
        return sorted({*names, *(name for name in own if not name.startswith("_"))})

    def missing(name: str) -> NoReturn:
        raise unknown(no_such(module, name, listed()), name)

    return listed, missing


def unknown(words: str, name: str) -> AttributeError:
    """Refuse a name in these words alone: of what it is told to hold, Python adds no hint."""
    return AttributeError(words, name=name, obj=None)


def unknown_of_package(
    package: str, name: str, answer: Callable[[], str]
) -> AttributeError | ImportError:
    """Refuse a name asked of a package; called by its `__getattr__`, whose caller is looked at.

    `from package import name` keeps only the words of an ImportError, and takes what is a module.

    Parameters
    ----------
    package, name : str
    answer : callable
        Gives the words; not called for names of Python's own and for modules.
    """
    asked_by_import = sys._getframe(2).f_globals.get("__name__", "").startswith("importlib")
    if name.startswith("__") or (asked_by_import and find_spec(f"{package}.{name}")):
        return AttributeError(f"{package} has no {name!r}")
    return ImportError(answer()) if asked_by_import else unknown(answer(), name)


def no_such(owner: str, name: str, offered: Iterable[str], meant: Iterable[str] = ()) -> str:
    """Say that a name is not offered, and which may have been meant, the nearest if not given."""
    names = list(offered)
    if name.startswith("_"):
        return f"{owner} has no {name!r}"
    close = list(meant) or get_close_matches(name, names)
    hint = f"did you mean {' or '.join(close)}?" if close else f"it offers {', '.join(names)}"
    return f"{owner} has no {name!r}; {hint}"
