"""A guard: it forks one process after the other, and ends each with all that came of it.

A connection is the life of one process. Whoever asked for the process closes the connection to
end it, or is gone. The guard says how the process ended, and ends whatever is left: an orphan, of
whatever session, becomes a child of the guard (Linux calls such a process a subreaper). A guard
never runs what is asked for itself, nor reads what is said to the process.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path
from typing import NoReturn

DIE_WITH_PARENT, ADOPT_ORPHANS = 1, 36
"""`PR_SET_PDEATHSIG` and `PR_SET_CHILD_SUBREAPER` of Linux's prctl."""
PIECE = 1 << 20
DESCRIPTORS = 4
"""Descriptors that may come with a request."""

prctl = ctypes.CDLL(None).prctl
Run = Callable[[dict, Sequence[int]], NoReturn]


def be_guard(server: socket.socket, parent: int, run: Run) -> NoReturn:
    """Hold one process after the other, each for a connection that the server hands over.

    Parameters
    ----------
    server : socket
        To the server, which is told when a process has ended.
    parent : int
        The server's process; when it ends, however that is, all that is held ends.
    run : callable
        What a forked process does with what was asked for and the descriptors that came along;
        never returns.
    """
    prctl(ADOPT_ORPHANS, 1)
    signal.signal(signal.SIGTERM, lambda *_: (end_all(), os._exit(1)))
    prctl(DIE_WITH_PARENT, signal.SIGTERM)
    with suppress(ConnectionError):
        while os.getppid() == parent and (given := socket.recv_fds(server, 1, 1))[0]:
            with socket.socket(fileno=given[1][0]) as sock:
                _hold(sock, server, run)
            server.send(b".")
    os._exit(0)


def _hold(sock: socket.socket, server: socket.socket, run: Run) -> None:
    """Fork what is asked for, pass signals on, and end it with its connection."""
    asked, given = _request(sock)
    if not asked:
        return None
    guard = os.getpid()
    try:
        pid = os.fork()
    except OSError as failure:
        return tell(sock, refused=f"no process could be forked: {failure}")
    if not pid:
        for held in (sock, server):
            held.close()
        # A session of its own, with Python's own signals, that dies with its guard.
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != guard:
            # It was gone before we could ask.
            os._exit(1)
        run(asked, given)
    for descriptor in given:
        os.close(descriptor)
    tell(sock, forked=pid)
    process = os.pidfd_open(pid)
    with suppress(ConnectionError):
        while wait([process, sock]) == [sock] and (signals := sock.recv(1)):
            signal.pidfd_send_signal(process, signals[0])
    os.close(process)
    return tell(sock, ended=end_all()[pid])


def _request(sock: socket.socket) -> tuple[dict, list[int]]:
    """Read what is asked for, a line of JSON; nothing if whoever began to ask is gone."""
    line, given = b"", []
    with suppress(ConnectionError):
        while not line.endswith(b"\n"):
            piece, descriptors, _, _ = socket.recv_fds(sock, PIECE, DESCRIPTORS)
            given += descriptors
            if not piece:
                break
            line += piece
    return (json.loads(line) if line.endswith(b"\n") else {}), given


def tell(sock: socket.socket, **words: object) -> None:
    """Say something to whoever asked, if anybody still listens."""
    with suppress(OSError):
        sock.sendall(json.dumps(words).encode() + b"\n")


def end_all(spare: Collection[int] = ()) -> dict[int, int]:
    """Kill every child, and every orphan that becomes one by it, until there are none.

    Parameters
    ----------
    spare : collection of int
        Processes that are left alone.

    Returns
    -------
    dict
        The status of each that has ended, by its number.
    """
    ended, beyond = {}, set(spare)
    while left := [pid for pid in _children() if pid not in beyond]:
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except PermissionError:
                # It runs as another user, and is not ours to end.
                beyond.add(pid)
        if not beyond.issuperset(left):
            ended |= [os.wait()]
    return ended


def _children() -> list[int]:
    """Return the numbers of this process's children, those that wait to be reaped included."""
    me = os.getpid()
    try:
        return [int(pid) for pid in Path(f"/proc/{me}/task/{me}/children").read_text().split()]
    except FileNotFoundError:
        # Not every Linux lists them.
        import psutil

        return [child.pid for child in psutil.Process().children()]
