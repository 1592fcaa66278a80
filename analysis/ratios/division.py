"""Pairs of claims become ratios: values, wording intervals, and every refusal beside them.

>>> from analysis.wording.intervals import Interval
>>> Interval(193, 193) / Interval(27, 27)
Interval(low=7.148148148148148, high=7.148148148148148)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike

from analysis.data.vocabulary import Vocabulary
from analysis.ratios.gate import (
    CLAIMS,
    COLUMNS,
    ENDS,
    READINGS,
    D,
    Entry,
    N,
    figures_of,
    gives_range_alone,
    is_quotient,
    judge,
    merged_flags,
    most_divisor,
    operands,
    pair_blocks,
    read_catalogue,
    rules_of,
    sides_of,
    union,
    value_of,
    with_texts,
)
from analysis.settings import AS_OF_TOLERANCE_DAYS, RULES_VERSION
from analysis.store.columns import decode, encode, in_alphabet, is_coded, stacked
from analysis.store.reads import release
from analysis.terms import DIVIDED

ABOVE_WHOLE = "the part is larger than the whole it is declared to lie in"
ENDINGS = {
    "undefined_zero_zero": "both figures are zero: no ratio is defined",
    "infinite_zero_denominator": "the denominator is zero",
    "blocked_scope": ABOVE_WHOLE,
}
"""Statuses that hang on the values of two figures that may meet, and why."""

MOST_OPERANDS = 200_000
"""Numerators that are paired at once; the ratios of a larger collection come entry by entry."""

MET = ["ratio", "status", "speaker", "scope", "period_kind", "subject", *CLAIMS]
"""What is asked of the pairs that met, to find the figures that met none."""


def compute_ratios(
    points: pd.DataFrame,
    words: Vocabulary,
    refused: Mapping[str, str] | None = None,
    only: str = "",
) -> pd.DataFrame:
    """Put every candidate pair of every entry of the catalogue through the gate.

    Parameters
    ----------
    points : pandas.DataFrame
        Claims that speak for their origin (`claims.points_of`).
    words : Vocabulary
    refused : mapping, optional
        From a ratio that the collection rules out to the reason.
    only : str
        The one pairing that is asked for; empty = each.

    Returns
    -------
    pandas.DataFrame
        One row a ratio, pairing and day, with `COLUMNS`; refused, undefined and missing rows are
        in it. `value` is missing without a point, as where words exclude the number that they
        name or set two bounds, and infinite over zero; `high` (and the other upper ends) missing
        means open. Sorted by ratio in catalogue order, then day.
    """
    pieces = ratio_pieces(points, words, refused, only)
    return decode(stacked(list(pieces)))


def ratio_pieces(
    points: pd.DataFrame,
    words: Vocabulary,
    refused: Mapping[str, str] | None = None,
    only: str = "",
) -> Iterator[pd.DataFrame]:
    """Give what `compute_ratios` returns in pieces, in its order, the text of each as codes."""
    figures = figures_of(points, words)
    del points  # what was laid out is enough
    for entries in _entries_at_once(figures, only):
        yield _coded_ratios(*_sides(figures, entries, words), words, refused)
        release()


def _entries_at_once(figures: pd.DataFrame, only: str) -> Iterator[list[Entry]]:
    """Give the entries of the catalogue, as many at once as `MOST_OPERANDS` lets."""
    counts = figures["measure"].value_counts()
    together: list[Entry] = []
    for entry in read_catalogue().values():
        if entry.is_pairing and (not only or entry.name == only):
            together.append(entry)
            if sum(counts.get(e.numerator[0], 0) for e in together) > MOST_OPERANDS:
                yield together
                together = []
    if together:
        yield together


def _sides(
    figures: pd.DataFrame, entries: list[Entry], words: Vocabulary
) -> Iterator[pd.DataFrame]:
    """Make the operands of entries: their numerators, then their denominators."""
    for sides in zip(*map(sides_of, entries), strict=True):
        named = zip(sides, entries, strict=True)
        made = [operands(figures, side, words).assign(ratio=e.name) for side, e in named]
        yield pd.concat(made, ignore_index=True)


def _coded_ratios(
    numerators: pd.DataFrame,
    denominators: pd.DataFrame,
    words: Vocabulary,
    refused: Mapping[str, str] | None,
) -> pd.DataFrame:
    made, met, level = [], [], words.scopes["level"]
    for pairs in pair_blocks(numerators, denominators):
        # Of shares, the pairs of the two levels of area that the entry names.
        rules = rules_of(pairs["ratio"])
        is_named = pairs["scope_n"].map(level) == rules["part"]
        is_named &= pairs["scope_d"].map(level) == rules["whole"]
        pairs = pairs[is_named | (rules["scope"] != "within")].reset_index(drop=True)
        rows = _as_rows(pairs.join(judge(pairs, words, refused)))
        met.append(encode(with_texts(rows[MET]), but=CLAIMS))
        made.append(encode(with_texts(_with_divisors(rows)[COLUMNS]), but=CLAIMS))
    missing = _missing(numerators, denominators, stacked(met))
    table = stacked([*made, encode(with_texts(missing), but=CLAIMS)])
    # In catalogue order, those of one ratio by day and claims.
    keys = {"ratio": table["ratio"].cat.set_categories(list(read_catalogue()), ordered=True)}
    for name in ("stated_on", "speaker", "scope", *CLAIMS):
        keys[name] = in_alphabet(table[name]) if is_coded(table[name]) else table[name]
    order = pd.DataFrame(keys, copy=False).sort_values(list(keys), kind="stable").index
    return table.take(order.to_numpy()).reset_index(drop=True)


def divide(numerator: ArrayLike, denominator: ArrayLike, form: ArrayLike) -> np.ndarray:
    """Compute values from points, by the form of a catalogue entry.

    Parameters
    ----------
    numerator, denominator : array_like of float
        Non-negative; missing gives missing.
    form : str or array_like of str
        ratio and share: n/d; part: n/(n+d); odds: n/(d-n); gap and change: n-d.

    Returns
    -------
    numpy.ndarray
        Infinite over zero; missing for zero over zero.

    Examples
    --------
    >>> round(float(divide(193, 199, "part")), 4)
    0.4923
    >>> float(divide(10, 0, "ratio"))
    inf
    """
    over, under, form = np.asarray(numerator, float), np.asarray(denominator, float), _text(form)
    rest = np.select([form == "part", form == "odds"], [over + under, under - over], under)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(_is_difference(form), over - under, over / rest)


def divide_ends(
    over: tuple[ArrayLike, ArrayLike], under: tuple[ArrayLike, ArrayLike], form: ArrayLike
) -> tuple[np.ndarray, np.ndarray]:
    """Bound values by the ends of the two figures (step 8 of docs/method.md), for whole columns.

    A quotient has its least value with the least numerator and the most denominator; so have a
    part of a sum and an odds, which rise with the part and fall with the rest. No share of a whole
    lies above it.

    Parameters
    ----------
    over, under : tuple of array_like of float
        Low and high ends; infinite where open.
    form : str or array_like of str
        As for `divide`.

    Returns
    -------
    low, high : numpy.ndarray
        `high` infinite where open; both missing where what is divided by is exactly zero.

    Examples
    --------
    >>> [float(end) for end in divide_ends((20, 99), (4, 4), "ratio")]
    [5.0, 24.75]
    """
    (n_low, n_high), (d_low, d_high) = (
        (np.asarray(side[0], float), np.asarray(side[1], float)) for side in (over, under)
    )
    form = _text(form)
    with np.errstate(invalid="ignore"):
        low, high = divide(n_low, d_high, form), divide(n_high, d_low, form)
        all_open = np.isinf(n_high) & np.isinf(d_high)
        # Nought over nought is not defined, and bounds nothing.
        low = np.where((form == "part") & (n_low == 0) & (d_high == 0), 0.0, low)
        may_be_all = np.isinf(n_high) | ((n_high == 0) & (d_low == 0))
        high = np.where((form == "part") & may_be_all, 1.0, high)
        high = np.where(form == "share", np.minimum(high, 1.0), high)
        high = np.where((form == "odds") & (d_low <= n_high), np.inf, high)
    low = np.where(np.isnan(low) & all_open, 0.0, low)
    high = np.where(np.isnan(high) & ~np.isnan(n_high + d_low), np.inf, high)
    rest_high = np.where(form == "part", n_high + d_high, d_high)
    no_quotient = (rest_high == 0) & ~_is_difference(form)
    return np.where(no_quotient, np.nan, low), np.where(no_quotient, np.nan, high)


def outcomes(pairs: pd.DataFrame, form: pd.Series) -> pd.DataFrame:
    """Divide figures that may meet, and say what became of each pair.

    Parameters
    ----------
    pairs : pandas.DataFrame
        value, excluded, bound, low and high of both figures, with `_n` and `_d`, as
        `gate.figures_of` gives them.
    form : pandas.Series of str
        As for `divide`; of days there is no quotient.

    Returns
    -------
    pandas.DataFrame
        Same index: value, missing where the words give a range alone or there is no quotient, and
        infinite over zero; status, a key of `ENDINGS`, or empty where the gate's own stays.
    """
    over, under = value_of(pairs, N), value_of(pairs, D)
    value = pd.Series(divide(over, under, form), pairs.index)
    # Of dozens over nought too no ratio is finite: what the words allow decides.
    over_nought = is_quotient(form) & (most_divisor(pairs, form) == 0)
    larger = (over > under) | (pairs["low_n"] > pairs["high_d"])
    status = pd.Series("", pairs.index)
    status[over_nought] = "infinite_zero_denominator"
    status[over_nought & (pairs["high_n"] == 0)] = "undefined_zero_zero"
    status[form.isin(["share", "odds"]) & larger] = "blocked_scope"
    none = status.isin(["undefined_zero_zero", "blocked_scope"])
    none |= gives_range_alone(pairs, form) & (status == "")
    value = value.mask(status == "infinite_zero_denominator", np.inf)
    return pd.DataFrame({"value": value.mask(none), "status": status})


def _text(form: ArrayLike) -> np.ndarray:
    return np.asarray(form, dtype=object)


def _is_difference(form: np.ndarray) -> np.ndarray:
    return (form == "gap") | (form == "change")


def _as_rows(pairs: pd.DataFrame) -> pd.DataFrame:
    """Lay the pairs out as rows of the ratios table, with values where they may be divided."""
    rules = rules_of(pairs["ratio"])
    across = rules["across_days"]
    first_day = pairs[["stated_on_n", "stated_on_d"]].min(axis=1)
    one_side = ("date_basis", "speaker", "party", "scope", "period", "period_kind")
    columns = {
        "ratio": pairs["ratio"],
        "variant": "",
        "unit": rules["unit"],
        "stated_on": pairs["stated_on_n"].where(across, first_day),
        "as_of": pairs["stated_on_d"].where(across),
        "denominator_speaker": pairs["speaker_d"],
        "denominator_scope": pairs["scope_d"],
        "subject": pairs["subject_n"].where(pairs["subject_n"] != "none", pairs["actor_n"]),
        "rule_version": RULES_VERSION,
    }
    columns |= {column: pairs[f"{column}_n"] for column in one_side}
    for name, suffix in (("numerator", "_n"), ("denominator", "_d")):
        columns[name] = pairs[f"value{suffix}"]
        columns[f"{name}_low"] = pairs[f"low{suffix}"]
        columns[f"{name}_high"] = pairs[f"high{suffix}"].replace(np.inf, np.nan)
        columns[f"{name}_claims"] = pairs[f"claims{suffix}"]
    return pd.DataFrame(columns | _values(pairs, rules))


def _with_divisors(rows: pd.DataFrame) -> pd.DataFrame:
    """Show what was divided by: of a part its sum with the rest, of an odds the rest alone."""
    form = rules_of(rows["ratio"])["form"]
    met = rows["status"].isin([*DIVIDED, "infinite_zero_denominator", "undefined_zero_zero"])
    part, odds = met & (form == "part"), met & (form == "odds")
    over, under = rows["numerator"], rows["denominator"]
    # Words of a whole and its part that leave less than nothing name no rest.
    rest = (under - over).where(under >= over)
    low, high = rows["denominator_low"], rows["denominator_high"]
    own, claims = rows["numerator_claims"], rows["denominator_claims"].copy()
    claims[part] = union(own[part], claims[part])
    claims[odds] = union(claims[odds], own[odds])
    return rows.assign(
        denominator=under.mask(part, over + under).mask(odds, rest),
        denominator_low=low.mask(part, rows["numerator_low"] + low).mask(
            odds, (low - rows["numerator_high"]).clip(lower=0)
        ),
        denominator_high=high.mask(part, rows["numerator_high"] + high).mask(
            odds, high - rows["numerator_low"]
        ),
        denominator_claims=claims,
    )


def _values(pairs: pd.DataFrame, rules: pd.DataFrame) -> dict[str, pd.Series]:
    apart = (pairs["stated_on_n"] - pairs["stated_on_d"]).dt.days.astype(float)
    is_age = rules["form"] == "days"
    found = outcomes(pairs, rules["form"])
    may_meet = pairs["status"].isin(DIVIDED)
    ended = may_meet & (found["status"] != "")
    status = pairs["status"].mask(ended, found["status"])
    reason = pairs["reason"].mask(ended, found["status"].map(ENDINGS))
    divided = status.isin(DIVIDED)
    columns = {"value": found["value"].mask(is_age, apart).where(may_meet)}
    for reading in READINGS:
        over, under = (
            (pairs[f"{reading}low{side}"], pairs[f"{reading}high{side}"]) for side in (N, D)
        )
        for end, bound in zip(
            ("low", "high"), divide_ends(over, under, rules["form"]), strict=True
        ):
            finite = pd.Series(bound, pairs.index).replace(np.inf, np.nan)
            columns[f"{reading}{end}"] = apart.where(is_age, finite).where(divided)
    marks = {
        "day_apart": pairs["day_apart"],
        "as_of_apart": (apart > AS_OF_TOLERANCE_DAYS) & rules["across_days"],
        "above_whole": reason == ABOVE_WHOLE,
    }
    return columns | {"status": status, "reason": reason, "flags": merged_flags(pairs, marks)}


def _missing(
    numerators: pd.DataFrame, denominators: pd.DataFrame, rows: pd.DataFrame
) -> pd.DataFrame:
    """List the days on which a speaker who gives both figures elsewhere gave only one."""
    daily = [e.name for e in read_catalogue().values() if e.number and e.aggregate != "none"]
    together = rows[rows["ratio"].isin(daily) & ~rows["status"].str.startswith("blocked")]
    series = together[["ratio", "speaker", "scope", "period_kind", "subject"]].drop_duplicates()
    series = decode(series)
    rules = rules_of(series["ratio"])
    series = series.assign(numerator=rules["n_label"], denominator=rules["d_label"])
    series = series[rules["scope"] == "same"]
    found = [
        _alone(numerators, "numerator", "denominator", together, series),
        _alone(denominators, "denominator", "numerator", together, series),
    ]
    return pd.concat(found, ignore_index=True)


def _alone(
    side: pd.DataFrame, name: str, other: str, together: pd.DataFrame, series: pd.DataFrame
) -> pd.DataFrame:
    is_paired = pd.Series(False, index=side.index)
    for ratio, rows in together.groupby("ratio", observed=True):
        claims = side.loc[side["ratio"] == ratio, "claims"]
        met = pc.is_in(pa.array(claims), pa.array(rows[f"{name}_claims"]))
        is_paired[claims.index] = met.to_numpy(zero_copy_only=False)
    alone = side[~is_paired & side["stated_on"].notna() & (side["part"] == "")]
    keys = ["ratio", "speaker", "scope", "period_kind"]
    alone = alone.merge(series, on=keys, suffixes=("", "_of_series"))
    # A figure of no side, such as clashes, is alone in each series that it would have joined.
    alone["subject"] = alone["subject"].mask(alone["subject"] == "none", alone["subject_of_series"])
    alone = alone.drop_duplicates(["ratio", "claims", "subject"])
    columns = {
        "variant": "",
        "unit": rules_of(alone["ratio"])["unit"],
        "status": "missing",
        "reason": "no figure for " + alone[other] + " was located beside it",
        "rule_version": RULES_VERSION,
        f"{other}_claims": "",
        name: alone["value"],
        f"{name}_low": alone["low"],
        f"{name}_high": alone["high"].replace(np.inf, np.nan),
        f"{name}_claims": alone["claims"],
        "value": np.nan,
    }
    beside = [*ENDS, "numerator", "denominator"]
    return alone.drop(columns=beside).assign(**columns).reindex(columns=COLUMNS)
