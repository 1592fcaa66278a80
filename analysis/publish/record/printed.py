"""Figures that a page prints: where each stands, what moved between two pages.

A figure is known by its place and by the words around it, its numbers masked; so the same
sentence with another number is the same figure with another value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MASK = "#"
"""Stands for each number in a label."""
DIGEST = "sha256 "
"""How the value of a drawing begins."""


@dataclass(frozen=True)
class Printed:
    """One figure on a page.

    Parameters
    ----------
    place : str
        The heading it stands under, and the table or drawing if it is in one.
    label : str
        The sentence, its numbers masked; or the first cells of the row.
    name : str
        Which of the sentence's numbers, from 1; or the column.
    value : str
        As printed; of a drawing the SHA-256 of its bytes.
    claims : str
        Ids of the claims behind it, with semicolons; empty if the page does not say.
    """

    place: str
    label: str
    name: str
    value: str
    claims: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from every other figure of the page."""
        return self.place, self.label, self.name


@dataclass(frozen=True)
class Print:
    """All that a page says.

    Parameters
    ----------
    figures : tuple of Printed
        In the order of the page.
    words : tuple of str
        The text of each paragraph, heading and cell.
    """

    figures: tuple[Printed, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """A figure that differs between two pages.

    Parameters
    ----------
    old, new : Printed or None
        None where the page does not have it.
    """

    old: Printed | None
    new: Printed | None

    @property
    def key(self) -> tuple[str, str, str]:
        """Of the figure, the same on both pages."""
        return (self.new or self.old).key

    @property
    def claims(self) -> set[str]:
        """Ids of the claims behind it, then or now."""
        both = [figure.claims for figure in (self.old, self.new) if figure]
        return {claim_id for ids in both for claim_id in ids.split(";") if claim_id}

    @property
    def values(self) -> tuple[str, ...]:
        """As printed then and now; empty where the page does not have it."""
        return tuple(figure.value if figure else "" for figure in (self.old, self.new))

    @property
    def is_drawing(self) -> bool:
        """Whether it is a whole drawing and no number."""
        return any(value.startswith(DIGEST) for value in self.values)

    @property
    def words(self) -> str:
        """The place, and what became what."""
        known = self.new or self.old
        was, now = (_short(figure) for figure in (self.old, self.new))
        told = f"{was} → {now}" if self.old and self.new else f"{was}{now}"
        kind = "" if self.old and self.new else "added: " if self.new else "gone: "
        return f"{known.place}: {kind}{_around(known, told)}"


def moves(old: Iterable[Printed], new: Iterable[Printed]) -> list[Move]:
    """Return the figures that differ, in the order of the new page; gone ones come last.

    >>> said = Printed("Answer", "# were killed.", "1", "193")
    >>> [move.words for move in moves([said], [Printed(*said.key, "180")])]
    ['Answer: 193 → 180 were killed.']
    """
    before = {figure.key: figure for figure in old}
    after = {figure.key: figure for figure in new}
    found = [
        Move(before.get(key), figure)
        for key, figure in after.items()
        if key not in before or before[key].value != figure.value
    ]
    return found + [Move(figure, None) for key, figure in before.items() if key not in after]


def together(found: Iterable[Move]) -> list[list[Move]]:
    """Group figures that came or went with their whole sentence or row; the others stay alone."""
    groups: dict[object, list[Move]] = {}
    for move in found:
        known = move.new or move.old
        whole_one = (bool(move.new), known.place, known.label)
        groups.setdefault(move.key if move.old and move.new else whole_one, []).append(move)
    return list(groups.values())


def whole(group: Sequence[Move]) -> str:
    """Tell a sentence or row that came or went, its figures filled in.

    >>> said = [Printed("Answer", "# of # days", str(n), str(n)) for n in (1, 2)]
    >>> whole(moves(said, []))
    'Answer: gone: 1 of 2 days'
    """
    kind = "added" if group[0].new else "gone"
    figures = [move.new or move.old for move in group]
    place, label, _ = figures[0].key
    if [figure.name for figure in figures] == [str(n) for n in range(1, label.count(MASK) + 1)]:
        parts = label.split(MASK)
        values = [figure.value for figure in figures]
        text = parts[0] + "".join(map("".join, zip(values, parts[1:], strict=True)))
        return f"{place}: {kind}: {text}"
    cells = ", ".join(f"{figure.name} {_short(figure)}" for figure in figures)
    return f"{place}: {kind}: {label}: {cells}"


def as_rows(figures: Iterable[Printed]) -> list[dict]:
    """Write figures for a record, those of one sentence or row together."""
    rows: dict[tuple[str, str], dict] = {}
    for figure in figures:
        fresh = {"place": figure.place, "label": figure.label, "values": {}}
        row = rows.setdefault((figure.place, figure.label), fresh)
        row["values"][figure.name] = figure.value
        if figure.claims:
            row.setdefault("claims", {})[figure.name] = figure.claims
    return list(rows.values())


def from_rows(rows: Sequence[dict]) -> list[Printed]:
    """Read what `as_rows` wrote."""
    return [
        Printed(row["place"], row["label"], name, value, row.get("claims", {}).get(name, ""))
        for row in rows
        for name, value in row["values"].items()
    ]


def _around(figure: Printed, told: str) -> str:
    """Put a figure back among its words."""
    parts = figure.label.split(MASK)
    if figure.name.isdigit() and int(figure.name) < len(parts):
        before = MASK.join(parts[: int(figure.name)])[-60:]
        return f"{before}{told}{MASK.join(parts[int(figure.name) :])[:60]}".replace(MASK, "…")
    return f"{figure.label}, {figure.name}: {told}"


def _short(figure: Printed | None) -> str:
    value = figure.value if figure else ""
    return value[:15] + "…" if value.startswith(DIGEST) else value
