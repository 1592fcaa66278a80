"""What a whole site was made from, beside its index; and the digests of all its files.

The record holds what was asked for, so that the site can be made again. The list of digests is
what `sha256sum --check` reads, and what whoever signs a site signs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path

from analysis.errors import ParameterError
from analysis.store.files import write_text

NAME = "index.run.json"
FORMAT = "reportedly site record, 1"
SUMS = "SHA256SUMS"
SIGNATURES = (f"{SUMS}.sig", f"{SUMS}.minisig")
"""Files that others put beside the digests; no part of what is made."""
LARGEST = 2**20
"""Bytes of a record that is read."""


def write_site_record(site: Path, told: Mapping[str, object]) -> None:
    """Write what a site was made from, and the digests of its files; the last to be written.

    Raises
    ------
    AnalysisError
        If a file cannot be written.
    """
    text = json.dumps({"format": FORMAT, **told}, ensure_ascii=False, indent=1) + "\n"
    write_text(site / NAME, text)
    write_text(site / SUMS, sums_of(site))


def sums_of(site: Path) -> str:
    """Return the SHA-256 of each file of a site, a line each, but for the list and signatures."""
    files = sorted(path.relative_to(site).as_posix() for path in files_in(site))
    left_out = {SUMS, *SIGNATURES}
    return "".join(f"{_digest(site / name)}  {name}\n" for name in files if name not in left_out)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def files_in(site: Path) -> list[Path]:
    """List all that a site holds but its folders; of a link, the link."""
    return [path for path in sorted(site.rglob("*")) if path.is_symlink() or not path.is_dir()]


def read_site_record(path: Path) -> dict:
    """Read a site's record, which somebody may have changed.

    Returns
    -------
    dict
        `given`, texts, numbers and truths by parameter; `each`, lists of texts by parameter;
        `notebooks`, names of those to sweep; `base_url` and `pdf`.

    Raises
    ------
    ParameterError
        If it cannot be read, or is no record of this format.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"it has more than {LARGEST:,} bytes")
        told = json.loads(path.read_bytes().decode("utf-8"))
        json.dumps(told, ensure_ascii=False).encode("utf-8")
    except (OSError, ValueError, RecursionError) as fault:
        raise ParameterError(f"{path} cannot be read as a site record: {fault}") from fault
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ParameterError(f"{path} is no site record of the format {FORMAT!r}")
    values = (str, int, float, bool)
    sound = {
        "given": _is_map(told.get("given"), lambda value: isinstance(value, values)),
        "each": _is_map(told.get("each"), _is_texts),
        "notebooks": _is_texts(told.get("notebooks")),
        "base_url": isinstance(told.get("base_url"), str),
        "pdf": isinstance(told.get("pdf"), bool),
    }
    if wrong := [name for name, fine in sound.items() if not fine]:
        raise ParameterError(f"{path}: {', '.join(wrong)} missing or of another kind")
    return told


def _is_map(held: object, fits: object) -> bool:
    return isinstance(held, dict) and all(map(fits, held.values()))


def _is_texts(held: object) -> bool:
    return isinstance(held, list) and all(isinstance(text, str) for text in held)
