"""For `ray.data`: at least once, as its own tasks are."""
from __future__ import annotations

from typing import Any

import numpy as np

from .._load import load


class Predictor:
    """``dataset.map_batches(Predictor, fn_constructor_args=(cascade,), concurrency=8, num_cpus=1)``.

    Adds the columns ``label``, ``score`` and ``tier`` to each batch. A task that Ray runs again answers again, with
    the same answers.
    """

    def __init__(self, cascade: str, *, text: str = "text", text_pair: str | None = None, **options: Any) -> None:
        """`options`: those of :func:`tangobert.load`."""
        self._classifier = load(cascade, **{"workers": 1, **options})
        self._text, self._text_pair = text, text_pair

    def __call__(self, batch: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        texts: list[Any] = batch[self._text].tolist()
        if self._text_pair is not None:
            texts = list(zip(texts, batch[self._text_pair].tolist(), strict=True))
        answers = self._classifier.classify(texts, truncation=True)
        return {**batch, "label": self._classifier.classes_[answers.label_ids], "score": np.asarray(answers.best_scores),
                "tier": np.asarray(answers.tiers)}
