"""What is wrong with the bytes of a file, found block by block."""

import pytest

from analysis.data import raw
from analysis.data.raw import look_through, read_raw
from analysis.errors import RawDataError

LINE = "c{},a cell with Бахмут and “quotation” in it\n"


@pytest.fixture(params=[7, 2**20], ids=["tiny blocks", "one block"])
def faults(request, tmp_path, monkeypatch):
    """Return a function that gives the faults of a content, read in blocks of one size."""
    monkeypatch.setattr(raw, "BLOCK", request.param)

    def found(content):
        path = tmp_path / "claims.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return look_through(path).faults()

    return found


def test_a_sound_file_has_no_faults(faults):
    """Letters of any script, tabs, and quoted line breaks are no damage."""
    assert faults("".join(LINE.format(n) for n in range(30)) + 'x,"a\n\tb"\r\n') == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "claims.csv: the file is empty"),
        ("\n \n\n \n\n\n\n\n\n\n", "claims.csv: the file is empty"),
        ("a,b\n" * 5 + "c", "claims.csv line 6: the file stops in the middle of a line (cut off?)"),
        (
            "a,b\n" * 5 + 'c,"\n' + "a,b\n" * 5,
            "claims.csv line 6: a quotation mark is opened and not closed",
        ),
        (
            b"a,b\n" * 5 + b"c,\xeb\n",
            "claims.csv line 6: byte 0xeb is not UTF-8; save the file as UTF-8",
        ),
        (
            "a,b\n" * 5 + "c" * 20_001 + "\n",
            "claims.csv line 6: 20,001 bytes, where no line has more than 20,000",
        ),
    ],
    ids=["empty", "blank", "cut off", "open quote", "encoding", "overlong"],
)
def test_each_damage_is_named_with_its_line(faults, content, fault):
    """Wherever the blocks end."""
    assert faults(content) == [fault]


@pytest.mark.parametrize(
    "sign",
    [
        *("\x00", "\x08", "\x0b", "\x1f", "\x7f", "\x80", "\x9f"),
        *("\u202a", "\u202e", "\u2066", "\u2069", "\ufffe", "\uffff"),
    ],
    ids=ascii,
)
def test_every_kind_of_unseen_sign_is_found(faults, sign):
    """In the middle of sound lines; the quick look misses none of them."""
    content = LINE.format(1) * 3 + f"c4,x{sign}y\n" + LINE.format(2) * 3

    assert faults(content) == [
        f"claims.csv line 4: U+{ord(sign):04X}, a sign that cannot be seen and may mislead; "
        "remove it"
    ]


@pytest.mark.parametrize("sign", ["\t", "\u00a0", "\u2029", "\u202f", "\u2065", "\u206a", "\ufffd"])
def test_neighbours_of_unseen_signs_are_let_pass(faults, sign):
    """A no-break space is seen as a space."""
    assert faults(f"c1,x{sign}y\n") == []


def test_ten_unseen_signs_are_named_and_no_more(faults):
    """More would hide the rest."""
    assert len(faults("c,\x00\n" * 30)) == raw.MOST_NAMED


def test_a_file_of_one_line_without_end_is_not_read_to_its_end(tmp_path):
    """A hole of a terabyte costs nothing on disk; letters of two bytes may be cut in the middle."""
    path = tmp_path / "claims.csv"
    path.write_bytes(b"a,b\nx" + "я".encode() * 2**20)
    assert look_through(path).faults()[0].startswith("claims.csv line 2: 1,06")
    with path.open("r+b") as file:
        file.truncate(2**40)

    with pytest.raises(RawDataError, match="bytes once unpacked, where no more than"):
        read_raw(path)
    assert "line 2" in look_through(path).faults()[0]
