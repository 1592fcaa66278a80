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
    intervals    what a wording allows, and its arithmetic
    files        files and folders that appear whole or not at all
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
    knowledge    what could have been said on a day
    collection   one collection, read, checked, cleaned and divided
    totals       running totals: lines, steps, revisions, mirrors
    checkup      what is wrong with a collection
    compare      claims side by side
    receipts     what stands behind a printed number
    build        the tables of data/processed

    PAGE: what the reader sees
    style        colours, markers and sizes
    marking      marks around numerals: figures and citations
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

    PRESS: notebooks to pages
    own_choice   what a parameter means that is left empty
    choices      what a parameter may be
    press        running, rendering and publishing
    cli          the command `reportedly`
"""

from importlib import import_module

EXPORTS = {
    "brief": "briefing",
    "calendar": "plots",
    "check_choices": "choices",
    "counting_noise": "noise",
    "counts": "plots",
    "daily_steps": "plots",
    "differing_days": "plots",
    "day_states": "compare",
    "forest": "plots",
    "gap": "plots",
    "listings": "",
    "Interval": "intervals",
    "load_collection": "collection",
    "multiples": "plots",
    "paired": "plots",
    "read_bands": "references",
    "read_references": "references",
    "read_wording": "wording",
    "running_total": "plots",
    "select_series": "compare",
    "sentences": "",
    "series_found": "compare",
    "slope": "plots",
    "summarise": "compare",
    "titles": "",
    "timeline": "plots",
    "totals_of": "totals.found",
    "views": "",
    "wording_strip": "plots",
}
"""What notebooks use, and the module each name lives in; loaded when first asked for."""

__all__ = sorted(EXPORTS)


def __getattr__(name: str) -> object:
    if name not in EXPORTS:
        raise AttributeError(f"analysis has no {name!r}; it offers {', '.join(__all__)}")
    home = EXPORTS[name]
    if not home:
        return import_module(f"analysis.{name}")
    value = getattr(import_module(f"analysis.{home}"), name)
    globals()[name] = value
    return value
