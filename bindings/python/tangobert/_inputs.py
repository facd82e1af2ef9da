"""What callers give as texts, as what the engine takes."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import _core
from ._errors import Error
from ._options import word


def is_single(texts: Any) -> bool:
    return isinstance(texts, (str, dict))


def has_arrow(texts: Any) -> bool:
    return hasattr(texts, "__arrow_c_stream__") or hasattr(texts, "__arrow_c_array__")


def is_whole(texts: Any) -> bool:
    """Whether all texts are there already, so that a list answers them; else they are streamed."""
    return isinstance(texts, (list, tuple)) or hasattr(texts, "to_numpy") or \
        hasattr(texts, "__array__") or has_arrow(texts) or _is_dataset(texts)


def _is_dataset(texts: Any) -> bool:
    """A `datasets.Dataset`, whose rows are counted; not an IterableDataset, which is a stream."""
    return type(texts).__module__.startswith("datasets.") and hasattr(texts, "with_format") and \
        hasattr(texts, "__len__")


def collected(texts: Any, text: str | None = None, text_pair: str | None = None) -> Any:
    """A list, or the texts of an Arrow column, which is read in place.

    A `datasets.Dataset` is read through the Arrow table that it holds.
    """
    text, text_pair = (None if name is None else word(argument, name)
                       for argument, name in (("text", text), ("text_pair", text_pair)))
    if _is_dataset(texts):
        texts = texts.with_format("arrow")[:]
    if hasattr(texts, "__arrow_c_stream__"):
        return _core.texts_of_arrow_stream(texts.__arrow_c_stream__(), text, text_pair)
    if hasattr(texts, "__arrow_c_array__"):
        schema, array = texts.__arrow_c_array__()
        return _core.texts_of_arrow_array(schema, array, text, text_pair)
    if text is not None or text_pair is not None:
        raise Error(f"columns are named, but the texts are a {type(texts).__name__}; give a table "
                    "that has __arrow_c_stream__: of pyarrow, pandas, polars or datasets")
    if isinstance(texts, (list, tuple)):
        return texts
    _refuse_single(texts)
    if hasattr(texts, "columns") or hasattr(texts, "keys"):  # whose elements are its columns' names
        raise Error(f"the texts are a {type(texts).__name__} without Arrow's interface; give a list of them, or a "
                    "table that has __arrow_c_stream__, as those of pandas from 2.2 on have", "invalid_input")
    return list(each_of(texts))


def _refuse_single(texts: Any) -> None:
    if is_single(texts) or isinstance(texts, (bytes, bytearray, memoryview)):
        raise Error(f"the texts are a single {type(texts).__name__}; give a list of them", "invalid_input")


def each_of(texts: Any) -> Iterable[Any]:
    """One after the other; also of what has a length and places alone, as a Dataset of torch."""
    _refuse_single(texts)
    if getattr(texts, "ndim", 1) > 0:
        if isinstance(texts, Iterable):
            return texts
        if hasattr(texts, "__len__") and hasattr(texts, "__getitem__"):
            return (texts[i] for i in range(len(texts)))
    raise Error(f"the texts are a {type(texts).__name__}; give a list of them", "invalid_input")


def pairs_with(questions: Any, contexts: Any) -> Any:
    """One {"question", "context"} or a list of them, of what a reader's keywords hold."""
    if isinstance(questions, str) and isinstance(contexts, str):
        return {"question": questions, "context": contexts}
    for given in (questions, contexts):
        if not hasattr(given, "__len__") or isinstance(given, (bytes, dict)):
            raise Error(f"question or context is a {type(given).__name__}; give a str or a list of them", "invalid_input")
    if isinstance(questions, str):
        questions = [questions] * len(contexts)
    if isinstance(contexts, str):
        contexts = [contexts] * len(questions)
    if len(questions) != len(contexts):
        raise Error(f"{len(questions)} questions, but {len(contexts)} contexts; give one for each",
                    "invalid_input")
    return [{"question": q, "context": c} for q, c in zip(questions, contexts)]
