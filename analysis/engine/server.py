"""The process that forks a child for each connection, watches it, and ends it.

A child lives while its connection does. Whoever asked for it closes the connection to end it,
or is gone, and then the server kills the child with every process it started. The server never
reads what is said, and never acts on anything but connections.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from analysis.engine.records import DIED, HELLO, REFUSED, Connection, packed
from analysis.engine.template import ONE_THREAD, Template, threads

CREDENTIALS = struct.Struct("3i")
"""Process, user and group of a peer, as Linux gives them."""
LOOK_SECONDS = 5.0
"""How often a server that is reached by an address looks whether it still is."""


class Handed:
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


class Reached:
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


@dataclass
class Running:
    """A child and the server's hold on it.

    Parameters
    ----------
    pid : int
    process : int
        Descriptor of the process, readable once it has ended.
    sock : socket
        The server's copy of its connection.
    """

    pid: int
    process: int
    sock: socket.socket


class Server:
    """Forks, watches and ends children.

    Parameters
    ----------
    source : Handed or Reached
    libraries : sequence of str
        For the template.
    """

    def __init__(self, source: Handed | Reached, libraries: list[str]) -> None:
        self.source = source
        self.template = Template(libraries)
        self.children: dict[int, Running] = {}
        self.poll = select.poll()
        self.poll.register(source.sock, select.POLLIN)
        self.idle_since = time.monotonic()

    def serve(self) -> None:
        """Serve until the source ends; then end every child."""
        try:
            while not self._ended():
                for descriptor, _ in self.poll.poll(LOOK_SECONDS * 1000):
                    self._heed(descriptor)
        except EOFError:
            pass
        finally:
            while self.children:
                self._bury(next(iter(self.children.values())))
            self.template.close()

    def _ended(self) -> bool:
        if self.children:
            self.idle_since = time.monotonic()
        return self.source.ended(time.monotonic() - self.idle_since)

    def _heed(self, descriptor: int) -> None:
        if descriptor == self.source.sock.fileno():
            if sock := self.source.accept():
                self._fork(sock)
        elif running := self.children.get(descriptor):
            # Either the child has ended or nobody is left to hear it.
            self._bury(running)

    def _fork(self, sock: socket.socket) -> None:
        if alive := threads():
            return self._refuse(sock, f"threads run in the template: {', '.join(alive)}")
        try:
            pid = os.fork()
        except OSError as failure:
            return self._refuse(sock, f"no process could be forked: {failure}")
        if pid == 0:
            self._become_child(sock)
        process = os.pidfd_open(pid)
        running = Running(pid, process, sock)
        self.children |= {process: running, sock.fileno(): running}
        self.poll.register(process, select.POLLIN)
        self.poll.register(sock, select.POLLRDHUP)
        with suppress(OSError):
            socket.send_fds(sock, [packed(HELLO, [])], [process])
        return None

    def _refuse(self, sock: socket.socket, reason: str) -> None:
        with suppress(OSError), sock:
            sock.sendall(packed(REFUSED, [reason.encode()]))

    def _become_child(self, sock: socket.socket) -> None:
        from analysis.engine import child

        # Another report's connection must close when that report ends.
        self.source.sock.close()
        for running in {id(r): r for r in self.children.values()}.values():
            running.sock.close()
            os.close(running.process)
        child.run(self.template, Connection(sock))

    def _bury(self, running: Running) -> None:
        """End a child and what it started; its number is nobody else's until it is reaped."""
        for descriptor in (running.process, running.sock.fileno()):
            self.poll.unregister(descriptor)
            del self.children[descriptor]
        for end in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):
                end(running.pid, signal.SIGKILL)
        _, status = os.waitpid(running.pid, 0)
        os.close(running.process)
        with suppress(OSError):
            running.sock.send(packed(DIED, [str(status).encode()]), socket.MSG_DONTWAIT)
        running.sock.close()


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
    source = Reached(sock, Path(path), asked["idle"]) if path else Handed(sock)
    Server(source, asked["libraries"]).serve()


if __name__ == "__main__":
    main()
