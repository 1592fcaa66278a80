"""The process that loads what notebooks use and forks: its guards, and by them all that runs.

It makes a kernel that never runs anything and imports libraries, in one thread, so that whatever
is forked begins there.

A guard serves one connection after the other, and forks a process for each. A connection is the
life of one process: whoever asked for it closes the connection to end it, or is gone. The guard
says how the process ended, and ends whatever is left: an orphan, of whatever session, becomes a
child of the guard (Linux calls such a process a subreaper). A guard never runs what is asked for
itself, nor reads what is said to the process.
"""

from __future__ import annotations

import asyncio
import atexit
import ctypes
import gc
import json
import os
import select
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from .kernel import Kernel

ONE_THREAD = {
    f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "BLIS")
}
"""Set before anything loads a library for linear algebra: its threads would not live on."""
HARMLESS = ("jemalloc_bg_thd",)
"""Threads that hold nothing a child could wait for: an allocator's, which starts them anew."""
SWEPT_AFTER = 50_000
"""Objects after which Python looks for garbage: at its own 700 that was a fifteenth of all work."""
FIRST_TO_DIE = "700"
"""When memory runs out, Linux takes a notebook's process before any other of ours."""
CREDENTIALS = struct.Struct("3i")
"""Process, user and group of a peer, as Linux gives them."""
LOOK_SECONDS = 5.0
"""How often a server that is reached by an address looks whether it still is."""
DIE_WITH_PARENT, ADOPT_ORPHANS = 1, 36
"""`PR_SET_PDEATHSIG` and `PR_SET_CHILD_SUBREAPER` of Linux's prctl."""
PIECE = 1 << 20
DESCRIPTORS = 4
"""Descriptors that may come with a request."""

prctl = ctypes.CDLL(None).prctl
Run = Callable[[dict, Sequence[int]], NoReturn]


def load(libraries: Sequence[str], between: Callable[[], None] = lambda: None) -> Kernel:
    """Make this process ready to be forked again and again; return its kernel, which never ran.

    Parameters
    ----------
    libraries : sequence of str
        Modules to import; what is not installed is left out. With a function after a colon, that
        is called too, to do once what every child would do.
    between : callable
        Called before each library, which may take a while.
    """
    # Imports make hardly any garbage, and looking for it takes a fifth of their time.
    gc.disable()
    # Where a notebook runs is not where this process was started.
    os.chdir("/")
    # The debugger takes a fifth of a second, and nobody debugs a report.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    import_module("ipykernel.debugger")
    del sys.modules["debugpy"]
    from .kernel import Kernel

    kernel = Kernel()
    # Some libraries choose how they print by asking, while they are imported, whether they
    # are in a notebook; the answer is there only while the shell runs something.
    with kernel.shell.builtin_trap:
        for library in libraries:
            between()
            with suppress(ImportError):
                name, _, function = library.partition(":")
                module = import_module(name)
                if function:
                    getattr(module, function)()
    for module in list(sys.modules.values()):
        # A warning that was given here once would never be given to a report.
        getattr(module, "__dict__", {}).get("__warningregistry__", {}).clear()
    kernel.shell.execution_count = 1
    # What is there stays, and no collection in a child need touch its pages.
    gc.freeze()
    gc.set_threshold(SWEPT_AFTER)
    gc.enable()
    return kernel


def threads() -> list[str]:
    """Name the threads of this process that must not be there when it forks."""
    names = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):
            name = (task / "comm").read_text().strip()
            if task.name != str(os.getpid()) and name not in HARMLESS:
                names.append(name)
    return sorted(names)


class ForkServer:
    """Gives connections to guards.

    Parameters
    ----------
    sock : socket
        To the process that started the server and hands connections over; with `path`, one that
        listens.
    run : callable
        As for `be_guard`.
    path : Path, optional
        Of the address that `sock` listens at.
    idle_seconds : float
        Without a report, after which a server that listens ends.
    """

    def __init__(
        self, sock: socket.socket, run: Run, path: Path | None = None, idle_seconds: float = 0
    ) -> None:
        self.sock = sock
        self.run = run
        self.path = path
        self.idle_seconds = idle_seconds
        self.made = path.stat().st_ino if path else 0
        self.guards: dict[socket.socket, int] = {}
        self.free: list[socket.socket] = []
        self.idle_since = time.monotonic()

    def serve(self) -> None:
        """Serve until nobody can ask any more; then end every guard with all it holds."""
        # What a killed guard leaves comes to us.
        prctl(ADOPT_ORPHANS, 1)
        with suppress(EOFError):
            while not self._left():
                for sock in wait([self.sock, *self.guards], LOOK_SECONDS):
                    if sock is not self.sock:
                        self._heed(sock)
                    elif asked := self.accept():
                        with asked:
                            self._give(asked)
        for pid in self.guards.values():
            os.kill(pid, signal.SIGTERM)
        for pid in self.guards.values():
            os.waitpid(pid, 0)
        end_all()

    def accept(self) -> socket.socket | None:
        """Return a connection; None if it is another user's, which is closed.

        Raises
        ------
        EOFError
            When the process that started the server has closed its end, or is gone.
        """
        if self.path is None:
            said, descriptors, _, _ = socket.recv_fds(self.sock, 1, 1)
            if not said:
                raise EOFError
            return socket.socket(fileno=descriptors[0])
        sock, _ = self.sock.accept()
        known = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
        # As the system vouches for the other end.
        if CREDENTIALS.unpack(known)[1] == os.geteuid():
            return sock
        sock.close()
        return None

    def _left(self) -> bool:
        """Tell whether the address is gone or another's; it goes when nobody has asked for long."""
        if len(self.free) < len(self.guards):
            self.idle_since = time.monotonic()
        if self.path is None:
            return False
        idle = time.monotonic() - self.idle_since > self.idle_seconds
        try:
            if idle and self.path.stat().st_ino == self.made:
                self.path.unlink()
            return self.path.stat().st_ino != self.made
        except FileNotFoundError:
            return True

    def _heed(self, guard: socket.socket) -> None:
        """Note that a guard is free again; end what is left of one that was killed."""
        if guard.recv(1):
            self.free.append(guard)
            return
        del self.guards[guard]
        self.free = [free for free in self.free if free is not guard]
        guard.close()
        end_all(spare=self.guards.values())

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
                for held in (self.sock, asked, ours, *self.guards):
                    held.close()
                be_guard(theirs, server, self.run)
        self.guards[ours] = pid
        return ours


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


def run(kernel: Kernel, asked: dict, given: Sequence[int]) -> NoReturn:
    """Be the process that is asked for, then end as Python ends one.

    Parameters
    ----------
    kernel : Kernel
        Of the server that this process was forked from.
    asked : dict
        `environment`, `folder`, `umask`; `work` for a worker; `hide` to hide our modules.
    given : sequence of int
        Descriptors: a connection, and for a worker that of the server.
    """
    from .calls import Worker
    from .server import Server

    code = 1
    try:
        # What the server is to do at its end is not ours to do; what a notebook registers is.
        atexit._clear()
        _settle(asked)
        connection = Connection(given[0])
        if asked["work"]:
            Worker(connection, Server(socket.socket(fileno=given[1]))).run()
        else:
            with suppress(OSError):
                Path("/proc/self/oom_score_adj").write_text(FIRST_TO_DIE)
            asyncio.run(kernel.serve(connection))
        code = 0
    except (ConnectionError, EOFError):
        # Whoever asked has stopped, and hears of nothing any more.
        pass
    except Exception:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        with suppress(BaseException):
            threading._shutdown()
            atexit._run_exitfuncs()
        os._exit(code)


def _settle(asked: dict) -> None:
    """Take on the place and environment of who asked.

    Python gives a forked process fresh random numbers by itself, numpy does not.
    """
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    time.tzset()
    tempfile.tempdir = None
    os.umask(asked["umask"])
    try:
        os.chdir(asked["folder"])
    except FileNotFoundError:
        # It was there when we were asked for: whoever asked has stopped, and took it away.
        sys.exit(1)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    if asked["hide"]:
        # A notebook may import what it calls by our name; what runs here needs no import.
        ours = __name__.partition(".")[0]
        for name in [name for name in sys.modules if name.partition(".")[0] == ours]:
            del sys.modules[name]


def main() -> None:
    """Serve as the process that starts us asks, in one argument of JSON."""
    asked = json.loads(sys.argv[1])
    os.environ.update(ONE_THREAD)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sock = socket.socket(fileno=asked["descriptor"])
    path = Path(asked["path"]) if "path" in asked else None
    if path and os.fork():
        # Whoever started it does not wait for it, and need not know when it ends.
        os._exit(0)
    left = select.poll()
    left.register(sock, 0)

    def end_if_left() -> None:
        """End if whoever started us has gone; nothing was forked yet."""
        # One that is reached by an address belongs to nobody who could go.
        if path is None and left.poll(0):
            os._exit(0)

    try:
        kernel = load(asked["libraries"], end_if_left)
    except OSError as failure:
        # As on a full disk; whoever asks then hears that there is no server.
        sys.exit(f"the warm server could not start: {failure}")
    # Loaded here, so that no worker need load it.
    import_module(f"{__package__}.calls")
    ForkServer(sock, partial(run, kernel), path, asked.get("idle", 0)).serve()
    # Whoever waits for us need not wait until Python has taken apart what we loaded.
    atexit._run_exitfuncs()
    os._exit(0)
