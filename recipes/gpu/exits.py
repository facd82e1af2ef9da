#!/usr/bin/env python3
"""Trains classifiers behind the layers of a large model, which stays as it is, on the texts that the students learn from.

Example:
    recipes/gpu/exits.py mrpc --large models/mrpc/large/adapter_model.safetensors --texts build/gpu/texts.safetensors --bases BASES --output build/gpu

Two sets at the same time, each OUTPUT/TASK-METHOD.safetensors, the off_ramps.safetensors of a model directory:

    deebert    cross-entropy with the large model's probabilities (Xin et al. 2020, on soft labels)
    fastbert   KL(off-ramp || large model) (Liu et al. 2020, equation 6)
"""

import argparse
import pathlib

import safetensors.torch
import torch
import torch.nn.functional as F

from train import Run, add_places, class_scores, optimise


class OffRamps:
    """For each layer but the last a dense layer and an output layer, as the encoder's own head is."""

    def __init__(self, layers, width, labels, device, seed):
        generator = torch.Generator().manual_seed(seed)

        def normal(*shape):
            return torch.empty(shape).normal_(0, 0.02, generator=generator).to(device).requires_grad_()

        self.weights = {"dense.weight": normal(layers, width, width), "dense.bias": torch.zeros(layers, 1, width, device=device, requires_grad=True),
                        "output.weight": normal(layers, labels, width), "output.bias": torch.zeros(layers, 1, labels, device=device, requires_grad=True)}

    def parameters(self):
        return list(self.weights.values())

    def logits(self, firsts):
        """[layers, texts, labels] of [layers, texts, width]."""
        kept = {name: tensor.bfloat16() for name, tensor in self.weights.items()}
        dense = torch.tanh(torch.baddbmm(kept["dense.bias"], firsts, kept["dense.weight"].transpose(1, 2)))
        return torch.baddbmm(kept["output.bias"], dense, kept["output.weight"].transpose(1, 2)).float()

    def save(self, path, method):
        layers = range(len(self.weights["dense.weight"]))
        safetensors.torch.save_file({f"off_ramps.{layer}.{name}": tensor[layer].detach().bfloat16().reshape(tensor.shape[2:] if name.endswith("bias") else tensor.shape[1:]).cpu().contiguous()
                                     for name, tensor in self.weights.items() for layer in layers}, path, {"method": method})

    @torch.no_grad()
    def report(self, log, trunk, texts, task, rows):
        found = [[] for _ in range(len(self.weights["dense.weight"]))]
        for part in rows.split(256):
            firsts = []
            trunk.forward(texts.batch(task, part, trunk.kind), firsts)
            for layer, logits in enumerate(self.logits(torch.stack(firsts[:-1]))):
                found[layer].append(logits)
        for layer, logits in enumerate(found):
            log.add(layer=layer + 1, tune=class_scores(torch.cat(logits), rows[:, 2]))


class Both:
    """Two sets of off-ramps, trained in one pass."""

    def __init__(self, *sets):
        self.sets = sets

    def parameters(self):
        return [tensor for ramps in self.sets for tensor in ramps.parameters()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task")
    parser.add_argument("--large", type=pathlib.Path, required=True, help="adapter_model.safetensors of the large model")
    parser.add_argument("--time", type=float, default=40, help="seconds that the training may take")
    parser.add_argument("--epochs", type=float, default=3)
    add_places(parser)
    options = parser.parse_args()
    run = Run(options)
    trunk, texts, task = run.teacher(options.large), run.texts, options.task
    rows = run.limited(f"{task}.transfer")
    deebert, fastbert = (OffRamps(trunk.layers - 1, 768, 2, run.device, seed) for seed in (1, 2))

    def loss_of(part, longest, _):
        with torch.no_grad():
            firsts = []
            last = trunk.class_logits_of(trunk.forward(texts.batch(task, part, trunk.kind, longest), firsts)[0])
        firsts = torch.stack(firsts[:-1])
        wanted = F.log_softmax(last, -1)
        ours, others = (F.log_softmax(ramps.logits(firsts), -1) for ramps in (deebert, fastbert))
        return -(wanted.exp() * ours).sum(-1).mean(1).sum() + (others.exp() * (others - wanted)).sum(-1).mean(1).sum()

    optimise(Both(deebert, fastbert), rows, texts.lengths(task, rows), loss_of, run.log(f"{task}-exits"), options.epochs, 128, 1e-3, options.time, 1)
    for method, ramps in (("deebert", deebert), ("fastbert", fastbert)):
        ramps.save(run.output / f"{task}-{method}.safetensors", method)
        ramps.report(run.log(f"{task}-{method}"), trunk, texts, task, texts.rows(f"{task}.tune"))


if __name__ == "__main__":
    main()
