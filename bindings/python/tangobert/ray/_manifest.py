"""What a run is: shards of its input, and hashes of all that decides its output."""
from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet

from .. import _core
from .._errors import Error
from ._store import Store

MANIFEST = "manifest.json"
_BLOCK = 1 << 20
_JSON_LINES = (".jsonl", ".ndjson", ".jsonlines")
_TEXT = (".txt", ".text", "")


@dataclasses.dataclass(frozen=True)
class Shard:
    """Bytes [begin, end) of lines, or a row group of Parquet."""

    number: int
    first_row: int
    rows: int
    begin: int = 0
    end: int = 0

    def part(self, format_: str) -> str:
        return f"part-{self.number:05d}.{'parquet' if format_ == 'parquet' else 'jsonl'}"


def format_of(path: str) -> str:
    suffix = Path(path.partition("?")[0] if "://" in path else path).suffix.lower()
    if suffix == ".parquet":
        return "parquet"
    if suffix in _JSON_LINES:
        return "jsonl"
    if suffix in _TEXT:
        return "text"
    raise Error(f"{path}: a corpus is .parquet, .jsonl or .txt, which can be cut anywhere between rows",
                "unsupported", ("input",))


def shards_of_lines(store: Store, rows_of_a_shard: int) -> tuple[list[Shard], str]:
    """One pass over the file: where shards begin, and its hash."""
    shards: list[Shard] = []
    digest = hashlib.sha256()
    begin = end = rows = first_row = 0

    def close(at: int) -> None:
        nonlocal begin, rows, first_row
        shards.append(Shard(len(shards), first_row, rows, begin, at))
        begin, first_row, rows = at, first_row + rows, 0

    with store.open_input() as file:
        last = b"\n"
        while block := file.read(_BLOCK):
            digest.update(block)
            place = 0
            while (newline := block.find(b"\n", place)) >= 0:
                place = newline + 1
                rows += 1
                if rows == rows_of_a_shard:
                    close(end + place)
            end += len(block)
            last = block[-1:]
        if last != b"\n":
            rows += 1  # a last line without an end
        if rows:
            close(end)
    return shards, digest.hexdigest()


def shards_of_parquet(store: Store) -> tuple[list[Shard], str]:
    with store.open_input() as file:
        metadata = pyarrow.parquet.ParquetFile(file).metadata
        shards, first_row = [], 0
        for number in range(metadata.num_row_groups):
            rows = metadata.row_group(number).num_rows
            shards.append(Shard(number, first_row, rows))
            first_row += rows
    digest = hashlib.sha256()
    with store.open_input() as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return shards, digest.hexdigest()


def make_manifest(source: str, cascade: dict[str, Any], options: dict[str, Any],
                  rows_of_a_shard: int) -> dict[str, Any]:
    format_ = format_of(source)
    store = Store(source)
    with store.errors():
        shards, digest = shards_of_parquet(store) if format_ == "parquet" else shards_of_lines(store, rows_of_a_shard)
    if not shards:
        raise Error(f"{source}: holds no rows", "invalid_input", ("input",))
    return {"version": "1.0", "tango": _core.version, "input": source, "sha256": digest, "format": format_,
            "cascade": cascade, "options": options, "shards": [dataclasses.asdict(one) for one in shards]}


def shards_in(manifest: dict[str, Any]) -> list[Shard]:
    return [Shard(**one) for one in manifest["shards"]]


def difference(before: dict[str, Any], now: dict[str, Any]) -> str:
    """The first field in which two manifests differ; "" for none."""
    return next((key for key in now if before.get(key) != now[key]), "")


def to_text(manifest: dict[str, Any]) -> str:
    return json.dumps(manifest, indent=1) + "\n"
