"""Reportedly: cleans claims, decides which may be divided, computes ratios, and publishes them.

The unit of everything is a claim: someone said a number, somewhere, about someone, for a place
and a period. It is never a count of events.

The modules stand in one order; each imports only from modules above it.

    WORDS: import nothing of ours
    errors       what can go wrong, in words
    paths        where things lie
    settings     numbers that we chose, each with its reason
    terms        column names, codes and statuses

    MATERIALS: values and files
    cards        a few facts, as a notebook shows them
    intervals    what a wording allows, and its arithmetic
    codes        text held as codes, so that each distinct text is read once
    indexed      rows of a table by what stands in its columns
    groups       rows that share a key, and what can be said of each group
    files        files and folders that appear whole or not at all
    kept         tables kept on disk under what they were made from
    damage       what is wrong with the bytes of a file
    sources      raw tables and where they come from
    names        names as written, and the one key each stands for
    lexicon      the words of numbers, hedges and vague amounts
    tokens       text to words and signs
    amounts      numbers as written, exact
    numerals     text to numbers
    wording_rules  each kind of wording to its interval
    phrases      hedges around numbers
    wording      text to intervals
    dates        days and periods
    vocabulary   who speaks, for whom, about what, where
    checks       every fault of a raw collection at once
    homes        where collections stand
    intake       tables of others, by a mapping, to the table of claims
    received     the raw tables of a collection, checked

    ARGUMENT: claims to comparison
    claims       a raw table to claims, and the ledger of rows set aside
    neighbours   statements that pages date a day apart
    echoes       which rows are one statement
    carried      totals that a feed carried forward
    catalogue    the ratios, as data
    operands     the two sides of a ratio
    gate         which figures may be divided, and why not
    ratios       pairs to values and intervals
    noise        the counting-noise yardstick
    spread       how far a ratio moves between days
    series       the ratio of sums over days
    digits       last digits of a speaker's figures
    references   other wars, and the bands
    derived      what is read off ratios
    reads        what a report has read of a collection
    knowledge    what could have been said on a day
    collection   one collection, read, checked, cleaned and divided
    parts        a collection too large for memory, part by part
    totals       running totals: lines, steps, revisions, mirrors
    checkup      what is wrong with a collection
    compare      claims side by side
    alternatives  the choices that a ratio over days rests on
    specification  one ratio under every defensible combination of choices
    receipts     what stands behind a printed number
    build        the tables of data/processed

    PAGE: what the reader sees
    style        colours, markers and sizes
    readable     numbers and days as a reader reads them
    marking      marks around numerals: figures and citations
    ink          a drawing as SVG, its lines of text laid out once
    figures      a drawing that can be published
    say          sentences said by code
    plots        one module a figure
    tables       tables for readers
    briefing     one day of one speaker in one area
    labels       readers' words for keys, figures and intervals
    views        rows that a figure shows
    sentences    the sentences of the reports, a module for each kind
    titles       titles of figures, each with its speaker
    listings     the tables of the reports

    ENGINE: notebooks run, whatever they are about
    engine       a warm server that forks a kernel for each run

    PRESS: notebooks to pages
    own_choice   what a parameter means that is left empty
    choices      what a parameter may be
    press        running, rendering and publishing

    LAB: a reader's own questions
    explorer     a collection behind widgets
    lab          what JupyterLab opens with
    cli          the command `reportedly`

Notebooks take what they use from here, and find help with an example behind each name:

>>> from analysis import load_collection
>>> load_collection("bakhmut-2023").title
'Figures reported about the battle of Bakhmut'
"""

import sys
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec

EXPORTS = {
    "brief": "briefing",
    "check_choices": "choices",
    "combinations": "specification",
    "counting_noise": "noise",
    "day_states": "compare",
    "explore": "explorer",
    "Interval": "intervals",
    "listings": "",
    "load_collection": "collection",
    "plots": "",
    "read_bands": "references",
    "read_references": "references",
    "read_wording": "wording",
    "select_series": "compare",
    "sentences": "",
    "series_found": "compare",
    "summarise": "compare",
    "titles": "",
    "totals_of": "totals.found",
    "views": "",
}
"""What notebooks use, and the module each name lives in; loaded when first asked for.

A name without a module is itself a namespace: `plots.forest`, `listings.catalogue`.
"""

__all__ = sorted(EXPORTS)


def __dir__() -> list[str]:
    """List what is offered, so that completion in a cell shows that and nothing else."""
    return [*__all__, *(name for name in globals() if name.startswith("__"))]


def __getattr__(name: str) -> object:
    if name not in EXPORTS:
        raise _refusal(name)
    home = EXPORTS[name]
    if not home:
        return import_module(f"analysis.{name}")
    value = getattr(import_module(f"analysis.{home}"), name)
    globals()[name] = value
    return value


def _refusal(name: str) -> Exception:
    """Say which name was meant; `from analysis import` keeps only the words of an ImportError."""
    asked_by_import = sys._getframe(2).f_globals.get("__name__", "").startswith("importlib")
    if name.startswith("__") or (asked_by_import and find_spec(f"analysis.{name}")):
        return AttributeError(f"analysis has no {name!r}")
    spaces = [space for space, home in EXPORTS.items() if not home]
    inside = [space for space in spaces if name in dir(import_module(f"analysis.{space}"))]
    close = [f"{space}.{name}" for space in inside] or get_close_matches(name, __all__)
    hint = f"did you mean {' or '.join(close)}?" if close else f"it offers {', '.join(__all__)}"
    words = f"analysis has no {name!r}; {hint}"
    return ImportError(words) if asked_by_import else AttributeError(words)
