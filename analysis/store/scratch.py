"""Folders for a while, which are gone afterwards, however a run ends.

A folder is locked as long as the process that made it lives. What a killed one left has no lock,
and the next run that needs such a folder removes it.

>>> with scratch() as folder:
...     folder.is_dir()
True
>>> folder.exists()
False
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "reportedly-while-"
FALLBACK = Path("/tmp")
LONGEST = 70
"""Characters of a folder for all: the address of a local socket ends at 104, and a kernel that
Jupyter starts adds to it."""

_looked: set[tuple[int, Path]] = set()
"""Where this process has looked for what others left."""


@contextmanager
def scratch(beside: Path | None = None) -> Iterator[Path]:
    """Give an empty folder with a short path.

    Parameters
    ----------
    beside : Path, optional
        The folder to make it in, for what will be renamed from there; else that for temporary
        files.

    Yields
    ------
    Path
        Of this user alone; removed afterwards with all that is in it, unless it was renamed.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    home = beside or _home()
    if (os.getpid(), home) not in _looked:
        _looked.add((os.getpid(), home))
        remove_left(home)
    folder, lock = _locked(home)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def remove_left(home: Path) -> list[Path]:
    """Remove the folders that processes left which are gone by now.

    Parameters
    ----------
    home : Path
        Where such folders are made.

    Returns
    -------
    list of Path
        Those removed.
    """
    removed = []
    for folder in sorted(home.glob(f"{PREFIX}*")):
        # Another user's cannot be opened, and a link is none of ours.
        with suppress(OSError):
            lock = _lock_on(folder)
            if lock is not None:
                if os.fstat(lock).st_uid == os.geteuid():
                    shutil.rmtree(folder, ignore_errors=True)
                    removed.append(folder)
                os.close(lock)
    return removed


def _home() -> Path:
    usual = Path(tempfile.gettempdir())
    return usual if len(str(usual)) < LONGEST else FALLBACK


def _locked(home: Path) -> tuple[Path, int]:
    """Make a folder and lock it; anew, if another run took it for a left one in between."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=home))
        with suppress(FileNotFoundError):
            if (lock := _lock_on(folder)) is not None:
                if folder.is_dir():
                    return folder, lock
                os.close(lock)


def _lock_on(folder: Path) -> int | None:
    """Lock a folder; None if somebody holds it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
