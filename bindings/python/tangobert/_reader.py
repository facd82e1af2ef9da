"""A cascade of readers: a question and a context in, a piece of the context out."""
from __future__ import annotations

from typing import Any

from ._engine_user import EngineUser
from ._errors import Error
from ._inputs import is_single, pairs_with
from ._options import count_of


class Reader(EngineUser):
    __doc__ = EngineUser.__doc__

    def __call__(self, inputs: Any = None, *, question: Any = None, context: Any = None,
                 top_k: int = 1, truncation: bool | None = None, threshold: float | None = None,
                 tier: int | None = None, timeout: float | None = None) -> Any:
        """Answers in the forms of `transformers`' question-answering pipeline.

        Args:
            inputs: a dict {"question", "context"}, a list of them, a table, or any other iterable,
                which is streamed.
            question, context: in the place of `inputs`: a str each, or lists of them.
            top_k: how many answers to a question; above 1, a list of them.
            truncation, threshold, tier, timeout: see :meth:`classify`. A long context is read in
                overlapping windows, so that none is cut; a question of more than 64 tokens is.

        Returns:
            ``{"score", "start", "end", "answer"}``, positions in characters of the context; a list
            of them for a list, an iterator for an iterable.

        Raises:
            Error: see :meth:`classify`.
        """
        if inputs is None:
            if question is None or context is None:
                raise Error("give inputs, or both question and context")
            inputs = pairs_with(question, context)
        elif question is not None or context is not None:
            raise Error("give inputs, or question and context, not both")
        count = count_of(top_k)
        options = (count, count != 1)
        given: dict[str, Any] = {"threshold": threshold, "tier": tier, "timeout": timeout}
        found = self._answer(inputs, lambda answers: answers.pipeline_form(*options), truncation, given)
        return found[0] if is_single(inputs) else found

    async def submit(self, inputs: Any, *, top_k: int = 1, truncation: bool | None = None,
                     threshold: float | None = None, tier: int | None = None,
                     timeout: float | None = None) -> Any:
        """Answers one {"question", "context"}; other coroutines run meanwhile."""
        count = count_of(top_k)
        answers = await self._submit(inputs, truncation,
                                     {"threshold": threshold, "tier": tier, "timeout": timeout})
        return answers.pipeline_form(count, count != 1)[0]
