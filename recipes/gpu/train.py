#!/usr/bin/env python3
"""Trains large models with LoRA and distils MiniLM from them on a GPU: stages of a recipe that take hours on two CPUs.

Example:
    recipes/gpu/train.py squad --texts build/gpu/texts.safetensors --bases ~/.cache/tango/models/sentence-transformers --output build/gpu

Each model becomes OUTPUT/NAME.safetensors, the adapter_model.safetensors of a model directory, with
the log of its training in OUTPUT/NAME.jsonl. `--seconds` cuts every training to that share of the
time: the learning rate falls to zero by then.
"""

import argparse
import json
import pathlib
import time

import safetensors.torch
import torch
import torch.nn.functional as F

from encoder import Encoder, merged, new_head
from texts import Texts, shuffled

TEMPERATURE = 2.0


class Log:
    def __init__(self, path):
        self.path, self.lines, self.begin = path, [], time.time()

    def add(self, **values):
        values["seconds"] = round(time.time() - self.begin, 1)
        self.lines.append(json.dumps(values, sort_keys=True))
        self.path.write_text("\n".join(self.lines) + "\n")
        print(self.path.stem, self.lines[-1], flush=True)


def optimise(model, rows, lengths, loss_of, log, epochs, size, rate, seconds, seed, phase="", warm_up=0.06):
    """AdamW with a linear warm-up and decay, over `epochs` or `seconds`, whichever ends first."""
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01, betas=(0.9, 0.999), fused=rows.is_cuda)
    per_epoch = -(-len(lengths) // size)
    total, step, begin, running = int(epochs * per_epoch), 0, time.time(), torch.zeros((), device=rows.device)
    while True:
        for numbers in shuffled(lengths, size, (seed, step)):
            done = max(step / total, (time.time() - begin) / seconds)
            if done >= 1:
                log.add(phase=phase, step=step, epoch=step / per_epoch, ended="by time" if step < total else "whole")
                return
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1, max(done, 1 / total) / warm_up) * (1 - done)
            loss = loss_of(rows[torch.from_numpy(numbers).to(rows.device)], int(lengths[numbers].max()), step)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            running += loss.detach()
            step += 1
            if step % 200 == 0:
                log.add(phase=phase, step=step, epoch=round(step / per_epoch, 4), learning_rate=optimiser.param_groups[0]["lr"], loss=running.item() / 200)
                running.zero_()


@torch.no_grad()
def class_logits(model, texts, task, rows, size=512):
    lengths = texts.lengths(task, rows)
    order = torch.from_numpy(lengths.argsort(kind="stable")).to(rows.device)
    found = torch.cat([model.class_logits(texts.batch(task, rows[part], model.kind)) for part in order.split(size)])
    return torch.empty_like(found).index_copy_(0, order, found)


def class_scores(logits, labels):
    answer, labels = logits.argmax(1).double(), labels.double()
    tp, tn = (answer * labels).sum(), ((1 - answer) * (1 - labels)).sum()
    fp, fn = (answer * (1 - labels)).sum(), ((1 - answer) * labels).sum()
    matthews = (tp * tn - fp * fn) / ((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)).sqrt().clamp(min=1e-9)
    return {"accuracy": ((tp + tn) / len(labels)).item(), "f1": (2 * tp / (2 * tp + fp + fn)).item(), "mcc": matthews.item()}


def masked_spans(logits, batch):
    """Log-odds of the context's tokens and of token 0, which stands for no answer in this window."""
    allowed = batch["context"].clone()
    allowed[:, 0] = True
    return logits.masked_fill(~allowed[..., None], -1e4)


def span_targets(rows, batch, separators):
    """Places of the answer's first and last token in the window; 0 where there is none."""
    shift = batch["question"] + 1 + separators - rows[:, 2:3]
    return torch.where(rows[:, 4:6] >= 0, rows[:, 4:6] + shift, 0).long()


def span_loss(logits, targets):
    return F.cross_entropy(logits.transpose(1, 2).reshape(-1, logits.shape[1]), targets.reshape(-1))


def aligned(batch):
    """For each token of BERT's layout its place in MPNet's, which has one separator more."""
    place = torch.arange(batch["ids"].shape[1], device=batch["ids"].device)[None]
    return place + (place > batch["question"] + 1)


def at_places(tensor, places):
    places = places.clamp(max=tensor.shape[1] - 1)
    return tensor.gather(1, places[..., None].expand(-1, -1, tensor.shape[2]))


def relation_loss(student, teacher, held, heads=24):
    """MiniLM v2 (Wang et al. 2021): how each token's query, key and value relate to the others'."""
    loss = 0
    for ours, theirs in zip(student, teacher):
        maps = []
        for tensor in (ours, theirs):
            split = tensor.unflatten(2, (heads, -1)).transpose(1, 2)
            scores = split @ split.transpose(2, 3) * split.shape[-1] ** -0.5
            maps.append(F.log_softmax(scores.float().masked_fill(~held[:, None, None], -1e4), -1))
        divergence = F.kl_div(maps[0], maps[1], log_target=True, reduction="none").sum(-1)
        loss = loss + (divergence * held[:, None]).sum() / (held.sum() * heads)
    return loss


@torch.no_grad()
def span_scores(model, texts, rows, size=256):
    """Share of the windows with an answer whose first answer's tokens are found exactly, and the mean overlap of tokens (F1)."""
    rows = rows[rows[:, 4] >= 0]
    exact = overlap = 0.0
    for part in rows[torch.from_numpy(texts.lengths("squad", rows).argsort()).to(rows.device)].split(size):
        batch = texts.batch("squad", part, model.kind)
        logits = masked_spans(model.span_logits(model.forward(batch)[0]), batch)
        logits[:, 0] = -1e4
        pairs = logits[:, :, None, 0] + logits[:, None, :, 1]
        near = torch.ones(pairs.shape[1:], device=pairs.device, dtype=torch.bool).triu().tril(29)
        best = pairs.masked_fill(~near, -1e9).flatten(1).argmax(1)
        found = torch.stack([best // pairs.shape[2], best % pairs.shape[2]], 1)
        gold = span_targets(part, batch, 2 if model.kind == "mpnet" else 1)
        common = (torch.minimum(found[:, 1], gold[:, 1]) - torch.maximum(found[:, 0], gold[:, 0]) + 1).clamp(min=0)
        overlap += (2 * common / (found[:, 1] - found[:, 0] + gold[:, 1] - gold[:, 0] + 2)).sum().item()
        exact += (found == gold).all(1).sum().item()
    return {"exact": exact / len(rows), "overlap": overlap / len(rows)}


class Run:
    def __init__(self, options):
        self.options, self.device = options, options.device
        self.texts = Texts(options.texts, self.device)
        self.output = options.output
        self.output.mkdir(parents=True, exist_ok=True)

    def log(self, name):
        return Log(self.output / f"{name}.jsonl")

    def base(self, name):
        return safetensors.torch.load_file(self.options.bases / name / "model.safetensors")

    def save(self, name, model):
        safetensors.torch.save_file(model.saved(), self.output / f"{name}.safetensors", {"format": "pt"})

    def limited(self, name):
        rows = self.texts.rows(name)
        return rows[:self.options.rows] if self.options.rows else rows

    def teacher(self, adapter, rank=16, alpha=32):
        weights = merged(self.base("all-mpnet-base-v2"), safetensors.torch.load_file(adapter), alpha, rank, "mpnet")
        return Encoder("mpnet", weights, self.device)

    def large(self, task, epochs, rate, seconds, size=32, begun=None, seed=1):
        """`begun`: an adapter to go on from."""
        base = {name: tensor for name, tensor in self.base("all-mpnet-base-v2").items() if not name.startswith("pooler.")}
        model = Encoder("mpnet", base | new_head("mpnet", 768, 2, task, 1), self.device, trained="lora")
        if begun:
            model.restore(safetensors.torch.load_file(begun))
        name = f"{task}-large" + ("-longer" if begun and task == "squad" else "")
        log, rows = self.log(name), self.limited(f"{task}.train")

        def loss_of(part, longest, _):
            batch = self.texts.batch(task, part, "mpnet", longest)
            if task == "squad":
                return span_loss(masked_spans(model.span_logits(model.forward(batch)[0]), batch), span_targets(part, batch, 2))
            return F.cross_entropy(model.class_logits(batch), part[:, 2].long())

        optimise(model, rows, self.texts.lengths(task, rows), loss_of, log, epochs, size, rate, seconds * self.options.seconds, seed)
        self.save(name, model)
        tune = self.limited(f"{task}.tune")
        log.add(tune=span_scores(model, self.texts, tune) if task == "squad" else class_scores(class_logits(model, self.texts, task, tune), tune[:, 2]))

    def minilm(self, task, seed, layers=None):
        weights = self.base("all-MiniLM-L6-v2")
        if task == "squad":
            weights = {name: tensor for name, tensor in weights.items() if not name.startswith("pooler.")}
        return Encoder("bert", weights | new_head("bert", 384, 2, task, seed), self.device, layers, trained="all")

    def student(self, task, name, teacher, seed, epochs, rate, seconds, layers=None, size=64, held_out=4000):
        """Learns the teacher's logits of the transfer texts and, from the second epoch on, of half of them with a tenth of the tokens masked."""
        torch.manual_seed(seed)
        log, rows = self.log(name), self.limited(f"{task}.transfer")
        cache = self.output / f"{task}.logits"
        if cache.exists():
            logits = torch.load(cache, map_location=self.device)
        else:
            logits = class_logits(teacher, self.texts, task, rows)
            draft = cache.with_suffix(f".{seed}{len(layers or ())}")
            torch.save(logits, draft)
            draft.replace(cache)
        numbered = torch.cat([rows, torch.arange(len(rows), device=rows.device, dtype=torch.int32)[:, None]], 1)
        kept = min(held_out, len(rows) // 10)
        model = self.minilm(task, seed, layers)

        learnt = numbered[kept:]
        per_epoch = len(learnt) / size

        def loss_of(part, longest, step):
            if step < per_epoch or step % 2:
                return F.mse_loss(model.class_logits(self.texts.batch(task, part, "bert", longest)), logits[part[:, -1]])
            with torch.no_grad():
                wanted = teacher.class_logits(self.texts.batch(task, part, "mpnet", longest, hide=step))
            return F.mse_loss(model.class_logits(self.texts.batch(task, part, "bert", longest, hide=step)), wanted)

        optimise(model, learnt, self.texts.lengths(task, learnt), loss_of, log, epochs, size, rate, seconds * self.options.seconds, seed)
        self.save(name, model)
        tune, ours = self.limited(f"{task}.tune"), class_logits(model, self.texts, task, rows[:kept])
        log.add(tune=class_scores(class_logits(model, self.texts, task, tune), tune[:, 2]),
                agreement=(ours.argmax(1) == logits[:kept].argmax(1)).float().mean().item(), squared_error=F.mse_loss(ours, logits[:kept]).item())

    def squad_student(self, teacher, seed=1, related_epochs=2, epochs=5, size=32):
        torch.manual_seed(seed)
        log, rows, name = self.log("squad-minilm"), self.limited("squad.train"), "squad-minilm"
        model, lengths = self.minilm("squad", seed), self.texts.lengths("squad", rows)

        def taught(part, longest):
            with torch.no_grad():
                batch = self.texts.batch("squad", part, "mpnet", longest)
                hidden, parts = teacher.forward(batch)
                return batch, hidden, parts

        def related(part, longest, _):
            batch = self.texts.batch("squad", part, "bert", longest)
            places = aligned(batch)
            _, _, theirs = taught(part, longest)
            _, ours = model.forward(batch)
            return relation_loss(ours, [at_places(tensor, places) for tensor in theirs], batch["held"])

        def answered(part, longest, _):
            batch = self.texts.batch("squad", part, "bert", longest)
            theirs, hidden, _ = taught(part, longest)
            wanted = masked_spans(at_places(masked_spans(teacher.span_logits(hidden), theirs), aligned(batch)), batch)
            logits = masked_spans(model.span_logits(model.forward(batch)[0]), batch)
            soft = F.kl_div(F.log_softmax(logits / TEMPERATURE, 1), F.log_softmax(wanted / TEMPERATURE, 1), log_target=True, reduction="sum")
            return TEMPERATURE ** 2 * soft / (2 * len(part)) + 0.5 * span_loss(logits, span_targets(part, batch, 1))

        share = self.options.seconds
        optimise(model, rows, lengths, related, log, related_epochs, size, 4e-4, 80 * share, seed, "relations")
        optimise(model, rows, lengths, answered, log, epochs, size, 3e-4, 200 * share, seed, "answers")
        self.save(name, model)
        log.add(tune=span_scores(model, self.texts, self.limited("squad.tune")))


def add_places(parser):
    """What every training here is told."""
    parser.add_argument("--texts", type=pathlib.Path, required=True)
    parser.add_argument("--bases", type=pathlib.Path, required=True, help="directory of the base models")
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--rows", type=int, default=0, help="read only as many rows of each part (for a trial)")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", help="squad, squad-longer, qnli-large, or TASK/SEED[/four-layers] of a student of a classifier")
    parser.add_argument("--large", type=pathlib.Path, help="adapter_model.safetensors of the student's teacher, or to go on from (QNLI's large model from SQuAD's)")
    parser.add_argument("--seconds", type=float, default=1.0, help="factor of the time that each training may take")
    add_places(parser)
    options = parser.parse_args()
    run = Run(options)
    if options.stage == "squad":
        run.large("squad", 3, 4e-4, 180)
        run.squad_student(run.teacher(run.output / "squad-large.safetensors"))
    elif options.stage == "squad-longer":
        run.large("squad", 1, 3e-4, 50, begun=options.large, seed=2)
    elif options.stage == "qnli-large":
        run.large("qnli", 3, 3e-4, 150, begun=options.large)
    else:
        task, seed, *rest = options.stage.split("/")
        teacher = run.teacher(options.large or run.output / f"{task}-large.safetensors")
        tune = run.limited(f"{task}.tune")
        print(task, "teacher", class_scores(class_logits(teacher, run.texts, task, tune), tune[:, 2]), flush=True)
        epochs, seconds = {"qnli": (5, 200), "cola": (6, 240), "mrpc": (6, 200)}[task]
        four = [0, 2, 3, 5] if rest else None
        run.student(task, f"{task}-{'four-layers' if four else 'minilm'}-{seed}", teacher, int(seed), epochs, 3e-4, seconds, four)


if __name__ == "__main__":
    main()
