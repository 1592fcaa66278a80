"""A client and a manager of kernels that Jupyter starts: no reply is missed, all is told.

Where a widget shows output, nbclient sends to the kernel on the socket on which it waits for a
reply. ZeroMQ tells of an arrival once; if the reply comes in the moment of sending, it is the
sender who is told, and the wait never ends (nbclient issue 312). Whoever looks again finds it.
"""

from __future__ import annotations

import os
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.manager import AsyncKernelManager
from traitlets import Dict, Type

LOOK_SECONDS = 0.2
"""Between two looks for a reply of which nothing was told."""


class PatientChannel(AsyncZMQSocketChannel):
    """The channel of requests and replies."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Wait for a message.

        Parameters
        ----------
        timeout : float, optional
            Seconds; without, for ever.

        Raises
        ------
        queue.Empty
            If none comes in time.
        """
        end = float("inf") if timeout is None else time.monotonic() + timeout
        while not await self.socket.poll(1000 * min(LOOK_SECONDS, max(0, end - time.monotonic()))):
            if time.monotonic() >= end:
                raise Empty
        return await super().get_msg(0)


class PatientClient(AsyncKernelClient):
    """Jupyter's client with that channel."""

    shell_channel_class = Type(PatientChannel)  # type: ignore[assignment]


class TellingManager(AsyncKernelManager):
    """Jupyter's manager, which gives kernels variables beside those of this process.

    Parameters
    ----------
    variables : dict
    """

    variables = Dict(config=True)

    async def start_kernel(self, **more: Any) -> None:
        """Start a kernel."""
        await super().start_kernel(**{"env": {**os.environ, **self.variables}, **more})


CLIENT = f"{PatientClient.__module__}.{PatientClient.__qualname__}"
"""As a kernel manager is told."""
MANAGER = f"{TellingManager.__module__}.{TellingManager.__qualname__}"
"""As a client of notebooks is told."""
