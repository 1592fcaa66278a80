"""Reports of one's own: numbers that carry their receipt, and those without one, marked."""

import json

import notebook_rules
import pandas as pd
import pytest
from matplotlib.figure import Figure as Drawing

from analysis import figure, number_of, say, select_series, table
from analysis.collection.labels import gives
from analysis.errors import AnalysisError, ParameterError
from analysis.execute.parameters import suite
from analysis.publish.page.exporter import body_of
from analysis.publish.plan import Order, with_a_text, with_own
from analysis.publish.report import begin_report, faults_of
from analysis.text import KIND, Receipt, read_receipts

WHERE = {"speaker": "serhii_cherevatyi", "scope": "bakhmut_direction"}
DRAWN_OF_A_COPY = json.dumps(
    """from analysis import brief, plots, reports
day = brief(held, stated_on="2023-03-18", **chosen)
rows = reports.briefing.counts_rows(day.claims, held)
rows = rows.assign(**{name: rows[name] * 10 for name in ("value", "low", "high")})
plots.counts(rows, title="What was said", source="Data: a changed copy.")"""
)
RULES = (
    notebook_rules.cells_are_short,
    notebook_rules.nothing_is_programmed,
    notebook_rules.prose_has_no_numerals,
    notebook_rules.the_title_is_a_question,
    notebook_rules.no_path_is_typed,
    notebook_rules.a_name_has_one_meaning,
)


@pytest.fixture
def days(collection) -> pd.DataFrame:
    """The days of one series."""
    return select_series(collection, "killed_per_wounded", **WHERE)


@pytest.mark.parametrize("way", ["mean", "median", "least", "most", "count"])
def test_a_number_worked_out_of_rows_has_a_receipt_that_gives_it(collection, days, way):
    """With every claim it rests on; of claims as of ratios."""
    killed = collection.claims_behind(";".join(days["numerator_claims"]))
    for rows in (days, killed):
        made = number_of(rows, way)

        assert gives(collection, made.receipt, made.text)
        assert not gives(collection, made.receipt, "4.25")
        assert set(killed["claim_id"]) <= set(made.receipt.claims)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (lambda held: held.claims, "several speakers"),
        (lambda held: held.claims_behind("a0214;a0215"), "several measures: killed, wounded"),
        (lambda held: held.ratios[held.ratios["speaker"] == WHERE["speaker"]], "no mean of rows"),
        (lambda held: held.claims.iloc[:0], "no row has a number"),
        (lambda held: held.sources, "rows of claims or of ratios"),
    ],
)
def test_what_is_never_averaged_is_refused(collection, rows, why):
    """Neither people of two speakers nor killed and wounded become one mean."""
    with pytest.raises(AnalysisError, match=why):
        number_of(rows(collection), "mean")


@pytest.mark.parametrize("way", ["mean", "count"])
def test_a_receipt_is_held_against_the_rows_of_the_collection(collection, days, way):
    """A copy that renames whose rows they are, repeats one or adds a column has no clean one."""
    both = collection.claims_behind("a0214;a0215").assign(measure="killed")
    lead = collection.ratios[collection.ratios["ratio"] == "killed_per_wounded"]
    lead = lead[(lead["variant"] == days["variant"].iloc[0]) & lead["value"].notna()]
    alike = {name: days[name].iloc[0] for name in (*WHERE, "subject", "period_kind")}
    twice = pd.concat([days, days.head(1), days.nlargest(3, "value")])
    for rows in (both, lead.assign(**alike), twice):
        made = number_of(rows, way)
        renamed = way == "count" and rows is not twice

        assert gives(collection, made.receipt, made.text) == renamed
    other = number_of(days.assign(tenfold=days["value"] * 10), way, "tenfold")
    assert not gives(collection, other.receipt, other.text)


def test_a_way_that_is_none_is_refused_with_the_nearest(days):
    """The others are named."""
    with pytest.raises(ParameterError, match="nearest: mean"):
        number_of(days, "meen")


def page_of(collection, *shown):
    """The text of a page that shows some outputs."""
    told = [thing._repr_mimebundle_() for thing in shown]
    receipts = {k: r for one in told for k, r in read_receipts(one.get(KIND, {})).items()}
    html = "".join(one["text/html"] for one in told)
    return body_of(f"<h1>Whose?</h1>{html}", receipts, collection)


def test_a_page_marks_the_numbers_that_no_receipt_gives(collection, days):
    """Typed, worked out by hand, or of a table that somebody changed; the others stay."""
    changed = days.assign(value=days["value"] * 10)
    body = page_of(
        collection,
        say("The median is {n}.", n=number_of(days, "median")),
        say("By hand it is {n}, on {day}.", n=4.25, day="18 March 2023"),
        say("Ten times it is {n}.", n=number_of(changed, "median")),
        table(pd.DataFrame({"who": ["a"], "share": [12.5]}), caption="Mine"),
        table(changed.head(1), {"value": "ratio"}, caption="Changed"),
    )

    first = f"{days['value'].iloc[0] * 10:.4g}"
    assert body.bare[-2:] == ("4.25", "12.5")
    assert set(body.bare[:-2]) == {number_of(changed, "median").text, first}
    assert body.html.count('class="bare"') == 4
    assert "have no receipt" in body.html
    assert body.html.count("popovertarget") == 1


def test_a_number_that_is_written_out_in_a_table_is_a_figure_too(collection):
    """A changed wording and a number as text are marked; what the page says keeps its receipt."""
    rows = collection.claims_behind("a0214;a0215")[["claim_id", "reported"]]
    rows = rows.assign(corps="3rd Army Corps", said_on="18 March 2023")
    changed = rows.assign(reported="over 9,999", value="1,930 soldiers")

    assert page_of(collection, table(rows, caption="As reported")).bare == ()
    assert set(page_of(collection, table(changed, caption="Changed")).bare) == {
        "over 9,999",
        "1,930 soldiers",
    }


def test_a_row_of_a_claim_is_of_its_day_and_speaker(collection):
    """A copy that names others has no clean receipt; labels and spellings of the same stay."""
    columns = ["claim_id", "stated_on", "speaker", "scope", "measure", "value"]
    rows = collection.claims_behind("a0214")[columns]
    same = [{}, {"stated_on": "2023-03-18"}, {"speaker": "Serhii Cherevatyi", "scope": ""}]
    others = [
        {"stated_on": pd.Timestamp("2023-05-05")},
        {"stated_on": "5 May 2023"},
        {"speaker": "yevgeny_prigozhin"},
        {"speaker": "Somebody"},
        {"measure": "wounded"},
        {"scope": "the city of Bakhmut"},
    ]

    for words in same:
        assert page_of(collection, table(rows.assign(**words), caption="Said")).bare == ()
    for words in others:
        shown = table(rows.assign(**words), caption="Changed")
        assert page_of(collection, shown).bare == ("193",)
    label = collection.words.scopes.loc[rows["scope"].iloc[0], "label"]
    assert page_of(collection, table(rows.assign(scope=label), caption="Said")).bare == ()


def test_a_yardstick_is_looked_up_beside_the_numbers_of_its_ratio(collection):
    """The words of one may hold numerals of both; any other numeral is none of them."""
    receipt = Receipt(("ratio", "killed_per_wounded", "", "a0214", "a0215"), (), ("a0214", "a0215"))

    assert gives(collection, receipt, "0.7915 to 1.188")
    assert gives(collection, receipt, "193 by 199, 0.7915 at least")
    assert not gives(collection, receipt, "193 by 199, 0.7916 at least")


def test_a_page_without_such_numbers_says_nothing_of_them(collection, days):
    """The note stands only where there is something to note."""
    body = page_of(collection, say("The median is {n}.", n=number_of(days, "median")))

    assert body.bare == ()
    assert "bare" not in body.html


def test_a_drawing_of_ones_own_shows_the_rows_of_its_table(days):
    """Folded away, with their receipts; a drawing without words is refused."""
    axes = Drawing().add_subplot()
    listed = table(days.head(2), {"stated_on": "day", "value": "ratio"}, caption="Days")
    shown = figure(axes, title="Days", alt="Two dots", values=listed).html()

    assert shown.count("data-receipt") == 2
    with pytest.raises(AnalysisError, match="alt text"):
        figure(axes, title="Days", alt=" ")


def test_a_drawing_of_ones_own_says_that_its_marks_have_no_receipts(days):
    """With clean rows under it too, and behind whatever caption its author gives."""
    listed = table(days.head(2), {"value": "ratio"}, caption="Days")
    for caption in ("", "Each dot is a day.", say("The most is {n}.", n=number_of(days, "most"))):
        shown = figure(Drawing().add_subplot(), title="A", alt="B", caption=caption, values=listed)
        html = shown.html()

        assert "own drawing and have no receipts.</figcaption>" in html.replace("</p>", "")
        assert html.count("data-receipt") == 2 + (not isinstance(caption, str))


def test_a_report_begins_with_parameters_receipts_words_and_a_test(tmp_path):
    """It keeps the rules of the suite's cells; what is there is not touched."""
    notebook, test = begin_report("losses_by_week", "bakhmut-2023", tmp_path)
    read = json.loads(notebook.read_text(encoding="utf-8"))

    assert [fault for rule in RULES for fault in rule(read)] == []
    assert "bakhmut-2023" in notebook.read_text(encoding="utf-8")
    compile(test.read_text(encoding="utf-8"), str(test), "exec")
    for name, why in [("losses_by_week", "not touched"), ("../x", "no name of a report")]:
        with pytest.raises(ParameterError, match=why):
            begin_report(name, "bakhmut-2023", tmp_path)
    with pytest.raises(ParameterError, match="there are bakhmut-2023"):
        begin_report("other", "bakmut", tmp_path)


def test_a_report_of_ones_own_joins_the_suite_under_a_name_of_its_own(tmp_path):
    """A second `briefing` would take the page of the first."""
    [notebook, _] = begin_report("losses_by_week", "bakhmut-2023", tmp_path)
    twice = begin_report("briefing", "bakhmut-2023", tmp_path)[0]

    assert with_own(suite(), [notebook, suite()[0]]) == [*suite(), notebook]
    with pytest.raises(ParameterError, match="another report is called so"):
        with_own(suite(), [twice])


@pytest.mark.slow
def test_a_report_runs_as_it_begins(tmp_path):
    """With seaborn, and with another speaker; what its author adds without a receipt is named."""
    [notebook, _] = begin_report("losses_by_week", "bakhmut-2023", tmp_path)

    assert faults_of(notebook) == []
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(
        text.replace('"listed"', "\"say('By hand it is {n}.', n=4.25)\""), encoding="utf-8"
    )
    assert faults_of(notebook) == ["1 number has no receipt: 4.25"]
    notebook.write_text(text.replace('"listed"', DRAWN_OF_A_COPY), encoding="utf-8")
    assert "no receipt: " in faults_of(notebook)[0]


def test_a_report_of_a_text_is_published_where_the_text_is_of_that_collection():
    """The sample of ours is of ours; of another collection a text is named, or there is no page."""
    every = suite()
    others = [path for path in every if path.stem != "read"]
    other, named = {"collection": "desk"}, {"collection": "desk", "text": "desk/briefing.txt"}

    assert with_a_text(every, Order({}, {})) == every
    assert with_a_text(every, Order({"collection": "bakhmut-2023"}, {})) == every
    assert with_a_text(every, Order(other, {})) == others
    assert with_a_text(every, Order(named, {})) == every
