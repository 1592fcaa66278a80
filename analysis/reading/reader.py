"""A text in, a reading out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from analysis.errors import ParameterError
from analysis.reading import known as vocabularies
from analysis.reading.drafts import Reading
from analysis.reading.known import Known
from analysis.reading.pieces import cut
from analysis.reading.proposals import add_proposals
from analysis.reading.run import Run
from analysis.wording.forms import Lexicon, languages

if TYPE_CHECKING:
    from analysis.data.vocabulary import Vocabulary


FIRST_YEAR, LAST_YEAR = 1000, 3000
"""Years that the day of a page may have."""


def read_text(
    text: str,
    *,
    published: str | None = None,
    title: str = "",
    url: str = "",
    words: Vocabulary | None = None,
    proposals: Iterable[Mapping[str, object]] = (),
) -> Reading:
    """Read the figures of a text.

    Parameters
    ----------
    text : str
        A briefing, a news text, a running table; any text at all is answered by a reading.
    published : str, optional
        ISO day of publication: days of the week and "yesterday" are resolved against it, and it
        is the day of figures that name none.
    title, url : str
        Kept with the reading.
    words : Vocabulary, optional
        Of a collection: its speakers, places and measures; None for the shared one.
    proposals : iterable of mapping
        Rows of quote, occurrence, wording, measure: see `analysis.reading.proposals`.

    Returns
    -------
    Reading

    Raises
    ------
    ParameterError
        If `published` is no day.

    Examples
    --------
    >>> reading = read_text("Over the past day 12 clashes took place, Cherevaty said.")
    >>> [(figure.wording, figure.measure) for figure in reading.figures]
    [('12', 'clashes')]
    """
    day = _day(published)
    names = vocabularies.of(words)
    pieces = cut(text, _lexicons(names))
    reading = Reading(text, pieces.language, published, title, url)
    run = Run(pieces, names, day, reading)
    run.read()
    if proposals:
        add_proposals(run, proposals)
    return reading


def _day(published: str | None) -> dt.date | None:
    if not published:
        return None
    try:
        day = dt.date.fromisoformat(published[:10])
    except ValueError as error:
        raise ParameterError(
            f"published is no day: {published!r}; write it as 2023-03-19"
        ) from error
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise ParameterError(f"published is no day of a page: {published!r}; write it in full")
    return day


class _Lexicons(dict):
    """Languages by name, each compiled when it is first asked for."""

    def __init__(self, names: Known) -> None:
        super().__init__(dict.fromkeys(languages()))
        self.names = names

    def __getitem__(self, language: str) -> Lexicon:
        found = super().__getitem__(language)
        if found is None:
            found = self[language] = Lexicon(language, self.names.names)
        return found


_KEPT: dict[tuple, _Lexicons] = {}


def _lexicons(names: Known) -> _Lexicons:
    """The lexicons of a vocabulary; those of the last few are kept."""
    key = names.names
    if key not in _KEPT:
        if len(_KEPT) > 3:
            _KEPT.clear()
        _KEPT[key] = _Lexicons(names)
    return _KEPT[key]
