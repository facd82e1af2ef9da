"""Corpora on a Ray cluster of this machine, whose workers, nodes and drivers are killed."""
import json
import os
import random
import signal
import subprocess
import sys

import pyarrow
import pyarrow.parquet
import pytest
from conftest import GOLDEN, PROGRAM, await_parts, parts, texts

import tangobert

ray = pytest.importorskip("ray")
from ray.cluster_utils import Cluster  # noqa: E402

from tangobert.ray import Predictor, classify  # noqa: E402
from tangobert.ray.__main__ import main  # noqa: E402

CASCADE = GOLDEN / "tiny-cascade"
DRIVER = """
import sys, ray
from tangobert.ray import classify
ray.init(address=sys.argv[1], log_to_driver=False)
classify(sys.argv[2], sys.argv[3], cascade=sys.argv[4], precision="fp32", rows=30, resume=True)
"""


@pytest.fixture(scope="module")
def cluster():
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    nodes = [made.add_node(num_cpus=1) for _ in range(2)]
    ray.init(address=made.address, log_to_driver=False)
    made.others = nodes
    yield made
    ray.shutdown()
    made.shutdown()


def worker_processes():
    listed = subprocess.run(["pgrep", "-f", "ray::Worker"], capture_output=True, text=True, check=False).stdout
    return [int(one) for one in listed.split()]


def test_parts_are_what_the_program_gives(cluster, corpus, wanted, tmp_path):
    manifest = classify(corpus, tmp_path / "out", cascade=CASCADE, precision="fp32", rows=700)
    assert len(manifest["shards"]) == 5
    assert parts(tmp_path / "out") == wanted
    assert json.loads((tmp_path / "out/manifest.json").read_text())["sha256"] == manifest["sha256"]


def test_a_last_line_without_an_end_and_plain_text(cluster, tmp_path):
    path = tmp_path / "in.txt"
    path.write_text("\n".join(texts(250)), encoding="utf8")
    classify(path, tmp_path / "out", cascade=CASCADE, precision="fp32", rows=100)
    done = subprocess.run([PROGRAM, "classify", "--cascade", CASCADE, "--precision", "fp32", "--quiet", path],
                          capture_output=True, check=True)
    assert parts(tmp_path / "out") == done.stdout


def test_parquet_keeps_its_columns(cluster, tmp_path):
    table = pyarrow.table({"text": texts(500), "key": list(range(500))})
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet", row_group_size=120)
    classify(tmp_path / "in.parquet", tmp_path / "out", cascade=CASCADE, precision="fp32")
    answered = pyarrow.parquet.read_table(sorted((tmp_path / "out").glob("part-*")))
    assert answered.column("key").to_pylist() == list(range(500))
    assert answered.column("row").to_pylist() == list(range(500))
    with tangobert.load(CASCADE, precision="fp32") as classifier:
        assert answered.column("label").to_pylist() == classifier.predict(texts(500)).tolist()


@pytest.mark.parametrize("what", ["worker", "node", "replaced node"])
def test_a_run_ends_by_itself_after_a_kill(cluster, corpus, wanted, tmp_path, what):
    runs = int(os.environ.get("TANGO_RAY_KILLS", "2"))
    generator = random.Random(1)
    for run in range(runs):
        output = tmp_path / f"out-{run}"
        driver = subprocess.Popen([sys.executable, "-c", DRIVER, cluster.address, corpus, output, CASCADE],
                                  stderr=subprocess.PIPE)
        await_parts(driver, output, generator.randint(1, 80))
        if what == "worker":
            os.kill(generator.choice(worker_processes()), signal.SIGKILL)
        else:
            cluster.remove_node(cluster.others.pop(), allow_graceful=False)
        if what == "replaced node":
            cluster.others.append(cluster.add_node(num_cpus=1))
        assert driver.wait(300) == 0, driver.stderr.read().decode()[-2000:]
        if what == "node":
            cluster.others.append(cluster.add_node(num_cpus=1))
        assert parts(output) == wanted
        print(f"{what} {run + 1}: the same bytes", flush=True)


def test_a_killed_driver_is_gone_on_with(cluster, corpus, wanted, tmp_path):
    runs = int(os.environ.get("TANGO_RAY_KILLS", "2"))
    generator = random.Random(2)
    for run in range(runs):
        output = tmp_path / f"out-{run}"
        driver = subprocess.Popen([sys.executable, "-c", DRIVER, cluster.address, corpus, output, CASCADE],
                                  stderr=subprocess.PIPE)
        await_parts(driver, output, generator.randint(1, 80))
        driver.kill()
        driver.wait()
        assert len(list(output.glob("part-*"))) < 100
        classify(corpus, output, cascade=CASCADE, precision="fp32", rows=30, resume=True)
        assert parts(output) == wanted
        print(f"driver {run + 1}: the same bytes", flush=True)
        assert not [path for path in output.iterdir() if path.name.startswith(".")]


def test_what_depends_on_the_machine_is_refused(cluster, corpus, tmp_path):
    with pytest.raises(tangobert.Error, match="depends on the machine"):
        classify(corpus, tmp_path / "out", cascade=CASCADE)
    with pytest.raises(tangobert.Error, match="deadline"):
        classify(corpus, tmp_path / "out", cascade=CASCADE, precision="fp32", timeout=1)
    with pytest.raises(tangobert.Error, match="parquet, .jsonl or .txt"):
        classify(tmp_path / "in.csv", tmp_path / "out", cascade=CASCADE, precision="fp32")


def test_numbers_and_cascades_that_make_no_sense(corpus, tmp_path):
    for options, words in (({"rows": 0}, "rows is 0"), ({"rows": -3}, "rows is -3"), ({"actors": 0}, "actors is 0"),
                           ({"actors": -1}, "actors is -1"), ({"cascade": GOLDEN / "tiny-bert"}, "no cascade.json")):
        with pytest.raises(tangobert.Error, match=words):
            classify(corpus, tmp_path / "out", **{"cascade": CASCADE, "precision": "fp32", **options})
    tiers = [{"model": str(GOLDEN / "tiny-bert"), "threshold": 0.5, "precision": "fp32"},
             {"endpoint": {"url": "http://127.0.0.1:9/predict", "protocol": "tei", "labels": ["negative", "positive"]}}]
    (tmp_path / "cascade.json").write_text(json.dumps({"version": "1.0", "labels": ["negative", "positive"], "tiers": tiers}))
    with pytest.raises(tangobert.Error, match="is an endpoint"):
        classify(corpus, tmp_path / "out", cascade=tmp_path)
    assert not (tmp_path / "out").exists()


def test_ctrl_c_says_how_to_go_on(monkeypatch, capsys):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("tangobert.ray.__main__.classify", stopped)
    monkeypatch.setattr(sys, "argv", ["tango-ray", "classify", "in.jsonl", "out", "--cascade", "dir"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 130 and "--resume goes on" in capsys.readouterr().err


def test_another_runs_output_is_left_alone(cluster, corpus, tmp_path):
    classify(corpus, tmp_path / "out", cascade=CASCADE, precision="fp32", rows=1000)
    with pytest.raises(tangobert.Error, match="resume=True"):
        classify(corpus, tmp_path / "out", cascade=CASCADE, precision="fp32", rows=1000)
    with pytest.raises(tangobert.Error, match="whose options differs|whose shards differs"):
        classify(corpus, tmp_path / "out", cascade=CASCADE, precision="fp32", rows=999, resume=True)


def test_a_row_that_cannot_be_answered_is_named(cluster, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "good"}\n{"text": 3}\n', encoding="utf8")
    with pytest.raises(tangobert.Error, match="rows from 0 on: .*:2: "):
        classify(path, tmp_path / "out", cascade=CASCADE, precision="fp32")


def test_ray_data_has_a_predictor(cluster):
    dataset = ray.data.from_items([{"text": one} for one in texts(40)])
    answered = dataset.map_batches(Predictor, fn_constructor_args=(str(CASCADE),),
                                   fn_constructor_kwargs={"precision": "fp32"}, concurrency=1, num_cpus=1)
    rows = sorted(answered.take_all(), key=lambda row: row["text"])
    with tangobert.load(CASCADE, precision="fp32") as classifier:
        assert [row["label"] for row in rows] == classifier.predict(sorted(texts(40))).tolist()
