"""What we lean on in Jupyter that is not promised to stay, each with the reason.

The versions are pinned in `pyproject.toml`; `differences` says in words what another version does
otherwise.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from importlib import import_module

from jupyter_client.session import Session


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


def unsigned(session: type[Session]) -> Session:
    """Return a session whose messages carry no signature: they never leave this user's sockets.

    It warns of that where the key is empty from the beginning.
    """
    made = session(username="", check_pid=False)
    made.key = b""
    return made


def differences() -> list[str]:
    """Say which interface is not as we know it.

    Returns
    -------
    list of str
        A sentence each; empty while all is well.
    """
    return [sentence for interface in INTERFACES if (sentence := difference_of(interface))]


def difference_of(interface: Interface) -> str:
    """Say how one interface differs; empty if it does not.

    >>> difference_of(Interface("json:dumps.nowhere", (), "an example"))
    'json:dumps.nowhere is gone; we lean on it because an example'
    """
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
