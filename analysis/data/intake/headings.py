"""What the headings of a table that nobody has described may stand for: each a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.data.names import fold
from analysis.data.vocabulary import Vocabulary

HEADINGS = {
    "speaker": (
        *("speaker", "source", "said by", "claimant", "claimed by", "who", "spokesman"),
        *("spokesperson", "reported by"),
    ),
    "organisation": ("organisation", "organization", "institution", "agency", "body"),
    "measure": ("measure", "category", "item", "what", "type", "indicator", "metric", "loss type"),
    "subject": ("subject", "about", "force", "side", "party", "whose", "whom", "about whom"),
    "scope": (
        *(
            "scope",
            "area",
            "place",
            "location",
            "direction",
            "region",
            "where",
            "district",
            "sector",
        ),
        *("province", "city", "town", "village", "country"),
    ),
    "period": ("period", "report period", "timeframe", "time frame", "hours", "span", "time span"),
    "qualifier": ("qualifier", "prefix", "hedge", "modifier"),
    "note": ("note", "notes", "remark", "remarks", "comment", "comments"),
    "claim_id": ("id", "claim id", "row id", "ref", "reference"),
    "publisher": ("publisher", "outlet", "media", "newspaper", "medium", "site", "website"),
    "title": ("title", "headline"),
    "published": ("published", "published on", "publication date"),
    "language": ("language", "lang"),
}
"""Headings by which a field of a claim or of its page is guessed."""
PAGE = ("publisher", "title", "published", "language")
ENDS = {
    "low": ("low", "min", "minimum", "least", "lower"),
    "best": ("best", "estimate", "point", "central", "mid"),
    "high": ("high", "max", "maximum", "most", "upper"),
}
CUMULATIVE = ("cum", "cumulative", "cumul", "cumulated", "running", "to date", "so far")
"""Words of a heading that say a total is told."""
NO_FIGURE = (
    *("latitude", "longitude", "lat", "lon", "lng", "long", "x", "y", "year", "month", "week"),
    *("day", "no", "nr", "number", "index", "row", "#", "timestamp", "objectid", "zip"),
)
"""Headings of numbers that count nothing that was reported."""
NO_FIGURE_WORDS = ("latitude", "longitude", "code", "iso", "id", "gid", "fips", "precision", "prec")
"""Words that make any heading one of those."""
BESIDE = (
    *("number", "total", "totals", "of", "the", "in", "action", "by", "daily", "per", "day"),
    *("reported", "claimed", "estimated", "people", "persons", "new", "losses", "loss"),
)
"""Words of a heading that say neither what is counted nor of whom."""
OTHER_WORDS = {
    **dict.fromkeys(("tank", "tanks"), "tanks_destroyed"),
    **dict.fromkeys(("drone", "drones", "uav", "uavs"), "drones_destroyed"),
    **dict.fromkeys(("pow", "pows", "prisoners"), "captured"),
    **dict.fromkeys(("dead", "deaths", "fatalities", "kia"), "killed"),
    **dict.fromkeys(("injured", "injuries", "wia"), "wounded"),
    **dict.fromkeys(("mia",), "missing"),
    **dict.fromkeys(("personnel", "losses"), "lost_unspecified"),
}
"""Headings and values that name a measure in other words."""


@dataclass(frozen=True)
class Heading:
    """What the heading of a column of figures may say.

    Parameters
    ----------
    stem : str
        What is left without ends of an estimate and words for a total.
    end : str
        low, best or high; empty for a figure alone.
    measure : str
        A key, or empty.
    subject : str
        Words of whom the figure is; empty if the heading says nothing more.
    is_total : bool
        Whether it says that a running total is told.
    """

    stem: str
    end: str
    measure: str
    subject: str
    is_total: bool


def read_heading(name: str, words: Vocabulary) -> Heading:
    """Read the heading of a column of figures.

    >>> from analysis.data.vocabulary import read_vocabulary
    >>> read_heading("north_killed_cum", read_vocabulary())
    Heading(stem='north killed', end='', measure='killed', subject='north', is_total=True)
    >>> read_heading("estimate_low", read_vocabulary()).end
    'low'
    """
    text = " ".join(re.split(r"[\s/(),:;-]+", fold(name).replace("*", " "))).strip()
    is_total = any(re.search(rf"\b{word}\b", text) for word in CUMULATIVE)
    text = " ".join(re.sub(rf"\b({'|'.join(CUMULATIVE)})\b", " ", text).split())
    stem, end = _without_end(text)
    measure, rest = _measure_in(stem, words)
    return Heading(stem, end, measure, rest, is_total)


def _without_end(text: str) -> tuple[str, str]:
    """Tell the end of an estimate from what it is an end of.

    >>> _without_end("killed min"), _without_end("high estimate"), _without_end("tank")
    (('killed', 'low'), ('estimate', 'high'), ('tank', ''))
    """
    parts = text.split()
    for end in ("low", "high", "best"):
        for place in (-1, 0):
            if parts and parts[place] in ENDS[end]:
                del parts[place]
                return " ".join(parts), end
    return text, ""


def _measure_in(stem: str, words: Vocabulary) -> tuple[str, str]:
    """Find the measure that a heading names, and the words that are left."""
    known = known_measures(words)
    if stem in known:
        return known[stem], ""
    parts = stem.split()
    for length in range(len(parts) - 1, 0, -1):
        for start in range(len(parts) - length + 1):
            if (key := known.get(" ".join(parts[start : start + length]))) is not None:
                rest = [*parts[:start], *parts[start + length :]]
                return key, " ".join(part for part in rest if part not in BESIDE)
    return "", ""


def known_measures(words: Vocabulary) -> Mapping[str, str]:
    """Return the key of each measure by its folded names."""
    return OTHER_WORDS | words.spellings["measure"]


def says_no_figure(name: str) -> bool:
    """Say whether a heading stands above numbers that count nothing: places, years, codes.

    >>> says_no_figure("Latitude"), says_no_figure("country_id"), says_no_figure("killed")
    (True, True, False)
    """
    text = fold(name)
    return text in NO_FIGURE or any(part in NO_FIGURE_WORDS for part in text.split())
