"""Files of our own that may be damaged, deleted or forged: read whole, or not at all.

A sealed file holds its content after the digest of it. Whatever is kept to be used again, tables,
pages and digests, is kept in such files, each written in one step. Only the standard library is
imported here.
"""

from __future__ import annotations

import json
import mmap
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.store.files import Bytes, write_bytes

LARGEST = 200_000_000
"""Bytes of an object written as JSON; a larger file is none of ours."""

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

    A large file is mapped, so that all processes that look at it share one copy.
    """
    try:
        if path.is_symlink():
            return None
        with path.open("rb") as file:
            is_large = path.stat().st_size > MAPPED
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if is_large else None
            content = file.read() if content is None else content
    except (OSError, ValueError):
        return None
    end = content.find(b"\n")
    body = memoryview(content)[end + 1 :]
    return body if end >= 0 and content[:end] == _seal(body) else None


def write_sealed(path: Path, *body: Bytes) -> None:
    """Write a sealed file of one or more parts in one step; do without one that cannot be."""
    with suppress(OSError, AnalysisError):
        path.parent.mkdir(parents=True, exist_ok=True)
        # What a crash tears does not agree with its seal, so nobody waits for the disk.
        write_bytes(path, _seal(*body) + b"\n", *body, flush=False)


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
