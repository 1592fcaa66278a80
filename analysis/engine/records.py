"""What goes over a connection: records of a kind and some parts, each preceded by its length."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator, Sequence
from threading import Lock

HEAD = struct.Struct("!cI")
"""Kind, and number of parts; their lengths follow, then the parts."""
LENGTH = struct.Struct("!Q")

HELLO, REFUSED = b"H", b"X"
"""From the server: a child is there, or why there will be none."""
SETUP, END = b"S", b"E"
"""To the child: what it starts with, and that nothing more will come."""
MESSAGE = b"M"
"""A message between a client and a kernel, as Jupyter serialises it."""
KERNEL, CALL = b"K", b"C"
"""To a worker: a kernel's connection and process, and a function to call with it."""
NOTE, RESULT, FAILURE = b"N", b"R", b"F"
"""From a call: how far it is, what it returned, or the traceback of what it raised."""
DIED = b"D"
"""From the server, once a child has ended: the status the system gives for it."""

Record = tuple[bytes, list[bytes]]


def packed(kind: bytes, parts: Sequence[bytes]) -> bytes:
    """Return a record as bytes.

    >>> read = Reader()
    >>> list(read.feed(packed(NOTE, [b"3", b""])))
    [(b'N', [b'3', b''])]
    """
    lengths = b"".join(LENGTH.pack(len(part)) for part in parts)
    return b"".join([HEAD.pack(kind, len(parts)), lengths, *parts])


class Reader:
    """Bytes in pieces to whole records."""

    def __init__(self) -> None:
        self.held = bytearray()

    def feed(self, piece: bytes) -> Iterator[Record]:
        """Take a piece; give every record that is whole by now."""
        self.held += piece
        while (record := self._next()) is not None:
            yield record

    def _next(self) -> Record | None:
        if len(self.held) < HEAD.size:
            return None
        kind, number = HEAD.unpack_from(self.held)
        start = HEAD.size + number * LENGTH.size
        if len(self.held) < start:
            return None
        sizes = struct.unpack_from(f"!{number}Q", self.held, HEAD.size)
        if len(self.held) < start + sum(sizes):
            return None
        parts = []
        for size in sizes:
            parts.append(bytes(self.held[start : start + size]))
            start += size
        del self.held[:start]
        return kind, parts


class Connection:
    """A connected socket that carries records.

    Parameters
    ----------
    sock : socket
        Closed with the connection.
    """

    PIECE = 1 << 18

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.reader = Reader()
        self.waiting: list[Record] = []
        self.descriptors: list[int] = []
        self.lock = Lock()

    def fileno(self) -> int:
        """Return the descriptor, for whoever waits on several."""
        return self.sock.fileno()

    def send(self, kind: bytes, *parts: bytes) -> None:
        """Send a record; from any thread.

        Raises
        ------
        OSError
            If nobody reads it any more.
        """
        with self.lock:
            self.sock.sendall(packed(kind, parts))

    def arrived(self) -> list[Record] | None:
        """Return the records that are whole now, without waiting; None once there is no more."""
        waiting, self.waiting = self.waiting, []
        try:
            piece = self.sock.recv(self.PIECE, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return waiting
        except OSError:
            piece = b""
        waiting += self.reader.feed(piece)
        return waiting if waiting or piece else None

    def next(self) -> Record | None:
        """Wait for one record; None if none comes any more.

        Descriptors that came with it are in `descriptors`, for who takes them out.
        """
        while not self.waiting:
            try:
                piece, sent, _, _ = socket.recv_fds(self.sock, self.PIECE, 2)
            except ConnectionError:
                piece, sent = b"", []
            self.descriptors += sent
            if not piece:
                return None
            self.waiting += self.reader.feed(piece)
        return self.waiting.pop(0)

    def close(self) -> None:
        """Close it; the server then ends a child that still runs."""
        self.sock.close()
