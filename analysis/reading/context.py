"""Who says a figure, where it holds, for how long, of which day, and whose it is.

Each answer comes with its ground: the characters it stands on, the name of a rule, or nothing.
"""

from __future__ import annotations

import datetime as dt

from analysis.reading.days import Days
from analysis.reading.grounds import Ground
from analysis.reading.known import Known
from analysis.reading.periods import Periods
from analysis.reading.pieces import Text
from analysis.reading.places import Places
from analysis.reading.sides import Sides
from analysis.reading.speakers import Speakers


class Context:
    """What stands around the figures of one text."""

    def __init__(self, text: Text, known: Known, published: dt.date | None) -> None:
        self.text, self.known = text, known
        self.sentences = text.sentences
        self.speakers = Speakers(text, known)
        self.places = Places(text, known, self.speakers)
        self.days = Days(text, published, self.speakers)
        self.periods = Periods(text, known, published, self.days)
        self.sides = Sides(text, known, self.speakers)

    def stance(self, k: int, begin: int, stop: int, party: str, speaker: str) -> Ground:
        s = self.sentences[k]
        denied = self.text.between("deny", s.first, s.last)
        if denied:
            return Ground("denial", self.text.span(denied[0][0], denied[0][1]))
        if party and not self.known.is_interested(party):
            return Ground("assessment", "rule:party_without_interest")
        return Ground("claim", "rule:interested_party" if party else "")
