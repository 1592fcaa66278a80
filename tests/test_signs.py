"""Signs that mislead: found in the value as decoded, wherever text comes in."""

import io
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapped_collection import FEED, write_mapped
from test_intake import parquet, refusal_of, workbook

from analysis.collection.overview import check_up
from analysis.data.inputs import may_mislead, misleading_signs, without_misleading
from analysis.errors import ParameterError
from analysis.execute.parameters import Parameter, check_values

MISLEADING = {
    "override": "\u202e391",
    "isolate": "\u2066391\u2069",
    "control": "19\x073",
    "delete": "19\x7f3",
    "zero width": "1\u200b93",
    "joiner": "19\u200d3",
    "soft hyphen": "1\u00ad93",
    "mark": "1\u200f93",
    "behind a point": "1.\u200b234",
    "two scripts": "19\u0663",
    "wide digit": "1\uff193",
    "turned range": "\u200f100 – 200",
    "turned parts": "\u061c190 of 391",
    "tag": "193\U000e0031",
    "stroke": "1\u03369\u03363",
    "empty Braille": "1\u280093",
    "variant": "1\U000e010093",
}
SOUND = (
    "193",
    "١٩٣",
    "می\u200cخواهم 193",
    "\u200f193",
    "\u200f100 – 200 قتيلا",
    "Київ 18-го",
    "1\u202f234",
    "é",
)


@pytest.mark.parametrize("text", MISLEADING.values(), ids=MISLEADING)
def test_each_misleading_sign_is_found(text):
    """By the quick look and by the close one."""
    assert may_mislead(f"a\n{text}")
    assert list(misleading_signs(text))


@given(
    st.text("019٣\u200b\u200f\u202e\u00ad.– aا\n,", max_size=12)
    | st.sampled_from([*MISLEADING.values()])
)
def test_what_is_written_down_of_any_text_misleads_nobody(text):
    """Titles and remarks of others go into tables that are then looked at again."""
    assert list(misleading_signs(without_misleading(text))) == []


@pytest.mark.parametrize("text", SOUND, ids=ascii)
def test_what_languages_need_is_let_pass(text):
    """A figure in any one script, joiners between letters, marks beside a figure."""
    assert list(misleading_signs(text)) == []


@pytest.mark.parametrize("text", MISLEADING.values(), ids=MISLEADING)
@pytest.mark.parametrize("place", ["value", "name"])
def test_a_value_of_json_is_looked_at_as_decoded(tmp_path, text, place):
    """An escape is no shelter, in a name as little as in a value."""
    record = {"day": "2023-03-18", "n": text} if place == "value" else {"day": "1", text: 1}
    content = json.dumps([record], ensure_ascii=True)
    assert content.isascii()

    found = refusal_of(tmp_path, "a.json", content)
    assert ("column n" if place == "value" else "heading") in found[0]


@pytest.mark.parametrize("name", ["override", "zero width", "two scripts"])
def test_cells_and_names_of_binary_tables_are_looked_at(tmp_path, name):
    """Of spreadsheets with the names of their sheets, and of Parquet."""
    text = MISLEADING[name]
    for rows in ([["day", "n"], ["x", text]], [["day", text], ["x", "1"]]):
        frame = pd.DataFrame([rows[1]], columns=rows[0])
        assert refusal_of(tmp_path, "a.xlsx", workbook(rows))
        assert refusal_of(tmp_path, "a.parquet", parquet(frame))


def test_the_name_of_a_sheet_is_looked_at(tmp_path):
    """It stands in messages and in provenances."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "a\u202eb"
    book.active.append(["n"])
    content = io.BytesIO()
    book.save(content)

    assert "name of a sheet: U+202E" in refusal_of(tmp_path, "a.xlsx", content.getvalue())[0]


RECORDS = json.dumps([{"date": "2023-03-17", "tank": 3500}])


@pytest.mark.parametrize("written", ["\\u202e391", "1\\u200b93", "\\u0007", "19\\u0663"])
def test_a_mapping_is_looked_at_as_decoded(tmp_path, written):
    """A title with an escape is a title with the sign."""
    mapping = FEED.replace("Totals of one ministry", written)
    write_mapped(tmp_path, mapping, feed_json=RECORDS)

    assert "collection.toml line 1, title: " in check_up("desk", tmp_path).faults[0]


@pytest.mark.parametrize("written", ["\\u202e391", "1\\u200b93", "\\0", "\\ud800", "19\\u0663"])
def test_a_sidecar_is_looked_at_as_decoded(tmp_path, written):
    """NUL would break every drawing, half a sign every page."""
    home = write_mapped(tmp_path, FEED, feed_json=RECORDS)
    sidecar = home / "feed.origin.yml"
    sidecar.write_text(sidecar.read_text().replace("title: ''", f'title: "{written}"'))

    assert "feed.origin.yml line 2, title: " in check_up("desk", tmp_path).faults[0]


@pytest.mark.parametrize("text", MISLEADING.values(), ids=MISLEADING)
def test_a_parameter_is_looked_at(text):
    """As typed, and as set in a notebook's cell."""
    with pytest.raises(ParameterError):
        check_values([Parameter("speaker", str, "", "who")], {"speaker": text})
