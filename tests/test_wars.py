"""What `check` passes is published and true, whatever the war: known kinds, and invented ones."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from invented_wars import FORCES, PARTIES, SCOPES, SINCE, War, wars
from judged_wars import (
    NAME,
    collections_in,
    differences,
    judge,
    pages_of,
    passes,
    ratios_beside,
    sweeps_apart,
)
from page_rules import bare_numerals, text_of
from tone import unplain

from analysis.collection import comparison
from analysis.collection.collection import load_collection
from analysis.paths import RAW
from analysis.reports import receipts
from analysis.reports.pairs import most_shared_days

DAYS = ("2031-03-01", "2031-03-02", "2031-03-03")
WORDS = {
    "parties": PARTIES,
    "forces": FORCES,
    "scopes": SCOPES,
    "speakers": (("who_0", "Ana Ruiz", "", "north"), ("who_1", "وزارة الصحة", "", "south")),
}


def war_of(*rows: tuple[str, ...], as_of: str = "", kind_of_row: str = "statements") -> War:
    """A war of rows of day, measure and figure, and what sets them apart from a plain one."""
    plain = {
        "who": "Ana Ruiz",
        "about": "south_army",
        "where": "valley",
        "period": "day",
        "stance": "claim",
        "page": "https://example.org/a",
    }
    made = []
    for place, (day, what, figure, *more) in enumerate(rows):
        own = dict(part.split("=") for part in more)
        row = plain | {"day": day, "what": what, "figure": figure, "id": f"f{place}"} | own
        made.append(row | {"period": row["period"].replace("TOTAL", SINCE)})
    return War("Figures of a war", WORDS, tuple(made), as_of, kind_of_row)


def pairs(*figures: tuple[str, str], more: str = "period=day") -> list[tuple[str, ...]]:
    """Killed and wounded, a pair a day from the first."""
    return [
        (day, what, figure, more)
        for day, pair in zip(DAYS, figures, strict=False)
        for what, figure in zip(("killed", "wounded"), pair, strict=True)
    ]


PLAIN = pairs(("10", "20"), ("12", "25"))
KINDS = {
    "nought wounded": war_of(*pairs(("10", "20"), ("5", "0"), ("12", "25"))),
    "nought over nought": war_of(*pairs(("10", "20"), ("0", "0"), ("12", "25"))),
    "nothing but noughts": war_of(*pairs(("0", "0"), ("0", "0"))),
    "noughts beside a range": war_of(*pairs(("0", "0"), ("nearly 1200", "2400"))),
    "nought wounded on every day": war_of(*pairs(("3", "0"), ("5", "0"))),
    "nought wounded beside more than": war_of(*pairs(("2", "0"), ("more than 3", "more than 9"))),
    "nought wounded as of a day": war_of(*pairs(("2", "0"), ("3", "0"), ("3", "5")), as_of=DAYS[1]),
    "up to over more than": war_of(
        *pairs(("dozens", "several hundred"), ("up to 10", "more than 50"))
    ),
    "more than on every day": war_of(*pairs(*[("more than 10", "more than 20")] * 3)),
    "more than over nought": war_of(*pairs(("more than 260", "0"), ("10", "20"))),
    "dozens over nought": war_of(*pairs(("dozens", "0"), ("0-5", "0"), ("10", "20"))),
    "dozens over nought alone": war_of(*pairs(("dozens", "0"), ("0-5", "0"))),
    "about nought": war_of(*pairs(("10", "about 0"), ("about 0", "at least 0"), ("10", "20"))),
    "nought over words": war_of(*pairs(("10", "20"), ("0", "about 20"), ("0", "fewer than 83"))),
    "ranges on the last day": war_of(*pairs(("10", "20"), ("10-20", "20-40"))),
    "a range alone between": war_of(
        *pairs(("12", "about 30"), ("90-99", "30"), ("at least 31", "62"))
    ),
    "totals after the last day": war_of(
        *PLAIN, *((DAYS[2], what, "130", "period=TOTAL") for what in ("killed", "wounded"))
    ),
    "both sides by one speaker": war_of(*PLAIN, *pairs(("3", "9"), more="about=north_army")),
    "two days beside a total": war_of(
        *((DAYS[0], what, "40", "period=two days") for what in ("killed", "wounded")),
        *((DAYS[0], what, "900", "period=TOTAL") for what in ("killed", "wounded")),
    ),
    "civilians": war_of(*PLAIN, *pairs(("3", "9"), more="about=townspeople")),
    "civilians alone": war_of(*pairs(("3", "9"), ("0", "4"), more="about=townspeople")),
    "as of a day in the middle": war_of(*PLAIN, as_of=DAYS[0]),
    "dozens among events": war_of(
        *pairs(("2", "9"), ("3", "6")), *pairs(("dozens", "1"), ("5", "8")), kind_of_row="events"
    ),
    "one claim": war_of((DAYS[0], "killed", "7")),
    "events alone": war_of((DAYS[0], "clashes", "7", "about=none")),
    "no figure that can be read but one": war_of(
        (DAYS[0], "killed", "no figure"), (DAYS[1], "wounded", "about 3")
    ),
    "fewer than nought": war_of(*PLAIN, (DAYS[0], "wounded", "fewer than 0", "stance=denial")),
    "a claim and an assessment of one day": war_of(
        *PLAIN, *pairs(("11", "22"), more="stance=assessment")
    ),
    "a share that grows and shrinks": war_of(
        *((DAYS[n], "control_share", figure, "period=moment") for n, figure in enumerate("937"))
    ),
    "right to left": war_of(*pairs(("190", "205"), ("193", "199"), more="who=وزارة الصحة")),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_report_on_a_known_kind_of_war_is_made_and_true(kind):
    """Numbers with receipts that give them again, links that lead there, counts that are so."""
    assert judge(KINDS[kind]) == []


SLOW_KINDS = ["more than over nought", "dozens over nought", "about nought"]


@pytest.mark.parametrize(
    "kind",
    ["a range alone between", *(pytest.param(k, marks=pytest.mark.slow) for k in SLOW_KINDS)],
)
def test_a_sweep_and_a_series_take_the_same_days(kind, tmp_path):
    """Whatever the words of the figures; `judge` asks the same of each known kind of war."""
    KINDS[kind].write(tmp_path, NAME)
    with collections_in(tmp_path):
        assert sweeps_apart(NAME) == []


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(wars())
def test_a_sweep_and_a_series_take_the_same_days_of_any_war(war):
    """Of invented ones, if their tables pass the check."""
    with tempfile.TemporaryDirectory() as folder:
        war.write(Path(folder), NAME)
        with collections_in(Path(folder)):
            assert not passes(Path(folder)) or sweeps_apart(NAME) == []


@pytest.mark.slow
def test_nought_over_nought_is_said_to_be_undefined_and_over_nought_infinite():
    """In words on the page of the day, with the days counted."""
    undefined = text_of(pages_of(KINDS["nought over nought"], "briefing", stated_on=DAYS[1]))
    infinite = text_of(pages_of(KINDS["nought wounded"], "briefing", stated_on=DAYS[1]))

    assert "of nought over nought no ratio is defined" in undefined
    assert "On 1 of them both figures are nought" in undefined
    assert "over nought wounded no finite ratio of killed for each wounded can be given" in infinite
    assert "On 1 of them the second figure is nought" in infinite


def test_a_speaker_of_noughts_and_a_range_stands_beside_other_wars_by_the_range():
    """Nought over nought may not be divided; the pair beside it may, and is drawn as a bar."""
    page = text_of(pages_of(KINDS["noughts beside a range"], "04_comparison"))

    assert "On no day do the words of Ana Ruiz allow a single value; over all days" in page
    assert "over all days together they allow 0.479 to 0.5 killed for each wounded" in page
    assert "1 pair stands here in 1 row, and no such pair is left out" in page
    assert "(n = 1)" in page and "(n = 2)" not in page
    assert "Speakers give 0.479 to 0.5;" in page


@pytest.mark.parametrize("day", DAYS[:2])
def test_words_without_a_point_have_no_finite_ratio_over_nought_either(day):
    """Dozens over nought are no ratio to draw; the page says so as of 5 over nought."""
    page = text_of(pages_of(KINDS["dozens over nought"], "briefing", stated_on=day))

    assert "over nought wounded no finite ratio of killed for each wounded can be given" in page


@pytest.mark.parametrize("day", DAYS[1:3])
def test_nought_over_words_is_nought_and_not_without_a_hedge(day):
    """Whatever about 20 or fewer than 83 were, the ratio is nought; the hedge stays one."""
    page = text_of(pages_of(KINDS["nought over words"], "briefing", stated_on=day))

    assert "For the ratio the words allow exactly 0." in page
    assert "without a hedge" not in page


def test_more_than_over_nought_keeps_its_words_in_the_sum():
    """At least 261 killed beside 10, and not 270; and a day over nought fails no page."""
    page = text_of(pages_of(KINDS["more than over nought"], "briefing", stated_on=DAYS[1]))

    assert "the words of Ana Ruiz allow 271 to 279 killed and 20 wounded together" in page
    assert "nought over nought" not in page
    assert "270" not in page


def test_up_to_over_more_than_is_a_range_without_a_point():
    """No value that the words do not allow is printed."""
    page = text_of(pages_of(KINDS["up to over more than"], "briefing"))

    assert "0.0169 to 0.196 killed for each wounded" in page
    assert "give a range of killed per wounded" in page
    assert "0.2 killed" not in page


@pytest.mark.parametrize("measures", [("killed", "wounded"), ("wounded", "killed")])
def test_both_sides_stand_beside_each_other_by_one_measure(tmp_path, measures):
    """Where several series share as many days, killed stand beside killed."""
    rows = [(day, what, "10", "who=Ana Ruiz") for day in DAYS for what in measures]
    theirs = ("who=وزارة الصحة", "about=north_army")
    rows += [(day, what, "10", *theirs) for day in DAYS for what in reversed(measures)]
    for table in RAW.glob("*.csv"):
        shutil.copy(table, tmp_path)
    war_of(*rows).write(tmp_path, "desk")
    first, second = most_shared_days(load_collection("desk", folder=tmp_path))

    assert first[1] == second[1]


def test_a_day_is_not_ranked_against_days_whose_range_is_left_out_unsaid():
    """The day between is six times as high, and has no single value to rank."""
    told = text_of(pages_of(KINDS["a range alone between"], "briefing", stated_on=DAYS[2]))

    assert "In the one other statement of Ana Ruiz that was located with a single value" in told
    assert "the ratio was 0.4; among days with one this day ranks highest of 2." in told
    assert "For 1 day more the words give a range alone, 3 to 3.3, and it is not ranked." in told
    assert "On days with a single value Ana Ruiz's figures give 0.4 to 0.5" in told
    assert "On single days" not in told


@pytest.mark.slow
def test_what_a_page_cannot_say_of_few_figures_it_leaves_unsaid():
    """No counts of nothing, no spread of equal days, and civilians' figures are not denied."""
    nothing = text_of(pages_of(war_of((DAYS[0], "clashes", "7", "about=none")), "02_ratios"))
    equal = text_of(pages_of(war_of(*pairs(("5", "10"), ("6", "12"))), "02_ratios"))
    others = text_of(pages_of(KINDS["civilians alone"], "04_comparison"))

    assert "No figure of the collection has a second one that it could be divided by." in nothing
    assert "none of them was found anywhere" not in nothing
    assert "where single days give 0.5, all days together" in equal
    assert "No speaker gave killed and wounded of fighting forces that may be divided." in others


@pytest.mark.slow
def test_drawings_and_their_words_say_that_days_with_a_range_alone_are_left_out():
    """In the row of the other days, in the title, the key and the description of a timeline."""
    day = text_of(pages_of(KINDS["a range alone between"], "briefing", stated_on=DAYS[2]))
    days = text_of(pages_of(KINDS["a range alone between"], "02_ratios"))

    assert "Ana Ruiz, median of other days with a single value (0.4)" in day
    for told in (day, days):
        assert "days with a single value run from 0.4 on 1 March 2031 to 0.5" in told
        assert "1 day gives a range alone, days with a single value together" in told
        assert "median of days with a single value 0.45" in told
        assert "all days together" not in told
    assert "On days with a single value Ana Ruiz's located figures give 0.47 killed" in days


def test_a_sum_says_how_many_days_it_takes_where_others_give_a_range_alone():
    """Two of the three days just counted."""
    told = text_of(pages_of(KINDS["a range alone between"], "briefing", stated_on=DAYS[2]))

    assert "Over the 2 days that enter the sum Ana Ruiz stated 43 killed and 92 wounded" in told
    assert "Over these days" not in told


def test_a_sum_rests_on_the_claims_of_the_days_that_it_takes(tmp_path):
    """Not on those of the day whose words give a range alone, which is named."""
    for table in RAW.glob("*.csv"):
        shutil.copy(table, tmp_path)
    KINDS["a range alone between"].write(tmp_path, "desk")
    held = load_collection("desk", folder=tmp_path)
    days = comparison.located_days(held, "valley", "who_0", "south_army")
    made = receipts.of_series(days, comparison.summarise(days, held.calendar))

    behind = held.claims_behind(";".join(made.claims))
    assert behind["reported"].tolist() == ["12", "about 30", "at least 31", "62"]
    assert "Not in the sum, for the words give a range alone: 2 March 2031." in made.steps


def test_what_is_counted_of_two_figures_is_called_ratios_not_pairs_or_figures():
    """Two pairs have three ratios each; the one figure without a second lacks three."""
    told = text_of(pages_of(war_of(*PLAIN, (DAYS[2], "killed", "7")), "02_ratios"))

    assert "6 ratios of two figures can be given (one pair may have several)" in told
    assert "and 3 lack one of the two figures." in told
    assert "By the party of the speaker these ratios are: the North 6." in told
    assert "pairs of figures may be divided" not in told


@pytest.mark.slow
def test_whose_losses_are_divided_can_be_chosen_and_is_told():
    """By one speaker on one day, of both sides."""
    own = text_of(pages_of(KINDS["both sides by one speaker"], "briefing", subject="north_army"))
    other = text_of(pages_of(KINDS["both sides by one speaker"], "02_ratios"))

    assert "3 Northern soldiers were killed and 9 wounded" in own
    assert "about Southern forces give 0.49 killed per wounded" in other


@pytest.mark.slow
def test_a_ratio_that_no_choice_moves_is_said_to_stay_where_it_is():
    """One day has one value, however its days are joined; rounding makes no second one of it."""
    told = text_of(pages_of(war_of(*pairs(("1250", "23400"))), "06_sensitivity"))

    assert "No choice alone moves the value: it stays 0.0534." in told
    assert "give 0.0534 killed for each wounded: no choice moves it." in told
    assert "moves killed per wounded from 0.0534" in told


@pytest.mark.slow
def test_combinations_without_a_value_are_counted():
    """A day of no killed has no geometric mean; a range alone has no value under any choice."""
    nought = war_of(*pairs(("10", "20"), ("12", "25"), ("0", "6")))
    told = text_of(pages_of(nought, "06_sensitivity"))
    ranges = text_of(pages_of(KINDS["noughts beside a range"], "06_sensitivity"))

    assert "Under 384 of 576 combinations of choices Ana Ruiz's figures give" in told
    assert "give 2 different values, and 48 of them no value; for each" in told
    assert "no day" not in told
    assert "Under no combination is there a single value of the figures of Ana Ruiz." in ranges


def test_no_band_of_soldiers_stands_beside_civilians():
    """Nor a row of other wars, nor a multiple of a band."""
    page = text_of(pages_of(KINDS["civilians alone"], "briefing"))

    assert "the tables enter these people as civilians" in page
    assert "No other figure is implied, for no band stands beside these figures." in page
    assert "there is no ratio" not in page
    assert "Donbas, civilians (killed: at least), 2014-04-14 to 2021-06-30: 0.377 to 0.484" in page
    assert "reviewed wars 0.08" not in page
    assert "World War" not in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "told", "beside"),
    [
        ("both", "do not tell fighters from civilians", "Donbas, all categories"),
        ("fighters", "reviewed wars 0.08", "World War"),
    ],
)
def test_the_kind_of_people_is_what_the_table_of_forces_says(monkeypatch, kind, told, beside):
    """Fighters of no party are no civilians, and nor are people who are not told apart."""
    monkeypatch.setattr("analysis.data.vocabulary.Vocabulary.people", {"townspeople": kind})
    page = text_of(pages_of(KINDS["civilians alone"], "briefing"))

    assert told in page
    assert beside in page
    assert "as civilians" not in page
    choices = text_of(pages_of(KINDS["civilians alone"], "06_sensitivity"))
    assert "figures that count civilians" not in choices


def renamed(war: War, new: dict[str, str]) -> War:
    """The same war with other names in its tables and rows."""

    def named(text: str) -> str:
        for old, name in new.items():
            text = text.replace(old, name)
        return text

    words = {
        table: tuple(tuple(map(named, row)) for row in rows) for table, rows in war.words.items()
    }
    rows = tuple({name: named(cell) for name, cell in row.items()} for row in war.rows)
    return War(war.title, words, rows)


def test_a_name_that_says_whose_it_is_takes_of():
    """The figures of Sudan's army, and no pair refused."""
    page = pages_of(renamed(war_of(*PLAIN), {"Ana Ruiz": "Sudan's army"}), "02_ratios")

    assert "The located figures of Sudan's army" in text_of(page)
    assert unplain(page) == []


def test_a_numeral_of_a_name_is_no_figure_without_a_receipt():
    """A 74th Brigade, a sector 9, a press office of Unit 7."""
    new = {"Ana Ruiz": "Unit 7", "Southern": "74th Brigade’s", "the valley": "sector 9"}
    page = pages_of(renamed(war_of(*PLAIN), new), "briefing")

    assert bare_numerals(page) == []
    assert "<cite>Unit 7</cite>" in page


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@pytest.mark.slow
@settings(max_examples=24, phases=[Phase.generate], suppress_health_check=SLOW)
@given(wars())
def test_what_check_passes_is_published_and_true(war):
    """Two dozen wars that never were; `make test-wars N=500` invents as many as one likes."""
    assert judge(war) == []


@pytest.mark.slow
@settings(max_examples=8, phases=[Phase.generate], suppress_health_check=SLOW)
@given(wars(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_word_of_any_report(war, chance):
    """Nor does that of the vocabulary; a row's place in its file alone is another."""
    order = list(range(len(war.rows)))
    chance.shuffle(order)

    assert differences(war, war.shuffled(order)) == []


@pytest.mark.slow
@settings(max_examples=6, phases=[Phase.generate], suppress_health_check=SLOW)
@given(wars())
def test_other_keys_and_another_wars_words_change_no_word_of_any_report(war):
    """A key is no name, and whoever fights elsewhere is no part of this war."""
    assert differences(war, war.renamed()) == []
    assert differences(war, war.beside_another()) == []


@pytest.mark.slow
@settings(max_examples=24, phases=[Phase.generate], suppress_health_check=SLOW)
@given(wars())
def test_figures_of_another_war_change_no_ratio_of_this_one(war):
    """What may be divided, and what comes out, hangs on no other speaker's figures."""
    assert ratios_beside(war) == []
