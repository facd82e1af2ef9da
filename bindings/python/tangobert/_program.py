"""The program `tango`, which the package carries, as a child process."""
from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import _core
from ._errors import Error

_CARRIED = Path(__file__).parent / "_tree/bin/tango"
#: The program's own exit statuses (src/command/exit_status.h).
_CODES = {2: "usage", 3: "not_found", 4: "invalid_input", 5: "invalid_model", 6: "unsupported", 7: "io"}
#: TANGO_… variables stand for flags, which are given here; these change no flag.
_KEPT = {"TANGO_MODELS", "TANGO_CACHE", "TANGO_ISA"}
_HOW_TO_TRAIN = ("training needs the program tango-train, which no wheel can hold (it links libtorch): "
                 "build it with `make trainer` in a checkout of tango, and put its folder, build/release, "
                 "on PATH")


def carried_program() -> Path:
    if not _CARRIED.exists():
        raise Error(f"{_CARRIED}: not there; install the wheel that `make wheel` builds", "not_found")
    return _CARRIED


def training_program() -> Path:
    """A tango that has tango-train beside it: the package's, or the one on PATH."""
    if _CARRIED.with_name("tango-train").exists():
        return carried_program()
    trainer = shutil.which("tango-train")
    program = None if trainer is None else Path(trainer).resolve().with_name("tango")
    if program is None or not program.exists():
        raise Error(_HOW_TO_TRAIN, "not_found")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    if said.split()[-1:] != [_core.version]:
        raise Error(f"{program} is {said.strip()}, but this package is of version {_core.version}; "
                    "build both from one checkout", "unsupported")
    return program


def arguments(flags: dict[str, Any]) -> list[str]:
    """``keep=0.9`` is ``--keep 0.9``; True is a bare flag; a list repeats it; None leaves it out."""
    words: list[str] = []
    if "help" in flags:
        raise Error("help is no flag here; `tango COMMAND --help` lists them", settings=("help",))
    for name, value in flags.items():
        flag = "--" + name.replace("_", "-")
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is True:
                words.append(flag)
            elif one is not None and one is not False:
                words += [flag, os.fsdecode(one) if isinstance(one, (os.PathLike, bytes)) else str(one)]
    return words


def run(program: Path, words: Sequence[str], progress: bool | None) -> None:
    """Runs it to its end. Ctrl-C ends it first, and leaves what it can go on from.

    `progress`: whether what it prints is shown on sys.stderr; None: where that is a terminal or a
    notebook.
    """
    shown = _is_watched() if progress is None else progress
    output, its_end = pty.openpty() if shown else os.pipe()  # on a terminal it draws its progress
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith("TANGO_") or name in _KEPT}
    try:
        # In a group of its own, which a terminal's Ctrl-C does not reach: a second signal, after the one
        # below, would end it before its state is saved.
        child = subprocess.Popen([program, *words], stdin=subprocess.DEVNULL, stdout=its_end,
                                 stderr=its_end, env=environment, process_group=0)
    except (OSError, ValueError) as error:
        os.close(output)
        raise Error(f"{program}: {error}", "io" if isinstance(error, OSError) else "usage") from error
    finally:
        os.close(its_end)
    try:
        said = _forward(output, shown)
        status = child.wait()
    except BaseException:
        _stop(child)
        raise
    finally:
        os.close(output)
    if status != 0:
        raise Error(_last_message(said) or f"{program} ended with status {status}",
                    _CODES.get(status, "internal"))


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Once it has saved what it can go on from; at once at another Ctrl-C."""
    child.send_signal(signal.SIGINT)
    try:
        child.wait()
    except BaseException:
        child.send_signal(signal.SIGINT)
        child.wait()
        raise


def _is_watched() -> bool:
    return sys.stderr.isatty() or "ipykernel" in sys.modules


def _forward(output: int, shown: bool) -> str:
    kept = b""
    while True:
        try:
            some = os.read(output, 65536)
        except OSError:  # what Linux says of a pseudo-terminal that nobody has open
            some = b""
        if not some:
            return kept.decode(errors="replace").replace("\r\n", "\n")
        kept = (kept + some)[-65536:]
        if shown:
            sys.stderr.write(some.decode(errors="replace").replace("\r\n", "\n"))
            sys.stderr.flush()


def _last_message(said: str) -> str:
    said = re.sub(r"\r?\x1b\[K", "\n", said)  # a progress line that was wiped
    starts = list(re.finditer(r"^tango(-train)?: ", said, re.MULTILINE))
    return said[starts[-1].end():].strip() if starts else said.strip()[-500:]
