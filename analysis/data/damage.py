"""What is wrong with the bytes of a text file, found block by block.

A block ends with a line, so that a file of any size is looked through in little memory. What is
quick to count shows that a block is sound; only one that is not is looked at closely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters but tab and line ends, and the signs that turn the direction of writing."""
UNSEEN_BYTES = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\xc2[\x80-\x9f]",
        rb"\xe2\x80[\xaa-\xae]",
        rb"\xe2\x81[\xa6-\xa9]",
        rb"\xef\xbf[\xbe\xbf]",
    )
)
"""The same beyond ASCII, as UTF-8."""
LONGEST_LINE = 20_000
"""Bytes; the longest of ours has under a thousand."""
MOST_NAMED = 10
"""Faults of one kind in one file that are named; more would hide the rest."""
BLOCK = 2**20
"""Bytes read at once; more do not fit beside their work into the cache of a core."""


def unseen_signs(text: str, name: str, *, before: int = 0) -> list[str]:
    """Name the signs in a text that no reader sees but that change what is seen.

    Control characters cannot stand in a drawing; signs that turn the direction of writing can
    make a figure read backwards.

    Parameters
    ----------
    text : str
    name : str
        Of the file, for the message.
    before : int
        Lines of the file that stand before the text.

    Examples
    --------
    >>> unseen_signs("killed\\n\\u202e391", "claims.csv")
    ['claims.csv line 2: U+202E, a sign that cannot be seen and may mislead; remove it']
    """
    return [
        f"{name} line {before + text.count(chr(10), 0, found.start()) + 1}: "
        f"U+{ord(found.group()):04X}, a sign that cannot be seen and may mislead; remove it"
        for found in islice(UNSEEN.finditer(text), MOST_NAMED)
    ]


def faults_of_bytes(path: Path) -> list[str]:
    """Say what keeps a file from being read as a table, each with its line.

    Returns
    -------
    list of str
        Empty if the file is there, holds something, is UTF-8 without unseen signs or lines
        beyond all measure, ends with a line break, and closes every quotation mark.
    """
    if not path.is_file():
        return [f"{path.name}: there is no such file in {path.parent.name}/"]
    seen = _Seen(path.name)
    for block in _blocks(path):
        if fault := seen.look_at(block):
            return [fault]
    return seen.faults()


def _blocks(path: Path) -> Iterator[bytes]:
    """Read a file in blocks of whole lines."""
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            yield block + handle.readline()


@dataclass
class _Seen:
    """What was seen of a file so far."""

    name: str
    lines: int = 0
    blank: bool = True
    last: bytes = b"\n"
    unseen: list[str] = field(default_factory=list)
    overlong: list[str] = field(default_factory=list)
    inside: bool = False
    opened: int = 0

    def look_at(self, block: bytes) -> str:
        """Take in one more block; return the fault that ends the look, if it is one."""
        if not block.isascii() and (fault := self._not_utf8(block)):
            return fault
        if _holds_unseen(block):
            self.unseen += unseen_signs(block.decode(), self.name, before=self.lines)
        ends = np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n"))
        if np.diff(ends, prepend=-1, append=len(block)).max() > LONGEST_LINE:
            self.overlong += self._overlong(block)
        if b'"' in block:
            self._follow_quotes(block)
        self.blank = self.blank and not block.strip()
        self.lines, self.last = self.lines + len(ends), block[-1:]
        return ""

    def faults(self) -> list[str]:
        """Say what is wrong, once all was seen."""
        if self.blank:
            return [f"{self.name}: the file is empty"]
        if self.unseen or self.overlong:
            return self.unseen[:MOST_NAMED] + self.overlong
        if self.last != b"\n":
            line = self.lines + 1
            return [f"{self.name} line {line}: the file stops in the middle of a line (cut off?)"]
        if self.inside:
            return [f"{self.name} line {self.opened}: a quotation mark is opened and not closed"]
        return []

    def _not_utf8(self, block: bytes) -> str:
        try:
            block.decode("utf-8")
        except UnicodeDecodeError as error:
            line = self.lines + block.count(b"\n", 0, error.start) + 1
            byte = block[error.start]
            return (
                f"{self.name} line {line}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
            )
        return ""

    def _overlong(self, block: bytes) -> list[str]:
        return [
            f"{self.name} line {number}: {len(line):,} bytes, where no line has more than "
            f"{LONGEST_LINE:,}"
            for number, line in enumerate(block.splitlines(), start=self.lines + 1)
            if len(line) > LONGEST_LINE
        ]

    def _follow_quotes(self, block: bytes) -> None:
        """Note the line after which all further rows would fall into one cell."""
        if block.count(b'"') % 2 == 0 and not self.inside:
            return
        for number, line in enumerate(block.splitlines(), start=self.lines + 1):
            if line.count(b'"') % 2:
                self.inside = not self.inside
                self.opened = number if self.inside else self.opened


def _holds_unseen(block: bytes) -> bool:
    """Whether a block holds a sign of `UNSEEN`."""
    controls = np.count_nonzero(np.frombuffer(block, np.uint8) < ord(" "))
    if controls != sum(block.count(sign) for sign in b"\t\n\r") or b"\x7f" in block:
        return True
    return not block.isascii() and any(pattern.search(block) for pattern in UNSEEN_BYTES)
