"""The tables of the reports: chosen columns in readers' words, each with a caption.

>>> choices().frame["choice"].tolist()[:2]
['days', 'doubted figures']
"""

from analysis.reports.listings.choices import (
    choices,
)
from analysis.reports.listings.day import (
    beside,
    divided,
    readings,
    refused,
    stated,
    yardsticks,
)
from analysis.reports.listings.held import (
    measures,
    opposing,
    set_aside,
    speakers,
    versions,
)
from analysis.reports.listings.pairs import (
    catalogue,
    gaps,
    refusals,
    series,
    statuses,
)
from analysis.reports.listings.totals import (
    disagreements,
    lines,
    long_steps,
    revisions,
)
from analysis.reports.listings.wars import (
    bands,
    references,
)

__all__ = [
    "bands",
    "beside",
    "catalogue",
    "choices",
    "disagreements",
    "divided",
    "gaps",
    "lines",
    "long_steps",
    "measures",
    "opposing",
    "readings",
    "references",
    "refusals",
    "refused",
    "revisions",
    "series",
    "set_aside",
    "speakers",
    "stated",
    "statuses",
    "versions",
    "yardsticks",
]
