"""An analyst's own numbers, tables and figures, so that a page tells which have a receipt.

>>> from analysis import load_collection, say, select_series
>>> held = load_collection("bakhmut-2023")
>>> where = {"speaker": "serhii_cherevatyi", "scope": "bakhmut_direction"}
>>> days = select_series(held, "killed_per_wounded", **where)
>>> say("The median of the days is {median}.", median=number_of(days, "median"))
The median of the days is 0.771.

What claims and ratios of a collection give: whether a number that names them is theirs.

A number carries its receipt from the cell where it was made. There, whoever takes a copy of a
table may change it, and the receipt would still name the claims; so their numbers are looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.keys import unknown
from analysis.errors import AnalysisError, ParameterError, RatioError
from analysis.ratios.catalogue import entry
from analysis.ratios.division import ENDS
from analysis.ratios.noise import yardstick
from analysis.reports import receipts
from analysis.reports.receipts import RATIO_KEY
from analysis.store.reads import fact, remembered
from analysis.terms import DIVIDED
from analysis.text.readable import whole
from analysis.text.receipt import SIDES, Quantity, Receipt, claims_of, named, numerals, prints
from analysis.text.say import quantity
from analysis.text.tables import Table

if TYPE_CHECKING:
    from analysis.figures.figure import Figure

KEPT = 10_000
"""Receipts whose numbers are kept: the pages of a batch share many of them."""
WAYS: dict[str, Callable[[pd.Series], float]] = {
    "mean": pd.Series.mean,
    "median": pd.Series.median,
    "least": pd.Series.min,
    "most": pd.Series.max,
    "count": pd.Series.count,
}
"""Ways to one number of many rows; a row whose number is missing is left out and counted."""


def gives(collection: Collection | None, receipt: Receipt, text: str) -> bool:
    """Say whether claims or a ratio give the numerals of a text; of anything else, yes.

    Raises
    ------
    AnalysisError
        If the receipt names what the collection does not hold.
    """
    if collection is None or receipt.made[0] not in KINDS:
        return True
    return prints(numbers_of(collection, *receipt.made).values(), text)


@fact
def numbers_of(collection: Collection, *made: str) -> dict[str, float]:
    """Return every number that a text about claims or a ratio may print, by its name."""
    return _numbers_once(collection, *made)


@remembered(KEPT)
def _numbers_once(collection: Collection, kind: str, *arguments: str) -> dict[str, float]:
    try:
        numbers = KINDS[kind](collection, *arguments)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        what = (kind, *arguments)
        raise AnalysisError(f"{what!r} names nothing of this collection: {error}") from error
    return {name: float(n) for name, n in numbers.items() if n is not None and not pd.isna(n)}


def _claim(held: Collection, claim_ids: str) -> dict[str, float]:
    numbers: dict[str, float] = {}
    ids = claim_ids.split(";")
    for row in (held.records[claim_id] for claim_id in ids):
        own = {name: row[name] for name in ("value", "n_pages", *ENDS)}
        if row["unit"] == "percent":
            own |= {f"the rest of {name}": 100 - n for name, n in own.items()}
        own |= numerals(row["reported"])
        numbers |= {f"{row['claim_id']} {name}": number for name, number in own.items()}
    if held.sums.get(ids[0]) == claim_ids:
        numbers |= {f"sum of {name}": n for name, n in _sum_of_events(held, claim_ids).items()}
    return numbers


def _sum_of_events(held: Collection, claim_ids: str) -> dict[str, float]:
    rows = [held.records[claim_id] for claim_id in claim_ids.split(";")]
    added = {name: sum(row[name] for row in rows) for name in ("value", *ENDS)}
    return added | {"rows": len(rows)}


def _ratio(held: Collection, ratio: str, variant: str, first: str, second: str) -> dict[str, float]:
    row = held.ratio_row(ratio, variant, first, second)
    names = ["value", *ENDS, *SIDES]
    names += [f"{side}_{end}" for side in SIDES for end in ("low", "high")]
    numbers = {name: row[name] for name in names}
    numbers |= {f"{end}, whole": whole(row[end]) for end in ("low", "high")}
    ids = named(first, second)
    for claim_id in ids:
        words = numerals(held.records[claim_id]["reported"])
        numbers |= {f"{claim_id} {name}": n for name, n in words.items()}
    for together in {held.sums[claim_id] for claim_id in ids if claim_id in held.sums}:
        added = _sum_of_events(held, together)
        numbers |= {f"{together} {name}": n for name, n in added.items()}
    numbers |= _yardstick(row)
    if pd.notna(row["as_of"]):
        numbers["days apart"] = (row["stated_on"] - row["as_of"]).days
    return numbers


def _yardstick(row: pd.Series) -> dict[str, float]:
    if row["status"] not in DIVIDED:
        return {}
    limits = yardstick(entry(row["ratio"]), *(row[side] for side in SIDES))
    return {"yardstick low": limits.low, "yardstick high": limits.high} if limits else {}


def _own_of_claims(held: Collection, way: str, column: str, *claim_ids: str) -> dict[str, float]:
    return _worked_out(way, held.claims_behind(";".join(claim_ids))[column])


def _own_of_ratios(
    held: Collection, way: str, column: str, ratio: str, variant: str, *pairs: str
) -> dict[str, float]:
    sides = [pair.split("/") for pair in pairs]
    rows = pd.DataFrame([held.ratio_row(ratio, variant, *pair) for pair in sides])
    return _worked_out(way, rows[column])


def _worked_out(way: str, numbers: pd.Series) -> dict[str, float]:
    return {way: WAYS[way](numbers.astype("float64").dropna()), "rows": len(numbers)}


KINDS: dict[str, Callable[..., dict[str, float]]] = {
    "claim": _claim,
    "ratio": _ratio,
    "own claim": _claim,
    "own claims": _own_of_claims,
    "own ratios": _own_of_ratios,
}
"""What is looked up, by the way in which a receipt says that its number was made."""


ALIKE = ("speaker", "subject", "scope", "measure", "ratio", "variant", "unit", "period_kind")
"""What rows must have in common before one number is made of them."""


def number_of(rows: pd.DataFrame, way: str, column: str = "value") -> Quantity:
    """Work one number out of claims or ratios, with a receipt that follows it back to them.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of `claims`, or of `ratios`, as they stand in the collection.
    way : str
        mean, median, least, most or count; rows without a number are left out, and the receipt
        counts them.
    column : str
        Of which the numbers are taken.

    Returns
    -------
    Quantity
        For `say`; three digits.

    Raises
    ------
    ParameterError
        If there is no such way, with the nearest.
    RatioError
        If the rows are of several speakers, subjects, areas, measures or ratios, of which nothing
        is averaged, or none has a number.
    AnalysisError
        If the rows are neither claims nor ratios, or lack the column.

    Examples
    --------
    >>> from analysis import load_collection
    >>> claims = load_collection("bakhmut-2023").claims
    >>> str(number_of(claims[claims["claim_id"].isin(["a0214", "a0215"])], "mean"))
    Traceback (most recent call last):
    ...
    analysis.errors.RatioError: no mean of rows of several measures: killed, wounded
    """
    if way not in WAYS:
        raise ParameterError(unknown("way", way, WAYS))
    if column not in rows or (not {"claim_id"} <= {*rows} and not {*RATIO_KEY} <= {*rows}):
        raise AnalysisError(f"rows of claims or of ratios, with a column {column!r}, are needed")
    if way != "count":
        _refuse_unlike(rows, way)
    number = WAYS[way](rows[column].astype("float64").dropna())
    if pd.isna(number):
        raise RatioError(f"no row has a number in {column!r}, so there is no {way}")
    return quantity(number, _receipt(rows, way, column))


def table(frame: pd.DataFrame, headings: Mapping[str, str] | None = None, *, caption: str) -> Table:
    """Show a table of one's own; rows of claims or ratios keep their receipts.

    Parameters
    ----------
    frame : pandas.DataFrame
    headings : mapping, optional
        From column to spoken heading, in the order shown; all columns under their names if there
        is none.
    caption : str
        What the table lists, and who says so.

    Raises
    ------
    AnalysisError
        If a column is not there, or the caption is empty.

    Examples
    --------
    >>> table(pd.DataFrame({"who": ["a"], "days": [3]}), caption="Days, counted by hand")
    Days, counted by hand
    who | days
    a | 3
    """
    named = headings or {name: str(name).replace("_", " ") for name in frame.columns}
    absent = [column for column in named if column not in frame]
    if absent or not caption.strip():
        raise AnalysisError(f"a table needs a caption and its columns; absent: {absent}")
    shown = frame[list(named)].set_axis(list(named.values()), axis=1)
    numeric = frame[list(named)].select_dtypes("number").columns
    return Table(
        shown,
        caption,
        receipts=tuple(_receipts(frame)),
        figures=tuple(named[column] for column in numeric),
    )


def figure(
    drawn: Any,
    *,
    title: str,
    alt: str,
    caption: str = "",
    source: str = "",
    values: Table | None = None,
) -> Figure:
    """Publish a drawing of one's own, by matplotlib, pandas or seaborn.

    Parameters
    ----------
    drawn : matplotlib Axes or Figure, or a seaborn grid
    title, alt, caption, source : str
        As for `Figure`: the alt text says the chart in words, with its extreme values.
    values : Table, optional
        The rows as drawn, as `table` shows them; folded away under the figure.

    Raises
    ------
    AnalysisError
        If title or alt text is empty.

    Examples
    --------
    >>> from matplotlib.figure import Figure as Drawing
    >>> figure(Drawing().add_subplot(), title="Days of a speaker", alt="An empty chart")
    An empty chart
    """
    from analysis.figures.figure import Figure

    whole = getattr(drawn, "figure", drawn)
    words = {"title": title, "alt": alt, "caption": caption, "source": source}
    rows = {"table": values.frame, "receipts": values.receipts} if values else {}
    return Figure(whole, **words, **rows)


def _refuse_unlike(rows: pd.DataFrame, way: str) -> None:
    for name in ALIKE:
        found = sorted({*map(str, rows[name].dropna())}) if name in rows else []
        if len(found) > 1:
            what = f"{name.replace('_', ' ')}s"
            raise RatioError(f"no {way} of rows of several {what}: {', '.join(found)}")


def _receipts(rows: pd.DataFrame) -> Iterable[Receipt]:
    """Give the receipts of rows of one's own table, if they are claims or ratios."""
    if {*RATIO_KEY, "status", "reason"} <= {*rows}:
        return receipts.of_ratios(rows)
    if "claim_id" not in rows:
        return ()
    step = "A row of the author's table names this claim."
    return [Receipt(("own claim", key), (step,), (key,)) for key in rows["claim_id"]]


def _receipt(rows: pd.DataFrame, way: str, column: str) -> Receipt | None:
    """Tell of which rows a number was worked out; None if there are none."""
    if rows.empty:
        return None
    if "claim_id" in rows:
        ids = tuple(rows["claim_id"])
        made, what, claims = ("own claims", way, column, *ids), "claims", ids
    else:
        sides = zip(rows["numerator_claims"], rows["denominator_claims"], strict=True)
        pairs = (f"{first}/{second}" for first, second in sides)
        ratio, variant = rows[["ratio", "variant"]].iloc[0]
        made = ("own ratios", way, column, ratio, variant, *pairs)
        what, claims = f"rows of {ratio.replace('_', ' ')}", claims_of(rows)
    steps = [
        f"The author of this page took the {way} of {len(rows)} {what}, of the column {column}."
    ]
    if missing := int(rows[column].isna().sum()):
        steps.append(f"{missing} of them name no number, and were left out.")
    return Receipt(made, tuple(steps), claims)
