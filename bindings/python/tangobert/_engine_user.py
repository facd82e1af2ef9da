"""What classifiers and readers have in common."""
from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from typing import Any, Callable, Self

import numpy as np

from . import _core
from ._errors import Error, TruncationWarning
from ._event_loops import queue_of_this_loop
from ._inputs import collected, each_of, is_single, is_whole
from ._opened import Opened
from ._options import count_of, of_call, whole

#: Texts of a stream that are under way or wait to be taken, at most.
STREAM_WINDOW = 1024


class EngineUser:
    """Answers texts with a cascade. Made by :func:`tangobert.load`; for any thread.

    A child process of a fork opens the directory again at its first call, and so does a pickle
    where it is read. ``with`` closes it at the end.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    @property
    def directory(self) -> str:
        return str(self._opened.settings["directory"])

    @property
    def classes_(self) -> np.ndarray:
        """The labels [labels], in the order of scores; none for a reader."""
        return np.array(self._opened.engine.labels, dtype=object)

    @property
    def tiers(self) -> list[tuple[str, str, str]]:
        """(model directory, precision, why that precision) of each tier, the cheapest first."""
        return self._opened.engine.tiers

    @property
    def max_tokens(self) -> list[int]:
        """The longest text that each tier reads whole, in tokens, special ones included."""
        return self._opened.engine.max_tokens

    @property
    def thresholds(self) -> list[float]:
        """One per tier but the last."""
        return self._opened.engine.thresholds

    @property
    def problem_type(self) -> str:
        """As config.json says it, or ``"question_answering"``."""
        return self._opened.engine.problem_type

    def classify(self, texts: Any, *, text: str | None = None, text_pair: str | None = None,
                 threshold: float | None = None, tier: int | None = None,
                 timeout: float | None = None, truncation: bool | None = None,
                 on_error: str = "stop") -> _core.Answers:
        """Answers many texts at once.

        Args:
            texts: a list of str, dicts or pairs; or an Arrow column or table, as pyarrow, pandas,
                polars and datasets have them, whose strings are read where they are.
            text, text_pair: of a table: the names of its columns. By default text, sentence or
                question; text_pair, sentence2 or context. ``text_pair=""``: there is none.
            threshold: replaces every tier's own, in 0 … 1.
            tier: the tier that answers every text, from 1.
            timeout: seconds; the answer of the tier that was reached by then stands.
            truncation: True: texts that are too long are cut; False: they are an error; None:
                they are cut, with a TruncationWarning.
            on_error: ``"stop"`` raises the first text's error; ``"row"`` leaves it in
                ``Answers.errors``, and the others have their answers.

        Returns:
            :class:`Answers`: one for each text, in their order, with arrays [texts] and
            [texts, labels].

        Raises:
            Error: a text that can't be answered, a threshold or tier that makes no sense.
        """
        if on_error not in ("stop", "row"):
            raise Error(f"there is no on_error {on_error!r}; use stop or row", settings=("on_error",))
        options = of_call(threshold, tier, timeout)
        answers = self._opened.engine.answer(collected(texts, text, text_pair), **options)
        if on_error == "stop":
            answers.check()
        return look_at_truncation(answers, truncation)

    def stream(self, texts: Iterable[Any], *, top_k: int | None = 1, threshold: float | None = None,
               tier: int | None = None, timeout: float | None = None,
               truncation: bool | None = None, window: int = STREAM_WINDOW) -> Iterator[Any]:
        """Answers texts as they come, in their order, with at most `window` of them in memory.

        Yields what a call gives for one element of a list.
        """
        count = count_of(top_k)
        return self._stream(texts, lambda answers: answers.pipeline_form(count, count != 1),
                            truncation, window, threshold=threshold, tier=tier, timeout=timeout)

    def _answer(self, inputs: Any, form: Callable[[_core.Answers], list[Any]], truncation: bool | None,
                options: dict[str, Any]) -> Any:
        """A list for one text or what is there as a whole, an iterator for what comes bit by bit."""
        if is_single(inputs):
            inputs = [inputs]
        if is_whole(inputs):
            return form(self.classify(inputs, truncation=truncation, **options))
        return self._stream(inputs, form, truncation, STREAM_WINDOW, **options)

    def _stream(self, texts: Iterable[Any], form: Callable[[_core.Answers], list[Any]],
                truncation: bool | None, window: int, **options: Any) -> Iterator[Any]:
        window = whole("window", window, least=1)
        return self._run_stream(each_of(texts), form, truncation, window, of_call(**options))

    def _run_stream(self, texts: Iterable[Any], form: Callable[[_core.Answers], list[Any]],
                    truncation: bool | None, window: int, options: dict[str, Any]) -> Iterator[Any]:
        stream = _core.Stream(self._opened.engine, **options)
        for text in texts:
            stream.submit(text)
            yield from form(look_at_truncation(stream.take(wait=stream.pending >= window), truncation))
        while stream.pending:
            yield from form(look_at_truncation(stream.take(wait=True), truncation))

    async def _submit(self, text: Any, truncation: bool | None, options: dict[str, Any]) -> _core.Answers:
        answers = await queue_of_this_loop().answer(self._opened.engine, text, **of_call(**options))
        answers.check()
        return look_at_truncation(answers, truncation)

    def close(self) -> None:
        """Ends its threads. What is under way ends with an Error whose code is ``"stopping"``."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<tangobert.{type(self).__name__} of {self.directory!r}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._opened,)


def look_at_truncation(answers: _core.Answers, truncation: bool | None) -> _core.Answers:
    """Never silent: a warning, or an error where the caller wants no text cut."""
    if not (truncation is None or truncation is True or truncation is False):
        raise Error(f"there is no truncation {truncation!r}; use True or False",
                    settings=("truncation",))
    count, first = (0, 0) if truncation is True else answers.first_truncated
    if count == 0:
        return answers
    if truncation is False:
        raise Error("longer than the model's limit; give truncation=True to have it cut, or load "
                    "with long_text=\"window\"", "invalid_input", ("truncation",), first)
    warnings.warn(f"{count} of {len(answers)} texts were longer than the model's limit and were "
                  "cut; truncation=True says that this is meant", TruncationWarning, stacklevel=_depth_of_caller())
    return answers


def _depth_of_caller() -> int:
    """Of the first frame outside of this package, as warnings count them."""
    depth = 1
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("tangobert."):
        depth += 1
        frame = frame.f_back
    return depth
