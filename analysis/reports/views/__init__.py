"""From tables of the argument to the rows that a figure shows, in readers' words.

Nothing is computed here: keys become labels, claims get the kind of mark they are drawn with.

>>> from analysis import load_collection
>>> rows = share_rows(load_collection("bakhmut-2023"), "bakhmut_city")
>>> "Institute for the Study of War" in set(rows["label"])
True
"""

from analysis.collection.labels import reference_source, source_line
from analysis.reports.views.collection import (
    calendar_receipt,
    calendar_rows,
    count_rows,
    drawn_point,
    most_shared_days,
    opposing_table,
    paired_rows,
    series_receipt,
    share_rows,
    shared_days,
    strip_rows,
    timeline_rows,
    timeline_summary,
    undated_figures,
)
from analysis.reports.views.day import (
    gap_of,
    gap_rows,
    multiples_rows,
    or_not_reported,
)
from analysis.reports.views.sensitivity import (
    LABELS,
    specification_rows,
    sweep_receipt,
    tornado_rows,
)
from analysis.reports.views.series import (
    bands_of,
    name_of,
    period,
    series_days,
    terms_of,
)
from analysis.reports.views.totals import differing_rows, step_rows, total_rows, unit_of
from analysis.reports.views.wars import (
    bands_beside,
    beside_wars,
    briefing_rows,
    claim_row,
    land_set,
    reference_rows,
    reliable,
    speakers_rows,
    stack,
)

__all__ = [
    "LABELS",
    "bands_beside",
    "bands_of",
    "beside_wars",
    "briefing_rows",
    "calendar_receipt",
    "calendar_rows",
    "claim_row",
    "count_rows",
    "differing_rows",
    "drawn_point",
    "gap_of",
    "gap_rows",
    "land_set",
    "most_shared_days",
    "multiples_rows",
    "name_of",
    "opposing_table",
    "or_not_reported",
    "paired_rows",
    "period",
    "reference_rows",
    "reference_source",
    "reliable",
    "series_days",
    "series_receipt",
    "share_rows",
    "shared_days",
    "source_line",
    "speakers_rows",
    "specification_rows",
    "stack",
    "step_rows",
    "strip_rows",
    "sweep_receipt",
    "terms_of",
    "timeline_rows",
    "timeline_summary",
    "tornado_rows",
    "total_rows",
    "undated_figures",
    "unit_of",
]
