"""The picture that is shown where somebody links to a page: a figure on a card of one size."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from analysis.store.files import write_bytes

SIZE = (1200, 630)
"""Pixels: what programs that show links ask for (Open Graph, 1.91 to 1)."""
EDGE = 30
"""Pixels of paper left free on every side."""
CARD = "card.png"


def write_card(picture: Path, target: Path) -> None:
    """Put a picture whole onto a card, as large as it fits, on white paper.

    Raises
    ------
    AnalysisError
        If the card cannot be written.
    """
    from PIL import Image

    card = Image.new("RGB", SIZE, "white")
    with Image.open(picture) as found:
        share = min((SIZE[n] - 2 * EDGE) / found.size[n] for n in (0, 1))
        size = tuple(max(1, round(side * share)) for side in found.size)
        shown = found.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    card.paste(shown, ((SIZE[0] - size[0]) // 2, (SIZE[1] - size[1]) // 2))
    stream = BytesIO()
    card.save(stream, "PNG")
    write_bytes(target, stream.getvalue())
