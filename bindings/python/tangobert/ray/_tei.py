"""The routes of text-embeddings-inference, as src/serve/tei has them."""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from .. import _core
from .._errors import Error
from ._protocol import (
    JSON, MOST_NAMED, Answer, Asked, Text, answers_of, asked_of, check_batch, check_body, dump, field, number,
    parse_object, refuse, refuse_misspelt, string, type_name,
)

if TYPE_CHECKING:
    from ._ingress import Ingress

_INPUTS = ('"inputs" is a string, a pair of strings [string, string], or a batch of them '
           "[[string], [string, string], ...]")
_MOST_TOKENIZED_BYTES = 256 << 10  # answers are 100 times as large
_MOST_ID = 2**31 - 1
_FIELDS = ("inputs", "raw_scores", "parameters", "truncate", "truncation_direction", "return_tier", "return_logits", "model",
           "timeout", "threshold", "tier")
# What makes scores of logits, and the problems for which the model's own function is this one.
_PROBLEMS = {"none": "", "softmax": "single_label_classification", "sigmoid": "multi_label_classification"}


@dataclasses.dataclass
class Predict(Asked):
    """A request."""

    is_batch: bool
    function: str | None  # from logits to scores; None: the model's own
    top_k: int | None
    truncate: bool
    return_tier: bool
    return_logits: bool
    model: str


def _refuse_inputs(found: str) -> NoReturn:
    refuse(f"{_INPUTS}; found {found}")


def _sequence_of(strings: Any) -> Text:
    if not isinstance(strings, list):
        _refuse_inputs(f"{type_name(strings)} in a batch")
    if not 1 <= len(strings) <= 2:
        _refuse_inputs(f"a list of {len(strings)} strings")
    for one in strings:
        if not isinstance(one, str):
            _refuse_inputs(f"{type_name(one)} in a list of strings")
    return strings[0] if len(strings) == 1 else (strings[0], strings[1])


def _scores_of(fields: dict[str, Any]) -> tuple[str | None, int | None]:
    """The hub's parameters."""
    function = "none" if field(fields, "raw_scores", "true or false", False) else None
    parameters = fields.get("parameters")
    if parameters is None:
        return function, None
    if not isinstance(parameters, dict):
        refuse(f'"parameters" is a JSON object; found {type_name(parameters)}')
    asked, top_k = field(parameters, "function_to_apply", "a string"), field(parameters, "top_k", "a whole number")
    for name in sorted(parameters.keys() - {"function_to_apply", "top_k"}):
        refuse(f'"parameters" can be "top_k" and "function_to_apply"; found "{name[:MOST_NAMED]}"')
    if asked is not None:
        if asked not in _PROBLEMS:
            refuse('"function_to_apply" is "softmax", "sigmoid" or "none"')
        if function and asked != "none":
            refuse('"raw_scores" is the "function_to_apply" "none"; give one of the two')
        function = asked
    if top_k is not None and top_k < 1:
        refuse('"top_k" is a number of labels, at least 1')
    return function, top_k


def parse(body: bytes) -> Predict:
    """Raises Error, whose code is ``"invalid_input"``."""
    fields = parse_object(body)
    refuse_misspelt(fields, _FIELDS)
    inputs = fields.get("inputs")
    is_batch = isinstance(inputs, list) and bool(inputs) and isinstance(inputs[0], list)
    if isinstance(inputs, str):
        texts: list[Text] = [inputs]
    elif not isinstance(inputs, list):
        _refuse_inputs(type_name(inputs) if "inputs" in fields else "none")
    elif not inputs:
        _refuse_inputs("an empty list")
    else:
        texts = [_sequence_of(one) for one in inputs] if is_batch else [_sequence_of(inputs)]

    def flag(name: str, otherwise: bool = False) -> bool:
        return bool(field(fields, name, "true or false", otherwise))

    scores = _scores_of(fields)
    flags = flag("truncate", True), flag("return_tier"), flag("return_logits")
    model, timeout = field(fields, "model", "a string", ""), field(fields, "timeout", "a number")
    if timeout is not None and not timeout > 0:
        refuse(f'"timeout" is a number of seconds above 0; found {timeout:g}')
    if field(fields, "truncation_direction", "a string", "right") not in ("right", "Right"):
        refuse('"truncation_direction" can only be "right": the end of a text is dropped')
    return Predict(texts, *asked_of(fields, timeout), is_batch, *scores, *flags, model)


def _check_function(function: str | None, problem_type: str) -> None:
    if function and problem_type == "question_answering":
        refuse('neither "function_to_apply" nor "raw_scores" is for a model that answers questions: the scores of its '
               "spans are probabilities")
    if function == "softmax" and problem_type == "regression":
        refuse('"function_to_apply" can\'t be "softmax" for a regression, whose values exclude nothing; it can be '
               '"sigmoid" or "none"')


def _scores_by(function: str | None, answer: Answer, problem_type: str) -> list[float]:
    """The model's own function also divides by a temperature; another one has the logits as they are."""
    if function == "none":
        return answer.logits
    if function is None or problem_type == _PROBLEMS[function]:
        return answer.scores
    logits = np.asarray(answer.logits, np.float32)
    if function == "sigmoid":
        return (1 / (1 + np.exp(-logits))).tolist()
    powers = np.exp(logits - logits.max())
    return (powers / powers.sum()).tolist()


def _predictions(request: Predict, answer: Answer, problem_type: str) -> str:
    if not answer.labels:
        return ",".join(f'{{"score":{number(score)},"start":{begin},"end":{end},"answer":{string(text)}}}'
                        for score, begin, end, text in answer.spans[:request.top_k])
    scores = _scores_by(request.function, answer, problem_type)
    order = sorted(range(len(scores)), key=lambda i: -scores[i])[:request.top_k]
    return ",".join(f'{{"score":{number(scores[i])},"label":{string(answer.labels[i])}}}' for i in order)


def _rendered(request: Predict, answer: Answer, problem_type: str) -> str:
    text = f"[{_predictions(request, answer, problem_type)}]"
    if not (request.return_tier or request.return_logits):
        return text
    text = '{"predictions":' + text
    if request.return_tier:
        text += (f',"tier":{answer.tier},"confidence":{number(answer.confidence)},'
                 f'"cut_short":{"true" if answer.cut_short else "false"}')
    if request.return_logits:
        text += f',"logits":[{",".join(map(number, answer.logits))}]'
    return text + "}"


def render(request: Predict, outcomes: Sequence[Answer | Error], tiers: list[dict[str, Any]]) -> str:
    """What `tango serve` writes, byte for byte. `tiers`: where a function is asked for, or no text may be truncated.

    Raises the first text's error that is one.
    """
    problem_type = tiers[-1]["problem_type"] if tiers else ""
    rendered = []
    for index, answer in enumerate(answers_of(outcomes, request.is_batch)):
        if answer.truncated and not request.truncate:
            whose = "the question of " if problem_type == "question_answering" else ""
            refuse(f'{whose}input {index} has more than the {tiers[answer.tier - 1]["max_input_length"]} tokens that '
                   f'tier {answer.tier} reads; shorten it, or allow "truncate"', "long_text")
        rendered.append(_rendered(request, answer, problem_type))
    return f"[{','.join(rendered)}]" if request.is_batch else rendered[0]


async def _read(http: HttpRequest) -> bytes:
    body = await http.body()
    check_body(body)
    return body


async def predict(ingress: Ingress, http: HttpRequest, path: str) -> Response:
    request = parse(await _read(http))
    request.is_batch |= path == "/hf"  # the hub's answers are lists of lists also for one text
    tiers: list[dict[str, Any]] = []
    if request.function or not request.truncate:
        tiers = await ingress.introduced()
        _check_function(request.function, tiers[-1]["problem_type"])
    return Response(render(request, await ingress.answer(request, request.model), tiers), media_type=JSON)


async def health(ingress: Ingress, _: HttpRequest, __: str) -> Response:
    await ingress.introduced()
    return Response('{"status":"ok"}', media_type=JSON)


async def info(ingress: Ingress, http: HttpRequest, _: str) -> Response:
    ingress.check_model(http.query_params.get("model", ""))
    tiers = await ingress.introduced()
    last = tiers[-1]
    shown = [{"precision": one["precision"], "max_input_length": one["max_input_length"]} for one in tiers]
    for one, threshold in zip(shown, ingress.thresholds, strict=False):
        one["threshold"] = threshold
    problem_type = last["problem_type"]
    labels = [] if problem_type == "question_answering" else last["labels"]
    kind = {"id2label": {str(i): label for i, label in enumerate(labels)},
            "label2id": {label: i for i, label in enumerate(labels)}}
    return Response(dump({
        "model_id": ingress.name, "model_sha": None, "model_dtype": last["precision"],
        "model_type": {"classifier": kind}, "problem_type": problem_type, "max_input_length": last["max_input_length"],
        "max_client_batch_size": ingress.limits["max_client_batch_size"], "auto_truncate": True,
        "version": _core.version, "tiers": shown}), media_type=JSON)


async def tokenize(ingress: Ingress, http: HttpRequest, _: str) -> Response:
    fields = parse_object(await _read(http))
    refuse_misspelt(fields, ("inputs", "add_special_tokens", "model"))
    ingress.check_model(field(fields, "model", "a string", ""))
    with_special = field(fields, "add_special_tokens", "true or false", True)
    inputs = fields.get("inputs")
    if isinstance(inputs, list):
        check_batch(len(inputs), ingress.limits["max_client_batch_size"])
    texts = inputs if isinstance(inputs, list) else [inputs]
    size = 0
    for text in texts:
        if not isinstance(text, str):
            refuse('"inputs" is a string or a list of strings')
        size += len(text.encode())
        if size > _MOST_TOKENIZED_BYTES:
            refuse(f'"inputs" has more than {_MOST_TOKENIZED_BYTES} bytes; send several requests', "long_text")
    lists = await ingress.call(-1, lambda tier, _: tier.tokens.remote(texts))
    return Response(dump([
        [{"id": token, "text": name, "special": begin is None, "start": begin, "stop": end}
         for token, name, begin, end in one if with_special or begin is not None] for one in lists]), media_type=JSON)


def _refuse_ids(found: str) -> NoReturn:
    refuse(f'"ids" is a list of token ids, or a list of such lists; found {found}')


def _check_ids(ids: Any) -> None:
    if not isinstance(ids, list):
        _refuse_ids(f"{type_name(ids)} beside lists")
    for token in ids:
        if type(token) is not int:
            _refuse_ids(f"{type_name(token)} in a list")
        if not 0 <= token <= _MOST_ID:
            _refuse_ids("a number that is no id")


async def decode(ingress: Ingress, http: HttpRequest, _: str) -> Response:
    fields = parse_object(await _read(http))
    refuse_misspelt(fields, ("ids", "skip_special_tokens", "model"))
    ingress.check_model(field(fields, "model", "a string", ""))
    skip_special = field(fields, "skip_special_tokens", "true or false", True)
    ids = fields.get("ids")
    if not isinstance(ids, list):
        _refuse_ids(type_name(ids) if "ids" in fields else "none")
    lists = ids if ids and isinstance(ids[0], list) else [ids]
    for one in lists:
        _check_ids(one)
    texts = await ingress.call(-1, lambda tier, _: tier.decode.remote(lists, skip_special))
    if isinstance(texts, Error):
        raise texts
    return Response(dump(texts), media_type=JSON)


ROUTES = {
    **{path: {"POST": predict} for path in ("/", "/predict", "/invocations", "/hf")},
    "/info": {"GET": info},
    "/health": {"GET": health},
    "/tokenize": {"POST": tokenize},
    "/decode": {"POST": decode},
}
