"""Where a text of a person's own lies: a path, or a place in `data/raw`."""

from __future__ import annotations

from pathlib import Path

from analysis.data.leave import faults_of_leave
from analysis.data.names import nearest
from analysis.errors import ParameterError
from analysis.paths import RAW
from analysis.store.instructions import instructions

ENDINGS = (".txt", ".md", ".html", ".htm")


def place_of(text: str) -> Path:
    """Return where a text lies: a path, or a place in `data/raw`.

    Raises
    ------
    ParameterError
        If there is no such file, with the nearest; or if somebody else names a file of this
        machine that the user does not allow.
    """
    try:
        path = next(filter(Path.is_file, (RAW / text, Path(text).expanduser())), None)
    except (OSError, RuntimeError, ValueError) as fault:
        # A name longer than file systems allow, or the home of a user that is not there.
        raise ParameterError(f"text {text!r} is no place of a file: {fault}") from fault
    if path is not None:
        strange = instructions().strange
        if faults := faults_of_leave(path, RAW, "text", "data/raw") if strange else []:
            raise ParameterError(faults[0])
        return path
    there = [path.relative_to(RAW).as_posix() for path in RAW.rglob("*") if path.suffix in ENDINGS]
    close = ", ".join(nearest(text, there) or there)
    raise ParameterError(f"text {text!r}: there is no such file; nearest: {close}")
