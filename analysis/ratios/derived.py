"""What is read off ratios rather than off a pair of claims (methods 4, rows 19 to 21 and 23).

How far a ratio lies from the edge of a band, what the band would imply, where it ranks among the
speaker's own, and how many days have both figures.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from analysis.ratios.catalogue import read_catalogue
from analysis.ratios.division import COLUMNS, ENDS, with_texts
from analysis.ratios.references import read_bands
from analysis.terms import DIVIDED, LEAD

SERIES = ["ratio", "speaker", "subject", "scope"]
"""What the days of one series share."""


def derived_rows(
    ratios: pd.DataFrame, days_in_period: int, civilians: Collection[str] = ()
) -> pd.DataFrame:
    """Compute every reading that rests on ratios already computed.

    Parameters
    ----------
    ratios : pandas.DataFrame
        As `ratios.compute_ratios` returns it.
    days_in_period : int
        Days from the first to the last day of the collection, for coverage.
    civilians : collection of str
        Subjects that no band of fighting forces is set beside.

    Returns
    -------
    pandas.DataFrame
        Rows with `ratios.COLUMNS`; `variant` says over which edge, from which band, of which
        ratio.
    """
    of_forces = ratios[~ratios["subject"].isin(list(civilians))]
    found = [
        band_multiples(of_forces),
        implied_other_terms(of_forces),
        ranks(ratios),
        coverage(ratios, days_in_period),
    ]
    return pd.concat([with_texts(rows) for rows in found], ignore_index=True)[COLUMNS]


def band_multiples(ratios: pd.DataFrame) -> pd.DataFrame:
    """Divide each killed per wounded by the edges of the inner band and by the norm."""
    bands = read_bands("wounded_per_killed", norms=True).set_index("name")
    edges = [bands.at["inner", "low"], bands.at["norm", "low"], bands.at["inner", "high"]]
    return pd.concat(_multiple(ratios, edge) for edge in edges)


def _multiple(ratios: pd.DataFrame, wounded: float) -> pd.DataFrame:
    rows = _copies(_divided(ratios, LEAD), "band_multiple")
    rows["variant"] = f"killed per wounded over 1:{wounded:g}"
    sides = {
        "numerator": rows["value"],
        "numerator_low": rows["low"],
        "numerator_high": rows["high"],
        **dict.fromkeys(("denominator", "denominator_low", "denominator_high"), 1 / wounded),
    }
    for column in ["value", *ENDS]:
        rows[column] = rows[column] * wounded
    return rows.assign(**sides)


def implied_other_terms(ratios: pd.DataFrame) -> pd.DataFrame:
    """Say which other figure each band would imply, and how large the stated one is beside it.

    An implied figure is arithmetic on a band from other wars: "would imply", never "was".
    """
    bands = read_bands("wounded_per_killed").set_index("name").loc[["inner", "outer"]]
    rows = _divided(ratios, LEAD)
    return pd.concat(
        _implied(rows, name, band.low, band.high, of)
        for name, band in bands.iterrows()
        for of in ("wounded", "killed", "stated wounded over implied")
    )


def _implied(ratios: pd.DataFrame, name: str, least: float, most: float, of: str) -> pd.DataFrame:
    rows = _copies(ratios, "implied_other_term")
    rows["variant"] = f"{of}, {name} band"
    killed = ratios["numerator_low"], ratios["numerator_high"]
    wounded = ratios["denominator_low"], ratios["denominator_high"]
    if of == "wounded":
        rows["low"], rows["high"] = killed[0] * least, killed[1] * most
    elif of == "killed":
        rows["low"], rows["high"] = wounded[0] / most, wounded[1] / least
    else:
        rows["unit"] = "times"
        rows["low"] = wounded[0] / (killed[1].fillna(np.inf) * most)
        rows["high"] = wounded[1] / (killed[0] * least).replace(0, np.nan)
    rows["value"] = np.nan
    others = [end for end in ENDS if end not in ("low", "high")]
    return rows.assign(**dict.fromkeys(others, np.nan))


def ranks(ratios: pd.DataFrame) -> pd.DataFrame:
    """Rank each day's killed per wounded among the speaker's located days, from the highest.

    `denominator` holds the number of days ranked.
    """
    rows = _divided(ratios, LEAD)
    rows = rows[(rows["period_kind"] == "day") & rows["value"].notna()]
    by_series = rows.groupby(["speaker", "subject", "scope"])["value"]
    rank = by_series.rank(method="min", ascending=False)
    size = by_series.transform("size").astype(float)
    placed = _copies(rows, "within_speaker_rank").assign(
        variant="killed per wounded, from the highest",
        value=rank,
        **dict.fromkeys(("numerator", "numerator_low", "numerator_high"), rank),
        **dict.fromkeys(("denominator", "denominator_low", "denominator_high"), size),
    )
    return placed.assign(**dict.fromkeys(ENDS, np.nan))


def coverage(ratios: pd.DataFrame, days_in_period: int) -> pd.DataFrame:
    """Count, for each series of days, the days with both figures over the days in the period."""
    daily = ratios[(ratios["period_kind"] == "day") & ratios["stated_on"].notna()]
    summed = [e.name for e in read_catalogue().values() if e.aggregate == "ratio_of_sums"]
    both = daily[daily["ratio"].isin(summed) & has_both(daily)]
    counted = both.groupby(SERIES, as_index=False).agg(
        numerator=("stated_on", "nunique"), party=("party", "first")
    )
    rows = counted.rename(columns={"ratio": "variant"}).assign(
        ratio="coverage",
        status="ok",
        denominator=float(days_in_period),
        value=counted["numerator"] / days_in_period,
        unit="share of days",
        period="collection",
    )
    text = {c: "" for c in ("reason", "flags", "numerator_claims", "denominator_claims")}
    version = ratios["rule_version"].iloc[0] if len(ratios) else ""
    return rows.assign(**text, rule_version=version).reindex(columns=COLUMNS)


def has_both(ratios: pd.DataFrame) -> pd.Series:
    """Mark the rows in which both figures were located and may meet, zeros included."""
    return ratios["status"].isin([*DIVIDED, "infinite_zero_denominator", "undefined_zero_zero"])


def _divided(ratios: pd.DataFrame, name: str) -> pd.DataFrame:
    return ratios[(ratios["ratio"] == name) & ratios["status"].isin(DIVIDED)]


def _copies(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    unit = read_catalogue()[name].unit
    return rows.assign(ratio=name, unit=unit)
