"""The catalogue of ratios, as data."""

import pytest
from tiny_claims import WORDS

from analysis.errors import RatioError
from analysis.paths import ROOT
from analysis.ratios.gate import PAIR_FORMS, READ_OFF_FORMS, Entry, entry, read_catalogue
from analysis.ratios.references import FROM_WOUNDED_PER_KILLED
from analysis.reports.series import terms_of

ENTRIES = read_catalogue()
PAIRINGS = [found for found in ENTRIES.values() if found.is_pairing]
MEASURES = WORDS.measures


def test_the_numbers_of_the_method_follow_each_other():
    """No place is left out."""
    numbers = {found.number for found in ENTRIES.values()}

    assert numbers == set(range(max(numbers) + 1))


def test_an_entry_is_read_whole():
    """Entry 13 with all that it demands."""
    assert entry("settlement_share_of_artillery") == Entry(
        name="settlement_share_of_artillery",
        form="share",
        read_as="shellings of the settlement and its surroundings as a share of the artillery "
        "strikes of the segment",
        unit="share",
        number=13,
        numerator=("shellings",),
        denominator=("artillery_strikes",),
        scope="within",
        actor="same",
        part="city_and_surroundings",
        whole="direction",
        assumption="that the shellings of the settlement are among the artillery strikes of the "
        "segment and counted in the same unit, which is not stated",
    )


def test_an_unknown_ratio_is_refused_with_the_nearest():
    """Else with all there are."""
    with pytest.raises(RatioError, match="no ratio 'kiled_per_wounded'; nearest: killed_per_w"):
        entry("kiled_per_wounded")
    with pytest.raises(RatioError, match=r"nearest: killed_per_wounded, wounded_per_killed, .*gap"):
        entry("x")


@pytest.mark.parametrize(
    ("name", "form"), [("again", "ratio"), ("new", "quotient")], ids=["name twice", "no such form"]
)
def test_a_catalogue_that_contradicts_itself_is_refused(tmp_path, name, form):
    """A name stands once, and every form is one that can be computed."""
    table = '[[{}]]\nname = "{}"\nform = "{}"\nread_as = ""\nunit = ""\n'
    path = tmp_path / "catalogue.toml"
    path.write_text(table.format("entry", "again", "ratio") + table.format("tempting", name, form))

    with pytest.raises(RatioError, match=f"catalogue.toml: entry '{name}', form '{form}'"):
        read_catalogue(path)


@pytest.mark.parametrize("found", PAIRINGS, ids=lambda found: found.name)
def test_every_pairing_joins_known_measures(found):
    """Both sides are named, and what is taken off is a measure too."""
    less = [name for name in (found.numerator_less, found.denominator_less) if name]

    assert found.numerator and found.denominator
    assert {*found.numerator, *found.denominator, *less} <= set(MEASURES.index)


@pytest.mark.parametrize("found", PAIRINGS, ids=lambda found: found.name)
def test_only_measures_that_add_up_are_summed(found):
    """Over days or with each other: shares, areas and ratios as stated never."""
    summed = found.aggregate == "ratio_of_sums" or len(found.numerator) > 1
    measures = [*found.numerator, *found.denominator] if summed else []

    assert (MEASURES.loc[measures, "adds_up"] == "yes").all()


@pytest.mark.parametrize("found", PAIRINGS, ids=lambda found: found.name)
def test_shares_and_differences_join_figures_of_one_unit(found):
    """A part lies in its whole only if both are counted alike."""
    units = set(MEASURES.loc[[*found.numerator, *found.denominator], "unit"])

    assert found.form in ("ratio", "days") or len(units) == 1


def test_shares_name_the_levels_of_part_and_whole():
    """Levels that scopes have; nothing else has them."""
    levels = {found.name: (found.part, found.whole) for found in PAIRINGS if found.part}

    assert levels == {
        "city_share_of_clashes": ("city", "direction"),
        "city_to_elsewhere_clashes": ("city", "direction"),
        "settlement_share_of_artillery": ("city_and_surroundings", "direction"),
    }
    assert {level for pair in levels.values() for level in pair} <= set(WORDS.scopes["level"])
    nested = [found for found in PAIRINGS if found.form in ("share", "odds")]
    assert all(found.part for found in nested if found.scope == "within")
    assert [found.name for found in nested if found.scope == "same"] == ["killed_per_casualty"]


def test_bands_exist_where_the_catalogue_says_so():
    """The three ways to write killed and wounded, and no other ratio."""
    assert [found.name for found in ENTRIES.values() if found.band] == list(FROM_WOUNDED_PER_KILLED)


def test_claims_of_casualties_are_no_numerator_of_killed():
    """ "Casualties" may mean killed, wounded, missing and captured together."""
    for name in ("killed_per_wounded", "wounded_per_killed", "killed_share"):
        assert {*entry(name).numerator, *entry(name).denominator} == {"killed", "wounded"}


def test_the_yardstick_of_counting_noise_is_not_shown_for_casualties_in_clashes():
    """They come in clusters; shares, ages and multiples are no counts at all."""
    withheld = {found.name for found in ENTRIES.values() if found.noise}

    assert {"casualties_per_clash", "killed_per_clash", "wounded_per_clash"} <= withheld
    assert {"killed_per_wounded", "artillery_per_clash", "city_share_of_clashes"}.isdisjoint(
        withheld
    )


def test_control_shares_and_opposing_claims_are_never_summed():
    """Nor is anything that is read off other ratios."""
    assert {found.name for found in ENTRIES.values() if found.aggregate == "none"} == {
        *("control_gap_points", "claim_to_assessment", "assessment_age_days"),
        *("band_multiple", "implied_other_term", "within_speaker_rank", "coverage"),
        *("opposing_claim_ratio", "control_change_points"),
    }


def test_a_form_says_whether_two_claims_meet_and_on_which_days():
    """A claim meets the last assessment before it, and a change the last statement."""
    assert {found.form for found in PAIRINGS} == set(PAIR_FORMS)
    assert {found.form for found in ENTRIES.values() if not found.is_pairing} == set(READ_OFF_FORMS)
    assert {found.name for found in ENTRIES.values() if found.across_days} == {
        *("control_gap_points", "claim_to_assessment", "assessment_age_days"),
        "control_change_points",
    }


def test_the_catalogue_is_data_and_no_module_names_a_tempting_pairing():
    """What is refused follows from what must agree, not from a list of forbidden names."""
    code = "".join(
        (ROOT / "analysis" / "ratios" / f"{name}.py").read_text(encoding="utf-8")
        for name in ("gate", "division")
    )

    assert not [found.name for found in PAIRINGS if found.name in code]


def test_an_entry_is_called_by_its_name_in_words():
    """For headings."""
    assert entry("killed_per_artillery_strike").label == "killed per artillery strike"


@pytest.mark.parametrize("name", [found.name for found in PAIRINGS if "_per_" in found.name])
def test_one_of_what_is_divided_by_is_told_in_the_singular(name):
    """Killed for each clash: the name of a ratio holds the word."""
    assert not terms_of(name)[-1].endswith("s")
