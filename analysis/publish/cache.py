"""Reports that were made before, kept to be published again without a run.

Each is a folder with the files of its page and a sealed list of them. Whatever is wrong with it,
the report is made again: nothing here is believed that does not agree with its digest, and no
name leads out of the folder. All of it may be deleted at any time.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from analysis.publish.fingerprint import CACHE
from analysis.store.digests import digest_of, read_object, write_object
from analysis.store.files import plainly, scratch

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
class Kept:
    """A report that was made before.

    Parameters
    ----------
    folder : Path
        Holds its files.
    identity : dict
        Which report it is: notebook, values, address.
    parts : dict
        Digests of what it was made of and with (`fingerprint`).
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
    """Reports by what they are.

    Parameters
    ----------
    folder : Path
        Made when it is needed.
    """

    def __init__(self, folder: Path = CACHE) -> None:
        self.folder = folder

    def find(self, identity: Mapping[str, object]) -> Kept | None:
        """Return the report of an identity as it was last made; None if it is not kept."""
        place = self._place(identity)
        held = read_object(place / LIST)
        sound = held.get("format") == FORMAT and held.get("identity") == identity
        if not sound or not all(isinstance(held.get(name), kind) for name, kind in SHAPE.items()):
            return None
        if not _is_sound(held["files"], held["told"], str(identity["address"])):
            return None
        return Kept(place, *(held[name] for name in SHAPE))

    def keep(
        self,
        identity: Mapping[str, object],
        parts: Mapping[str, str],
        reads: Mapping[str, str],
        told: Mapping[str, object],
        files: Mapping[str, bytes],
    ) -> Kept:
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
                _remove(place)
                part.rename(place)
        return Kept(place, *held.values())

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


def _remove(place: Path) -> None:
    with suppress(FileNotFoundError):
        if place.is_symlink() or not place.is_dir():
            place.unlink()
        else:
            shutil.rmtree(place)


def _digest(path: Path) -> str | None:
    """Return the digest of a file; None if it is none, or cannot be read."""
    try:
        is_file = path.is_file() and not path.is_symlink()
        return sha256(path.read_bytes()).hexdigest() if is_file else None
    except OSError:
        return None
