"""Other wars: bands and reference rows, and the ratios of speakers beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.comparison import days_of_series, series_found, summarise
from analysis.collection.labels import (
    allowed_in,
    kinds_of,
    reference_source,
    side_of_speaker,
    source_line,
    time_in_words,
)
from analysis.collection.overview import divided_about_fighters, most_first, rows_of_pairs
from analysis.data.names import unknown
from analysis.errors import ParameterError, offering
from analysis.figures.figure import Figure
from analysis.figures.plots.ratios import forest
from analysis.ratios.gate import CLAIMS, entry
from analysis.ratios.references import (
    COUNTED_BY,
    READ_ON,
    RELIABILITY_RULE,
    has_both,
    of_a_part,
    of_people,
    other_wars,
    read_bands,
    read_references,
    same_war,
    shown,
    unverified,
)
from analysis.reports import receipts
from analysis.reports.receipts import drawn_point, ends_of_band, least_to_most, or_not_reported
from analysis.terms import LEAD, RELIABILITIES
from analysis.text import (
    Citation,
    Passage,
    Points,
    Quantity,
    Receipt,
    Table,
    counted,
    how_many,
    listed,
    of_them,
    quantity,
    rest,
    say,
    table,
)

__dir__, __getattr__ = offering(__name__)

EXPLANATIONS = (
    "Wounded who were evacuated are not visible to the one who counts.",
    "The killed include missing or presumed dead, or are worked out from strikes.",
    "Only severe wounds are counted.",
    "Evacuation was poor, or the fighting was at close quarters.",
    "The killed include deaths from all causes; official counts with a ratio near one exist.",
    "One of the two figures was derived from the other by a rule.",
    "The figures are exaggerated or made up.",
)
"""Why killed per wounded can come near one (step 13 of docs/method.md); none of them is chosen."""


MOST_DRAWN = 24
"""Rows of speakers that a figure draws: one of many more is longer than anybody scrolls."""


def land_set_in_words(references: pd.DataFrame, war: str = "") -> Passage:
    """Say where the land forces of other wars lie to the bands; orientation, not a sample."""
    return _position(land_forces(other_wars(references, war)), _of_land_set("")) + say(
        "It is a table made by hand, and no sample of wars: the quartiles are orientation only."
    )


def land_set_without_weak_rows(references: pd.DataFrame, war: str = "") -> Passage:
    """Say the same without the rows that are unverified or count a part of a war alone."""
    land = land_forces(other_wars(references, war))
    unread, parts = unverified(land), of_a_part(land)
    weak, made = unread | parts, _of_land_set("without weak")
    if not weak.any():
        return say("No row of it is unverified, and none counts a part of a war alone.")
    return say(
        "Without {n}, of which {unread} and {parts}, the table gives this.",
        n=counted(int(weak.sum()), "row", made),
        unread=of_them(int(unread.sum()), "is unverified", made, plural="are unverified"),
        parts=of_them(
            int(parts.sum()),
            "counts a part of a war, such as a battle",
            made,
            plural="count a part of a war, such as a battle",
        ),
    ) + _position(land[~weak], made)


def _position(rows: pd.DataFrame, made: Receipt) -> Passage:
    bands = read_bands().set_index("name")
    stated = rows[rows[["value", "low", "high"]].notna().any(axis=1)]
    if stated.empty:
        return say("No land force of another war stands in the table then.")
    value, (low, high) = stated["value"], ends_of_band("outer")
    # A row without a value counts where the whole of its range lies.
    least, most = value.fillna(stated["low"]), value.fillna(stated["high"])
    inner, outer = (
        how_many(int(((least >= band["low"]) & (most <= band["high"])).sum()), made)
        for band in (bands.loc["inner"], bands.loc["outer"])
    )
    said = say(
        "Of {n} land forces in other wars, {outer} had {low} to {high} wounded for each killed, "
        "the range that a review of the literature found, and {inner} had {low} to {usual}, which "
        "is customary to expect.",
        n=quantity(len(stated), made),
        inner=inner,
        outer=outer,
        low=low,
        high=high,
        usual=ends_of_band("inner")[1],
    )
    shares = {"median": 0.5, "first": 0.25, "third": 0.75}
    middle = {name: value.quantile(share) for name, share in shares.items()}
    half = "had at most {median} killed for each wounded (quartiles {first} and {third})"
    alone = counted(int(value.isna().sum()), "row gives", made, plural="rows give")
    told = "{alone} a range and no single value; a range is counted where the whole of it lies."
    if value.isna().all():
        return said + say(told, alone=alone)
    middle = {name: quantity(n, made, digits=4) for name, n in middle.items()}
    if value.notna().all():
        return said + say(f"Half of them {half}.", **middle)
    with_value = quantity(int(value.notna().sum()), made)
    return said + say(
        f"Half of the {{n}} with a single value {half}. {told}", n=with_value, alone=alone, **middle
    )


def _of_land_set(rows: str) -> Receipt:
    """Tell what was counted; `rows` says which were left out."""
    step = "The land forces of the reference table were counted, one account of each."
    return Receipt(("land set", rows), (step,))


def _of_references(rows: pd.DataFrame) -> list[Receipt]:
    """Tell of each reference row what it counts, how reliable it is, and where it was read."""
    return [
        Receipt(
            ("reference", row.reference_id),
            (
                f"{row.conflict}, {row.force}, {row.period}: {row.definition}.",
                f"Reliability {row.reliability}: {row.reason}.",
                f"Source: {row.source_title}.",
            ),
        )
        for row in rows.itertuples()
    ]


def own_war(references: pd.DataFrame, war: str) -> Passage:
    """Say how many rows are of the collection's own war, which stand apart from other wars."""
    rows = same_war(references, war)
    if rows.empty:
        return say("No row of the table is of the war that the collection is about.")
    return say(
        "{rows} of the war that the collection is about, and counted apart from other wars.",
        rows=counted(len(rows), "row is", _of_land_set(""), plural="rows are"),
    )


def reliability() -> Passage:
    """Say the rule by which every reference row is graded."""
    return say("How reliable a row is follows from what it rests on. {rule}", rule=RELIABILITY_RULE)


def withdrawn(references: pd.DataFrame) -> Passage:
    """Say which reference rows are not shown, and why."""
    rows = references[references["withdrawn"] != ""]
    if rows.empty:
        return say("No reference row is withdrawn.")
    named = [f"{row.conflict}, {row.force} ({row.withdrawn})" for row in rows.itertuples()]
    return say(
        "Not shown, though they stand in the table: {rows}.", rows=Citation("; ".join(named))
    )


def reviewed_wars() -> Passage:
    """Say what reviewed wars had, and what a distance from it is: a reason to ask, no proof."""
    low, high = ends_of_band("outer")
    return say(
        "In the fighting of other wars a review ({source}) found {low} to {high} surviving wounded "
        "for each killed. A figure outside is a reason to ask, no proof: armies count in different "
        "ways.",
        source=Citation(read_bands("wounded_per_killed").set_index("name").at["outer", "source"]),
        low=low,
        high=high,
    )


def speakers_divided(collection: Collection) -> Passage:
    """Say of the rows of the figure whose they are, and which pairs that may be divided lack."""
    divided = divided_about_fighters(collection)
    if divided.empty:
        return say("No speaker gave killed and wounded of fighting forces that may be divided.")
    lacks = _stands_in_no_row(collection, divided)
    if lacks.all():
        return _left_out(collection, divided)
    pairs, made = divided[~lacks], receipts.of_count("speakers divided")
    shown, labels = rows_of_pairs(pairs), collection.words.parties["label"]
    more = len(shown) - MOST_DRAWN
    parties = most_first(shown.drop_duplicates("speaker")["party"].value_counts())
    said = say(
        "Killed and wounded of {speakers} may be divided ({parties}); {pairs} "
        + ("in {rows}" if more > 0 else "here in {rows}")
        + ("." if lacks.any() else ", and no such pair is left out."),
        speakers=counted(shown["speaker"].nunique(), "speaker", made),
        parties=[
            say("{label} {n}", label=labels[party], n=quantity(n, made))
            for party, n in parties.items()
        ],
        pairs=counted(len(pairs), "pair stands", made, plural="pairs stand"),
        rows=counted(len(shown), "row", made),
    )
    if more > 0:
        turns = "Rows of each side are drawn in turn, those of most days first. {rest}"
        said += say(turns, rest=Citation(rest(more)))
    return said + _left_out(collection, divided[lacks]) if lacks.any() else said


def _left_out(collection: Collection, pairs: pd.DataFrame) -> Passage:
    """Say which pairs that may be divided stand in no row, and why."""
    labels, made = collection.words.speakers["label"], receipts.of_count("speakers divided")
    one, more = "pair that may be divided stands", "pairs that may be divided stand"
    return say(
        "{pairs} in no row ({speakers}): the day has several statements, or lies outside the "
        "days of the collection.",
        pairs=counted(len(pairs), one, made, plural=more),
        speakers=Citation(listed(labels[name] for name in pairs["speaker"].unique())),
    )


def _stands_in_no_row(collection: Collection, pairs: pd.DataFrame) -> np.ndarray:
    """Mark the pairs of days with several statements, or outside the days of the collection."""
    days = [_days_of(collection, series) for series in series_found(pairs).itertuples()]
    in_period = [some[some["stated_on"].isin(collection.calendar)] for some in days]
    drawn = pd.concat([pairs_alone(collection), *in_period])
    return ~pairs.set_index([*CLAIMS]).index.isin(drawn.set_index([*CLAIMS]).index)


def title(rows: pd.DataFrame) -> str:
    """Head a forest of other wars with the least and the most of its rows.

    Parameters
    ----------
    rows : pandas.DataFrame
        As `reference_rows` and `beside_wars` return it.
    """
    begins = {
        "Speakers give": "Claims",
        "other wars had": "Other",
        "the reference table puts this one at": "This war",
    }
    said = []
    for who, begin in begins.items() if len(rows) else ():
        mine = rows[rows["group"].astype(str).str.startswith(begin)]
        ends = (mine[["low", "value"]].min(axis=None), mine[["high", "value"]].max(axis=None))
        said += [] if mine.empty else [f"{who} {least_to_most(*ends)}"]
    if not said:
        return "Killed per wounded in wars"
    told = "; ".join(said)
    return f"{told[:1].upper()}{told[1:]} killed per wounded"


def explanations() -> Points:
    """List why killed per wounded can come near one; the page chooses none of them."""
    return Points(EXPLANATIONS)


def bands_table() -> Table:
    """List the reference bands with their sources and what they counted."""
    rows = read_bands(norms=True)
    ends = {"low": "killed per wounded, low", "high": "high"}
    return table(
        rows,
        {"label": "band", **ends, "source": "source", "definition": "what was counted"},
        caption="Reference bands, published as wounded for each killed",
        receipts=map(receipts.of_band, rows["name"]),
    )


def references_table(rows: pd.DataFrame) -> Table:
    """List reference rows with what each counted, who counted, and what was read."""
    stated = rows[rows[["value", "low", "high"]].notna().any(axis=1)]
    named = stated.assign(
        range=pd.Series(allowed_in(stated), stated.index).where(stated["high"].notna(), ""),
        counted_by=stated["counted_by"].map(COUNTED_BY),
        read_on=stated["read_on"].map(READ_ON),
    )
    return table(
        named,
        {
            "conflict": "war",
            "force": "force",
            "period": "time",
            "value": "killed per wounded",
            "range": "range",
            "definition": "what was counted",
            "reliability": "reliability",
            "counted_by": "rests on",
            "read_on": "read on",
            "source_title": "source",
        },
        caption="Definitions and sources of the reference rows",
        receipts=_of_references(stated),
        figures=("range",),
    )


def reference_rows(references: pd.DataFrame, war: str = "") -> pd.DataFrame:
    """Lay reference rows out for `plots.forest`, grouped by reliability.

    The rows of one's own war stand in a group of its name, before the other wars.
    """
    rows = references[references[["value", "low", "high"]].notna().any(axis=1)]
    # The time is told where the table holds a force more than once.
    label = rows["conflict"] + ", " + rows["force"]
    own = f"This war ({war}), in the reference table"
    groups = [own, *(f"Other wars, {name} reliability" for name in RELIABILITIES)]
    group = "Other wars, " + rows["reliability"] + " reliability"
    group = group.mask((rows["war"] == war) & (war != ""), own)
    return pd.DataFrame(
        {
            "label": label.mask(label.duplicated(keep=False), label + ", " + rows["period"]),
            "value": rows["value"],
            "low": rows[["low", "value"]].min(axis=1),
            "high": rows[["high", "value"]].max(axis=1),
            "group": pd.Categorical(group, groups, ordered=True),
            "kind": rows["kind"],
            "side": None,
            "interval": "counts",
            "receipt": _of_references(rows),
        }
    ).reset_index(drop=True)


def claim_row(
    label: str,
    ends: tuple[float, float, float],
    drawn: Mapping[str, object],
    *,
    receipt: Receipt,
    n: int | None = None,
    interval: str = "wording",
) -> pd.DataFrame:
    """Lay one claimed ratio (value, low, high) out as a row for `plots.forest`.

    Kind and side come from `drawn_as`.
    """
    value, low, high = (math.nan if end is None else end for end in ends)
    row = {"label": label, "value": value, "low": low, "high": high, "n": n, **drawn}
    return pd.DataFrame([{**row, "group": "Claims", "interval": interval, "receipt": receipt}])


def stack(*tables: pd.DataFrame) -> pd.DataFrame:
    """Put forest rows under each other; groups become plain text in the given order."""
    groups: list[str] = []
    for group in (one["group"] for one in tables):
        groups.extend(group.cat.categories if hasattr(group, "cat") else group.unique())
    plain = [one.assign(group=one["group"].astype(str)) for one in tables]
    rows = pd.concat([one.dropna(axis="columns", how="all") for one in plain], ignore_index=True)
    order = pd.Categorical(rows["group"], list(dict.fromkeys(groups)), ordered=True)
    return rows.assign(side=rows.get("side"), group=order)


def reliable(references: pd.DataFrame, least: str) -> pd.DataFrame:
    """Keep the reference rows of at least one reliability.

    Raises
    ------
    ParameterError
        If there is no such reliability.
    """
    if least not in RELIABILITIES:
        raise ParameterError(unknown("reliability", least, RELIABILITIES))
    kept = RELIABILITIES[: RELIABILITIES.index(least) + 1]
    rows = shown(references)
    return rows[rows["reliability"].isin(kept)].reset_index(drop=True)


def land_forces(references: pd.DataFrame) -> pd.DataFrame:
    """Keep the land forces, one account of each."""
    return references[references["in_land_set"]].reset_index(drop=True)


def speakers_rows(collection: Collection) -> pd.DataFrame:
    """Lay the killed per wounded of every speaker who has one out for `plots.forest`.

    A series of days is one row; a pair over another time, or without a day, is one of its own.
    Fighting forces alone: the bands and rows of other wars say nothing of civilians. Empty if
    there is no such ratio.
    """
    found, rows = series_found(collection.rows_of(LEAD)), []
    found = found[~found["subject"].isin(collection.words.non_fighters)]
    for series in found[found["days_paired"] > 0].itertuples():
        days = _days_of(collection, series)
        # A series whose every day holds several statements has no day to draw.
        if has_both(days).any():
            rows.append(_speaker_row(collection, days))
    for _, pair in pairs_alone(collection).iterrows():
        ends = (drawn_point(pd.DataFrame([pair])).iloc[0], pair["low"], pair["high"])
        label = f"{_whose(collection, pair)}, {time_in_words(pair)}"
        drawn, made = drawn_as(collection, pair), receipts.of_ratio(pair)
        rows.append(claim_row(label, ends, drawn, receipt=made))
    rows = [row for row in rows if not row[["value", "low", "high"]].isna().all(axis=None)]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def pairs_alone(collection: Collection) -> pd.DataFrame:
    """Choose the divided pairs of killed and wounded that are no day of a series."""
    pairs = divided_about_fighters(collection)
    daily = (pairs["period_kind"] == "day") & pairs["stated_on"].notna()
    return pairs[~daily]


def beside_wars(collection: Collection, references: pd.DataFrame) -> pd.DataFrame:
    """Lay every speaker's ratio, this war and other wars out for `plots.forest`.

    Empty without a ratio.
    """
    rows = speakers_rows(collection)
    if rows.empty:
        return rows
    own = of_people(same_war(references, collection.war), "fighters")
    others = land_forces(other_wars(references, collection.war))
    return stack(rows, reference_rows(pd.concat([own, others]), collection.war))


def drawn_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Choose `MOST_DRAWN` rows of speakers, from each side in turn, and every row of a war.

    Of a side those of most days come first, then those whose name does; what a row gives is not
    looked at.

    Parameters
    ----------
    rows : pandas.DataFrame
        As `beside_wars` returns it.
    """
    if rows.empty:
        return rows
    claims = rows[rows["group"] == "Claims"]
    days = pd.to_numeric(claims.reindex(columns=["n"])["n"]).fillna(1)
    sides = claims["side"].astype(str)
    ranked = claims[["label"]].assign(days=-days, side=sides).sort_values(["days", "label"])
    ranked["turn"] = ranked.groupby("side").cumcount()
    taken = ranked.sort_values(["turn", "side"]).index[:MOST_DRAWN]
    return rows.drop(claims.index.difference(taken)).reset_index(drop=True)


def bands_beside(collection: Collection, subject: str, ratio: str = LEAD) -> pd.DataFrame:
    """Return the bands that a ratio about some people may stand beside; none for civilians.

    The bands are of soldiers in the fighting of war, whatever the collection is about.
    """
    bands = read_bands(ratio) if entry(ratio).band else pd.DataFrame()
    return bands.iloc[:0] if subject in collection.words.non_fighters else bands


NO_BAND = {
    "civilians": "and the tables enter these people as civilians.",
    "both": "and these figures do not tell fighters from civilians.",
}


def without_band(collection: Collection, subject: str) -> Passage:
    """Say why no band of soldiers stands beside figures, and what is known of such people."""
    kind = collection.words.people[subject]
    rows = of_people(other_wars(read_references(), collection.war), kind)
    rows = rows[rows["value"].notna() | rows[["low", "high"]].notna().all(axis=1)]
    said = say(
        "No band stands beside these figures: the reviewed wars counted fighting forces, {why}",
        why=NO_BAND[kind],
    )
    if rows.empty:
        return said + say("Of such people in other wars the reference table has no figure.")
    told = [
        say(
            "{where}: {value} killed for each wounded ({counted})",
            where=Citation(f"{row.conflict}, {row.force[0].lower()}{row.force[1:]}, {row.period}"),
            value=Quantity(least_to_most(row.low, row.high), made)
            if pd.isna(row.value)
            else quantity(row.value, made),
            counted=COUNTED_BY[row.counted_by],
        )
        for row, made in zip(rows.itertuples(), _of_references(rows), strict=True)
    ]
    return said + say("Of such people the reference table has, for orientation: {rows}.", rows=told)


def _days_of(collection: Collection, series) -> pd.DataFrame:
    key = {name: getattr(series, name) for name in ("speaker", "scope", "subject")}
    return days_of_series(collection.ratios, series.ratio, **key)


def _speaker_row(collection: Collection, days: pd.DataFrame) -> pd.DataFrame:
    found, one = summarise(days, collection.calendar), days[has_both(days)].iloc[0]
    low, high = (found.wording.low, found.wording.high) if found.wording else (None, None)
    return claim_row(
        _whose(collection, one),
        (found.value, low, None if high == math.inf else high),
        drawn_as(collection, one),
        n=found.days_with_both - found.days_zero_zero,
        receipt=receipts.of_series(days, found),
    )


def _whose(collection: Collection, row: pd.Series) -> str:
    words = collection.words
    return (
        f"{words.speakers.at[row['speaker'], 'label']} about "
        f"{words.forces.at[row['subject'], 'label']}, {words.scopes.at[row['scope'], 'label']}"
    )


def drawn_as(collection: Collection, row: pd.Series) -> dict[str, object]:
    """Say how a ratio is drawn: by kind as its first figure is, and by the side of its speaker."""
    first = collection.claims_behind(row["numerator_claims"]).iloc[:1]
    return {
        "kind": kinds_of(first, collection).iloc[0],
        "side": side_of_speaker(row["speaker"], collection),
    }


def figure(references: pd.DataFrame, war: str = "") -> Figure:
    """Draw the reference rows beside the bands, those of the collection's own war first."""
    rows = reference_rows(references, war)
    drawn = forest(rows, read_bands(), title=title(rows), source=reference_source())
    return drawn.called("forest", "wars")


def speakers_figure(collection: Collection) -> Figure | Passage:
    """Draw the speakers' killed per wounded beside other wars; of very many those of `drawn_of`."""
    rows = beside_wars(collection, read_references())
    return or_not_reported(
        *(forest, drawn_of(rows), read_bands()),
        of=("speakers",),
        title=title(rows),
        source=source_line(collection),
    )
