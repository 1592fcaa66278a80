"""Running totals: steps say how many days they cover, falls stay falls, breaks end a line."""

import pandas as pd
import pytest
from feeds import GUNS, feed, records
from hypothesis import given
from hypothesis import strategies as st
from mapped_collection import FEED
from tiny_claims import claim, raw
from tiny_collection import write_collection

from analysis.collection.collection import load_collection
from analysis.collection.totals import (
    LINE,
    Totals,
    check_sums,
    one_digit_off,
    running_totals,
)
from analysis.errors import AnalysisError
from analysis.settings import STALE_DAYS


def line(*values: float | None, breaks: tuple[int, ...] = ()) -> pd.DataFrame:
    """One running total from 1 March on; None is a day that was not located."""
    days = pd.date_range("2023-03-01", periods=len(values))
    rows = [
        {"day": day, "value": float(v), "segment": sum(n >= cut for cut in breaks)}
        for n, (day, v) in enumerate(zip(days, values, strict=True))
        if v is not None
    ]
    same = dict.fromkeys(LINE, "one") | {"carried": False, "reported": ""}
    table = pd.DataFrame(rows).assign(**same)
    ids = [f"c{n}" for n in range(len(table))]
    return table.assign(low=table["value"], high=table["value"], claim_id=ids)


def kinds(*values: float | None, **more) -> list[tuple]:
    steps = Totals(None, line(*values, **more)).steps
    return [(row.days, row.step, row.kind) for row in steps.itertuples()]


def looks(*values: float | None) -> list[str]:
    return list(Totals(None, line(*values)).revisions["look"])


def test_a_step_over_a_gap_is_a_step_over_so_many_days():
    """It is neither given to one day nor spread over them."""
    assert kinds(100, None, None, 130, 135) == [(3, 30.0, "days"), (1, 5.0, "day")]


def test_a_falling_total_is_a_revision_with_its_own_size():
    """It is not cut off at nought."""
    assert kinds(100, 90, 95) == [(1, -10.0, "revision"), (1, 5.0, "day")]


def test_no_step_leads_over_a_break():
    """What was merged or renamed counts something else."""
    steps = Totals(None, line(100, 110, 300, 310, breaks=(2,))).steps

    assert list(steps["kind"]) == ["day", "break", "day"]
    assert list(steps["step"].isna()) == [False, True, False]


@pytest.mark.parametrize(
    ("values", "look"),
    [
        ((900, 905, 904, 910), "correction"),
        ((100, 120, 119, 130), "correction"),
        ((3700, 3710, 3617, 3619), "correction"),
        ((3500, 5310, 3520, 3530), "slip"),
        ((3500, 35100, 3520, 3530), "slip"),
        ((3500, 3510, 3420, 3530), "slip"),
        ((3500, 3150, 3520), "slip"),
        ((3500, 3510, 12, 40), "restart"),
    ],
)
def test_a_fall_is_told_apart_by_its_neighbours(values, look):
    """A digit changed, exchanged, added or lost; a new beginning; a lower figure that stays."""
    assert looks(*values) == [look]


def test_a_changed_last_digit_is_no_slip():
    """It would explain every small fall."""
    assert set(one_digit_off(910)) & {909, 911} == set()
    assert {190, 901, 91, 9100, 810, 9910} <= set(one_digit_off(910))


def test_totals_that_fall_together_are_a_retroactive_batch(tmp_path):
    """Of one speaker on one day; alone the same fall would be a correction."""
    held = feed(tmp_path, records(tank=[100, 105, 104], gun=[50, 55, 54]), mapping=FEED + GUNS)

    assert list(Totals(held, running_totals(held)).revisions["look"]) == ["batch", "batch"]


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**6)), min_size=2, max_size=30), st.data())
def test_the_steps_make_up_the_total_of_every_day(values, data):
    """Over gaps, falls and breaks alike; what is lost or added anywhere is found."""
    cut = data.draw(st.integers(0, len(values)))
    if len([v for v in values if v is not None]) < 2:
        return
    totals = line(*values, breaks=(cut,))
    steps = Totals(None, totals).steps.copy()
    check_sums(totals, steps)
    taken = steps["step"].dropna()
    if len(taken):
        steps.loc[data.draw(st.sampled_from(list(taken.index))), "step"] += 1

        with pytest.raises(AnalysisError, match="the steps do not make up the total"):
            check_sums(totals, steps)


def test_a_hedged_total_gives_a_step_with_ends():
    """The least of the second less the most of the first, up to the reverse."""
    totals = line(1000, 1300).assign(low=[950, 1250], high=[1050, 1350])
    step = Totals(None, totals).steps.iloc[0]

    assert [step["step"], step["low"], step["high"]] == [300, 200, 400]


def test_coverage_counts_gaps_and_missing_days():
    """Gaps lie between located days; before the first and after the last nothing is missing."""
    found = Totals(None, line(100, None, None, 130, None, 150)).lines.iloc[0]

    assert list(found[["days", "gaps", "missing", "longest_gap"]]) == [3, 2, 3, 2]


def test_a_declared_break_ends_a_segment_in_its_mirror_alone(tmp_path):
    """The other mirror goes on."""
    more = '\n[[break]]\nday = 2023-03-02\nmeasures = ["tanks_destroyed"]\nmirrors = ["feed"]\n'
    values = records(tank=[100, 110])
    held = feed(tmp_path, values, values, more=more + 'reason = "merged"\n')
    totals = running_totals(held).set_index("mirror")

    assert list(totals.loc["feed", "segment"]) == [0, 1]
    assert list(totals.loc["other", "segment"]) == [0, 0]


def test_days_out_of_order_and_given_twice_make_one_line(tmp_path):
    """Sorted by day; the first row of a day speaks."""
    rows = records(tank=[100, 110, 120])
    held = feed(tmp_path, [*rows[::-1], {"date": "2023-03-02", "tank": 999}])

    assert list(running_totals(held)["value"]) == [100, 110, 120]


def test_running_totals_of_transcribed_claims_are_those_that_speak(tmp_path):
    """Versions of one statement are one figure of the line; daily figures are none."""
    home = write_collection(tmp_path)
    since = {"period": "since 2022-02-24", "claim_group": "g1"}
    rows = raw(*(claim("killed", n, **since) for n in ("100", "101")), claim("killed", "7"))
    rows.to_csv(home / "claims.csv", index=False)
    totals = running_totals(load_collection("tiny", folder=tmp_path))

    assert list(totals["reported"]) == ["100"]


def test_a_record_that_repeats_the_last_is_carried_forward(tmp_path):
    """All its totals; one that moves makes the whole record new."""
    held = feed(tmp_path, records(tank=[1, 1, 1, 2], gun=[5, 5, 6, 6]), mapping=FEED + GUNS)
    stale = held.claims["flags"].str.contains("stale")

    assert list(held.claims.loc[stale, "stated_on"].dt.day) == [2, 2]
    assert set(held.claims["role"]) == {"point"}


KILLED = FEED.replace('"tank"', '"dead"').replace("tanks_destroyed", "killed")
WOUNDED = '\n[[table.figures]]\ncolumn = "hurt"\nmeasure = "wounded"\n'


DAILY = '\n[[table.figures]]\ncolumn = "today"\nmeasure = "killed"\nperiod = "day"\n'


def test_a_total_that_stays_beside_new_daily_figures_is_not_carried_forward(tmp_path):
    """With none killed on a day the total stays; what repeats in every figure is an old record."""
    values = records(dead=[54, 54, 54], today=[40, 0, 0])
    held = feed(tmp_path, values, mapping=KILLED + DAILY)
    stale = held.claims[held.claims["flags"].str.contains("stale")]

    assert list(zip(stale["stated_on"].dt.day, stale["value"], strict=True)) == [(3, 54)]


def test_a_figure_carried_for_too_long_enters_no_ratio(tmp_path):
    """Up to the set age it does."""
    days = STALE_DAYS + 2
    values = records(dead=[10] * days, hurt=[30] * days)
    held = feed(tmp_path, values, mapping=KILLED + WOUNDED)
    ratios = held.ratios[held.ratios["ratio"] == "killed_per_wounded"]

    assert list(held.claims.loc[held.claims["role"] == "stale", "stated_on"].dt.day) == [days] * 2
    assert list(ratios["stated_on"].dt.day) == list(range(1, days))


def test_personnel_that_are_killed_or_wounded_are_never_divided(tmp_path):
    """The measure says so, and no ratio of the catalogue takes it as killed."""
    mapping = KILLED.replace('"killed"', '"lost_unspecified"') + WOUNDED
    held = feed(tmp_path, records(dead=[10, 11], hurt=[30, 31]), mapping=mapping)

    assert not held.ratios["ratio"].isin(["killed_per_wounded", "wounded_per_killed"]).any()


def test_a_collection_without_running_totals_has_no_line(tmp_path):
    """And no error."""
    write_collection(tmp_path)
    totals = running_totals(load_collection("tiny", folder=tmp_path))

    assert totals.empty
    assert Totals(None, totals).steps.empty
    assert Totals(None, totals).revisions.empty
