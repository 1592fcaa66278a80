"""Digests of all that a report is made of and with, by the part it plays.

Reading every file anew would take longer than most checks may: a digest is remembered with size,
times and number of its file, and taken again when one of them moved; the time of writing can be
put back, that of the last change cannot. Only the standard library is
imported here, for this runs before anything else does.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from analysis.data.homes import collection_homes
from analysis.paths import NOTEBOOKS, PACKAGE, RAW, ROOT, SHIPPED
from analysis.publish.cache.sealed import read_sealed, write_sealed
from analysis.settings import RULES_VERSION

CACHE = ROOT / ".cache" / "reports"
"""What was made before, and digests of files; may be deleted at any time."""
MEMORY = "digests.json"
CLAIMS = ("claims.csv", "readings.csv")
"""Of a collection: the rows that are corrected one by one. Its other files count as wholes."""
OF_PACKAGE = {".py", ".toml", ".j2", ".css", ".json"}
OF_DATA = {".csv", ".toml", ".yml"}
NOT_READ = {"test-vectors", "__pycache__"}
DOCUMENTS = ("docs", "CHANGELOG.md", "data/processed/README.md")
"""What pages of a site beside the reports are made of."""
SETTLED_NS = 2_000_000_000
"""A file that changed less than this before it was read may change again within one tick."""
LONGEST_MEMORY = 100_000
"""Files remembered; a memory beyond that is begun anew."""


class Digests:
    """Digests of files, remembered between runs.

    Parameters
    ----------
    memory : Path
        Where they are kept; a file that may be deleted at any time.
    """

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        self._known = read_sealed(memory)
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

    def keep(self) -> None:
        """Remember what was learnt."""
        if self._learnt and len(self._known) < LONGEST_MEMORY:
            write_sealed(self._memory, self._known)
            self._learnt = False


def parts_of(digests: Digests, *, raw: Path = RAW, root: Path = PACKAGE.parent) -> dict[str, str]:
    """Digest all that every report is made with.

    Returns
    -------
    dict
        By part: package, lock, environment, rules version, and the shared tables, such as the
        vocabulary and other wars.
    """
    homes = collection_homes(raw).values()
    shared = [raw, *(place for place in _folders(raw) if place not in homes)]
    tables = [path for place in shared for path in _files(place, OF_DATA, deep=False)]
    return {
        "package": _joined(digests, _files(root / "analysis", OF_PACKAGE), root),
        "lock": digests.of((SHIPPED if root == PACKAGE.parent else root) / "requirements.lock"),
        "environment": _environment(),
        "rules version": RULES_VERSION,
        "shared tables": _joined(digests, tables, raw),
    }


def parts_of_collection(digests: Digests, name: str, *, raw: Path = RAW) -> dict[str, str]:
    """Digest a collection: its claims with their readings, and its other files.

    A sidecar's own checksum does not count, for it follows its table.
    """
    home = collection_homes(raw)[name]
    files = [path for path in sorted(home.glob("*")) if path.is_file()]
    claims = [path for path in files if path.name in CLAIMS]
    others = sorted(set(files) - set(claims))
    return {
        "claims": _joined(digests, claims, home),
        "collection": _joined(digests, others, home, read=_without_checksum),
    }


def part_of_notebook(digests: Digests, source: Path) -> dict[str, str]:
    """Digest a notebook's cells and their tags; stored outputs do not count."""
    return {"notebook": digests.of(source, read=_cells)}


def whole(digests: Digests, *, notebooks: Path = NOTEBOOKS, raw: Path = RAW) -> str:
    """Return one digest of everything that a site is made of."""
    parts = parts_of(digests, raw=raw)
    parts |= {
        f"{part} of {name}": digest
        for name in collection_homes(raw)
        for part, digest in parts_of_collection(digests, name, raw=raw).items()
    }
    parts |= {path.name: digests.of(path, read=_cells) for path in _files(notebooks, {".ipynb"})}
    documents = [path for name in DOCUMENTS for path in _files(SHIPPED / name, {".md"})]
    parts["documents"] = _joined(digests, documents, SHIPPED)
    return digest_of(parts)


def digest_of(value: object) -> str:
    """Return the digest of what JSON can hold.

    >>> digest_of({"scope": "front"}) == digest_of({"scope": "city"})
    False
    """
    text = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return sha256(text.encode("ascii")).hexdigest()


def moved_parts(then: Mapping[str, object], now: Mapping[str, str]) -> list[str]:
    """Name the parts that are others now.

    >>> moved_parts({"lock": "a", "package": "b"}, {"lock": "a", "package": "c"})
    ['package']
    """
    return [part for part in {**now, **then} if then.get(part) != now.get(part)]


def _environment() -> str:
    """Digest Python's version and the names of what is installed, which hold theirs."""
    names = {
        entry.name
        for place in sys.path
        if place and Path(place).is_dir()
        for entry in os.scandir(place)
        if entry.name.endswith(".dist-info")
    }
    return digest_of([sys.version, sys.platform, *sorted(names)])


def _joined(
    digests: Digests,
    paths: Iterable[Path],
    home: Path,
    read: Callable[[bytes], bytes] | None = None,
) -> str:
    """Return one digest of files, by their places in a folder."""
    found = {}
    for path in sorted(paths):
        special = read if path.name.endswith(".origin.yml") else None
        found[path.relative_to(home).as_posix()] = digests.of(path, special or bytes)
    return digest_of(found)


def _files(place: Path, endings: set[str], *, deep: bool = True) -> Iterator[Path]:
    if place.is_file():
        yield place
        return
    try:
        entries = list(os.scandir(place))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir() and deep and entry.name not in NOT_READ:
            yield from _files(Path(entry.path), endings)
        elif Path(entry.name).suffix in endings and entry.is_file():
            yield Path(entry.path)


def _folders(raw: Path) -> list[Path]:
    if not raw.is_dir():
        return []
    entries = [entry for entry in os.scandir(raw) if entry.is_dir() and entry.name not in NOT_READ]
    return sorted(Path(entry.path) for entry in entries)


def _without_checksum(content: bytes) -> bytes:
    return b"".join(x for x in content.splitlines(keepends=True) if not x.startswith(b"sha256:"))


def _cells(content: bytes) -> bytes:
    """Return the cells of a notebook without their outputs; of what is none, its bytes."""
    try:
        cells = json.loads(content)["cells"]
        kept = [
            [cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", [])]
            for cell in cells
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return content
    return json.dumps(kept).encode("ascii")
