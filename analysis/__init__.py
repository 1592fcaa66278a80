"""Reportedly: cleans claims, decides which may be divided, computes ratios, and publishes them.

The unit of everything is a claim: someone said a number, somewhere, about someone, for a place
and a period. It is never a count of events.

The folders stand in one order; each imports only from folders above it in this list, which
`make check` proves. docs/architecture.md draws it and follows one claim to its page.

    errors paths settings terms   words, numbers that we chose, places; errors below all
    engine       a warm server that forks a kernel for each run, whatever the notebook is about
    store        files that appear whole, tables kept on disk, columns held as codes
    wording      the words of a figure to an interval
    data         raw tables: origins, formats, mappings, vocabulary, names, days, checks
    text         numbers, sentences, tables and receipts as a reader sees them
    reading      a text of others to draft claims
    claims       a raw table to claims; which rows are one statement
    ratios       which claims may be divided, what comes out, and what it is set beside
    collection   one collection, read, checked, cleaned and divided, and what is asked of it
    figures      drawings, a module for each
    reports      what the reports print, a module for each topic
    execute      parameters, and how a notebook runs
    publish      pages, records, downloads, sweeps and the site
    verify       whether a page is what its record makes, and what moved between two sites
    review       what a person decides about drafts: from a text to claims
    explorer     a reader's own questions, in JupyterLab
    cli          the command `reportedly`

Notebooks take what they use from here, and find help with an example behind each name:

>>> from analysis import load_collection
>>> load_collection("bakhmut-2023").title
'Figures reported about the battle of Bakhmut'
"""

from importlib import import_module

from analysis.errors import no_such, unknown_of_package

EXPORTS = {
    "brief": "collection.comparison",
    "check_choices": "collection.choices",
    "collections": "collection.overview",
    "columns": "collection.overview",
    "combinations": "collection.specification",
    "counting_noise": "ratios.noise",
    "day_states": "collection.comparison",
    "explore": "explorer.panel",
    "Interval": "wording.intervals",
    "figure": "reports.receipts",
    "load_collection": "collection.collection",
    "number_of": "reports.receipts",
    "open_text": "review.desk",
    "read_bands": "ratios.references",
    "read_references": "ratios.references",
    "read_wording": "wording.reading",
    "say": "text",
    "select_series": "collection.comparison",
    "series_found": "collection.comparison",
    "speakers": "collection.overview",
    "summarise": "collection.comparison",
    "table": "reports.receipts",
    "totals_of": "collection.totals",
}
"""What notebooks use, and the module each name lives in; loaded when first asked for."""

NAMESPACES = {"plots": "figures.plots", "reports": "reports"}
"""What notebooks use as `plots.forest`: names that are themselves packages."""

__all__ = sorted([*EXPORTS, *NAMESPACES])


def __dir__() -> list[str]:
    """List what is offered, so that completion in a cell shows that and nothing else."""
    return [*__all__, *(name for name in globals() if name.startswith("__"))]


def __getattr__(name: str) -> object:
    if name in NAMESPACES:
        value = import_module(f"analysis.{NAMESPACES[name]}")
    elif name in EXPORTS:
        value = getattr(import_module(f"analysis.{EXPORTS[name]}"), name)
    else:
        raise unknown_of_package(
            __name__, name, lambda: no_such(__name__, name, __all__, _spaces_with(name))
        )
    globals()[name] = value
    return value


def _spaces_with(name: str) -> list[str]:
    """Write a name as the packages offer it, and the topics of reports that do."""
    plots, reports = (import_module(f"analysis.{NAMESPACES[space]}") for space in NAMESPACES)
    drawn = [f"plots.{name}"] if name in dir(plots) else []
    return drawn + reports.topics_with(name)
