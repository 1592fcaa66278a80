"""What becomes of a ratio under other choices: how many combinations, how far, and which matter."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.collection.alternatives import CHOICES, WORDS
from analysis.collection.specification import one_at_a_time, ours
from analysis.ratios.references import read_bands
from analysis.text.say import Said, listed, quantity, say


def sensitivity(table: pd.DataFrame, speaker: str, terms: tuple[str, str], made: str) -> Said:
    """Say from where to where the combinations run, and where the suite's own lies.

    Parameters
    ----------
    table : pandas.DataFrame
        As `specification.combinations` returns it.
    speaker : str
        Label.
    terms : tuple of str
        What is divided by what.
    made : str
        Recipe of the sweep.
    """
    values = table["value"].dropna()
    if values.empty:
        return say(
            "Under no combination is a day left that has both figures of {who}.", who=speaker
        )
    if not np.isfinite(values).any():
        return say(
            "Under every combination {who}'s {second} are nought, so {first} for each {second} is "
            "infinite.",
            who=speaker,
            first=terms[0],
            second=terms[1],
        )
    own = ours(table)["value"]
    by_ours = "no single value" if pd.isna(own) else quantity(own, made)
    return say(
        "Under {all} combinations of choices {speaker}'s figures give {least} to {most} {first} "
        "for each {second}; the choices of this suite give {ours}. They are {data} combinations of "
        "what is counted and how days are joined, each with the words read in {words} ways. How "
        "words are read moves the range that they allow and not the value, of which {distinct} "
        "differ.",
        all=quantity(len(table) * len(WORDS.alternatives), made),
        speaker=speaker,
        least=quantity(values.min(), made),
        most=quantity(values.max(), made),
        first=terms[0],
        second=terms[1],
        ours=by_ours,
        data=quantity(len(table), made),
        distinct=quantity(values.nunique(), made),
        words=quantity(len(WORDS.alternatives), made),
    )


def what_matters(table: pd.DataFrame, made: str) -> Said:
    """Say which single choice moves the value most, and which do not move it."""
    if table["value"].isna().all():
        return say("No choice can be compared, for no combination leaves a day with both figures.")
    moved = one_at_a_time(table)
    moved = moved[moved["choice"] != "words"]
    own = ours(table)["value"]
    if not (np.isfinite(own) and own > 0) or not moved["value"].gt(0).any():
        return say("No choice can be compared, for those of this suite give no ratio.")
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
    return said + say("The value does not move with: {idle}.", idle=listed(idle)) if idle else said


def against_outer_band(
    table: pd.DataFrame, ratio: str, made: str, bands: pd.DataFrame | None = None
) -> Said:
    """Say under how many combinations the ratio lies above, in or below the outer band.

    `bands` that are empty may not be set beside the figures, which are about civilians.
    """
    if bands is not None and bands.empty:
        return say("No band of other wars stands beside figures about civilians.")
    outer = read_bands(ratio).set_index("name").loc["outer"]
    values = table["value"].dropna()
    if values.empty:
        return say("No value can stand beside other wars, for no day has both figures.")
    return say(
        "Of the values, {above} lie above the outer band of other wars, {inside} in it and {below} "
        "below it. Where all lie on one side, that does not hang on any of these choices; it can "
        "still hang on how the figures were made.",
        above=quantity((values > outer["high"]).sum(), made),
        inside=quantity(values.between(outer["low"], outer["high"]).sum(), made),
        below=quantity((values < outer["low"]).sum(), made),
    )
