"""Figures, each a function from a frame of values to a published `Figure`.

| function | shows |
|---|---|
| `calendar` | which days have both figures, one or none |
| `counts` | the figures of one day as reported |
| `daily_steps` | what a running total gained between located days |
| `differing_days` | when two copies of one series give other figures |
| `forest` | claimed ratios beside reviewed wars and bands |
| `gap` | one claimed share against one assessed share |
| `lead` | one ratio at a glance, beside a review and two wars |
| `locator` | which areas figures are for, at the towns they are named after |
| `multiples` | several ratios of one day, each on its own axis |
| `paired` | two parties' raw figures for the same days |
| `running_total` | one running total over its located days |
| `slope` | shares of a city over the days they are for |
| `specification` | one ratio under every combination of choices |
| `timeline` | one ratio from day to day |
| `tornado` | one ratio under one other choice at a time |
| `wording_strip` | what the words of a report allow |

Each takes `title` (names whose figures these are) and `source` (version of data and rules),
draws at two widths, and writes its alt text from the frame that it draws. No figure reads a file
or computes a statistic.

>>> sorted(__all__)[:3]
['calendar', 'counts', 'daily_steps']
"""

from analysis.errors import offering
from analysis.figures.plots.counts import counts, paired, wording_strip
from analysis.figures.plots.days import calendar, timeline
from analysis.figures.plots.locator import locator
from analysis.figures.plots.ratios import forest, lead, multiples
from analysis.figures.plots.sensitivity import specification, tornado
from analysis.figures.plots.shares import gap, slope
from analysis.figures.plots.totals import daily_steps, differing_days, running_total

__all__ = [
    "calendar",
    "counts",
    "daily_steps",
    "differing_days",
    "forest",
    "gap",
    "lead",
    "locator",
    "multiples",
    "paired",
    "running_total",
    "slope",
    "specification",
    "timeline",
    "tornado",
    "wording_strip",
]

__dir__, __getattr__ = offering(__name__, __all__)
