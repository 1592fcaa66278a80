"""A ladder: labelled rows over one axis, each row as high as its words need.

On a wide sheet the label stands left of its row and the figure right of it; on a narrow one
both stand above it, and the axis has the whole width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.figures import style
from analysis.figures.sheet import EDGE, Sheet, text_width, wrap
from analysis.figures.sketch import SketchAxes

LANE = 0.19
"""Inches that one mark needs from top to bottom."""
GAP = 0.14
PAD = 0.035
LABEL_SHARE = 0.4
"""Of the width of a wide sheet, the most that labels may take."""


@dataclass(frozen=True)
class Rung:
    """The words of one row.

    Parameters
    ----------
    label : str
    right : str
        The figure in words.
    note : str
        A second, quieter line under the label.
    lanes : int
        Marks one below the other in this row.
    heading : str
        Of the group that begins with this row.
    """

    label: str
    right: str = ""
    note: str = ""
    lanes: int = 1
    heading: str = ""


@dataclass
class Ladder:
    """Rows set out for a sheet of some width, before there is a sheet.

    Parameters
    ----------
    rungs : sequence of Rung
    width : float
        Inches of the whole sheet.
    columns : tuple of float, optional
        Inches of label and figure, from another ladder that this one is to line up with.
    """

    rungs: Sequence[Rung]
    width: float
    columns: tuple[float, float] | None = None
    left: float = field(init=False)
    """Inches from the left edge of the sheet to the axis."""
    across: float = field(init=False)
    """Inches that the axis is long."""
    height: float = field(init=False)
    lanes: list[list[float]] = field(init=False, default_factory=list)
    """For each row, inches from the top of the ladder to the middle of each lane."""

    def __post_init__(self) -> None:
        self.stacked = self.width < (style.TEXT_WIDTH + style.NARROW_WIDTH) / 2
        self._set_columns()
        self.columns = (self._label, self._right)
        self._tops: list[float] = []
        self._words = [self._wrapped(rung) for rung in self.rungs]
        below = 0.0
        for rung, (label, note, right) in zip(self.rungs, self._words, strict=True):
            below += len(self._heading(rung)) * style.LINE + (0.12 if rung.heading else 0.0)
            self._tops.append(below)
            words = max(len(label) + len(note), len(right)) * style.LINE
            first = words if self.stacked else max(0.0, (words - rung.lanes * LANE) / 2)
            self.lanes.append([below + PAD + first + LANE * (i + 0.5) for i in range(rung.lanes)])
            tall = words + rung.lanes * LANE if self.stacked else max(words, rung.lanes * LANE)
            below += tall + 2 * PAD
        self.height = below + 0.04

    def axes(self, sheet: Sheet, top: float) -> SketchAxes:
        """Return axes whose y runs downwards in inches, without ticks on that side."""
        axes = sheet.axes(self.left, top, self.across, self.height)
        axes.set_ylim(self.height, 0)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        return axes

    def clear(self, axes: SketchAxes) -> None:
        """On a narrow sheet, keep bands and grid out of the lines of words."""
        if not self.stacked:
            return
        edges = [0.0]
        for lanes in self.lanes:
            edges += [lanes[0] - LANE / 2, lanes[-1] + LANE / 2]
        for begin, end in zip(edges[::2], [*edges[1::2], self.height], strict=True):
            axes.axhspan(begin, end, facecolor=style.PAPER, edgecolor="none", zorder=2)

    def write(self, sheet: Sheet, top: float) -> None:
        """Write headings, labels and figures beside or above their rows."""
        for rung, below, words in zip(self.rungs, self._tops, self._words, strict=True):
            if rung.heading:
                y = top + below - len(self._heading(rung)) * style.LINE - 0.02
                sheet.text(EDGE, y, self._heading(rung), fontweight="bold")
                _rule(sheet, y - 0.03)
            elif rung.lanes > 1 and below > 0:
                _rule(sheet, top + below)
            self._write_row(sheet, top + below + PAD, rung, words)

    def _write_row(
        self, sheet: Sheet, y: float, rung: Rung, words: tuple[list[str], list[str], list[str]]
    ) -> None:
        label, note, right = words
        down = [0.0, 0.0]
        if not self.stacked:
            lines = [len(label) + len(note), len(right)]
            tallest = max(rung.lanes * LANE, *(count * style.LINE for count in lines))
            down = [(tallest - count * style.LINE) / 2 for count in lines]
        sheet.text(EDGE, y + down[0], label)
        sheet.text(EDGE, y + down[0] + len(label) * style.LINE, note, color=style.SOFT_INK)
        sheet.text(self.width - EDGE, y + down[1], right, ha="right")

    def _set_columns(self) -> None:
        room = self.width - 2 * EDGE
        self._label, self._right = self.columns or self._own_columns(room)
        if self.stacked:
            self.left, self.across = EDGE + 0.18, room - 0.36
            return
        self.left = EDGE + self._label + GAP
        self.across = self.width - EDGE - self._right - (GAP if self._right else 0.16) - self.left

    def _own_columns(self, room: float) -> tuple[float, float]:
        rights = [text_width(rung.right) for rung in self.rungs]
        labels = [text_width(words) for rung in self.rungs for words in (rung.label, rung.note)]
        right = min(max(rights), room * (0.45 if self.stacked else 0.27))
        return min(max(labels), room * LABEL_SHARE), right

    def _heading(self, rung: Rung) -> list[str]:
        return wrap(rung.heading, self.width - 2 * EDGE, bold=True)

    def _wrapped(self, rung: Rung) -> tuple[list[str], list[str], list[str]]:
        right = wrap(rung.right, self._right + 0.01)
        if self.stacked:
            beside = max(map(text_width, right), default=-GAP)
            room = self.width - 2 * EDGE - beside - GAP
        else:
            room = self._label + 0.01
        return wrap(rung.label, room), wrap(rung.note, room), right


def _rule(sheet: Sheet, y: float) -> None:
    sheet.line([EDGE, sheet.width - EDGE], [y, y], color=style.GRID, linewidth=0.8)
