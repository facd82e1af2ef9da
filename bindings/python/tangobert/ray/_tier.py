"""One replica of one tier: its model alone, its batches, its tokens in flight."""
from __future__ import annotations

import asyncio
import time
from typing import Any

from .._errors import Error
from .._event_loops import queue_of_this_loop
from .._load import load
from ._protocol import Answer, Text, tokens_of

TOKENS_IN_FLIGHT = "tokens_in_flight"


class TokensInFlight:
    """Their mean since it was last asked for, so that what came and went between is not missed."""

    def __init__(self) -> None:
        self._now = 0
        self._sum = 0.0  # of tokens times seconds
        self._begin = self._changed = time.monotonic()

    def add(self, tokens: int) -> None:
        now = time.monotonic()
        self._sum += self._now * (now - self._changed)
        self._now += tokens
        self._changed = now

    def take_mean(self) -> float:
        self.add(0)
        passed = self._changed - self._begin
        mean = self._sum / passed if passed > 0 else float(self._now)
        self._sum, self._begin = 0.0, self._changed
        return mean


class Tier:
    """Texts of all requests that are under way share the engine's batches."""

    def __init__(self, cascade: str, tier: int, workers: int, options: dict[str, Any]) -> None:
        self._tier = tier
        self._opened = load(cascade, only_tier=tier, workers=workers, **options)._opened
        self._tokens = TokensInFlight()

    async def describe(self) -> dict[str, Any]:
        engine = self._opened.engine
        return {"labels": engine.labels, "problem_type": engine.problem_type, "precision": engine.tiers[0][1],
                "max_input_length": engine.max_tokens[0]}

    async def tokens(self, texts: list[str]) -> list[list[tuple[int, str, int | None, int | None]]]:
        return [self._opened.engine.tokens(text) for text in texts]

    async def decode(self, lists: list[list[int]], skip_special: bool) -> list[str] | Error:
        try:
            return [self._opened.engine.decode(ids, skip_special) for ids in lists]
        except Error as error:
            return error

    async def answer(self, texts: list[Text], timeout: float | None) -> list[Answer | Error]:
        return await asyncio.gather(*(self._answer(text, timeout) for text in texts))

    async def _answer(self, text: Text, timeout: float | None) -> Answer | Error:
        tokens = tokens_of(text)
        self._tokens.add(tokens)
        try:
            engine = self._opened.engine
            answers = await queue_of_this_loop().answer(engine, text, timeout=timeout)
            one = answers[0]
        except Error as error:
            return Error(error.args[0], error.code, error.settings)
        finally:
            self._tokens.add(-tokens)
        label = one.answers[0].text if one.answers else one.label or ",".join(one.labels)
        return Answer(self._tier, engine.labels if one.scores else [], label, one.score, one.scores, one.logits,
                      [(span.score, span.start, span.end, span.text) for span in one.answers], one.confidence,
                      one.truncated)

    def record_autoscaling_stats(self) -> dict[str, float]:
        return {TOKENS_IN_FLIGHT: self._tokens.take_mean()}
