"""What a process that runs a report is told beside its parameters, in one way.

Whoever starts processes gives them `environment()`: one variable, which holds the instructions as
JSON. In a process they stand in a context, and nothing there is put into the environment and taken
out again.

>>> with instructing(version="0123456789ab"):
...     instructions().version
'0123456789ab'
>>> instructions().version
''
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from hashlib import sha256

NAME = "REPORTEDLY_INSTRUCTIONS"
"""The variable."""
PICTURE_DPI = 144
"""Of a figure's PNG: twice the size of the drawing on a page."""


@dataclass(frozen=True)
class Instructions:
    """What a kernel, and what finishes its report, is told.

    Parameters
    ----------
    listen : bool
        Whether it tells what its report reads of a collection (`reads`).
    pictures : str
        A folder in which each figure that matplotlib drew leaves a PNG when it is shown; empty
        for none.
    version : str
        The data version that a page names; empty for that of the tables read.
    allowed, limits : str
        What a collection may read beside its own folder, and how large a table may be, where the
        command says so (`data.places`, `data.inputs`); empty for the user's settings.
    strange : bool
        Whether somebody else asked for what runs, as a record does: it reads no file of this
        machine that the user does not allow by name.
    """

    listen: bool = False
    pictures: str = ""
    version: str = ""
    allowed: str = ""
    limits: str = ""
    strange: bool = False


_given: ContextVar[Instructions | None] = ContextVar("instructions", default=None)


def instructions() -> Instructions:
    """Return what this process was told last: here, or when it was started."""
    given = _given.get()
    return _read(os.environ.get(NAME, "{}")) if given is None else given


@contextmanager
def instructing(**changes: object) -> Iterator[None]:
    """Let something else hold meanwhile, for this process and those it starts.

    Parameters
    ----------
    **changes
        Fields of `Instructions`.
    """
    token = _given.set(replace(instructions(), **changes))
    try:
        yield
    finally:
        _given.reset(token)


def environment() -> dict[str, str]:
    """Return the variable for a process that is started now; none if there is nothing to tell."""
    told = instructions()
    return {NAME: json.dumps(asdict(told))} if told != Instructions() else {}


def picture_name(svg: bytes) -> str:
    """Name the PNG of a figure by its drawing as SVG, so that whoever has the one finds the other.

    >>> picture_name(b"<svg/>")
    'd4dc56669143034f.png'
    """
    return f"{sha256(svg).hexdigest()[:16]}.png"


@lru_cache(maxsize=4)
def _read(words: str) -> Instructions:
    return Instructions(**json.loads(words))
