"""Where a text of a person's own lies: a path, or a place in `data/raw`."""

from __future__ import annotations

from pathlib import Path

from analysis.data.names import nearest
from analysis.errors import ParameterError
from analysis.paths import RAW

ENDINGS = (".txt", ".md", ".html", ".htm")


def place_of(text: str) -> Path:
    """Return where a text lies: a path, or a place in `data/raw`.

    Raises
    ------
    ParameterError
        If there is no such file, with the nearest.
    """
    try:
        for path in (RAW / text, Path(text).expanduser()):
            if path.is_file():
                return path
    except (OSError, RuntimeError, ValueError) as fault:
        # A name longer than file systems allow, or the home of a user that is not there.
        raise ParameterError(f"text {text!r} is no place of a file: {fault}") from fault
    there = [path.relative_to(RAW).as_posix() for path in RAW.rglob("*") if path.suffix in ENDINGS]
    close = ", ".join(nearest(text, there) or there)
    raise ParameterError(f"text {text!r}: there is no such file; nearest: {close}")
