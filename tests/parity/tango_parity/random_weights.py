"""The twin of src/base/random.h and src/checkpoint/random_weights.cpp: equal to them bit for bit."""

import math

import numpy as np

_MASK = 0xFFFFFFFFFFFFFFFF


def _mix64(value):
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def _fnv1a64(text):
    state = 0xCBF29CE484222325
    for byte in text.encode():
        state = ((state ^ byte) * 0x100000001B3) & _MASK
    return state


def bits(seed, name, count, first=0):
    """`count` values of RandomStream(seed, name) from the one numbered `first` on, as uint64."""
    key = np.uint64(_fnv1a64(name)) ^ _mix64(np.array([seed], np.uint64))
    index = np.arange(first + 1, first + count + 1, dtype=np.uint64)
    return _mix64(key + index * np.uint64(0x9E3779B97F4A7C15))


def signed_unit(seed, name, count):
    high = (bits(seed, name, count) >> np.uint64(40)).astype(np.int32)
    return (high - (1 << 23)).astype(np.float32) * np.float32(2.0**-23)


def below(seed, name, count, bound):
    """Integers in [0, bound), bound < 2^32."""
    value, bound = bits(seed, name, count), np.uint64(bound)
    low = (value & np.uint64(0xFFFFFFFF)) * bound
    return (((value >> np.uint64(32)) * bound + (low >> np.uint64(32))) >> np.uint64(32)).astype(np.int64)


def _rule(name, shape):
    """(offset, scale) of a tensor; README.md explains."""
    if "LayerNorm.weight" in name or "norm.weight" in name:
        return 1.0, 0.25
    if len(shape) == 1:
        return 0.0, 0.125
    if "relative_attention_bias" in name:
        return 0.0, 2.0
    if "_embeddings.weight" in name:
        return 0.0, 0.0625
    if "embedding.weight" in name:
        return 0.0, 2.0
    if name == "dense.weight":
        return 0.0, 4 * math.sqrt(3.0 / shape[1])
    sharp = ("query", "key", "q", "k", "q_lin", "k_lin", "query_proj", "key_proj", "attn.Wqkv", "intermediate.dense",
             "ffn.lin1", "ffn", "mlp.Wi")
    is_sharp = "lstm.weight" in name or name.endswith(tuple(f".{stem}.weight" for stem in sharp))
    gain = 1.5 if is_sharp else 1.0
    return 0.0, gain * math.sqrt(3.0 / shape[1])


def tensor(seed, name, shape):
    offset, scale = _rule(name, shape)
    unit = signed_unit(seed, name, math.prod(shape))
    return (np.float32(offset) + np.float32(scale) * unit).reshape(shape)


def fill(module, seed):
    """Replaces every tensor of a torch module's state by the generated one; returns the module."""
    import torch

    state, first = {}, {}
    for name, value in module.state_dict().items():
        tied = first.setdefault(value.data_ptr(), name)  # a tied tensor goes by its first name
        state[name] = state[tied] if tied != name else torch.from_numpy(tensor(seed, name, tuple(value.shape)))
    module.load_state_dict(state, strict=True)
    return module.eval()
