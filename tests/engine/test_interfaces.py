"""What the engine leans on in Jupyter that is not promised to stay, each with the reason.

The versions are pinned; another one that does otherwise is told in words.
"""

import inspect
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module

import pytest


@dataclass(frozen=True)
class Interface:
    """An interface that we override, call or read.

    Parameters
    ----------
    where : str
        Module, then the name in it, after a colon.
    expected : tuple of str
        The names of its parameters; of something that is no function, empty.
    reason : str
        What of ours breaks without it.
    """

    where: str
    expected: tuple[str, ...]
    reason: str


SEND = ("stream", "msg_or_type", "content", "parent", "ident", "buffers", "track", "header")
INTERFACES = (
    Interface(
        "jupyter_client.session:Session.send",
        ("self", *SEND, "metadata"),
        "every message of the kernel leaves by it, and ours takes it from there",
    ),
    Interface(
        "jupyter_client.session:Session.serialize",
        ("self", "msg", "ident"),
        "messages cross a connection in Jupyter's own form",
    ),
    Interface(
        "jupyter_client.session:Session.deserialize",
        ("self", "msg_list", "content", "copy"),
        "messages cross a connection in Jupyter's own form",
    ),
    Interface(
        "ipykernel.kernelbase:Kernel.dispatch_shell",
        ("self", "msg", "subshell_id", "concurrent"),
        "requests enter the kernel here, past the sockets",
    ),
    Interface(
        "ipykernel.kernelbase:Kernel._abort_queues",
        ("self", "subshell_id"),
        "it wakes a thread we do not have; nothing waits behind a cell here",
    ),
    Interface(
        "ipykernel.kernelbase:Kernel._supports_kernel_subshells",
        (),
        "without the thread that serves them it must say no",
    ),
    Interface(
        "ipykernel.zmqshell:ZMQInteractiveShell._update_exit_now",
        ("self", "change"),
        "`exit` stops the loop of the kernel, which may be the client's as well here",
    ),
    Interface(
        "ipykernel.zmqshell:ZMQInteractiveShell.enable_gui",
        ("self", "gui"),
        "it looks for an application, and there is none",
    ),
    Interface(
        "IPython.core.shellapp:InteractiveShellApp.init_path",
        ("self",),
        "it puts the folder of the notebook among the places of modules, and asks `ignore_cwd`",
    ),
    Interface(
        "ipykernel.eventloops:enable_gui",
        ("gui", "kernel"),
        "it takes the kernel where there is no application",
    ),
    Interface(
        "ipykernel.iostream:OutStream._schedule_flush",
        ("self",),
        "it asks a thread we do not have to flush later",
    ),
    Interface(
        "ipykernel.iostream:OutStream._is_master_process",
        ("self",),
        "a child that the report forks must not write to its connection",
    ),
    Interface(
        "ipykernel.iostream:IOPubThread.schedule",
        ("self", "f"),
        "streams hand their work to it; ours does it at once",
    ),
    Interface(
        "jupyter_client.client:KernelClient.shell_channel",
        (),
        "requests and replies go over our line",
    ),
    Interface(
        "jupyter_client.client:KernelClient.iopub_channel",
        (),
        "outputs come over our line",
    ),
    Interface(
        "nbclient.client:NotebookClient.async_start_new_kernel_client",
        ("self",),
        "it asks the kernel it is given for a client",
    ),
    Interface(
        "papermill.engines:NBClientEngine.execute_managed_notebook",
        (
            *("nb_man", "kernel_name", "log_output", "stdout_file", "stderr_file"),
            *("start_timeout", "execution_timeout", "kwargs"),
        ),
        "it hands `km` and `timeout_func` on to its client, so that all else stays papermill's",
    ),
)


def difference_of(interface: Interface) -> str:
    """Say how one interface differs; empty if it does not."""
    module, _, name = interface.where.partition(":")
    found: object = import_module(module)
    for part in name.split("."):
        found = inspect.getattr_static(found, part, None)
        if found is None:
            return f"{interface.where} is gone; we lean on it because {interface.reason}"
    function = getattr(found, "__func__", getattr(found, "func", found))
    names = tuple(inspect.signature(function).parameters) if callable(function) else ()
    if interface.expected and names[-len(interface.expected) :] != interface.expected:
        return (
            f"{interface.where} takes ({', '.join(names)}), and we know it with "
            f"({', '.join(interface.expected)}); we lean on it because {interface.reason}"
        )
    return ""


def test_no_interface_has_drifted():
    """Each is there, with the parameters we know; else the failure says in words which is not."""
    found = [difference_of(interface) for interface in INTERFACES]

    assert [sentence for sentence in found if sentence] == []


@pytest.mark.parametrize(
    ("interface", "sentence"),
    [
        (
            Interface("ipykernel.kernelbase:Kernel.dispatch_gone", (), "cells enter there"),
            "ipykernel.kernelbase:Kernel.dispatch_gone is gone; "
            "we lean on it because cells enter there",
        ),
        (
            Interface("json:loads", ("text", "kw"), "records are read by it"),
            "json:loads takes (s, cls, object_hook, parse_float, parse_int, parse_constant, "
            "object_pairs_hook, kw), and we know it with (text, kw); "
            "we lean on it because records are read by it",
        ),
    ],
)
def test_a_drift_is_told_in_words(interface, sentence):
    """Which interface, what it takes now, and what of ours leans on it."""
    assert difference_of(interface) == sentence


def test_the_packages_leaned_on_are_named():
    """Whoever installs the engine pins these; what IPython does is part of ipykernel's release."""
    packages = {interface.where.split(".")[0].replace("_", "-") for interface in INTERFACES}

    assert packages - {"IPython"} == {"ipykernel", "jupyter-client", "nbclient", "papermill"}


@pytest.mark.slow
@pytest.mark.parametrize("first", ["analysis.engine.client", "papermill"])
def test_papermill_finds_the_engine_whichever_is_imported_first(first):
    """Papermill looks for it while it is being imported, which the engine may have asked for."""
    words = f"import {first}; from papermill.engines import papermill_engines as known; "
    words += "from analysis.engine.client import WarmEngine; "
    words += "assert known.get_engine('warm') is WarmEngine"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
