"""The files of a page as somebody has them, beside the same files made again.

Two pages, compared as documents: elements, attributes, styles, text, comments.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.publish.page.markup import Node, steps, tree_of

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

LONGEST = 4_000
"""Parts in a row that are set against each other; more are told as one."""
PRESCANNED = 1_024
DROPPED = re.compile(r"\0|</[a-z][^\s/>]*[\s/]+[^\s/>]", re.IGNORECASE)
"""What a browser leaves out without a trace: NUL, and words in the end of an element."""
DOCTYPE = "-doctype"
DECLARED = re.compile("<!doctype[^>]*>?", re.IGNORECASE)
SHOWN = 80
"""Signs of a part that fit a line."""


def differences(old: str, new: str) -> list[str]:
    """Tell in what two pages differ as a browser reads them.

    Parameters
    ----------
    old, new : str
        HTML.

    Returns
    -------
    list of str
        From what to what, in the order of the page; empty if the documents are the same, however
        they are spelled.

    Raises
    ------
    AnalysisError
        If one of them cannot be read as a page.

    Examples
    --------
    >>> differences("<P >193", "<p hidden>193</p>")
    ["'<p>' → '<p hidden>'"]
    >>> differences("<P >193", "<p>193</p>")
    []
    """
    if len({b"charset" in html.encode("utf-8", "replace")[:PRESCANNED] for html in (old, new)}) > 1:
        return ["the encoding is not told in the first 1,024 bytes, where browsers look for it"]
    if len({len(DROPPED.findall(html)) for html in (old, new)}) > 1:
        return ["it holds what browsers leave out: NUL, or words in the end of an element"]
    before, after = (list(_parts(html)) for html in (old, new))
    start = next(
        (n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]),
        min(len(before), len(after)),
    )
    before, after = before[start:], after[start:]
    while before and after and before[-1] == after[-1]:
        before.pop()
        after.pop()
    if max(len(before), len(after)) > LONGEST:
        return [f"{len(before):,} parts → {len(after):,} parts, the first {_shown(before[:1])}"]
    found = SequenceMatcher(None, before, after).get_opcodes()
    return [
        f"{_shown(before[a:b])} → {_shown(after[c:d])}"
        for kind, a, b, c, d in found
        if kind != "equal"
    ]


def _parts(html: str) -> Iterator[str]:
    """Write each part of a page: the same text for the same part, however it was spelled."""
    node: Node | None = tree_of(html).root
    while node.prev is not None:
        node = node.prev
    while node is not None:
        if node.tag == DOCTYPE:
            # The parser leaves out what lets browsers lay a page out as of old.
            yield " ".join(DECLARED.search(html)[0].split())
            node = node.next
            continue
        for kind, part in steps(node):
            if kind == "begin":
                yield _opened(part)
            elif kind == "end":
                yield f"</{part.tag}>"
            else:
                yield str(part.html)
        node = node.next


def _opened(node: Node) -> str:
    if node.tag == "template":
        return str(node.html)
    given = sorted(node.attributes.items())
    words = (name if value is None else f'{name}="{escape(value)}"' for name, value in given)
    return f"<{' '.join([node.tag, *words])}>"


def _shown(parts: list[str]) -> str:
    text = "".join(parts)
    return repr(text if len(text) <= SHOWN else text[:SHOWN] + "…") if text else "nothing"


def first_differing_line(old: bytes, new: bytes) -> str:
    """Name the first line in which two files differ.

    >>> first_differing_line(b"a\\nb", b"a\\nc")
    'from line 2 on'
    """
    both = zip(old.split(b"\n"), new.split(b"\n"), strict=False)
    same = 0
    for was, now in both:
        if was != now:
            break
        same += 1
    return f"from line {same + 1} on"


MOST_TIMES = 4
"""A table or picture of more than so many times the size of the one made again is not opened."""
PNG = b"\x89PNG\r\n\x1a\n"
PIXELS = b"IDAT"
MOST_PIXELS = 2**28
"""Bytes of the pixels of a picture that are unpacked."""
WRITER = re.compile(r"parquet-cpp-arrow version [\w.+-]{1,40}")
"""What a Parquet table says of the library that wrote it."""


@dataclass(frozen=True)
class Comparison:
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


def compare_files(home: Path, made: dict[str, bytes], *, exactly: bool) -> Comparison:
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
    Comparison
        A file that is not there differs, unless its whole folder is not there.
    """
    same, differing, by_content, absent = 0, [], [], []
    for name, content in made.items():
        place = home / name
        if "/" in name and not place.parent.exists():
            absent.append(name)
        elif is_led_away(place, home) or not place.is_file():
            differing.append(f"{name}: {'a link' if is_led_away(place, home) else 'not there'}")
        elif place.stat().st_size > MOST_TIMES * len(content):
            differing.append(f"{name}: {place.stat().st_size:,} bytes → {len(content):,}")
        elif (found := place.read_bytes()) == content:
            same += 1
        elif not exactly and _holds_the_same(place.suffix, found, content):
            by_content.append(name)
        else:
            differing.append(f"{name}: other bytes")
    return Comparison(same, tuple(differing), tuple(by_content), tuple(absent))


def is_led_away(place: Path, home: Path) -> bool:
    """Say whether a file or a folder of a site is a link: what it leads to may change any day."""
    between = [folder for folder in place.parents if folder.is_relative_to(home) and folder != home]
    return any(each.is_symlink() for each in (place, *between))


def _holds_the_same(ending: str, found: bytes, made: bytes) -> bool:
    """Say whether a drawing, picture or table holds the same, written by other versions."""
    compare = READERS.get(ending)
    if compare is None:
        return False
    # Whatever a file from outside fails its reader with, it is not the file that was made.
    try:
        return compare(found, made)
    except Exception:
        return False


def _same_drawing(found: bytes, made: bytes) -> bool:
    from xml.etree.ElementTree import canonicalize

    texts = [canonicalize(content.decode("utf-8"), with_comments=True) for content in (found, made)]
    return texts[0] == texts[1] and _declared(found) == _declared(made)


def _declared(xml: bytes) -> list[tuple]:
    """Return what a drawing declares before it begins: its encoding, its document type."""
    from xml.parsers import expat

    told: list[tuple] = []
    parser = expat.ParserCreate()
    parser.XmlDeclHandler = parser.StartDoctypeDeclHandler = lambda *words: told.append(words)
    parser.Parse(xml, True)
    return told


def _same_picture(found: bytes, made: bytes) -> bool:
    import numpy as np
    from PIL import Image

    # Beside its pixels a picture may hold more of them, words, colours and directions.
    if _beside_pixels(found) != _beside_pixels(made):
        return False
    if not all(_ends_with_its_pixels(content) for content in (found, made)):
        return False
    images = [Image.open(BytesIO(content)) for content in (found, made)]
    return np.array_equal(*(np.asarray(image.convert("RGBA")) for image in images))


def _beside_pixels(png: bytes) -> list[tuple[bytes, bytes]]:
    """Return the parts of a PNG but for its pixels, which versions pack otherwise."""
    return [part for part in _parts_of(png) if part[0] != PIXELS]


def _ends_with_its_pixels(png: bytes) -> bool:
    """Say whether nothing else is packed after the last pixel, where no program would show it."""
    packed = b"".join(part[len(kind) :] for kind, part in _parts_of(png) if kind == PIXELS)
    unpacked = zlib.decompressobj()
    unpacked.decompress(packed, MOST_PIXELS)
    return unpacked.eof and not unpacked.unused_data


def _parts_of(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind of each part of a PNG, and the part with it; no other file is read."""
    if not png.startswith(PNG):
        raise ValueError("no PNG")
    place = len(PNG)
    while place < len(png):
        end = place + 12 + int.from_bytes(png[place : place + 4])
        kind, content = png[place + 4 : place + 8], png[place + 4 : end - 4]
        if zlib.crc32(content) != int.from_bytes(png[end - 4 : end]):
            raise ValueError("a part that is not whole")
        yield kind, content
        place = end


def _same_table(found: bytes, made: bytes) -> bool:
    import pyarrow.parquet as pq

    files = [pq.ParquetFile(BytesIO(content)) for content in (found, made)]
    if files[0].metadata.num_rows != files[1].metadata.num_rows:
        return False
    # Both are written by this version: names, types, values and what is said of them.
    written = []
    for file in files:
        buffer = BytesIO()
        pq.write_table(_without_versions(file.read()), buffer)
        written.append(buffer.getvalue())
    return written[0] == written[1] and _said_of(files[0]) == _said_of(files[1])


def _without_versions(table: pa.Table) -> pa.Table:
    """Take out which library wrote a table; the rest of what is said of it stays."""
    said = dict(table.schema.metadata or {})
    if b"pandas" in said:
        told = json.loads(said[b"pandas"])
        for name in ("creator", "pandas_version"):
            told.pop(name, None)
        said[b"pandas"] = json.dumps(told).encode()
    return table.replace_schema_metadata(said)


def _said_of(file: pq.ParquetFile) -> list[object]:
    """Return what a table says of itself: its types, its writer, its order, its extremes.

    Readers skip rows by order, extremes and indexes.
    """
    ours = bool(WRITER.fullmatch(file.metadata.created_by))
    return [str(file.schema).partition("\n")[2], ours, *_orders(file), *_extremes(file)]


def _orders(file: pq.ParquetFile) -> list[object]:
    groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
    columns = [group.column(n) for group in groups for n in range(group.num_columns)]
    indexes = [(each.has_offset_index, each.has_column_index) for each in columns]
    return [*(str(group.sorting_columns) for group in groups), *indexes]


def _extremes(file: pq.ParquetFile) -> list[object]:
    groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
    columns = [group.column(n) for group in groups for n in range(group.num_columns)]
    found = [column.statistics for column in columns]
    return [held and (str(held.min), str(held.max), held.null_count) for held in found]


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
