"""Every error is tangobert.Error, and says what would be right."""
import asyncio
import json
import sys
import warnings
from types import SimpleNamespace

import numpy as np
import pytest

import tangobert
from conftest import GOLDEN


@pytest.mark.parametrize("arguments, code, says", [
    ({"path_or_hub_id": "nowhere"}, "not_found", "nowhere"),
    ({"path_or_hub_id": "no-such/model"}, "not_found", "cache of the hub"),
    ({"precision": "fp8"}, "usage", "auto, fp32, bf16, int8"),
    ({"confidence": "luck"}, "usage", "margin"),
    ({"long_text": "cut"}, "usage", "window"),
    ({"threshold": 3}, "usage", "3"),
    ({"threshold": [0.1, 0.2, 0.3]}, "usage", "threshold"),
    ({"max_tokens": -1}, "usage", "negative"),
    ({"label_threshold": 0.5}, "usage", "only labels with a probability of their own"),
    ({"label_threshold": {"good": 0.5}}, "usage", "label_threshold"),
    ({"raw_score": True}, "usage", "raw_score"),
    ({"only_tier": 0}, "usage", "the first is 1"),
    ({"only_tier": 3}, "usage", "give 1 … 2"),
    ({"workers": -1}, "usage", "workers"),
    ({"sample_texts": "good"}, "invalid_input", "list"),
    ({"path_or_hub_id": None}, "usage", "NoneType; give a path"), ({"path_or_hub_id": "a\0b"}, "usage", "give a path"),
    ({"path_or_hub_id": "\ud800"}, "usage", "give a path"), ({"precision": None}, "usage", "NoneType; give a str"),
    ({"threshold": "0.5"}, "usage", "'0.5', a str; give a number"), ({"threshold": [None]}, "usage", "give a number"),
    ({"threshold": float("nan")}, "usage", "nan is outside"), ({"confidence": 3}, "usage", "confidence is 3, a int"),
    ({"max_tokens": 10**12}, "usage", "max_tokens is 1000000000000"), ({"workers": 1.5}, "usage", "workers is 1.5"),
    ({"max_pending": 0}, "usage", "from 1 on"), ({"only_tier": True}, "usage", "only_tier is True"),
    ({"label_threshold": {1: 0.5}}, "usage", "label_threshold is 1"), ({"raw_score": "yes"}, "usage", "True or False"),
    ({"cache_directory": 3}, "usage", "cache_directory is 3"), ({"sample_texts": None}, "invalid_input", "NoneType"),
])
def test_loading_says_what_is_wrong(arguments, code, says, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(tangobert.Error, match=says) as caught:
        tangobert.load(**{"path_or_hub_id": GOLDEN / "tiny-cascade", **arguments})
    assert caught.value.code == code
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("text, says", [
    (1, "is a int"), (None, "NoneType"), ({"txt": "good"}, '"txt"'), ({}, 'without "text"'), ({"text": 1}, "int"),
    (("a", "b", "c"), "tuple"), ("\ud800", "surrogate"), (b"good", "bytes"),
])
def test_a_text_of_another_kind_is_named(classifier, text, says):
    with pytest.raises(tangobert.Error, match=says) as caught:
        classifier(["good", text])
    assert (caught.value.code, caught.value.index) == ("invalid_input", 1)
    assert str(caught.value).startswith("text 1 (from 0): ")
    with pytest.raises(tangobert.Error, match=says):
        list(classifier(iter(["good", text])))


@pytest.mark.parametrize("options, code", [
    ({"threshold": 2}, "invalid_input"), ({"threshold": float("nan")}, "invalid_input"), ({"tier": 0}, "invalid_input"),
    ({"tier": 9}, "invalid_input"), ({"timeout": 0}, "usage"), ({"timeout": float("nan")}, "usage"),
    ({"timeout": 1e-9}, "deadline"), ({"top_k": 0}, "usage"), ({"function_to_apply": "relu"}, "usage"),
    ({"max_length": 7}, "usage"), ({"truncation": "longest_first"}, "usage"), ({"threshold": "0.5"}, "usage"),
    ({"threshold": [0.5]}, "usage"), ({"threshold": 10**400}, "usage"), ({"tier": 1.5}, "usage"), ({"tier": 2**40}, "usage"),
    ({"timeout": "1"}, "usage"), ({"top_k": "all"}, "usage"), ({"top_k": 10**30}, "usage"),
    ({"function_to_apply": 1}, "usage"), ({"truncation": np.array([1, 2])}, "usage"),
])
def test_options_that_make_no_sense(classifier, options, code):
    calls = [lambda: classifier("good", **options), lambda: list(classifier(iter(["good"]), **options))]
    if "max_length" not in options:
        calls.append(lambda: asyncio.run(classifier.submit("good", **options)))
    for call in calls:
        with pytest.raises(tangobert.Error) as caught:
            call()
        assert caught.value.code == code


@pytest.mark.parametrize("texts", [None, 3, b"good", bytearray(b"good"), np.array("good"), object()])
def test_what_is_no_text_and_no_list_of_them_is_said(classifier, texts):
    for call in (classifier, classifier.classify, classifier.predict, lambda given: list(classifier.stream(given))):
        with pytest.raises(tangobert.Error, match=f"the texts are a (single )?{type(texts).__name__}; give a list") as caught:
            call(texts)
        assert caught.value.code == "invalid_input"


@pytest.mark.parametrize("texts", ["good", {"text": "good"}])
def test_a_single_text_is_no_stream(classifier, texts):
    with pytest.raises(tangobert.Error, match="single"):
        classifier.stream(texts)
    for window in (0, 1.5, "x", 10**30):
        with pytest.raises(tangobert.Error, match="window is "):
            classifier.stream(["good"], window=window)


def test_numbers_of_numpy_are_numbers(classifier):
    given = {"threshold": np.float32(0.5), "tier": np.int64(2), "timeout": np.float64(60)}
    assert classifier("good", top_k=np.int32(1), **given) == classifier("good", threshold=0.5, tier=2)
    with tangobert.load(GOLDEN / "tiny-cascade", threshold=np.float32(0.5)) as one:
        assert one.thresholds == [0.5]


def test_a_bad_text_harms_no_other_if_asked(classifier, variant):
    long = "good " * 100
    with tangobert.load(GOLDEN / "tiny-cascade", long_text="error") as strict:
        with pytest.raises(tangobert.Error) as caught:
            strict(["good", long])
        assert caught.value.index == 1 and "long_text" in str(caught.value)
        answers = strict.classify(["good", long, "bad"], on_error="row", tier=2)
        assert [(i, error.code) for i, error in answers.errors] == [(1, "invalid_input")]
        assert list(answers.tiers) == [2, 0, 2] and list(answers.label_ids)[1] == -1
        assert str(answers.scores()[1][0]) == "nan"
        with pytest.raises(tangobert.Error):
            answers[1]


def test_a_streams_errors_name_the_place_in_the_stream(classifier):
    given = ["good"] * 5 + ["good " * 100] + ["bad"] * 5
    with tangobert.load(GOLDEN / "tiny-cascade", long_text="error") as strict:
        with pytest.raises(tangobert.Error) as caught:
            list(strict(iter(given)))
        assert caught.value.index == 5
    with pytest.raises(tangobert.Error) as caught:
        list(classifier(iter(given), truncation=False, tier=2))
    assert caught.value.index == 5


def test_a_table_without_arrow_is_refused(classifier):
    class Frame:
        columns = ["text"]
        to_numpy = None

        def __iter__(self):
            return iter(self.columns)

    with pytest.raises(tangobert.Error, match="Arrow's interface"):
        classifier(Frame())


def test_cutting_is_never_silent(classifier):
    long = "good " * 100
    with pytest.warns(tangobert.TruncationWarning, match="1 of 2 texts"):
        classifier([long, "good"], tier=2)
    with pytest.raises(tangobert.Error, match="truncation=True"):
        classifier(long, truncation=False, tier=2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        classifier(long, truncation=True, tier=2)
        classifier("good")


def test_a_malformed_cascade_names_its_file(tmp_path):
    (tmp_path / "cascade.json").write_text(json.dumps({"version": "1.0", "tiers": 3}))
    with pytest.raises(tangobert.Error, match="cascade.json") as caught:
        tangobert.load(tmp_path)
    assert caught.value.code == "invalid_model"


def test_what_is_not_cached_is_fetched_from_the_hub(monkeypatch):
    asked = []

    def snapshot_download(repository, revision, allow_patterns):
        asked.append((repository, revision))
        assert "*.safetensors" in allow_patterns
        return str(GOLDEN / "tiny-bert")

    monkeypatch.setitem(sys.modules, "huggingface_hub", SimpleNamespace(snapshot_download=snapshot_download))
    with tangobert.load("made-up/name@v1") as fetched:
        assert fetched("good") and asked == [("made-up/name", "v1")]
