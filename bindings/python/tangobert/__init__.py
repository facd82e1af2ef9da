"""Cascades of text classifiers on CPUs: a small model answers first, a larger one where it is unsure.

    import tangobert
    classify = tangobert.load("models/sst2")
    classify(["What a film!", "Two hours I want back."])

Mamou, Pereg, Wasserblat, Schwartz 2022, "TangoBERT". The manual: docs/python.md.
"""
from ._classifier import Classifier
from ._core import Answer, Answers, FoundAnswer, version as __version__
from ._errors import Error, TruncationWarning
from ._load import load
from ._reader import Reader
from ._verbs import build, calibrate, evaluate, report, train

__all__ = ["Answer", "Answers", "Classifier", "Error", "FoundAnswer", "Reader", "TruncationWarning",
           "__version__", "build", "calibrate", "evaluate", "load", "report", "train"]
