"""Corpora on many machines, by Ray (`pip install tangobert[ray]`).

:func:`classify` answers a file shard by shard on a cluster: work is done at least once, and its output appears exactly
once, whatever is killed meanwhile. :class:`Predictor` is for those who live in `ray.data`.
"""
try:
    from ._corpus import classify
    from ._predictor import Predictor
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(f"tangobert.ray needs {error.name}: pip install 'tangobert[ray]'", name=error.name) from None

__all__ = ["Predictor", "classify"]
