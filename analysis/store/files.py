"""Files that appear whole or not at all, digests that tell whether they changed, and sealed ones.

What is new is written beside its target, flushed to the disk, and takes the target's place by
one rename; a run that dies before that leaves the last good version as it was.

>>> from tempfile import mkdtemp
>>> page = Path(mkdtemp()) / "page.html"
>>> write_text(page, "<!doctype html>")
>>> page.read_text(encoding="utf-8")
'<!doctype html>'

Files of one folder that change together change all or none: new contents are written beside their
targets; then a journal that names them is put in place by one rename, and from then on the change
is made: what is left of it is finished by whoever comes next.

>>> home = Path(mkdtemp())
>>> with alone(home):
...     change(home, {"claims.csv": "claim_id\\n", "sources.csv": "source_id\\n"})
>>> sorted(path.name for path in home.iterdir() if not path.name.startswith("."))
['claims.csv', 'sources.csv']

A folder for a while is locked as long as the process that made it lives. What a killed one left has
no lock, and the next run that needs such a folder removes it.

>>> with scratch() as folder:
...     folder.is_dir()
True
>>> folder.exists()
False

Reading every file anew would take longer than most checks may: a digest is remembered with size,
times and number of its file, and taken again when one of them moved; the time of writing can be
put back, that of the last change cannot. A sealed file holds its content after the digest of it, so
that a damaged or forged one is not read. Only the standard library is imported here.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import mmap
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from analysis.errors import AnalysisError
from analysis.paths import PACKAGE

if TYPE_CHECKING:
    import pandas as pd

REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file may not grow that large here",
    errno.EROFS: "it lies on a read-only disk",
    errno.EACCES: "the folder is read-only for you",
    errno.EPERM: "the folder is read-only for you",
    errno.ENOENT: "the folder does not exist",
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EEXIST: "a file stands where a folder is needed",
    errno.EISDIR: "a folder of that name stands there",
    errno.ENAMETOOLONG: "the name is too long",
}
ROWS_OF_GROUP = 2**16
"""Rows that Parquet holds together: what is written waits in memory until so many are there."""
AT_FDCWD, RENAME_EXCHANGE, RENAME_SWAP = -100, 2, 2
"""Of `renameat2` (Linux) and `renamex_np` (macOS): two names change places in one step."""


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all.

    Raises
    ------
    AnalysisError
        If it cannot be written; the file that stood there before still does.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all; raises as `write_text`."""
    with new_file(path) as part:
        part.write_bytes(content)


def write_blocks(path: Path, blocks: Iterable[bytes]) -> Path:
    """Write what is made block by block, never held as one; raises as `write_text`."""
    with new_file(path) as part, part.open("wb") as file:
        file.writelines(blocks)
    return path


def write_parquet(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as Parquet, its text as it was; raises as `write_text`."""
    with new_file(path) as part:
        table.to_parquet(part, index=False, row_group_size=ROWS_OF_GROUP)
    return path


@contextmanager
def new_file(path: Path, *, flush: bool = True) -> Iterator[Path]:
    """Give a place beside `path` to write to; what lies there then becomes `path`.

    For writers that want a name to open, such as Arrow's.

    Parameters
    ----------
    path : Path
        In a folder that exists.
    flush : bool
        Whether to wait until the disk has it; else a crash of the machine may tear it.

    Yields
    ------
    Path
        Not there yet; removed again if the block or the disk fails.

    Raises
    ------
    AnalysisError
        If the file cannot be written.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> with new_file(Path(mkdtemp()) / "claims.csv") as part:
    ...     characters = part.write_text("claim_id")
    """
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    _once(os.getpid(), _remove_parts, path.parent)
    with plainly(f"{path} was not written"):
        try:
            yield part
            if flush:
                _flush(part)
            part.replace(path)
            if flush:
                _flush(path.parent)
        finally:
            with suppress(OSError):
                part.unlink()


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which then takes the place of `target` as a whole.

    Hold `locked(target)` around it: a stale folder of a run that was killed is cleared first.

    Parameters
    ----------
    target : Path
        A folder, or nothing yet. What it holds is lost once the new one is complete.

    Yields
    ------
    Path
        Beside `target`, so that one rename suffices; removed if the block fails.

    Raises
    ------
    AnalysisError
        If a file in it cannot be written, or the folders cannot change places.
    """
    staging = target.with_name(f".{target.name}.new")
    with plainly(f"{target} was left as it was"):
        target.parent.mkdir(parents=True, exist_ok=True)
        restore(target)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            yield staging
            for made in sorted(staging.rglob("*")):
                _flush(made)
            _swap(staging, target)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def restore(target: Path) -> None:
    """Bring back a folder set aside by a swap that was killed between its two renames.

    Only where the system cannot exchange two names in one step does such a moment exist.
    """
    aside = target.with_name(f".{target.name}.old")
    if aside.exists() and not target.exists():
        aside.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def locked(
    target: Path, *, wait_seconds: float = 0, tell: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Let one run at a time work on `target`.

    The lock is the system's: it falls when the run ends, however it ends. The file `.<name>.lock`
    that it is on goes with it; one that a killed run left is taken over.

    Parameters
    ----------
    target : Path
        A file or folder; it need not exist.
    wait_seconds : float
        How long to wait for another run to end; 0 refuses at once.
    tell : callable, optional
        Called once with a sentence, if there is a wait.

    Raises
    ------
    AnalysisError
        If the other run has not ended by then, or no lock can be made.
    """
    lock = target.with_name(f".{target.name}.lock")
    deadline = time.monotonic() + wait_seconds
    while True:
        with plainly(f"no lock for {target}"):
            lock.parent.mkdir(parents=True, exist_ok=True)
            handle = lock.open("a+", encoding="ascii")
        with handle:
            told = _take(handle.fileno(), target, deadline, tell)
            if not _is_at(handle.fileno(), lock):
                # Whoever held it has taken it away meanwhile.
                tell = None if told else tell
                continue
            try:
                handle.truncate(0)
                handle.write(str(os.getpid()))
                handle.flush()
                yield
            finally:
                with suppress(OSError):
                    lock.unlink()
            return


def inside(folder: Path, name: str) -> Path:
    """Return the place of a name in a folder, refusing one that leads out of it.

    Raises
    ------
    AnalysisError
        If the name leads elsewhere, by `..`, a link or a path of its own.

    Examples
    --------
    >>> inside(Path("/reports"), "../etc/passwd")
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: '../etc/passwd' leads out of the folder /reports
    """
    home = folder.resolve()
    place = (home / name).resolve()
    if place == home or not place.is_relative_to(home):
        raise AnalysisError(f"{name!r} leads out of the folder {folder}")
    return place


@contextmanager
def plainly(trouble: str) -> Iterator[None]:
    """Turn the system's refusals into a sentence that begins with `trouble`."""
    try:
        yield
    except OSError as refusal:
        if refusal.errno is None:
            raise
        reason = REASONS.get(refusal.errno, refusal.strerror or str(refusal))
        named = str(refusal.filename or "")
        where = f" ({named})" if named and not named.endswith(".part") else ""
        raise AnalysisError(f"{trouble}: {reason}{where}") from refusal


def _take(
    descriptor: int, target: Path, deadline: float, tell: Callable[[str], None] | None
) -> bool:
    """Wait for a lock; return whether that was told."""
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace") or "unknown"
        else:
            return told
        other = f"another run (process {holder}) is writing {target}"
        if time.monotonic() >= deadline:
            raise AnalysisError(f"{other}; try again when it has ended")
        if tell and not told:
            tell(f"{other}; waiting for it to end")
            told = True
        time.sleep(0.1)


def _is_at(descriptor: int, path: Path) -> bool:
    """Tell whether a path still leads to an open file."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _swap(new: Path, target: Path) -> None:
    """Put a folder in another's place; the other one then lies at `new` or is gone."""
    if not target.exists():
        new.rename(target)
    elif not _exchange(new, target):
        aside = target.with_name(f".{target.name}.old")
        target.rename(aside)
        new.rename(target)
        shutil.rmtree(aside, ignore_errors=True)
    _flush(target.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Let two names change places in one step; say whether the system could."""
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        return library.renamex_np(*names, RENAME_SWAP) == 0
    if not hasattr(library, "renameat2"):
        return False
    return library.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0


@cache
def _once(process: int, remove: Callable[[Path], object], folder: Path) -> None:
    """Remove what runs that were killed left in a folder, once in a process."""
    remove(folder)


def _remove_parts(folder: Path) -> None:
    """Remove what runs that were killed had begun to write in a folder."""
    for part in folder.glob(".*.part"):
        process = part.name.removesuffix(".part").rpartition(".")[2].partition("-")[0]
        if process.isdecimal() and not _lives(int(process)):
            with suppress(OSError):
                part.unlink()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        # Another user's.
        pass
    return True


def _flush(path: Path) -> None:
    """Have the disk hold what was written; a folder's own list of names too."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
            with _waiting(target).open("w", encoding="utf-8", newline="") as handle:
                handle.write(text)
                handle.flush()
                os.fsync(handle.fileno())
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


PREFIX = "reportedly-while-"
FALLBACK = Path("/tmp")
LONGEST = 70
"""Characters of a folder for all: the address of a local socket ends at 104, and a kernel that
Jupyter starts adds to it."""


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
    usual = Path(tempfile.gettempdir())
    home = beside or (usual if len(str(usual)) < LONGEST else FALLBACK)
    _once(os.getpid(), remove_left, home)
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


LARGEST = 200_000_000
"""Bytes of an object written as JSON; a larger file is none of ours."""

SEAL_BYTES = 65
"""A digest in hexadecimal, and the end of its line."""
MAPPED = 16_000_000
"""Bytes of a file that is not read into memory but looked at where it lies."""


def read_sealed(path: Path) -> bytes | None:
    """Return what a sealed file holds; None if it is missing, damaged or something else."""
    try:
        content = b"" if path.is_symlink() else path.read_bytes()
    except OSError:
        return None
    seal, _, body = content.partition(b"\n")
    return body if seal == sha256(body).hexdigest().encode("ascii") else None


def look_at_sealed(path: Path) -> memoryview | None:
    """Return what a sealed file holds, as `read_sealed`, without a copy of it.

    A large file is mapped, so that all processes that look at it share one copy, and only of what
    they look at: its seal is taken by reading, which leaves nothing of it with this process.
    """
    try:
        if path.is_symlink() or path.stat().st_size <= MAPPED:
            content = read_sealed(path)
            return None if content is None else memoryview(content)
        with path.open("rb") as file:
            seal = file.read(SEAL_BYTES)
            if seal != file_digest(file, "sha256").hexdigest().encode("ascii") + b"\n":
                return None
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return None
    return memoryview(content)[SEAL_BYTES:]


def write_sealed(path: Path, *body: bytes | memoryview) -> None:
    """Write a sealed file of one or more parts in one step; do without one that cannot be."""
    with suppress(OSError, AnalysisError), sealing(path) as file:
        file.writelines(body)


@contextmanager
def sealing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to that is sealed and put in place afterwards.

    What is written never stands in memory as a whole.

    Raises
    ------
    AnalysisError, OSError
        If it cannot be written; then, and if the block fails, nothing is put in place.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # What a crash tears does not agree with its seal, so nobody waits for the disk.
    with new_file(path, flush=False) as part, part.open("w+b") as file:
        file.write(bytes(SEAL_BYTES - 1) + b"\n")
        yield file
        file.seek(SEAL_BYTES)
        seal = file_digest(file, "sha256").hexdigest()
        file.seek(0)
        file.write(seal.encode("ascii"))


def read_object(path: Path) -> dict:
    """Return the JSON object that a sealed file holds; empty if it holds none."""
    try:
        held = {} if path.stat().st_size > LARGEST else json.loads(read_sealed(path) or b"{}")
    except (OSError, ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}


def write_object(path: Path, held: dict) -> None:
    """Write a JSON object as `write_sealed` does."""
    write_sealed(path, json.dumps(held, ensure_ascii=True).encode("ascii"))


OF_PACKAGE = {".py", ".toml", ".j2", ".css", ".json"}
NOT_READ = {"test-vectors", "__pycache__"}
SETTLED_NS = 2_000_000_000
"""A file that changed less than this before it was read may change again within one tick."""
LONGEST_MEMORY = 100_000
"""Files remembered; a memory beyond that is begun anew."""


class Digests:
    """Digests of files, remembered between runs.

    Parameters
    ----------
    memory : Path, optional
        Where they are kept; a file that may be deleted at any time. None: every file is read.
    """

    def __init__(self, memory: Path | None = None) -> None:
        self._memory = memory
        self._known = read_object(memory) if memory else {}
        self._learnt = False

    def of(self, path: Path | str, read: Callable[[bytes], bytes] = bytes) -> str:
        """Return the digest of a file, or of what `read` makes of its bytes; empty if it is gone.

        What one `read` made is remembered under its name.
        """
        try:
            status = Path(path).stat()
        except OSError:
            return ""
        name = f"{read.__name__}:{path}"
        changed = max(status.st_mtime_ns, status.st_ctime_ns)
        stamp = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
        known = self._known.get(name)
        if isinstance(known, list) and known[:-1] == stamp:
            return str(known[-1])
        content = Path(path).read_bytes()
        digest = sha256(read(content)).hexdigest()
        if time.time_ns() - changed > SETTLED_NS:
            self._known[name] = [*stamp, digest]
            self._learnt = True
        return digest

    def of_all(
        self,
        paths: Iterable[Path],
        home: Path,
        read: Callable[[bytes], bytes] = bytes,
    ) -> str:
        """Return one digest of files, by their places in a folder; `read` is for their sidecars."""
        found = {}
        for path in sorted(paths):
            sidecar = path.name.endswith(".origin.yml")
            found[path.relative_to(home).as_posix()] = self.of(path, read if sidecar else bytes)
        return digest_of(found)

    def of_code(self, package: Path = PACKAGE) -> str:
        """Return the digest of our own code: modules, catalogue, templates, styles and schemas."""
        return self.of_all(files_in(package, OF_PACKAGE), package)

    def keep(self) -> None:
        """Remember what was learnt."""
        if self._memory and self._learnt and len(self._known) < LONGEST_MEMORY:
            write_object(self._memory, self._known)
            self._learnt = False


def digest_of(value: object) -> str:
    """Return the digest of what JSON can hold.

    >>> digest_of({"scope": "front"}) == digest_of({"scope": "city"})
    False
    """
    text = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return sha256(text.encode("ascii")).hexdigest()


def files_in(place: Path, endings: set[str], *, deep: bool = True) -> Iterator[Path]:
    """Give the files of a folder, or the one file, that have one of some endings."""
    if place.is_file():
        yield place
        return
    try:
        entries = list(os.scandir(place))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir() and deep and entry.name not in NOT_READ:
            yield from files_in(Path(entry.path), endings)
        elif Path(entry.name).suffix in endings and entry.is_file():
            yield Path(entry.path)
