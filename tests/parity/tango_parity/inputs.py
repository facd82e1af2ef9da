"""Token ids of the goldens' inputs (README.md, "A golden")."""

from tango_parity import random_weights

FIRST_ID = 5  # Smaller ids are the special tokens of every family, padding among them.


def token_ids(golden, index):
    """(token ids, token type ids) of input `index` of a golden."""
    described = golden["inputs"][index]
    if "token_ids" in described:
        ids = described["token_ids"]
    else:
        vocab_size = golden["config"]["vocab_size"]
        ids = FIRST_ID + random_weights.below(golden["seed"], f"input {index}", described["length"],
                                              vocab_size - FIRST_ID)
        ids = ids.tolist()
    second_from = described.get("second_from", len(ids))
    return ids, [int(position >= second_from) for position in range(len(ids))]
