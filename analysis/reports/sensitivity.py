"""What becomes of a ratio over days under other choices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.collection.collection import Collection, keyed
from analysis.collection.comparison import days_of_series
from analysis.collection.labels import side_of_speaker, source_line
from analysis.collection.specification import CHOICES, WORDS, one_at_a_time, ours
from analysis.data.names import belonging
from analysis.errors import offering
from analysis.figures.figure import Figure
from analysis.figures.marks import for_each
from analysis.figures.plots.sensitivity import specification, tornado
from analysis.ratios.gate import entry
from analysis.ratios.references import has_both, read_bands
from analysis.reports.receipts import (
    about_others,
    area_of,
    figures_of,
    headings,
    name_of,
    or_not_reported,
)
from analysis.reports.series import names_of, terms_of
from analysis.reports.wars import bands_beside
from analysis.store.reads import fact
from analysis.terms import Side
from analysis.text import (
    Passage,
    Receipt,
    Table,
    claims_of,
    counted,
    how_many,
    listed,
    number,
    quantity,
    say,
    table,
)

__dir__, __getattr__ = offering(__name__, [about_others.__name__, name_of.__name__])

LABELS = {choice.label: choice.alternatives for choice in CHOICES.values()}
"""Label of each choice to the words of its alternatives, as `plots.specification` takes them."""


def in_words(
    table: pd.DataFrame, speaker: str, terms: Sequence[str], made: Receipt, about: str = ""
) -> Passage:
    """Say from where to where the combinations run, and where the suite's own lies.

    Parameters
    ----------
    table : pandas.DataFrame
        As `specification.combinations` returns it.
    speaker : str
        Label.
    terms : sequence of str
        What is divided by what; and, if one of that is called otherwise, what it is called.
    made : Receipt
        From `sweep_receipt`.
    about : str
        About whom, as `about_others` says it; empty where nothing else could be meant.
    """
    values = table["value"].dropna()
    said = {"about": about, "first": terms[0], "one": terms[-1], "who": speaker}
    said["figures"] = belonging(speaker, "figures")
    if values.empty:
        return say(f"{_without_value(table)} of {{who}}{{about}}.", **said)
    if not np.isfinite(values).any():
        return say(
            "Under every combination {theirs}{about} are nought, so {first} for each {one} is "
            "infinite.",
            theirs=belonging(speaker, terms[1]),
            **said,
        )
    if table["value"].nunique(dropna=False) == 1:
        return say(
            "Under each of {all} combinations of choices {figures}{about} give {value} {first} for "
            "each {one}: no choice moves it.",
            all=quantity(len(table) * len(WORDS.alternatives), made),
            value=quantity(values.iloc[0], made),
            **said,
        )
    own, lacking = ours(table)["value"], int(table["value"].isna().sum())
    return say(
        "Under {all} combinations of choices {figures}{about} give {least} to {most} {first} "
        "for each {one}; the choices of this suite give {ours}. {data} combinations of what is "
        "counted and how days are joined give {distinct}{without}; for each the words are "
        "read in {words} ways, which moves the range that they allow and not the value.",
        all=_that_give_one(table, made),
        least=quantity(values.min(), made),
        most=quantity(values.max(), made),
        ours="no single value" if pd.isna(own) else quantity(own, made),
        data=quantity(len(table), made),
        distinct=counted(values.nunique(), "different value", made),
        without=say(", and {n} of them no value", n=quantity(lacking, made)) if lacking else "",
        words=quantity(len(WORDS.alternatives), made),
        **said,
    )


def _without_value(table: pd.DataFrame) -> str:
    """Say why no combination has a value: no day, or words that allow a range alone."""
    if table["days_paired"].any():
        return "Under no combination is there a single value of the figures"
    return "Under no combination is a day left that has both figures"


def _that_give_one(table: pd.DataFrame, made: Receipt) -> Passage:
    """Write how many combinations have a value, of all if some have none."""
    every, given = (
        quantity(n * len(WORDS.alternatives), made) for n in (len(table), table["value"].count())
    )
    if not table["value"].hasnans:
        return say("{every}", every=every)
    return say("{given} of {every}", given=given, every=every)


def what_matters(table: pd.DataFrame, made: Receipt) -> Passage:
    """Say which single choice moves the value most, and which do not move it."""
    if table["value"].isna().all():
        return say("No choice can be compared, for no combination gives a single value.")
    moved = one_at_a_time(table)
    moved = moved[moved["choice"] != "words"]
    own = ours(table)["value"]
    if not (np.isfinite(own) and own > 0) or not moved["value"].gt(0).any():
        return say("No choice can be compared, for those of this suite give no ratio.")
    if moved["value"].nunique(dropna=False) == 1:
        return say("No choice alone moves the value: it stays {own}.", own=quantity(own, made))
    furthest = moved.loc[(moved["value"] / own - 1).abs().idxmax()]
    idle = [
        CHOICES[name].label
        for name, rows in moved.groupby("choice", sort=False)
        if rows["value"].nunique(dropna=False) == 1
    ]
    said = say(
        "Of the choices changed one at a time, “{choice}” moves the value furthest: with “{words}” "
        "it is {value}.",
        choice=CHOICES[furthest["choice"]].label,
        words=CHOICES[furthest["choice"]].alternatives[furthest["alternative"]],
        value=quantity(furthest["value"], made),
    )
    if not idle:
        return said
    which = "One choice does" if len(idle) == 1 else "These choices do"
    move = f"{which} not move the value"
    return said + say("{move}: {idle}.", move=move, idle=listed(idle))


def against_outer_band(
    table: pd.DataFrame, ratio: str, made: Receipt, bands: pd.DataFrame | None = None
) -> Passage:
    """Say under how many combinations the ratio lies above, in or below the outer band.

    `bands` that are empty may not be set beside the figures, which are not of fighters alone.
    """
    if bands is not None and bands.empty:
        return say(
            "No band stands beside these figures: the reviewed wars counted fighting forces."
        )
    outer = read_bands(ratio).set_index("name").loc["outer"]
    values = table["value"].dropna()
    if values.empty:
        return say("No value can stand beside other wars, for no combination gives one.")
    return say(
        "Of the values, {above} lie above the outer band of other wars, {inside} in it and {below} "
        "below it. Where all lie on one side, that does not hang on any of these choices; it can "
        "still hang on how the figures were made.",
        above=how_many((values > outer["high"]).sum(), made),
        inside=how_many(values.between(outer["low"], outer["high"]).sum(), made),
        below=how_many((values < outer["low"]).sum(), made),
    )


@keyed
def title(table: pd.DataFrame, held: Collection, ratio: str, **key: str) -> str:
    """Head a ratio under all combinations of choices by how far they move it."""
    return _moved("combination of choices", table["value"], held, ratio, **key)


@keyed
def single_title(table: pd.DataFrame, held: Collection, ratio: str, **key: str) -> str:
    """Head a ratio under one other choice at a time by how far any of them moves it."""
    return _moved("single choice", one_at_a_time(table)["value"], held, ratio, **key)


def _moved(what: str, values: pd.Series, held: Collection, ratio: str, **key: str) -> str:
    speaker, scope, subject = names_of(**key)
    label = entry(ratio).label
    whose = f"by {figures_of(held, speaker, subject)} for {area_of(scope, held)}"
    if values.isna().all():
        return f"No {what} gives {label} {whose}"
    low, high = number(values.min()), number(values.max())
    range_kept = f"from {low}" if low == high else f"out of {low}–{high}"
    return f"No {what} moves {label} {range_kept}, {whose}"


@keyed
def sweep_receipt(
    held: Collection, ratio: str, *, speaker: str, scope: str, subject: str = ""
) -> Receipt:
    """Tell how a ratio was computed under every combination of choices."""
    step = f"{entry(ratio).label.capitalize()} was computed under every combination of choices."
    claims = _claims_of_series(held, ratio, speaker, scope, subject)
    return Receipt(("sweep", ratio, speaker, scope, subject), (step,), claims)


@fact
def _claims_of_series(
    held: Collection, ratio: str, speaker: str, scope: str, subject: str
) -> tuple[str, ...]:
    key = {"speaker": speaker, "scope": scope, "subject": subject or None}
    days = days_of_series(held.rows_of(ratio), ratio, **key)
    return claims_of(days[has_both(days)])


def specification_rows(table: pd.DataFrame, receipt: Receipt, side: Side | None) -> pd.DataFrame:
    """Lay combinations out for `plots.specification`, the widest reading of the words beside.

    No rows if no combination has a value. `table` is as `specification.combinations` returns it,
    `receipt` from `sweep_receipt`, `side` that of the speaker.
    """
    lows, highs = (
        table[[f"{words}_{end}" for words in WORDS.alternatives]] for end in ("low", "high")
    )
    labels = {name: choice.label for name, choice in CHOICES.items()}
    rows = table[[*CHOICES, "value"]].rename(columns=labels)
    rows = rows.assign(
        low=table[f"{WORDS.ours}_low"],
        high=table[f"{WORDS.ours}_high"],
        widest_low=lows.min(axis=1),
        widest_high=highs.max(axis=1, skipna=False),
        ours=table.index == ours(table).name,
        side=side,
        receipt=receipt,
    )
    return rows if rows["value"].notna().any() else rows.iloc[:0]


def tornado_rows(table: pd.DataFrame, receipt: Receipt, side: Side | None) -> pd.DataFrame:
    """Lay the combinations that differ from ours in one choice out for `plots.tornado`.

    No rows if no combination has a value.
    """
    moved = one_at_a_time(table)
    moved = moved if table["value"].notna().any() else moved.iloc[:0]
    choices = CHOICES | {"words": WORDS}
    taken = [(choices[row.choice], row.alternative) for row in moved.itertuples()]
    return moved.assign(
        ours=[choice.ours == alternative for choice, alternative in taken],
        choice=moved["choice"].map({name: choice.label for name, choice in choices.items()}),
        alternative=[choice.alternatives[alternative] for choice, alternative in taken],
        side=side,
        receipt=receipt,
    )


def choices_table() -> Table:
    """List what had to be settled, what the suite takes, and what another reader could take."""
    rows = [
        {
            "choice": choice.label,
            "the suite takes": choice.alternatives[choice.ours],
            "another reader could take": "; ".join([*choice.alternatives.values()][1:]),
            "why both can be defended": choice.reason,
        }
        for choice in [*CHOICES.values(), WORDS]
    ]
    caption = "Choices that a ratio over days rests on"
    return table(pd.DataFrame(rows), headings(*rows[0]), caption=caption)


@keyed
def tornado_figure(
    table: pd.DataFrame, held: Collection, ratio: str, **key: str
) -> Figure | Passage:
    """Draw how far each choice alone moves the ratio."""
    rows = tornado_rows(table, *_drawn_for(held, ratio, **key))
    return or_not_reported(
        tornado,
        rows,
        of=(ratio, *names_of(**key)),
        title=single_title(table, held, ratio, **key),
        source=source_line(held),
        what=for_each(terms_of(ratio)),
    )


@keyed
def specification_figure(
    table: pd.DataFrame, held: Collection, ratio: str, **key: str
) -> Figure | Passage:
    """Draw the ratio under every combination, beside the bands where they may stand."""
    rows = specification_rows(table, *_drawn_for(held, ratio, **key))
    return or_not_reported(
        specification,
        rows,
        LABELS,
        of=(ratio, *names_of(**key)),
        title=title(table, held, ratio, **key),
        source=source_line(held),
        what=for_each(terms_of(ratio)),
        bands=bands_beside(held, key.get("subject", ""), ratio),
    )


def _drawn_for(held: Collection, ratio: str, **key: str) -> tuple[Receipt, Side | None]:
    return sweep_receipt(held, ratio, **key), side_of_speaker(key["speaker"], held)
