"""One guard at each door by which text comes in: whatever goes wrong there is a fault in words."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import AnalysisError, RawDataError


@contextmanager
def door(refusal: str) -> Iterator[None]:
    """Turn whatever a reader of files raises into a fault of the file.

    Libraries that read files of others raise what they like; a person who brought the file can
    only mend the file.

    Parameters
    ----------
    refusal : str
        The beginning of the sentence: "a.json cannot be read as JSON".

    Raises
    ------
    RawDataError

    Examples
    --------
    >>> with door("a.json cannot be read as JSON"):
    ...     [][0]
    Traceback (most recent call last):
    ...
    analysis.errors.RawDataError: 1 fault in the raw data:
    a.json cannot be read as JSON: list index out of range
    """
    try:
        yield
    except AnalysisError:
        raise
    except RecursionError as error:
        raise RawDataError([f"{refusal}: it is nested too deep"]) from error
    except MemoryError as error:
        raise RawDataError([f"{refusal}: memory does not suffice"]) from error
    except Exception as error:
        raise RawDataError([f"{refusal}: {_told(error)}"]) from error


def _told(error: Exception) -> str:
    """Say in one line what a library said, without signs that would steer a terminal."""
    words = " ".join(str(error).split())[:200] or type(error).__name__
    return words.encode("unicode_escape").decode() if not words.isprintable() else words


def no_plain_file(path: Path) -> list[str]:
    """Say why a path is not a file that can be read to its end; a pipe would never end.

    Returns
    -------
    list of str
        Empty if it is a plain file, or a link to one.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        if isinstance(error, PermissionError):
            return [f"{path.name} cannot be read: {error.strerror}"]
        return [f"{path.name}: there is no such file in {path.parent.name}/"]
    if stat.S_ISREG(mode):
        return []
    kinds = {stat.S_ISDIR: "a folder", stat.S_ISFIFO: "a pipe", stat.S_ISSOCK: "a socket"}
    kind = next((noun for asks, noun in kinds.items() if asks(mode)), "a device")
    return [f"{path.name} is {kind} and no plain file, in {path.parent.name}/"]


def read_plain(path: Path, most: int | None = None) -> bytes:
    """Read the bytes of a plain file, or the first so many.

    Raises
    ------
    RawDataError
        If it is none, or cannot be read.
    """
    if faults := no_plain_file(path):
        raise RawDataError(faults)
    with door(f"{path.name} cannot be read"), path.open("rb") as file:
        return file.read() if most is None else file.read(most)


def read_words(path: Path) -> str:
    """Read a plain file of text in UTF-8.

    Raises
    ------
    RawDataError
        If it is none, or cannot be read.
    """
    content = read_plain(path)
    with door(f"{path.name} cannot be read as text"):
        return content.decode("utf-8")
