"""What the reports print, one module a topic: its sentences, tables, figures, rows and titles.

| topic | about |
|---|---|
| `briefing` | one day of one speaker |
| `series` | one ratio of one speaker over the located days, and that day among them |
| `sensitivity` | that ratio under other choices |
| `totals` | running totals, their steps and falls, and mirrors |
| `wars` | other wars, and the ratios of speakers beside them |
| `pairs` | two figures beside each other: the catalogue, refusals, both sides, shares of ground |
| `holdings` | what a collection holds, and what was set aside |

A function named `..._table` gives a table, `..._figure` a drawing with its words, `..._rows` the
frame that is drawn, `..._title` the line above; any other gives a sentence. Sentences are
attributed, neutral and the same for every party: each says who stated a figure, about whom, when
and for what area, and the verbs are one set for all: said, stated, put at, assessed.

>>> from analysis.reports import sensitivity, wars
>>> wars.explanations().text.split(".")[2].strip()
'Only severe wounds are counted'
>>> sensitivity.choices_table().frame["choice"].tolist()[:2]
['days', 'doubted figures']
"""

from importlib import import_module
from types import ModuleType

from analysis.errors import offering

__all__ = [
    "briefing",
    "holdings",
    "pairs",
    "sensitivity",
    "series",
    "totals",
    "wars",
]

__dir__, _missing = offering(__name__, __all__)


def __getattr__(name: str) -> ModuleType:
    """Import a topic when it is asked for: a report speaks of some, its page of none."""
    return import_module(f"{__name__}.{name}") if name in __all__ else _missing(name)
