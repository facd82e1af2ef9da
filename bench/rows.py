"""The rows of the comparison: what runs on our side and on the peer's, and what must be reached."""
import functools
import json
import re
from dataclasses import dataclass, field

import lstm_peer
import peers
from family_models import FAMILIES
from ours import Ours
from places import DATA, PEER_MODELS, SHARED_MODELS, as_json_lines, texts_of

MAX_LENGTH = 128  # tokens of a text or pair, for both engines
BATCH = 32
QNLI_PAIRS = 512  # the first of 5,463: a round of all would take minutes
most_texts = None  # of every row with real texts: compare.py --texts


@dataclass(frozen=True)
class Goal:
    must: float | None
    aim: float | None


NO_GOAL = Goal(None, None)


def goals(avx2, vnni):
    """(must, aim) on CPUs with AVX2 alone, and on those with VNNI; None: none is set."""
    return {kind: Goal(*goal) if goal else NO_GOAL for kind, goal in (("avx2", avx2), ("vnni", vnni))}


@dataclass
class Row:
    name: str
    title: str
    precision: str
    goals: dict  # by the kind of instruction set
    ours: list  # arguments of `tango bench` but --precision and --json
    settings: object  # settings(peer's precision, arguments, refused) → peers.Setting each
    unit: str = "texts/s"
    scale: float = 1  # tokens of a text where the unit is tokens/s
    peer_precision: str = ""
    check: object = None  # check(our JSON), raises NotComparable
    needs: list = field(default_factory=list)  # files


def shape(name, texts, tokens, precision, avx2, vnni, latency=False, title="BERT-base", family=None):
    """`family`: of bench/family_models.py; BERT-base without."""
    what = (f"one text of {tokens} tokens, latency" if latency
            else f"{texts} texts of {tokens} tokens")
    # Texts one after the other are latency; several in flight would be something else.
    parallel = (False,) if latency else (False, True)
    model = ["--model", str(PEER_MODELS / family)] if family else ["--random", "bert-base"]
    return Row(name, f"{title} {precision}, {what}", precision, goals(avx2, vnni),
               [*model, "--shape", f"{texts},{tokens}"],
               lambda peer_precision, arguments, refused: peers.shape_settings(
                   family or "bert-base", peer_precision, texts, tokens, parallel, arguments.isa, refused),
               unit="tokens/s", scale=tokens)


def int8_over_fp32():
    """The peer is ours, in fp32."""
    row = Row("int8-over-fp32-b32-s64", "BERT-base, 32 texts of 64 tokens, tango's int8 over its fp32",
              "int8", goals((1.7, 2.2), None), ["--random", "bert-base", "--shape", "32,64"], None,
              unit="tokens/s", scale=64, peer_precision="fp32")

    def settings(precision, arguments, _refused):
        ours = Ours(arguments.tango, row, precision, arguments.isa)

        def measure():
            return ours.measure()["texts_per_s"]
        yield peers.Setting(f"tango {precision}", measure, measure, [])

    row.settings = settings
    return row


def read_texts(source):
    path, columns, most = source
    return texts_of(DATA / path, columns)[:most][:most_texts]


def same_tokens(tokens):
    def check(ours):
        if ours["tokens"] != tokens:
            raise peers.NotComparable(f"tango reads {ours['tokens']} tokens, the peer {tokens}")
    return check


SST2 = ("sst2/test.tsv", [0], None)
MRPC = ("mrpc/dev.tsv", [3, 4], None)
QNLI = ("qnli/dev.tsv", [1, 2], QNLI_PAIRS)


def texts(name, title, source, model, peer_model, avx2, vnni, order="as-is"):
    @functools.cache
    def prepare():
        rows = read_texts(source)
        batches = peers.Texts(rows, peer_model, MAX_LENGTH, BATCH, order)
        row.ours += ["--input", str(as_json_lines(PEER_MODELS / "texts" / f"{name}.jsonl", rows))]
        row.check = same_tokens(batches.tokens)
        return batches

    row = Row(name, title, "int8", goals(avx2, vnni),
              ["--model", str(model), "--order", order, "--batch", str(BATCH),
               "--max-length", str(MAX_LENGTH), "--warm-ups", "1", "--repeats", "1"],
              lambda precision, arguments, refused: peers.text_settings(
                  peer_model, precision, prepare(), arguments.isa, refused),
              needs=[DATA / source[0], model / "config.json"])
    return row


def bilstm_texts():
    """The peer gets the texts' lengths alone: no tokenization, no embedding, no dense layers."""
    model = SHARED_MODELS / "sst2-bilstm"

    def settings(_precision, _arguments, _refused):
        config = json.loads((model / "config.json").read_text())
        rows = read_texts(SST2)
        lengths = [min(config["max_words"], len(re.findall(config["word_pattern"], text.lower())))
                   for text in rows]
        row.ours += ["--input", str(as_json_lines(PEER_MODELS / "texts" / "bilstm-sst2.jsonl", rows))]
        row.check = same_tokens(sum(lengths))
        return lstm_peer.lstm_settings(config["embedding_size"], config["hidden_size"],
                                       lstm_peer.words_of_lengths(config["embedding_size"], lengths))

    row = Row("bilstm-sst2", "BiLSTM int8, SST-2 test, one thread", "int8", goals((2.3, 3.5), (3, 5)),
              ["--model", str(model), "--workers", "1", "--batch", "256"], settings,
              peer_precision="fp32", needs=[DATA / SST2[0], model / "config.json"])
    return row


def bilstm_shape():
    sizes = [argument for size in lstm_peer.BATCHES for argument in ("--shape", f"{size},30")]
    return Row("bilstm-30", "BiLSTM int8, texts of 30 words, best batch of each, one thread", "int8",
               goals(None, (3, 5)),
               ["--random", "bilstm", "--workers", "1", *sizes],
               lambda *_: lstm_peer.lstm_settings(50, 64, lstm_peer.random_words(50, 30)),
               peer_precision="fp32")


def families():
    """Equal lengths, and texts as they come, of each."""
    for name, family in FAMILIES.items():
        yield shape(f"{name}-b32-s64", 32, 64, "int8", (1.0, None), (1.0, None), title=family.title, family=name)
        yield texts(f"{name}-sst2", f"{family.title} int8, SST-2 test as it comes", SST2, PEER_MODELS / name, name,
                    (1.5, None), (1.5, None))


MPNET = SHARED_MODELS / "sst2-mpnet-lora"

# (must, aim) with AVX2 alone, then with VNNI.
ROWS = [
    shape("int8-b32-s32", 32, 32, "int8", (1.1, 1.3), (1.0, 1.1)),
    shape("int8-b32-s64", 32, 64, "int8", (1.1, 1.3), (1.0, 1.1)),
    shape("int8-b8-s128", 8, 128, "int8", (1.1, 1.3), (1.0, 1.1)),
    shape("int8-b2-s384", 2, 384, "int8", (1.1, 1.3), (1.1, 1.3)),
    shape("int8-b1-s16", 1, 16, "int8", (1.15, 1.5), (1.3, 1.6), latency=True),
    shape("int8-b1-s64", 1, 64, "int8", (1.15, 1.5), (1.3, 1.6), latency=True),
    shape("bf16-b32-s64", 32, 64, "bf16", None, (1.0, 1.1)),
    shape("fp32-b32-s64", 32, 64, "fp32", None, (0.95, 1.0)),
    int8_over_fp32(),
    texts("mpnet-sst2", "MPNet-base int8, SST-2 test as it comes", SST2, MPNET, "mpnet-sst2",
          (2.2, 3), (1.5, 2)),
    texts("mpnet-sst2-sorted", "MPNet-base int8, SST-2 test, both sorted by length", SST2, MPNET,
          "mpnet-sst2", (1.15, 1.4), (1.1, 1.3), order="sorted"),
    texts("mpnet-mrpc", "MPNet-base int8, MRPC dev pairs as they come", MRPC, MPNET, "mpnet-sst2",
          (1.5, 2.2), (1.5, 2)),
    texts("mpnet-qnli", f"MPNet-base int8, QNLI dev pairs as they come (the first {QNLI_PAIRS:,})",
          QNLI, MPNET, "mpnet-sst2", (1.5, 2.2), (1.5, 2)),
    texts("tinybert4-sst2", "4 layers, 312 wide, int8, SST-2 test as it comes", SST2,
          PEER_MODELS / "tinybert4", "tinybert4", None, (2, 3)),
    bilstm_texts(),
    bilstm_shape(),
    *families(),
]
