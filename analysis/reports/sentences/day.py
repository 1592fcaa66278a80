"""One day of one speaker: the attributed sentences of a briefing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.collection.briefing import LEAD, Briefing
from analysis.collection.compare import summarise
from analysis.collection.labels import figures_named, reported, told_apart
from analysis.data.vocabulary import Vocabulary
from analysis.ratios.derived import has_both
from analysis.ratios.references import read_bands
from analysis.ratios.series import rank_within
from analysis.reports.receipts.recipes import recipe, recipe_of
from analysis.reports.sentences.days import coverage, series_in_words
from analysis.reports.sentences.wars import reviewed_wars
from analysis.text.marking import Cited, Quantity
from analysis.text.readable import number, period_words, whole
from analysis.text.say import Day, Said, counted, quantity, say, span
from analysis.wording.intervals import Interval

STANDING = (
    "All figures are statements by the named speaker about {subject}, for {scope}, over {period}. "
    "Neither the killed nor the wounded figure has been independently verified, and we do not know "
    "how they were obtained. Intervals show what the wording allows; they are not confidence "
    "intervals. Reference values come from other wars with other definitions and are given for "
    "orientation."
)


NO_BAND = (
    "No band stands beside these figures: the reviewed wars counted fighting forces, and these "
    "people are civilians."
)


def heading(briefing: Briefing) -> Said:
    """Name the day, the speaker and the area under the title."""
    return say(
        "{day}: {speaker} about {scope}.",
        day=Day(briefing.stated_on),
        speaker=who(briefing),
        scope=briefing.collection.scopes.at[briefing.scope, "label"],
    )


def headline(briefing: Briefing) -> Said:
    """Say the two figures and their ratio in one attributed sentence, or that one is missing."""
    lead = briefing.ratio(LEAD)
    if lead is None and briefing.over_nought is not None:
        return _over_nought(briefing, briefing.over_nought)
    if lead is None:
        return _without_ratio(briefing)
    words = briefing.collection.words
    wounded_per_killed = briefing.ratio("wounded_per_killed")
    said = say(
        "{who} said that {killed} {people} were killed and {wounded} wounded in {scope}{place} "
        "over {period}{day}; that is {ratio} killed for each wounded, or {turned} wounded for each "
        "killed.",
        who=who(briefing),
        killed=_as_reported(briefing, lead["numerator_claims"]),
        wounded=_as_reported(briefing, lead["denominator_claims"]),
        people=words.forces.at[lead["subject"], "people"],
        scope=words.scopes.at[lead["scope"], "label"],
        place=" (a place inferred from the text)" if "scope_inferred" in lead["flags"] else "",
        period=Cited(period_words(lead["period"])),
        day=_inferred_time(lead),
        ratio=_value_or_span(lead),
        turned=_value_or_span(wounded_per_killed),
    )
    return said + say("The figures are the speaker's; they were not independently verified.")


def _inferred_time(lead: pd.Series) -> Said | str:
    """Say in the sentence of the figures that their day, or the time they cover, is inferred."""
    if "day_inferred" in lead["flags"]:
        return say(" (announced on {day}, a day that is inferred)", day=Day(lead["stated_on"]))
    return " (a time inferred from the text)" if "period_inferred" in lead["flags"] else ""


def beside_reviews(briefing: Briefing) -> Said:
    """Say on the first screen what reviewed wars had, and what a distance from it is: a reason."""
    if briefing.about in briefing.collection.words.civilians:
        return say(NO_BAND)
    return reviewed_wars()


def _over_nought(briefing: Briefing, pair: pd.Series) -> Said:
    """Say two figures of which the second is nought, and that no ratio is finite."""
    words = briefing.collection.words
    ends = {
        "infinite_zero_denominator": "no wounded are stated beside them, so killed for each "
        "wounded is infinite, and no finite ratio is given.",
        "undefined_zero_zero": "of nought over nought no ratio is defined.",
    }
    said = say(
        "{who} said that {killed} {people} were killed and {wounded} wounded in {scope} over "
        "{period}; {end}",
        who=who(briefing),
        killed=_as_reported(briefing, pair["numerator_claims"]),
        wounded=_as_reported(briefing, pair["denominator_claims"]),
        people=words.forces.at[pair["subject"], "people"],
        scope=words.scopes.at[pair["scope"], "label"],
        period=Cited(period_words(pair["period"])),
        end=ends[pair["status"]],
    )
    return said + say("The figures are the speaker's; they were not independently verified.")


def _without_ratio(briefing: Briefing) -> Said:
    claims = briefing.claims[briefing.claims["stated_on"] == briefing.stated_on]
    words, apart = briefing.collection.words, told_apart(claims)
    figures = [
        say(
            "{reported} for {what}",
            reported=Quantity(row.reported, recipe("claim", row.claim_id)),
            what=_what_counted(row, words, apart),
        )
        for row in claims.itertuples()
    ]
    return say(
        "{who} stated {figures}, in {scope}. Among these are no killed and wounded that may be "
        "divided, so no killed per wounded is given.",
        who=who(briefing),
        figures=figures or "no figure",
        scope=words.scopes.at[briefing.scope, "label"],
    )


def _what_counted(row, words: Vocabulary, apart: list[str]) -> str | Cited:
    """Say what a figure counts, about whom and over what time where that tells it apart."""
    told = words.measures.at[row.measure, "label"]
    if "subject" in apart and row.subject != "none":
        told += f" of {words.forces.at[row.subject, 'label']}"
    told += f" over {period_words(row.period)}" if "period" in apart else ""
    return Cited(told) if any(map(str.isdigit, told)) else told


def wording_interval(briefing: Briefing) -> Said:
    """Say what the words of the two figures allow for the ratio: the headline interval."""
    lead = briefing.ratio(LEAD)
    if lead is None:
        return say("There is no ratio, so its words allow no range.")
    interval, made = _interval(lead), recipe_of(lead)
    if not interval.is_point:
        return say("For the ratio the words allow {interval}.", interval=span(interval, made))
    exact = say(
        "Both figures are stated without a hedge, so the words allow the single value {value}. "
        "That says nothing about how well the figures were counted.",
        value=quantity(lead["value"], made),
    )
    rounded = Interval(lead["rounded_low"], lead["rounded_high"])
    if rounded.is_point:
        return exact + say("Neither figure is round.")
    return exact + say("Read as rounded figures they allow {rounded}.", rounded=span(rounded, made))


def against_bands(briefing: Briefing) -> Said:
    """Set the ratio beside the documented band, with what the band's wounded include."""
    lead = briefing.ratio(LEAD)
    if briefing.about in briefing.collection.words.civilians:
        return say(NO_BAND)
    bands = read_bands("wounded_per_killed").set_index("name")
    outer = bands.loc["outer"]
    said = say(
        "{source} found {low} to {high} {definition}.",
        source=f"A literature review ({outer['source'].split(',')[0]})",
        low=quantity(outer["low"], recipe("band", "outer")),
        high=quantity(outer["high"], recipe("band", "outer")),
        definition=Cited(outer["definition"]),
    )
    if lead is None or pd.isna(lead["value"]):
        return said
    multiples = [briefing.ratio("band_multiple", v) for v in _variants(briefing, "band_multiple")]
    return said + say(
        "The stated ratio is {times} times {edges} killed for each wounded: the two edges of what "
        "is customary, and the norm between them.",
        times=[quantity(row["value"], recipe_of(row)) for row in multiples],
        edges=[quantity(row["denominator"], recipe_of(row)) for row in multiples],
    )


def _variants(briefing: Briefing, name: str) -> list[str]:
    rows = briefing.rows
    return list(rows.loc[rows["ratio"] == name, "variant"].drop_duplicates())


def implied(briefing: Briefing) -> Said:
    """Say what the inner band would imply for the other figure; never what it was."""
    wounded = briefing.ratio("implied_other_term", "wounded, inner band")
    killed = briefing.ratio("implied_other_term", "killed, inner band")
    if wounded is None or killed is None:
        return say("No other figure is implied: there is no ratio.")
    inner = read_bands("wounded_per_killed").set_index("name").loc["inner"]
    return say(
        "At the customary {low} to {high} wounded for each killed, the killed as stated would "
        "imply {wounded} wounded, and the wounded as stated {killed} killed. That is arithmetic "
        "on other wars, and says nothing of what the figures were.",
        low=quantity(inner["low"], recipe("band", "inner")),
        high=quantity(inner["high"], recipe("band", "inner")),
        wounded=people(_interval(wounded), recipe_of(wounded)),
        killed=people(_interval(killed), recipe_of(killed)),
    )


def people(interval: Interval, receipt: str) -> Quantity | str:
    """Write a range of people, who come whole: "386 to 772", "about 50 to 100".

    >>> str(people(Interval(49.75, 99.5), recipe("claim", "a0215")))
    'about 50 to 100'
    """
    low, high = whole(interval.low), whole(interval.high)
    if not np.isfinite(high):
        return span(Interval(low, high), receipt)
    told = number(low) if low == high else f"{number(low)} to {number(high)}"
    exact = (low, high) == (interval.low, interval.high)
    return Quantity(told if exact else f"about {told}", receipt)


def own_history(briefing: Briefing) -> Said:
    """Say where the day stands among the speaker's located statements, with their number."""
    lead, others = briefing.ratio(LEAD), briefing.other_days
    if others.empty:
        return _no_other(briefing)
    day = f"{briefing.stated_on:%Y-%m-%d}" if pd.notna(briefing.stated_on) else ""
    made = recipe("other days", LEAD, briefing.speaker, briefing.scope, day, briefing.about)
    is_of_day = lead is not None and lead["period_kind"] == "day" and pd.notna(lead["value"])
    finite = others[~np.isinf(others)]
    said = {
        "n": quantity(len(others), made),
        "speaker": briefing.collection.speakers.at[briefing.speaker, "label"],
        "statements": "statement" if len(others) == 1 else "statements",
        "over": " over one day" if lead is not None and lead["period_kind"] != "day" else "",
        "were": "was" if len(others) == 1 else "were",
    }
    ran = "In the {n} other {statements} of {speaker}{over} that {were} located the ratio "
    ran += "was {low}" if len(finite) == 1 or finite.nunique() == 1 else "ran from {low} to {high}"
    if finite.empty:
        return say(ran.split(" was {")[0].split(" ran ")[0] + " was infinite.", **said)
    ends = {"low": finite.idxmin(), "high": finite.idxmax()}
    rows = {end: briefing.history.loc[place] for end, place in ends.items()}
    said |= {end: quantity(row["value"], recipe_of(row)) for end, row in rows.items()}
    if len(finite) < len(others):
        ran += ", and was infinite on {infinite} of them"
        said["infinite"] = quantity(len(others) - len(finite), made)
    if not is_of_day:
        return say(ran + ".", **said)
    place = rank_within(lead["value"], others)
    ranked = say(ran + "; this day ranks {place}.", place=Quantity(str(place), made), **said)
    doubts = _doubts(briefing, made)
    return ranked + doubts if doubts else ranked


def _doubts(briefing: Briefing, made: str) -> Said | None:
    """Say which days rest on doubted figures, who doubts them, and what the others alone give."""
    days = briefing.history
    doubted = days[days["flags"].str.contains("doubted") & days["value"].notna()]
    if doubted.empty:
        return None
    clear = days[~days.index.isin(doubted.index) & days["value"].notna()]
    behind = briefing.collection.claims_behind(
        ";".join(doubted["numerator_claims"] + ";" + doubted["denominator_claims"])
    )
    told = say(
        "{which} on figures that {who} doubt: {days}.",
        which=_which_days(days, doubted),
        who=list(dict.fromkeys(behind["doubted_by"][behind["doubted_by"] != ""])),
        days=[
            say("{day} ({value})", day=Day(row["stated_on"]), value=_value_or_span(row))
            for _, row in doubted.iterrows()
        ],
    )
    rest, today = clear[clear["stated_on"] != briefing.stated_on], briefing.stated_on
    if (
        rest.empty
        or not (clear["stated_on"] == today).any()
        or not np.isfinite(rest["value"]).all()
    ):
        return told
    value = clear.loc[clear["stated_on"] == today, "value"].iloc[0]
    together = summarise(clear, briefing.collection.calendar)
    return told + say(
        "Without them the ratio ran from {low} to {high}, this day ranks {place}, and all days "
        "together give {sums}.",
        low=quantity(rest["value"].min(), made),
        high=quantity(rest["value"].max(), made),
        place=Quantity(str(rank_within(value, rest["value"])), made),
        sums=quantity(together.value, made) if together.value is not None else "no single ratio",
    )


def _which_days(days: pd.DataFrame, doubted: pd.DataFrame) -> str:
    """Say by the values whether the doubted days are the highest of all."""
    others = days.loc[~days.index.isin(doubted.index), "value"]
    one = len(doubted) == 1
    if others.empty or doubted["value"].min() > others.max():
        several = {2: "two ", 3: "three "}.get(len(doubted), "")
        return "The highest day rests" if one else f"The {several}highest of these days rest"
    return "One of these days rests" if one else "Some of these days rest"


def _no_other(briefing: Briefing) -> Said:
    """Say that no other day has a ratio, or that the others have a range alone."""
    history = briefing.history
    days = history[has_both(history) & (history["stated_on"] != briefing.stated_on)]
    if days.empty:
        return say("No other located statement of this speaker has both figures for the area.")
    return say("The other located statements of this speaker for the area allow no single ratio.")


def control_gap(briefing: Briefing) -> Said:
    """Say what was claimed and what was assessed of the area held, each with its day."""
    gap = briefing.ratio("control_gap_points")
    if gap is None:
        return say("For the day no claimed share of the area was located beside an assessment.")
    label, made = briefing.collection.speakers["label"], recipe_of(gap)
    said = say(
        "{claimant} put the share of {scope} held by {subject} at {claimed}; {assessor} "
        "{verb} {assessed} as of {as_of}, {age} earlier: a gap of {points} points "
        "({span} by the words of all pages).",
        claimant=label[gap["speaker"]],
        scope=briefing.collection.scopes.at[gap["scope"], "label"],
        subject=briefing.collection.words.forces.at[gap["subject"], "label"],
        claimed=_as_reported(briefing, gap["numerator_claims"]),
        assessor=label[gap["denominator_speaker"]],
        verb=_verb(briefing, gap),
        assessed=_as_reported(briefing, gap["denominator_claims"]),
        as_of=Day(gap["as_of"]),
        age=counted((gap["stated_on"] - gap["as_of"]).days, "day", made),
        points=quantity(gap["value"], made),
        span=span(_over_pages(gap), made),
    )
    said += _times(briefing.ratio("claim_to_assessment"))
    if "as_of_apart" not in gap["flags"]:
        return said
    return said + say("The two days are far apart.")


def standing(briefing: Briefing) -> Said:
    """Print the paragraph that stands on every page with claims."""
    lead, words = briefing.ratio(LEAD), briefing.collection.words
    shown = briefing.claims
    subjects = [lead["subject"]] if lead is not None else list(dict.fromkeys(shown["subject"]))
    periods = [lead["period"]] if lead is not None else sorted(set(shown["period"]))
    about = [words.forces.at[key, "label"] for key in subjects if key != "none"]
    return say(
        STANDING,
        subject=about or "events",
        scope=words.scopes.at[briefing.scope, "label"],
        period=[Cited(period_words(period)) for period in periods] or "no time named",
    )


def who(briefing: Briefing) -> str:
    """Name the speaker with the office held."""
    row = briefing.collection.speakers.loc[briefing.speaker]
    role = row["role"]
    if not role or role.startswith(("the ", "a ", "an ")):
        return row["label"]
    return f"{row['label']}, {role},"


def _verb(briefing: Briefing, gap: pd.Series) -> str:
    """Say in the sentence of a gap whether the assessor rejected the claim."""
    claimed = briefing.collection.claims_behind(gap["numerator_claims"])
    by = set(claimed["checked_by"]) if "contradicted" in gap["flags"] else set()
    return "rejected this and gave" if gap["denominator_speaker"] in by else "gave"


def _over_pages(row: pd.Series) -> Interval:
    """Return what the words of all pages allow, those that were retold too."""
    return Interval(
        row["versions_low"], np.inf if pd.isna(row["versions_high"]) else row["versions_high"]
    )


def _times(row: pd.Series | None) -> Said:
    """Say a ratio of shares as times as much."""
    if row is None or pd.isna(row["value"]) or not row["versions_low"] > 0:
        return say("No ratio of the two shares is given.")
    made = recipe_of(row)
    return say(
        "The first is {times} times the second ({allowed}).",
        times=quantity(row["value"], made),
        allowed=span(_over_pages(row), made),
    )


def _as_reported(briefing: Briefing, ids: str) -> list[Quantity]:
    held = briefing.collection
    return [
        Quantity(reported(held, name), recipe("claim", name)) for name in figures_named(held, ids)
    ]


def _value_or_span(row: pd.Series | None) -> Quantity | str:
    if row is None:
        return "no ratio of"
    if pd.isna(row["value"]):
        return span(_interval(row), recipe_of(row)) if pd.notna(row["low"]) else "an open range of"
    return quantity(row["value"], recipe_of(row))


def _interval(row: pd.Series) -> Interval:
    return Interval(row["low"], float("inf") if pd.isna(row["high"]) else row["high"])


def history_in_words(briefing: Briefing) -> Said:
    """Say the coverage of the speaker's days, then their ratio of sums."""
    if briefing.series is None:
        return say("No day with both figures was located.")
    speaker = briefing.collection.speakers.at[briefing.speaker, "label"]
    subject = briefing.history["subject"].iloc[0]
    made = recipe("series", LEAD, briefing.speaker, briefing.scope, subject)
    return coverage(briefing.series, briefing.collection, made) + series_in_words(
        briefing.series, speaker, ("killed", "wounded"), made
    )
