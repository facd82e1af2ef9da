"""An engine that is opened again where it can't be taken along: in forks and in pickles."""
from __future__ import annotations

import os
import threading
from typing import Any

from . import _core
from ._errors import Error

_opening = threading.Lock()


def _forget_lock() -> None:
    """Another thread of the parent may have held it."""
    global _opening
    _opening = threading.Lock()


os.register_at_fork(after_in_child=_forget_lock)


class Opened:
    """A directory, the settings it was opened with, and the engine of this process."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self._engine: _core.Engine | None = _core.Engine(**settings)
        self._is_closed = False

    @property
    def engine(self) -> _core.Engine:
        """Opens the directory again after a fork, whose child has none of the engine's threads."""
        engine = self._engine
        if engine is None or engine.process != os.getpid():
            with _opening:
                engine = self._engine
                if engine is None or engine.process != os.getpid():
                    if self._is_closed:
                        raise Error("this classifier is closed; load() it again", "stopping")
                    engine = self._engine = _core.Engine(**self.settings)
        return engine

    def close(self) -> None:
        with _opening:  # one that is being opened is closed, too
            engine, self._engine, self._is_closed = self._engine, None, True
        if engine is not None and engine.process == os.getpid():
            engine.stop()

    def __getstate__(self) -> dict[str, Any]:
        if self._is_closed:
            raise Error("this classifier is closed, and can't be pickled", "stopping")
        return self.settings

    def __setstate__(self, settings: dict[str, Any]) -> None:
        self.__init__(settings)  # type: ignore[misc]
