"""A model that answers questions, over each protocol.  readers_test.py TANGO_SERVER

Needs build/serving (make serving-clients) for Triton's clients; without it their test is skipped.
"""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from reader import make_reader
from server import ROOT, Server

PROGRAM = Path(sys.argv[1]).resolve()
PYTHON = ROOT / "build/serving/bin/python"
CONTEXT = "\u00fcber it is a great \u00fcber film ."
ANSWER = "great \u00fcber film"

TRITON = """
import sys
import numpy
import tritonclient.grpc as grpc
import tritonclient.http as http
from tritonclient.utils import InferenceServerException
context, answer = sys.argv[3:]
for triton, where in (http, sys.argv[1]), (grpc, sys.argv[2]):
    client = triton.InferenceServerClient(where)
    described = client.get_model_metadata("reader", **({"as_json": True} if triton is grpc else {}))
    shapes = {one["name"]: list(map(int, one["shape"])) for one in described["outputs"]}
    names = ["label", "score", "start", "end", "tier", "confidence"]
    assert shapes == {name: [-1] for name in names}, shapes
    given = []
    for name, texts in ("text", ["what is it ?", "what", "what"]), ("text_pair", [context, "", "the great"]):
        tensor = triton.InferInput(name, [3], "BYTES")
        tensor.set_data_from_numpy(numpy.array(texts, dtype=object))
        given.append(tensor)
    for wanted in None, [triton.InferRequestedOutput(name) for name in names]:
        result = client.infer("reader", given, outputs=wanted)
        assert [one.decode() for one in result.as_numpy("label")] == [answer, "", "great"], result.as_numpy("label")
        starts, ends = result.as_numpy("start"), result.as_numpy("end")
        assert starts.dtype == numpy.int32 and starts.shape == (3,)
        assert context[starts[0]:ends[0]] == answer, (starts, ends)
        assert (starts[1:].tolist(), ends[1:].tolist()) == ([0, 4], [0, 9]), (starts, ends)
        for name in "score", "confidence":
            assert numpy.allclose(result.as_numpy(name), [1, 0, 0.5], atol=1e-3), result.as_numpy(name)
        assert result.as_numpy("tier").tolist() == [1, 1, 1]
        assert result.as_numpy("scores") is None
    for outputs, inputs, words in ([triton.InferRequestedOutput("scores")], given, "answers questions"), \\
            (None, given[:1], "input 0: a question without a context"):
        try:
            client.infer("reader", inputs, outputs=outputs)
            raise AssertionError(words)
        except InferenceServerException as error:
            assert words in str(error), error
    client.close()
"""


class Readers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.server = Server(PROGRAM, "--grpc-port", "0", model=("--model", make_reader(Path(folder.name) / "reader")))
        cls.addClassCleanup(cls.server.stop)

    def predict(self, inputs, status=200, **more):
        found, body = self.server.ask(body=json.dumps({"inputs": inputs, **more}).encode())
        self.assertEqual(found, status, body)
        return json.loads(body)

    def infer(self, status=200, outputs=(), **tensors):
        inputs = [{"name": name, "datatype": "BYTES", "shape": [len(texts)], "data": texts}
                  for name, texts in tensors.items()]
        found, body = self.server.ask("/v2/models/reader/infer", json.dumps(
            {"inputs": inputs, "outputs": [{"name": name} for name in outputs]}).encode())
        self.assertEqual(found, status, body)
        return json.loads(body)

    def assert_best(self, spans, context, answer):
        """Offsets are code points, as Python counts."""
        best = spans[0]
        self.assertEqual(best["answer"], answer)
        self.assertEqual(context[best["start"]:best["end"]], answer)
        scores = [span["score"] for span in spans]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertLessEqual(sum(scores), 1.001)
        for span in spans:
            self.assertEqual(context[span["start"]:span["end"]], span["answer"])

    def test_an_answer_is_a_span_of_the_context(self):
        self.assert_best(self.predict(["what is it ?", CONTEXT]), CONTEXT, ANSWER)
        for context, answer in (("\U0001f600 great film", "great film"), ("of the film", "of the film"),
                                ("e\u0301 great", "great")):
            self.assert_best(self.predict(["what is it ?", context]), context, answer)
        self.assert_best(self.predict(["", "a great film"]), "a great film", "great film")

    def test_a_pair_is_a_flat_list_and_a_batch_a_nested_one(self):
        pair = ["what is it ?", CONTEXT]
        alone = self.predict(pair, parameters={"top_k": 2})
        self.assertEqual(len(alone), 2)
        both = self.predict([pair, ["what", "the great"]], parameters={"top_k": 2})
        self.assertEqual(both[0], alone)
        self.assert_best(both[1], "the great", "great")
        self.assertEqual(self.predict([pair], parameters={"top_k": 2}), [alone])
        _, body = self.server.ask("/hf", json.dumps({"inputs": pair, "parameters": {"top_k": 2}}).encode())
        self.assertEqual(json.loads(body), [alone])
        told = self.predict(pair, return_tier=True, parameters={"top_k": 2})
        self.assertEqual((told["predictions"], told["tier"], told["cut_short"]), (alone, 1, False))
        self.assertAlmostEqual(told["confidence"], 1, delta=1e-3)

    def test_an_empty_context_has_no_answer(self):
        for context in "", " \n":
            self.assertEqual(self.predict(["what", context]), [])
        self.assertEqual(self.predict(["what", ""], return_tier=True)["confidence"], 0)
        self.assertEqual([bool(one) for one in self.predict([["what", ""], ["what", "great"]])], [False, True])

    def test_a_question_without_a_context_is_refused(self):
        for inputs, where in ("what", ""), (["what"], ""), ([["a", "b"], ["what"]], "input 1: "):
            error = self.predict(inputs, status=422)["error"]
            self.assertTrue(error.startswith(where + "a question without a context"), error)
        self.assertIn("input 0: a question without", self.infer(status=422, text=["what", "a"])["error"])

    def test_a_long_question_is_cut_and_a_long_context_is_read_in_windows(self):
        question = "what is it of the film great ?"
        self.assert_best(self.predict([question, "a great film"]), "a great film", "great film")
        both = [["what", "a great film"], [question, "a great film"]]
        error = self.predict(both, status=413, truncate=False)["error"]
        self.assertIn("the question of input 1 has more than", error)
        context = "it is " * 100 + ANSWER + " it is" * 100
        self.assert_best(self.predict(["what", context], truncate=False), context, ANSWER)

    def test_functions_and_labels_are_for_classifiers(self):
        for more in {"raw_scores": True}, {"parameters": {"function_to_apply": "softmax"}}:
            self.assertIn("answers questions", self.predict(["what", "great"], status=422, **more)["error"])
        for name in "scores", "logits":
            error = self.infer(status=422, outputs=[name], text=["what"], text_pair=["great"])["error"]
            self.assertIn(f'"{name}" is of models that choose among labels; this one answers questions', error)

    def test_it_says_what_it_is(self):
        """As clients of text-embeddings-inference read it, which know classifiers, embeddings and rerankers."""
        info = json.loads(self.server.get("/info")[1])
        self.assertEqual(info["problem_type"], "question_answering")
        self.assertEqual(info["model_type"], {"classifier": {"id2label": {}, "label2id": {}}})
        self.assertEqual(len(info["tiers"]), 1)

    def test_tensors_tell_the_answer_and_its_place(self):
        given = {"text": ["what is it ?", "what"], "text_pair": [CONTEXT, ""]}
        answer = self.infer(**given)
        tensors = {one["name"]: one for one in answer["outputs"]}
        self.assertEqual(list(tensors), ["label", "score", "start", "end", "tier", "confidence"])
        self.assertEqual({tuple(one["shape"]) for one in tensors.values()}, {(2,)})
        self.assertEqual(tensors["label"]["data"], [ANSWER, ""])
        start, end = tensors["start"]["data"], tensors["end"]["data"]
        self.assertEqual((CONTEXT[start[0]:end[0]], start[1], end[1]), (ANSWER, 0, 0))
        asked = self.infer(outputs=["end", "label"], **given)["outputs"]
        self.assertEqual(asked, [tensors["end"], tensors["label"]])
        _, body = self.server.get("/v2/models/reader")
        self.assertEqual({one["name"]: (one["datatype"], one["shape"]) for one in json.loads(body)["outputs"]},
                         {name: (one["datatype"], [-1]) for name, one in tensors.items()})

    def test_classifiers_have_no_places(self):
        with Server(PROGRAM) as server:
            body = {"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1], "data": ["good"]}],
                    "outputs": [{"name": "start"}]}
            status, answer = server.ask("/v2/models/tiny-cascade/infer", json.dumps(body).encode())
            self.assertEqual(status, 422)
            self.assertIn(b"of models that answer questions", answer)

    def test_tritonclient(self):
        if not (PYTHON.parent.parent / "ready").exists():
            self.skipTest("build/serving is not there: make serving-clients")
        done = subprocess.run([PYTHON, "-c", TRITON, *(f"127.0.0.1:{port}" for port in
                                                       (self.server.port, self.server.grpc_port)), CONTEXT, ANSWER],
                              capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
