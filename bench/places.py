"""Where the benches find programs, models, data and the modules of scripts/; nothing here needs a package."""
import contextlib
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "scripts"))
TANGO = ROOT / "build/release/tango"
PEER_MODELS = ROOT / "build/peers-out"
RESULTS = ROOT / "build/results"
DATA = Path(os.environ.get("TANGO_DATA", ROOT / "../shared/data"))
SHARED_MODELS = Path(os.environ.get("TANGO_SHARED_MODELS", ROOT / "../shared/models"))


def model_store():
    """The same answer as scripts/fetch_models.py and tango::checkpoint::model_store()."""
    if store := os.environ.get("TANGO_MODELS"):
        return Path(store)
    if cache := os.environ.get("XDG_CACHE_HOME"):
        return Path(cache, "tango", "models")
    return Path.home() / ".cache/tango/models"


def texts_of(path, columns, skip=1):
    """Rows of a headed TSV: a string each, or a pair of strings. Quotes are literal."""
    lines = path.read_text(encoding="utf-8-sig").split("\n")[skip:]
    rows = (line.split("\t") for line in lines if line.strip())
    return [row[columns[0]] if len(columns) == 1 else tuple(row[c] for c in columns)
            for row in rows]


def as_json_lines(file, texts):
    """Texts, or pairs of them, where both engines read the same strings: no reader of tables can make a difference."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = ({"text": text} if isinstance(text, str) else {"text": text[0], "text_pair": text[1]} for text in texts)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    return file


@contextlib.contextmanager
def appearing(target):
    """A temporary path beside `target`, which takes its place (weights first) when the block ends well."""
    temporary = target.with_name(f".{os.getpid()}-{target.name}")
    pairs = [(temporary, target)]
    if target.suffix == ".xml":
        pairs.insert(0, (temporary.with_suffix(".bin"), target.with_suffix(".bin")))
    try:
        yield temporary
        for made, final in pairs:
            os.replace(made, final)
    finally:
        for made, _ in pairs:
            made.unlink(missing_ok=True)
