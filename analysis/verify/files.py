"""The files of a page as somebody has them, beside the same files made again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from analysis.verify.documents import differences

LARGEST = 4
"""A table or picture of more than so many times the size of the one made again is not opened."""


@dataclass(frozen=True)
class Compared:
    """What came of comparing files.

    Parameters
    ----------
    same : int
        Files that agree byte by byte.
    differing : tuple of str
        What differs, a line each.
    by_content : tuple of str
        Files whose bytes differ, as other versions write them, and that hold the same.
    absent : tuple of str
        Files that are not here, and were not compared.
    """

    same: int = 0
    differing: tuple[str, ...] = ()
    by_content: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def compare_files(home: Path, made: dict[str, bytes], *, exactly: bool) -> Compared:
    """Compare files with those made again.

    Parameters
    ----------
    home : Path
        The folder that the names start from.
    made : dict
        Bytes by name.
    exactly : bool
        Whether nothing but the same bytes will do: the project is the one that the record tells.

    Returns
    -------
    Compared
        A file that is not there differs, unless its whole folder is not there.
    """
    same, differing, by_content, absent = 0, [], [], []
    for name, content in made.items():
        place = home / name
        if "/" in name and not place.parent.exists():
            absent.append(name)
        elif place.is_symlink() or not place.is_file():
            differing.append(f"{name}: {'a link' if place.is_symlink() else 'not there'}")
        elif (found := place.read_bytes()) == content:
            same += 1
        elif not exactly and _holds_the_same(place.suffix, found, content):
            by_content.append(name)
        else:
            differing.append(f"{name}: other bytes")
    return Compared(same, tuple(differing), tuple(by_content), tuple(absent))


def _holds_the_same(ending: str, found: bytes, made: bytes) -> bool:
    """Say whether a drawing, picture or table holds the same, written by other versions."""
    compare = READERS.get(ending)
    if compare is None or len(found) > LARGEST * len(made):
        return False
    # Whatever a file from outside fails its reader with, it is not the file that was made.
    try:
        return compare(found, made)
    except Exception:
        return False


def _same_drawing(found: bytes, made: bytes) -> bool:
    from xml.etree.ElementTree import canonicalize

    texts = [canonicalize(content.decode("utf-8"), with_comments=True) for content in (found, made)]
    return texts[0] == texts[1]


def _same_picture(found: bytes, made: bytes) -> bool:
    import numpy as np
    from PIL import Image

    images = [Image.open(BytesIO(content)) for content in (found, made)]
    if images[0].size != images[1].size:
        return False
    return np.array_equal(*(np.asarray(image.convert("RGBA")) for image in images))


def _same_table(found: bytes, made: bytes) -> bool:
    import pyarrow.parquet as pq

    tables = [pq.ParquetFile(BytesIO(content)) for content in (found, made)]
    if tables[0].metadata.num_rows != tables[1].metadata.num_rows:
        return False
    read = [table.read() for table in tables]
    names = [table.schema.remove_metadata() for table in read]
    return names[0].equals(names[1]) and read[0].equals(read[1])


def _same_page(found: bytes, made: bytes) -> bool:
    return not differences(found.decode("utf-8"), made.decode("utf-8"))


READERS: dict[str, Callable[[bytes, bytes], bool]] = {
    ".html": _same_page,
    ".xml": _same_drawing,
    ".svg": _same_drawing,
    ".png": _same_picture,
    ".parquet": _same_table,
}
"""How files are compared that other versions may write with other bytes."""
