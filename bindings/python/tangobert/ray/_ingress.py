"""The application's front: HTTP in, texts to the tiers, deferred ones one tier further."""
from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import ray.exceptions
from ray.serve.exceptions import BackPressureError, DeploymentUnavailableError
from ray.serve.handle import DeploymentHandle
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from .. import _core
from .._errors import Error
from ._protocol import Answer, Request, accepts, failure, parse, render, status_of, tokens_of

_MOST_TRIES = 5  # of texts whose replica died
_PAUSE_S = 0.25
_INTRODUCTION_S = 2.0
_JSON = "application/json"

Handler = Callable[["Ingress", HttpRequest], Awaitable[str]]


class Ingress:
    """Decides, by the thresholds of cascade.json, which texts go one tier further."""

    def __init__(self, name: str, thresholds: list[float | dict[str, float]], limits: dict[str, Any],
                 *tiers: DeploymentHandle) -> None:
        self._name, self._thresholds, self._limits, self._tiers = name, thresholds, limits, tiers
        self._descriptions: list[dict[str, Any]] = []
        self._tokens = 0

    async def __call__(self, request: HttpRequest) -> Response:
        path = request.scope["path"].removeprefix(request.scope.get("root_path", "").rstrip("/")) or "/"
        methods = _ROUTES.get(path, {})
        handler = methods.get(request.method)
        if handler is None:
            if not methods:
                return _failed(404, f"there is no {path}")
            allowed = ", ".join(sorted(methods))
            return _failed(405, f"{path} takes {allowed}, not {request.method}", {"Allow": allowed})
        try:
            return Response(await handler(self, request), media_type=_JSON)
        except Error as error:
            return _failed(status_of(error), error.args[0])

    async def predict(self, request: HttpRequest, as_the_hub: bool = False) -> str:
        received = time.monotonic()
        given = parse(await request.body())
        if given.model not in ("", self._name):
            raise Error(f'there is no model "{given.model}"; this is "{self._name}"', "not_found")
        if len(given.texts) > self._limits["max_client_batch_size"]:
            raise Error(f"batch size {len(given.texts)} > maximum allowed batch size "
                        f"{self._limits['max_client_batch_size']}; send several requests", "invalid_input", ("long_text",))
        if given.tier is not None and not 1 <= given.tier <= len(self._tiers):
            raise Error(f"tier {given.tier} is asked for; there are tiers 1 … {len(self._tiers)}", "invalid_input")
        tokens = sum(map(tokens_of, given.texts))
        if self._tokens and self._tokens + tokens > self._limits["max_tokens"]:  # alone, any may come
            raise Error("the server has as many texts as it takes; try again later", "overloaded")
        timeout = given.timeout or self._limits["default_timeout"] or None
        self._tokens += tokens
        try:
            outcomes = await self._answer(given, None if timeout is None else received + timeout)
        finally:
            self._tokens -= tokens
        return render(given, outcomes, as_the_hub)

    async def hf(self, request: HttpRequest) -> str:
        return await self.predict(request, as_the_hub=True)

    async def health(self, _: HttpRequest) -> str:
        await self._introduced()
        return '{"status":"ok"}'

    async def info(self, _: HttpRequest) -> str:
        tiers = await self._introduced()
        last = tiers[-1]
        shown = [{"precision": one["precision"], "max_input_length": one["max_input_length"]} for one in tiers]
        for one, threshold in zip(shown, self._thresholds, strict=False):
            one["threshold"] = threshold
        labels = last["labels"]
        kind = {"id2label": {str(i): label for i, label in enumerate(labels)},
                "label2id": {label: i for i, label in enumerate(labels)}}
        return json.dumps({"model_id": self._name, "model_sha": None, "model_dtype": last["precision"],
                           "model_type": {"classifier": kind}, "max_input_length": last["max_input_length"],
                           "max_client_batch_size": self._limits["max_client_batch_size"], "auto_truncate": True,
                           "version": _core.version, "tiers": shown}, ensure_ascii=False)

    async def _introduced(self) -> list[dict[str, Any]]:
        """What each tier is; asked for once."""
        if not self._descriptions:
            try:
                self._descriptions = await asyncio.wait_for(
                    asyncio.gather(*(tier.describe.remote() for tier in self._tiers)), _INTRODUCTION_S)
            except (TimeoutError, ray.exceptions.RayError, DeploymentUnavailableError):
                raise Error("no model is loaded yet", "stopping") from None
        return self._descriptions

    async def _answer(self, given: Request, until: float | None) -> list[Answer | Error]:
        outcomes: list[Answer | Error] = []
        waiting = list(range(len(given.texts)))
        first = (given.tier or 1) - 1
        for index in range(first, len(self._tiers)):
            found = await self._ask(index, [given.texts[place] for place in waiting], until)
            if index == first:
                outcomes = found
            else:
                for place, outcome in zip(waiting, found, strict=True):
                    outcomes[place] = _better(outcomes[place], outcome)
            waiting = [place for place in waiting if self._is_deferred(given, index, outcomes[place])]
            if not waiting:
                break
        return outcomes

    def _is_deferred(self, given: Request, index: int, outcome: Answer | Error) -> bool:
        if isinstance(outcome, Error) or outcome.cut_short or given.tier is not None or index >= len(self._thresholds):
            return False
        threshold = self._thresholds[index] if given.threshold is None else given.threshold
        label = outcome.labels[outcome.scores.index(max(outcome.scores))] if outcome.labels else ""
        return not accepts(threshold, outcome.confidence, label)

    async def _ask(self, index: int, texts: list[Any], until: float | None) -> list[Answer | Error]:
        """Texts whose replica died go to another one: their answers are the same."""
        why = Error("", "stopping")
        for _ in range(_MOST_TRIES):
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                why = Error("no tier could answer in time", "deadline")
                break
            try:
                return await asyncio.wait_for(self._tiers[index].answer.remote(texts, left), left)
            except TimeoutError:
                why = Error("no tier could answer in time", "deadline")
                break
            except BackPressureError:
                why = Error("the server has as many texts as it takes; try again later", "overloaded")
                break
            except (ray.exceptions.RayActorError, ray.exceptions.WorkerCrashedError, ray.exceptions.NodeDiedError,
                    DeploymentUnavailableError) as error:
                why = Error(f"tier {index + 1} has no replica that answers: {type(error).__name__}", "stopping")
                await asyncio.sleep(_PAUSE_S)
        return [why] * len(texts)


def _better(earlier: Answer | Error, later: Answer | Error) -> Answer | Error:
    """Where the later tier can't be asked, or not in time, what the earlier one said stands."""
    if isinstance(later, Error) and later.code in ("deadline", "stopping", "overloaded") and isinstance(earlier, Answer):
        earlier.cut_short = True
        return earlier
    return later


def _failed(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    retry = {"Retry-After": "1"} if status in (429, 503) else {}
    return Response(failure(status, message), status, {**retry, **(headers or {})}, _JSON)


_ROUTES: dict[str, dict[str, Handler]] = {
    **{path: {"POST": Ingress.predict} for path in ("/", "/predict", "/invocations")},
    "/hf": {"POST": Ingress.hf},
    "/info": {"GET": Ingress.info},
    "/health": {"GET": Ingress.health},
}
