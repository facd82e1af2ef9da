"""A cascade of text classifiers, called as those of `transformers` and scikit-learn are."""
from __future__ import annotations

from typing import Any

import numpy as np

from ._engine_user import EngineUser
from ._errors import Error
from ._inputs import is_single
from ._options import count_of, word

_NOT_GIVEN: Any = object()


def _form(top_k: Any) -> tuple[int | None, bool]:
    """(labels of a text, whether they are a list)"""
    return (1, False) if top_k is _NOT_GIVEN else (count_of(top_k), True)


def _function(name: Any) -> str:
    return "default" if name is None else word("function_to_apply", name).lower()


class Classifier(EngineUser):
    __doc__ = EngineUser.__doc__

    def __call__(self, inputs: Any, *, top_k: int | None = _NOT_GIVEN,
                 function_to_apply: str | None = None, truncation: bool | None = None,
                 threshold: float | None = None, tier: int | None = None,
                 timeout: float | None = None, batch_size: int | None = None,
                 num_workers: int | None = None, padding: Any = None,
                 max_length: int | None = None) -> Any:
        """Answers in the forms of `transformers`' text-classification pipeline.

        Args:
            inputs: a str; a dict {"text", "text_pair"}; a list of either; a table or column
                (see :meth:`classify`); or any other iterable, which is streamed.
            top_k: how many labels of each text, None for all; then each text has a list of them.
            function_to_apply: ``"softmax"``, ``"sigmoid"`` or ``"none"`` of the logits; by default
                what the model's problem type says.
            truncation: see :meth:`classify`.
            threshold, tier, timeout: see :meth:`classify`.
            batch_size, num_workers, padding: for code that was written for `transformers`: batches
                and threads are chosen here, and nothing is padded.
            max_length: the limit is load()'s `max_tokens`; any other is an Error.

        Returns:
            ``[{"label", "score"}]`` for a str, ``{"label", "score"}`` for a dict, a list of those
            for a list, an iterator for an iterable. With `top_k`, a list of dicts, the best first,
            in the place of each dict; for a str or dict, that list.

        Raises:
            Error: see :meth:`classify`.
        """
        if max_length is not None and max_length != self._opened.settings["max_tokens"]:
            raise Error(f"max_length {max_length} is not that of this classifier; give max_tokens="
                        f"{max_length} to tangobert.load()", settings=("max_length",))
        options = (*_form(top_k), _function(function_to_apply))
        given: dict[str, Any] = {"threshold": threshold, "tier": tier, "timeout": timeout}
        found = self._answer(inputs, lambda answers: answers.pipeline_form(*options), truncation, given)
        keeps_list = not is_single(inputs) or (isinstance(inputs, str) and top_k is _NOT_GIVEN)
        return found if keeps_list else found[0]

    async def submit(self, text: Any, *, top_k: int | None = _NOT_GIVEN,
                     function_to_apply: str | None = None, truncation: bool | None = None,
                     threshold: float | None = None, tier: int | None = None,
                     timeout: float | None = None) -> Any:
        """Answers one text; other coroutines run meanwhile. Cancelling it takes the text back.

        Returns:
            ``{"label", "score"}``, or with `top_k` a list of them.
        """
        options = (*_form(top_k), _function(function_to_apply))
        answers = await self._submit(text, truncation,
                                     {"threshold": threshold, "tier": tier, "timeout": timeout})
        return answers.pipeline_form(*options)[0]

    def predict(self, texts: Any, **options: Any) -> np.ndarray:
        """Labels, as scikit-learn's classifiers give them. `options`: those of :meth:`classify`.

        Returns:
            [texts] of labels; of a multi-label model int [texts, labels], 1 where the probability
            is at least the label's threshold; of a regression float32 [texts], or [texts, outputs].
        """
        if options.get("on_error", "stop") != "stop":
            raise Error("a text without an answer has no label here; classify() leaves errors in "
                        "their places", settings=("on_error",))
        answers = self.classify(texts, **options)
        if self.problem_type == "single_label_classification":
            return self.classes_[answers.label_ids]
        if self.problem_type == "multi_label_classification":
            return answers.has_label.astype(np.int64)
        scores = answers.scores()
        return scores[:, 0] if scores.shape[1] == 1 else scores

    def predict_proba(self, texts: Any, **options: Any) -> np.ndarray:
        """Probabilities, float32 [texts, labels], in the order of `classes_`.

        `options`: those of :meth:`classify`.
        """
        if self.problem_type == "regression":
            raise Error("a regression has no probabilities; predict() gives its values")
        return self.classify(texts, **options).scores()
