"""Pages and files as somebody has them, beside the same made again, and what that showed.

Two pages are compared as documents: elements, attributes, styles, text, comments.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.publish.page.markup import Node, steps, tree_of
from analysis.publish.reader import Move, together, words_of_group
from analysis.text import several
from analysis.verify.diff import Cause, first_of

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
    pairs = zip(before, after, strict=False)
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
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
            if kind == "begin" and part.tag != "template":
                given = sorted(part.attributes.items())
                words = (n if value is None else f'{n}="{escape(value)}"' for n, value in given)
                yield f"<{' '.join([part.tag, *words])}>"
            elif kind == "end":
                yield f"</{part.tag}>"
            else:
                # What a template holds is a document of its own.
                yield str(part.html)
        node = node.next


def _shown(parts: list[str]) -> str:
    text = "".join(parts)
    return repr(text if len(text) <= SHOWN else text[:SHOWN] + "…") if text else "nothing"


def first_differing_line(old: bytes, new: bytes) -> str:
    """Name the first line in which two files differ.

    >>> first_differing_line(b"a\\nb", b"a\\nc")
    'from line 2 on'
    """
    lines = (content.split(b"\n") for content in (old, new))
    same = takewhile(lambda both: both[0] == both[1], zip(*lines, strict=False))
    return f"from line {len(list(same)) + 1} on"


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
    if ending not in READERS:
        return False
    # Whatever a file from outside fails its reader with, it is not the file that was made.
    try:
        return READERS[ending](found, made)
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

    parts = [list(_parts_of(content)) for content in (found, made)]
    for each in parts:
        unpacked = zlib.decompressobj()
        unpacked.decompress(b"".join(part for kind, part in each if kind == PIXELS), MOST_PIXELS)
        # After the last pixel no program would show what else is packed.
        if not unpacked.eof or unpacked.unused_data:
            return False
    # Beside its pixels, which versions pack otherwise, a picture may hold more of them, words,
    # colours and directions.
    beside = [[part for part in each if part[0] != PIXELS] for each in parts]
    if beside[0] != beside[1]:
        return False
    images = [Image.open(BytesIO(content)) for content in (found, made)]
    return np.array_equal(*(np.asarray(image.convert("RGBA")) for image in images))


def _parts_of(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the content of each part of a PNG; no other file is read."""
    if not png.startswith(PNG):
        raise ValueError("no PNG")
    place = len(PNG)
    while place < len(png):
        end = place + 12 + int.from_bytes(png[place : place + 4])
        if zlib.crc32(png[place + 4 : end - 4]) != int.from_bytes(png[end - 4 : end]):
            raise ValueError("a part that is not whole")
        yield png[place + 4 : place + 8], png[place + 8 : end - 4]
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
    said: list[object] = [str(file.schema).partition("\n")[2], ours]
    for group in map(file.metadata.row_group, range(file.metadata.num_row_groups)):
        said.append(str(group.sorting_columns))
        for column in map(group.column, range(group.num_columns)):
            said.append((column.has_offset_index, column.has_column_index))
            held = column.statistics
            said.append(held and (str(held.min), str(held.max), held.null_count))
    return said


READERS: dict[str, Callable[[bytes, bytes], bool]] = {
    ".html": lambda found, made: not differences(found.decode("utf-8"), made.decode("utf-8")),
    ".xml": _same_drawing,
    ".svg": _same_drawing,
    ".png": _same_picture,
    ".parquet": _same_table,
}
"""How files are compared that other versions may write with other bytes."""


WORDS_SHOWN = 3
WHOLE = "elements, attributes, styles and text, or by its values"
NOT_MADE = "So this is not what the record makes."
UNCHANGED = "data, rules, code, notebook and environment are those of the record"


@dataclass(frozen=True)
class Verdict:
    """What making one page again showed.

    Parameters
    ----------
    figures, same : int
        Figures that the page and the new run print, together; those that agree.
    moved : tuple of Move
        From what the page says to what the run gave.
    edits : frozenset
        Keys of the figures that are not those the record holds: changed in the page.
    words : tuple of (str, str)
        Text without figures that differs: in the page, and made again.
    causes : tuple of Cause
        What has changed in the project since.
    edited : bool
        Whether the page is not the one that was published.
    differing : tuple of str
        What else differs: markup of the page, files beside it, fields of the record.
    files : int
        Files that agree byte by byte, the page among them.
    by_content : tuple of str
        Files that other versions wrote, and that hold the same.
    absent : tuple of str
        Files that are not here and were not compared.
    base_url : str
        Address on the web that the record says the page was made for.
    is_page : bool
        Whether it is on a page, and not on what stands around the pages of a site.
    refusal : str
        Why the page could not be made again; empty if it could.
    """

    name: str
    figures: int
    same: int = 0
    moved: tuple[Move, ...] = ()
    edits: frozenset[tuple[str, str, str]] = frozenset()
    words: tuple[tuple[str, str], ...] = ()
    causes: tuple[Cause, ...] = ()
    edited: bool = False
    differing: tuple[str, ...] = ()
    files: int = 0
    by_content: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    base_url: str = ""
    is_page: bool = True
    refusal: str = ""

    @property
    def reproduced(self) -> bool:
        """Whether the page is what the project makes, and nobody changed it."""
        return not (self.moved or self.words or self.edited or self.differing or self.refusal)

    def lines(self, most: int | None = None) -> list[str]:
        """Tell it, at most so many figures one by one.

        Returns
        -------
        list of str
            A line for the page; below it what differs, and what changed since.
        """
        told = f"{self.same} of {self.figures} figures"
        told_files = several(self.files, "file")
        if self.refusal:
            head = f"differs: it could not be made again\n    {self.refusal}"
        elif self.reproduced:
            parts = [told] if self.is_page else []
            parts += [f"each byte of {told_files}"] if self.files and not self.by_content else []
            head = f"reproduced: {', and '.join(parts) or 'what its files hold'}"
        else:
            head = f"differs: {told if self.is_page else told_files} reproduced"
        differing = first_of([f"  {part}" for part in self.differing], most, "part")
        told_of = [*self._figures(most), *self._words(), *differing]
        return [f"{self.name}: {head}", *told_of, *self._not_compared(), *self._since()]

    def _figures(self, most: int | None) -> list[str]:
        told = [
            f"  {group[0].words if len(group) == 1 else words_of_group(group)}"
            f"{' (edited in the page)' if self.edits & {move.key for move in group} else ''}"
            for group in together(self.moved)
        ]
        return first_of(told, most)

    def _words(self) -> list[str]:
        told = [
            f"  words: {was[:80] or 'none'!r} → {now[:80] or 'none'!r}"
            for was, now in self.words[:WORDS_SHOWN]
        ]
        more = len(self.words) - len(told)
        return told + ([f"  and {more} more places where the words differ"] if more else [])

    def _not_compared(self) -> list[str]:
        told = []
        if self.absent:
            folder = self.absent[0].rpartition("/")[0]
            why = f", for the folder {folder} is not here" if self.is_page else ""
            told.append(f"  Not compared{why}: {', '.join(self.absent)}.")
        if self.by_content:
            names = ", ".join(self.by_content)
            told.append(f"  Compared by {WHOLE}, and not by its bytes: {names}.")
        if self.base_url:
            told.append(f"  Made for the address {self.base_url}, which nothing here proves.")
        return told

    def _since(self) -> list[str]:
        told = []
        if self.edited:
            edits = len(self.edits)
            hands = f"{edits} of its figures" if edits else "not its figures, but its file"
            told = [f"  The page was edited after it was published: {hands}."]
        if self.causes:
            effect = ", without effect on this page" if self.reproduced else ""
            causes = "; ".join(cause.words for cause in self.causes)
            return [*told, f"  Changed since{effect}: {causes}."]
        if self.reproduced:
            return told
        return [*told, f"  Nothing changed since: {UNCHANGED}.", f"  {NOT_MADE}"]


def summary(verdicts: Sequence[Verdict]) -> str:
    """Say in a line how many figures were reproduced, and if not all what changed."""
    same, figures = (sum(getattr(v, name) for v in verdicts) for name in ("same", "figures"))
    off = [verdict for verdict in verdicts if not verdict.reproduced]
    pages = [verdict for verdict in verdicts if verdict.is_page]
    if not off:
        return f"reproduced: {same} of {figures} figures on {several(len(pages), 'page')}"
    groups = dict.fromkeys(cause.group for verdict in off for cause in verdict.causes)
    told = [f"{', '.join(groups)} changed"] if groups else []
    told += ["edited by hand"] if any(verdict.edited for verdict in off) else []
    told = told or ["nothing recorded changed"]
    differing = f"{sum(verdict.is_page for verdict in off)} of {len(pages)} pages"
    around = " and what stands around them" if not all(verdict.is_page for verdict in off) else ""
    return (
        f"differs: {same} of {figures} figures reproduced; {differing}{around} differ: "
        f"{'; '.join(told)}"
    )
