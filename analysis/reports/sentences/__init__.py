"""The sentences of the reports: attributed, neutral, the same for every party.

Each says who stated a figure, about whom, when and for what area, in the same sentence. The verbs
are one set for all: said, stated, put at, assessed.

>>> explanations().text.split(".")[2].strip()
'Only severe wounds are counted'
"""

from analysis.reports.sentences.day import (
    against_bands,
    beside_reviews,
    control_gap,
    heading,
    headline,
    history_in_words,
    implied,
    own_history,
    standing,
    wording_interval,
)
from analysis.reports.sentences.days import (
    coverage,
    series_in_words,
)
from analysis.reports.sentences.holdings import (
    both_sides,
    flags_in_words,
    gate_in_numbers,
    holdings,
    left_out,
    noted,
    origins_found,
    rows_kept,
    shares_of_parties,
    sources,
    speakers_divided,
    whose_pairs,
)
from analysis.reports.sentences.sensitivity import (
    against_outer_band,
    sensitivity,
    what_matters,
)
from analysis.reports.sentences.totals import (
    carried_in_words,
    falls_in_words,
    mirrors_in_words,
    not_divided,
    steps_in_words,
    total_in_words,
)
from analysis.reports.sentences.wars import (
    explanations,
    land_set,
    land_set_without_weak_rows,
    own_war,
    reliability,
    reviewed_wars,
    withdrawn,
)

__all__ = [
    "against_bands",
    "against_outer_band",
    "beside_reviews",
    "both_sides",
    "carried_in_words",
    "control_gap",
    "coverage",
    "explanations",
    "falls_in_words",
    "flags_in_words",
    "gate_in_numbers",
    "heading",
    "headline",
    "history_in_words",
    "holdings",
    "implied",
    "land_set",
    "land_set_without_weak_rows",
    "left_out",
    "mirrors_in_words",
    "not_divided",
    "noted",
    "origins_found",
    "own_history",
    "own_war",
    "reliability",
    "reviewed_wars",
    "rows_kept",
    "sensitivity",
    "series_in_words",
    "shares_of_parties",
    "sources",
    "speakers_divided",
    "standing",
    "steps_in_words",
    "total_in_words",
    "what_matters",
    "whose_pairs",
    "withdrawn",
    "wording_interval",
]
