"""Where a text is opened: read, held against a collection, and shown with widgets or without."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from analysis import reading as reader
from analysis.collection.collection import Collection
from analysis.data.places import place_of
from analysis.data.sources import read_origin
from analysis.errors import AnalysisError
from analysis.review.desk import Desk
from analysis.review.drafts import Page
from analysis.review.sheet import Sheet
from analysis.review.texts import Job, load
from analysis.store.reads import file_read


class Opened(Sheet):
    """A sheet that is the desk where widgets are shown, and marked text where they are not."""

    @cached_property
    def desk(self) -> Desk:
        """The widgets; made when they are first shown."""
        return Desk(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        static = {"text/html": self.html(), "text/plain": repr(self)}
        return static | self.desk.box._repr_mimebundle_() | static


def open_text(
    text: str, held: Collection, *, published: str = "", url: str = "", into: str = ""
) -> Opened:
    """Read a text and hold its drafts against a collection.

    Parameters
    ----------
    text : str
        A file, in `data/raw` or anywhere; a page is read as its text.
    held : Collection
    published : str
        YYYY-MM-DD; empty takes the page's own day.
    url : str
        The page's address; empty takes the page's own.
    into : str
        Where accepted drafts go, at the desk.

    Returns
    -------
    Opened
        Show it as the last line of a cell: in JupyterLab it is the desk.

    Raises
    ------
    ParameterError
        If there is no such file.
    AnalysisError
        If it is no text.

    Examples
    --------
    >>> from analysis import load_collection
    >>> sheet = open_text("reading-example/briefing.txt", load_collection("bakhmut-2023"))
    >>> sheet.page.file, sheet.rows[0]["words"]
    ('briefing.txt', '193')
    """
    path = place_of(text)
    loaded = load(Job(path, (("published", published), ("url", url))))
    file_read(path)
    known = loaded.known
    reading = reader.read_text(
        loaded.text,
        published=known["published"] or None,
        title=known["title"],
        url=known["url"],
        words=held.words,
    )
    more = {"title": known["title"] or reading.title, "language": reading.language}
    page = Page(reading.sha256, file=path.name, **{**known, **more})
    return Opened(reading, page, held, into, _remark(path))


def _remark(path: Path) -> str:
    sidecar = path.with_name(f"{path.stem}.origin.yml")
    if not sidecar.is_file():
        return ""
    try:
        return read_origin(path).note
    except AnalysisError:
        return ""
