"""A published figure: a drawing with its words and the values behind it.

One form serves JupyterLab, an exported page and a strict comparison of notebooks: an HTML
`<figure>` whose image is a data address, with the alt text in plain text beside it.
"""

from __future__ import annotations

import sys
from base64 import b64encode
from copy import copy
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pandas as pd

from analysis.errors import AnalysisError, Offering
from analysis.figures.sketch import Sketch
from analysis.figures.style import styled
from analysis.paths import as_typed
from analysis.store.files import write_bytes
from analysis.store.instructions import PICTURE_DPI, instructions, picture_name
from analysis.text import MOST_ROWS, Receipt, bundle, cell, marked, rest_html

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

PHONE = "(max-width: 600px)"
"""Screens that get the narrow drawing."""
WORDS = ("group", "row", "what", "speaker", "kind", "day", "month", "label", "as of")
"""Headings of a table of values under which numerals are names or days."""


class Late:
    """A drawing of a figure; one that was sketched is drawn by matplotlib when first asked for.

    From then on it is what the figure shows: who asked may have gone on with it.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, figure: Figure | None, owner: type | None = None) -> Drawing | None:
        if figure is None:
            raise AttributeError(self.name)
        kept = vars(figure)[self.name]
        if isinstance(kept, Sketch):
            kept = vars(figure)[self.name] = kept.redrawn()
            figure._drawn.clear()
        return kept

    def __set__(self, figure: Figure, drawing: Drawing | Sketch | None) -> None:
        vars(figure)[self.name] = None if drawing is self else drawing


@dataclass(frozen=True, eq=False)
class Figure(Offering):
    """A drawing that can be published: titled, described in words, and with its source.

    Parameters
    ----------
    wide : matplotlib Figure
        Drawn at the width of the text. One made with pyplot is closed there, so that a
        notebook does not show it a second time.
    title : str
        Names who says so; it is drawn in the picture and heads the table of values.
    alt : str
        The chart in words, with its extreme values; stands in for the picture.
    caption : str
        How to read the chart; printed under it.
    source : str
        Whose data, which version; part of the drawing, and of its metadata.
    table : DataFrame, optional
        The values as drawn; missing ones already put into words. A page shows `MOST_ROWS` of them.
    receipts : tuple of Receipt
        One for each row of the table; empty if its numerals are no figures.
    marks : tuple of Receipt
        Of the marks that are drawn.
    narrow : matplotlib Figure, optional
        The same chart redrawn for a phone.
    name : str
        What its address on a page is made of; of the title if it is empty.

    Raises
    ------
    AnalysisError
        If title or alt text is empty: a figure without words is not published.

    Examples
    --------
    >>> from matplotlib.figure import Figure as Drawing
    >>> figure = Figure(Drawing(), title="A spokesman's figures", alt="Empty chart")
    >>> figure
    Empty chart
    >>> figure.svg() == Figure(Drawing(), title="A spokesman's figures", alt="Empty chart").svg()
    True
    """

    wide: Drawing = Late()
    title: str = field(kw_only=True)
    alt: str = field(kw_only=True)
    caption: str = field(kw_only=True, default="")
    source: str = field(kw_only=True, default="")
    table: pd.DataFrame | None = field(kw_only=True, default=None)
    receipts: tuple[Receipt, ...] = field(kw_only=True, default=())
    marks: tuple[Receipt, ...] = field(kw_only=True, default=())
    narrow: Drawing | None = field(kw_only=True, default=Late())
    name: str = field(kw_only=True, default="")
    _drawn: dict[bool, bytes] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("title", "alt"):
            if not getattr(self, name).strip():
                raise AnalysisError(f"a published figure needs its {name} text")
        drawing, pyplot = self._kept(narrow=False), sys.modules.get("matplotlib.pyplot")
        if pyplot and not isinstance(drawing, Sketch):
            pyplot.close(drawing)

    def __repr__(self) -> str:
        return self.alt

    def called(self, *words: str) -> Figure:
        """Return it under a name that stays: what is drawn, and the keys of whose figures."""
        named = copy(self)
        vars(named)["name"] = "-".join(filter(None, words))
        return named

    def svg(self, *, narrow: bool = False) -> bytes:
        """Return the drawing as SVG, the same bytes every time; it carries title and source."""
        if narrow not in self._drawn:
            self._of(narrow)
            for form in (False, True):
                kept = self._kept(narrow=form)
                if isinstance(kept, Sketch):
                    self._drawn[form] = kept.svg(self._words).encode("utf-8")
                elif kept is not None:
                    self._drawn[form] = _by_matplotlib(kept, self._words)
        return self._drawn[narrow]

    def png(self, dpi: float = 200, *, narrow: bool = False) -> bytes:
        """Return the drawing as PNG at `dpi` dots per inch, for a download."""
        drawing = self._of(narrow)
        if isinstance(drawing, Sketch):
            from analysis.figures.renderer import as_png

            if png := as_png(self.svg(narrow=narrow), dpi):
                return png
            drawing = drawing.redrawn()
        stream = BytesIO()
        words = self._words | {"Software": None}
        # matplotlib hands a drawing without layout engine the one of the settings after saving
        with styled(), mpl.rc_context({"figure.constrained_layout.use": False}):
            drawing.savefig(stream, format="png", dpi=dpi, metadata=words)
        return stream.getvalue()

    def save(self, path: str | Path, *, dpi: float = 200, narrow: bool = False) -> Path:
        """Write the figure to a file, whole or not at all.

        Parameters
        ----------
        path : str or Path
            Ends in .svg, .png or .html; the last holds caption and values too.
        dpi : float
            Of a PNG.
        narrow : bool
            Whether to write the drawing for telephones, as SVG or PNG.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        AnalysisError
            If the ending is another, or the file cannot be written.
        """
        path = as_typed(path)
        made = {
            ".svg": lambda: self.svg(narrow=narrow),
            ".png": lambda: self.png(dpi, narrow=narrow),
            ".html": lambda: self.html().encode("utf-8"),
        }
        if path.suffix not in made:
            raise AnalysisError(f"{path} does not end in {', '.join(made)}")
        write_bytes(path, made[path.suffix]())
        return path

    def _of(self, narrow: bool) -> Drawing | Sketch:
        """Return a drawing as it is kept; refuse one that there is not."""
        if (kept := self._kept(narrow=narrow)) is None:
            raise AnalysisError(f"the figure {self.title!r} has no narrow drawing")
        return kept

    def _kept(self, *, narrow: bool) -> Drawing | Sketch | None:
        return vars(self)["narrow" if narrow else "wide"]

    @property
    def _words(self) -> dict[str, str]:
        return {"Title": self.title, "Description": self.alt, "Source": self.source}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, object]:
        # One that was sketched is painted of its SVG, by whoever makes the page.
        if (folder := instructions().pictures) and not isinstance(self._of(False), Sketch):
            (Path(folder) / picture_name(self.svg())).write_bytes(self.png(PICTURE_DPI))
        said = getattr(self.caption, "receipts", ())
        made = self.receipts[:MOST_ROWS]
        return bundle(self.html(), self.alt, (*said, *made, *self.marks))

    def html(self, *, by_room: bool = False) -> str:
        """Return the figure, its caption and, folded away, its values; all text escaped.

        Parameters
        ----------
        by_room : bool
            Whether both drawings stand there, of the classes `wide` and `narrow`, so that rules
            of the place around them choose by its width, and not the window by its own.
        """
        words = getattr(self.caption, "markup", None) or escape(str(self.caption))
        alt, wide = escape(self.alt), _address(self.svg())
        narrow = "" if self._kept(narrow=True) is None else _address(self.svg(narrow=True))
        if by_room and narrow:
            both = {"wide": wide, "narrow": narrow}.items()
            image = "".join(f'<img class="{n}" src="{address}" alt="{alt}">' for n, address in both)
        else:
            phone = f'<source media="{PHONE}" srcset="{narrow}">' if narrow else ""
            image = f'<picture>{phone}<img src="{wide}" alt="{alt}"></picture>'
        return (
            f'<figure class="report-figure" data-name="{escape(self.name or self.title)}">{image}'
            f"<figcaption>{words}</figcaption></figure>{self._values()}"
        )

    def _values(self) -> str:
        if self.table is None:
            return ""
        head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in self.table.columns)
        rows = self.table.head(MOST_ROWS).itertuples(index=False, name=None)
        body = ""
        for row, made in zip_longest(rows, self.receipts[:MOST_ROWS]):
            named = zip(self.table.columns, map(cell, row), strict=True)
            cells = (f"<td>{_marked(text, name, made)}</td>" for name, text in named)
            body += f"<tr>{''.join(cells)}</tr>"
        return (
            '<details class="figure-values"><summary>The values in this figure</summary>'
            f"<table><caption>{escape(self.title)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"{rest_html(len(self.table) - MOST_ROWS)}</details>"
        )


def _by_matplotlib(drawing: Drawing, words: dict[str, str]) -> bytes:
    from analysis.figures.renderer import as_svg

    with styled():
        return as_svg(drawing, words | {"Date": None, "Creator": None}).encode("utf-8")


def _marked(text: str, heading: str, receipt: Receipt | None) -> str:
    """Mark names and days as such, and figures by their receipt; without one they stay bare."""
    if heading in WORDS:
        return marked(text)
    return marked(text, receipt) if receipt else escape(text)


def _address(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + b64encode(svg).decode("ascii")
