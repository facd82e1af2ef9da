"""A cluster whose head node is killed: on a new cluster the run goes on, and ends with the same bytes."""
import os
import random
import subprocess
import sys

import pytest
from conftest import GOLDEN, await_parts, parts

pytest.importorskip("ray")
from ray.cluster_utils import Cluster  # noqa: E402

CASCADE = GOLDEN / "tiny-cascade"


def cluster_of_two():
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    made.add_node(num_cpus=1)
    return made


def start(cluster, corpus, output, *more):
    return subprocess.Popen([sys.executable, "-m", "tangobert.ray", "classify", corpus, output, "--cascade", CASCADE,
                             "--precision", "fp32", "--rows", "30", *more],
                            env={**os.environ, "RAY_ADDRESS": cluster.address}, stderr=subprocess.PIPE)


def test_a_killed_head_is_gone_on_from(corpus, wanted, tmp_path):
    runs = int(os.environ.get("TANGO_RAY_KILLS", "1"))
    generator = random.Random(3)
    for run in range(runs):
        output = tmp_path / f"out-{run}"
        cluster = cluster_of_two()
        driver = start(cluster, corpus, output)
        enough = generator.randint(1, 60)
        await_parts(driver, output, enough)
        cluster.head_node.kill_all_processes(check_alive=False, allow_graceful=False)
        driver.kill()  # it is on the head's machine
        driver.wait()
        cluster.shutdown()
        left = len(list(output.glob("part-*")))
        assert enough <= left < 100
        cluster = cluster_of_two()
        resumed = start(cluster, corpus, output, "--resume")
        assert resumed.wait(600) == 0, resumed.stderr.read().decode()[-2000:]
        cluster.shutdown()
        assert parts(output) == wanted
        print(f"head {run + 1}: the same bytes", flush=True)
        assert not [path for path in output.iterdir() if path.name.startswith(".")]
