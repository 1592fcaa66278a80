"""What was known on a day: claims, pages and readings, and nothing that came later."""

import pandas as pd
import pytest
from tiny_claims import claim, raw, readings

from analysis.claims import calendar_until, known_by, read_as_of
from analysis.errors import ParameterError

PAGES = pd.DataFrame(
    {"source_id": ["early", "late", "undated"], "published": ["2023-03-18", "2023-03-20", ""]}
)


def known(day: str, *rows: dict, read: pd.DataFrame | None = None):
    read = readings() if read is None else read
    return known_by(raw(*rows), PAGES, read, pd.Timestamp(day))


def test_a_claim_is_known_once_it_was_stated_and_its_page_had_appeared():
    """A page without a day appeared when the claim was stated."""
    rows = [claim("killed", "1", source_id=page) for page in ("early", "late", "undated")]
    claims, sources, _ = known("2023-03-18", *rows)

    assert list(claims["source_id"]) == ["early", "undated"]
    assert list(sources["source_id"]) == ["early", "undated"]


def test_a_claim_stated_later_is_not_known_and_one_without_a_day_only_by_its_page():
    """Without either day nobody can say when it was known."""
    rows = [claim("killed", "1", source_id="early", stated_on="2023-03-19")]
    rows += [claim("killed", "2", source_id=page, stated_on="") for page in ("early", "undated")]

    assert list(known("2023-03-18", *rows)[0]["reported"]) == ["2"]


def test_pages_that_repeat_a_claim_later_are_taken_off_it():
    """The number of pages behind it is that of the day."""
    claims, _, _ = known("2023-03-18", claim("killed", "1", source_id="early", also_in="late"))

    assert list(claims["also_in"]) == [""]


def test_a_reading_that_rests_on_a_later_claim_is_not_known():
    """One that names no claim is."""
    rows = [claim("killed", "1", source_id="early"), claim("killed", "2", stated_on="2023-03-20")]
    read = readings(
        ("c1", "verification", "contradicted", "the other side says otherwise (row c2)"),
        ("c1", "part", "morning", "two summaries"),
    )

    assert list(known("2023-03-18", *rows, read=read)[2]["column"]) == ["part"]


def test_a_day_is_written_one_way_and_lies_in_the_calendar():
    """Empty stands for no day."""
    days = pd.date_range("2023-03-01", "2023-03-05")

    assert read_as_of("") is None
    assert list(calendar_until(days, read_as_of("2023-03-02")).day) == [1, 2]
    with pytest.raises(ParameterError, match="not a day as in 2023-03-18"):
        read_as_of("18.3.2023")
    with pytest.raises(ParameterError, match="the collection begins on 2023-03-01"):
        calendar_until(days, pd.Timestamp("2023-02-01"))
