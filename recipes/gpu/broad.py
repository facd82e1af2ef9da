#!/usr/bin/env python3
"""CoLA from broad text: a student and a jointly trained trunk learn the large model's judgement of what people wrote and of small changes to it.

Example:
    recipes/gpu/broad.py student --large models/cola/large/adapter_model.safetensors --texts build/gpu/texts.safetensors --bases BASES --output build/gpu

    student   MiniLM-L6: the teacher's logits, its pooled state and how its last layer's tokens relate
    trunk     all layers' adapters and an off-ramp behind each, together (BERxiT, Xin et al. 2021): every
              off-ramp learns the logits of the large model as it was

No label is read. Of the texts 55 % are changed by a word or two, in the end 30 %. The last two fifths
of the time go to CoLA's own transfer set alone, which holds its train sentences.
"""

import argparse
import pathlib

import safetensors.torch
import torch
import torch.nn.functional as F

from encoder import KINDS, Encoder, new_head
from exits import OffRamps
from train import Run, add_places, class_logits, class_scores, optimise, relation_loss
from variants import Variants

SIZE = 384


class Broad:
    def __init__(self, options):
        self.run, self.options = Run(options), options
        self.texts = self.run.texts
        self.teacher = self.run.teacher(options.large)
        continues = self.texts.rows("cola.continues").bool()
        embeddings = self.teacher.weights["embeddings.word_embeddings.weight"][KINDS["mpnet"]["shift"]:][:len(continues)]
        self.variants = Variants(self.texts, "cola", continues, embeddings)
        near = self.run.limited("cola.transfer")
        self.held_out = near[:4000]
        self.kept_logits = class_logits(self.teacher, self.texts, "cola", self.held_out)
        held = torch.zeros(len(self.variants.offsets), dtype=torch.bool, device=near.device)
        held[self.held_out[:, 0].long()] = True
        broad = self.run.limited("cola.broad")
        self.near, self.broad = near[4000:], broad[~held[broad[:, 0].long()]]

    def lengths(self, rows):
        return (self.variants.offsets[rows[:, 0] + 1] - self.variants.offsets[rows[:, 0]]).clamp(max=30).cpu().numpy()

    def words(self, part, share):
        words, length = self.variants.sentences(part)
        words, length = self.variants.changed(words, length, share)
        return self.variants.changed(words, length, share / 3)

    def phases(self, name, model, loss_of, rate):
        """`loss_of(words, length, related)`; `model` has parameters() and class_logits()."""
        log = self.run.log(name)
        for phase, rows, share, part, related in (("broad", self.broad, 0.55, 0.6, True), ("near", self.near, 0.3, 0.4, False)):
            def loss(batch, _longest, _step):
                return loss_of(*self.words(batch, share), related)
            optimise(model, rows, self.lengths(rows), loss, log, 100, SIZE, rate * (1 if related else 0.5),
                     self.options.time * part, self.options.seed, phase)
            self.report(log, model)

    @torch.no_grad()
    def report(self, log, model):
        ours = class_logits(model, self.texts, "cola", self.held_out)
        tune = self.texts.rows("cola.tune")
        log.add(tune=class_scores(class_logits(model, self.texts, "cola", tune), tune[:, 2]),
                agreement=(ours.argmax(1) == self.kept_logits.argmax(1)).float().mean().item(), squared_error=F.mse_loss(ours, self.kept_logits).item())

    def student(self):
        torch.manual_seed(self.options.seed)
        model = self.run.minilm("cola", self.options.seed)
        project = torch.empty(768, 384, device=self.run.device).normal_(0, 0.05).requires_grad_()
        own = model.parameters
        model.parameters = lambda: own() + [project]

        def loss_of(words, length, related):
            with torch.no_grad():
                hidden, theirs = self.teacher.forward(self.variants.batch(words, length, "mpnet"))
                pooled, wanted = self.teacher.pooled(hidden), self.teacher.class_logits_of(hidden)
            batch = self.variants.batch(words, length, "bert")
            hidden, ours = model.forward(batch)
            loss = F.mse_loss(model.class_logits_of(hidden), wanted) + 2 * F.mse_loss((model.pooled(hidden) @ project.bfloat16().T).float(), pooled.float())
            return loss + relation_loss(ours, theirs, batch["held"]) if related else loss

        name = f"cola-broad-{self.options.seed}"
        self.phases(name, model, loss_of, 6e-4)
        self.run.save(name, model)

    def trunk(self):
        torch.manual_seed(self.options.seed)
        base = {name: tensor for name, tensor in self.run.base("all-mpnet-base-v2").items() if not name.startswith("pooler.")}
        model = Encoder("mpnet", base | new_head("mpnet", 768, 2, "cola", 1), self.run.device, trained="lora")
        model.restore(safetensors.torch.load_file(self.options.large))
        ramps, own = OffRamps(model.layers - 1, 768, 2, self.run.device, self.options.seed), model.parameters
        model.parameters = lambda: own() + ramps.parameters()

        def loss_of(words, length, _related):
            batch, firsts = self.variants.batch(words, length, "mpnet"), []
            with torch.no_grad():
                wanted = self.teacher.class_logits(batch)
            last = model.class_logits_of(model.forward(batch, firsts)[0])
            errors = (ramps.logits(torch.stack(firsts[:-1])) - wanted).square().mean((1, 2))
            return errors[2:].sum() + 2 * F.mse_loss(last, wanted)

        name = f"cola-trunk-{self.options.seed}"
        self.phases(name, model, loss_of, 4e-4)
        self.run.save(name, model)
        ramps.save(self.run.output / f"{name}-off-ramps.safetensors", "berxit")
        ramps.report(self.run.log(name + "-off-ramps"), model, self.texts, "cola", self.texts.rows("cola.tune"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=("student", "trunk"))
    parser.add_argument("--large", type=pathlib.Path, required=True, help="adapter_model.safetensors of CoLA's large model")
    parser.add_argument("--time", type=float, default=300, help="seconds that the training takes")
    parser.add_argument("--seed", type=int, default=1)
    add_places(parser)
    options = parser.parse_args()
    getattr(Broad(options), options.stage)()


if __name__ == "__main__":
    main()
