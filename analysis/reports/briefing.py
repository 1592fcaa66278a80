"""One day of one speaker: the figures as stated, their ratios, refusals, what others said."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.comparison import Briefing, deniers_of
from analysis.collection.labels import (
    allowed,
    allowed_in,
    figures_named,
    kinds_of,
    labelled,
    sides_of_speakers,
    source_line,
    told_apart,
    worded,
)
from analysis.data.names import belonging, in_sentence
from analysis.data.vocabulary import Vocabulary
from analysis.errors import offering
from analysis.figures.figure import Figure
from analysis.figures.plots.counts import counts
from analysis.figures.plots.ratios import forest, lead, multiples
from analysis.ratios.gate import CLAIMS, entry
from analysis.ratios.noise import yardstick
from analysis.ratios.references import other_wars, read_bands, read_references
from analysis.reports import receipts
from analysis.reports.pairs import ratio_rows
from analysis.reports.receipts import (
    SINGLE,
    about_of_day,
    as_reported,
    doubts_in,
    drawn_point,
    ends_of_band,
    headings,
    interval_of,
    of_other_days,
    or_not_reported,
    speaker_of,
    value_or_span,
)
from analysis.reports.wars import (
    claim_row,
    drawn_as,
    land_forces,
    reference_rows,
    reviewed_wars,
    stack,
    without_band,
)
from analysis.store.reads import remembered
from analysis.terms import DENIERS, LEAD
from analysis.text import (
    Citation,
    Day,
    Passage,
    Quantity,
    Receipt,
    Table,
    number,
    period_words,
    quantity,
    say,
    several,
    span,
    table,
    whole_number,
)
from analysis.text import day as day_words
from analysis.wording.intervals import Interval

__dir__, __getattr__ = offering(__name__)

STANDING = (
    "All figures are statements by the named speaker about {subject}, for {scope}, over {period}. "
    "Neither the killed nor the wounded figure has been independently verified, and we do not know "
    "how they were obtained. Intervals show what the wording allows; they are not confidence "
    "intervals. Reference values come from other wars with other definitions and are given for "
    "orientation."
)
NOT_VERIFIED = "These figures were not independently verified."
OVER_NOUGHT = {
    "infinite_zero_denominator": "over nought wounded no finite ratio of killed for each wounded "
    "can be given",
    "undefined_zero_zero": "of nought over nought no ratio is defined",
}


def heading(briefing: Briefing) -> Passage:
    """Name the day, the speaker and the area under the title."""
    return say(
        "{day}: {speaker} about {scope}.",
        day=Day(briefing.stated_on),
        speaker=briefing.collection.speakers.at[briefing.speaker, "label"],
        scope=briefing.collection.scopes.at[briefing.scope, "label"],
    )


def headline(briefing: Briefing) -> Passage:
    """Say the two figures and their ratio in one attributed sentence, or that one is missing."""
    lead = briefing.ratio(LEAD)
    if lead is None and briefing.over_nought is not None:
        return _over_nought(briefing, briefing.over_nought)
    if lead is None:
        return _without_ratio(briefing)
    ids = f"{lead['numerator_claims']};{lead['denominator_claims']}"
    doubted = briefing.collection.claims_behind(ids)["doubted_by"]
    who_doubts = list(dict.fromkeys(doubted[doubted != ""]))
    interval, allowed = interval_of(lead), ""
    if pd.notna(lead["value"]) and not interval.is_point:
        allowed = say(
            " ({interval} by the words)", interval=span(interval, receipts.of_ratio(lead))
        )
    said = say(
        "{figures} in {scope}{place} over {period}{day}; that is {ratio} killed for each wounded"
        "{allowed}, or {turned} wounded for each killed{doubt}.",
        figures=_figures_of(briefing, lead),
        scope=briefing.collection.scopes.at[lead["scope"], "label"],
        place=" (place inferred)" if "scope_inferred" in lead["flags"] else "",
        period=Citation(period_words(lead["period"])),
        day=_inferred_time(lead),
        ratio=value_or_span(lead),
        allowed=allowed,
        turned=value_or_span(briefing.ratio("wounded_per_killed")),
        doubt=say(" (figures that {who} doubt)", who=who_doubts) if who_doubts else "",
    )
    return said + say(NOT_VERIFIED)


def _figures_of(briefing: Briefing, pair: pd.Series) -> Passage:
    """Say two figures as their speaker stated them; nobody stated what events add up to."""
    killed, wounded = (as_reported(briefing, pair[side]) for side in CLAIMS)
    return say(
        "{who} stated figures about {people} that add up to {killed} for killed and {wounded} for "
        "wounded"
        if _are_added(briefing.collection, pair)
        else "{who} said that {killed} {people} were killed and {wounded} wounded",
        who=who(briefing),
        killed=killed,
        wounded=wounded,
        people=briefing.collection.words.forces.at[pair["subject"], "people"],
    )


def _are_added(held: Collection, pair: pd.Series) -> bool:
    """Tell whether a figure of a pair is what several events add up to."""
    named = (figure for side in CLAIMS for figure in figures_named(held, pair[side]))
    return any(";" in figure for figure in named)


def _inferred_time(lead: pd.Series) -> Passage | str:
    """Say in the sentence of the figures that their day, or the time they cover, is inferred."""
    if "day_inferred" in lead["flags"]:
        return say(" (announced on {day}, day inferred)", day=Day(lead["stated_on"]))
    return " (time inferred)" if "period_inferred" in lead["flags"] else ""


def beside_reviews(briefing: Briefing) -> Passage:
    """Say on the first screen what reviewed wars had, and what a distance from it is: a reason."""
    if briefing.about in briefing.collection.words.non_fighters:
        return without_band(briefing.collection, briefing.about)
    return reviewed_wars()


def _over_nought(briefing: Briefing, pair: pd.Series) -> Passage:
    """Say two figures of which the second is nought, and that no ratio is finite."""
    return say(
        "{figures} in {scope} over {period}; {end}.",
        figures=_figures_of(briefing, pair),
        scope=briefing.collection.scopes.at[pair["scope"], "label"],
        period=Citation(period_words(pair["period"])),
        end=OVER_NOUGHT[pair["status"]],
    ) + say(NOT_VERIFIED)


def _without_ratio(briefing: Briefing) -> Passage:
    claims = briefing.claims[briefing.claims["stated_on"] == briefing.stated_on]
    words, apart = briefing.collection.words, told_apart(claims)
    figures = [
        say(
            "{reported} for {what}",
            reported=Quantity(row.reported, receipts.of_claim(briefing.collection, row.claim_id)),
            what=_what_counted(row, words, apart),
        )
        for row in claims.itertuples()
    ]
    are_added = claims["claim_id"].str.contains(";", regex=False).any()
    return say(
        "{who} stated {what}{figures}, in {scope}. Among these are no killed and wounded that may "
        "be divided, so no killed per wounded is given.",
        who=who(briefing),
        what="figures that add up to " if are_added else "",
        figures=figures or "no figure",
        scope=words.scopes.at[briefing.scope, "label"],
    )


def _what_counted(row, words: Vocabulary, apart: list[str]) -> str | Citation:
    """Say what a figure counts, of whom it was suffered, and what else tells it apart."""
    told = words.measures.at[row.measure, "label"]
    is_suffered = words.measures.at[row.measure, "role"] == "subject"
    if (is_suffered or "subject" in apart) and row.subject != "none":
        told += f" of {in_sentence(words.forces.at[row.subject, 'label'])}"
    told += f" over {period_words(row.period)}" if "period" in apart else ""
    return Citation(told) if any(map(str.isdigit, told)) else told


def wording_interval(briefing: Briefing) -> Passage:
    """Say what the words of the two figures allow for the ratio: the headline interval."""
    lead = briefing.ratio(LEAD)
    if lead is None:
        return say("There is no ratio, so its words allow no range.")
    interval, made = interval_of(lead), receipts.of_ratio(lead)
    sides = ("numerator", "denominator")
    if not all(lead[f"{side}_low"] == lead[f"{side}_high"] for side in sides):
        return say("For the ratio the words allow {interval}.", interval=span(interval, made))
    are_added = _are_added(briefing.collection, lead)
    exact = say(
        (
            "The figures that are added up are stated without a hedge, so their sums allow "
            if are_added
            else "Both figures are stated without a hedge, so the words allow "
        )
        + "the single value {value}. That says nothing about how well the figures were counted.",
        value=quantity(lead["value"], made),
    )
    rounded = Interval(lead["rounded_low"], lead["rounded_high"])
    if rounded.is_point:
        return exact + say(f"Neither {'sum' if are_added else 'figure'} is round.")
    return exact + say("Read as rounded figures they allow {rounded}.", rounded=span(rounded, made))


def against_bands(briefing: Briefing) -> Passage:
    """Set the ratio beside the documented band, with what the band's wounded include."""
    lead = briefing.ratio(LEAD)
    if briefing.about in briefing.collection.words.non_fighters:
        return without_band(briefing.collection, briefing.about)
    outer = read_bands("wounded_per_killed").set_index("name").loc["outer"]
    low, high = ends_of_band("outer")
    said = say(
        "{source} found {low} to {high} {definition}.",
        source=f"A literature review ({outer['source'].split(',')[0]})",
        low=low,
        high=high,
        definition=Citation(outer["definition"]),
    )
    if lead is None or pd.isna(lead["value"]):
        return said
    rows = briefing.rows
    variants = rows.loc[rows["ratio"] == "band_multiple", "variant"].drop_duplicates()
    multiples = [briefing.ratio("band_multiple", variant) for variant in variants]
    return said + say(
        "The stated ratio is {times} times {edges} killed for each wounded: the two edges of what "
        "is customary, and the norm between them.",
        times=[quantity(row["value"], receipts.of_ratio(row)) for row in multiples],
        edges=[quantity(row["denominator"], receipts.of_ratio(row)) for row in multiples],
    )


def implied(briefing: Briefing) -> Passage:
    """Say what the inner band would imply for the other figure; never what it was."""
    wounded = briefing.ratio("implied_other_term", "wounded, inner band")
    killed = briefing.ratio("implied_other_term", "killed, inner band")
    if briefing.about in briefing.collection.words.non_fighters:
        return say("No other figure is implied, for no band stands beside these figures.")
    if wounded is None or killed is None:
        return say("No other figure is implied: there is no ratio.")
    low, high = ends_of_band("inner")
    return say(
        "At the customary {low} to {high} wounded for each killed, the killed as stated would "
        "imply {wounded} wounded, and the wounded as stated {killed} killed. That is arithmetic "
        "on other wars, and says nothing of what the figures were.",
        low=low,
        high=high,
        wounded=people(interval_of(wounded), receipts.of_ratio(wounded)),
        killed=people(interval_of(killed), receipts.of_ratio(killed)),
    )


def people(interval: Interval, receipt: Receipt) -> Quantity | str:
    """Write a range of people, who come whole: "386 to 772", "about 50 to 100".

    >>> str(people(Interval(49.75, 99.5), Receipt(("claim", "a0215"), ())))
    'about 50 to 100'
    """
    low, high = whole_number(interval.low), whole_number(interval.high)
    if not np.isfinite(high):
        return span(Interval(low, high), receipt)
    told = number(low) if low == high else f"{number(low)} to {number(high)}"
    exact = (low, high) == (interval.low, interval.high)
    return Quantity(told if exact else f"about {told}", receipt)


def standing(briefing: Briefing) -> Passage:
    """Print the paragraph that stands on every page with claims."""
    lead, words = briefing.ratio(LEAD), briefing.collection.words
    shown = briefing.claims
    subjects = [lead["subject"]] if lead is not None else list(dict.fromkeys(shown["subject"]))
    periods = [lead["period"]] if lead is not None else sorted(set(shown["period"]))
    about = [in_sentence(words.forces.at[key, "label"]) for key in subjects if key != "none"]
    return say(
        STANDING,
        subject=about or "events",
        scope=words.scopes.at[briefing.scope, "label"],
        period=[Citation(period_words(period)) for period in periods] or "no time named",
    )


def who(briefing: Briefing) -> str:
    """Name the speaker with the office held."""
    row = briefing.collection.speakers.loc[briefing.speaker]
    role = row["role"]
    if not role or role.startswith(("the ", "a ", "an ")):
        return speaker_of(briefing)
    return f"{speaker_of(briefing)}, {role},"


def lead_title(briefing: Briefing) -> str:
    """Head the first figure: the speaker's ratio, or why there is none."""
    lead, name, about = briefing.ratio(LEAD), speaker_of(briefing), about_of_day(briefing)
    figures = f"{belonging(name, 'figures')}{about}"
    if lead is None:
        finite = "" if briefing.over_nought is None else "finite "
        return f"{figures} give no {finite}killed per wounded"
    if pd.isna(lead["value"]):
        return f"{belonging(name, 'words')}{about} give a range of killed per wounded"
    return f"{figures} give {number(lead['value'], 2)} killed per wounded"


def ratios_title(briefing: Briefing) -> str:
    """Head small multiples of one day's ratios; about whom, if all of them are of one group."""
    made = several(len(briefing.own_ratios), "ratio", none="no")
    figures = belonging(speaker_of(briefing), "figures")
    alone = set(briefing.own_ratios["subject"]) <= {briefing.about}
    about = about_of_day(briefing) if alone else ""
    return f"{figures}{about} of {day_words(briefing.stated_on)} give {made}"


FIGURES_KEPT = 4
"""Days whose rows are kept for a second figure of them."""
GROUP_OF_UNIT = {"persons": "People", "events": "Events"}


def counts_rows(claims: pd.DataFrame, collection: Collection) -> pd.DataFrame:
    """Lay raw figures of people and events out for `plots.counts`, others left out.

    Figures of different times never share an axis; whom they are about is told where it differs.
    """
    shown = claims[claims["unit"].isin(GROUP_OF_UNIT)].copy()
    named, apart = labelled(shown, collection), told_apart(shown)
    label, group = named["measure"].str.capitalize(), shown["unit"].map(GROUP_OF_UNIT)
    if "subject" in apart:
        label = label + named["subject"].map(lambda about: f", {about}" if about else "")
    if "period" in apart:
        group = group + shown["period"].map(lambda period: f", over {period_words(period)}")
    return named.assign(
        label=label + ", " + named["scope"],
        group=group,
        kind=kinds_of(shown, collection),
        side=sides_of_speakers(shown["speaker"], collection),
        receipt=list(receipts.of_claims(collection, shown["claim_id"])),
        value=drawn_point(shown),
    ).sort_values(["group", "claim_id"], ascending=[False, True], ignore_index=True)


def wars_rows(day: Briefing, references: pd.DataFrame) -> pd.DataFrame:
    """Lay a day's ratio, the speaker's other days and other wars out for `plots.forest`.

    Empty if the day has no ratio, or one about civilians.
    """
    lead, held = day.ratio(LEAD), day.collection
    if lead is None or lead["subject"] in held.words.non_fighters:
        return pd.DataFrame()
    name, drawn = (
        f"{held.speakers.at[day.speaker, 'label']}{about_of_day(day)}",
        drawn_as(held, lead),
    )
    ends = (drawn_point(pd.DataFrame([lead])).iloc[0], lead["low"], lead["high"])
    label = f"{name}, {day_words(day.stated_on)}"
    rows = [claim_row(label, ends, drawn, receipt=receipts.of_ratio(lead))]
    others = day.other_days
    finite = others[~np.isinf(others)]
    if not finite.empty:
        # A day over nought is infinite: the line then runs on.
        is_open = len(finite) < len(others)
        ends = (finite.median(), finite.min(), finite.max())
        ends = (float("nan"), finite.min(), float("nan")) if is_open else ends
        label = f"{name}, median of other days{'' if day.other_ranges.empty else SINGLE}"
        made = {"receipt": of_other_days(day), "interval": "days"}
        rows.append(claim_row(label, ends, drawn, n=len(others), **made))
    others = land_forces(other_wars(references, held.war))
    return stack(pd.concat(rows, ignore_index=True), reference_rows(others))


@remembered(FIGURES_KEPT)
def _beside_wars(day: Briefing) -> pd.DataFrame:
    """Lay a day out beside the wars of the reference table, once for both of its figures."""
    return wars_rows(day, read_references())


def ratios_rows(ratios: pd.DataFrame, collection: Collection) -> pd.DataFrame:
    """Lay ratios of one day out for `plots.multiples`, with the words of both figures."""
    return pd.DataFrame(
        {
            "ratio": [entry(name).label.capitalize() for name in ratios["ratio"]],
            "numerator": [worded(ids, collection) for ids in ratios["numerator_claims"]],
            "denominator": [
                worded(row.denominator_claims, collection, less=entry(row.ratio).form == "odds")
                for row in ratios.itertuples()
            ],
            "value": drawn_point(ratios),
            "low": ratios["low"],
            "high": ratios["high"],
            "receipt": receipts.of_ratios(ratios),
            "axis": ratios["unit"].map({"share": "share"}).fillna("ratio"),
            "side": sides_of_speakers(ratios["speaker"], collection),
        }
    ).reset_index(drop=True)


def figures_table(day: Briefing) -> Table:
    """List the figures of one day as the speaker gave them, and the pages they stand on."""
    claims, apart = day.claims, told_apart(day.claims)
    of_page = {"day_known": "day", "publisher": "page", "n_pages": "pages"}
    return table(
        _claims(claims, day.collection),
        headings("measure", *apart, "scope", "reported", "allowed") | of_page | doubts_in(claims),
        caption=f"Figures of {speaker_of(day)}, as reported",
        receipts=receipts.of_claims(day.collection, claims["claim_id"]),
        figures=("reported", "allowed"),
    )


def others_table(day: Briefing) -> Table:
    """List what others stated that day for the area: beside the speaker's figures, not divided."""
    rows = _claims(day.others, day.collection)
    said = rows["reported"].where(rows["stance"] != "denial", "rejects " + rows["reported"])
    checked = _checked(day.others, day.collection)
    period = [name for name in told_apart(day.others) if name == "period"]
    further = {"in_words": "as the speaker put it", "verification": "checked by others"}
    return table(
        rows.assign(reported=said, verification=checked),
        headings("speaker", "measure", "subject", *period, "scope", "reported")
        | further
        | {"publisher": "page"},
        caption="What others stated that day for the same area",
        receipts=receipts.of_claims(day.collection, rows["claim_id"]),
        figures=("reported",),
    ).or_say("No figure of another speaker was located for this day and area.")


def _checked(claims: pd.DataFrame, held: Collection) -> list[str]:
    """Say what others found of each claim, and who."""
    denied = deniers_of(claims, held.words)
    found = claims["verification"].mask(denied != "", denied.map(DENIERS))
    label = claims["checked_by"].map(held.words.spoken).fillna("")
    return [
        f"{what}: {name}" if name and what else what
        for what, name in zip(found, label, strict=True)
    ]


def ratios_table(day: Briefing) -> Table:
    """List the ratios of the day with what their words allow."""
    rows = ratio_rows(day.divided, day.collection)
    return table(
        rows,
        headings("label", "first", "second", "value", "allowed", "status_words")
        | {"remarks": "what is inferred, assumed or doubted"},
        caption="Ratios of the day; an empty value means that the words give a range only",
        receipts=receipts.of_ratios(rows),
        figures=("first", "second", "allowed"),
    ).or_say("No two figures of the day may be divided.")


def readings_table(day: Briefing) -> Table:
    """List what other readings of the same words would allow for the ratios of the day.

    Strict takes an open wording to its end, rounded takes plain round figures as rounded, and
    the last column is the hull over pages that give different values.
    """
    rows = ratio_rows(day.divided, day.collection)
    readings = {
        "strict": "read strictly",
        "rounded": "read as rounded",
        "versions": "over all pages",
    }
    rows = rows.assign(**{name: allowed_in(rows, f"{name}_") for name in readings})
    moved = rows[rows[[*readings]].ne(rows["allowed"], axis=0).any(axis=1)]
    return table(
        moved,
        headings("label", "allowed") | readings,
        caption="Ratios of the day that another reading of the words would move",
        receipts=receipts.of_ratios(moved),
        figures=("allowed", *readings),
    ).or_say("No other reading of the words moves a ratio of the day.")


def yardsticks_table(day: Briefing, *, shown: bool) -> Table | Passage:
    """List how far each ratio could move if both figures were independent chance counts.

    Nothing was sampled, so this is a yardstick for exploration; pages leave it off.
    """
    if not shown:
        return say("How far two chance counts could differ is not shown, for nothing was sampled.")
    limits = {row.Index: found for row in day.divided.itertuples() if (found := yardstick(row))}
    named = ratio_rows(day.divided.loc[[*limits]], day.collection)
    return table(
        named.assign(noise=[allowed(found) for found in limits.values()]),
        headings("label", "first", "second", "value", "noise"),
        caption="Counting-noise yardstick: limits if both figures were independent chance counts",
        receipts=receipts.of_ratios(named),
        figures=("first", "second", "noise"),
    ).or_say("No ratio of the day is made of whole counts, so there is no yardstick for one.")


def refused_table(day: Briefing) -> Table:
    """List the pairs of the day that are not divided, with the reason."""
    rows = ratio_rows(day.refused, day.collection)
    return table(
        rows,
        headings("label", "first", "second", "status_words", "reason"),
        caption="Pairs of the day that are not divided",
        receipts=receipts.of_ratios(rows),
        figures=("first", "second"),
    ).or_say("No pair of the day was refused.")


def _claims(claims: pd.DataFrame, held: Collection) -> pd.DataFrame:
    days = zip(claims["stated_on"], claims["date_basis"], strict=True)
    return labelled(claims, held).assign(
        period=claims["period"].map(period_words),
        allowed=allowed_in(claims),
        day_known=[f"{day_words(day)}, {basis}" for day, basis in days],
        publisher=claims["source_id"].map(held.sources["publisher"]),
    )


def lead_rows(day: Briefing, references: pd.DataFrame | None = None) -> tuple[pd.DataFrame, str]:
    """Choose what a reader sees first of `wars_rows`: the claims, and two wars.

    Parameters
    ----------
    references : pandas.DataFrame, optional
        Other wars than those of the reference table.

    Returns
    -------
    rows : DataFrame
        Empty if the day has no ratio, or one about civilians.
    rule : str
        How the wars were chosen: the least and the most of the most reliable group.
    """
    rows = _beside_wars(day) if references is None else wars_rows(day, references)
    if rows.empty:
        return rows, ""
    is_claim = rows["interval"] != "counts"
    wars = rows[~is_claim & rows["value"].notna()]
    best = wars[wars["group"] == wars["group"].min()].sort_values("value", kind="stable")
    ends = best.iloc[sorted({0, len(best) - 1})] if len(best) else best
    alone = ~is_claim & rows["value"].isna() & rows["group"].isin(best["group"])
    which = " with a single value" if alone.any() else ""
    rule = (
        f"The two wars have the least and the most of the {len(best)}{which} that are documented "
        "best."
    )
    return pd.concat([rows[is_claim], ends]), rule if len(ends) > 1 else ""


def lead_figure(day: Briefing) -> Figure | None:
    """Draw the first figure: the day, the speaker's other days, a review and two wars.

    Returns
    -------
    Figure or None
        None if the day has no ratio, or one about civilians: nothing then stands in its place.
    """
    rows, rule = lead_rows(day)
    if rows.empty:
        return None
    words = {"title": lead_title(day), "source": source_line(day.collection)}
    return lead(rows, read_bands(), chosen=rule, **words).called("lead", *day.keys, day.subject)


def wars_figure(day: Briefing) -> Figure | Passage:
    """Draw the day's ratio among the speaker's other days and other wars.

    Its title has the speaker's ratio and the outer band, both as numbers.
    """
    low, high = read_bands().set_index("name").loc["outer", ["low", "high"]]
    band = f"; reviewed wars {number(low, 1)}–{number(high, 1)}"
    is_beside = day.about not in day.collection.words.non_fighters
    return or_not_reported(
        forest,
        _beside_wars(day),
        read_bands(),
        of=(*day.keys, day.subject),
        nothing="The day has no ratio that could be set beside other wars.",
        title=lead_title(day) + (band if is_beside else ""),
        source=source_line(day.collection),
    )


def counts_figure(day: Briefing) -> Figure | Passage:
    """Draw the raw figures of the day."""
    return or_not_reported(
        counts,
        counts_rows(day.claims, day.collection),
        of=day.keys,
        nothing="No figure of people or of events was located to draw.",
        title=f"{speaker_of(day)} stated these figures on {day_words(day.stated_on)}",
        source=source_line(day.collection),
    )


def ratios_figure(day: Briefing) -> Figure | Passage:
    """Draw the ratios of the speaker's own figures, each on its axis."""
    return or_not_reported(
        multiples,
        ratios_rows(day.own_ratios, day.collection),
        of=day.keys,
        nothing="",
        title=ratios_title(day),
        source=source_line(day.collection),
    )
