"""The choices that a ratio over days rests on, and what another careful reader would take instead.

>>> CHOICES["joined"].alternatives[CHOICES["joined"].ours]
'ratio of sums'
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.errors import RatioError
from analysis.settings import CAP, CAP_WIDE


@dataclass(frozen=True)
class Choice:
    """Something that had to be settled before a ratio over days could be given.

    Parameters
    ----------
    label : str
        In readers' words.
    alternatives : dict
        Key to words; ours comes first.
    reason : str
        Why another reader could choose otherwise.
    """

    label: str
    alternatives: dict[str, str]
    reason: str

    @property
    def ours(self) -> str:
        """The key of the alternative that the suite takes."""
        return next(iter(self.alternatives))


CHOICES = {
    "days": Choice(
        "days",
        {"located": "all located days", "firm": "days that are firm"},
        "An inferred day may be wrong, but a figure without its day is still the speaker's.",
    ),
    "doubted": Choice(
        "doubted figures",
        {"kept": "kept as stated", "left": "left out with their day"},
        "A doubt is no correction: some readers keep the figure as stated, others leave it out.",
    ),
    "areas": Choice(
        "areas",
        {"inferred": "stated and inferred areas", "stated": "areas that the page states"},
        "A sentence often leaves its area to the sentence before; a strict reader leaves it out.",
    ),
    "pairs": Choice(
        "pairs",
        {"all": "all pairs that may be divided", "plain": "pairs without a remark"},
        "A pair with a remark holds on a reading that is printed with it.",
    ),
    "versions": Choice(
        "value used",
        {
            "rule": "the one that the rule chooses",
            "least": "the least on any page",
            "greatest": "the greatest on any page",
        },
        "Where pages differ, projects that list low and high estimates take one end throughout.",
    ),
    "joined": Choice(
        "days joined as",
        {"sums": "ratio of sums", "median": "median day", "geometric": "geometric mean of days"},
        "The sum weighs days by their figures; the other two describe a typical briefing.",
    ),
}
"""Choices that move the value, in the order in which they are made."""

WORDS = Choice(
    "how words are read",
    {
        "drawn": "as in the figures",
        "strict": "strictly, with open ends",
        "rounded": "plain round figures as rounded",
        "wide": "as in the figures, with wider hedges",
    },
    "How far a wording reaches is a convention; it moves what the words allow and not the value.",
)
"""The choice that moves the wording interval alone."""

PREFIX = {"drawn": "", "strict": "strict_", "rounded": "rounded_", "wide": ""}
"""Where the ends of a claim stand under each reading; `wide` is cleaned with another cap."""


def read_as(days: pd.DataFrame, words: str) -> pd.DataFrame:
    """Return the days of a series with the interval that one reading of the words allows.

    Parameters
    ----------
    days : pandas.DataFrame
        As `compare.select_series` returns it; for `wide`, of a collection cleaned with that cap.
    words : str
        A key of `WORDS`.

    Raises
    ------
    RatioError
        If there is no such reading.
    """
    if words not in PREFIX:
        raise RatioError(f"no reading {words!r} of words; there are {', '.join(PREFIX)}")
    ends = {end: days[f"{PREFIX[words]}{end}"] for end in ("low", "high")}
    return days.assign(**ends)


def cap_of(words: str) -> float:
    """Return the cap that a collection is cleaned with for one reading of the words."""
    return CAP_WIDE if words == "wide" else CAP
