"""Digests of files, and of our own code among them: the one answer to "has it changed?".

Reading every file anew would take longer than most checks may: a digest is remembered with size,
times and number of its file, and taken again when one of them moved; the time of writing can be
put back, that of the last change cannot. Only the standard library is imported here.

Files of our own that may be damaged, deleted or forged: read whole, or not at all.

A sealed file holds its content after the digest of it. Whatever is kept to be used again, tables,
pages and digests, is kept in such files, each written in one step. Only the standard library is
imported here.
"""

from __future__ import annotations

import json
import mmap
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO

from analysis.errors import AnalysisError
from analysis.paths import PACKAGE
from analysis.store.files import Bytes, new_file, write_bytes

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
    return body if seal == _seal(body) else None


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


def write_sealed(path: Path, *body: Bytes) -> None:
    """Write a sealed file of one or more parts in one step; do without one that cannot be."""
    with suppress(OSError, AnalysisError):
        path.parent.mkdir(parents=True, exist_ok=True)
        # What a crash tears does not agree with its seal, so nobody waits for the disk.
        write_bytes(path, _seal(*body) + b"\n", *body, flush=False)


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


def _seal(*body: Bytes) -> bytes:
    digest = sha256()
    for part in body:
        digest.update(part)
    return digest.hexdigest().encode("ascii")


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
