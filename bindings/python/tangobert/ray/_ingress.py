"""The application's front: HTTP in, texts to the tiers, deferred ones one tier further."""
from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Awaitable, Callable
from typing import Any

import ray.exceptions
from ray.serve.exceptions import BackPressureError, DeploymentUnavailableError
from ray.serve.handle import DeploymentHandle
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from .._errors import Error
from . import _kserve, _tei
from ._protocol import (
    JSON, MOST_NAMED, VERSION, Answer, Asked, accepts, check_batch, deadline_of, failure, fault_of, status_of, tokens_of,
)

_MOST_TRIES = 5  # of texts whose replica died
_PAUSE_S = 0.25
_INTRODUCTION_S = 2.0
_ROUTES = {**_tei.ROUTES, **_kserve.ROUTES}


@dataclasses.dataclass
class Counts:
    """Of what this front answered."""

    requests: int = 0
    texts: int = 0
    nanoseconds: int = 0
    failed_requests: int = 0
    failed_nanoseconds: int = 0


class Ingress:
    """Decides, by the thresholds of cascade.json, which texts go one tier further."""

    def __init__(self, name: str, thresholds: list[float | dict[str, float]], limits: dict[str, Any],
                 *tiers: DeploymentHandle) -> None:
        self.name, self.thresholds, self.limits, self._tiers = name, thresholds, limits, tiers
        self.counts = Counts()
        self._descriptions: list[dict[str, Any]] = []
        self._tokens = 0

    async def __call__(self, request: HttpRequest) -> Response:
        path = request.scope["path"].removeprefix(request.scope.get("root_path", "").rstrip("/")) or "/"
        methods = _ROUTES.get(path) or next(
            (found for prefix, found in _ROUTES.items() if prefix[-1] == "*" and path.startswith(prefix[:-1])), {})
        handler = methods.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            if not methods:
                return _failed(404, f"there is no {path}")
            allowed = ", ".join(sorted(methods))
            return _failed(405, f"{path} takes {allowed}, not {request.method}", {"Allow": allowed})
        try:
            return await handler(self, request, path)
        except Error as error:
            return _failed(status_of(error), error.args[0])

    async def answer(self, asked: Asked, model: str, version: int = 0) -> list[Answer | Error]:
        begin = time.monotonic_ns()
        check_batch(len(asked.texts), self.limits["max_client_batch_size"])
        self.check_model(model, version)
        until = deadline_of(asked.timeout, self.limits["default_timeout"], begin * 1e-9)
        tokens = sum(map(tokens_of, asked.texts))
        if self._tokens and self._tokens + tokens > self.limits["max_tokens"]:  # alone, any may come
            raise Error("the server has as many texts as it takes; try again later", "overloaded")
        self._tokens += tokens
        try:
            fault = fault_of(asked, len(self._tiers))
            outcomes = [fault] * len(asked.texts) if fault else await self._answer(asked, until)
        finally:
            self._tokens -= tokens
        self._count(outcomes, time.monotonic_ns() - begin)
        return outcomes

    def check_model(self, name: str, version: int = 0) -> None:
        """`name` "" and `version` 0: none is named."""
        if name not in ("", self.name):
            raise Error(f'no model is called "{name[:MOST_NAMED]}"; there are: {self.name}', "not_found")
        if version not in (0, VERSION):
            raise Error(f'model "{self.name}" has no version {version}; it has: {VERSION}', "not_found")

    async def introduced(self) -> list[dict[str, Any]]:
        """What each tier is; asked for once."""
        if not self._descriptions:
            try:
                self._descriptions = await asyncio.wait_for(
                    asyncio.gather(*(tier.describe.remote() for tier in self._tiers)), _INTRODUCTION_S)
            except (TimeoutError, ray.exceptions.RayError, DeploymentUnavailableError):
                raise Error("no model is loaded yet", "stopping") from None
        return self._descriptions

    async def call(self, index: int, ask: Callable[[DeploymentHandle, float | None], Awaitable[Any]],
                   until: float | None = None) -> Any:
        """What a replica of a tier says. Where one died, another one is asked: it says the same."""
        why = Error("", "stopping")
        for _ in range(_MOST_TRIES):
            left = None if until is None else until - time.monotonic()
            try:
                if left is not None and left <= 0:
                    raise TimeoutError
                return await asyncio.wait_for(ask(self._tiers[index], left), left)
            except TimeoutError:
                raise Error("no tier could answer before the text's deadline; allow more time", "deadline") from None
            except BackPressureError:
                raise Error("the server has as many texts as it takes; try again later", "overloaded") from None
            except (ray.exceptions.RayActorError, ray.exceptions.WorkerCrashedError, ray.exceptions.NodeDiedError,
                    DeploymentUnavailableError) as error:
                number = range(1, len(self._tiers) + 1)[index]
                why = Error(f"tier {number} has no replica that answers: {type(error).__name__}", "stopping")
                await asyncio.sleep(_PAUSE_S)
        raise why

    def _count(self, outcomes: list[Answer | Error], nanoseconds: int) -> None:
        if any(isinstance(one, Error) for one in outcomes):
            self.counts.failed_requests += 1
            self.counts.failed_nanoseconds += nanoseconds
        else:
            self.counts.requests += 1
            self.counts.texts += len(outcomes)
            self.counts.nanoseconds += nanoseconds

    async def _answer(self, asked: Asked, until: float | None) -> list[Answer | Error]:
        outcomes: list[Answer | Error] = []
        waiting = list(range(len(asked.texts)))
        first = (asked.tier or 1) - 1
        for index in range(first, len(self._tiers)):
            found = await self._ask(index, [asked.texts[place] for place in waiting], until)
            if index == first:
                outcomes = found
            else:
                for place, outcome in zip(waiting, found, strict=True):
                    outcomes[place] = _better(outcomes[place], outcome)
            waiting = [place for place in waiting if self._is_deferred(asked, index, outcomes[place])]
            if not waiting:
                break
        return outcomes

    def _is_deferred(self, asked: Asked, index: int, outcome: Answer | Error) -> bool:
        if isinstance(outcome, Error) or outcome.cut_short or asked.tier is not None or index >= len(self.thresholds):
            return False
        threshold = self.thresholds[index] if asked.threshold is None else asked.threshold
        label = outcome.labels[outcome.scores.index(max(outcome.scores))] if outcome.labels else ""
        return not accepts(threshold, outcome.confidence, label)

    async def _ask(self, index: int, texts: list[Any], until: float | None) -> list[Answer | Error]:
        try:
            found: list[Answer | Error] = await self.call(index, lambda tier, left: tier.answer.remote(texts, left), until)
            return found
        except Error as why:
            return [why] * len(texts)


def _better(earlier: Answer | Error, later: Answer | Error) -> Answer | Error:
    """Where the later tier can't be asked, or not in time, what the earlier one said stands."""
    if isinstance(later, Error) and later.code in ("deadline", "stopping", "overloaded") and isinstance(earlier, Answer):
        earlier.cut_short = True
        return earlier
    return later


def _failed(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    retry = {"Retry-After": "1"} if status in (429, 503) else {}
    return Response(failure(status, message), status, {**retry, **(headers or {})}, JSON)
