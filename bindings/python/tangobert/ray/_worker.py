"""One actor: a shard in, a part out. What a part holds depends on the manifest alone."""
from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from .._errors import Error
from .._load import load
from .._program import arguments, carried_program
from ._manifest import Shard
from ._store import Store


class Worker:
    """Holds the whole cascade. One core each."""

    def __init__(self, manifest: dict[str, Any], source: str, output: str) -> None:
        self._manifest, self._source, self._output = manifest, Store(source), Store(output)
        self._options = dict(manifest["options"])
        self._classifier = None
        if manifest["format"] == "parquet":
            given = {name: self._options[name] for name in ("precision", "threshold")
                     if self._options.get(name) is not None}
            self._classifier = load(manifest["cascade"]["directory"], workers=1, **given)

    def answer(self, shard: Shard) -> int:
        """Writes the shard's part; returns its number."""
        with tempfile.TemporaryDirectory(prefix="tango-ray-") as folder:
            part = Path(folder, "part")
            if self._classifier is None:
                self._answer_lines(shard, Path(folder), part)
            else:
                self._answer_row_group(shard, part)
            self._output.put(shard.part(self._manifest["format"]), part)
        return shard.number

    def _answer_lines(self, shard: Shard, folder: Path, part: Path) -> None:
        """By the program itself, so that the bytes are those of `tango classify`."""
        lines = folder / f"shard.{'jsonl' if self._manifest['format'] == 'jsonl' else 'txt'}"
        with self._source.open_input() as file, lines.open("wb") as target:
            file.seek(shard.begin)
            left = shard.end - shard.begin
            while left > 0:
                block = file.read(min(left, 1 << 20))
                if not block:
                    raise Error(f"{self._source.uri}: is shorter than its manifest says", "invalid_input")
                target.write(block)
                left -= len(block)
        flags = {"cascade": self._manifest["cascade"]["directory"], "workers": 1, "quiet": True, "format": "jsonl",
                 "first_row": shard.first_row, "output": part,
                 **self._options}
        if isinstance(flags.get("threshold"), list):
            flags["threshold"] = ",".join(map(str, flags["threshold"]))
        run = subprocess.run([carried_program(), "classify", *arguments(flags), lines], capture_output=True, text=True,
                             check=False)
        if run.returncode != 0:
            raise Error(f"rows from {shard.first_row} on: {run.stderr.strip().removeprefix('tango: ')}", "invalid_input")

    def _answer_row_group(self, shard: Shard, part: Path) -> None:
        with self._source.open_input() as file:
            table = pyarrow.parquet.ParquetFile(file).read_row_group(shard.number)
        columns = {name: self._options[name] for name in ("text", "text_pair") if self._options.get(name) is not None}
        answers = self._classifier.classify(table, truncation=True, **columns)
        table = table.append_column("row", pyarrow.array(range(shard.first_row, shard.first_row + shard.rows)))
        for name, values in (("label", self._classifier.classes_[answers.label_ids].tolist()), ("score", answers.best_scores),
                             ("tier", answers.tiers)):
            name = name if name not in table.column_names else f"tango_{name}"
            table = table.append_column(name, pyarrow.array(values))
        pyarrow.parquet.write_table(table, part)
