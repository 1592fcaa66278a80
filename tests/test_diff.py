"""Two sites: which published numbers moved, and why."""

import json

import pytest

from analysis.errors import ParameterError
from analysis.publish.record import FORMAT, SHAPE, write_site_record
from analysis.verify.diff import diff, for_changelog, sites_to_compare, summary

PAGE = """<h1>Answer</h1>
<p>He said that <button popovertarget="c-1">{}</button> were killed.</p>
<p>They hold {} claims.</p>
<section class="receipts"><li data-made="['a1']"><a href="#claim-a1">a1</a></li></section>"""
DATA = {"collection": "c", "tables": {}, "claims": {"a1": "x", "a2": "x"}}


def blank(shape):
    """The least that has a shape."""
    if isinstance(shape, dict):
        return {field: blank(kind) for field, kind in shape.items()}
    return {} if isinstance(shape, tuple) else shape()


def filled(shape, name, value):
    """A field with all its own, also where only some are given."""
    known = shape.get(name)
    return blank(known) | value if isinstance(known, dict) else value


def put(folder, name="report", *, killed=193, held=2, recorded=True, **state):
    """Write a page and its record."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.html").write_text(PAGE.format(killed, held), encoding="utf-8")
    told = {"format": FORMAT, "rules_version": "1", "data": DATA} | state
    told = blank(SHAPE) | {name: filled(SHAPE, name, value) for name, value in told.items()}
    if recorded:
        (folder / f"{name}.run.json").write_text(json.dumps(told), encoding="utf-8")


def offer(folder, words, value=None, *, under="data"):
    """Write the table of claims that a site offers."""
    rows = [f"{claim},{said},{(value or {}).get(claim, said)}" for claim, said in words.items()]
    (folder / under).mkdir(exist_ok=True)
    text = "\n".join(["claim_id,reported,value", *rows, ""])
    (folder / under / "claims.csv").write_text(text, encoding="utf-8")


@pytest.fixture
def old(tmp_path):
    """The site of last week."""
    put(tmp_path / "old")
    return tmp_path / "old"


def lines(old, new):
    return "\n".join(line for page in diff(old, new) for line in page.lines()).splitlines()


def test_two_equal_sites_have_nothing_to_tell(old):
    """Also where the code is another: no number moved."""
    put(old.parent / "new", code={"files": {"analysis/cli.py": "2"}})

    assert lines(old, old.parent / "new") == []
    assert summary(diff(old, old.parent / "new")) == "none of 2 figures moved"


def test_a_corrected_claim_moves_the_figures_that_name_it(old):
    """And those that name none may have moved by it as well as by the new one."""
    claims = {"claims": {"a1": "y", "a2": "x", "a3": "x"}}
    put(old.parent / "new", killed=180, held=3, data=DATA | claims)

    assert lines(old, old.parent / "new") == [
        "report.html: 2 of 2 figures moved",
        "  Answer: He said that 193 → 180 were killed. (correction of a claim: a1)",
        "  Answer: They hold 2 → 3 claims.",
        "    because of data: new claim (a3) or data: correction of a claim (a1)",
        "  because of data: correction of a claim (a1)",
    ]


MAPPED = {"collection": "c", "claims": {}, "tables": {"c/t.csv": "1", "c/speakers.csv": "1"}}
"""What a record holds of a table with a mapping: digests of files, and none of claims."""


def test_the_claim_that_changed_is_named_where_records_hold_none(old):
    """By the tables that both sites offer; its file is told by it, the vocabulary is not."""
    new, files = old.parent / "new", {"c/t.csv": "2", "c/speakers.csv": "2"}
    put(old, data=MAPPED)
    put(new, killed=180, held=3, data=MAPPED | {"tables": files})
    offer(old, {"a1": "193", "a2": "7", "a4": "5"})
    offer(new, {"a1": "180", "a2": "7", "a3": "9"})
    put(old, "index", recorded=False)
    put(new, "index", held=3, recorded=False)

    causes = (
        "data: new claim (a3 '9') or data: correction of a claim (a1 '193' → '180') or "
        "data: claim gone (a4 '5') or data: table (c/speakers.csv)"
    )
    assert lines(old, new) == [
        "index.html: 1 of 2 figures moved",
        "  Answer: They hold 2 → 3 claims.",
        f"  because of {causes}",
        "report.html: 2 of 2 figures moved",
        "  Answer: He said that 193 → 180 were killed. (correction of a claim: a1)",
        "  Answer: They hold 2 → 3 claims.",
        f"    because of {causes}",
        "  because of data: correction of a claim (a1 '193' → '180')",
    ]


def test_a_number_whose_claims_are_the_same_says_so(old):
    """And what else differs; a claim that is read otherwise is no correction."""
    new = old.parent / "new"
    put(new, killed=180, rules_version="2")
    offer(old, {"a1": "193", "a2": "dozens"}, {"a2": "20"})
    offer(new, {"a1": "193", "a2": "dozens"}, {"a2": "24"})

    assert lines(old, new)[1:] == [
        "  Answer: He said that 193 → 180 were killed. (no claim behind it changed)",
        "  because of rules version (1 → 2) or claim read otherwise (a2 value '20' → '24')",
    ]


def test_tables_of_single_pages_tell_what_changed_and_not_what_is_new(old):
    """They hold the claims of their pages alone."""
    new = old.parent / "new"
    put(old, data=MAPPED)
    put(new, killed=180, data=MAPPED)
    offer(old, {"a1": "193", "a2": "7"}, under="report")
    offer(new, {"a1": "180", "a3": "9"}, under="report")

    because = "  because of data: correction of a claim (a1 '193' → '180')"
    assert lines(old, new)[-1] == because
    assert lines(old / "report.html", new / "report.html")[-1] == because


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"rules_version": "2"}, "rules version (1 → 2)"),
        ({"code": {"files": {"analysis/ratios/division.py": "2"}}}, "code (ratios/division.py)"),
        ({"parameters": {"days": 7}}, "parameters (days none → 7)"),
        ({}, "what no record holds: they agree in everything"),
        ({"recorded": False}, "what is not known: a page has no run record"),
    ],
)
def test_what_moved_a_number_is_read_off_the_records(old, state, reason):
    """Rule, code, parameters; or that nobody can tell."""
    put(old.parent / "new", held=3, **state)

    assert lines(old, old.parent / "new") == [
        "report.html: 1 of 2 figures moved",
        "  Answer: They hold 2 → 3 claims.",
        f"  because of {reason}",
    ]


def test_the_record_of_a_whole_site_is_none_of_a_page(old):
    """It stands beside the index and tells what the site was made from."""
    put(old.parent / "new", killed=180)
    for site in (old, old.parent / "new"):
        put(site, "index", recorded=False)
        write_site_record(site, {"given": {}})

    assert lines(old, old.parent / "new")[0] == "report.html: 1 of 2 figures moved"


def test_an_index_moves_for_the_reasons_of_its_pages(old):
    """It has no record of its own."""
    new = old.parent / "new"
    put(new, rules_version="2")
    put(old, "index", recorded=False)
    put(new, "index", held=9, recorded=False)

    assert lines(old, new)[-1] == "  because of rules version (1 → 2)"


def test_a_number_that_moved_on_two_pages_is_one_line_of_a_changelog(old):
    """With both pages, from what to what, and what may have moved it; drawings have no line."""
    new = old.parent / "new"
    put(old, "other")
    for name in ("other", "report"):
        put(new, name, killed=180, rules_version="2")

    assert for_changelog(diff(old, new)) == [
        "- Answer: He said that 193 → 180 were killed. (other.html, report.html; "
        "rules version (1 → 2))"
    ]


def test_a_page_of_one_site_alone_is_told(old):
    """With how many figures it has."""
    put(old, "gone")
    put(old.parent / "new")
    put(old.parent / "new", "added")
    found = diff(old, old.parent / "new")

    assert [line for page in found for line in page.lines()] == [
        "added.html: in the new site alone, 2 figures",
        "gone.html: in the old site alone, 2 figures",
    ]
    assert summary(found) == "none of 6 figures moved; 2 of 3 pages stand in one site alone"


def test_two_pages_are_compared_as_two_sites_are(old):
    """Whatever their names."""
    put(old.parent / "new", "other", killed=180)

    assert lines(old / "report.html", old.parent / "new" / "other.html")[0] == (
        "other.html: 1 of 2 figures moved"
    )


def test_what_is_no_site_is_refused(old, tmp_path):
    """Nor is a site compared with a page."""
    (tmp_path / "empty").mkdir()

    for other in (
        tmp_path / "empty",
        tmp_path / "none",
        old / "report.html",
        old / "report.run.json",
    ):
        with pytest.raises(ParameterError):
            diff(old, other)


def test_a_site_is_set_beside_the_one_before_it(tmp_path):
    """By itself the usual site, by name any other; two are taken as they are."""
    site, last = tmp_path / "site", tmp_path / "site.last"
    last.mkdir()

    assert sites_to_compare([], site) == (last, site)
    assert sites_to_compare([site], tmp_path / "other") == (last, site)
    assert sites_to_compare([site, last], site) == (site, last)
    with pytest.raises(ParameterError, match=r"there is no .*other\.last; publishing keeps"):
        sites_to_compare([], tmp_path / "other")
    with pytest.raises(ParameterError, match="3 sites were named; two are compared"):
        sites_to_compare([site, site, site], site)
