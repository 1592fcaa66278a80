"""Days and periods: what is read, what is refused, what stays missing."""

import pandas as pd
import pytest

from analysis.data.dates import Period, period_columns, read_days, read_period
from analysis.data.raw import read_raw
from analysis.paths import RAW
from analysis.terms import PERIOD_KINDS


def in_words(found):
    """Return the rows as text; a missing day is empty."""
    ends = [found[end].dt.strftime("%Y-%m-%d").fillna("") for end in ("period_start", "period_end")]
    return list(zip(found["period_kind"], *ends, strict=True))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("day", Period("day", days=1)),
        (" Day ", Period("day", days=1)),
        ("moment", Period("moment")),
        ("to_date", Period("to_date")),
        ("day_average", Period("average")),
        ("unclear", Period("unclear")),
        ("several days", Period("span")),
        ("two days", Period("span", days=2)),
        ("10 days", Period("span", days=10)),
        ("week", Period("span", days=7)),
        ("two weeks", Period("span", days=14)),
        ("month", Period("span", days=30)),
        ("3-6 April", Period("span", start="04-03", end="04-06")),
        ("since 2022-02-24", Period("cumulative", start="2022-02-24")),
        ("since 2022-12", Period("cumulative", start="2022-12-01")),
    ],
)
def test_a_period_is_read_as_worded(text, period):
    """Each form that occurs, whole."""
    assert read_period(text) == period


@pytest.mark.parametrize(
    "text",
    [
        *("", "lately", "some days", "0 days", "two years", "since spring"),
        *("since 2022-13", "since 2023-02-30", "6-3 April", "29-31 June", "3-6 Aprl"),
    ],
)
def test_a_period_that_names_no_days_is_not_guessed(text):
    """Neither words outside the list nor days that no calendar has."""
    assert read_period(text) is None


def test_every_period_of_the_collection_is_read():
    """No row of the collection is left without a kind of period."""
    written = read_raw(RAW / "bakhmut-2023" / "claims.csv")["period"].unique()

    assert {read_period(text).kind for text in written} == set(PERIOD_KINDS)


def test_days_are_read_in_one_form_only():
    """A day in another order of digits could be another day, so it is none."""
    written = pd.Series(["2023-03-18", "", "18.03.2023", "2023-02-30", "2023-3-8x"])
    days = read_days(written)

    assert days.isna().tolist() == [False, True, True, True, True]
    assert days[0] == pd.Timestamp("2023-03-18")


def test_the_period_stands_beside_the_day_of_announcement():
    """What is not stated stays missing: a beginning, an end, or both."""
    written = ["day", "moment", "two days", "several days", "to_date", "unclear", "day_average"]
    found = period_columns(pd.Series(written), pd.Series(pd.to_datetime(["2023-05-15"] * 7)))

    assert in_words(found) == [
        ("day", "2023-05-14", "2023-05-15"),
        ("moment", "2023-05-15", "2023-05-15"),
        ("span", "2023-05-13", "2023-05-15"),
        ("span", "", "2023-05-15"),
        ("to_date", "", "2023-05-15"),
        ("unclear", "", ""),
        ("average", "", ""),
    ]


def test_a_period_with_its_own_days_does_not_depend_on_the_announcement():
    """A sum of 3-6 April said on the 7th ends on the 6th; its year is that of the statement."""
    days = pd.Series(pd.to_datetime(["2023-04-07", "2023-04-07", None]), index=[4, 2, 9])
    written = pd.Series(["3-6 April", *["since 2022-02-24"] * 2], index=[4, 2, 9])
    found = period_columns(written, days)

    assert found.index.tolist() == [4, 2, 9]
    assert in_words(found) == [
        ("span", "2023-04-03", "2023-04-06"),
        ("cumulative", "2022-02-24", "2023-04-07"),
        ("cumulative", "2022-02-24", ""),
    ]


def test_an_undated_day_covers_no_known_days():
    """The 24 hours before an unknown day are not known."""
    found = period_columns(pd.Series(["day"]), pd.Series(pd.to_datetime([None])))

    assert in_words(found) == [("day", "", "")]
