"""tangobert.load()."""
from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._classifier import Classifier
from ._errors import Error
from ._inputs import collected, has_arrow
from ._opened import Opened
from ._options import flag, number, path, whole, word
from ._reader import Reader

_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+(@[\w./-]+)?")
_FILES = ["*.json", "*.txt", "*.model", "*.safetensors", "pytorch_model*.bin", "adapter_model.bin"]


def load(path_or_hub_id: str | os.PathLike[str], *, precision: str = "auto",
         threshold: float | Sequence[float] | None = None, confidence: str | None = None,
         sample_texts: Any = (), long_text: str = "truncate", max_tokens: int = 0,
         cache_directory: str | os.PathLike[str] | None = None,
         label_threshold: float | Mapping[str, float] | None = None, raw_score: bool = False,
         only_tier: int | None = None, workers: int = 0, max_pending: int = 65536) -> Any:
    """Opens a cascade directory, or one Hugging Face directory, and starts its threads.

    Args:
        path_or_hub_id: a directory; or ``"organisation/name"``, at choice ``"…@revision"``, which
            is looked for in the hub's cache on this machine, and fetched if `huggingface_hub` is
            installed (``pip install tangobert[hub]``).
        precision: ``"fp32"``, ``"bf16"``, ``"int8"``, or ``"auto"``: what cascade.json names; where
            it names none, the cheapest that agrees with fp32 on 99 % of `sample_texts`, and fp32
            without them.
        threshold: one number for every tier but the last, or one for each; by default the
            cascade's own.
        confidence: ``"max_probability"``, ``"margin"``, ``"entropy"`` or ``"energy"``; by default
            the cascade's own.
        sample_texts: 64 or more texts like those to come, for ``precision="auto"``.
        long_text: ``"truncate"``, ``"window"`` (the mean over overlapping windows) or ``"error"``.
        max_tokens: a lower limit than the models' own; 0: none.
        cache_directory: where packed weights are kept, so that a later start is quicker; None:
            nothing is written.
        label_threshold: of models that may give a text several labels: it has those whose
            probability is at least this; a dict has one for some of the labels. By default the
            cascade's own, which is 0.5 where it names none.
        raw_score: a model with one label gives its logit in place of the logit's sigmoid.
        only_tier: one tier of a cascade alone, from 1, for tiers on different machines: it answers
            every text, as sure as it is among the others. Of tiers that share a model (exits) none
            can be alone.
        workers: threads; 0: one per usable CPU.
        max_pending: texts that are under way at a time; who submits more waits.

    Returns:
        :class:`Classifier`, or :class:`Reader` for a question-answering model.

    Raises:
        Error: nothing is there, a file is malformed, a setting makes no sense.
    """
    where = path("path_or_hub_id", path_or_hub_id)
    if has_arrow(sample_texts):
        raise Error("sample_texts is a column or table; give a list", settings=("sample_texts",))
    settings: dict[str, Any] = {
        "directory": os.path.abspath(where) if os.path.isdir(where) else where,
        "precision": word("precision", precision),
        "thresholds": _list_of(threshold),
        "confidence": None if confidence is None else word("confidence", confidence),
        "sample_texts": list(collected(sample_texts)),
        "long_text": word("long_text", long_text),
        "max_tokens": whole("max_tokens", max_tokens),
        "cache_directory": None if cache_directory is None else path("cache_directory", cache_directory),
        "label_threshold": None,
        "label_thresholds": {},
        "raw_score": flag("raw_score", raw_score),
        "only_tier": 0 if only_tier is None else _number_of(only_tier),
        "workers": whole("workers", workers),
        "max_texts": whole("max_pending", max_pending, least=1, most=2**63 - 1),
    }
    if isinstance(label_threshold, Mapping):
        settings["label_thresholds"] = {word("label_threshold", label): number("label_threshold", one)
                                        for label, one in label_threshold.items()}
    elif label_threshold is not None:
        settings["label_threshold"] = number("label_threshold", label_threshold)
    opened = _open(settings)
    return (Reader if opened.engine.problem_type == "question_answering" else Classifier)(opened)


def _open(settings: dict[str, Any]) -> Opened:
    try:
        return Opened(settings)
    except Error as error:
        name = settings["directory"]
        if error.code != "not_found" or os.path.exists(name) or not _HUB_NAME.fullmatch(name):
            raise
        return Opened({**settings, "directory": _fetch(name, error)})


def _fetch(name: str, not_there: Error) -> str:
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        raise not_there from None
    repository, _, revision = name.partition("@")
    try:
        return str(snapshot_download(repository, revision=revision or None, allow_patterns=_FILES))
    except Exception as error:  # the hub's own have a dozen classes
        raise Error(f"{not_there}; the hub does not give it: {error}", "not_found") from error


def _number_of(only_tier: int) -> int:
    if only_tier == 0:  # which says "all of them" to the engine
        raise Error("there is no tier 0; the first is 1", settings=("only_tier",))
    return whole("only_tier", only_tier)


def _list_of(threshold: float | Sequence[float] | None) -> list[float]:
    if threshold is None:
        return []
    if isinstance(threshold, Iterable) and not isinstance(threshold, (str, bytes, Mapping)):
        return [number("threshold", one) for one in threshold]
    return [number("threshold", threshold)]
