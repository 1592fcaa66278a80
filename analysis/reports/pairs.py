"""Two figures beside each other: which may be divided and which not, both sides, shares of ground.

The catalogue of ratios and what became of the pairs; what speakers of both sides stated for the
same days; shares of ground, claimed and assessed, and the gap between the two.
"""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection, keyed
from analysis.collection.comparison import (
    Briefing,
    control_shares,
    deniers_of,
    opposing_days,
    side_of_shares,
)
from analysis.collection.labels import (
    allowed_in,
    labelled,
    party_named,
    side_of_speaker,
    sides_of_speakers,
    source_line,
    worded,
)
from analysis.collection.overview import figures_apart, most_first, pairs_judged
from analysis.data.names import in_sentence
from analysis.errors import AnalysisError, offering
from analysis.figures.figure import Figure
from analysis.figures.plots.counts import paired
from analysis.figures.plots.shares import gap, slope
from analysis.ratios.gate import read_catalogue
from analysis.reports import receipts
from analysis.reports.receipts import (
    area_of,
    as_reported,
    doubts_in,
    drawn_point,
    headings,
    interval_of,
    least_to_most,
    or_not_reported,
)
from analysis.store.reads import fact, remembered
from analysis.terms import DENIERS, DIVIDED, FLAGS, STATUS_WORDS, STATUSES
from analysis.text import (
    Day,
    Passage,
    Table,
    counted,
    how_many,
    of_them,
    quantity,
    say,
    several,
    span,
    table,
)

__dir__, __getattr__ = offering(__name__)

SAME = {"same": "same", "different": "must differ", "any": "any", "within": "within"}
LOSSES_FIRST = (
    "Of the figures of people lost that were located, speakers of {label} gave {wounded} of "
    "wounded, {killed} of killed and {together} of both together or of losses without saying which."
)
LOSSES_FURTHER = "Speakers of {label} gave {wounded}, {killed} and {together} of these."


def in_numbers(collection: Collection) -> Passage:
    """Say how many ratios can be given, and how many are refused or lack their second figure.

    One pair of figures has several: killed per wounded, the reverse, the share of killed.
    """
    rows = pairs_judged(collection)
    if rows.empty:
        return say("No figure of the collection has a second one that it could be divided by.")
    status, made = rows["status"], receipts.of_count("statuses")
    divided = status.isin(DIVIDED)
    zero = status.isin(["undefined_zero_zero", "infinite_zero_denominator"])
    return say(
        "{divided} of two figures can be given (one pair may have several): {values} a single "
        "value, {ranges} a range. {refused} refused, {zero} a zero that leaves no finite ratio, "
        "and {missing} one of the two figures.",
        divided=counted(int(divided.sum()), "ratio", made),
        values=of_them(int((divided & rows["value"].notna()).sum()), "gives", made, plural="give"),
        ranges=of_them(int((divided & rows["value"].isna()).sum()), "gives", made, plural="give"),
        refused=counted(
            int(status.str.startswith("blocked").sum()), "ratio was", made, plural="ratios were"
        ),
        zero=of_them(int(zero.sum()), "has", made, plural="have"),
        missing=of_them(int((status == "missing").sum()), "lacks", made, plural="lack"),
    ) + say(
        "What is worked out from these ratios (multiples of bands, figures that a band would "
        "imply, ranks, days covered) makes {further}, and none of them was found anywhere.",
        further=counted(len(collection.ratios) - len(rows), "row more", made, plural="rows more"),
    )


def whose(collection: Collection) -> Passage:
    """Say whose the ratios are that can be given, and why they are so unequal."""
    rows = pairs_judged(collection)
    divided = most_first(rows.loc[rows["status"].isin(DIVIDED), "party"].value_counts())
    if divided.empty:
        return say("No pair of figures may be divided, whoever stated them.")
    made = receipts.of_count("whose pairs")
    pairs = [
        say("{label} {n}", label=party_named(collection, party), n=quantity(n, made))
        for party, n in divided.items()
    ]
    said = say("By the party of the speaker these ratios are: {pairs}.", pairs=pairs) + say(
        "A pair of killed and wounded takes both from one speaker, for one place and time, and "
        "those who fight do not count alike."
    )
    losses = LOSSES_FIRST
    found = figures_apart(collection)
    for party, row in found.iterrows():
        numbers = {name: how_many(int(n), made) for name, n in row.items()}
        said += say(losses, label=in_sentence(party_named(collection, party)), **numbers)
        losses = LOSSES_FURTHER
    return said


def catalogue_table() -> Table:
    """List the ratios of the catalogue and what must agree for each."""
    rows = [
        {
            "no.": str(entry.number),
            "ratio": entry.label,
            "read as": entry.read_as,
            "speakers": SAME[entry.speaker] if entry.is_pairing else "",
            "areas": SAME[entry.scope] if entry.is_pairing else "",
            "over days": entry.aggregate.replace("_", " "),
        }
        for entry in read_catalogue().values()
        if entry.number
    ]
    return table(pd.DataFrame(rows), headings(*rows[0]), caption="The catalogue of ratios")


def refusals_table(held: Collection, most: int = 24) -> Table:
    """List refused pairs with the reason: one of each ratio and kind, each pair once.

    Pairings that tempt most come first.
    """
    blocked = held.ratios[["ratio", "status", "numerator_claims", "denominator_claims"]]
    blocked = blocked[blocked["status"].str.startswith("blocked")]
    tempting = {name for name, entry in read_catalogue().items() if not entry.number}
    ids = blocked["numerator_claims"] + ";" + blocked["denominator_claims"]
    both = [";".join(sorted(pair.split(";"))) for pair in ids]
    ranked = blocked.assign(first=blocked["ratio"].isin(tempting), both=both)
    ranked = ranked.sort_values("first", ascending=False, kind="stable")
    ranked = ranked.drop_duplicates(["both"]).drop_duplicates(["ratio", "status"])
    chosen = held.ratios.loc[ranked.index]
    return table(
        ratio_rows(chosen, held),
        headings("label", "stated_on", "speaker", "first", "second", "reason"),
        caption="Pairs refused: one of each ratio and kind of refusal",
        most=most,
        receipts=receipts.of_ratios(chosen),
        figures=("first", "second"),
    ).or_say("No pair was refused.")


def statuses_table(held: Collection) -> Table:
    """Count the ratios of two figures by what became of them."""
    counted = pairs_judged(held)["status"].value_counts()
    rows = pd.DataFrame({"meaning": STATUSES, "rows": counted}).reindex(list(STATUSES))
    rows = rows[rows["rows"].notna()].reset_index(names="status")
    return table(
        rows.assign(status=rows["status"].map(STATUS_WORDS)),
        headings("status", meaning="what it means", rows="ratios"),
        caption="What became of the ratios of two figures",
        receipts=[receipts.of_count("statuses")] * len(rows),
    )


def ratio_rows(ratios: pd.DataFrame, held: Collection) -> pd.DataFrame:
    """Put ratios in readers' words: label, first, second, allowed, status_words, remarks.

    The remarks are the reason of the status, and all that is flagged.
    """
    words: dict[str, list[str]] = {name: [] for name in ("label", "first", "second", "remarks")}
    for row in ratios.itertuples():
        entry = read_catalogue()[row.ratio]
        # The denominator of odds is what is left of a figure when another is taken off.
        is_rest = bool(entry.denominator_less) or entry.form == "odds"
        words["label"].append(entry.label)
        words["first"].append(worded(row.numerator_claims, held, less=bool(entry.numerator_less)))
        words["second"].append(worded(row.denominator_claims, held, less=is_rest))
        words["remarks"].append("; ".join(filter(None, [row.reason, _flags(row, held)])))
    return labelled(ratios, held).assign(
        **words,
        allowed=allowed_in(ratios),
        status_words=ratios["status"].map(STATUS_WORDS),
    )


def _flags(row, held: Collection) -> str:
    """Write the flags of a ratio as a phrase that says where those stand who contradict a claim."""
    words = [FLAGS[flag] for flag in row.flags.split(";") if flag]
    if "contradicted" in row.flags:
        behind = held.claims_behind(f"{row.numerator_claims};{row.denominator_claims}")
        deniers = deniers_of(behind, held.words)
        named = "; ".join(dict.fromkeys(DENIERS[denier] for denier in deniers if denier))
        words = [named if named and said == FLAGS["contradicted"] else said for said in words]
    return "; ".join(words)


NO_DAY = "There is no day on which both sides stated the other's losses."
Series = tuple[str, str, str, str]
"""Speaker, measure, area and subject of figures over days."""
SIDE = ["label", "side", "value", "low", "high"]
"""What a side of paired figures needs."""


def sides_in_words(collection: Collection) -> Passage:
    """Say on how many days both sides stated the other's losses."""
    days = opposing_days(collection.points, collection.words)
    if days.empty:
        return say(NO_DAY)
    labels, made = collection.words.parties["label"], receipts.of_count("both sides")
    parts = [
        say("{label} {n}", label=labels[party], n=quantity(n, made))
        for party, n in most_first(days["party"].value_counts()).items()
    ]
    spoke = set(collection.claims["party"]) & collection.words.side_of.keys()
    silent = sorted(spoke - set(days["party"]))
    parts += [say("{label} none", label=labels[party]) for party in silent]
    return say(
        "On {days} speakers of both sides stated the other side's losses over one day, in "
        "{figures} ({parts}). Each side speaks of the other's people, so "
        "none is divided by another.",
        days=counted(days["stated_on"].nunique(), "day", made),
        figures=counted(len(days), "figure", made),
        parts=parts,
    )


def sides_title(collection: Collection) -> str:
    """Head the figures of the two speakers who share the most days."""
    if opposing_days(collection.points, collection.words).empty:
        return "What speakers of both sides stated for the same days"
    first, second = most_shared_days(collection)
    label, days = collection.words.spoken, len(shared_days(collection))
    both = f"{label[first[0]]} and {label[second[0]]}"
    return f"On {several(days, 'day', none='no')} {both} each stated the other side's losses"


@remembered()
def shared_days(collection: Collection) -> pd.DataFrame:
    """Lay the two series that share the most days out for `plots.paired`; empty if none does."""
    if opposing_days(collection.points, collection.words).empty:
        return pd.DataFrame(columns=["day"])
    return paired_rows(collection, *most_shared_days(collection))


def paired_rows(collection: Collection, left: Series, right: Series) -> pd.DataFrame:
    """Lay the figures of two speakers for the same days out for `plots.paired`.

    Parameters
    ----------
    left, right : tuple of str
        Speaker, measure, scope and subject of each side.

    Returns
    -------
    pandas.DataFrame
        One row a day for which both were stated.
    """
    daily = collection.points[
        (collection.points["period_kind"] == "day") & (collection.points["stance"] == "claim")
    ]
    sides = [_side(daily, chosen, collection) for chosen in (left, right)]
    both = sides[0].merge(
        sides[1], left_index=True, right_index=True, suffixes=("_l", "_r"), validate="1:1"
    )
    ids = both.pop("claim_id_l") + ";" + both.pop("claim_id_r")
    both.columns = [f"{side}_{name}" for side in ("left", "right") for name in SIDE]
    made = list(receipts.of_claims(collection, ids))
    return both.assign(receipt=made).reset_index(names="day")


def _side(daily: pd.DataFrame, chosen: Series, collection: Collection) -> pd.DataFrame:
    speaker, measure, scope, _ = chosen
    rows = daily[(daily[["speaker", "measure", "scope", "subject"]] == list(chosen)).all(axis=1)]
    rows = rows.sort_values(["stated_on", "claim_id"]).drop_duplicates("stated_on")
    rows = rows.set_index("stated_on")
    words = collection.words
    subject = rows["subject"].map(words.forces["label"]).iloc[:1]
    label = (
        f"{words.speakers.at[speaker, 'label']}: {words.measures.at[measure, 'label']}, "
        f"{''.join(subject)}, {words.scopes.at[scope, 'label']}"
    )
    ends = rows[["low", "high", "claim_id"]].assign(
        label=label, side=side_of_speaker(speaker, collection), value=drawn_point(rows)
    )
    return ends[[*SIDE, "claim_id"]]


@remembered()
def most_shared_days(collection: Collection) -> tuple[Series, Series]:
    """Find the two series of opposing sides that share the most days, of one measure if any do.

    Returns
    -------
    tuple
        Speaker, measure, area and subject of each; in the order of the table of parties.

    Raises
    ------
    AnalysisError
        If no day has figures of both sides.
    """
    days = opposing_days(collection.points, collection.words)
    key = ["speaker", "measure", "scope", "subject"]
    place = {side: number for number, side in enumerate(collection.words.parties.index)}
    days = days.assign(
        against=days["subject"].map(collection.words.side_of_force), _place=days["side"].map(place)
    )
    both = days.merge(days, on="stated_on", suffixes=("_1", "_2"))
    answers = (both["side_1"] == both["against_2"]) & (both["side_2"] == both["against_1"])
    both = both[answers & (both["_place_1"] < both["_place_2"])]
    if both.empty:
        raise AnalysisError("no day has figures of both sides about the other's losses")
    keys = [f"{name}_{side}" for side in (1, 2) for name in key]
    shared = both.groupby(keys, sort=False)["stated_on"].nunique()
    most = shared.index[shared == shared.max()]
    chosen = next((keys for keys in most if keys[1] == keys[5]), most[0])
    return chosen[:4], chosen[4:]


def sides_table(held: Collection) -> Table:
    """List both sides' daily figures about the other's losses, on the days that have both."""
    rows = labelled(opposing_days(held.points, held.words), held)
    return table(
        rows,
        headings("stated_on", "speaker", "subject", "measure", "scope", "reported")
        | doubts_in(rows),
        caption="Both sides' figures about the other's losses, on days that have both",
        receipts=receipts.of_claims(held, rows["claim_id"]),
        figures=("reported",),
    ).or_say(NO_DAY)


def sides_figure(collection: Collection) -> Figure | Passage:
    """Draw the two series of opposing sides that share the most days."""
    return or_not_reported(
        paired,
        shared_days(collection),
        nothing="",
        title=sides_title(collection),
        source=source_line(collection),
    )


def gap_in_words(briefing: Briefing) -> Passage:
    """Say what was claimed and what was assessed of the area held, each with its day."""
    gap = briefing.ratio("control_gap_points")
    if gap is None:
        return say("For the day no claimed share of the area was located beside an assessment.")
    label, made = briefing.collection.words.spoken, receipts.of_ratio(gap)
    checked_by = briefing.collection.claims_behind(gap["numerator_claims"])["checked_by"]
    rejected = "contradicted" in gap["flags"] and gap["denominator_speaker"] in set(checked_by)
    said = say(
        "{claimant} put the share of {scope} held by {subject} at {claimed}; {assessor} "
        "{verb} {assessed} as of {as_of}, {age} earlier: a gap of {points} points "
        "({span} by the words of all pages).",
        claimant=label[gap["speaker"]],
        scope=briefing.collection.scopes.at[gap["scope"], "label"],
        subject=in_sentence(briefing.collection.words.forces.at[gap["subject"], "label"]),
        claimed=as_reported(briefing, gap["numerator_claims"]),
        assessor=label[gap["denominator_speaker"]],
        verb="rejected this and gave" if rejected else "gave",
        assessed=as_reported(briefing, gap["denominator_claims"]),
        as_of=Day(gap["as_of"]),
        age=counted((gap["stated_on"] - gap["as_of"]).days, "day", made),
        points=quantity(gap["value"], made),
        span=span(interval_of(gap, "versions_"), made),
    )
    said += _times(briefing.ratio("claim_to_assessment"))
    if "as_of_apart" not in gap["flags"]:
        return said
    return said + say("The two days are far apart.")


def _times(row: pd.Series | None) -> Passage:
    """Say a ratio of shares as times as much."""
    if row is None or pd.isna(row["value"]) or not row["versions_low"] > 0:
        return say("No ratio of the two shares is given.")
    made = receipts.of_ratio(row)
    return say(
        "The first is {times} times the second ({allowed}).",
        times=quantity(row["value"], made),
        allowed=span(interval_of(row, "versions_"), made),
    )


@keyed
def shares_title(collection: Collection, scope: str) -> str:
    """Head the shares of an area, claimed and assessed, with the least and the most."""
    words, area = collection.words, area_of(scope, collection)
    side = side_of_shares(collection.points, scope, words)
    if not side:
        return f"Share of {area} said to be held"
    party = words.forces.at[side, "party"]
    adjective = words.forces.at[side, "label"]
    holder = words.parties["label"].get(party, adjective)
    shares = control_shares(collection.points, scope, words)
    spread = least_to_most(shares["low"].min(), shares["high"].max())
    return (
        f"Speakers put the share of {area} held by the side of {in_sentence(holder)} at {spread} %"
    )


def gap_title(briefing: Briefing) -> str:
    """Head one claimed share beside one assessment."""
    row = briefing.ratio("control_gap_points")
    label = briefing.collection.words.spoken
    if row is None:
        return "A claimed share beside an assessment"
    claimed, assessed = (
        worded(row[f"{side}_claims"], briefing.collection) for side in ("numerator", "denominator")
    )
    return (
        f"{label[row['speaker']]} put the share at {claimed}, "
        f"{label[row['denominator_speaker']]} gave {assessed}"
    )


@keyed
def share_rows(collection: Collection, scope: str) -> pd.DataFrame:
    """Lay the stated shares of an area out for `plots.slope`."""
    return _laid_out(control_shares(collection.points, scope, collection.words), collection)


def gap_rows(gap: pd.Series, collection: Collection) -> pd.DataFrame:
    """Lay one claim and the assessment it is set against out for `plots.gap`."""
    ids = [gap["numerator_claims"], gap["denominator_claims"]]
    shares = _shares(collection, gap["scope"])
    return _laid_out(shares.set_index("claim_id").loc[ids].reset_index(), collection)


def _laid_out(shares: pd.DataFrame, collection: Collection) -> pd.DataFrame:
    return shares.assign(
        label=shares["speaker"].map(collection.speakers["label"]),
        side=sides_of_speakers(shares["speaker"], collection),
        stated_on=shares["as_of"],
        value=drawn_point(shares),
        receipt=list(receipts.of_claims(collection, shares["claim_id"])),
    )


@fact
def _shares(collection: Collection, scope: str) -> pd.DataFrame:
    return control_shares(collection.points, scope, collection.words)


@keyed
def gaps_table(held: Collection, scope: str) -> Table:
    """List claimed shares of an area beside the last assessment before each."""
    found = held.ratios[
        (held.ratios["ratio"] == "control_gap_points") & (held.ratios["scope"] == scope)
    ]
    rows = ratio_rows(found, held)
    return table(
        rows,
        {
            "stated_on": "claimed on",
            "speaker": "claimed by",
            "first": "claimed",
            "as_of": "assessed as of",
            "denominator_speaker": "assessed by",
            "second": "assessed",
            "value": "gap, points",
            "allowed": "words allow",
            "remarks": "remarks",
        },
        caption="Claimed shares beside the last assessment before each",
        receipts=receipts.of_ratios(found),
        figures=("first", "second", "allowed"),
    ).or_say("No claimed share of the area was located with an assessment before it.")


@keyed
def shares_figure(collection: Collection, scope: str) -> Figure | Passage:
    """Draw the shares of an area, claimed and assessed, over the days they are for."""
    return or_not_reported(
        slope,
        share_rows(collection, scope),
        of=(scope,),
        nothing="No share of the area that somebody holds was located.",
        title=shares_title(collection, scope),
        source=source_line(collection),
    )


def gap_figure(day: Briefing) -> Figure | Passage:
    """Draw the day's claimed share beside the assessment it is set against."""
    row = day.ratio("control_gap_points")
    return or_not_reported(
        gap,
        pd.DataFrame() if row is None else gap_rows(row, day.collection),
        row,
        of=day.keys,
        nothing="",
        title=gap_title(day),
        source=source_line(day.collection),
    )
