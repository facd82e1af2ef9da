#!/usr/bin/env python3
"""Checks that each floor includes only floors below it, and that files stay small.

Reads the floors and what each NEEDS from CMakeLists.txt, then every source under src/. Prints each
fault as FILE:LINE: WHAT, and exits with 1 if there is one. Example: scripts/check_floors.py
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# For each library, the only folders whose files may include its headers.
TRAIN = ("src/train/",)
DOORS = {
    "torch/": TRAIN,
    "ATen/": TRAIN,
    "c10/": TRAIN,
    "CLI/": ("src/command/", "src/cli/", "src/train/", "src/serve/command/"),
    "hwy/": ("src/kernel/",),
    "zlib.h": ("src/task/compressed/",),
    "zstd": ("src/task/compressed/",),
    "oniguruma.h": ("src/text/pattern/",),
    "toml++/": ("src/recipe/",),
    "boost/math/": ("src/calibrate/",),
    "boost/asio/": ("src/serve/http/", "src/serve/http2/"),
    "boost/beast/": ("src/serve/http/",),
    "openssl/": ("src/serve/http/",),
    "nghttp2/": ("src/serve/http2/",),
    "prometheus/": ("src/serve/metrics/",),
    "grpc/": ("src/serve/grpc/",),
    "grpcpp/": ("src/serve/grpc/",),
    "google/protobuf/": ("src/serve/grpc/",),
}
MEDIAN_LINES, NINETIETH_PERCENTILE_LINES, MOST_LINES = 100, 250, 400
GENERATED = re.compile(r"generated", re.IGNORECASE)


def floors():
    """The floors that each floor may include, by its name."""
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf8")
    found = {}
    for call in re.findall(r"^\s*tango_floor\(([^)]*)\)", text, re.MULTILINE):
        words = call.split()
        needs = []
        if "NEEDS" in words:
            for word in words[words.index("NEEDS") + 1:]:
                if word.isupper():
                    break
                needs.append(word)
        unknown = [need for need in needs if need not in found]
        if unknown:
            sys.exit(f"CMakeLists.txt: floor {words[0]} needs {unknown[0]}, which is not below it")
        found[words[0]] = set(needs)
    return found


def check_includes(path, allowed, names):
    place = path.relative_to(ROOT)
    faults = []
    for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if not match:
            continue
        quote, header = match.groups()
        if quote == '"':
            floor = header.split("/")[0]
            if "/" not in header or floor not in names:
                faults.append(f'{place}:{number}: "{header}" should be a path from src/, such as floor/file.h')
            elif floor not in allowed:
                faults.append(f"{place}:{number}: floor {place.parts[1]} may not include {floor}")
        for door, homes in DOORS.items():
            if header.startswith(door) and not str(place).startswith(homes):
                faults.append(f"{place}:{number}: <{header}> may be included only under {' or '.join(homes)}")
    return faults


def check_sizes(sources):
    sizes = sorted((sum(1 for _ in open(p, encoding="utf8")), p) for p in sources)
    lines = [size for size, _ in sizes]
    median, ninetieth = lines[len(lines) // 2], lines[len(lines) * 9 // 10]
    print(f"{len(lines)} files: median {median} lines, nine in ten under {ninetieth + 1}, "
          f"largest {lines[-1]} ({sizes[-1][1].relative_to(ROOT)})")
    faults = []
    if median > MEDIAN_LINES:
        faults.append(f"src: the median file has {median} lines; keep half under {MEDIAN_LINES}")
    if ninetieth > NINETIETH_PERCENTILE_LINES:
        faults.append(f"src: one file in ten has {ninetieth} lines or more; keep nine in ten under "
                      f"{NINETIETH_PERCENTILE_LINES}")
    faults += [f"{path.relative_to(ROOT)}: {size} lines; split it by what it does (at most "
               f"{MOST_LINES})" for size, path in sizes if size > MOST_LINES]
    return faults


def main():
    allowed = floors()
    sources = sorted(p for p in (ROOT / "src").rglob("*") if p.suffix in (".h", ".cpp"))
    faults = []
    for path in sources:
        floor = path.relative_to(ROOT / "src").parts[0]
        if floor not in allowed:
            faults.append(f"src/{floor}: not a floor of CMakeLists.txt")
            continue
        faults += check_includes(path, allowed[floor] | {floor}, allowed)
    written = [p for p in sources if not GENERATED.search(p.name)]
    faults += check_sizes(written)
    print("\n".join(faults) if faults else "every floor includes only floors below it")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
