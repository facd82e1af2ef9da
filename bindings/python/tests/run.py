"""Runs a file of tests on the wheel that `make wheel` installed.  run.py BUILD ENVIRONMENT FILE

ENVIRONMENT: python or python-newer, below build/.

Exit status 77 (skipped) where there is none, or one that is older than what it is made of.
"""
import subprocess
import sys
from pathlib import Path

SKIPPED = 77
TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parents[2]


def skip(why):
    print(f"{why}; run `make wheel`")
    sys.exit(SKIPPED)


def main():
    build, environment, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    python = ROOT / "build" / environment / "bin/python"
    tag = "*-abi3-*" if environment == "python-newer" else "*-cp311-cp311-*"
    wheels = sorted((ROOT / "dist").glob(f"tangobert-{tag}.whl"), key=lambda file: file.stat().st_mtime)
    if not python.exists() or not wheels:
        skip("there is no wheel")
    parts = [build / "libtango.a", build / "tango",
             *(file for folder in ("src", "tangobert") for file in (TESTS.parent / folder).rglob("*.*"))]
    newer = [part for part in parts if part.exists() and part.stat().st_mtime > wheels[-1].stat().st_mtime]
    if newer:
        skip(f"{newer[0]} is newer than the wheel")
    command = [python, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", TESTS / name]
    sys.exit(subprocess.run(command, check=False).returncode)


main()
