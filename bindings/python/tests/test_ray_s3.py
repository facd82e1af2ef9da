"""A corpus in an object store that speaks S3's protocol (moto's), with killed drivers and workers."""
import json
import os
import signal
import subprocess
import sys
import time

import pyarrow
import pyarrow.fs
import pyarrow.parquet
import pytest
from conftest import GOLDEN, free_port, texts, wait_until_it_answers

import tangobert

pytest.importorskip("ray")
import tangobert.ray  # noqa: E402

pytest.importorskip("moto")

CASCADE = GOLDEN / "tiny-cascade"
SHARDS = 100


@pytest.fixture(scope="module")
def store():
    """Its file system; the programs find it by the environment."""
    address = f"http://127.0.0.1:{free_port()}"
    server = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", address.rpartition(":")[2]],
                              stderr=subprocess.DEVNULL)
    wait_until_it_answers(address, server)
    given = {"AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b",
             "AWS_DEFAULT_REGION": "us-east-1", "RAY_ADDRESS": "local"}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    files = pyarrow.fs.S3FileSystem(allow_bucket_creation=True, endpoint_override=address)
    files.create_dir("corpora")
    yield files
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})
    server.kill()
    server.wait()


def put(store, name, path):
    with store.open_output_stream(f"corpora/{name}") as target:
        target.write(path.read_bytes())


def command(source, output, *more):
    return [sys.executable, "-m", "tangobert.ray", "classify", f"s3://corpora/{source}", f"s3://corpora/{output}",
            "--cascade", CASCADE, "--precision", "fp32", *more]


def part_names(store, output):
    selector = pyarrow.fs.FileSelector(f"corpora/{output}", allow_not_found=True)
    return sorted(one.path for one in store.get_file_info(selector) if one.is_file and one.base_name.startswith("part-"))


def parts_in(store, output):
    return b"".join(store.open_input_file(name).read() for name in part_names(store, output))


def wait_for_parts(store, output, count, driver):
    for _ in range(2400):
        if len(part_names(store, output)) >= count:
            return
        assert driver.poll() is None, "it ended early"
        time.sleep(0.05)
    pytest.fail(f"no {count} parts")


def test_a_killed_driver_is_gone_on_with(store, corpus, wanted):
    put(store, "in.jsonl", corpus)
    rows = ("--rows", str(3000 // SHARDS))
    driver = subprocess.Popen(command("in.jsonl", "out", *rows))
    wait_for_parts(store, "out", 3, driver)
    driver.kill()
    driver.wait()
    time.sleep(1)
    left = len(part_names(store, "out"))
    assert 3 <= left < SHARDS
    refused = subprocess.run(command("in.jsonl", "out", *rows), capture_output=True, text=True, check=False)
    assert refused.returncode != 0 and "resume" in refused.stderr
    resumed = subprocess.Popen(command("in.jsonl", "out", *rows, "--resume"), stderr=subprocess.PIPE)
    wait_for_parts(store, "out", left + 3, resumed)
    workers = subprocess.run(["pgrep", "-f", "ray::Worker"], capture_output=True, text=True, check=False).stdout.split()
    os.kill(int(workers[0]), signal.SIGKILL)
    assert resumed.wait(240) == 0, resumed.stderr.read().decode()[-2000:]
    assert len(part_names(store, "out")) == SHARDS
    assert parts_in(store, "out") == wanted
    manifest = json.loads(store.open_input_file("corpora/out/manifest.json").read())
    assert manifest["input"] == "s3://corpora/in.jsonl"


def test_parquet(store, tmp_path):
    table = pyarrow.table({"text": texts(100), "key": list(range(100))})
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet", row_group_size=40)
    put(store, "in.parquet", tmp_path / "in.parquet")
    subprocess.run(command("in.parquet", "answers"), check=True)
    answered = pyarrow.concat_tables(pyarrow.parquet.read_table(name, filesystem=store)
                                     for name in part_names(store, "answers"))
    assert answered.column("key").to_pylist() == list(range(100))
    with tangobert.load(CASCADE, precision="fp32") as classifier:
        assert answered.column("label").to_pylist() == classifier.predict(texts(100)).tolist()


@pytest.mark.parametrize("source, says", [
    ("s3://corpora/absent.jsonl", "s3://corpora/absent.jsonl: not there"), ("absent.jsonl", "absent.jsonl: not there"),
    ("s4://corpora/in.jsonl", "s4://corpora/in.jsonl: "), ("s3://corpora/text.parquet", "s3://corpora/text.parquet: "),
])
def test_what_is_not_there_is_said(store, tmp_path, source, says):
    (tmp_path / "text").write_text("good\n")
    put(store, "text.parquet", tmp_path / "text")
    with pytest.raises(tangobert.Error) as caught:
        tangobert.ray.classify(source, tmp_path / "out", cascade=CASCADE, precision="fp32")
    assert str(caught.value).startswith(says)
    assert not (tmp_path / "out").exists()
