"""Digests of all that a report is made of and with, by the part it plays.

Only the standard library is imported here, for this runs before anything else does.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from analysis.data.homes import collection_homes
from analysis.paths import NOTEBOOKS, PACKAGE, RAW, ROOT, SHIPPED
from analysis.settings import RULES_VERSION
from analysis.store.digests import NOT_READ, Digests, digest_of, files_in

CACHE = ROOT / ".cache" / "reports"
"""What was made before, and digests of files; may be deleted at any time."""
MEMORY = "digests.json"
CLAIMS = ("claims.csv", "readings.csv")
"""Of a collection: the rows that are corrected one by one. Its other files count as wholes."""
OF_DATA = {".csv", ".toml", ".yml"}
DOCUMENTS = ("docs", "CHANGELOG.md", "data/processed/README.md")
"""What pages of a site beside the reports are made of."""


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
    tables = [path for place in shared for path in files_in(place, OF_DATA, deep=False)]
    return {
        "package": digests.of_code(root / "analysis"),
        "lock": digests.of((SHIPPED if root == PACKAGE.parent else root) / "requirements.lock"),
        "environment": _environment(),
        "rules version": RULES_VERSION,
        "shared tables": digests.of_all(tables, raw),
    }


def parts_of_collection(digests: Digests, name: str, *, raw: Path = RAW) -> dict[str, str]:
    """Digest a collection: its claims with their readings, and its other files.

    A sidecar's own checksum does not count, for it follows its table.
    """
    home = collection_homes(raw)[name]
    files = [path for path in home.rglob("*") if path.is_file()]
    claims = [path for path in files if path.parent == home and path.name in CLAIMS]
    others = set(files) - set(claims)
    return {
        "claims": digests.of_all(claims, home),
        "collection": digests.of_all(others, home, read=_without_checksum),
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
    parts |= {path.name: digests.of(path, read=_cells) for path in files_in(notebooks, {".ipynb"})}
    documents = [path for name in DOCUMENTS for path in files_in(SHIPPED / name, {".md"})]
    parts["documents"] = digests.of_all(documents, SHIPPED)
    return digest_of(parts)


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
