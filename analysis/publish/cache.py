"""Reports that were made before, kept to be published again without a run if nothing changed.

A report is kept in a folder with the files of its page, a sealed list of them, and digests of all
that it was made of and with, by the part it plays. Whatever is wrong with it, the report is made
again: nothing here is believed that does not agree with its digest, and no name leads out of the
folder. All of it may be deleted at any time.

When a command has published a site, a note is kept under the words that were typed: a digest of
all that the site was made of, and one of the site's own list of files. Where both are the same
the site is what the command would make, which is told before anything else is loaded: only the
standard library is imported here.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from analysis.data.places import collection_homes
from analysis.paths import NOTEBOOKS, PACKAGE, RAW, ROOT, SHIPPED
from analysis.settings import RULES_VERSION
from analysis.store.files import (
    NOT_READ,
    Digests,
    digest_of,
    files_in,
    plainly,
    read_object,
    scratch,
    write_object,
)

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
    apart = {*collection_homes(raw).values(), *(raw / name for name in NOT_READ)}
    shared = [raw, *sorted(place for place in raw.glob("*/") if place not in apart)]
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

    def without_checksum(content: bytes) -> bytes:
        lines = content.splitlines(keepends=True)
        return b"".join(line for line in lines if not line.startswith(b"sha256:"))

    return {
        "claims": digests.of_all(claims, home),
        "collection": digests.of_all(others, home, read=without_checksum),
    }


def part_of_notebook(digests: Digests, source: Path) -> dict[str, str]:
    """Digest a notebook's cells and their tags; stored outputs do not count."""
    return {"notebook": digests.of(source, read=_cells)}


def digest_of_site(digests: Digests, *, notebooks: Path = NOTEBOOKS, raw: Path = RAW) -> str:
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
    found = digest_of_site(digests), {place: digests.of(ROOT / place) for place in named}
    digests.keep()
    return found


def _note(words: Sequence[str], folder: Path) -> Path:
    """Return the place of the note of a command; where it was typed decides what it means."""
    return folder / NOTES / f"{digest_of([str(Path.cwd()), *words])}.json"


LIST = "entry.json"
FORMAT = "reportedly cache, 1"
PAIR = 2
"""An image is told by its address and its words, a glance by its markup and its looks."""
TOLD = {
    **dict.fromkeys(("title", "sentence"), str),
    **dict.fromkeys(("glance", "image", "resources", "notes"), list),
}
"""What the pages around a report say of it: words and markup, its picture, tables, complaints."""
SHAPE = {"identity": dict, "parts": dict, "reads": dict, "told": dict, "files": dict}


@dataclass(frozen=True)
class KeptReport:
    """A report that was made before.

    Parameters
    ----------
    identity : dict
        Which report it is: notebook, values, address.
    parts : dict
        Digests of what it was made of and with (`plan.parts_for`).
    reads : dict
        What it read of the collection (`reads.Notes`).
    told : dict
        What the pages around it say of it.
    files : dict
        Digest of each file by its name, from the folder that holds the page.
    """

    folder: Path
    identity: dict
    parts: dict
    reads: dict
    told: dict
    files: dict[str, str]

    def is_whole(self) -> bool:
        """Say whether every file is there, with the bytes it was kept with."""
        return all(_digest(self.folder / name) == digest for name, digest in self.files.items())

    def place(self, site: Path) -> None:
        """Put the files into a folder of a site: linked where that can be, else copied.

        Raises
        ------
        AnalysisError
            If one cannot be written.
        """
        for name in self.files:
            target = site / name
            with plainly(f"{target} was not written"):
                target.parent.mkdir(parents=True, exist_ok=True)
                try:
                    os.link(self.folder / name, target)
                except OSError:
                    shutil.copyfile(self.folder / name, target)


class Cache:
    """Reports by what they are."""

    def __init__(self, folder: Path = CACHE) -> None:
        self.folder = folder

    def find(self, identity: Mapping[str, object]) -> KeptReport | None:
        """Return the report of an identity as it was last made; None if it is not kept."""
        place = self._place(identity)
        held = read_object(place / LIST)
        sound = held.get("format") == FORMAT and held.get("identity") == identity
        if not sound or not all(isinstance(held.get(name), kind) for name, kind in SHAPE.items()):
            return None
        if not _is_sound(held["files"], held["told"], str(identity["address"])):
            return None
        return KeptReport(place, *(held[name] for name in SHAPE))

    def keep(
        self,
        identity: Mapping[str, object],
        parts: Mapping[str, str],
        reads: Mapping[str, str],
        told: Mapping[str, object],
        files: Mapping[str, bytes],
    ) -> KeptReport:
        """Keep a report in place of its last version.

        Raises
        ------
        AnalysisError
            If it cannot be written.
        """
        place = self._place(identity)
        digests = {name: sha256(content).hexdigest() for name, content in files.items()}
        held = dict(zip(SHAPE, (identity, parts, reads, told, digests), strict=True))
        with plainly(f"{self.folder}: a report was not kept"):
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with scratch(self.folder) as part:
                for name, content in files.items():
                    (part / name).parent.mkdir(parents=True, exist_ok=True)
                    (part / name).write_bytes(content)
                write_object(part / LIST, {"format": FORMAT, **held})
                with suppress(FileNotFoundError):
                    if place.is_symlink() or not place.is_dir():
                        place.unlink()
                    else:
                        shutil.rmtree(place)
                part.rename(place)
        return KeptReport(place, *held.values())

    def _place(self, identity: Mapping[str, object]) -> Path:
        name = digest_of(identity)[:32]
        return self.folder / name[:2] / name


def _is_sound(files: dict, told: dict, address: str) -> bool:
    """Say whether files and what is told of them are such as a report of an address has."""
    if not all(isinstance(told.get(name), kind) for name, kind in TOLD.items()):
        return False
    own = address.removesuffix(".html")
    tables = [
        table["path"]
        for table in told["resources"]
        if isinstance(table, dict) and isinstance(table.get("schema"), dict)
        if isinstance(table.get("path"), str)
    ]
    texts = [*told["image"], *told["glance"], *told["notes"], *files.values()]
    return (
        address in files
        and all(is_inside(name) and name.startswith((f"{own}.", f"{own}/")) for name in files)
        and all(isinstance(text, str) for text in texts)
        and len(told["image"]) == len(told["glance"]) == PAIR
        and len(tables) == len(told["resources"])
        and all(table in files for table in tables)
    )


def is_inside(name: object) -> bool:
    """Say whether a name is that of a file within a folder, and no way out of it.

    >>> is_inside("front/claims.csv"), is_inside("../claims.csv"), is_inside("/etc/passwd")
    (True, False, False)
    """
    if not isinstance(name, str) or not name or "\\" in name or "\0" in name:
        return False
    return str(PurePosixPath(name)) == name and not {"/", ".."} & set(PurePosixPath(name).parts)


def _digest(path: Path) -> str | None:
    """Return the digest of a file; None if it is none, or cannot be read."""
    try:
        is_file = path.is_file() and not path.is_symlink()
        return sha256(path.read_bytes()).hexdigest() if is_file else None
    except OSError:
        return None
