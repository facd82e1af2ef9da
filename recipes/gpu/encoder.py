"""MPNet and BERT in bfloat16 as plain functions of named weights, all trained, or only with LoRA, or frozen."""

import math

import torch
import torch.nn.functional as F

HEADS = 12
KINDS = {
    "mpnet": {"stem": "mpnet", "attention": ("attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o"),
              "norm": "attention.LayerNorm", "epsilon": 1e-5, "start": 0, "end": 2, "pad": 1, "mask": 30526, "shift": 4, "separators": 2, "first_position": 2},
    "bert": {"stem": "bert", "attention": ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"),
             "norm": "attention.output.LayerNorm", "epsilon": 1e-12, "start": 101, "end": 102, "pad": 0, "mask": 103, "shift": 0, "separators": 1, "first_position": 0},
}


def relative_buckets(length, device):
    """T5's, as MPNet uses them: 32 buckets, half of them for each direction, up to a distance of 128."""
    place = torch.arange(length, device=device)
    distance = place[:, None] - place[None, :]
    bucket = (distance < 0).long() * 16
    distance = distance.abs()
    far = 8 + (torch.log(distance.clamp(min=1).float() / 8) / math.log(128 / 8) * 8).long()
    return bucket + torch.where(distance < 8, distance, far.clamp(max=15))


class Encoder:
    """`weights`: name → tensor, as Hugging Face names them, without the model's stem; heads included."""

    def __init__(self, kind, weights, device, layers=None, trained="none", rank=16, alpha=32, seed=1):
        self.kind, self.spec, self.device, self.scale = kind, KINDS[kind], device, alpha / rank
        count = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
        layers = list(range(count)) if layers is None else layers
        self.layers, self.lora = len(layers), {}
        generator = torch.Generator().manual_seed(seed)
        self.weights = {}
        for name, tensor in weights.items():
            if name.startswith("encoder.layer."):
                number, rest = name.removeprefix("encoder.layer.").split(".", 1)
                if int(number) not in layers:
                    continue
                name = f"encoder.layer.{layers.index(int(number))}.{rest}"
            whole = trained == "all" and not name.startswith("embeddings.") or trained == "lora" and is_head(name)
            tensor = tensor.to(device, torch.float32 if whole else torch.bfloat16)
            self.weights[name] = tensor.requires_grad_(whole)
            if trained == "lora" and name.startswith("encoder.layer.") and tensor.ndim == 2:
                limit = 1 / math.sqrt(tensor.shape[1])
                down = torch.empty(rank, tensor.shape[1]).uniform_(-limit, limit, generator=generator)
                self.lora[name.removesuffix(".weight")] = (down.to(device).requires_grad_(), torch.zeros(tensor.shape[0], rank, device=device).requires_grad_())

    def parameters(self):
        return [tensor for tensor in self.weights.values() if tensor.requires_grad] + [tensor for pair in self.lora.values() for tensor in pair]

    def linear(self, inputs, stem):
        outputs = F.linear(inputs, self.weights[stem + ".weight"].bfloat16(), self.weights[stem + ".bias"].bfloat16())
        if stem in self.lora:
            down, up = self.lora[stem]
            outputs = outputs + F.linear(F.linear(inputs, down.bfloat16()), (up * self.scale).bfloat16())
        return outputs

    def norm(self, inputs, stem):
        return F.layer_norm(inputs, inputs.shape[-1:], self.weights[stem + ".weight"].bfloat16(), self.weights[stem + ".bias"].bfloat16(), self.spec["epsilon"])

    def forward(self, batch, firsts=None):
        """Hidden states [texts, tokens, width] of the last layer, and that layer's queries, keys and values.
        `firsts`: a list that takes each layer's states of the first token, [texts, width]."""
        ids, types, held = batch["ids"], batch["types"], batch["held"]
        texts, length = ids.shape
        places = torch.arange(length, device=self.device) + self.spec["first_position"]
        places = torch.where(held, places, self.spec["pad"]) if self.kind == "mpnet" else places
        hidden = F.embedding(ids, self.weights["embeddings.word_embeddings.weight"]) + F.embedding(places, self.weights["embeddings.position_embeddings.weight"])
        if self.kind == "bert":
            hidden = hidden + F.embedding(types, self.weights["embeddings.token_type_embeddings.weight"])
        hidden = self.norm(hidden, "embeddings.LayerNorm")
        mask = torch.zeros(texts, 1, 1, length, device=self.device, dtype=torch.bfloat16).masked_fill_(~held[:, None, None], -1e9)
        if self.kind == "mpnet":
            mask = mask + self.weights["encoder.relative_attention_bias.weight"][relative_buckets(length, self.device)].permute(2, 0, 1)[None]
        mask = mask.expand(texts, HEADS, length, length)
        for layer in range(self.layers):
            stem = f"encoder.layer.{layer}."
            *inputs, output = (stem + name for name in self.spec["attention"])
            parts = [self.linear(hidden, name) for name in inputs]
            split = [part.view(texts, length, HEADS, -1).transpose(1, 2) for part in parts]
            mixed = F.scaled_dot_product_attention(*split, attn_mask=mask).transpose(1, 2).reshape(texts, length, -1)
            hidden = self.norm(self.linear(mixed, output) + hidden, stem + self.spec["norm"])
            inner = F.gelu(self.linear(hidden, stem + "intermediate.dense"))
            hidden = self.norm(self.linear(inner, stem + "output.dense") + hidden, stem + "output.LayerNorm")
            if firsts is not None:
                firsts.append(hidden[:, 0])
        return hidden, parts

    def pooled(self, hidden):
        """What the classifier's last product takes, [texts, width]."""
        return torch.tanh(self.linear(hidden[:, 0], "classifier.dense" if self.kind == "mpnet" else "pooler.dense"))

    def class_logits_of(self, hidden):
        return self.linear(self.pooled(hidden), "classifier.out_proj" if self.kind == "mpnet" else "classifier").float()

    def class_logits(self, batch):
        return self.class_logits_of(self.forward(batch)[0])

    def span_logits(self, hidden):
        """[texts, tokens, 2]: of an answer's first and of its last token."""
        return self.linear(hidden, "qa_outputs").float()

    def saved(self):
        """What PEFT would save, in bfloat16: the trained weights, by their names in the whole model."""
        return {f"base_model.model.{name}": tensor.detach().bfloat16().cpu().contiguous() for name, tensor in self.trained().items()}

    def trained(self):
        """The trained weights by their names in the whole model."""
        return {self.full_name(name): tensor for name, tensor in self.weights.items() if tensor.requires_grad} | {
            self.full_name(f"{stem}.lora_{letter}.weight"): tensor for stem, pair in self.lora.items() for letter, tensor in zip("AB", pair)}

    @torch.no_grad()
    def restore(self, adapter):
        """Takes the trained weights from what saved() gave, but for a head of another task."""
        for name, tensor in self.trained().items():
            if not is_head(name) or f"base_model.model.{name}" in adapter:
                tensor.copy_(adapter[f"base_model.model.{name}"])

    def full_name(self, name):
        return name if name.startswith(("classifier.", "qa_outputs.")) else f"{self.spec['stem']}.{name}"


def is_head(name):
    return name.startswith(("classifier.", "qa_outputs."))


def new_head(kind, width, outputs, task, seed):
    """Weights of a head, as BERT's are drawn."""
    generator = torch.Generator().manual_seed(seed)
    names = {"qa_outputs": (outputs, width)} if task == "squad" else (
        {"classifier.dense": (width, width), "classifier.out_proj": (outputs, width)} if kind == "mpnet" else {"classifier": (outputs, width)})
    return {f"{name}.{part}": torch.empty(shape).normal_(0, 0.02, generator=generator) if part == "weight" else torch.zeros(shape[0])
            for name, shape in names.items() for part in ("weight", "bias")}


def merged(base, adapter, alpha, rank, stem):
    """A base's weights with a PEFT adapter's in them."""
    weights = {name: tensor.float() for name, tensor in base.items() if not name.startswith("pooler.") or stem == "bert"}
    given = {name.removeprefix("base_model.model.").removeprefix(stem + "."): tensor.float() for name, tensor in adapter.items()}
    for name, tensor in given.items():
        if name.endswith("lora_A.weight"):
            target = name.replace("lora_A.weight", "weight")
            weights[target] = weights[target] + given[name.replace("lora_A", "lora_B")] @ tensor * (alpha / rank)
        elif "lora_B" not in name:
            weights[name] = tensor
    return weights
