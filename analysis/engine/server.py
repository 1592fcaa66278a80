"""A server of one's own, or the one of all commands of a user, and a process it forked.

Each as whoever asks has it; `forkserver` is the server itself.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

PACKAGE = __name__.rpartition(".")[0]
"""The engine's own name, wherever it is put."""
LIBRARIES = (
    *("numpy", "pandas", "pandas.io.formats.style", "pandas.io.formats.html"),
    *("pandas.io.formats.string", "scipy.stats", "pyarrow.parquet"),
    *("matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"),
    *("matplotlib_inline.backend_inline", "seaborn", "PIL.PngImagePlugin", "jinja2"),
    *("IPython.display", "IPython.core.logger", "ipywidgets", "tornado.platform.asyncio"),
)
"""What notebooks use most, as far as it is installed."""
WORK = ("papermill.execute", f"{PACKAGE}.client:read_schema")
"""What workers run them with."""
ROOT = Path(__file__).resolve().parents[PACKAGE.count(".") + 1]
"""Where it is imported from, by the server as by us."""
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
    "from {package} import forkserver; sys.path.remove({root!r}); forkserver.main()"
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


class Server:
    """A server that takes connections which are handed to it over a socket."""

    hide = False
    """Whether notebooks are somebody's, who may have a package with the name of ours."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def connect(self) -> socket.socket:
        """Return a connection to the server."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.sock, [b"+"], [theirs.fileno()])
            except OSError as failure:
                ours.close()
                raise NoServer(f"the warm server has ended: {failure}") from failure
        return ours


class OwnServer(Server):
    """A server of this process, which ends with it.

    Parameters
    ----------
    libraries : sequence of str
        For the template.
    variables : sequence of str
        Beginnings of the names of further variables that these read while they are imported.

    Raises
    ------
    NoServer
        If it cannot be started.
    """

    def __init__(self, libraries: Sequence[str] = LIBRARIES, variables: Sequence[str] = ()) -> None:
        if reason := unavailable():
            raise NoServer(reason)
        self.owner = os.getpid()
        self.libraries, self.variables = tuple(libraries), tuple(variables)
        self.key = key(libraries, variables)
        ours, theirs = socket.socketpair()
        super().__init__(ours)
        with theirs:
            self.process = _start(theirs, libraries)

    @property
    def serves(self) -> bool:
        """Whether it can still be asked.

        It runs, this process started it, and it stands for what would be loaded now.
        """
        runs = self.owner == os.getpid() and self.process.poll() is None
        return runs and self.key == key(self.libraries, self.variables)

    def close(self) -> None:
        """End it, and all that came of it."""
        self.sock.close()
        if self.owner == os.getpid():
            self.process.wait()


class SharedServer:
    """The server of this user for this environment, started if it does not run."""

    hide = True

    def __init__(self) -> None:
        if reason := unavailable():
            raise NoServer(reason)
        self.path = runtime_folder() / f"{key(LIBRARIES)}.sock"

    def connect(self) -> socket.socket:
        """Return a connection to the server."""
        if (sock := self._reach()) is not None:
            return sock
        # Of commands that begin at one time, one starts it.
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
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

    def _start(self) -> None:
        self.path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(self.path))
            self.path.chmod(0o600)
            listening.listen()
            idle = float(os.environ.get(IDLE_NAME, IDLE_SECONDS))
            _start(listening, LIBRARIES, path=str(self.path), idle=idle).wait()


class Child:
    """A process that a server forked, held: it lives no longer than its holder wants.

    Parameters
    ----------
    server : Server or SharedServer
    folder : Path
        Where it works. If it is gone before the process is there, the process ends.
    *given : int
        Descriptors for it: a connection, and for a worker that of the server.
    work : bool
        Whether it makes calls; else it is a kernel.
    variables : mapping
        Of its environment, beside those of this process.

    Attributes
    ----------
    pid : int

    Raises
    ------
    NoServer
        If there will be none.
    """

    def __init__(
        self,
        server: Server | SharedServer,
        folder: Path,
        *given: int,
        work: bool = False,
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        if not folder.is_dir():
            raise NoServer(f"there is no folder {folder} to work in")
        mask = os.umask(0)
        os.umask(mask)
        asked = {"environment": {**os.environ, **variables}, "folder": str(folder)}
        asked |= {"umask": mask, "work": work, "hide": server.hide}
        words = json.dumps(asked).encode() + b"\n"
        self.how = ""
        self.sock = server.connect()
        self.said = b""
        with suppress(OSError):
            sent = socket.send_fds(self.sock, [words], list(given))
            self.sock.sendall(words[sent:])
        told = self._hear(None)
        if "forked" not in told:
            self.close()
            raise NoServer(told.get("refused", "the warm server ended before it could fork"))
        self.pid = told["forked"]

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; one that is gone is left alone."""
        with suppress(OSError):
            self.sock.send(bytes([number]))

    def wait(self, seconds: float | None = None) -> str:
        """Return how it ended, a sentence; empty if that takes longer."""
        if not self.how and (told := self._hear(seconds)) is not None:
            self.how = words_of(told["ended"]) if told else "its process is gone"
        return self.how

    def close(self) -> None:
        """Let go of it; its guard then ends it, and all that came of it."""
        self.sock.close()

    def _hear(self, seconds: float | None) -> dict | None:
        """Return what its guard says next; nothing once it is silent, None if that takes longer."""
        self.sock.settimeout(seconds)
        with suppress(ConnectionError):
            while b"\n" not in self.said:
                try:
                    piece = self.sock.recv(4096)
                except (BlockingIOError, TimeoutError):
                    return None
                if not piece:
                    return {}
                self.said += piece
            line, _, self.said = self.said.partition(b"\n")
            return json.loads(line)
        return {}


def words_of(status: int) -> str:
    """Say how a process ended.

    >>> words_of(7 << 8)
    'its process ended with exit code 7'
    >>> words_of(9)
    'its process was killed by SIGKILL, as Linux does when memory runs out'
    """
    if os.WIFEXITED(status):
        return f"its process ended with exit code {os.WEXITSTATUS(status)}"
    name = signal.Signals(os.WTERMSIG(status)).name
    memory = ", as Linux does when memory runs out" if name == "SIGKILL" else ""
    return f"its process was killed by {name}{memory}"


def key(libraries: Sequence[str], variables: Sequence[str] = ()) -> str:
    """Name what a server was warmed with; another name needs another server.

    It stands for Python, the installed packages, our own files, the libraries asked for, and
    the environment as far as they read it: `LOADED_BY`, and what begins with one of `variables`.
    """
    packages = [
        sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith("-info"))
        for folder in sys.path
        if folder.endswith("-packages") and Path(folder).is_dir()
    ]
    own = sorted((f.name, f.stat().st_mtime_ns) for f in Path(__file__).parent.glob("*.py"))
    begins = (*LOADED_BY, *variables)
    read = sorted(pair for pair in os.environ.items() if pair[0].startswith(begins))
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
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    # Its own session: a key pressed in the terminal is for whoever waits, who then ends it.
    return subprocess.Popen(
        [sys.executable, "-c", START.format(root=str(ROOT), package=PACKAGE), json.dumps(asked)],
        pass_fds=[sock.fileno()],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        **(silent if "path" in more else {}),
    )
