"""Published pages, made again from their run records and compared byte by byte.

The pages are only read. What a record says is not trusted: it names a report of this project by
its bare name, and its parameters are checked like typed ones. All files that came with a page are
made again with it, and of a site what stands around its pages: index, lists, feed, package, tables.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from analysis.collection.collection import load_collection
from analysis.errors import AnalysisError, ParameterError
from analysis.execute.parameters import Report, suite
from analysis.paths import MINE, NOTEBOOKS, ROOT
from analysis.publish.cache import Cache, is_inside
from analysis.publish.plan import Order, Task, contents_of, plan
from analysis.publish.press import FINISH, Conditions, Press, make, watched_kernels
from analysis.publish.reader import FIGURE, MASK, from_rows, moves, read_page
from analysis.publish.record import (
    ENDING,
    LARGEST,
    NAME,
    SIGNATURES,
    SUMS,
    files_in,
    read_record,
    read_site_record,
    record_text,
    state_of,
    state_with,
    sums_of,
    write_site_record,
)
from analysis.publish.report import SiteForm, checked_base, prepare
from analysis.publish.runner import run_stream, warm_up
from analysis.store.files import scratch
from analysis.store.instructions import instructing
from analysis.verify.diff import Cause, causes_between
from analysis.verify.verdict import (
    MOST_TIMES,
    Verdict,
    compare_files,
    differences,
    first_differing_line,
    is_led_away,
)

VERSION = re.compile("[0-9a-f]{12}")
STATE = {"parameters", "rules_version", "data", "code", "templates", "notebook", "environment"}
"""Fields of a record that tell what a page was made of and with; what they differ in is a cause."""
NAMED = {"data", "code", "templates", "notebook"}
"""Those of them whose fields are the same in every record."""
LIKELY = 2
"""A page of more than so many times the tags of the one made again is not read as a page."""
FEW = 1_000


@dataclass(frozen=True)
class SentPage:
    """A page as somebody has it, with its record.

    Parameters
    ----------
    text : bytes
        The record as it stands in its file.
    name : str
        Of the page, with the folders between it and the site.
    links : tuple of str
        Page and record, where they are links in the folder that was asked for.
    """

    page: Path
    content: bytes
    record: dict
    text: bytes
    name: str = ""
    links: tuple[str, ...] = ()

    @property
    def edited(self) -> bool:
        """Whether the page is another than the one that was published with the record."""
        return sha256(self.content).hexdigest() != self.record["page_sha256"]

    @property
    def html(self) -> str:
        """The page as text; what is no text in UTF-8 is shown as a sign."""
        return self.content.decode("utf-8", "replace")


@instructing(strange=True)
def verify(
    paths: Sequence[Path], *, folder: Path = NOTEBOOKS, tell: Tell = lambda name, done, cells: None
) -> list[Verdict]:
    """Make pages again with this project and compare them.

    Parameters
    ----------
    paths : sequence of Path
        Folders of pages, pages, or records.
    tell : callable
        As in `console.Watcher`.

    Returns
    -------
    list of Verdict
        One a page, in the order given.

    Raises
    ------
    ParameterError
        If a page or its record is not there or is not ours, or the project lacks the report.
    """
    known = {notebook.stem: notebook for notebook in suite(folder)}
    mine = (notebook for notebook in sorted(MINE.glob("*.ipynb")) if notebook.stem not in known)
    known |= {notebook.stem: notebook for notebook in mine}
    orders = {path: order_of(path, known) for path in paths if is_site(path)}
    known |= {path.stem: path for order in orders.values() for path in order.notebooks}
    sent = [(path, read_sent(record, path)) for path in paths for record in records_in(path)]
    for _, each in sent:
        if each.record["report"] not in known:
            raise ParameterError(
                f"{each.page.name} was made by {each.record['report']!r}, which is no report of "
                f"this project; there are {', '.join(known)}"
            )
    asked = [_request(known[each.record["report"]], each) for _, each in sent]
    remaking = Remaking(folder, tell)
    made = remaking.reports(one for one in asked if isinstance(one, Request))
    verdicts = []
    for path in paths:
        pages = [(each, one) for (of, each), one in zip(sent, asked, strict=True) if of is path]
        judged = [_judged(e, known[e.record["report"]], one, made) for e, one in pages]
        verdicts += judged
        if path in orders:
            # A page answers for its own files where it stands where its record says.
            placed = ((e, one) for e, one in pages if isinstance(one, Request))
            own = {one.address: one for e, one in placed if e.name == one.address}
            of_suite = (verdict for verdict in judged if "/" not in verdict.name)
            causes = tuple(dict.fromkeys(cause for verdict in of_suite for cause in verdict.causes))
            verdicts.append(judge_rest(path, orders[path], own, causes, remaking))
        elif path.is_dir():
            verdicts += judge_no_site(path, [each.page for each, _ in pages])
    return verdicts


def records_in(path: Path) -> list[Path]:
    """Return the run records of a folder, a page or a record.

    Raises
    ------
    ParameterError
        If there is none.
    """
    if path.is_dir():
        found = sorted(place for place in path.rglob(f"*{ENDING}") if place != path / NAME)
        if found or is_site(path):
            return found
        raise ParameterError(f"{path} holds no run record, *{ENDING}, so there is none to go by")
    if path.name.endswith(ENDING):
        return [path]
    if path.suffix == ".html" and path.is_file():
        return [path.with_suffix(ENDING)]
    raise ParameterError(f"{path} is no page, no run record and no folder of them")


def read_sent(record: Path, asked: Path | None = None) -> SentPage:
    """Read a record and the page beside it.

    Parameters
    ----------
    asked : Path, optional
        The folder that was asked for, which the page is named from.

    Raises
    ------
    ParameterError
        If one of them is not there or cannot be read, or the record does not say how the page
        stands in its site.
    """
    page = record.with_name(record.name.removesuffix(ENDING) + ".html")
    told = read_record(record)
    # A page of a site stands at its top, or one folder below.
    address = told.get("form", {}).get("address", "")
    parts = PurePosixPath(address).parts
    is_page = address.endswith(".html") and len(parts) <= 2 and parts[-1] != ".html"
    if not (is_page and is_inside(address)):
        raise ParameterError(
            f"{record} does not say how its page stands in a site; verify it with the project "
            "that published it"
        )
    checked_base(told["form"]["base_url"])
    try:
        if not page.is_file():
            raise OSError(f"there is no file {page}")
        if page.stat().st_size > LARGEST:
            raise OSError(f"it has more than {LARGEST:,} bytes")
        content = page.read_bytes()
    except OSError as fault:
        raise ParameterError(f"the page {page.name} cannot be read: {fault}") from fault
    if not (asked and asked.is_dir()):
        return SentPage(page, content, told, record.read_bytes(), page.name)
    named = page.relative_to(asked).as_posix()
    links = tuple(f"{each.name}: a link" for each in (page, record) if is_led_away(each, asked))
    return SentPage(page, content, told, record.read_bytes(), named, links)


def _request(notebook: Path, sent: SentPage) -> Request | str:
    """Return the report to make again, or why its values are refused by now."""
    try:
        report = prepare(notebook, sent.record["parameters"])
    except AnalysisError as refusal:
        return str(refusal)
    told, form = sent.record["data"], sent.record["form"]
    standing = SiteForm(form["base_url"], form["pdf"])
    # A page of a sweep is kept while nothing it reads changes, and names the version it was made
    # of. Where a record tells another version of the very same tables, that is not one.
    earlier = told["tables"] != state_of(report)["data"]["tables"]
    version = told["version"] if earlier and VERSION.fullmatch(told["version"]) else ""
    return Request(report, form["address"], standing, form["tables"], version)


def _judged(
    sent: SentPage, notebook: Path, asked: Request | str, made: Mapping[str, Made]
) -> Verdict:
    """Compare a page with its record and with what was made again."""
    if isinstance(asked, Request):
        now, state = made[asked.key], state_of(asked.report)
    else:
        now, state = asked, state_with(notebook, sent.record["parameters"])
    causes = tuple(causes_between(sent.record, state))
    told = {"name": sent.name, "causes": causes, "edited": sent.edited}
    told["base_url"] = sent.record["form"]["base_url"]
    if isinstance(now, str):
        return Verdict(figures=_figures_in(sent.record), refusal=now, **told)
    files: dict[str, bytes] = dict(now["files"])
    address = sent.record["form"]["address"]
    page, record = files.pop(address), files.pop(address.removesuffix(".html") + ENDING)
    exactly, up = not causes, PurePosixPath(address).parent.as_posix()
    beside = {name.removeprefix(f"{up}/"): content for name, content in files.items()}
    compared = compare_files(sent.page.parent, beside, exactly=exactly)
    remade = json.loads(record)
    same_page = sent.content == page
    fields = _of_record(sent.record, remade, same_page=same_page, exactly=exactly)
    # A field that stands twice is read once, and a person may read the other.
    as_written = record if exactly and same_page else record_text(sent.record).encode("utf-8")
    if not fields and sent.text != as_written:
        fields = ["record: other bytes"]
    differing = [*sent.links, *fields, *compared.differing]
    told |= {"by_content": compared.by_content, "absent": compared.absent}
    told["files"] = compared.same + same_page + (sent.text == record)
    if same_page:
        figures = _figures_in(remade)
        return Verdict(figures=figures, same=figures, differing=tuple(differing), **told)
    return _of_page(sent, page.decode("utf-8"), differing, told, exactly=exactly)


def _of_page(
    sent: SentPage, made: str, differing: Sequence[str], told: dict, *, exactly: bool
) -> Verdict:
    """Compare two pages whose bytes differ: their figures, their words, then all the rest."""
    tags = [html.count("<") for html in (sent.html, made)]
    try:
        if tags[0] > LIKELY * tags[1] + FEW:
            raise AnalysisError(f"{tags[0]:,} tags → {tags[1]:,}")
        page, now = read_page(sent.html), read_page(made)
        parts = differences(sent.html, made)
    except AnalysisError as fault:
        unread = f"page: {fault}, and it was not read"
        return Verdict(figures=0, differing=(unread, *differing), **told)
    moved = moves(page.figures, now.figures)
    recorded = moves(from_rows(sent.record["figures"]), page.figures)
    figures = len({figure.key for figure in (*page.figures, *now.figures)})
    words = differing_words(page.words, now.words)
    if not parts and exactly:
        parts = [f"other bytes {first_differing_line(sent.content, made.encode('utf-8'))}"]
    elif not parts:
        told["by_content"] = (sent.page.name, *told["by_content"])
    if not (moved or words or parts) and moves(from_rows(sent.record["figures"]), now.figures):
        differing = [*differing, "record: figures"]
    # What figures and words tell already is not told twice.
    page_parts = [] if moved or words else [f"page: {part}" for part in parts]
    return Verdict(
        figures=figures,
        same=figures - len(moved),
        moved=tuple(moved),
        edits=frozenset(move.key for move in recorded),
        words=words,
        differing=(*page_parts, *differing),
        **told,
    )


def _of_record(told: Mapping, remade: Mapping, *, same_page: bool, exactly: bool) -> list[str]:
    """Name the fields of a record that are not as they are made.

    What the page was made of and with is told as a cause, and what another page prints by its own
    differences.
    """
    left = (set() if exactly else STATE) | (set() if same_page else {"page_sha256", "figures"})
    fields = [name for name in {**remade, **told} if name not in left]
    wrong = [name for name in fields if told.get(name) != remade.get(name)]
    if not exactly and all(told[name] == remade[name] for name in ("code", "templates")):
        # The same code reads the same claims from the same tables.
        held = [each["data"] for each in (told, remade)]
        wrong += ["data"] if held[0]["tables"] == held[1]["tables"] and held[0] != held[1] else []
    # What is put beside the digests is no difference that a cause would tell.
    wrong += [name for name in left & NAMED if set(told[name]) != set(remade[name])]
    return [f"record: {', '.join(sorted({*wrong}))}"] if wrong else []


def _figures_in(record: Mapping) -> int:
    return sum(len(row["values"]) for row in record["figures"])


def differing_words(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the texts that differ otherwise than in their figures, as they stood and stand.

    >>> differing_words(["193 were killed", "Not verified"], ["180 were killed", "Verified"])
    (('Not verified', 'Verified'),)
    """
    masked = [[FIGURE.sub(MASK, text) for text in texts] for texts in (old, new)]
    return tuple(
        (" ".join(old[a:b]), " ".join(new[c:d]))
        for kind, a, b, c, d in SequenceMatcher(None, *masked).get_opcodes()
        if kind != "equal"
    )


Tell = Callable[[str, int, int], None]
Made = Mapping[str, object] | str
"""What `press.make` gives of a report; or why the report could not be made."""


@dataclass(frozen=True)
class Request:
    """A report to be made again, as it stands in a site.

    Parameters
    ----------
    version : str
        Data version that the page is to name; its own if it is empty.
    """

    report: Report
    address: str
    form: SiteForm
    has_tables: bool
    version: str = ""

    @cached_property
    def key(self) -> str:
        """The same for requests that give the same files."""
        values = sorted(self.report.values.items())
        told = [self.report.source.stem, values, self.address, *self.shared]
        return json.dumps(told, ensure_ascii=True)

    @property
    def shared(self) -> list[object]:
        """What reports made in one go have in common."""
        collection = self.report.values.get("collection", "")
        return [self.form.options, self.has_tables, self.version, collection]


REST = "what stands around the pages"
BROWSED = (".html", ".htm", ".xhtml", ".shtml", ".svg", ".xml", ".pdf")
"""Ends of files that a browser shows as pages."""


def is_site(path: Path) -> bool:
    """Say whether a folder is a whole site, with its record."""
    return path.is_dir() and (path / NAME).is_file()


def order_of(path: Path, known: Mapping[str, Path]) -> Order:
    """Read what a site was made from.

    Raises
    ------
    ParameterError
        If its record is not ours, or names a report that the project lacks.
    """
    told = read_site_record(path / NAME)
    names, there = told["notebooks"], dict(known)
    for name in names:
        # One outside of the suite is named by its place in the project.
        place = (ROOT / name).resolve()
        if place.suffix == ".ipynb" and place.is_relative_to(ROOT) and place.is_file():
            there[name] = place
    if unknown := [name for name in names if name not in there]:
        raise ParameterError(
            f"{path / NAME} names {unknown[0]!r}, which is no report of this project; there are "
            f"{', '.join(known)}"
        )
    notebooks = tuple(there[name] for name in names)
    form = SiteForm(checked_base(told["base_url"]), told["pdf"])
    return Order(told["given"], told["each"], notebooks, form)


@dataclass
class Remaking:
    """Reports and sites made again, each but once.

    Parameters
    ----------
    tell : callable
        As in `console.Watcher`.
    """

    folder: Path
    tell: Tell
    _reports: dict[str, Made] = field(default_factory=dict)
    _sites: dict[str, tuple[dict[str, bytes], set[str]]] = field(default_factory=dict)

    def reports(self, requests: Iterable[Request]) -> Mapping[str, Made]:
        """Make reports again with all their files; return all made so far, by their `key`."""
        new = {one.key: one for one in requests if one.key not in self._reports}
        groups: dict[tuple[str, int], dict[str, Request]] = {}
        places: Counter[tuple[str, str]] = Counter()
        for one in new.values():
            shared = json.dumps(one.shared)
            # Two reports for one place are made in two goes.
            groups.setdefault((shared, places[shared, one.address]), {})[one.address] = one
            places[shared, one.address] += 1
        if new:
            warm_up({one.report.source for one in new.values()}, FINISH)
        for group in groups.values():
            self._make(group)
        return self._reports

    def _make(self, group: Mapping[str, Request]) -> None:
        """Make reports that have all but their own values in common, by their addresses."""
        first = next(iter(group.values()))
        reports = {one.report.source.stem: one.report for one in group.values()}
        with scratch() as folder, instructing(version=first.version), watched_kernels() as pngs:
            conditions = Conditions(
                {stem: report.declared for stem, report in reports.items()},
                {stem: state_of(report) for stem, report in reports.items()},
                first.form,
                first.has_tables,
                first.version or first.report.data_version,
                str(folder),
                pngs,
            )
            jobs = [
                Task(
                    one.report.source,
                    one.report.values,
                    (folder / address).with_suffix(".ipynb"),
                    partial(self.tell, address.removesuffix(".html")),
                    address=address,
                )
                for address, one in group.items()
            ]
            for outcome in run_stream(jobs, partial(make, conditions)):
                # What ran of it is gone with the folder.
                why = str(outcome.failure).partition("\nKept up to there")[0]
                key = group[outcome.job.address].key
                self._reports[key] = why if outcome.failure else outcome.result
                outcome.job.tell(1, 1)

    def site(self, order: Order, asked: Mapping[str, Request]) -> tuple[dict[str, bytes], set[str]]:
        """Make a site again around its pages.

        Parameters
        ----------
        asked : mapping
            The pages that have a verdict of their own, by address.

        Returns
        -------
        dict, set
            Its files but for the digests, and the names of those that pages answer for.
        """
        keys = {address: one.key for address, one in sorted(asked.items())}
        name = json.dumps([order.record, keys])
        if name not in self._sites:
            with TemporaryDirectory(prefix="reportedly-verify-") as place:
                self._sites[name] = self._site_in(Path(place), order, asked)
        return self._sites[name]

    def _site_in(
        self, place: Path, order: Order, asked: Mapping[str, Request]
    ) -> tuple[dict[str, bytes], set[str]]:
        cache, site = Cache(place / "cache"), place / "site"
        planned = plan(order, cache, target=site, folder=self.folder)
        requests = {}
        for task in (fate.task for fate in planned.fates):
            # What was asked for already, where it is the same.
            one = asked.get(task.address)
            if not one or (one.report.source, one.report.values) != (task.source, task.values):
                report = prepare(task.source, task.values)
                one = Request(report, task.address, order.form, bool(planned.collection))
            requests[task.address] = one
        results = self.reports(requests.values())
        made, failed, own = {}, {}, set()
        for fate in planned.fates:
            address = fate.task.address
            result = results[requests[address].key]
            if isinstance(result, str):
                failed[address] = result
                continue
            made[address] = cache.keep(fate.identity, fate.parts, **result)
            own |= set(result["files"]) if requests[address] is asked.get(address) else set()
        name, as_of = planned.collection, planned.as_of
        held = load_collection(name, as_of=as_of) if name else None
        site.mkdir()
        contents = contents_of(planned, made, failed, held)
        Press(order.form, order.command).put_site(site, contents, held)
        write_site_record(site, order.record)
        (site / SUMS).unlink()
        return {p.relative_to(site).as_posix(): p.read_bytes() for p in files_in(site)}, own


def judge_rest(
    home: Path,
    order: Order,
    asked: Mapping[str, Request],
    causes: tuple[Cause, ...],
    remaking: Remaking,
) -> Verdict:
    """Make a site again around its pages and compare what is not theirs.

    Parameters
    ----------
    asked : mapping
        The pages that have a verdict of their own, by address.
    causes : tuple of Cause
        What changed since its pages were made.
    """
    told = {"name": REST, "figures": 0, "causes": causes, "is_page": False}
    told["base_url"] = order.form.base_url
    try:
        made, own = remaking.site(order, asked)
    except AnalysisError as refusal:
        return Verdict(refusal=str(refusal), **told)
    rest = {name: content for name, content in made.items() if name not in own}
    compared = compare_files(home, rest, exactly=not causes)
    known = {*made, *own, SUMS, *SIGNATURES}
    here = (path.relative_to(home).as_posix() for path in files_in(home))
    strange = [f"{name}: not made with this site" for name in here if name not in known]
    strange += [
        f"{name}: no file"
        for name in SIGNATURES
        if (home / name).is_symlink() or ((home / name).exists() and not (home / name).is_file())
    ]
    absent = [f"{name}: not there" for name in compared.absent]
    # Digests of files that are not those made say nothing, and may never be done.
    sums = [] if strange else _of_sums(home, MOST_TIMES * sum(map(len, made.values())))
    differing = (*compared.differing, *absent, *strange, *sums)
    same = {"files": compared.same, "by_content": compared.by_content}
    return Verdict(differing=differing, **same, **told)


def judge_no_site(home: Path, pages: Iterable[Path]) -> list[Verdict]:
    """Judge a folder without a site's record: what is left of a site lost it; of others it is said.

    Parameters
    ----------
    pages : iterable of Path
        Those that have a verdict of their own.

    Returns
    -------
    list of Verdict
        One at most.
    """
    told = {"name": REST, "figures": 0, "is_page": False}
    own = [page.with_suffix("") for page in pages]
    more = [
        path.relative_to(home).as_posix()
        for path in files_in(home)
        if path.name.removesuffix(ENDING) not in {page.name for page in own}
        and path.with_suffix("") not in own
        and path.parent not in own
    ]
    lost = tuple(
        f"{NAME}: not there, so {name} is nobody's"
        for name in more
        if name == SUMS or name.lower().endswith(BROWSED)
    )
    if lost:
        return [Verdict(differing=lost, **told)]
    return [Verdict(absent=tuple(more), **told)] if more else []


def _of_sums(home: Path, most: int) -> list[str]:
    """Hold the list of digests against the files that are here, if they have no more bytes."""
    place = home / SUMS
    if not place.is_file() or place.is_symlink():
        return [f"{SUMS}: not there"]
    held = sum(path.stat().st_size for path in files_in(home))
    if held > most:
        return [f"{SUMS}: not looked at, for the files have {held:,} bytes"]
    same = place.read_bytes() == sums_of(home).encode("utf-8")
    return [] if same else [f"{SUMS}: not the digests of the files that are here"]
