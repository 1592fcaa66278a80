"""The same briefing in eight languages gives the same claims."""

import eight_languages as briefings
import pytest

from analysis.reading.reader import read_text

LANGUAGES = sorted(briefings.FRONT)


def read(text):
    """Rows of a reading, as (wording, measure, subject), and the reading."""
    reading = read_text(text, published="2023-03-20")
    rows = reading.drafts
    return set(zip(rows["wording"], rows["measure"], rows["subject"], strict=True)), reading


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_spokesmans_day_gives_the_same_claims_in_every_language(language):
    """Figures, measures and subjects of ten claims; one speaker, one day."""
    found, reading = read(briefings.FRONT[language])

    assert reading.language == language
    assert found == briefings.FRONT_CLAIMS
    assert set(reading.drafts["speaker"]) == {"serhii_cherevatyi"}
    assert set(reading.drafts["period"]) == {"day"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_place_of_a_part_is_its_own_in_every_language(language):
    """Sixteen of the clashes are in the city, the twenty-seven along the direction."""
    rows = read(briefings.FRONT[language])[1].drafts.set_index("wording")

    assert rows.loc["27", "scope"] == "bakhmut_direction"
    assert rows.loc["16", "scope"] == "bakhmut_city"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_night_in_the_air_gives_the_same_claims_in_every_language(language):
    """What was launched is an event; what was shot down or lost from radar is Russia's."""
    found, reading = read(briefings.AIR[language])

    assert found == briefings.AIR_CLAIMS
    assert set(reading.drafts["speaker"]) == {"ukraine_air_force"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_civilians_are_claims_of_their_own_in_every_language(language):
    """Civilians are counted as such, an age is refused, houses have no side."""
    found, reading = read(briefings.TOWN[language])

    assert found >= briefings.TOWN_CLAIMS
    assert set(reading.drafts["speaker"]) == {"oleksandr_prokudin"}
    assert not any("67" in wording for wording, _, _ in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_war_is_read_with_its_own_names_in_every_language(language):
    """A ministry of health and an army of another war are not taken for the one at home."""
    found, reading = read(briefings.GAZA[language])
    rows = reading.drafts.set_index("wording")

    assert found == briefings.GAZA_CLAIMS
    assert rows.loc["at least 27", "speaker"] == "gaza_health_ministry"
    assert rows.loc["15", "speaker"] == "idf"
    assert rows.loc["45541", "period"] == "since 2023-10-07"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_without_a_figure_is_quiet_in_every_language(language):
    """Dates, ages, calibres, money, clocks, units and degrees give no claim."""
    found, reading = read(briefings.QUIET[language])

    assert found == set()
    assert len(reading.refusals) >= 5
