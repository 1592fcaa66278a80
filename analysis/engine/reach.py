"""Starting a server of one's own, or finding the one that serves all of a user's commands."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from analysis.engine.records import HELLO, REFUSED, SETUP, Connection
from analysis.engine.template import LIBRARIES

ROOT = Path(__file__).resolve().parent.parent.parent
"""Where `analysis` is imported from, by the server as by us."""
LOADED_BY = ("PYTHON", "MPL", "LC_", "LANG", "TZ", "HOME", "XDG_", "JUPYTER")
"""Beginnings of the names of variables that libraries read while they are imported."""
LONGEST_ADDRESS = 100
"""Characters of a local socket's address; Linux ends at 107."""
IDLE_SECONDS = 600.0
IDLE_NAME = "REPORTEDLY_ENGINE_IDLE"
"""A variable with other seconds, after which a server that nobody asks ends."""
START = (
    # Not from the folder that somebody happens to be in.
    "import sys; sys.path[:] = [{root!r}, *filter(None, sys.path)]; "
    "from analysis.engine import server; sys.path.remove({root!r}); server.main()"
)


class NoServer(Exception):
    """There is no warm server for this run; says why."""


def unavailable() -> str:
    """Say why no process can be forked on this system; empty if it can.

    Forks are safe enough on Linux alone: macOS's own libraries run threads, Windows has none.
    """
    needed = ("fork", "memfd_create", "pidfd_open")
    if sys.platform == "linux" and all(hasattr(os, name) for name in needed):
        return ""
    return f"{sys.platform} has no fork that a warm server could use"


class OwnServer:
    """A server of this process, which ends with it.

    Parameters
    ----------
    libraries : sequence of str
        For the template.

    Raises
    ------
    NoServer
        If it cannot be started.
    """

    hide = False
    """Whether notebooks are somebody's, who may have a package with the name of ours."""

    def __init__(self, libraries: Sequence[str] = LIBRARIES) -> None:
        if reason := unavailable():
            raise NoServer(reason)
        self.owner = os.getpid()
        self.libraries = tuple(libraries)
        self.key = key(libraries)
        self.ours, theirs = socket.socketpair()
        with theirs:
            self.process = _start(theirs, libraries)

    @property
    def serves(self) -> bool:
        """Whether it can still be asked: it runs, and this process started it."""
        return self.owner == os.getpid() and self.process.poll() is None

    def connect(self) -> socket.socket:
        """Return a connection to a new child."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.ours, [b"+"], [theirs.fileno()])
            except OSError as failure:
                ours.close()
                raise NoServer(f"the warm server has ended: {failure}") from failure
        return ours

    def close(self) -> None:
        """End it, and every child of it."""
        self.ours.close()
        if self.owner == os.getpid():
            self.process.wait()


class Servers:
    """Two servers of this process, which warm up side by side: one for kernels, one for workers.

    What notebooks import and what runs and finishes them have little in common, and neither
    waits for the other to load.

    Parameters
    ----------
    kernels, workers : sequence of str
        Libraries for the templates.

    Raises
    ------
    NoServer
        If they cannot be started.
    """

    def __init__(self, kernels: Sequence[str], workers: Sequence[str]) -> None:
        self.kernels = OwnServer(kernels)
        try:
            self.workers = OwnServer(workers)
        except NoServer:
            self.kernels.close()
            raise

    @property
    def serve(self) -> bool:
        """Whether both can still be asked, and stand for what would be loaded now."""
        return all(
            server.serves and server.key == key(server.libraries)
            for server in (self.kernels, self.workers)
        )

    def close(self) -> None:
        """End both, and every child of them."""
        self.kernels.close()
        self.workers.close()


class SharedServer:
    """The server of this user for this environment, started if it does not run."""

    hide = True

    def __init__(self) -> None:
        if reason := unavailable():
            raise NoServer(reason)
        self.path = runtime_folder() / f"{key(LIBRARIES)}.sock"

    def connect(self) -> socket.socket:
        """Return a connection to a new child."""
        if (sock := self._reach()) is not None:
            return sock
        with self._alone():
            if (sock := self._reach()) is None:
                self._start()
                sock = self._reach()
        if sock is None:
            raise NoServer(f"no server answers at {self.path}")
        return sock

    def _reach(self) -> socket.socket | None:
        sock = socket.socket(socket.AF_UNIX)
        try:
            sock.connect(str(self.path))
        except (FileNotFoundError, ConnectionRefusedError):
            sock.close()
            return None
        return sock

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start(self) -> None:
        self.path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(self.path))
            self.path.chmod(0o600)
            listening.listen()
            idle = float(os.environ.get(IDLE_NAME, IDLE_SECONDS))
            _start(listening, LIBRARIES, path=str(self.path), idle=idle).wait()


def ask(
    server: OwnServer | SharedServer, folder: Path, *, work: bool = False
) -> tuple[Connection, int]:
    """Ask for a child.

    Parameters
    ----------
    server : OwnServer or SharedServer
    folder : Path
        Where it works. If it is gone before the child is there, the child ends.
    work : bool
        Whether it makes calls; else it is a kernel.

    Returns
    -------
    Connection, int
        To the child, and a descriptor of its process.

    Raises
    ------
    NoServer
        If there will be none.
    """
    if not folder.is_dir():
        raise NoServer(f"there is no folder {folder} to work in")
    connection = Connection(server.connect())
    process = _welcome(connection)
    mask = os.umask(0)
    os.umask(mask)
    setup = {"environment": dict(os.environ), "folder": str(folder), "umask": mask}
    setup |= {"work": work, "hide": server.hide}
    try:
        connection.send(SETUP, json.dumps(setup).encode())
    except OSError as failure:
        connection.close()
        os.close(process)
        raise NoServer(f"a forked process ended at once: {failure}") from failure
    return connection, process


def _welcome(connection: Connection) -> int:
    kind, parts = connection.next() or (REFUSED, [b"the warm server ended before it could fork"])
    if kind == HELLO:
        return connection.descriptors.pop()
    connection.close()
    raise NoServer(parts[0].decode())


def key(libraries: Sequence[str]) -> str:
    """Name what a server was warmed with; another name needs another server.

    It stands for Python, the installed packages, our own files, the libraries asked for, and
    the environment as far as they read it.
    """
    packages = [
        sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith("-info"))
        for folder in sys.path
        if folder.endswith("-packages") and Path(folder).is_dir()
    ]
    own = sorted((f.name, f.stat().st_mtime_ns) for f in Path(__file__).parent.glob("*.py"))
    read = sorted(pair for pair in os.environ.items() if pair[0].startswith(LOADED_BY))
    known = [sys.executable, sys.version, str(ROOT), packages, own, list(libraries), read]
    return sha256(json.dumps(known).encode()).hexdigest()[:24]


def runtime_folder() -> Path:
    """Return a folder that only this user can enter, made if need be.

    Raises
    ------
    NoServer
        If what lies there is not ours alone.
    """
    user = os.geteuid()
    given = [os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"]
    base = next(b for b in given if b.startswith("/") and len(b) < LONGEST_ADDRESS - 50)
    folder = Path(base) / f"reportedly-warm-{user}"
    try:
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        held = folder.lstat()
    except OSError as failure:
        raise NoServer(f"{folder} cannot be made: {failure}") from failure
    if not stat.S_ISDIR(held.st_mode) or held.st_uid != user or held.st_mode & 0o077:
        raise NoServer(f"{folder} is not a folder of yours alone, so no server is reached there")
    return folder


def _start(sock: socket.socket, libraries: Sequence[str], **more: object) -> subprocess.Popen:
    asked = {"descriptor": sock.fileno(), "libraries": list(libraries), **more}
    # Its own session: a key pressed in the terminal is for whoever waits, who then ends it.
    return subprocess.Popen(
        [sys.executable, "-c", START.format(root=str(ROOT)), json.dumps(asked)],
        pass_fds=[sock.fileno()],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        **({"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if more else {}),
    )
