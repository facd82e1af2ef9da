#!/usr/bin/env python3
"""Runs clang-tidy over every source that has changed since it last passed.

A source has changed if its text has, or that of a project header that it includes (however
indirectly), its compile command or the checks; once it passes, a digest of all these is kept under
build/lint. Exits with 1 if a source fails. Sources that include libtorch are skipped, because clang
14 can't read libtorch 1.13's headers as C++20 (vectors of an incomplete type). Those of the Python
module are read where `make wheel` has built it.

Sources of one target are read several at a time, one behind the other in one file, as the build
compiles them: otherwise clang-tidy spends most of its time on the headers that they share. It then
also sees through calls from one of them to another (bugprone-exception-escape).

Examples: scripts/lint.py, scripts/lint.py --all, scripts/lint.py FILE
"""
import argparse
import functools
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PASSED = ROOT / "build" / "lint"
PRECOMPILED = re.compile(r"-Winvalid-pch -include \S+cmake_pch\.hxx")  # by a compiler, not clang
UNIT_SOURCES = 16
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


class Unit:
    """Sources that clang-tidy reads as one file, and where its lines come from."""

    def __init__(self, number, paths):
        self.paths = paths
        self.file = PASSED / "units" / f"{number}.cpp"
        self.origins, self.repeated = [], set()
        text = []
        for path in paths:
            seen = set()
            for number, line in enumerate(path.read_text(encoding="utf8").split("\n"), 1):
                if INCLUDE.match(line):
                    if line in seen:
                        self.repeated.add(len(text) + 1)
                    seen.add(line)
                text.append(line)
                self.origins.append(f"{path.relative_to(ROOT)}:{number}")
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text("\n".join(text) + "\n", encoding="utf8")

    def lint(self, command):
        """What was found, a text each."""
        flags = shlex.split(command)[1:]
        flags = flags[:flags.index("-o")]  # behind it are the object and the source
        beside = [f"-iquote{folder}" for folder in dict.fromkeys(path.parent for path in self.paths)
                  if ROOT / "src" not in folder.parents]  # there, includes start at src
        run = subprocess.run(["clang-tidy", f"--config-file={ROOT / '.clang-tidy'}", "--quiet", self.file, "--",
                              *flags, *beside],
                             cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if run.returncode == 0:
            return []
        found = re.split(r"^(?=\S+:\d+:\d+: (?:error|warning):)", run.stdout or run.stderr, flags=re.MULTILINE)
        return [self.placed(one) for one in found if one.strip() and not self.is_of_joining(one)]

    def is_of_joining(self, finding):
        """An include that two sources have."""
        place = re.match(rf"{re.escape(str(self.file))}:(\d+):", finding)
        return "[readability-duplicate-include" in finding and place and int(place[1]) not in self.repeated

    def placed(self, finding):
        """With the places that its lines come from."""
        return re.sub(rf"{re.escape(str(self.file))}:(\d+)",
                      lambda place: self.origins[min(int(place[1]), len(self.origins)) - 1], finding)

    def passed(self, findings):
        """The sources that can't be what a finding is about."""
        if any(not finding.startswith(tuple(f"{path.relative_to(ROOT)}:" for path in self.paths))
               for finding in findings):
            return []  # it is in a header
        return [path for path in self.paths
                if not any(f"{path.relative_to(ROOT)}:" in finding for finding in findings)]


def units_of(paths, commands):
    """Those of one target together, as far as they are not compiled once per instruction set."""
    together = {}
    for path in paths:
        alone = "foreach_target" in path.read_text(encoding="utf8")
        target = commands[path].partition(" -o ")[0]
        together.setdefault((target, path if alone else None), []).append(path)
    lists = [members[i:i + UNIT_SOURCES] for members in together.values() for i in range(0, len(members), UNIT_SOURCES)]
    return [Unit(number, members) for number, members in enumerate(lists)]


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
    wheels = sorted((ROOT / "build/python-wheel").glob("*/compile_commands.json"))
    for file in [*wheels[-1:], ROOT / options.build / "compile_commands.json"]:
        for entry in json.loads(file.read_text()):
            entry["command"] = PRECOMPILED.sub("", entry["command"])
            path = Path(entry["file"]).resolve()
            if path.suffix == ".cpp" and ROOT / "build" not in path.parents:
                commands[path] = (entry["command"].replace(str(ROOT / options.build), "BUILD")
                                  .replace(str(ROOT), "ROOT"))
    PASSED.mkdir(parents=True, exist_ok=True)
    chosen = [path.resolve() for path in options.files] or sorted(commands)
    readable = [path for path in chosen if not includes_libtorch(path)]
    if unknown := [path for path in chosen if path not in commands]:
        sys.exit(f"{unknown[0]}: {options.build} does not compile it")

    digests = {path: digest(path, commands[path], checks) for path in readable}

    def stamp(path):
        return PASSED / f"{path.relative_to(ROOT)}.sha256"

    changed = [path for path in readable if options.all or not stamp(path).is_file()
               or stamp(path).read_text() != digests[path]]
    units = units_of(changed, commands)
    done = 0

    def run(unit):
        nonlocal done
        command = commands[unit.paths[0]].replace("BUILD", str(ROOT / options.build)).replace("ROOT", str(ROOT))
        findings = unit.lint(command)
        for path in unit.passed(findings):
            stamp(path).parent.mkdir(parents=True, exist_ok=True)
            stamp(path).write_text(digests[path])
        done += len(unit.paths)
        print("".join(findings) + f"{done} of {len(changed)} sources are read", flush=True)
        return not findings

    with ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(run, units))
    print(f"{len(chosen)} sources: {len(chosen) - len(readable)} skipped (libtorch), "
          f"{len(readable) - len(changed)} unchanged since they passed, {len(changed)} read in {len(units)} units, "
          f"of which {results.count(False)} failed")
    return 1 if False in results else 0


if __name__ == "__main__":
    sys.exit(main())
