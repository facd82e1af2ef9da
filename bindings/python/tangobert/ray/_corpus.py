"""A corpus on a cluster: shards to actors, until every part is there."""
from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import ray
import ray.exceptions

from .._errors import Error
from .._load import load
from .._options import whole
from ._manifest import MANIFEST, Shard, difference, make_manifest, shards_in, to_text
from ._store import Store
from ._worker import Worker

_REFUSED = {"timeout": "an answer by a deadline depends on the machine"}
_MOST_TRIES = 5  # of a shard, by workers that were not killed


def classify(source: str | os.PathLike[str], output: str | os.PathLike[str], *, cascade: str | os.PathLike[str],
             actors: int | None = None, rows: int = 50_000, resume: bool = False, progress: bool | None = None,
             **options: Any) -> dict[str, Any]:
    """Answers a corpus: `output`/part-00000, … and what they are of, `output`/manifest.json.

    Work is done at least once and appears exactly once: an actor writes a part under another name, syncs it, and
    renames it. What a part holds depends on the manifest alone, so that a part that is there is never made again.
    Ray starts a killed worker's or node's shards anew; after a killed driver, `resume` goes on.

    Args:
        source: .jsonl or .txt, whose parts, one behind the other, are byte for byte what `tango classify` gives; or
            .parquet, whose parts have a row group's columns with row, label, score and tier behind them. A path that
            every node sees, or s3://… or gs://….
        output: a directory, likewise.
        cascade: a directory that every node sees.
        actors: one core each; None: as many as the cluster has CPUs.
        rows: of a shard of lines. Parquet is cut between row groups.
        resume: goes on with what an earlier run of the same has left.
        progress: lines on standard error; None: where that is a terminal.
        options: precision, threshold, text, text_pair, scores, id, keep_columns: as `tango classify` has them.

    Returns:
        the manifest.

    Raises:
        Error: a row that can't be answered, a cascade without resolved precisions, another run's output.
    """
    for name, why in _REFUSED.items():
        if name in options:
            raise Error(f"{name} can't be given for a corpus: {why}", settings=(name,))
    rows = whole("rows", rows, least=1)
    actors = None if actors is None else whole("actors", actors, least=1)
    target = Store(os.fspath(output))
    manifest = make_manifest(os.fspath(source), _resolved(cascade, options), _plain(options), rows)
    _begin(target, manifest, resume)
    if not ray.is_initialized():
        ray.init(log_to_driver=False, include_dashboard=False, logging_level="error")
    _run(manifest, os.fspath(source), target, actors, sys.stderr.isatty() if progress is None else progress)
    return manifest


def _resolved(cascade: str | os.PathLike[str], options: dict[str, Any]) -> dict[str, Any]:
    """The cascade as it will run: what its files say, with a precision for each tier."""
    given = {name: options[name] for name in ("precision", "threshold") if options.get(name) is not None}
    with load(cascade, workers=1, **given) as classifier:
        tiers = [{"precision": precision, "sha256": _hash_of(Path(directory))}
                 for directory, precision, _ in classifier.tiers]
        thresholds = list(classifier.thresholds)
    if not Path(cascade, "cascade.json").is_file():
        raise Error(f"{cascade}: no cascade.json in it; a corpus is answered by a cascade, which may have a single tier: "
                    '{"version": "1.0", "tiers": [{"model": "DIR", "precision": "int8"}]}', "not_found", ("cascade",))
    declared = json.loads(Path(cascade, "cascade.json").read_text(encoding="utf8"))["tiers"]
    for number, tier in enumerate(declared):
        if "endpoint" in tier:
            raise Error(f"tier {number + 1} is an endpoint, whose answers may differ from one time to the next; a "
                        "corpus is answered by models", "unsupported", ("cascade",))
        if options.get("precision") is None and tier.get("precision", "auto") == "auto":
            raise Error(f"tier {number + 1} has no precision of its own, and what \"auto\" chooses depends on the "
                        "machine; give precision=\"int8\", say, or name it in cascade.json", "usage", ("precision",))
    return {"directory": str(Path(cascade).absolute()), "sha256": _hash_of(Path(cascade, "cascade.json")),
            "tiers": tiers, "thresholds": thresholds}


def _hash_of(path: Path) -> str:
    """Of a file, or of all files of a directory with their names."""
    digest = hashlib.sha256()
    for file in [path] if path.is_file() else sorted(one for one in path.iterdir() if one.is_file()):
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as content:
            while block := content.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in sorted(options.items())
            if value is not None}


def _begin(target: Store, manifest: dict[str, Any], resume: bool) -> None:
    target.make()
    before = target.read(MANIFEST)
    if before is not None:
        if not resume:
            raise Error(f"{target.uri}: holds a run already; resume=True goes on with it, or name another directory",
                        settings=("resume", "output"))
        if field := difference(json.loads(before), manifest):
            raise Error(f"{target.uri}: is of another run, whose {field} differs", settings=("output",))
    elif target.names() - {MANIFEST}:
        raise Error(f"{target.uri}: is not empty, and has no manifest; name another directory", settings=("output",))
    target.remove_unfinished()
    if before is None:
        with tempfile.NamedTemporaryFile("w", delete=False, suffix=".json") as file:
            file.write(to_text(manifest))
        target.put(MANIFEST, Path(file.name))


def _run(manifest: dict[str, Any], source: str, target: Store, actors: int | None, shown: bool) -> None:
    done = target.names()
    waiting = [one for one in shards_in(manifest) if one.part(manifest["format"]) not in done]
    everything = len(manifest["shards"])
    wanted = min(len(waiting), actors or max(1, int(ray.cluster_resources().get("CPU", 1))))
    remote = ray.remote(num_cpus=1, max_restarts=-1)(Worker)
    workers = [remote.remote(manifest, source, target.uri) for _ in range(wanted)]
    waiting.reverse()  # the first first
    tries: dict[int, int] = {}
    running: dict[Any, tuple[Any, Shard]] = {}
    started = said = time.monotonic()
    finished = 0
    for worker in workers:
        shard = waiting.pop()
        running[worker.answer.remote(shard)] = (worker, shard)
    while running:
        ended, _ = ray.wait(list(running), num_returns=1)
        worker, shard = running.pop(ended[0])
        try:
            ray.get(ended[0])
            finished += 1
        except (ray.exceptions.RayActorError, ray.exceptions.WorkerCrashedError, ray.exceptions.NodeDiedError,
                ray.exceptions.ObjectLostError):
            waiting.append(shard)  # its worker or node was killed; Ray starts the actor anew
        except ray.exceptions.RayTaskError as error:
            tries[shard.number] = tries.get(shard.number, 0) + 1
            cause = error.cause if isinstance(error.cause, Exception) else error
            may_pass = not isinstance(cause, Error) or cause.code == "io"  # as what an object store says in a bad minute
            if not may_pass or tries[shard.number] >= _MOST_TRIES:
                raise cause from None
            waiting.append(shard)
        if waiting:
            shard = waiting.pop()
            running[worker.answer.remote(shard)] = (worker, shard)
        else:
            ray.kill(worker)  # its core may be the only one left for a worker whose node is gone
        if shown and (time.monotonic() - said > 5 or not running):
            said = time.monotonic()
            there = everything - len(waiting) - len(running)
            print(f"{there} of {everything} shards, {finished / (said - started):.2f} a second", file=sys.stderr)
