"""The program's other commands as functions. Every flag of a command is a keyword."""
from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ._errors import Error
from ._options import path as path_of
from ._program import arguments, carried_program, run, training_program

PathLike = str | os.PathLike[str]


def _first_of(name: str, given: PathLike) -> str:
    """A path that stands without a flag, and is none itself."""
    file = path_of(name, given)
    return f"./{file}" if file.startswith("-") else file


def _json_of(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf8"))
    return read


def calibrate(cascade: PathLike, texts: PathLike, *, progress: bool | None = None, **flags: Any) -> dict[str, Any]:
    """Sets a cascade's thresholds from a file of texts, with a guarantee: ``tango calibrate``.

    Args:
        cascade: the directory whose thresholds are set.
        texts: a file of texts like those to come; they need no labels.
        progress: whether progress is shown; None: on a terminal or in a notebook.
        flags: ``keep=0.98``, ``confidence_level=0.95``, ``output=DIR``, ``keep_class=["spam=0.95"]`` …:
            those of ``tango calibrate --help``, with _ for -.

    Returns:
        the certificate.

    Raises:
        Error: what the program says; its code is that of the exit status.
    """
    cascade, texts = path_of("cascade", cascade), path_of("texts", texts)
    output = Path(flags.get("output") or cascade)
    run(carried_program(), ["calibrate", *arguments({"cascade": cascade, "texts": texts, **flags})], progress)
    return _json_of(output / "certificate.json")


def evaluate(path: PathLike, *, progress: bool | None = None, **flags: Any) -> dict[str, Any]:
    """Measures a cascade or model directory on labelled texts: ``tango evaluate``.

    Args:
        path: the directory.
        progress: see :func:`calibrate`.
        flags: ``input=FILE`` or ``task="sst2", split="dev", data=DIR``, ``threshold=0.9``,
            ``sweep=True`` …: those of ``tango evaluate --help``.

    Returns:
        the results; :func:`report` makes a page of those of a sweep, from their file
        (``output=FILE``).

    Raises:
        Error: see :func:`calibrate`.
    """
    path = path_of("path", path)
    kind = "cascade" if (Path(path) / "cascade.json").exists() else "model"
    with tempfile.TemporaryDirectory() as folder:
        output = Path(flags.pop("output", None) or Path(folder) / "results.json")
        run(carried_program(), ["evaluate", *arguments({kind: path, "output": output, **flags})], progress)
        return _json_of(output)


def report(results: PathLike | Sequence[PathLike], output: PathLike, *, progress: bool | None = None,
           **flags: Any) -> Path:
    """Makes a page with charts of what sweeps measured: ``tango report``.

    Args:
        results: files that ``evaluate(…, sweep=True, output=FILE)`` wrote.
        output: the directory to make.
        flags: ``title=…``, ``name=[…]``, ``core_price=…, texts_per_month=…``.

    Returns:
        the page.
    """
    files: list[Any] = list(results) if isinstance(results, (list, tuple)) else [results]
    words = ["report", *(_first_of("results", file) for file in files),
             *arguments({"output": path_of("output", output), **flags})]
    run(carried_program(), words, progress)
    return Path(output) / "index.html"


def build(recipe: PathLike | None = None, *, output: PathLike, progress: bool | None = None, **flags: Any) -> Path:
    """Makes a finished cascade, from a recipe or from a teacher and texts: ``tango build``.

    What a stopped build has made is kept in ``OUTPUT.build``, and the same call goes on from there.

    Args:
        recipe: a TOML file; else ``teacher=DIR, texts=FILE``.
        output: the cascade directory to make.
        flags: those of ``tango build --help``.

    Returns:
        `output`.
    """
    output = path_of("output", output)
    try:
        program = training_program()
    except Error:
        program = carried_program()  # which says, should it come to training, what is missing
    words = ["build", *([] if recipe is None else [_first_of("recipe", recipe)]), *arguments({"output": output, **flags})]
    run(program, words, progress)
    return Path(output)


def train(base: PathLike, *, output: PathLike, progress: bool | None = None, **flags: Any) -> Path:
    """Fine-tunes an encoder on labelled texts: ``tango train``. A stopped run goes on if called again.

    Args:
        base: the model to start from.
        output: the directory to make.
        flags: ``train=FILE, dev=FILE`` or ``task="sst2", data=DIR``, ``lora_rank=16`` …: those of
            ``tango train --help``.

    Returns:
        `output`.

    Raises:
        Error: see :func:`calibrate`; ``"not_found"`` says how to get the trainer.
    """
    given = {"base": path_of("base", base), "output": path_of("output", output)}
    run(training_program(), ["train", *arguments({**given, **flags})], progress)
    return Path(output)
