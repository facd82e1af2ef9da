"""Files of logits, as `tango label` writes them."""
import json
import math
import struct


def read_logits(path):
    """Labels, and a tuple of logits for each text."""
    content = path.read_bytes()
    size = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + size])
    entry = header["logits"]
    begin, end = entry["data_offsets"]
    texts, labels = entry["shape"]
    values = struct.unpack(f"<{texts * labels}f", content[8 + size + begin:8 + size + end])
    return json.loads(header["__metadata__"]["labels"]), [values[i * labels:(i + 1) * labels] for i in range(texts)]


def write_logits(path, labels, rows):
    flat = struct.pack(f"<{len(rows) * len(labels)}f", *(value for row in rows for value in row))
    header = json.dumps({"__metadata__": {"labels": json.dumps(labels), "source": path.stem},
                         "logits": {"dtype": "F32", "shape": [len(rows), len(labels)],
                                    "data_offsets": [0, len(flat)]}}).encode()
    header += b" " * (-len(header) % 8)
    path.write_bytes(struct.pack("<Q", len(header)) + header + flat)


def answer_of(logits):
    """The label with the largest logit, and its probability."""
    label = max(range(len(logits)), key=logits.__getitem__)
    return label, 1 / sum(math.exp(value - logits[label]) for value in logits)
