"""The Open Inference Protocol over gRPC: Triton's client, keys, TLS, limits, drains.  grpc_test.py TANGO_SERVER

Needs build/serving (make serving-clients): else all is skipped.
"""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from server import (ROOT, Server, TlsCase, bearer, is_answer, make_authority, make_certificate, open_descriptors,
                    write_keys)

PROGRAM = Path(sys.argv[1]).resolve()
CLIENTS = ROOT / "build/serving"
if not (CLIENTS / "ready").exists():
    print("build/serving is not there: make serving-clients")
    sys.exit(77)
if Path(sys.prefix).resolve() != CLIENTS.resolve():
    os.execv(CLIENTS / "bin/python", [str(CLIENTS / "bin/python"), *sys.argv])

ATTACKS = ROOT / "bench/grpc_attacks.py"
sys.path.append(str(ATTACKS.parent))  # behind this folder, whose server.py is meant

import grpc  # noqa: E402
import numpy  # noqa: E402
import tritonclient.grpc as triton  # noqa: E402
from attacks import connect  # noqa: E402
from grpc_attacks import (ACKNOWLEDGED, DATA, END_STREAM, GO_AWAY, HEADERS, PING, PREFACE,  # noqa: E402
                          RESET, SETTINGS, field, frame, headers_of, large_message, message, open_stream)
from google.protobuf import descriptor_pb2  # noqa: E402
from tritonclient.grpc import service_pb2 as protocol  # noqa: E402
from tritonclient.grpc import service_pb2_grpc as stubs  # noqa: E402
from tritonclient.utils import InferenceServerException  # noqa: E402

MODEL = "tiny-cascade"
INFER = "/inference.GRPCInferenceService/ModelInfer"


def texts_of(*texts):
    given = triton.InferInput("text", [len(texts)], "BYTES")
    given.set_data_from_numpy(numpy.array(texts, dtype=object))
    return given


def request_of(*texts, **more):
    """A request whose texts are in its fields, as other clients than Triton's send them."""
    request = protocol.ModelInferRequest(model_name=MODEL, **more)
    tensor = request.inputs.add(name="text", datatype="BYTES", shape=[len(texts)])
    tensor.contents.bytes_contents.extend(text.encode() for text in texts)
    return request


class Served(unittest.TestCase):
    """A server and a channel to it."""
    flags: tuple = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server(PROGRAM, "--grpc-port", "0", *cls.flags)
        cls.where = f"127.0.0.1:{cls.server.grpc_port}"
        cls.channel = grpc.insecure_channel(cls.where)
        cls.stub = stubs.GRPCInferenceServiceStub(cls.channel)

    @classmethod
    def tearDownClass(cls):
        cls.channel.close()
        cls.server.stop()

    def refused(self, code, words, call, *arguments, **more):
        with self.assertRaises(grpc.RpcError) as raised:
            call(*arguments, **more)
        self.assertEqual(raised.exception.code(), code, raised.exception)
        self.assertIn(words, raised.exception.details())
        return raised.exception


class Triton(Served):
    def setUp(self):
        self.client = triton.InferenceServerClient(self.where)
        self.addCleanup(self.client.close)

    def test_tells_of_itself(self):
        client = self.client
        self.assertTrue(client.is_server_live() and client.is_server_ready() and client.is_model_ready(MODEL))
        self.assertTrue(client.is_model_ready(MODEL, "1"))
        self.assertFalse(client.is_model_ready("none") or client.is_model_ready(MODEL, "2"))
        self.assertEqual(client.get_server_metadata().name, "tango")
        described = client.get_model_metadata(MODEL)
        self.assertEqual([one.name for one in described.inputs], ["text", "text_pair"])
        self.assertEqual({one.name: list(one.shape) for one in described.outputs}["scores"], [-1, 2])
        index = client.get_model_repository_index().models
        self.assertEqual([(one.name, one.version, one.state) for one in index], [(MODEL, "1", "READY")])

    def test_infers(self):
        wanted = [triton.InferRequestedOutput(name)
                  for name in ("label", "score", "scores", "tier", "confidence", "logits")]
        result = self.client.infer(MODEL, [texts_of("good", "bad movie", "\u00fcber")], outputs=wanted,
                                   request_id="7", timeout=5_000_000, parameters={"threshold": 1.0})
        self.assertEqual(result.get_response().id, "7")
        scores = result.as_numpy("scores")
        self.assertEqual((scores.shape, scores.dtype), ((3, 2), numpy.float32))
        self.assertTrue(numpy.allclose(scores.sum(axis=1), 1, atol=1e-5))
        self.assertTrue(numpy.allclose(scores.max(axis=1), result.as_numpy("score")))
        self.assertEqual(result.as_numpy("tier").tolist(), [2, 2, 2])
        self.assertEqual(result.as_numpy("tier").dtype, numpy.int32)
        self.assertEqual(result.as_numpy("logits").shape, (3, 2))
        self.assertEqual(result.as_numpy("label").shape, (3,))
        known = self.client.infer(MODEL, [texts_of("good")], sequence_id="7", sequence_start=True, sequence_end=True,
                                  priority=1, parameters={"content_type": "json", "of_ours": True})
        self.assertEqual(known.as_numpy("label").shape, (1,))
        pinned = self.client.infer(MODEL, [texts_of("good")], parameters={"tier": 1})
        self.assertEqual(pinned.as_numpy("tier").tolist(), [1])
        self.assertIsNone(pinned.as_numpy("logits"))

    def test_pairs_and_many_at_a_time(self):
        pair = triton.InferInput("text_pair", [2, 1], "BYTES")
        pair.set_data_from_numpy(numpy.array([["a"], ["b"]], dtype=object))
        self.assertEqual(self.client.infer(MODEL, [texts_of("c", "d"), pair]).as_numpy("score").shape, (2,))
        answers, over = [], threading.Semaphore(0)
        for _ in range(200):
            self.client.async_infer(MODEL, [texts_of("good", "bad")],
                                    lambda result, error: (answers.append((result, error)), over.release()))
        for _ in range(200):
            self.assertTrue(over.acquire(timeout=60))
        self.assertEqual([error for _, error in answers if error], [])

    def test_counts(self):
        def of(statistics):
            one, = statistics.model_stats
            return one.inference_count, one.execution_count, one.inference_stats.success.count
        before = of(self.client.get_inference_statistics(MODEL))
        self.client.infer(MODEL, [texts_of("a", "b", "c")])
        after = of(self.client.get_inference_statistics())
        self.assertEqual([b - a for a, b in zip(before, after)], [3, 1, 1])
        _, metrics = self.server.get("/metrics")
        self.assertIn(b"te_request_success", metrics)

    def test_what_there_is_not(self):
        for name, version in ("none", ""), (MODEL, "2"), (MODEL, "x"):
            with self.assertRaises(InferenceServerException) as raised:
                self.client.infer(name, [texts_of("a")], model_version=version)
            self.assertIn("NOT_FOUND", raised.exception.status())
        with self.assertRaises(InferenceServerException) as raised:
            self.client.get_model_config(MODEL)
        self.assertIn("UNIMPLEMENTED", raised.exception.status())


class Messages(Served):
    def test_contents_are_answered_by_contents(self):
        response = self.stub.ModelInfer(request_of("good", "bad"))
        self.assertEqual(len(response.raw_output_contents), 0)
        tensors = {one.name: one for one in response.outputs}
        self.assertEqual(list(tensors), ["label", "score", "scores", "tier", "confidence"])
        self.assertEqual(len(tensors["label"].contents.bytes_contents), 2)
        self.assertEqual((list(tensors["scores"].shape), len(tensors["scores"].contents.fp32_contents)), ([2, 2], 4))
        self.assertEqual(len(tensors["tier"].contents.int_contents), 2)
        request = request_of("good", "bad")
        request.parameters["binary_data_output"].bool_param = True
        raw = self.stub.ModelInfer(request)
        scores = numpy.frombuffer(raw.raw_output_contents[2], numpy.float32)
        self.assertEqual(scores.tolist(), list(tensors["scores"].contents.fp32_contents))
        self.assertFalse(any(one.HasField("contents") for one in raw.outputs))

    def test_what_is_wrong_is_said(self):
        def change(words, alter):
            request = request_of("good", "bad")
            alter(request)
            self.refused(grpc.StatusCode.INVALID_ARGUMENT, words, self.stub.ModelInfer, request)

        change("the input text is missing", lambda r: r.ClearField("inputs"))
        change('found "texts"', lambda r: setattr(r.inputs[0], "name", "texts"))
        change("has the datatype BYTES; found FP32", lambda r: setattr(r.inputs[0], "datatype", "FP32"))
        for shape in [], [3], [-2], [2, 2], [1, 1, 2], [1 << 62, 4]:
            change("shape", lambda r, shape=shape: (r.inputs[0].ClearField("shape"), r.inputs[0].shape.extend(shape)))
        change("give one of the two", lambda r: r.raw_input_contents.append(b"\1\0\0\0a\1\0\0\0b"))
        change("but the bytes of 2", lambda r: r.raw_input_contents.extend([b"", b""]))
        for raw in b"\1", b"\xff\xff\xff\xffaa", b"\0\0\0\0":
            change("tensor", lambda r, raw=raw: (r.inputs[0].ClearField("contents"), r.raw_input_contents.append(raw)))
        change("tier", lambda r: setattr(r.parameters["tier"], "int64_param", 9))
        change("is an integer", lambda r: setattr(r.parameters["tier"], "double_param", 1))
        change("is a number", lambda r: setattr(r.parameters["threshold"], "string_param", "1"))
        for threshold in 2, -1, float("nan"):
            change("threshold", lambda r, one=threshold: setattr(r.parameters["threshold"], "double_param", one))
        change("timeout", lambda r: setattr(r.parameters["timeout"], "int64_param", -1))
        change("true or false", lambda r: setattr(r.parameters["binary_data_output"], "int64_param", 1))
        for misspelt, meant in ("treshold", "threshold"), ("teir", "tier"), ("time_out", "timeout"):
            change(f'there is no field "{misspelt}"; did you mean "{meant}"?',
                   lambda r, name=misspelt: setattr(r.parameters[name], "double_param", 0.9))
        change('found "scorn"', lambda r: r.outputs.add(name="scorn"))
        change("classification", lambda r: setattr(r.outputs.add(name="scores").parameters["classification"],
                                                   "int64_param", 2))
        change("there twice", lambda r: r.outputs.extend([protocol.ModelInferRequest.InferRequestedOutputTensor(
            name="score")] * 2))
        change("there twice", lambda r: r.inputs.append(r.inputs[0]))
        change("batch size 2000", lambda r: (r.inputs[0].contents.bytes_contents.extend([b"a"] * 1998),
                                             r.inputs[0].ClearField("shape"), r.inputs[0].shape.append(2000)))
        change('text_pair; found "' + 64 * "\u00fc" + '"', lambda r: setattr(r.inputs[0], "name", "\u00fc" * 100_000))

    def test_bytes_that_are_no_message(self):
        call = self.channel.unary_unary(INFER)
        for data in b"\xff" * 100, b"\x2a\xff\xff\xff\xff\x0f", b"\x0a\x02\xff\xfe":
            self.refused(grpc.StatusCode.INVALID_ARGUMENT, "can't be read", call, data)
        none = self.channel.stream_unary(INFER)
        self.refused(grpc.StatusCode.INVALID_ARGUMENT, "no message", none, iter(()))
        self.refused(grpc.StatusCode.UNIMPLEMENTED, "no method", self.channel.unary_unary("/a/b"), b"")

    def test_messages_are_bounded(self):
        with Server(PROGRAM, "--grpc-port", "0", "--log", "all") as server, \
                grpc.insecure_channel(f"127.0.0.1:{server.grpc_port}") as channel:
            infer = stubs.GRPCInferenceServiceStub(channel).ModelInfer
            for _ in range(20):
                self.refused(grpc.StatusCode.RESOURCE_EXHAUSTED, "more than 2097152 bytes", infer,
                             request_of("a" * (9 << 20)))
            infer(request_of("a" * (1 << 20)))
            self.refused(grpc.StatusCode.INVALID_ARGUMENT, "no message", channel.stream_unary(INFER), iter(()))
            held = threading.Event()
            gone = channel.stream_unary(INFER).future(iter(held.wait, True))
            time.sleep(0.5)
            gone.cancel()
            server.wait_for_line('"grpc_status":1,')
            held.set()
            lines = [json.loads(line) for line in server.lines if line.startswith("{")]
            self.assertEqual([(line["status"], line["grpc_status"]) for line in lines],
                             20 * [(413, 8)] + [(200, 0), (422, 3), (499, 1)])
            self.assertIn(b'\nte_request_failure{err="413"} 20\n', server.get("/metrics")[1])

    def test_health(self):
        check = self.channel.unary_unary("/grpc.health.v1.Health/Check")
        self.assertEqual(check(b""), b"\x08\x01")
        self.assertEqual(check(b"\x0a\x1einference.GRPCInferenceService"), b"\x08\x01")
        self.refused(grpc.StatusCode.NOT_FOUND, "no service is called", check, b"\x0a\x01x")

    def test_a_request_is_known_by_its_id(self):
        _, call = self.stub.ServerLive.with_call(protocol.ServerLiveRequest(),
                                                 metadata=[("x-request-id", "ours"), ("traceparent", "00-1-2-01")])
        told = dict(call.initial_metadata())
        self.assertEqual((told["x-request-id"], told["traceparent"]), ("ours", "00-1-2-01"))
        _, call = self.stub.ServerLive.with_call(protocol.ServerLiveRequest())
        self.assertRegex(dict(call.initial_metadata())["x-request-id"], "^[0-9a-f]{16}$")
        refused = self.refused(grpc.StatusCode.NOT_FOUND, "none", self.stub.ModelInfer,
                               protocol.ModelInferRequest(model_name="none", inputs=request_of("a").inputs),
                               metadata=[("x-request-id", "refused"), ("traceparent", "00-1-2-01")])
        told = dict(refused.initial_metadata())
        self.assertEqual((told["x-request-id"], told["traceparent"]), ("refused", "00-1-2-01"))

    def test_an_endpoint_is_told_of_a_call(self):
        trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        with tempfile.TemporaryDirectory() as folder, Server(PROGRAM, "--log", "all") as large:
            tiny = ROOT / "tests/golden/tiny-cascade"
            first = json.loads((tiny / "cascade.json").read_text(encoding="utf8"))["tiers"][0]
            cascade = {"version": "1.0", "tiers": [
                {"model": str((tiny / first["model"]).resolve()), "threshold": 1},
                {"endpoint": {"protocol": "tei", "url": f"{large.url}/predict", "labels": ["negative", "positive"]}}]}
            (Path(folder) / "cascade.json").write_text(json.dumps(cascade), encoding="utf8")
            with Server(PROGRAM, "--grpc-port", "0", model=("--cascade", folder)) as server, \
                    grpc.insecure_channel(f"127.0.0.1:{server.grpc_port}") as channel:
                request = request_of("good")
                request.model_name = Path(folder).name
                stubs.GRPCInferenceServiceStub(channel).ModelInfer(
                    request, metadata=[("x-request-id", "ours"), ("traceparent", trace)])
            large.wait_for_line('"request_id":"ours"')
            self.assertTrue(any(f'"traceparent":"{trace}"' in line for line in large.lines))

    def test_calls_for_answers_are_counted_and_all_are_logged(self):
        with Server(PROGRAM, "--grpc-port", "0", "--log", "all") as server, \
                grpc.insecure_channel(f"127.0.0.1:{server.grpc_port}") as channel:
            stub = stubs.GRPCInferenceServiceStub(channel)
            stub.ModelInfer(request_of("good"))
            self.refused(grpc.StatusCode.INVALID_ARGUMENT, "missing", stub.ModelInfer,
                         protocol.ModelInferRequest(model_name=MODEL))
            self.refused(grpc.StatusCode.UNIMPLEMENTED, "no method", channel.unary_unary("/a/b"), b"")
            stub.ServerLive(protocol.ServerLiveRequest(), metadata=[("traceparent", "00-1-2-01")])
            channel.unary_unary("/grpc.health.v1.Health/Check")(b"")
            _, metrics = server.get("/metrics")
            for line in "te_request_count 2", "te_request_success 1", "te_request_duration_count 1", \
                    'te_request_failure{err="422"} 1':
                self.assertIn(f"\n{line}\n", metrics.decode())
            server.wait_for_line("/grpc.health.v1.Health/Check")
            lines = [json.loads(line) for line in server.lines if line.startswith("{")]
            self.assertEqual([(line["status"], line["grpc_status"]) for line in lines if "grpc_status" in line],
                             [(200, 0), (422, 3), (404, 12), (200, 0), (200, 0)])
            self.assertTrue(all(line["request_id"] for line in lines))
            self.assertEqual(lines[3]["traceparent"], "00-1-2-01")

    def test_fields_are_those_of_the_protocol(self):
        """protoc's description of ours beside that of Triton's client: names, numbers, types."""
        with tempfile.NamedTemporaryFile() as file:
            source = ROOT / "src/serve/grpc/open_inference.proto"
            if os.system(f"protoc -I {source.parent} --descriptor_set_out={file.name} {source}"):
                self.skipTest("no protoc")
            ours = descriptor_pb2.FileDescriptorSet.FromString(Path(file.name).read_bytes()).file[0]
        theirs = descriptor_pb2.FileDescriptorProto()
        protocol.DESCRIPTOR.CopyToProto(theirs)
        self.assertEqual(ours.package, theirs.package)
        self.assert_part(ours.message_type, theirs.message_type, "")
        methods = [{one.name: (one.input_type, one.output_type) for one in file.service[0].method}
                   for file in (ours, theirs)]
        self.assertLessEqual(methods[0].items(), methods[1].items())

    def assert_part(self, ours, theirs, where):
        known = {one.name: one for one in theirs}
        for message in ours:
            theirs = known[message.name]
            facts = [{(one.name, one.number, one.type, one.label, one.type_name) for one in part.field}
                     for part in (message, theirs)]
            self.assertLessEqual(facts[0], facts[1], where + message.name)
            self.assert_part(message.nested_type, theirs.nested_type, where + message.name + ".")


class Load(Served):
    """A server that has little room, and no end of work."""
    flags = ("--max-tokens", "40000", "--log", "none")

    def busy(self):
        """Calls that take a while, and fill the room."""
        return self.stub.ModelInfer.future(request_of(*["word " * 20] * 1000))

    def texts_that(self, outcome):
        _, metrics = self.server.get("/metrics")
        line, = re.findall(f'tango_texts_total{{outcome="{outcome}"}} (\\d+)', metrics.decode())
        return int(line)

    def test_more_than_there_is_room_for_is_refused_at_once(self):
        calls = [self.busy() for _ in range(20)]
        codes = [call.code() for call in calls]
        self.assertEqual(set(codes), {grpc.StatusCode.OK, grpc.StatusCode.RESOURCE_EXHAUSTED})
        refused = calls[codes.index(grpc.StatusCode.RESOURCE_EXHAUSTED)]
        told = dict(refused.trailing_metadata())
        self.assertEqual(told["grpc-retry-pushback-ms"], "1000")
        self.assertIn(b"type.googleapis.com/google.rpc.RetryInfo\x12\x04\x0a\x02\x08\x01",
                      told["grpc-status-details-bin"])

    def test_a_deadline_is_the_requests(self):
        request = request_of("good")
        request.parameters["timeout"].int64_param = 1
        self.refused(grpc.StatusCode.DEADLINE_EXCEEDED, "before the text's deadline", self.stub.ModelInfer, request)

        def ended_early():
            return sum(map(self.texts_that, ("past_deadline", "cut_short", "cancelled")))
        before, end, tries = ended_early(), time.monotonic() + 60, 0
        while ended_early() == before:  # by the call's own, which comes after the message and before the answers
            self.assertLess(time.monotonic(), end)
            tries += 1
            try:
                texts = (f"{tries} {i} " + "word " * 20 for i in range(1000))
                self.stub.ModelInfer(request_of(*texts), timeout=0.002 * (1 + tries % 20))
            except grpc.RpcError as error:  # the queue may still be full of the call before
                self.assertIn(error.code(), (grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED))

    def test_a_cancelled_call_cancels_its_texts(self):
        before = self.texts_that("cancelled")
        end = time.monotonic() + 60
        while self.texts_that("cancelled") == before:
            self.assertLess(time.monotonic(), end)
            call = self.busy()
            time.sleep(0.005)
            call.cancel()
        while not is_answer(*(answer := self.server.ask())):  # until the last call's texts are gone, too
            self.assertEqual(answer[0], 429)
            self.assertLess(time.monotonic(), end)

    def test_calls_without_a_message_hold_nobody_up(self):
        held = threading.Event()
        begin = time.monotonic()
        calls = [self.channel.stream_unary(INFER).future(iter(held.wait, True)) for _ in range(50)]
        time.sleep(2)
        calls += [self.channel.stream_unary(INFER).future(iter(held.wait, True)) for _ in range(50)]
        self.stub.ModelInfer(request_of("good"))
        for call in calls:  # given up after thirty seconds
            self.assertIsNotNone(call.exception(timeout=120))
        self.assertGreater(time.monotonic() - begin, 29)
        held.set()


class Drain(unittest.TestCase):
    def test_every_call_that_was_taken_is_answered(self):
        server = Server(PROGRAM, "--grpc-port", "0")
        over, outcomes = threading.Event(), []

        def client():
            with grpc.insecure_channel(f"127.0.0.1:{server.grpc_port}") as channel:
                infer = stubs.GRPCInferenceServiceStub(channel).ModelInfer
                while not over.is_set():
                    try:
                        outcomes.append(len(infer(request_of("good", "bad")).outputs))
                    except grpc.RpcError as error:
                        outcomes.append(error)
                        return

        clients = [threading.Thread(target=client) for _ in range(4)]
        for one in clients:
            one.start()
        while len(outcomes) < 100:
            time.sleep(0.01)
        self.assertEqual(server.stop(), 0)
        over.set()
        for one in clients:
            one.join()
        failed = [one for one in outcomes if isinstance(one, grpc.RpcError)]
        self.assertEqual({one.code() for one in failed} - {grpc.StatusCode.UNAVAILABLE}, set(), failed)
        self.assertEqual({one for one in outcomes if one not in failed}, {5})

    def test_an_idle_connection_holds_no_drain_up(self):
        server = Server(PROGRAM, "--grpc-port", "0")
        channel = grpc.insecure_channel(f"127.0.0.1:{server.grpc_port}")
        stubs.GRPCInferenceServiceStub(channel).ServerLive(protocol.ServerLiveRequest())
        with connect(server.grpc_port) as deaf:
            deaf.sendall(PREFACE)
            time.sleep(0.5)
            begin = time.monotonic()
            self.assertEqual(server.stop(), 0)
            self.assertLess(time.monotonic() - begin, 10)
        channel.close()

    def test_who_has_not_asked_yet_is_sent_elsewhere_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(PROGRAM, "--grpc-port", "0", "--api-keys", write_keys(Path(folder) / "keys", "right"))
            with connect(server.grpc_port) as holder, connect(server.grpc_port) as waiting:
                holder.sendall(PREFACE + open_stream(1, headers_of("right")))  # a call that the drain waits for
                waiting.sendall(PREFACE)
                frames = Frames(waiting)
                frames.next(), frames.next()
                time.sleep(0.5)
                stopping = threading.Thread(target=server.stop)
                stopping.start()
                begin = time.monotonic()
                self.assertEqual(frames.next()[0], GO_AWAY)
                self.assertLess(time.monotonic() - begin, 5)
                holder.close()
                stopping.join()


class Keys(unittest.TestCase):
    def test_only_those_with_a_key_are_answered(self):
        with tempfile.TemporaryDirectory() as folder:
            file = write_keys(Path(folder) / "keys", "first")
            with Server(PROGRAM, "--grpc-port", "0", "--api-keys", file) as server, \
                    grpc.insecure_channel(f"127.0.0.1:{server.grpc_port}") as channel:
                stub = stubs.GRPCInferenceServiceStub(channel)

                def code(call, request, key=None, **more):
                    metadata = [("authorization", key)] if key else []
                    try:
                        call(request, metadata=metadata, **more)
                    except grpc.RpcError as error:
                        return error.code()
                    return grpc.StatusCode.OK

                good = request_of("good")
                self.assertEqual(code(stub.ModelInfer, good, "Bearer first"), grpc.StatusCode.OK)
                for key in None, "Bearer second", "Bearer ", "first":
                    self.assertEqual(code(stub.ModelInfer, good, key), grpc.StatusCode.UNAUTHENTICATED)
                self.assertEqual(code(channel.unary_unary("/a/b"), b""), grpc.StatusCode.UNAUTHENTICATED)
                self.assertEqual(code(stub.ServerLive, protocol.ServerLiveRequest()), grpc.StatusCode.OK)
                self.assertEqual(code(channel.unary_unary("/grpc.health.v1.Health/Check"), b""), grpc.StatusCode.OK)
                # Who has no key is told before the message.
                never = threading.Event()
                self.assertEqual(code(channel.stream_unary(INFER), iter(never.wait, True), timeout=30),
                                 grpc.StatusCode.UNAUTHENTICATED)
                never.set()
                write_keys(file, "second")
                server.hang_up("has read its files again")
                self.assertEqual(code(stub.ModelInfer, good, "Bearer first"), grpc.StatusCode.UNAUTHENTICATED)
                self.assertEqual(code(stub.ModelInfer, good, "Bearer second"), grpc.StatusCode.OK)


class Frames:
    """Those that a server sends, each as its kind, flags, stream and payload."""

    def __init__(self, client):
        self.client, self.read = client, b""

    def next(self):
        """None where the server has closed the connection."""
        while len(self.read) < 9 or len(self.read) < 9 + int.from_bytes(self.read[:3], "big"):
            more = self.client.recv(1 << 16)
            if not more:
                return None
            self.read += more
        end = 9 + int.from_bytes(self.read[:3], "big")
        one, self.read = self.read[:end], self.read[end:]
        return one[3], one[4], int.from_bytes(one[5:9], "big"), one[9:]

    def until_end_of(self, *streams):
        seen, left = [], set(streams)
        while left:
            seen.append(self.next())
            if seen[-1] is None:
                raise AssertionError(f"closed after {seen}")
            kind, flags, stream, _ = seen[-1]
            if kind in (DATA, HEADERS) and flags & END_STREAM:
                left.discard(stream)
        return seen


class FirstRequests(unittest.TestCase):
    """Where keys are needed, gRPC does not know of a connection before its first request is let in."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        keys = write_keys(Path(cls.folder.name) / "keys", "right")
        cls.server = Server(PROGRAM, "--grpc-port", "0", "--api-keys", keys, "--log", "all")
        cls.addClassCleanup(cls.server.stop)

    def channel(self):
        return grpc.insecure_channel(f"127.0.0.1:{self.server.grpc_port}")

    def raw(self):
        client = connect(self.server.grpc_port)
        self.addCleanup(client.close)
        return client, Frames(client)

    @staticmethod
    def request(key, stream=1):
        return open_stream(stream, headers_of(key)) + frame(DATA, END_STREAM, stream, message(b""))

    def flood(self, *others):
        """Connections that begin with a wrong key, until one is ended: all that it is told."""
        for _ in range(100):
            client, frames = self.raw()
            client.sendall(PREFACE + self.request("wrong") + b"".join(others))
            seen = frames.until_end_of(1)
            if [one[:2] for one in seen].count((SETTINGS, 0)) == 1:  # no settings of gRPC's
                return seen + list(iter(frames.next, None))
            client.close()
        return self.fail("gRPC refuses all of them")

    def test_are_refused_as_later_ones(self):
        with self.channel() as channel:
            infer = stubs.GRPCInferenceServiceStub(channel).ModelInfer

            def told():
                with self.assertRaises(grpc.RpcError) as raised:
                    infer(request_of("good"), metadata=[("authorization", "Bearer wrong"), ("x-request-id", "ours"),
                                                        ("traceparent", "00-1-2-01")])
                error, line = raised.exception, json.loads(next(filter(re.compile('"ours"').search,
                                                                       self.new_lines('"ours"'))))
                metadata = dict(error.initial_metadata()) | dict(error.trailing_metadata())
                metadata.pop("grpc-accept-encoding", None)  # of gRPC's own
                return (error.code(), error.details(), metadata,
                        {name: value for name, value in line.items() if name not in ("time", "ms")})
            first = told()
            self.assertEqual(first[0], grpc.StatusCode.UNAUTHENTICATED)
            self.assertEqual(first[2], {"x-request-id": "ours", "traceparent": "00-1-2-01"})
        self.flood()
        with self.channel() as channel:
            infer = stubs.GRPCInferenceServiceStub(channel).ModelInfer
            before = self.counted()
            self.assertEqual(told(), first)
            self.assertEqual(len(infer(request_of("good"), metadata=[("authorization", "Bearer right")]).outputs), 5)
            self.assertEqual(told(), first)
            self.assertEqual(self.counted(), before + 2)

    def new_lines(self, pattern):
        """Of the log, from the first that the pattern is in."""
        self.server.wait_for_line(pattern)
        lines = self.server.lines[:]
        self.server.lines.clear()
        return lines

    def counted(self):
        _, metrics = self.server.get("/metrics", bearer("right"))
        found = re.search(r'te_request_failure{err="401"} (\d+)', metrics.decode())
        return int(found[1]) if found else 0

    def test_are_refused_before_their_message(self):
        never = threading.Event()
        self.addCleanup(never.set)
        with self.channel() as channel:
            call = channel.stream_unary(INFER).future(iter(never.wait, True), timeout=30)
            self.assertEqual(call.code(), grpc.StatusCode.UNAUTHENTICATED)
        with self.channel() as channel:
            call = stubs.GRPCInferenceServiceStub(channel).ModelInfer.future(request_of("a" * 1_000_000), timeout=30)
            self.assertEqual(call.code(), grpc.StatusCode.UNAUTHENTICATED)

    def test_need_no_key_where_later_ones_need_none(self):
        with self.channel() as channel:
            self.assertEqual(channel.unary_unary("/grpc.health.v1.Health/Check")(b""), b"\x08\x01")
        with self.channel() as channel:
            self.assertTrue(stubs.GRPCInferenceServiceStub(channel).ServerLive(protocol.ServerLiveRequest()).live)

    def test_are_waited_for(self):
        client, frames = self.raw()
        client.sendall(PREFACE)
        self.assertEqual([frames.next()[:2] for _ in range(2)], [(SETTINGS, 0), (SETTINGS, ACKNOWLEDGED)])
        client.sendall(frame(SETTINGS, ACKNOWLEDGED, 0) + frame(PING, 0, 0, b"12345678"))
        self.assertEqual(frames.next(), (PING, ACKNOWLEDGED, 0, b"12345678"))
        time.sleep(3)
        for byte in self.request("right"):
            client.sendall(bytes([byte]))
        seen = frames.until_end_of(1)
        self.assertIn((SETTINGS, 0), [one[:2] for one in seen])  # gRPC's
        self.assertNotIn((SETTINGS, ACKNOWLEDGED), [one[:2] for one in seen])
        client.sendall(frame(SETTINGS, ACKNOWLEDGED, 0) + self.request("right", 3))
        frames.until_end_of(3)

    def test_come_with_others(self):
        client, frames = self.raw()
        client.sendall(PREFACE + self.request("right", 1) + self.request("wrong", 3) + self.request("right", 5))
        frames.until_end_of(1, 3, 5)
        seen = self.flood(self.request("right", 3))
        self.assertEqual([one[:3] for one in seen], [(SETTINGS, 0, 0), (SETTINGS, ACKNOWLEDGED, 0), (HEADERS, 5, 1),
                                                     (RESET, 0, 1), (GO_AWAY, 0, 0)])
        self.assertEqual(seen[-1][3], b"\0\0\0\1\0\0\0\0")

    def test_of_a_few_wrong_ones_nobody_suffers_who_shares_the_connection(self):
        time.sleep(1.1)  # so that ten are left to gRPC
        client, frames = self.raw()
        client.sendall(PREFACE + self.request("wrong", 1) + self.request("right", 3))
        frames.until_end_of(1, 3)
        client.sendall(self.request("right", 5))
        frames.until_end_of(5)

    def test_that_cannot_be_read_end_the_connection(self):
        for header, code in (b"\xff", 9), (field(b"x", b"y" * 4000, b"\x40") + b"\xbe" * 10, 11):
            client, frames = self.raw()
            client.sendall(PREFACE + open_stream(1, headers_of("right") + header))
            kind, _, _, payload = list(iter(frames.next, None))[-1]
            self.assertEqual((kind, payload[7]), (GO_AWAY, code))


class Tls(TlsCase):
    def serve(self, *flags):
        return Server(PROGRAM, "--grpc-port", "0", *self.flags(), *flags)

    def is_live(self, server, authority=None, certificate=None):
        def read(name):
            return Path(name).read_bytes()
        pair = (read(f"{certificate}.key"), read(f"{certificate}.pem")) if certificate else (None, None)
        credentials = grpc.ssl_channel_credentials(read(f"{authority or self.authority}.pem"), *pair)
        with grpc.secure_channel(f"localhost:{server.grpc_port}", credentials) as channel:
            try:
                return stubs.GRPCInferenceServiceStub(channel).ServerLive(protocol.ServerLiveRequest(),
                                                                          timeout=20).live
            except grpc.RpcError as error:
                self.assertEqual(error.code(), grpc.StatusCode.UNAVAILABLE)
                return False

    def test_answers_over_tls_and_only_so(self):
        with self.serve() as server:
            self.assertTrue(self.is_live(server))
            with grpc.insecure_channel(f"localhost:{server.grpc_port}") as channel:
                with self.assertRaises(grpc.RpcError):
                    stubs.GRPCInferenceServiceStub(channel).ServerLive(protocol.ServerLiveRequest(), timeout=20)

    def test_clients_show_a_certificate_where_they_must(self):
        known = make_certificate(self.folder, "client", self.authority)
        stranger = make_certificate(self.folder, "stranger", make_authority(self.folder, "other"))
        with self.serve("--tls-client-ca", f"{self.authority}.pem") as server:
            self.assertTrue(self.is_live(server, certificate=known))
            self.assertFalse(self.is_live(server, certificate=stranger))
            self.assertFalse(self.is_live(server))

    def test_a_key_is_asked_for(self):
        keys = write_keys(Path(self.folder) / "keys", "right")
        credentials = grpc.ssl_channel_credentials(Path(f"{self.authority}.pem").read_bytes())
        with self.serve("--api-keys", keys) as server, \
                grpc.secure_channel(f"localhost:{server.grpc_port}", credentials) as channel:
            infer = stubs.GRPCInferenceServiceStub(channel).ModelInfer
            with self.assertRaises(grpc.RpcError) as raised:
                infer(request_of("good"), metadata=[("authorization", "Bearer wrong")], timeout=20)
            self.assertEqual(raised.exception.code(), grpc.StatusCode.UNAUTHENTICATED)
            infer(request_of("good"), metadata=[("authorization", "Bearer right")], timeout=20)

    def test_a_new_certificate_is_taken_at_sighup_and_a_bad_one_is_not(self):
        with self.serve() as server:
            self.assertTrue(self.is_live(server))
            other = make_authority(self.folder, "other")
            make_certificate(self.folder, "server", other)
            server.hang_up("has read its files again")
            self.assertTrue(self.is_live(server, authority=other))
            self.assertFalse(self.is_live(server))
            Path(f"{self.own}.key").write_text("none", encoding="utf8")
            server.hang_up("goes on as before.*server.key is no key of that certificate")
            self.assertTrue(self.is_live(server, authority=other))


def grow(port):
    try:
        large_message(port, "")
    except OSError:
        pass  # the server would not have it


class Attacks(unittest.TestCase):
    def test_more_connections_than_descriptors(self):
        """Whoever takes all descriptors holds others up for as long as they have them, and no longer."""
        few = ["prlimit", "--nofile=80", "--"]
        if not shutil.which(few[0]):
            self.skipTest("no prlimit")
        with Server(PROGRAM, "--grpc-port", "0", before=few) as server:
            def crowd():
                return [socket.create_connection(("127.0.0.1", server.grpc_port)) for _ in range(120)]
            for _ in range(2):
                clients = crowd()
                time.sleep(1)
                for client in clients:
                    client.close()
            with grpc.insecure_channel(f"127.0.0.1:{server.grpc_port}") as channel:
                live = stubs.GRPCInferenceServiceStub(channel).ServerLive(protocol.ServerLiveRequest(), timeout=60,
                                                                          wait_for_ready=True)
            self.assertTrue(live.live)

    def test_connections_are_bounded_and_silent_ones_are_given_up(self):
        with Server(PROGRAM, "--grpc-port", "0", "--max-connections", "10") as server:
            before = open_descriptors(server.process)
            clients = [socket.create_connection(("127.0.0.1", server.grpc_port)) for _ in range(50)]
            time.sleep(1)
            self.assertLessEqual(open_descriptors(server.process), before + 12)
            with grpc.insecure_channel(f"127.0.0.1:{server.grpc_port}") as channel:  # behind the fifty
                stubs.GRPCInferenceServiceStub(channel).ServerLive(protocol.ServerLiveRequest(), timeout=120,
                                                                   wait_for_ready=True)
            for client in clients:
                client.close()

    def test_what_is_no_http2(self):
        with Server(PROGRAM, "--grpc-port", "0") as server:
            preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            for data in (b"GET / HTTP/1.1\r\n\r\n", b"\0" * 10_000, preface + b"\xff" * 5000,
                         preface + b"\0\0\0\4\0\0\0\0\0" * 10_000):
                with socket.create_connection(("127.0.0.1", server.grpc_port), timeout=60) as client:
                    try:
                        client.sendall(data)
                        client.shutdown(socket.SHUT_WR)
                        while client.recv(65536):
                            pass
                    except OSError:
                        pass
            with grpc.insecure_channel(f"127.0.0.1:{server.grpc_port}") as channel:
                self.assertTrue(stubs.GRPCInferenceServiceStub(channel).ServerLive(protocol.ServerLiveRequest()).live)

    def test_metadata_without_end_ends_the_connection_which_is_told_why(self):
        with Server(PROGRAM, "--grpc-port", "0") as server:
            for bytes_of_one in 50_000, 1_000_000:
                with connect(server.grpc_port) as client:
                    try:
                        client.sendall(PREFACE + open_stream(1, field(b"x", b"y" * bytes_of_one)))
                        told = b"".join(iter(lambda: client.recv(65536), b""))
                    except ConnectionError:  # it need not hear all of it
                        continue
                self.assertTrue(told.endswith(b"metadata of more than 32768 bytes, or in more than 8 frames"), told)
            self.assert_lives(server)

    def test_messages_that_grow_have_no_memory_without_bound(self):
        """gRPC itself refuses a message above the limit when it has the whole of it."""
        with Server(PROGRAM, "--grpc-port", "0", "--log", "none") as server:
            attackers = [threading.Thread(target=grow, args=[server.grpc_port]) for _ in range(2)]
            for one in attackers:
                one.start()
            for one in attackers:
                one.join()
            status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="utf8")
            self.assertLess(int(re.search(r"VmHWM:\s*(\d+)", status)[1]), 800 << 10)
            self.assert_lives(server)

    def test_what_is_compressed_is_refused(self):
        """A small message would become one without bound before its size is looked at."""
        with Server(PROGRAM, "--grpc-port", "0", "--log", "all") as server, \
                grpc.insecure_channel(f"127.0.0.1:{server.grpc_port}",
                                      options=[("grpc.max_send_message_length", -1)]) as channel:
            for compression in grpc.Compression.Gzip, grpc.Compression.Deflate:
                with self.assertRaises(grpc.RpcError) as raised:
                    stubs.GRPCInferenceServiceStub(channel).ModelInfer(request_of("good"), compression=compression)
                self.assertEqual(raised.exception.code(), grpc.StatusCode.UNIMPLEMENTED)
                self.assertIn("is disabled", raised.exception.details())
            server.wait_for_line('"grpc_status":12,.*"reason":".*compressed.*"status":415,')

    def test_others_are_answered_beside_each_attack(self):
        for name in "large_message", "stream_flood", "metadata", "wrong_keys", "half_preface":
            with self.subTest(name), Server(PROGRAM, "--grpc-port", "0", "--log", "none") as server:
                attacker = subprocess.Popen([sys.executable, ATTACKS, f"grpc_{name}", str(server.grpc_port)])
                try:
                    end = time.monotonic() + 3
                    while time.monotonic() < end:
                        self.assert_lives(server)
                        self.assertTrue(is_answer(*server.ask()))
                    self.assertIsNone(attacker.poll())
                finally:
                    attacker.kill()
                    attacker.wait()

    def assert_lives(self, server):
        with grpc.insecure_channel(f"127.0.0.1:{server.grpc_port}") as channel:
            request = protocol.ServerLiveRequest()
            self.assertTrue(stubs.GRPCInferenceServiceStub(channel).ServerLive(request, timeout=60).live)

    def test_an_address_in_use_is_said(self):
        with socket.create_server(("127.0.0.1", 0)) as taken, self.assertRaises(AssertionError) as raised:
            Server(PROGRAM, "--grpc-port", taken.getsockname()[1])
        self.assertIn("can't listen on 127.0.0.1, port", str(raised.exception))


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
