"""A drawing as light SVG: words are text, looks are classes, and lines go to a tenth of a point.

matplotlib lays a drawing out; how it is written down is decided here. Words as text can be
searched, copied and read aloud, and weigh a twentieth of their outlines. They are placed by the
end at which matplotlib aligned them, so that a narrower face shortens a label and moves none.

>>> drawing = Drawing(figsize=(1, 1), layout="none")
>>> _ = drawing.text(0.5, 0.5, "193 killed", ha="right")
>>> '<text x="36" y="36" class=' in as_svg(drawing, {"Date": None})
True

And a PNG of a finished drawing: what `sketch` wrote as SVG, painted by matplotlib's rasteriser.
Nothing is laid out again, and no artist is made. A drawing with anything that `sketch` does not
write is not painted; whoever has it can have matplotlib draw it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex, to_rgba
from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis.data.names import without_isolates
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
from analysis.figures.style import DPI, FONT_SIZE, extent_of, face_file, file_of

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


COLOURS = 64
"""Of a PNG: what a drawing has, with the shades at the edges of its letters."""
WRITTEN_RULE = re.compile(r"\.(f[0-9a-f]{6})\{([^{}]*)\}")
"""A look and its name, as `sketch` writes them; nobody else's drawing is painted."""
SEGMENT = re.compile(r"([MLHVCQz])([^MLHVCQz]*)")
PATH = re.compile(r"[MLHVCQz\d\s.-]*")
CODES = {"M": Path.MOVETO, "L": Path.LINETO, "Q": Path.CURVE3, "C": Path.CURVE4}
CAPS = {"square": "projecting", "round": "round", "butt": "butt"}
LOOKS = {
    *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-linejoin", "stroke-linecap"),
    *("stroke-dasharray", "stroke-dashoffset", "font-size", "font-weight", "text-anchor"),
}
GIVEN = {"path": {"d", "class", "clip-path"}, "text": {"x", "y", "class"}}
TOLD = ("Title", "Description", "Source")
SVG, DUBLIN_CORE = "{http://www.w3.org/2000/svg}", "{http://purl.org/dc/elements/1.1/}"
SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}
PASSED = ("metadata", "defs", "style", "title")
"""Elements in which nothing is drawn."""
SIZES = ("font-size", "stroke-width")
LONGEST_SIDE, LARGEST, THICKEST, LONGEST = 16_000, 8e6, 100, 2_000
"""Points of a side, square points, points of letters and lines, and signs of a line of a drawing,
beyond which none is painted: a forest of five hundred rows is."""
MASKS_KEPT = 4_096

ODD = (ElementTree.ParseError, *(ValueError, KeyError, IndexError, OverflowError, RuntimeError))
"""What a drawing ends in that holds anything else than what `sketch` writes."""

Mark = tuple[str, dict[str, str], dict[str, str], str]
"""Tag, attributes, look and text."""


@dataclass
class Drawn:
    """A drawing as it is read from SVG: sizes in points, shapes and words in their order."""

    width: float = 0.0
    height: float = 0.0
    looks: dict[str, dict[str, str]] = field(default_factory=dict)
    clips: dict[str, tuple[float, ...]] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)


def as_png(svg: bytes, dpi: float) -> bytes | None:
    """Paint a drawing.

    Parameters
    ----------
    dpi : float
        Dots to the inch.

    Returns
    -------
    bytes or None
        A PNG with title, description and source of the drawing; None if it holds anything that
        `sketch` does not write.
    """
    try:
        drawn = _read(svg)
        image = _painted(drawn, dpi)
    except ODD:
        return None
    words = PngInfo()
    for name, value in drawn.told.items():
        words.add_text(name, value)
    return _packed(image, pnginfo=words, dpi=(dpi, dpi))


def as_card(svg: bytes, size: tuple[int, int], edge: int) -> bytes | None:
    """Paint a drawing onto the middle of a card, as large as it fits.

    Parameters
    ----------
    size : tuple of int
        Pixels of the card.
    edge : int
        Pixels of paper left free on every side.

    Returns
    -------
    bytes or None
        A PNG, as of `as_png`.
    """
    try:
        drawn = _read(svg)
        room = [side - 2 * edge for side in size]
        share = min(room[0] / drawn.width, room[1] / drawn.height)
        image = _painted(drawn, DPI * share)
    except ODD:
        return None
    card = Image.new("RGB", size, "white")
    card.paste(image, ((size[0] - image.width) // 2, (size[1] - image.height) // 2))
    return _packed(card)


def _read(svg: bytes) -> Drawn:
    if b"<!ENTITY" in svg:
        raise ValueError("a drawing of ours has no entities")
    top = ElementTree.fromstring(svg)
    _, _, *size = (float(number) for number in top.attrib["viewBox"].split())
    if not (all(0 < side <= LONGEST_SIDE for side in size) and math.prod(size) <= LARGEST):
        raise ValueError("too large to be painted")
    drawn = Drawn(*size)
    for rules in top.iter(f"{SVG}style"):
        for name, rule in WRITTEN_RULE.findall(rules.text or ""):
            drawn.looks[name] = dict(part.split(":", 1) for part in rule.split(";"))
    for clip in top.iter(f"{SVG}clipPath"):
        box = tuple(float(clip[0].attrib[name]) for name in ("x", "y", "width", "height"))
        drawn.clips[f"url(#{clip.attrib['id']})"] = box
    told = {name: top.findtext(f".//{DUBLIN_CORE}{name.lower()}") for name in TOLD}
    drawn.told = {name: words for name, words in told.items() if words}
    drawn.marks = [_mark(part, drawn) for part in _parts(top)]
    return drawn


def _parts(top: Element) -> Iterator[Element]:
    """Give all that is drawn, in order; the group around a spot is passed through."""
    for part in top:
        tag = part.tag.removeprefix(SVG)
        if tag == "g" and set(part.attrib) == {"data-receipt"}:
            yield from _parts(part)
        elif tag not in PASSED:
            yield part


def _mark(part: Element, drawn: Drawn) -> Mark:
    tag, given = part.tag.removeprefix(SVG), dict(part.attrib)
    look, text = drawn.looks[given["class"]], (part.text or "") if tag == "text" else ""
    sizes = [float(look[name].removesuffix("px")) for name in SIZES if name in look]
    is_ours = set(given) <= GIVEN[tag] and set(look) <= LOOKS and max(sizes, default=0) <= THICKEST
    clip = given.get("clip-path")
    if not is_ours or len(text) > LONGEST or (clip is not None and clip not in drawn.clips):
        raise ValueError("an element that is not ours")
    return tag, given, look, text


def _painted(drawn: Drawn, dpi: float) -> Image.Image:
    """Paint shapes, then words."""
    from matplotlib.backends.backend_agg import RendererAgg

    scale = dpi / DPI
    size = (int(drawn.width * scale), int(drawn.height * scale))
    renderer = RendererAgg(*size, dpi)
    for tag, given, look, _ in drawn.marks:
        if tag == "path":
            clip = drawn.clips.get(given.get("clip-path", ""))
            _stroke(renderer, given["d"], look, clip, scale)
    image = Image.fromarray(np.asarray(renderer.buffer_rgba())).convert("RGB")
    for tag, given, look, text in drawn.marks:
        if tag == "text":
            _write(image, (float(given["x"]) * scale, float(given["y"]) * scale), look, text, dpi)
    return image


def _stroke(
    renderer: Any, path: str, look: dict[str, str], clip: tuple[float, ...] | None, scale: float
) -> None:
    face = look.get("fill", "#000000")
    is_filled = face != "none" and look.get("fill-opacity") != "0"
    if not is_filled and "stroke" not in look:
        return
    gc = renderer.new_gc()
    gc.set_linewidth(float(look.get("stroke-width", 1)) if "stroke" in look else 0)
    gc.set_foreground(to_rgba(look.get("stroke", face)), isRGBA=True)
    gc.set_joinstyle(look.get("stroke-linejoin", "round"))
    gc.set_capstyle(CAPS[look.get("stroke-linecap", "butt")])
    if dashes := look.get("stroke-dasharray"):
        gc.set_dashes(0, [float(step) for step in dashes.split(",")])
    height = renderer.height
    if clip:
        x, y, wide, tall = (scale * number for number in clip)
        gc.set_clip_rectangle(Bbox.from_bounds(x, height - y - tall, wide, tall))
    transform = Affine2D().scale(scale, -scale).translate(0, height)
    renderer.draw_path(gc, _path(path), transform, to_rgba(face) if is_filled else None)


@lru_cache(MASKS_KEPT)
def _path(written: str) -> Path:
    """Read a path."""
    if not PATH.fullmatch(written):
        raise ValueError("a path that is not ours")
    places: list[tuple[float, float]] = []
    codes: list[int] = []
    x = y = 0.0
    for command, numbers in SEGMENT.findall(written):
        given = [float(number) for number in numbers.split()]
        if command == "z":
            given, code = [x, y], Path.CLOSEPOLY
        elif command == "H":
            given, code = [given[0], y], Path.LINETO
        elif command == "V":
            given, code = [x, given[0]], Path.LINETO
        else:
            code = CODES[command]
        places += zip(given[::2], given[1::2], strict=True)
        codes += [code] * (len(given) // 2)
        x, y = places[-1]
    return Path(places, codes)


def _write(
    image: Image.Image, place: tuple[float, float], look: dict[str, str], text: str, dpi: float
) -> None:
    size = float(look["font-size"].removesuffix("px"))
    if size * dpi < DPI:
        # Letters of less than a pixel, as of a very tall figure on a card, are not to be seen.
        return
    mask, width, left, top = _mask(text, size, look.get("font-weight", "normal"), dpi)
    x = place[0] - width * SHARES[look.get("text-anchor", "start")]
    image.paste(look.get("fill", "#000000"), (round(x + left), round(place[1] - top)), mask)


@lru_cache(MASKS_KEPT)
def _mask(
    text: str, size: float, weight: str, dpi: float
) -> tuple[Image.Image, float, float, float]:
    """Return the letters of a line, its width, and their place from the begin of its baseline."""
    font = get_font(face_file(weight))
    font.set_size(size, dpi)
    font.set_text(without_isolates(text), 0, flags=LoadFlags.NO_HINTING)
    font.draw_glyphs_to_bitmap(antialiased=True)
    letters = np.array(font.get_image())
    width, _ = font.get_width_height()
    left, _ = font.get_bitmap_offset()
    top = letters.shape[0] - font.get_descent() / 64
    return Image.fromarray(letters), width / 64, left / 64, top


def _packed(image: Image.Image, **more: Any) -> bytes:
    # The fastest way, which takes paper and what is nearly as light for one: all of it is paper.
    few = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette, paper = few.getpalette(), few.getpixel((0, 0))
    palette[3 * paper : 3 * paper + 3] = image.getpixel((0, 0))
    few.putpalette(palette)
    stream = BytesIO()
    few.save(stream, "PNG", **more)
    return stream.getvalue()
