"""Files written by other versions are told from files that hold more, or show something else."""

import io
import json
import os
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from analysis.publish.record import files_in
from analysis.verify.verdict import PNG, compare_files, differences

IMAGE = Image.new("RGBA", (4, 3), (200, 0, 0, 255))
TABLE = pa.table({"said": ["about 190", "199"], "low": [0.0, 199.0]})
SVG = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE svg PUBLIC "a" "b">'
    '<svg xmlns="http://www.w3.org/2000/svg"><text>190 — 199</text></svg>'
)
PAGE = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><p>He said 193.</body>'

LONG = PAGE.replace("<meta", f"<title>{'x' * 600}</title><meta")


def png(image=IMAGE, level: int = 9, **how) -> bytes:
    content = io.BytesIO()
    image.save(content, "PNG", compress_level=level, **how)
    return content.getvalue()


def with_part(content: bytes, kind: bytes, data: bytes) -> bytes:
    """Put a part into a PNG, before its pixels."""
    part = len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)
    start = content.index(b"IDAT") - 4
    return content[:start] + part + content[start:]


def parquet(table=TABLE, **how) -> bytes:
    content = io.BytesIO()
    pq.write_table(table, content, **how)
    return content.getvalue()


def said_of(**words) -> bytes:
    """Write the table with more said of it, as pandas says it."""
    told = {b"pandas": json.dumps({"index_columns": [], **words}).encode()}
    return parquet(TABLE.replace_schema_metadata(told))


def second_picture() -> bytes:
    frames = {"save_all": True, "append_images": [Image.new("RGBA", (4, 3), "blue")]}
    return png(default_image=False, **frames)


def webp() -> bytes:
    content = io.BytesIO()
    IMAGE.save(content, "WEBP", lossless=True, exact=True)
    return content.getvalue()


def of_zero() -> bytes:
    return parquet(TABLE.set_column(1, "low", pa.array([-0.0, 199.0])))


def of_field() -> bytes:
    field = TABLE.schema.field(0).with_metadata({"unit": "391"})
    return parquet(TABLE.cast(TABLE.schema.set(0, field)))


OTHER = {
    "pixels that move": ("a.png", png(), second_picture),
    "words in a picture": ("a.png", png(), lambda: with_part(png(), b"tEXt", b"Title\x00391")),
    "a picture turned round": ("a.png", png(), lambda: with_part(png(), b"eXIf", b"II*\x00\x08")),
    "other colours": ("a.png", png(), lambda: with_part(png(), b"gAMA", b"\x00\x00\x00\x05")),
    "more behind a picture": ("a.png", png(), lambda: png() + b"391"),
    "a picture of another kind": ("a.png", png(), webp),
    "another encoding": ("a.svg", SVG, lambda: SVG.replace('"utf-8"', '"koi8-r"')),
    "another document type": ("a.svg", SVG, lambda: SVG.replace('"b"', '"https://example.net/x"')),
    "what a document declares": (
        "a.svg",
        SVG,
        lambda: SVG.replace('"b">', '"b" [<!ENTITY x "">]>'),
    ),
    "a feed in another encoding": ("a.xml", SVG, lambda: SVG.replace("utf-8", "koi8-r")),
    "a name said of a table": ("a.parquet", said_of(), lambda: said_of(index_columns=["said"])),
    "words said of a column": ("a.parquet", parquet(), of_field),
    "a negative nought": ("a.parquet", parquet(), of_zero),
    "no greatest value": ("a.parquet", parquet(), lambda: parquet(write_statistics=False)),
    "an old layout": (
        "a.html",
        PAGE,
        lambda: PAGE.replace("html>", 'html PUBLIC "-//IETF//DTD">', 1),
    ),
    "an instruction": ("a.html", PAGE, lambda: PAGE.replace("He", "<?php 391 ?>He")),
    "an encoding told late": ("a.html", LONG, lambda: LONG.replace("<html>", " " * 600 + "<html>")),
    "a quotation mark in a value": (
        "a.html",
        PAGE.replace("<p>", """<p title='a" lang="uk'>"""),
        lambda: PAGE.replace("<p>", '<p title="a" lang="uk">'),
    ),
}


def compared(folder, name, found, made):
    contents = [text.encode() if isinstance(text, str) else text for text in (found, made)]
    (folder / name).write_bytes(contents[0])
    return compare_files(folder, {name: contents[1]}, exactly=False)


@pytest.mark.parametrize("kind", OTHER)
def test_what_holds_more_or_shows_otherwise_differs(tmp_path, kind):
    """Though its pixels, values or elements are those that were made."""
    name, made, found = OTHER[kind]

    assert compared(tmp_path, name, found(), made).differing == (f"{name}: other bytes",)


SAME = {
    "packed otherwise": ("a.png", png(), lambda: png(level=1)),
    "by another library": ("a.parquet", said_of(pandas_version="3"), lambda: said_of(creator="x")),
    "without a dictionary": ("a.parquet", parquet(), lambda: parquet(use_dictionary=False)),
    "spelled otherwise": ("a.html", PAGE, lambda: PAGE.replace("<p>", "<P >")),
    "attributes turned": ("a.svg", SVG, lambda: SVG.replace("<text>", "<text >")),
}


@pytest.mark.parametrize("kind", SAME)
def test_what_other_versions_write_holds_the_same(tmp_path, kind):
    """Bytes that hold nothing are not looked at then."""
    name, made, found = SAME[kind]

    assert compared(tmp_path, name, found(), made).by_content == (name,)


def test_a_file_far_larger_than_the_one_made_is_not_read(tmp_path):
    """A hole of a terabyte costs nothing on disk."""
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(2**40)

    assert compare_files(tmp_path, {"a.csv": b"190"}, exactly=True).differing == (
        "a.csv: 1,099,511,627,776 bytes → 3",
    )


def test_a_link_on_the_way_to_a_file_is_a_link(tmp_path):
    """What it leads to may be changed after it was compared."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.csv").write_bytes(b"190")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "said").symlink_to(tmp_path / "real")

    found = compare_files(tmp_path / "site", {"said/a.csv": b"190"}, exactly=True)
    assert found.differing == ("said/a.csv: a link",)


def test_a_pipe_in_a_site_is_one_of_its_files(tmp_path):
    """It was passed over before, as no file."""
    os.mkfifo(tmp_path / "pipe")

    assert files_in(tmp_path) == [tmp_path / "pipe"]


def test_a_drawing_that_is_no_drawing_is_told_and_not_raised():
    """As a picture in a page that no browser could draw."""
    from analysis.publish.reader import read_page

    assert read_page('<img src="data:image/png;base64,A">').figures[0].value.startswith("sha256 ")


def test_a_document_type_is_told_as_it_is_written():
    """The parser gives it without what stands in it."""
    assert differences(PAGE, PAGE.replace("html>", 'html SYSTEM "x">', 1)) == [
        "'<!DOCTYPE html>' → '<!DOCTYPE html SYSTEM \"x\">'"
    ]


def test_png_begins_as_it_does():
    """What the second look at pictures goes by."""
    assert png().startswith(PNG)
