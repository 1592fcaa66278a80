"""Drafts of claims, refusals, and the reading that holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading.tokens import UNKNOWN, Ground
from analysis.reading.vocabulary import NOBODY

if TYPE_CHECKING:
    import pandas as pd

CLAIM_COLUMNS = (
    *("claim_id", "source_id", "also_in", "claim_group", "stated_on", "date_basis", "period"),
    *("speaker", "organisation", "party", "stance", "measure", "subject", "scope"),
    *("scope_wording", "reported", "unit", "note"),
)
GROUNDED = ("stated_on", "period", "speaker", "stance", "measure", "subject", "scope")
"""Fields that a draft says the ground of."""
DRAFT_COLUMNS = [
    *CLAIM_COLUMNS,
    *("start", "end", "wording", "words", "text_sha256"),
    *(f"{name}_from" for name in GROUNDED),
    *("unsure", "proposed", "speaker_words", "scope_words", "measure_words", "also_at"),
]
"""Columns of `Reading.drafts`."""


class Refusal(NamedTuple):
    """A figure that is no draft, and why."""

    start: int
    end: int
    words: str
    reason: str


@dataclass(slots=True)
class DraftFigure:
    """One draft, before it is a row.

    Parameters
    ----------
    start, end : int
        Its characters in the text.
    words, wording : str
        The words of the page, and the same in English as `read_wording` reads it.
    fields : dict
        Per name in `GROUNDED`, the answer and its ground.
    """

    start: int
    end: int
    words: str
    wording: str
    unit: str
    date_basis: str
    organisation: str
    party: str
    fields: dict[str, Ground]
    line: int = 0
    proposed: bool = False
    also: list[str] = field(default_factory=list)

    @property
    def measure(self) -> str:
        return self.fields["measure"].key

    @property
    def unsure(self) -> list[str]:
        return [name for name, ground in self.fields.items() if ground.unsure]

    def as_row(self, digest: str) -> dict[str, object]:
        """The cells of `DRAFT_COLUMNS`."""
        fields = self.fields
        row: dict[str, object] = dict.fromkeys(DRAFT_COLUMNS, "")
        row |= {name: ground.key for name, ground in fields.items()}
        row |= {f"{name}_from": ground.basis for name, ground in fields.items()}
        row |= {
            f"{name}_words": fields[name].words
            for name in ("speaker", "scope", "measure")
            if fields[name].key == UNKNOWN
        }
        return row | {
            "start": self.start,
            "end": self.end,
            "words": self.words,
            "wording": self.wording,
            "reported": self.wording,
            "unit": self.unit,
            "date_basis": self.date_basis,
            "organisation": self.organisation,
            "party": self.party,
            "scope_wording": fields["scope"].words,
            "text_sha256": digest,
            "unsure": ";".join(self.unsure),
            "proposed": self.proposed,
            "also_at": ";".join(self.also),
        }


@dataclass
class TextReading:
    """What a text says.

    Parameters
    ----------
    text : str
        As given; every span counts its characters.
    language : str
        Two letters; empty if no table fits.
    published : str or None
        ISO day of publication, as given.
    title, url : str
        As given.
    figures : list of DraftFigure
        The drafts, in the order of the text.
    refused : list of Refusal
        The figures that are none, in the order of the text.
    """

    text: str
    language: str = ""
    published: str | None = None
    title: str = ""
    url: str = ""
    figures: list[DraftFigure] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @cached_property
    def sha256(self) -> str:
        """Digest of the text in UTF-8."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def drafts(self) -> pd.DataFrame:
        """A row a draft: `DRAFT_COLUMNS`; text but `start`, `end` (int) and `proposed` (bool)."""
        import pandas as pd

        rows = [figure.as_row(self.sha256) for figure in self.figures]
        types = dict.fromkeys(DRAFT_COLUMNS, "str") | {"start": "int64", "end": "int64"}
        return pd.DataFrame(rows, columns=DRAFT_COLUMNS).astype(types | {"proposed": "bool"})

    @cached_property
    def refusals(self) -> pd.DataFrame:
        """A row a refusal: start, end (int), words, reason."""
        import pandas as pd

        types = {"start": "int64", "end": "int64", "words": "str", "reason": "str"}
        return pd.DataFrame(self.refused, columns=list(types)).astype(types)


def merged(figures: list[DraftFigure]) -> list[DraftFigure]:
    """Join what headline and body both give: the body stays, the headline's span is told.

    A figure said twice in the body of one place, side and speaker is one draft as well.
    """
    seen: dict[tuple, DraftFigure] = {}
    kept: list[DraftFigure] = []
    for figure in figures:
        key = (figure.wording, figure.measure)
        before = seen.get(key)
        same = before is not None and (_heads(before, figure) or _same(before, figure))
        if before is None or not same or before.line == figure.line == 0:
            kept.append(figure)
            seen.setdefault(key, figure)
            continue
        if before.line == 0:
            kept.remove(before)
            figure.also = [*before.also, f"{before.start}-{before.end}"]
            kept.append(figure)
            seen[key] = figure
        else:
            before.also.append(f"{figure.start}-{figure.end}")
    return sorted(kept, key=lambda figure: figure.start)


def _heads(first: DraftFigure, later: DraftFigure) -> bool:
    """Whether a figure of the first line is a headline's: nobody else says it, nobody denies it."""
    voices = {figure.fields["speaker"].key for figure in (first, later)} - {NOBODY, UNKNOWN}
    stances = {figure.fields["stance"].key == "denial" for figure in (first, later)}
    return first.line == 0 and len(voices) < 2 and len(stances) == 1


def _same(one: DraftFigure, other: DraftFigure) -> bool:
    """Whether two figures of one wording and measure say the same thing."""
    names = ("subject", "scope", "period", "speaker", "stance")
    return (
        all(one.fields[name].key == other.fields[name].key for name in names)
        and one.line != other.line
    )
