"""The process that loads what notebooks use and forks guards, and what a guard does.

A connection to the server is the life of one process. A guard forks that process, says how it
ended, and ends whatever came of it: an orphan, of whatever session, becomes a child of the guard
(Linux calls such a process a subreaper). Whoever asked for the process closes the connection to
end it, or is gone. Guards never run what is asked for themselves, and serve one connection after
the other; server and guard never read what is said to the process.
"""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from typing import NoReturn

from .template import ONE_THREAD, Template, threads

DIE_WITH_PARENT, ADOPT_ORPHANS = 1, 36
"""`PR_SET_PDEATHSIG` and `PR_SET_CHILD_SUBREAPER` of Linux's prctl."""
CREDENTIALS = struct.Struct("3i")
"""Process, user and group of a peer, as Linux gives them."""
LOOK_SECONDS = 5.0
"""How often a server that is reached by an address looks whether it still is."""
PIECE = 1 << 20
DESCRIPTORS = 4
"""Descriptors that may come with a request."""

prctl = ctypes.CDLL(None).prctl
Run = Callable[[dict, Sequence[int]], NoReturn]


class ParentSocket:
    """Connections that come from the process that started the server, over a socket to it."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def accept(self) -> socket.socket | None:
        """Return a connection.

        Raises
        ------
        EOFError
            When that process has closed its end, or is gone.
        """
        said, descriptors, _, _ = socket.recv_fds(self.sock, 1, 1)
        if not said:
            raise EOFError
        return socket.socket(fileno=descriptors[0])

    def ended(self, idle: float) -> bool:
        """Tell whether to end, nobody having asked for anything for some seconds."""
        return False


class ListeningSocket:
    """Connections that come to an address, from this user alone.

    Parameters
    ----------
    sock : socket
        That listens.
    path : Path
    idle : float
        Seconds without a report after which the server ends.
    """

    def __init__(self, sock: socket.socket, path: Path, idle: float) -> None:
        self.sock = sock
        self.path = path
        self.idle = idle
        self.made = path.stat().st_ino

    def accept(self) -> socket.socket | None:
        """Return a connection; None if it is another user's, which is closed."""
        sock, _ = self.sock.accept()
        if peer_user(sock) == os.geteuid():
            return sock
        sock.close()
        return None

    def ended(self, idle: float) -> bool:
        """Tell whether to end: after a while, or when the address is gone or another's."""
        try:
            if self.path.stat().st_ino != self.made:
                return True
            if idle > self.idle:
                self.path.unlink()
        except FileNotFoundError:
            return True
        return idle > self.idle


def peer_user(sock: socket.socket) -> int:
    """Return the user at the other end of a local connection, as the system vouches for it."""
    known = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    return CREDENTIALS.unpack(known)[1]


class Server:
    """Gives connections to guards.

    Parameters
    ----------
    source : ParentSocket or ListeningSocket
    run : callable
        What a forked process does with what was asked for and the descriptors that came along;
        never returns.
    """

    def __init__(self, source: ParentSocket | ListeningSocket, run: Run) -> None:
        self.source = source
        self.run = run
        self.guards: dict[socket.socket, int] = {}
        self.free: list[socket.socket] = []
        self.idle_since = time.monotonic()
        # What a killed guard leaves comes to us.
        prctl(ADOPT_ORPHANS, 1)

    def serve(self) -> None:
        """Serve until the source ends; then end every guard with all it holds."""
        with suppress(EOFError):
            while not self._ended():
                for sock in wait([self.source.sock, *self.guards], LOOK_SECONDS):
                    self._heed(sock)
        for pid in self.guards.values():
            os.kill(pid, signal.SIGTERM)
        for pid in self.guards.values():
            os.waitpid(pid, 0)
        end_all()

    def _ended(self) -> bool:
        if len(self.free) < len(self.guards):
            self.idle_since = time.monotonic()
        return self.source.ended(time.monotonic() - self.idle_since)

    def _heed(self, sock: socket.socket) -> None:
        if sock is self.source.sock:
            if asked := self.source.accept():
                with asked:
                    self._give(asked)
        elif sock.recv(1):
            self.free.append(sock)
        else:
            self._lose(sock)

    def _give(self, asked: socket.socket) -> None:
        """Give a connection to a guard that holds nothing, or to a new one."""
        if alive := threads():
            return tell(asked, refused=f"threads run in the template: {', '.join(alive)}")
        while True:
            try:
                guard = self.free.pop() if self.free else self._new_guard(asked)
            except OSError as failure:
                return tell(asked, refused=f"no process could be forked: {failure}")
            with suppress(ConnectionError):
                socket.send_fds(guard, [b"+"], [asked.fileno()])
                return None

    def _new_guard(self, asked: socket.socket) -> socket.socket:
        ours, theirs = socket.socketpair()
        server = os.getpid()
        with theirs:
            if not (pid := os.fork()):
                # A connection must close when what it stands for ends.
                for held in (self.source.sock, asked, ours, *self.guards):
                    held.close()
                be_guard(theirs, server, self.run)
        self.guards[ours] = pid
        return ours

    def _lose(self, guard: socket.socket) -> None:
        """End what is left of a guard that was killed."""
        del self.guards[guard]
        self.free = [free for free in self.free if free is not guard]
        guard.close()
        end_all(spare=self.guards.values())


def be_guard(server: socket.socket, parent: int, run: Run) -> NoReturn:
    """Hold a process for one connection after the other, until the server closes.

    Parameters
    ----------
    server : socket
        It hands connections over it, and hears when one has ended.
    parent : int
        The server's process; when it ends, however that is, all that is held ends.
    run : callable
        As for `Server`.
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
        _leave(guard)
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


def _leave(guard: int) -> None:
    """Become a session of one's own that dies with its guard, with Python's own signals."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != guard:
        # It was gone before we could ask.
        os._exit(1)


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
        return [int(path.name) for path in Path("/proc").glob("[0-9]*") if _parent(path) == me]


def _parent(process: Path) -> int:
    with suppress(OSError):
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    return 0


def tell(sock: socket.socket, **words: object) -> None:
    """Say something to whoever asked, if anybody still listens."""
    with suppress(OSError):
        sock.sendall(json.dumps(words).encode() + b"\n")


def end_if_left(sock: socket.socket) -> None:
    """End this process if whoever started it has gone; nothing was forked yet."""
    left = select.poll()
    left.register(sock, 0)
    if left.poll(0):
        os._exit(0)


def main() -> None:
    """Serve as the process that starts us asks, in one argument of JSON."""
    asked = json.loads(sys.argv[1])
    os.environ.update(ONE_THREAD)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sock = socket.socket(fileno=asked["descriptor"])
    path = asked.get("path")
    if path and os.fork():
        # Whoever started it does not wait for it, and need not know when it ends.
        os._exit(0)
    try:
        template = Template(
            asked["libraries"],
            # One that is reached by an address belongs to nobody who could go.
            between=(lambda: None) if path else partial(end_if_left, sock),
        )
    except OSError as failure:
        # As on a full disk; whoever asks then hears that there is no server.
        sys.exit(f"the warm server could not start: {failure}")
    from .child import run

    source = ListeningSocket(sock, Path(path), asked["idle"]) if path else ParentSocket(sock)
    Server(source, partial(run, template)).serve()
    # Whoever waits for us need not wait until Python has taken apart what we loaded.
    atexit._run_exitfuncs()
    os._exit(0)
