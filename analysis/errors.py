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
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import NoReturn


class AnalysisError(ValueError):
    """Base of every refusal of this package."""


class RawDataError(AnalysisError):
    """A raw table cannot be read or breaks its rules; holds every fault found."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = list(faults)
        noun = "fault" if len(self.faults) == 1 else "faults"
        super().__init__("\n".join([f"{len(self.faults)} {noun} in the raw data:", *self.faults]))


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
        raise AttributeError(no_such(kind, name, offered))


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
        raise AttributeError(no_such(module, name, listed()))

    return listed, missing


def no_such(owner: str, name: str, offered: Iterable[str]) -> str:
    """Say that a name is not offered, and which may have been meant."""
    names = list(offered)
    if name.startswith("_"):
        return f"{owner} has no {name!r}"
    close = get_close_matches(name, names)
    hint = f"did you mean {' or '.join(close)}?" if close else f"it offers {', '.join(names)}"
    return f"{owner} has no {name!r}; {hint}"
