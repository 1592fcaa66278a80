"""A reply of which ZeroMQ told somebody else is found all the same."""

import asyncio
import time
from queue import Empty

import pytest
import zmq
import zmq.asyncio
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.session import Session

from analysis.engine.client import PatientChannel


async def answered(kind: type, address: str, seconds: float) -> bool:
    """Tell whether a channel gives a reply that came in the moment of sending, in time."""
    session = Session(key=b"")
    with zmq.asyncio.Context() as context, zmq.Context() as other:
        kernel, client = other.socket(zmq.ROUTER), context.socket(zmq.DEALER)
        kernel.bind(address)
        client.connect(address)
        channel = kind(client, session)
        session.send(client, "execute_request")
        who = kernel.recv_multipart()[0]
        waits = asyncio.ensure_future(channel.get_msg())
        await asyncio.sleep(0.1)
        session.send(kernel, "execute_reply", ident=who)
        # The loop stands still meanwhile: it is the next sender who is told.
        time.sleep(0.1)
        session.send(client, "comm_msg")
        done, _ = await asyncio.wait([waits], timeout=seconds)
        waits.cancel()
        kernel.close(0)
        client.close(0)
        return bool(done)


def test_a_reply_in_the_moment_of_sending_is_found(tmp_path):
    """Jupyter's own channel waits for ever; once it does not, ours can go."""
    address = f"ipc://{tmp_path}"

    assert not asyncio.run(answered(AsyncZMQSocketChannel, f"{address}/one", 3))
    assert asyncio.run(answered(PatientChannel, f"{address}/two", 30))


def test_where_nothing_comes_it_says_so_in_time(tmp_path):
    """After the seconds that it was given, and not after the next look."""

    async def waited() -> float:
        with zmq.asyncio.Context() as context:
            client = context.socket(zmq.DEALER)
            client.bind(f"ipc://{tmp_path}/none")
            began = time.monotonic()
            with pytest.raises(Empty):
                await PatientChannel(client, Session(key=b"")).get_msg(1.3)
            client.close(0)
            return time.monotonic() - began

    assert asyncio.run(waited()) >= 1.3
