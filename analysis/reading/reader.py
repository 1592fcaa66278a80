"""A text in, a reading out: drafts of claims and refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from analysis.data.vocabulary import Vocabulary

CLAIM_COLUMNS = [
    "claim_id",
    "source_id",
    "also_in",
    "claim_group",
    "stated_on",
    "date_basis",
    "period",
    "speaker",
    "organisation",
    "party",
    "stance",
    "measure",
    "subject",
    "scope",
    "scope_wording",
    "reported",
    "unit",
    "note",
]
GROUNDED = ("stated_on", "period", "speaker", "stance", "measure", "subject", "scope")
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


@dataclass
class Reading:
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
    """

    text: str
    language: str = ""
    published: str | None = None
    title: str = ""
    url: str = ""
    figures: list = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @cached_property
    def sha256(self) -> str:
        """Digest of the text in UTF-8."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def drafts(self) -> pd.DataFrame:
        """A row a draft: `DRAFT_COLUMNS`; text but `start`, `end` (int) and `proposed` (bool)."""
        import pandas as pd

        return pd.DataFrame([], columns=DRAFT_COLUMNS)

    @cached_property
    def refusals(self) -> pd.DataFrame:
        """A row a refusal: start, end, words, reason."""
        import pandas as pd

        return pd.DataFrame(self.refused, columns=list(Refusal._fields))


def read_text(
    text: str,
    *,
    published: str | None = None,
    title: str = "",
    url: str = "",
    words: Vocabulary | None = None,
    proposals: Iterable[Mapping[str, object]] = (),
) -> Reading:
    """Read a text; see the head of `analysis.reading`."""
    return Reading(text, published=published, title=title, url=url)
