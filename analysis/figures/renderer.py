"""A drawing as light SVG: words are text, looks are classes, and lines go to a tenth of a point.

matplotlib lays a drawing out; how it is written down is decided here. Words as text can be
searched, copied and read aloud, and weigh a twentieth of their outlines. They are placed by the
end at which matplotlib aligned them, so that a narrower face shortens a label and moves none.

>>> drawing = Drawing(figsize=(1, 1), layout="none")
>>> _ = drawing.text(0.5, 0.5, "193 killed", ha="right")
>>> '<text x="36" y="36" class=' in as_svg(drawing, {"Date": None})
True
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex
from matplotlib.figure import Figure as Drawing

from analysis.figures.lettering import DPI, FONT_SIZE, extent_of, file_of
from analysis.figures.sketch import (
    ANCHORS,
    FACES,
    SLACK,
    SPOT_DEPTH,
    UNSEEN,
    Spot,
    as_rule,
    brief,
    name_of,
    rule_of_text,
    steps,
)

WAYS = ("style", "variant", "weight", "stretch")
"""In which faces of one family differ."""


def as_svg(drawing: Drawing, metadata: Mapping[str, str | None]) -> str:
    """Write a drawing as SVG, 72 dots to the inch.

    Parameters
    ----------
    metadata : mapping
        As `savefig` takes it.
    """
    stream = StringIO()
    usual = drawing.dpi
    drawing.dpi = DPI
    try:
        pen = Pen(*drawing.bbox.size, stream, image_dpi=DPI, metadata=metadata)
        drawing.draw(pen)
        pen.finalize()
    finally:
        drawing.dpi = usual
    return stream.getvalue()


class SpotArtist(Artist):
    """The place of a mark among the artists of a drawing."""

    def __init__(self, spot: Spot) -> None:
        super().__init__()
        self.spot = spot
        self.set_zorder(SPOT_DEPTH)

    def draw(self, renderer: Any) -> None:
        """Write the spot, if it is SVG that is written."""
        if isinstance(renderer, Pen):
            renderer.write_spot(self.spot)


class Pen(RendererSVG):
    """Writes words, lines and marks; what has a hatch, a link or a sketch is matplotlib's."""

    def __init__(self, width: float, height: float, stream: StringIO, **more: Any) -> None:
        self.looks: dict[str, str] = {}
        super().__init__(width, height, stream, **more)

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Open no group, unless it was named: nothing refers to the others."""
        if gid:
            super().open_group(s, gid)

    def close_group(self, s: str) -> None:
        """Close nothing; see `open_group`, whose named groups end with the drawing."""

    def write_spot(self, spot: Spot) -> None:
        """Write the place of one mark."""
        left, top, right, bottom = (brief(inches * DPI) for inches in spot.box)
        self.writer.start("g", {"data-receipt": spot.receipt})
        self.writer.element("title", spot.words)
        rule = as_rule(UNSEEN)
        around = {"d": f"M{left} {top}H{right}V{bottom}H{left}z"}
        around["class"] = self.looks.setdefault(rule, name_of(rule))
        self.writer.element("path", attrib=around)
        self.writer.end("g")

    def draw_path(self, gc, path, transform, rgbFace=None) -> None:
        """Write a line or a shape; the signature is that of every renderer."""
        if gc.get_hatch() or gc.get_url() or gc.get_sketch_params():
            super().draw_path(gc, path, transform, rgbFace)
            return
        is_cut, box = True, gc.get_clip_rectangle()
        if box is not None and len(path.vertices):
            points = transform.transform(path.vertices)
            is_within = (points >= box.min - SLACK) & (points <= box.max + SLACK)
            is_cut = not is_within.all()
        placed = self._make_flip_transform(transform)
        is_line = rgbFace is None
        segments = path.iter_segments(
            placed,
            clip=(0, 0, self.width, self.height) if is_line else None,
            simplify=is_line and path.should_simplify,
            curves=True,
        )
        look = as_rule(self._get_style_dict(gc, rgbFace))
        self._element("path", gc, look, is_cut=is_cut, d=steps(_listed(segments)))

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None) -> None:
        """Write marks of one look as one shape; the signature is that of every renderer."""
        if gc.get_hatch() or gc.get_url() or gc.get_sketch_params():
            super().draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
            return
        placed = self._make_flip_transform(trans)
        upright = marker_trans.frozen().scale(1.0, -1.0)
        clip = (0, 0, self.width * DPI, self.height * DPI)
        marks = [
            steps(_listed(marker_path.iter_segments(upright.frozen().translate(*at[-2:]))))
            for at, _ in path.iter_segments(placed, clip=clip, simplify=False)
            if len(at)
        ]
        if marks:
            look = as_rule(self._get_style_dict(gc, rgbFace))
            self._element("path", gc, look, d="".join(marks))

    def draw_text(  # noqa: PLR0913
        self, gc, x, y, s, prop, angle, ismath=False, mtext=None
    ) -> None:
        """Write a line of text; signature and meaning are those of every renderer."""
        if ismath or gc.get_url() or prop.get_file():
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        anchor, share = ANCHORS.get(mtext.get_ha() if mtext else "", ("", 0.0))
        along = share * self.get_text_width_height_descent(s, prop, ismath)[0]
        x += along * math.cos(math.radians(angle))
        y -= along * math.sin(math.radians(angle))
        turn = {"transform": f"rotate({brief(-angle)} {brief(x)} {brief(y)})"} if angle else {}
        alpha = gc.get_alpha() if gc.get_forced_alpha() else gc.get_rgb()[3]
        size, face = prop.get_size_in_points(), (str(prop.get_weight()), rgb2hex(gc.get_rgb()))
        look = rule_of_text(size, *face, anchor, prop.get_style(), alpha)
        self._element("text", gc, look, s, x=brief(x), y=brief(y), **turn)

    def get_text_width_height_descent(self, s, prop, ismath) -> tuple[float, float, float]:
        """Measure a line of text, in points; each is measured once."""
        family = tuple(prop.get_family())
        if ismath or prop.get_file() or len(family) > 1:
            return super().get_text_width_height_descent(s, prop, ismath)
        ways = tuple((way, getattr(prop, f"get_{way}")()) for way in WAYS)
        scale = prop.get_size_in_points() / FONT_SIZE
        width, height, descent = extent_of(s, file_of(family, ways))
        return width * scale, height * scale, descent * scale

    def finalize(self) -> None:
        """Write the looks, then whatever matplotlib keeps for the end."""
        rules = "".join(f".{name}{{{rule}}}" for rule, name in sorted(self.looks.items()))
        self.writer.element("style", text=f"text{{font-family:{FACES}}}{rules}")
        super().finalize()

    def _element(
        self,
        tag: str,
        gc: Any,
        rule: str,
        text: str | None = None,
        *,
        is_cut: bool = True,
        **given: str,
    ) -> None:
        given["class"] = self.looks.setdefault(rule, name_of(rule))
        cut = self._get_clip_attrs(gc) if is_cut else {}
        self.writer.element(tag, text, given, **cut)


def _listed(segments: Iterator[tuple[Any, int]]) -> Iterator[tuple[Sequence[float], int]]:
    """Give the segments of a path of matplotlib with plain numbers."""
    return ((points.tolist(), code) for points, code in segments)
