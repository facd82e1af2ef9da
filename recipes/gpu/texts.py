"""Batches of the texts that pack_texts.py packed, composed on the GPU."""

import numpy
import safetensors.torch
import torch

from encoder import KINDS

QUESTION = 64  # tokens at most
MASK = 103


class Texts:
    def __init__(self, path, device):
        self.arrays = {name: tensor.to(torch.int32).to(device) for name, tensor in safetensors.torch.load_file(path).items()}
        self.device = device

    def rows(self, name):
        return self.arrays[name]

    def table(self, name):
        return self.arrays[name + ".tokens"], self.arrays[name + ".offsets"]

    def parts(self, task, rows):
        """Of each row: where the first text starts and its length, and the second's, in their tables."""
        if task == "squad":
            first, second = self.table("squad.question"), self.table("squad.paragraph")
            a, b = first[1][rows[:, 0]], second[1][rows[:, 1]] + rows[:, 2]
            return (first[0], a, (first[1][rows[:, 0] + 1] - a).clamp(max=QUESTION)), (second[0], b, rows[:, 3] - rows[:, 2])
        tokens, offsets = self.table(task + ".text")
        a = offsets[rows[:, 0]]
        pair = rows[:, 1] >= 0
        other = rows[:, 1].clamp(min=0)
        b = offsets[other]
        return (tokens, a, (offsets[rows[:, 0] + 1] - a).clamp(max=128)), (tokens, b, torch.where(pair, (offsets[other + 1] - b).clamp(max=200), -1))

    def lengths(self, task, rows):
        (_, _, first), (_, _, second) = self.parts(task, rows)
        return (first + second).cpu().numpy()

    def batch(self, task, rows, kind, longest=None, hide=None):
        """ids, types and held of [texts, tokens]; `question`: tokens of the first texts; `longest`: tokens of the longest row,
        where known; `hide`: seed of a choice of a tenth of the tokens to mask, the same for every kind of model."""
        spec = KINDS[kind]
        (tokens, a, first), (others, b, second) = self.parts(task, rows)
        gap = spec["separators"]
        ends = torch.where(second < 0, first + 1, first + gap + 1 + second)
        needed = int(ends.max()) + 1 if longest is None else longest + gap + 2
        length = (needed + 15) // 16 * 16
        place = torch.arange(length, device=self.device)[None]
        first, ends = first[:, None], ends[:, None]
        inside = (place >= 1) & (place <= first)
        beyond = (place > first + gap) & (place < ends)
        indices = torch.where(inside, a[:, None] + place - 1, b[:, None] + place - first - gap - 1)
        words = torch.where(inside, tokens[indices.clamp(0, len(tokens) - 1)], others[indices.clamp(0, len(others) - 1)])
        if hide is not None:
            words = torch.where(scattered(indices + len(tokens) * beyond, hide) % 10 == 0, MASK, words)
        words = torch.where(words == MASK, spec["mask"], words + spec["shift"])
        held = place <= ends
        ids = torch.where(inside | beyond, words, torch.where(held, spec["end"], spec["pad"]))
        ids[:, 0] = spec["start"]
        return {"ids": ids, "types": ((place > first + 1) & held).int(), "held": held, "context": beyond, "question": first}


def scattered(numbers, seed):
    """Numbers that look random, the same for the same number and seed."""
    mixed = (numbers.long() * 0x9E3779B1 + seed * 0x85EBCA6B) & 0xFFFFFFFF
    return ((mixed ^ (mixed >> 15)) * 0xC2B2AE35 & 0xFFFFFFFF) >> 7


def shuffled(lengths, size, seed, pool=64):
    """Row numbers of an epoch in batches of texts of like length, in random order."""
    order = numpy.random.default_rng(seed)
    numbers = order.permutation(len(lengths))
    batches = []
    for start in range(0, len(numbers), size * pool):
        part = numbers[start:start + size * pool]
        part = part[numpy.argsort(lengths[part], kind="stable")]
        batches += [part[i:i + size] for i in range(0, len(part), size)]
    order.shuffle(batches)
    return batches
