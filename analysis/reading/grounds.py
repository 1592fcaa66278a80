"""Answers about the figures of a text, and what each rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

UNKNOWN = "?"


class Ground(NamedTuple):
    """An answer and what it rests on."""

    key: str
    basis: str = ""
    words: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: tokens [first, last), its key and its words."""

    first: int
    last: int
    key: str
    words: str
    party: str = ""
    body: bool = False
    weak: bool = False
    part: bool = False
