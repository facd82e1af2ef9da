"""Corpora on many machines, by Ray (`pip install tangobert[ray]`).

:func:`classify` answers a file shard by shard on a cluster: work is done at least once, and its output appears exactly
once, whatever is killed meanwhile. :class:`Predictor` is for those who live in `ray.data`.
"""
from ._corpus import classify
from ._predictor import Predictor

__all__ = ["Predictor", "classify"]
