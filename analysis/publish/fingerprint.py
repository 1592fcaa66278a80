"""Digests of all that a report is made of and with, by the part it plays.

Only the standard library is imported here, for this runs before anything else does.

The same command again, and nothing changed: told before anything else is loaded.

When a command has published a site, a note is kept under the words that were typed: a digest of
all that the site was made of, and one of the site's own list of files. Where both are the same
the site is what the command would make. Only the standard library is imported here.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from analysis.data.homes import collection_homes
from analysis.paths import NOTEBOOKS, PACKAGE, RAW, ROOT, SHIPPED
from analysis.settings import RULES_VERSION
from analysis.store.digests import NOT_READ, Digests, digest_of, files_in, read_object, write_object

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


NOTES = "commands"
NEVER = {"--force", "--dry-run"}
"""Words of a command that is to do more than to look."""


def nothing_to_do(words: Sequence[str], folder: Path = CACHE) -> str:
    """Return the index of the site that a command would make, if it stands there already.

    Parameters
    ----------
    words : sequence of str
        As typed, without the name of the program.
    folder : Path
        Of the cache.

    Returns
    -------
    str
        As it was printed then; empty if the command has something to do.
    """
    if not _is_noted(words):
        return ""
    noted = read_object(_note(words, folder))
    site, printed = noted.get("site"), noted.get("printed")
    if not isinstance(site, str) or not isinstance(printed, str):
        return ""
    made_of, read = _made_of(folder, noted.get("read"))
    if noted.get("made_of") != made_of or noted.get("read") != read:
        return ""
    return printed if noted.get("files") == files_of(Path(site)) else ""


def begin(folder: Path = CACHE) -> str:
    """Return the digest of all that a site is made of, to be handed to `remember` at the end."""
    return _made_of(folder)[0]


def remember(
    words: Sequence[str],
    site: Path,
    printed: str,
    made_of: str,
    read: Mapping[str, str],
    folder: Path = CACHE,
) -> None:
    """Note that a command has published a site; not if what it is made of changed meanwhile.

    `read` holds the digests of files that its reports read beside what every site is made of.
    """
    if _is_noted(words) and (made_of, read) == _made_of(folder, read):
        noted = {"site": str(site), "printed": printed, "made_of": made_of, "read": read}
        write_object(_note(words, folder), {**noted, "files": files_of(site)})


def _is_noted(words: Sequence[str]) -> bool:
    # A notebook of one's own may stand anywhere, and what it is made of is not looked at here.
    own = any(word.endswith(".ipynb") for word in words)
    return words[:1] == ["publish"] and not own and not NEVER & set(words)


def files_of(site: Path) -> str:
    """Return a digest of the list of a site's files, each with its size, time and number."""
    digest = sha256()
    for line in sorted(_lines(str(site), "")):
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _lines(folder: str, inside: str) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        name = f"{inside}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield f"{name}/\n"
            yield from _lines(entry.path, f"{name}/")
        else:
            status = entry.stat(follow_symlinks=False)
            yield f"{name} {status.st_size} {status.st_mtime_ns} {status.st_ino}\n"


def _made_of(folder: Path, read: object = None) -> tuple[str, dict[str, str]]:
    """Digest what every site is made of, and files by the places that a note names."""
    digests = Digests(folder / MEMORY)
    named = read if isinstance(read, Mapping) else {}
    found = whole(digests), {place: digests.of(ROOT / place) for place in named}
    digests.keep()
    return found


def _note(words: Sequence[str], folder: Path) -> Path:
    """Return the place of the note of a command; where it was typed decides what it means."""
    return folder / NOTES / f"{digest_of([str(Path.cwd()), *words])}.json"
