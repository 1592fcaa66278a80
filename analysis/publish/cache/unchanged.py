"""The same command again, and nothing changed: told before anything else is loaded.

When a command has published a site, a note is kept under the words that were typed: a digest of
all that the site was made of, and one of the site's own list of files. Where both are the same
the site is what the command would make. Only the standard library is imported here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from analysis.paths import ROOT
from analysis.publish.cache.fingerprint import CACHE, MEMORY, whole
from analysis.store.digests import Digests, digest_of
from analysis.store.sealed import read_object, write_object

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
