"""Echoes and versions: which rows are one statement, and which row speaks for it."""

import math

import pytest
from tiny_claims import INSTITUTE, MINISTRY, claim, claims, readings

from analysis.claims import POINT_RULE, group_origins, points_of


def origins(found):
    """Return the sets of claims that are one statement, in the order of their first rows."""
    sets = found.groupby("origin_id", sort=False)["claim_id"].agg(list)
    return [sorted(ids) for ids in sets]


def named(collection, *ids):
    """Return rows of the published collection by their ids."""
    return collection.claims.set_index("claim_id").loc[list(ids)]


def test_two_days_that_sum_to_the_same_535_stay_two(collection):
    """277 + 258 on 31 January and 221 + 314 on 11 March; both became "more than 500"."""
    rows = named(collection, "a0021", "a0153", "a0154")
    parts = named(collection, "a0023", "a0024", "a0156", "a0158")["value"].tolist()

    assert parts == [277, 258, 221, 314]
    assert rows["origin_id"].tolist() == ["a0021", "a0153", "a0153"]
    assert rows["reported"].tolist() == ["more than 500", "535", "more than 500"]


@pytest.mark.parametrize("second", ["2023-01-31", "2023-03-11"])
def test_equal_sums_of_two_firmly_known_days_stay_two(second):
    """535 is said again a day later, and forty days later; no page carries both."""
    found = claims(
        claim("casualties", "535", stated_on="2023-01-30"),
        claim("casualties", "535", stated_on=second, source_id="page_2"),
    )

    assert origins(found) == [["c1"], ["c2"]]


def test_25_clashes_on_17_and_on_18_may_are_two_statements(collection):
    """Both days are announced, on pages of their own."""
    rows = named(collection, "b0229", "b0243")

    assert rows["value"].tolist() == [25, 25]
    assert rows["origin_id"].tolist() == ["b0229", "b0243"]
    assert rows["role"].tolist() == ["point", "point"]


def test_a_repeat_dated_a_day_later_by_inference_is_an_echo():
    """324 shellings of 26 April stand on another page under the 27th."""
    found = claims(
        claim("shellings", "324", stated_on="2023-04-26", also_in="page_2"),
        claim(
            "shellings", "324", stated_on="2023-04-27", source_id="page_3", date_basis="inferred"
        ),
    )

    assert origins(found) == [["c1", "c2"]]
    assert found["role"].tolist() == ["point", "version"]
    assert found["n_echoes"].tolist() == [2, 2]
    assert found["flags"].tolist() == ["actor_inferred", "day_inferred;actor_inferred"]


def test_one_page_that_carries_both_days_tells_one_statement_twice():
    """Both days are firm, but the first page is among the pages of the second row."""
    found = claims(
        claim("area_left", "1.28", subject="ukrainian_forces", stated_on="2023-05-17"),
        claim(
            *("area_left", "1.28"),
            subject="ukrainian_forces",
            stated_on="2023-05-18",
            source_id="page_2",
            also_in="page_1",
        ),
    )

    assert origins(found) == [["c1", "c2"]]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("stated_on", "2023-03-20"),
        ("reported", "194"),
        ("speaker", "Hanna Maliar"),
        ("stance", "denial"),
        ("scope", "bakhmut_city"),
        ("subject", "wagner"),
        ("period", "week"),
    ],
)
def test_a_day_apart_only_the_same_figure_of_one_statement_joins(column, value):
    """The second day is inferred; any further difference keeps the rows apart."""
    second = claim("killed", "193", stated_on="2023-03-19", date_basis="inferred")

    assert origins(claims(claim("killed", "193"), second)) == [["c1", "c2"]]
    assert origins(claims(claim("killed", "193"), {**second, column: value})) == [["c1"], ["c2"]]


def test_a_row_between_two_firm_days_does_not_make_them_one():
    """Equal figures on three days in a row, the middle one inferred: it joins the first only."""
    found = claims(
        claim("clashes", "25", stated_on="2023-05-17"),
        claim("clashes", "25", stated_on="2023-05-18", source_id="page_2", date_basis="inferred"),
        claim("clashes", "25", stated_on="2023-05-19", source_id="page_3"),
    )

    assert origins(found) == [["c1", "c2"], ["c3"]]


def test_another_range_with_the_same_low_end_does_not_stand_between():
    """200-400 of one day finds 200-400 of the next, whichever row 200-250 is."""
    rows = [
        claim("advance", "200-400", claim_id="a"),
        claim("advance", "200-250", claim_id="b", claim_group="g"),
        claim("advance", "200-400", claim_id="c", stated_on="2023-03-19", date_basis="inferred"),
    ]

    for order in ([0, 1, 2], [1, 0, 2], [2, 1, 0]):
        assert sorted(origins(claims(*(rows[i] for i in order)))) == [["a", "c"], ["b"]]


def test_258_and_259_wounded_are_versions_of_one_figure(collection):
    """Four pages against one on 31 January: 258 speaks, and both stay visible."""
    rows = named(collection, "a0024", "a0025")

    assert rows["role"].tolist() == ["point", "version"]
    assert rows[["versions_low", "versions_high"]].values.tolist() == [[258, 259]] * 2
    assert rows["point_rule"].tolist() == [POINT_RULE] * 2
    assert rows["flags"].str.contains("values_differ").all()


def test_149_and_159_killed_are_versions_of_one_figure(collection):
    """One page against the others on 15 May: nothing is corrected, 149 speaks."""
    rows = named(collection, "b0211", "b0217")

    assert rows["value"].tolist() == [149, 159]
    assert rows["role"].tolist() == ["point", "version"]
    assert rows[["versions_low", "versions_high"]].values.tolist() == [[149, 159]] * 2


def test_a_headline_and_the_quotation_of_one_page_are_versions():
    """87 wounded in the headline, 97 in the quotation: the hull, and the direct one speaks."""
    read = readings(("c1", "directness", "retold", "headline against the body"))
    found = claims(claim("wounded", "87"), claim("wounded", "97"), read=read)

    assert found["role"].tolist() == ["version", "point"]
    assert found["origin_id"].tolist() == ["c2", "c2"]
    assert found[["versions_low", "versions_high"]].values.tolist() == [[87, 97]] * 2


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [
        ({"also_in": "page_2;page_3"}, {}, [("c1", "directness", "retold", "rounded")]),
        ({"date_basis": "stated"}, {"date_basis": "unknown", "also_in": "page_2"}, []),
        ({"date_basis": "announced"}, {"date_basis": "stated"}, []),
    ],
    ids=["direct before pages", "pages before basis", "basis before order"],
)
def test_the_row_that_speaks_is_chosen_by_one_rule(first, second, read):
    """The second of two rows wins on the earlier criterion and loses on all later ones."""
    found = claims(
        claim("wounded", "314", **first), claim("wounded", "300", **second), read=readings(*read)
    )

    assert found["role"].tolist() == ["version", "point"]


@pytest.mark.parametrize(
    "wordings", [("314", "300"), ("about 250", "300"), ("at least 300", "300")]
)
def test_where_the_rule_leaves_a_tie_the_content_decides_and_never_the_place_in_the_file(wordings):
    """Words without a hedge speak, then the lesser figure."""
    for order in (wordings, wordings[::-1]):
        found = claims(*(claim("wounded", words) for words in order))

        assert found.set_index("reported")["role"].to_dict() == {
            wordings[0]: "version",
            "300": "point",
        }


def test_a_figure_that_is_only_retold_never_speaks(collection):
    """80 Russians of 30 May became 80 Wagner fighters on another page."""
    rows = named(collection, "b0339", "b0342")

    assert rows["subject"].tolist() == ["russian_forces", "wagner"]
    assert rows["role"].tolist() == ["point", "retold"]
    assert "b0342" not in set(collection.points["claim_id"])


def test_parts_of_one_statement_stay_apart():
    """58 attacks in the morning summary of 23 April and 45 in the evening's are no versions."""
    read = readings(
        ("c1", "part", "morning summary", "other hours"),
        ("c2", "part", "evening summary", "other hours"),
    )
    rows = [claim("attacks", "58", claim_group="g"), claim("attacks", "45", claim_group="g")]

    assert origins(claims(*rows, read=read)) == [["c1"], ["c2"]]
    assert origins(claims(*rows)) == [["c1", "c2"]]


def test_a_group_holds_different_figures_and_joins_only_the_like():
    """Killed and wounded of one statement are two figures; its days may differ."""
    found = claims(
        claim("killed", "20000", claim_group="g", period="to_date"),
        claim("wounded", "50000-70000", claim_group="g", period="to_date"),
        claim("wounded", "70000", claim_group="g", period="to_date", stated_on="2023-05-25"),
    )

    assert origins(found) == [["c1"], ["c2", "c3"]]
    assert found["versions_low"].tolist() == [20000, 50000, 50000]
    assert found["versions_high"].tolist() == [20000, 70000, 70000]


def test_undated_rows_are_one_statement_only_on_one_page():
    """A day that is not known is not the same day as another that is not known."""
    undated = {"stated_on": "", "date_basis": "unknown"}
    found = claims(
        claim("killed", "107", **undated),
        claim("killed", "107", **undated, source_id="page_2"),
        claim("killed", "110", **undated),
    )

    assert origins(found) == [["c1", "c3"], ["c2"]]


def test_both_sides_and_an_assessor_are_never_one_origin():
    """The same number from three speakers is three origins."""
    row = {"subject": "ukrainian_forces", "scope": "bakhmut_city", "period": "moment"}
    found = claims(
        claim("control_share", "50 %", **row),
        claim("control_share", "50 %", **{**MINISTRY, **row}),
        claim("control_share", "50 %", **{**INSTITUTE, **row}),
    )

    assert origins(found) == [["c1"], ["c2"], ["c3"]]


def test_the_hull_of_an_open_wording_is_open():
    """A version without an upper end leaves the hull without one."""
    cleaned = claims(claim("wounded", "300"), claim("wounded", "more than 300"))
    opened = cleaned.assign(high=cleaned["high"].where(cleaned["claim_id"] != "c2"))
    found = group_origins(opened.assign(flags=""))

    assert found["versions_low"].tolist() == [300, 300]
    assert all(math.isnan(end) for end in found["versions_high"])
    assert found["flags"].tolist() == ["values_differ", "values_differ"]


def test_points_are_one_row_an_origin(collection):
    """Every origin that has a direct row has exactly one point, and retold ones have none."""
    points = points_of(collection.claims)
    direct = collection.claims[collection.claims["directness"] != "retold"]

    assert points["origin_id"].is_unique
    assert set(points["origin_id"]) == set(direct["origin_id"])
    assert (points["claim_id"] == points["origin_id"]).all()


def test_the_order_of_the_rows_does_not_change_what_is_one_statement(collection):
    """The published collection, backwards and shuffled."""
    expected = sorted(origins(collection.claims))
    own = collection.claims.drop(
        columns=["origin_id", "role", "n_versions", "n_echoes", "versions_low", "versions_high"]
    )

    for rows in (own[::-1], own.sample(frac=1, random_state=18)):
        assert sorted(origins(group_origins(rows.reset_index(drop=True)))) == expected


def test_no_two_points_are_one_figure_of_one_day(collection):
    """A day's ratio would otherwise stand twice."""
    points = collection.points
    key = ["speaker", "stance", "measure", "subject", "scope", "unit", "period", "part"]
    dated = points[points["stated_on"].notna()]

    assert not dated.duplicated([*key, "stated_on", "claim_group"]).any()
