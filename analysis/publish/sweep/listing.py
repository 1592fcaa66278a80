"""From made reports to a site: their files in place, and the pages that list them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from analysis.execute.parameters import Value, heading_of
from analysis.publish.cache.cache import Kept
from analysis.publish.downloads.downloads import Offered
from analysis.publish.edition import Failed, Listed, SweptListed
from analysis.publish.page.colophon import colophon_of, spell
from analysis.publish.page.glance import Glance
from analysis.publish.putting_out import Press
from analysis.publish.sweep.addresses import page_name
from analysis.store.digests import digest_of
from analysis.store.files import write_text
from analysis.text.readable import day as day_words
from analysis.text.say import listed as said_listed

if TYPE_CHECKING:
    from analysis.collection.collection import Collection
    from analysis.publish.runs.report import Report
    from analysis.publish.sweep.plan import Plan
    from analysis.publish.sweep.sweep import Sweep

READERS_WORDS = {"stated_on": "day", "scope": "area"}
"""What readers call a parameter, where that is not its name."""
SCHEMAS = "schemas"
"""Folder of a sweep: its tables have few schemas, and a package names them by their place."""


def put_together(
    site: Path,
    press: Press,
    planned: Plan,
    made: Mapping[str, Kept],
    failed: Mapping[str, str],
    held: Collection | None,
) -> None:
    """Fill an empty folder with a whole site.

    Parameters
    ----------
    site : Path
    press : Press
    planned : Plan
    made : mapping
        Every report that there is, by its address.
    failed : mapping
        Why a report is not there, by its address.
    held : Collection or None

    Raises
    ------
    AnalysisError
        If a file cannot be written.
    """
    if held is not None:
        press.put_tables(site, held)
    addresses = [choice.task.address for choice in planned.choices]
    for address in addresses:
        if address in made:
            made[address].place(site)
            press.resources += _resources(made[address].told["resources"], site)
    own = {f"{report.source.stem}.html": report for report in planned.own}
    present = {address: report for address, report in own.items() if address in made}
    images = [made[address].told["image"] for address in present]
    picture = next((Offered("", (), *image) for image in images if image[0]), Offered(""))
    listed = [_listed(address, report, made[address]) for address, report in present.items()]
    sweeps = [_swept(sweep, made, failed, held) for sweep in planned.sweeps]
    press.put_around(site, listed, held, picture, sweeps, _failed(planned, failed))


def _failed(planned: Plan, failed: Mapping[str, str]) -> list[Failed]:
    """Tell the reports that could not be made, each by what it asks and where it failed."""
    declared = {report.source: report.declared for report in planned.own}
    told = []
    for task in (choice.task for choice in planned.choices):
        if why := failed.get(task.address):
            made_with = colophon_of(task.name, declared[task.source], task.values).parameters
            told.append(Failed(task.address, heading_of(task.source), why, made_with))
    return told


def in_words(values: Mapping[str, Value], held: Collection | None) -> list[str]:
    """Write the values of parameters for a reader: a day, the label of a key, or name and value."""
    labels = {}
    if held is not None:
        labels = dict.fromkeys(("scope", "area"), held.scopes["label"])
        labels["speaker"] = held.speakers["label"]
    return [
        day_words(pd.Timestamp(value))
        if name == "stated_on" and held is not None
        else str(labels[name][value])
        if name in labels and value in labels[name]
        else f"{name} {spell(value)}"
        for name, value in values.items()
    ]


def _swept(
    sweep: Sweep,
    made: Mapping[str, Kept],
    failed: Mapping[str, str],
    held: Collection | None,
) -> SweptListed:
    """List a sweep under the values of its first parameter, or flat if it has but one."""
    stem = sweep.source.stem
    groups: dict[str, list[tuple[str, str, Markup]]] = {}
    lost, titles = [], []
    for report in sorted(sweep.reports, key=lambda one: [*map(str, sweep.swept(one).values())]):
        address = f"{stem}/{page_name(sweep.swept(report))}.html"
        first, *rest = in_words(sweep.swept(report), held)
        if address not in made:
            lost.append((address, ", ".join([first, *rest])))
            continue
        told = made[address].told
        heading, name = (first, ", ".join(rest)) if rest else ("", first)
        groups.setdefault(heading, []).append((address, name, Markup(told["sentence"])))
        titles.append(told["title"])
    absent = [", ".join(in_words(one, held)) for one in sweep.absent]
    title = titles[0] if len(set(titles)) == 1 else stem
    by = said_listed(READERS_WORDS.get(name, name.replace("_", " ")) for name in sweep.names)
    address = f"{stem}/index.html"
    return SweptListed(address, title, by, tuple(groups.items()), tuple(lost), tuple(absent))


def _listed(address: str, report: Report, kept: Kept) -> Listed:
    told = kept.told
    html, looks = told["glance"]
    glance = Glance(Markup(html), looks)
    return Listed(address, told["title"], Markup(told["sentence"]), report.colophon, glance)


def _resources(described: Sequence[dict], site: Path) -> list[dict]:
    """Return resources for the package of a site; those of a sweep name their schema by place."""
    named = []
    for resource in described:
        folder = resource["path"].split("/")[0]
        if resource["path"].count("/") > 1:
            schema = resource["schema"]
            place = f"{folder}/{SCHEMAS}/{digest_of(schema)[:12]}.json"
            if not (site / place).exists():
                (site / place).parent.mkdir(parents=True, exist_ok=True)
                write_text(site / place, json.dumps(schema, ensure_ascii=False, indent=1) + "\n")
            resource = {**resource, "schema": place}
        named.append(resource)
    return named
