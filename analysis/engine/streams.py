"""Standard output and error of a cell, caught: what Python prints, and what goes past Python.

Jupyter's kernel reads the descriptors 1 and 2 in a thread each. Here they are files in memory,
read whenever Python prints or flushes: no thread, no pipe that fills up, and text of a
subprocess keeps its place among printed lines.
"""

from __future__ import annotations

import io
import os
import time

from ipykernel.iostream import IOPubThread, OutStream
from jupyter_client.session import Session


class DirectOutput(IOPubThread):
    """In place of Jupyter's thread for output: does what it is asked at once."""

    def __init__(self) -> None:
        self.thread = None
        self.io_loop = None

    def schedule(self, function) -> None:
        """Call a function."""
        function()


class CaughtStream(OutStream):
    """Standard output or error of a report.

    Parameters
    ----------
    session : Session
    name : str
        `stdout` or `stderr`.
    descriptor : int
        1 or 2.
    """

    def __init__(self, session: Session, name: str, descriptor: int) -> None:
        super().__init__(session, DirectOutput(), name, watchfd=False)
        self.descriptor = descriptor
        self.memory: int | None = None
        self.read = 0
        self.kept_since: float | None = None

    def catch(self) -> None:
        """Catch the descriptor as well; in the child, once, for this process."""
        self._master_pid = os.getpid()
        self.memory = os.memfd_create(self.name)
        os.dup2(self.memory, self.descriptor)

    def fileno(self) -> int:
        """Return the descriptor, so that a subprocess may be given this stream."""
        if self.memory is None:
            raise io.UnsupportedOperation("fileno")
        return self.descriptor

    def write(self, string: str) -> int:
        """Keep text for the next flush; in a child of the report, write it to the descriptor."""
        if self.memory is not None and not self._is_master_process():
            return os.write(self.descriptor, string.encode("utf-8", "replace")) and len(string)
        if past := self._past_python():
            super().write(past)
        return super().write(string)

    def flush(self) -> None:
        """Send what is kept, and what has come past Python."""
        if self.memory is not None and not self._is_master_process():
            return
        if past := self._past_python():
            super().write(past)
        self.kept_since = None
        super().flush()

    def _schedule_flush(self) -> None:
        # No timer runs beside the cell; what it prints over a longer time still goes out live.
        now = time.monotonic()
        if self.kept_since is None:
            self.kept_since = now
        elif now - self.kept_since > self.flush_interval:
            self.flush()

    def _past_python(self) -> str:
        if self.memory is None:
            return ""
        size = os.fstat(self.memory).st_size - self.read
        if size <= 0:
            return ""
        text = os.pread(self.memory, size, self.read)
        self.read += len(text)
        return text.decode("utf-8", "replace")
