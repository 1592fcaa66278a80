"""Whatever comes in is read, or is a fault in words: never a traceback, never a hang.

`FUZZ=20000 pytest tests/test_inputs.py` tries as many inputs of each kind as one likes.
"""

import io
import json
import os
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mapped_collection import FEED, write_mapped
from test_intake import FILES

from analysis.collection.overview import check_up
from analysis.data.inputs import as_fault
from analysis.data.intake.cells import Form
from analysis.data.intake.formats import cells_of, read_cells
from analysis.data.raw import ORIGIN_FIELDS, read_raw, read_sidecar
from analysis.data.vocabulary import read_vocabulary
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.execute.parameters import Parameter, check_values
from analysis.review.drafts import read_drafts
from analysis.review.review import LOG, read_log
from analysis.review.texts import jobs_of, proposed
from analysis.wording.reading import read_wording

MANY = int(os.environ.get("FUZZ", "40"))
SECONDS = 8
FUZZED = settings(
    max_examples=MANY,
    deadline=None,
    database=None,
    derandomize="FUZZ" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
RECORDS = json.dumps([{"date": "2023-03-17", "tank": 3500}, {"date": "2023-03-18", "tank": 3506}])
STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["\u202e391", "1\u200b93", "?", "", " " * 300, "2023-02-30", "%", "9" * 400]),
    st.dates(),
)
NESTED = st.recursive(
    STRANGE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner)
)


def damaged(content: bytes) -> st.SearchStrategy[bytes]:
    """Cut, flip, repeat and insert bytes."""

    def change(drawn: list[tuple[int, str, bytes]]) -> bytes:
        out = content
        for place, what, piece in drawn:
            at = place % max(len(out), 1)
            if what == "cut":
                out = out[:at]
            elif what == "flip":
                out = out[:at] + piece + out[at + len(piece) :]
            elif what == "insert":
                out = out[:at] + piece + out[at:]
            else:
                out = out[:at] + out[at : at + 40] * 3 + out[at + 40 :]
        return out

    step = st.tuples(
        st.integers(0, 10**6),
        st.sampled_from(["cut", "flip", "insert", "repeat"]),
        st.binary(min_size=1, max_size=4) | st.sampled_from([b'"', b"\n", b"{", b"[", b"&", b"\0"]),
    )
    return st.lists(step, min_size=1, max_size=4).map(change)


def told(read, *, name: str) -> None:
    """Demand that reading ends soon, well or with faults that name the file."""
    begun = time.process_time()
    try:
        read()
    except RawDataError as refusal:
        assert refusal.faults
        assert all(isinstance(fault, str) and fault.startswith(name) for fault in refusal.faults)
    assert time.process_time() - begun < SECONDS


def as_json(value) -> bytes:
    return json.dumps(value, default=str).encode()


SIDECAR = "".join(f"{field}: text\n" for field in ORIGIN_FIELDS if field != "sha256")
SIDECAR = SIDECAR.replace("accessed: text", "accessed: 2023-03-18").replace("published: text", "")
ENTRIES = st.dictionaries(st.sampled_from(ORIGIN_FIELDS), NESTED, min_size=1)


@FUZZED
@given(
    content=damaged(SIDECAR.encode()) | ENTRIES.map(lambda e: json.dumps(e, default=str).encode())
)
def test_made_up_sidecars_are_read_or_refused(tmp_path_factory, content):
    """Names with values of every type, and bytes of every kind."""
    path = tmp_path_factory.getbasetemp() / "a.origin.yml"
    path.write_bytes(content)
    told(lambda: read_sidecar(path, ORIGIN_FIELDS), name="a.origin.yml")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("licence: true", "line 7, licence: true is no text; put it in quotation marks"),
        ("licence: 1.5", "line 7, licence: 1.5 is no text"),
        ("licence: [a]", "line 7: a list or names where a text is wanted"),
        ("licence: '\\ud800'", ""),
        ('licence: "\\ud800"', "line 7, licence: U+D800"),
        ("accessed: soon", "line 8, accessed: 'soon' is not a day written YYYY-MM-DD"),
        ("sha256: abc", "line 8, sha256: 'abc' is no checksum of 64 signs"),
        ("licence: x\nlicence: y", "line 8, licence: stands twice"),
    ],
)
def test_an_entry_of_another_kind_is_told_with_its_line(tmp_path, written, says):
    """Before `publish` could stumble over it."""
    field = written.partition(":")[0]
    fields = [f for f in ORIGIN_FIELDS if f != field]
    text = "".join(f"{name}: ''\n" for name in fields[:6]) + written + "\n"
    text += "".join(f"{name}: ''\n" for name in fields[6:])
    lines = text.splitlines()
    number = max(n for n, line in enumerate(lines, 1) if line.startswith(field))
    path = tmp_path / "a.origin.yml"
    path.write_text(text)
    if not says:
        read_sidecar(path, ORIGIN_FIELDS)
        return
    with pytest.raises(RawDataError) as refusal:
        read_sidecar(path, ORIGIN_FIELDS)

    assert says.partition(" ")[2].partition(" ")[2].split(": ", 1)[-1] in refusal.value.faults[0]
    assert f"line {number}" in refusal.value.faults[0]


MAPPING = {
    "title": "Totals",
    "table": [
        {
            "file": "feed.json",
            "form": {"decimal": ".", "days": "%Y-%m-%d", "missing": ["-"], "thousands": " "},
            "fields": {
                "stated_on": {"column": "date"},
                "speaker": "General Staff",
                "subject": "russian_forces",
                "scope": {"column": "place", "values": {"": "front"}},
                "period": "since 2022-02-24",
            },
            "without": [{"column": "date", "values": ["Total"]}],
            "figures": [{"column": "tank", "measure": "tanks_destroyed", "factor": 1000}],
        }
    ],
    "break": [{"day": "2023-03-17", "measures": ["tanks_destroyed"], "reason": "x"}],
}


def places_in(value, path=()):
    """Yield the path of everything in a mapping."""
    yield path
    if isinstance(value, dict | list):
        for name, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places_in(part, (*path, name))


def set_at(value, path, new):
    """Return a copy with another value in one place."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = set_at(value[path[0]], path[1:], new)
    return copy


def toml_of(value) -> str:
    """Write any value as TOML, as far as that can be; None is left out."""
    if isinstance(value, dict):
        pairs = (f"{json.dumps(str(k))} = {toml_of(v)}" for k, v in value.items() if v is not None)
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_of(part) for part in value if part is not None) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=True)
    return str(value)


def mapping_text(mapping) -> str:
    if not isinstance(mapping, dict):
        return toml_of(mapping)
    return "".join(f"{json.dumps(str(k))} = {toml_of(v)}\n" for k, v in mapping.items())


ONE_CHANGED = st.tuples(st.sampled_from([*places_in(MAPPING)]), NESTED).map(
    lambda drawn: mapping_text(set_at(MAPPING, *drawn)).encode("utf-8", "surrogatepass")
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A collection that is mended again and again."""
    folder = tmp_path_factory.mktemp("inputs")
    return write_mapped(folder, FEED, feed_json=RECORDS)


@FUZZED
@given(content=ONE_CHANGED | damaged(mapping_text(MAPPING).encode()))
def test_made_up_mappings_are_read_or_refused(desk, content):
    """One value of another kind anywhere, and bytes of every kind: `check` says what is wrong."""
    (desk / "collection.toml").write_bytes(content)
    begun = time.process_time()
    found = check_up("desk", desk.parent)

    assert all(isinstance(line, str) for line in found.lines())
    assert found.faults or found.figures
    assert time.process_time() - begun < SECONDS


FORMS = st.builds(
    Form,
    encoding=st.sampled_from(["utf-8", "cp1251", "utf-16", "idna", "undefined", "hex", "x" * 50]),
    delimiter=st.sampled_from(["", ";", "\t", "1"]),
    skip_rows=st.integers(0, 3),
    header_rows=st.integers(1, 3),
    footer_rows=st.integers(0, 2),
    records=st.sampled_from(["", "a", "a.b", "."]),
    keys=st.sampled_from([(), ("day",), ("day", "place")]),
    layout=st.sampled_from(["", "columns"]),
    line_breaks=st.booleans(),
    open_end=st.booleans(),
)


def inside_of(name: str) -> st.SearchStrategy[bytes]:
    """Damage the XML inside a workbook, so that the archive itself is sound."""
    archive = zipfile.ZipFile(io.BytesIO(FILES[name]))
    parts = {part: archive.read(part) for part in archive.namelist()}

    def packed(drawn: tuple[str, bytes]) -> bytes:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as written:
            for part, text in (parts | {drawn[0]: drawn[1]}).items():
                written.writestr(part, text)
        return content.getvalue()

    chosen = st.sampled_from([part for part in parts if part.startswith("xl/")])
    return chosen.flatmap(lambda part: st.tuples(st.just(part), damaged(parts[part]))).map(packed)


KINDS = {
    "a.csv": damaged(FILES["feed.csv"]) | st.binary(max_size=60),
    "a.tsv": damaged(FILES["feed.tsv"]),
    "a.csv.gz": damaged(FILES["feed.csv.gz"]),
    "a.json": damaged(FILES["feed.json"])
    | NESTED.map(lambda value: json.dumps(value, default=str).encode()),
    "a.jsonl": damaged(FILES["feed.jsonl"]),
    "a.xlsx": damaged(FILES["feed.xlsx"]) | inside_of("feed.xlsx"),
    "a.parquet": damaged(FILES["feed.parquet"]),
}


@pytest.mark.parametrize("name", KINDS)
@FUZZED
@given(data=st.data())
def test_made_up_tables_are_read_or_refused(tmp_path_factory, name, data):
    """Of every format, under every form."""
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(data.draw(KINDS[name]))
    told(lambda: read_cells(path, data.draw(FORMS)), name=name)


PAGES = b"file,url,published\na.txt,https://example.org/a,2023-03-18\n"
PROPOSALS = {
    "a.csv": b"quote,wording,measure\n193 were killed,193,killed\n",
    "a.json": b'[{"quote": "193 were killed", "wording": "193", "measure": "killed"}]',
}
DECISIONS = b"number,decision,draft_id\n1,accepted,x\n"


def answered(read) -> None:
    """Demand that reading ends soon, well or with a refusal in words."""
    begun = time.process_time()
    try:
        read()
    except AnalysisError as refusal:
        assert str(refusal)
    assert time.process_time() - begun < SECONDS


@FUZZED
@given(content=damaged(PAGES) | st.binary(max_size=60))
def test_made_up_folders_of_texts_are_read_or_refused(tmp_path_factory, content):
    """What `pages.csv` says of the texts in a folder."""
    folder = tmp_path_factory.getbasetemp() / "texts"
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_text("193 were killed\n")
    (folder / "pages.csv").write_bytes(content)
    answered(lambda: jobs_of([str(folder)], {}))


@pytest.mark.parametrize("name", PROPOSALS)
@FUZZED
@given(data=st.data())
def test_made_up_proposals_are_read_or_refused(tmp_path_factory, name, data):
    """Of any tool, in either form."""
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(data.draw(damaged(PROPOSALS[name]) | NESTED.map(as_json)))
    answered(lambda: proposed(path))


@FUZZED
@given(content=damaged(DECISIONS) | st.binary(max_size=60))
def test_made_up_decisions_are_read_or_refused(desk, content):
    """The log of a collection, and its drafts."""
    (desk / "drafts").mkdir(exist_ok=True)
    for name in (LOG, "drafts/0a.csv", "drafts/0a.toml"):
        (desk / name).write_bytes(content)
    answered(lambda: read_log(desk))
    answered(lambda: read_drafts(desk))
    (desk / LOG).unlink()


@pytest.mark.parametrize(
    "text",
    [
        '[{"quote": "\\u202e391", "wording": "x"}]',
        "[" * 10**5,
        '[{"quote": "x", "wording": "x", "occurrence": "second"}]',
    ],
)
def test_a_proposal_that_misleads_or_is_too_deep_is_refused(tmp_path, text):
    """A sign that turns the direction of writing, escaped; lists without end."""
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(AnalysisError):
        proposed(tmp_path / "a.json")


VOCABULARY = b"speaker,label,role,party\nx,Another,,ukraine\n"


@FUZZED
@given(content=damaged(VOCABULARY) | st.binary(max_size=60))
def test_made_up_vocabularies_and_transcribed_tables_are_read_or_refused(desk, content):
    """A collection's own tables."""
    path = desk / "speakers.csv"
    path.write_bytes(content)
    told(lambda: read_raw(path), name="speakers.csv")
    try:
        read_vocabulary(desk.parent, own=desk)
    except RawDataError as refusal:
        assert refusal.faults
    path.unlink()


@FUZZED
@given(value=NESTED | st.text(max_size=2000), kind=st.sampled_from([str, int, float, bool]))
def test_made_up_parameters_are_read_or_refused(value, kind):
    """A value is of the declared type and can be shown, or is refused."""
    default = {str: "", int: 1, float: 1.0, bool: True}[kind]
    try:
        found = check_values([Parameter("name", kind, default, "help")], {"name": value})
    except ParameterError:
        return
    assert type(found["name"]) is kind
    if kind is str:
        assert found["name"].isprintable()


@FUZZED
@given(text=st.text(max_size=40) | st.text("0123456789.,-()~ $½%abcoz٣", max_size=30))
def test_made_up_cells_are_read_or_refused(text):
    """Any words at all are answered by a reading."""
    reading = read_wording(text, "persons")

    assert (reading.bounded is None) == bool(reading.reason)


@pytest.mark.parametrize(
    "text", [" " * 20_000, "1 " * 9_000, "(" * 15_000, "a" * 20_000, "1," * 9_000]
)
def test_a_cell_of_the_longest_kind_is_read_at_once(text):
    """A rule that looks back at every sign would take minutes."""
    begun = time.process_time()
    read_wording(text, "persons")
    cells_of(f"a,b\n1,{text[:19_000].replace(',', ';')}\n".encode(), "a.csv", Form(), "csv")

    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("error", [ValueError, KeyError, MemoryError, RecursionError, OSError])
def test_what_a_library_raises_is_a_fault_of_the_file(error):
    """With the name of the file; what we refuse ourselves stays as it is."""
    with (
        pytest.raises(RawDataError, match=r"a\.csv cannot be read: "),
        as_fault("a.csv cannot be read"),
    ):
        raise error("x")
    with pytest.raises(AnalysisError, match="own"), as_fault("a.csv"):
        raise AnalysisError("own")
