"""Files of one folder that change together: all of them or none, whenever a run dies.

New contents are written beside their targets and flushed; then a journal that names them is put
in place by one rename, and from then on the change is made: what is left of it is finished by
whoever comes next. Before that moment nothing has happened.

>>> from tempfile import mkdtemp
>>> home = Path(mkdtemp())
>>> with alone(home):
...     change(home, {"claims.csv": "claim_id\\n", "sources.csv": "source_id\\n"})
>>> sorted(path.name for path in home.iterdir() if not path.name.startswith("."))
['claims.csv', 'sources.csv']
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from analysis.store.files import inside, locked, plainly, write_text

JOURNAL = ".together.json"
"""Names the files of a change that has been decided and may not be finished yet."""
NEW = ".together.part"
"""Ending of a file that waits to take its target's place."""
WAIT = 10
"""Seconds that one run waits for another to write its change."""


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Let one run at a time change a folder, and finish first what another left undone.

    Raises
    ------
    AnalysisError
        If another run has not ended in time.
    """
    with locked(home, wait_seconds=WAIT):
        _finish(home)
        yield


def change(home: Path, texts: Mapping[str, str]) -> None:
    """Give files of a folder new contents, all of them or none; hold `alone` around it.

    Parameters
    ----------
    home : Path
        A folder that exists.
    texts : mapping
        From a file's place in the folder to its whole new text.

    Raises
    ------
    AnalysisError
        If one cannot be written; then none has changed.
    """
    with plainly(f"{home} was left as it was"):
        for name, text in texts.items():
            target = inside(home, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_flushed(_waiting(target), text)
    write_text(home / JOURNAL, json.dumps(sorted(texts)))
    _finish(home)


def finish(home: Path) -> None:
    """Finish a change that was decided before a run died; one that was not is as if never begun."""
    if is_unfinished(home):
        with alone(home):
            pass


def is_unfinished(home: Path) -> bool:
    """Whether a change was decided there and not finished."""
    return (home / JOURNAL).is_file()


def _finish(home: Path) -> None:
    if not is_unfinished(home):
        return
    journal = home / JOURNAL
    with plainly(f"{home} holds a change that is not finished"):
        targets = [inside(home, name) for name in json.loads(journal.read_text(encoding="utf-8"))]
        # A file that waits no more took its place before the run died.
        for target in filter(lambda target: _waiting(target).is_file(), targets):
            _waiting(target).replace(target)
        for folder in {target.parent for target in targets}:
            _flush(folder)
        journal.unlink()


def _waiting(target: Path) -> Path:
    return target.with_name(f".{target.name}{NEW}")


def _write_flushed(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
