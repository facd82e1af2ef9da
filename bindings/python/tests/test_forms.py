"""What comes out has the forms of transformers' pipelines and of scikit-learn."""
import json
import pickle

import numpy as np
import pytest

import tangobert
from conftest import GOLDEN, texts


def labelled(form):
    return set(form) == {"label", "score"} and isinstance(form["label"], str) and isinstance(form["score"], float)


def test_a_str_gives_a_list_and_a_dict_a_dict(classifier):
    assert labelled(classifier("good")[0]) and len(classifier("good")) == 1
    assert labelled(classifier({"text": "good", "text_pair": "bad"}))
    assert classifier({"text": "good"}) == classifier("good")[0]


def test_a_list_gives_one_form_for_each(classifier):
    forms = classifier(["good", "bad", {"text": "good", "text_pair": "bad"}, ("good", "bad")])
    assert all(map(labelled, forms)) and len(forms) == 4
    assert forms[0] == classifier("good")[0]
    assert forms[2] == forms[3] != forms[0]
    assert classifier([]) == []


def test_top_k_gives_lists_the_best_first(classifier):
    both = classifier("good", top_k=None)
    assert [one["score"] for one in both] == sorted((one["score"] for one in both), reverse=True)
    assert {one["label"] for one in both} == {"negative", "positive"}
    assert classifier("good", top_k=1) == both[:1] == classifier("good")
    assert classifier(["good", "bad"], top_k=5)[0] == both
    assert classifier({"text": "good"}, top_k=2) == both


def test_an_iterable_gives_an_iterator(classifier):
    given = texts(3000)
    found = classifier(text for text in given)
    assert iter(found) is found
    assert list(found) == classifier(given)
    assert list(classifier((text for text in given[:5]), top_k=2)) == classifier(given[:5], top_k=2)


def test_the_functions_are_those_of_transformers(classifier):
    logits = classifier.classify(["good"]).scores("none")[0]
    by_name = {one["label"]: one["score"] for one in classifier("good", top_k=None, function_to_apply="sigmoid")}
    assert by_name["positive"] == pytest.approx(1 / (1 + np.exp(-logits[1])), rel=1e-6)
    soft = classifier("good", top_k=None, function_to_apply="SOFTMAX")
    assert [one["score"] for one in soft] == pytest.approx([one["score"] for one in classifier("good", top_k=None)])
    assert classifier("good", function_to_apply="none")[0]["score"] == logits.max()


def test_predict_and_predict_proba_are_those_of_scikit_learn(classifier):
    given = texts(50)
    assert list(classifier.classes_) == ["negative", "positive"]
    probabilities = classifier.predict_proba(given)
    assert probabilities.shape == (50, 2) and probabilities.dtype == np.float32
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    assert list(classifier.predict(given)) == [classifier.classes_[i] for i in probabilities.argmax(axis=1)]
    assert list(classifier.predict(np.array(given))) == list(classifier.predict(given))
    with pytest.raises(tangobert.Error, match="no label here"):
        classifier.predict(given, on_error="row")
    assert classifier.predict([]).shape == (0,) and classifier.predict_proba([]).shape == (0, 2)


def test_threshold_and_tier_are_per_call(classifier):
    given = texts(40)
    assert set(classifier.classify(given, threshold=0).tiers) == {1}
    assert set(classifier.classify(given, threshold=1).tiers) == {2}
    assert set(classifier.classify(given, tier=2).tiers) == {2}
    assert classifier("good", tier=2) != classifier("good", tier=1)


def test_answers_are_arrays_and_single_ones(classifier):
    answers = classifier.classify(["good", "bad"])
    assert len(answers) == 2 and answers.label_ids.dtype == np.int32
    assert answers[-1].label == classifier("bad")[0]["label"]
    assert answers[0].score == answers.best_scores[0] and answers[0].tier == answers.tiers[0]
    assert list(answers.scores()[0]) == answers[0].scores
    with pytest.raises(IndexError):
        answers[2]


def test_several_labels_and_numbers(variant):
    with tangobert.load(variant(problem_type="multi_label_classification")) as several:
        assert np.array_equal(several.predict(["good"]), several.predict_proba(["good"]) >= 0.5)
        assert labelled(several("good")[0])


def test_labels_have_the_thresholds_of_the_cascade(variant, tmp_path):
    model = variant(problem_type="multi_label_classification")
    thresholds = {"negative": 0, "positive": 1}
    (tmp_path / "cascade.json").write_text(json.dumps(
        {"version": "1.0", "tiers": [{"model": str(model)}], "label_thresholds": thresholds}))
    with tangobert.load(tmp_path) as several:
        assert several.predict(["good", "bad"]).tolist() == [[1, 0], [1, 0]]
        assert several.classify(["good"])[0].labels == ["negative"]


def test_labels_have_the_thresholds_of_the_caller(variant, tmp_path):
    model = variant(problem_type="multi_label_classification")
    for threshold, labels in ((0, [1, 1]), (1, [0, 0]), ({"negative": 0, "positive": 1}, [1, 0])):
        with tangobert.load(model, label_threshold=threshold) as several:
            assert several.predict(["good"]).tolist() == [labels]
            assert pickle.loads(pickle.dumps(several)).predict(["good"]).tolist() == [labels]
    (tmp_path / "cascade.json").write_text(json.dumps(
        {"version": "1.0", "tiers": [{"model": str(model)}], "label_thresholds": {"negative": 0, "positive": 1}}))
    with tangobert.load(tmp_path, label_threshold={"positive": 0}) as several:
        assert several.predict(["good"]).tolist() == [[1, 1]], "the others are as the file has them"


def test_one_label_has_a_score_or_its_logit(variant):
    def first_alone(tensors):
        return {name: tensor[:1] if name.startswith("classifier") else tensor for name, tensor in tensors.items()}

    model = variant(first_alone, id2label={"0": "toxic"}, label2id={"toxic": 0})
    with tangobert.load(model) as sigmoid, tangobert.load(model, raw_score=True) as raw:
        logit = raw.predict(["good"])
        assert np.array_equal(logit, raw.classify(["good"]).scores("none")[:, 0])
        assert sigmoid.predict_proba(["good"])[0, 0] == pytest.approx(1 / (1 + np.exp(-logit[0])), abs=1e-6)


def test_a_tier_answers_alone():
    directory = GOLDEN / "tiny-cascade"
    given = ["good", "bad", "dull movie"]
    with tangobert.load(directory) as both, tangobert.load(directory, only_tier=2) as last:
        assert np.array_equal(last.predict_proba(given), both.predict_proba(given, tier=2))
        assert last.tiers == both.tiers[1:] and last.max_tokens == both.max_tokens[1:] == [32]
        assert np.array_equal(last.classify(given).confidences, both.classify(given, tier=2).confidences)


def test_a_regression_has_values(variant):
    with tangobert.load(variant(problem_type="regression")) as numbers:
        assert np.array_equal(numbers.predict(["good"]), numbers.classify(["good"]).scores("none"))
        with pytest.raises(tangobert.Error, match="no probabilities"):
            numbers.predict_proba(["good"])


def test_a_reader_answers_as_the_pipeline_of_transformers_4_does(reader_directory):
    with tangobert.load(reader_directory) as reader:
        assert isinstance(reader, tangobert.Reader)
        context = "the worst movie : not too good"
        one = reader(question="good", context=context)
        assert set(one) == {"score", "start", "end", "answer"}
        assert context[one["start"]:one["end"]] == one["answer"]
        assert reader({"question": "good", "context": context}) == one
        assert reader(question=["good", "bad"], context=context)[0] == one
        assert reader([{"question": "good", "context": context}]) == [one]
        best = reader(question="good", context=context, top_k=2)
        assert len(best) == 2 and best[0] == one and best[0]["score"] >= best[1]["score"]
        assert list(reader(iter([("good", context)]))) == [one]
        with pytest.raises(tangobert.Error, match="one for each"):
            reader(question=["good", "bad"], context=[context])


def test_transformers_gives_the_same(classifier):
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("torch")
    theirs = transformers.pipeline("text-classification", model=str(GOLDEN / "tiny-bert"))
    with tangobert.load(GOLDEN / "tiny-bert", precision="fp32") as ours:
        pair = {"text": "good", "text_pair": "bad"}
        for given, options in [("good", {}), (["good", "bad"], {}), (pair, {}), ([pair, pair], {}),
                               ("good", {"top_k": None}), (["good", "bad"], {"top_k": 2}), (pair, {"top_k": 1}),
                               ("good", {"function_to_apply": "none", "top_k": None})]:
            assert equal(ours(given, **options), theirs(given, **options)), (given, options)


def equal(ours, theirs):
    if isinstance(theirs, list):
        return isinstance(ours, list) and len(ours) == len(theirs) and all(map(equal, ours, theirs))
    return ours["label"] == theirs["label"] and ours["score"] == pytest.approx(theirs["score"], abs=1e-4)
