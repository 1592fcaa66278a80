"""A reader of a few phrases that stands in for ours: what a review does hangs on no word list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from analysis.reading.reader import DRAFT_COLUMNS, Refusal, TextReading
from analysis.review import texts

BRIEFING = """\
Spokesman: fighting goes on

Serhii Cherevatyi said that about 193 Russian soldiers were killed and 199 wounded in the Bakhmut
direction over the day. There were 27 clashes.
"""
STRANGE = (
    "Ivan Nobody said that 12 drones were seen near Nowhere; 3 killed in the Bakhmut direction."
)
FIGURE = re.compile(r"(?P<hedge>about )?(?P<number>\d+)\s+(?:Russian soldiers were )?(?P<noun>\w+)")
NOUNS = {
    "killed": ("killed", "russian_forces", "persons"),
    "wounded": ("wounded", "russian_forces", "persons"),
}
NOUNS |= {"clashes": ("clashes", "none", "events"), "drones": ("?", "?", "?")}
NOT_TOLD = "rule:usual_place"


@dataclass
class Row:
    """A figure that is only its row."""

    row: dict

    def as_row(self, digest: str) -> dict:
        return self.row


def read_text(text, *, published=None, title="", url="", words=None, proposals=()) -> TextReading:
    """Draft what a few phrases say; fail on a text that asks for it."""
    if "make the reader fail" in text:
        raise ZeroDivisionError("as asked")
    found = [_draft(text, match, published) for match in FIGURE.finditer(text)]
    made = TextReading(text, language="en", published=published, title=title, url=url)
    drafts = [{**row, "text_sha256": made.sha256} for row in found if row]
    drafts += [_proposed(text, row, made, drafts[0]) for row in proposals if row["quote"] in text]
    made.figures = [Row(row) for row in drafts]
    refused = [Refusal(m.start(), m.end(), m[0], "no measure") for m in FIGURE.finditer(text)]
    made.refused = [row for row, draft in zip(refused, found, strict=True) if draft is None]
    return made


def _draft(text: str, match: re.Match[str], published: str | None) -> dict | None:
    if match["noun"] not in NOUNS:
        return None
    measure, subject, unit = NOUNS[match["noun"]]
    known = "Serhii Cherevatyi" in text
    place = text.rfind("direction", 0, match.end() + 45)
    here = place > match.start() or "near Nowhere" in text
    lost = match["noun"] == "drones"
    worded = f"{match['hedge'] or ''}{match['number']}"
    end = match.end("number")
    unsure = [*([] if known else ["speaker"]), *([] if here else ["scope"])]
    return {
        **dict.fromkeys(DRAFT_COLUMNS, ""),
        "stated_on": published or "",
        "date_basis": "announced" if published else "unknown",
        "stated_on_from": "rule:publication_day" if published else "",
        "period": "day",
        "period_from": "0-9",
        "speaker": "serhii_cherevatyi" if known else "?",
        "speaker_words": "" if known else "Ivan Nobody",
        "speaker_from": "0-9",
        "party": "ukraine" if known else "?",
        "stance": "claim",
        "stance_from": "0-9",
        "measure": measure,
        "measure_from": f"{match.start('noun')}-{match.end('noun')}",
        "measure_words": "drones" if lost else "",
        "subject": subject,
        "scope": "?" if lost else "bakhmut_direction",
        "scope_words": "Nowhere" if lost else "",
        "scope_from": "10-19" if here else NOT_TOLD,
        "reported": worded,
        "unit": unit,
        "start": match.start(),
        "end": end,
        "wording": worded,
        "words": text[match.start() : end],
        "unsure": ";".join([*unsure, *(["measure", "scope"] if lost else [])]),
        "proposed": False,
    }


def _proposed(text: str, row: dict, made: TextReading, like: dict) -> dict:
    start = text.index(row["quote"])
    words = {"words": row["quote"], "reported": row["wording"], "wording": row["wording"]}
    place = {"start": start, "end": start + len(row["quote"]), "proposed": True}
    return {**like, **words, **place, "measure": row["measure"], "text_sha256": made.sha256}


def stand_in(monkeypatch) -> None:
    """Let every text be read by the reader here."""
    monkeypatch.setattr(texts, "read_text", read_text)


def write_texts(folder: Path, **texts: str) -> Path:
    """Write texts as files; two underscores in a name stand for a point."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder
