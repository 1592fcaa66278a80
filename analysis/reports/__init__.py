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

from analysis.errors import no_such, unknown_of_package

__all__ = [
    "briefing",
    "holdings",
    "pairs",
    "sensitivity",
    "series",
    "totals",
    "wars",
]

MOVED = {
    "control": ("pairs", {"figure": "shares_figure", "title": "shares_title"}),
    "history": (
        "series",
        {"figure": "day_figure", "in_words": "day_in_words", "title": "day_title"},
    ),
    "sides": (
        "pairs",
        {
            "figure": "sides_figure",
            "figures_table": "sides_table",
            "in_words": "sides_in_words",
            "title": "sides_title",
        },
    ),
}
"""Topics of before: the topic that each is part of, and the names that its functions changed."""


def __dir__() -> list[str]:
    """List the topics and nothing else."""
    return __all__


def __getattr__(name: str) -> ModuleType:
    """Import a topic when it is asked for: a report speaks of some, its page of none."""
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise unknown_of_package(__name__, name, lambda: _answer(name))


def _answer(name: str) -> str:
    """Say where a topic of before stands, which topics have a function, or what there is."""
    if name not in MOVED:
        return no_such(__name__, name, __all__, topics_with(name))
    topic, renamed = MOVED[name]
    pairs = ", ".join(f"{name}.{old} is {topic}.{new}" for old, new in renamed.items())
    return f"{__name__} has no {name!r}; {name} is part of {topic}: {pairs}"


def topics_with(name: str) -> list[str]:
    """Write a function as the topics that have it do: `reports.pairs.shares_figure`."""
    topics = {topic: import_module(f"{__name__}.{topic}") for topic in __all__}
    return [f"reports.{topic}.{name}" for topic, home in topics.items() if name in dir(home)]
