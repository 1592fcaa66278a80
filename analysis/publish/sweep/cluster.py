"""A sweep on a Dask cluster: the same reports, with the same bytes, on other machines.

Every worker has the project and its packages, and runs one report at a time in a warm runner of
its own. What it makes comes back as bytes; only then is it kept. A report whose worker is lost
is run by another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING

from analysis.claims.parts import connected
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import NOTEBOOKS
from analysis.publish.cache import moved_parts, parts_of, parts_of_collection
from analysis.publish.press import FINISH, Setting, Task, make, watched_kernels
from analysis.publish.record import environment, notebook_digest
from analysis.publish.runner import Outcome, run_stream, warm_up
from analysis.store.files import Digests, scratch

if TYPE_CHECKING:
    from distributed import Client, Future

_ONE_AT_A_TIME = Lock()


def on_cluster(address: str) -> Callable[[Sequence[Task], Setting], Iterator[Outcome]]:
    """Return what runs reports on the cluster of a scheduler, as `site.run_here` does here.

    Parameters
    ----------
    address : str
        Such as `tcp://127.0.0.1:8786`.

    Raises
    ------
    ParameterError
        If distributed is not installed. When it runs: if the scheduler cannot be reached, has no
        worker, or a worker has other data, code or libraries.
    """
    if find_spec("distributed") is None:
        raise ParameterError(
            "--scheduler needs distributed, which is not installed; in the project's folder, "
            "pip install -e '.[cluster]' brings it"
        )
    return partial(_run, address)


def state(name: str, notebooks: Sequence[str]) -> dict[str, str]:
    """Digest what reports of a collection are made of and with, on this machine.

    Parameters
    ----------
    name : str
        Of the collection; empty if the reports name none.
    notebooks : sequence of str
        Their names.
    """
    digests = Digests()
    parts = parts_of(digests)
    # What else is installed beside the libraries that a figure passes through may differ.
    del parts["environment"]
    parts |= parts_of_collection(digests, name) if name else {}
    parts |= {f"{stem}.ipynb": _notebook(stem) for stem in notebooks}
    return parts | environment()


def run_one(setting: Setting, stem: str, values: Mapping, address: str, expected: Mapping) -> dict:
    """Run one report on a worker.

    Returns
    -------
    dict
        What `press.make` returns, or `failure` and why it failed.
    """
    now = state(str(values.get("collection", "")), [stem])
    if other := [part for part in now if now[part] != expected.get(part)]:
        return {"failure": f"this worker has another {', '.join(other)}"}
    with _ONE_AT_A_TIME, watched_kernels() as pngs, scratch() as failed:
        place = (failed / address).with_suffix(".ipynb")
        task = Task(NOTEBOOKS / f"{stem}.ipynb", dict(values), place, address=address)
        here = replace(setting, failed=str(failed), pngs=pngs)
        warm_up([task.source], FINISH)
        [outcome] = run_stream([task], partial(make, here), at_once=1)
    if outcome.failure is not None:
        words = str(outcome.failure).partition("\nKept up to there")[0]
        return {"failure": words}
    return outcome.result


def _run(address: str, tasks: Sequence[Task], setting: Setting) -> Iterator[Outcome]:
    from distributed import as_completed

    collection = str(next((t.values["collection"] for t in tasks if "collection" in t.values), ""))
    expected = state(collection, sorted({task.name for task in tasks}))
    with connected(address) as client:
        _refuse_others(client, expected, collection)
        futures = {_submitted(client, task, setting, expected): task for task in tasks}
        try:
            for future in as_completed(futures, loop=client.loop):
                yield _outcome(futures[future], future)
                # The worker need not hold it any longer.
                future.release()
        finally:
            client.cancel([future for future in futures if not future.done()])


def _refuse_others(client: Client, expected: Mapping[str, str], collection: str) -> None:
    """Refuse a cluster of which a worker would make other pages than this machine."""
    from distributed.comm import CommClosedError

    stems = [name.removesuffix(".ipynb") for name in expected if name.endswith(".ipynb")]
    try:
        found = client.run(state, collection, stems)
    except CommClosedError:
        raise
    except Exception as fault:
        raise ParameterError(f"a worker has no project that can be compared: {fault}") from fault
    faults = [
        f"worker {worker} has another {', '.join(other)} than this machine"
        for worker, parts in sorted(found.items())
        if (other := moved_parts(parts, expected))
    ]
    if faults:
        raise ParameterError("\n".join(faults))


def _submitted(client: Client, task: Task, setting: Setting, expected: Mapping) -> Future:
    own = replace(
        setting,
        declared={task.name: setting.declared[task.name]},
        states={task.name: setting.states[task.name]},
    )
    words = (own, task.name, task.values, task.address, expected)
    return client.submit(run_one, *words, pure=False)


def _outcome(task: Task, future: Future) -> Outcome:
    from distributed import KilledWorker

    try:
        made = future.result()
    except KilledWorker as lost:
        return Outcome(task, failure=AnalysisError(f"{task.source.name}: {lost}"))
    if "failure" in made:
        return Outcome(task, failure=AnalysisError(made["failure"]))
    return Outcome(task, made)


def _notebook(stem: str) -> str:
    place = NOTEBOOKS / f"{stem}.ipynb"
    return notebook_digest(place) if place.is_file() else "none"
