"""Records and pages from outside: whatever they hold, a verdict or a fault in words."""

import json
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.publish.record import FORMAT, SHAPE, SITE_FORMAT, read_record, read_site_record
from analysis.verify.diff import causes_between, diff
from analysis.verify.verdict import READERS, Verdict, compare_files, differences
from analysis.verify.verification import SentPage, _of_page, records_in, verify

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
TINY = "<!DOCTYPE html><html><body><h1>Who?</h1><p>He said <b>193</b>.</p></body></html>"
PIECES = """
<p> </p> <table><td> </table> <!-- --> <svg> <b hidden> 193 &#x202E; </html> <template> 1,,, <p = "
"""
HALF_A_SIGN, MARK = chr(0xDCFF), chr(0xFEFF)
MARKUP = st.lists(
    st.sampled_from([*PIECES.split(), " ", "\0", HALF_A_SIGN, MARK]), max_size=30
).map("".join)
BOUNDED = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def blank(shape):
    """The least that has a shape."""
    if isinstance(shape, dict):
        return {field: blank(kind) for field, kind in shape.items()}
    return {} if isinstance(shape, tuple) else shape()


RECORD = {
    "format": FORMAT,
    **blank(SHAPE),
    "figures": [{"place": "A", "label": "#", "values": {"1": "193"}, "claims": {"1": "c1"}}],
    "form": {"address": "said.html", "base_url": "", "pdf": False, "tables": True},
}
SITE = {"format": SITE_FORMAT, "given": {}, "each": {}, "notebooks": [], "base_url": ""} | {
    "pdf": False
}


@st.composite
def damaged(draw, whole):
    """A record of which some field, at any depth, is something else."""
    told = deepcopy(whole)
    place = told
    while True:
        name = draw(st.sampled_from(sorted(place)))
        if not isinstance(place[name], dict) or not place[name] or draw(st.booleans()):
            break
        place = place[name]
    if draw(st.booleans()):
        place[name] = draw(JSON)
    else:
        del place[name]
    return told


@BOUNDED
@given(damaged(RECORD))
def test_a_damaged_record_is_read_or_refused_in_words(tmp_path, told):
    """What is read can be used: its fields are of their kinds."""
    path = tmp_path / "said.run.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "said.html").write_text(TINY, encoding="utf-8")
    try:
        read = read_record(path)
    except ParameterError as fault:
        assert str(path) in str(fault)
    else:
        causes_between(read, RECORD)
        diff(tmp_path / "said.html", tmp_path / "said.html")


@BOUNDED
@given(damaged(SITE))
def test_a_damaged_record_of_a_site_is_read_or_refused_in_words(tmp_path, told):
    """With the file, and the field if it is one."""
    path = tmp_path / "index.run.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    try:
        read_site_record(path)
    except ParameterError as fault:
        assert str(path) in str(fault)


@BOUNDED
@given(st.binary(max_size=60))
def test_any_bytes_for_a_record_are_refused_in_words(tmp_path, content):
    """The command names the file and does nothing else."""
    (tmp_path / "said.run.json").write_bytes(content)
    (tmp_path / "said.html").write_text(TINY, encoding="utf-8")

    with pytest.raises(ParameterError, match="run record"):
        verify([tmp_path])


@BOUNDED
@given(MARKUP, st.booleans())
def test_any_page_gets_a_verdict_that_can_be_told(markup, exactly):
    """The page made again is never taken for it."""
    content = TINY.replace("</p>", markup + "</p>", 1).encode("utf-8", "surrogateescape")
    record = RECORD | {"page_sha256": sha256(content).hexdigest()}
    sent = SentPage(Path("said.html"), content, record, b"", "said.html")
    told = {"name": "said.html", "by_content": ()}
    if content == TINY.encode():
        return
    verdict = _of_page(sent, TINY, [], told, exactly=exactly)

    assert verdict.lines()
    assert isinstance(verdict, Verdict)
    assert not (exactly and verdict.reproduced)


@BOUNDED
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=80))
def test_any_bytes_for_a_download_are_compared(tmp_path, ending, content):
    """Without an error, whatever reads such files by their ending."""
    (tmp_path / f"a{ending}").write_bytes(content)
    found = compare_files(tmp_path, {f"a{ending}": b"made"}, exactly=False)

    assert found.same == (content == b"made")
    assert bool(found.differing) == (content != b"made")


@pytest.mark.parametrize(
    "unit", ["<b>", "<b hidden>1</b>", "</p>", "<!--x-->", "<td>", " ", "&#x202E;", "1."]
)
def test_a_long_page_is_compared_in_a_time_that_grows_with_its_length(unit):
    """A page that is much longer than the one made again is not read at all."""
    page, took = TINY * 400, []
    for times in (500, 4_000):
        forged = page.replace("</p>", f"{unit * times}</p>", 1)
        began = process_time()
        content = forged.encode("utf-8")
        sent = SentPage(Path("said.html"), content, RECORD, b"", "said.html")
        _of_page(sent, page, [], {"name": "said.html", "by_content": ()}, exactly=True)
        took.append(process_time() - began)

    assert took[1] < 40 * max(took[0], 0.05)


def test_documents_differ_by_what_a_browser_would_read():
    """Attributes, comments, templates and text; not by their spelling."""
    assert differences("<p a=1 b=2>x", "<P b='2' a=\"1\">&#120;</P>") == []
    assert differences("<p>x", "<p>x<!--y-->") == ["nothing → '<!--y-->'"]
    assert differences("<template>a</template>", "<template>b</template>") != []
    assert differences("<!DOCTYPE html><p>x", "<p>x") == ["'<!DOCTYPE html>' → nothing"]


def test_a_sentence_is_no_version(tmp_path):
    """Else the record could say whatever it likes as the cause of a difference."""
    for told in (
        {"rules_version": "2, verified by an office"},
        {"environment": {"numpy": "2.3.1, verified by an office"}},
        {"environment": {"verified by an office": "1"}},
    ):
        (tmp_path / "said.run.json").write_text(json.dumps(RECORD | told), encoding="utf-8")
        with pytest.raises(ParameterError, match="of another kind"):
            read_record(tmp_path / "said.run.json")


@pytest.mark.parametrize("address", ["../a.html", "/a.html", "a/b/c.html", "a.txt", ".html", ""])
def test_a_record_stands_only_where_a_page_of_a_site_can(tmp_path, address):
    """Nothing is read or made outside of it."""
    told = RECORD | {"form": RECORD["form"] | {"address": address}}
    (tmp_path / "said.run.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "said.html").write_text(TINY, encoding="utf-8")

    with pytest.raises(ParameterError, match="does not say how its page stands in a site"):
        verify(records_in(tmp_path))
