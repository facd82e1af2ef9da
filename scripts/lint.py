#!/usr/bin/env python3
"""Runs clang-tidy over every source that has changed since it last passed.

A source has changed if its text has, or that of a project header that it includes (however
indirectly), its compile command or the checks; once it passes, a digest of all these is kept under
build/lint. Exits with 1 if a source fails. Sources that include libtorch are skipped, because clang
14 can't read libtorch 1.13's headers as C++20 (vectors of an incomplete type).

Examples: scripts/lint.py, scripts/lint.py --all, scripts/lint.py FILE
"""
import argparse
import functools
import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PASSED = ROOT / "build" / "lint"
PRECOMPILED = re.compile(r"-Winvalid-pch -include \S+cmake_pch\.hxx")  # by a compiler, not clang
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]', re.MULTILINE)


@functools.cache
def headers_of(path):
    """The project's headers that a file includes directly."""
    found = (ROOT / folder / name
             for name in INCLUDE.findall(path.read_text(encoding="utf8"))
             for folder in ("src", "include", path.parent.relative_to(ROOT)))
    return [header for header in found if header.is_file()]


def all_of(path):
    """A file and every header of the project that it includes, directly or not."""
    seen, ahead = {path}, [path]
    while ahead:
        for header in headers_of(ahead.pop()):
            if header not in seen:
                seen.add(header)
                ahead.append(header)
    return sorted(seen)


def includes_libtorch(path):
    return any(re.search(r"#\s*include\s*<(ATen|c10|torch)/", part.read_text(encoding="utf8"))
               for part in all_of(path))


def digest(path, command, checks):
    state = hashlib.sha256(f"{checks}\n{command}".encode())
    for part in all_of(path):
        state.update(f"\n{part.relative_to(ROOT)}\n".encode() + part.read_bytes())
    return state.hexdigest()


def lint(path):
    run = subprocess.run(["clang-tidy", "-p", PASSED, "--quiet", path], cwd=ROOT, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return run.returncode == 0, run.stdout or run.stderr


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("files", nargs="*", type=Path, help="default: all that are compiled")
    arguments.add_argument("--build", default="build/separate", help="where the compile commands are")
    arguments.add_argument("--all", action="store_true", help="also those that have not changed since they passed")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    options = arguments.parse_args()

    checks = (ROOT / ".clang-tidy").read_text(encoding="utf8") + subprocess.run(
        ["clang-tidy", "--version"], capture_output=True, text=True, check=True).stdout
    commands = {}
    entries = json.loads((ROOT / options.build / "compile_commands.json").read_text())
    for entry in entries:
        entry["command"] = PRECOMPILED.sub("", entry["command"])
        path = Path(entry["file"]).resolve()
        if path.suffix == ".cpp" and ROOT / "build" not in path.parents:
            commands[path] = (entry["command"].replace(str(ROOT / options.build), "BUILD")
                              .replace(str(ROOT), "ROOT"))
    PASSED.mkdir(parents=True, exist_ok=True)
    (PASSED / "compile_commands.json").write_text(json.dumps(entries))
    chosen = [path.resolve() for path in options.files] or sorted(commands)
    readable = [path for path in chosen if not includes_libtorch(path)]
    if unknown := [path for path in chosen if path not in commands]:
        sys.exit(f"{unknown[0]}: {options.build} does not compile it")

    def run(path):
        name = path.relative_to(ROOT)
        stamp = PASSED / f"{name}.sha256"
        now = digest(path, commands[path], checks)
        if not options.all and stamp.is_file() and stamp.read_text() == now:
            return None
        good, words = lint(name)
        if good:
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.write_text(now)
        else:
            print(f"{name}:\n{words}", flush=True)
        return good

    with ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(run, readable))
    print(f"{len(chosen)} sources: {len(chosen) - len(readable)} skipped (libtorch), {results.count(None)} unchanged "
          f"since they passed, {results.count(True)} passed now, {results.count(False)} failed")
    return 1 if False in results else 0


if __name__ == "__main__":
    sys.exit(main())
