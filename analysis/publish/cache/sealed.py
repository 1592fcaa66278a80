"""Small files of our own that may be damaged, deleted or forged: read whole, or not at all.

A sealed file holds a JSON object after the digest of its text. Only the standard library is
imported here.
"""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

LARGEST = 200_000_000
"""Bytes; a larger file is none of ours."""


def read_sealed(path: Path) -> dict:
    """Return what a sealed file holds; empty if it is missing, damaged or something else."""
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST:
            return {}
        seal, _, body = path.read_bytes().partition(b"\n")
        if seal != _seal(body):
            return {}
        held = json.loads(body)
    except (OSError, ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}


def write_sealed(path: Path, held: dict) -> None:
    """Write a sealed file in one step; one that cannot be written is done without."""
    body = json.dumps(held, ensure_ascii=True).encode("ascii")
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(_seal(body) + b"\n" + body)
        part.replace(path)


def _seal(body: bytes) -> bytes:
    return sha256(body).hexdigest().encode("ascii")
