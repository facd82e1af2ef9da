"""Answers for asyncio: one queue for each event loop, woken by a file descriptor."""
from __future__ import annotations

import asyncio
import itertools
import time
import weakref
from typing import Any

from . import _core

_POLL_FOR_ROOM_S = 0.002
_SHORTEST_S = 1e-9  # a deadline that is over when it is looked at


class LoopQueue:
    """For one event loop. No thread waits, and no engine's thread ever takes the GIL."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._queue = _core.AsyncQueue()
        self._futures: dict[int, asyncio.Future[_core.Answers]] = {}
        self._tags = itertools.count()
        loop.add_reader(self._queue.fileno(), self._drain)

    async def answer(self, engine: _core.Engine, text: Any, **options: Any) -> _core.Answers:
        """Waits for room, then for the answer. Cancelling it takes the text back."""
        tag = next(self._tags)
        deadline = None if options.get("timeout") is None else time.monotonic() + options["timeout"]
        future: asyncio.Future[_core.Answers] = asyncio.get_running_loop().create_future()
        while not self._queue.try_submit(engine, text, tag, **options):
            await asyncio.sleep(_POLL_FOR_ROOM_S)
            if deadline is not None:  # what is left of it
                options["timeout"] = max(_SHORTEST_S, deadline - time.monotonic())
        self._futures[tag] = future
        try:
            return await future
        finally:
            if self._futures.pop(tag, None) is not None:
                self._queue.cancel(tag)

    def _drain(self) -> None:
        for tag, answers in self._queue.drain():
            future = self._futures.pop(tag, None)
            if future is not None and not future.done():
                future.set_result(answers)


_queues: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, LoopQueue] = weakref.WeakKeyDictionary()


def queue_of_this_loop() -> LoopQueue:
    loop = asyncio.get_running_loop()
    queue = _queues.get(loop)
    if queue is None:
        queue = _queues[loop] = LoopQueue(loop)
    return queue
