"""Losses of ten training steps, and the first step's gradients, by PyTorch: one padded batch, no dropout, AdamW."""

import torch

from bilstm_goldens import BiLstm, bilstm
from encoder_goldens import bert, build, distilbert, labelled, mpnet, reader, reads, reduced, roberta, span_logits
from tango_parity import goldens, inputs, random_weights

STEPS = 10
TINY = {"vocab_size": 100, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
        "intermediate_size": 48, "max_position_embeddings": 40}
LENGTHS = [{"length": length} for length in (7, 3, 12, 1, 7, 9)]
PAIRS = [{"length": length, "second_from": second} for length, second in ((7, 3), (3, 1), (12, 4), (2, 1), (9, 5))]


def case(seed, config, texts, targets, learning_rate=1e-3, **more):
    return {"config": config, "seed": seed, "inputs": texts, "targets": targets,
            "learning_rate": learning_rate, "weight_decay": 0.01, **more}


def cases():
    tiny_distilbert = distilbert(vocab_size=100, dim=32, n_layers=2, n_heads=4, hidden_dim=48,
                                 max_position_embeddings=40)
    three = [0, 2, 1, 1, 0, 2]
    sets = [[1, 0, 0, 1], [0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]]
    lora = {"rank": 4, "alpha": 8, "target_modules": ["attention.self.query", "attention.self.value",
                                                      "output.dense"]}
    spans = [[3, 5], [0, 0], [4, 4], [1, 1], [5, 8]]
    return {
        "bert": case(41, labelled(bert(**TINY), 3), PAIRS, three[:5]),
        "bert-regression": case(42, labelled(bert(**TINY), 1, "regression"), LENGTHS,
                                [[0.5], [-1.0], [2.0], [0.0], [1.5], [-0.25]]),
        "roberta": case(43, labelled(roberta(**{**TINY, "max_position_embeddings": 42}), 3), LENGTHS, three),
        "mpnet-multi-label": case(44, labelled(mpnet(**TINY), 4, "multi_label_classification"), LENGTHS, sets),
        "distilbert": case(45, labelled(tiny_distilbert, 3), LENGTHS, three),
        "bert-lora": case(46, labelled(bert(**TINY), 3), PAIRS, three[:5], 2e-3, lora=lora),
        "bert-span": case(48, reader(bert(**TINY), "Bert"), PAIRS, spans),
        "bert-reduced": case(51, labelled(reduced(bert(**TINY)), 3), PAIRS, three[:5]),
        "bert-span-reduced": case(52, reader(reduced(bert(**TINY)), "Bert"), PAIRS, spans),
        "mpnet-span-lora": case(49, reader(mpnet(**TINY), "MPNet"), PAIRS, spans, 2e-3,
                                lora={"rank": 4, "alpha": 8, "target_modules": ["attention.attn.q", "output.dense"]}),
        "static": case(50, bilstm(3, num_layers=0, embedding_size=10, dense_size=9, vocab_size=50), LENGTHS, three),
        "bilstm": case(47, bilstm(3, hidden_size=12, embedding_size=10, dense_size=9, vocab_size=50), LENGTHS, three),
    }


def adapters(model, golden):
    """PEFT's LoRA around the model, the matrices filled by the generator under our names."""
    import peft

    options = golden["lora"]
    model = peft.get_peft_model(model, peft.LoraConfig(
        task_type="QUESTION_ANS" if reads(golden) else "SEQ_CLS", r=options["rank"], lora_alpha=options["alpha"],
        lora_dropout=0.0, target_modules=options["target_modules"],
        modules_to_save=["qa_outputs"] if reads(golden) else ["classifier", "pooler"]))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if ".lora_" in name:
                parameter.copy_(torch.from_numpy(
                    random_weights.tensor(golden["seed"], our_name(name), tuple(parameter.shape))))
    return model


def our_name(name):
    for part in ("base_model.model.", ".default", "modules_to_save.", "original_module."):
        name = name.replace(part, "")
    return name


def padded(golden):
    rows = [inputs.token_ids(golden, index) for index in range(len(golden["inputs"]))]
    longest = max(len(ids) for ids, _ in rows)
    pad = golden["config"].get("pad_token_id", 0)
    ids = torch.tensor([[*ids, *[pad] * (longest - len(ids))] for ids, _ in rows])
    types = torch.tensor([[*types, *[0] * (longest - len(types))] for _, types in rows])
    lengths = torch.tensor([len(ids) for ids, _ in rows])
    return ids, types, lengths


def one_by_one(model, golden):
    """As encoder_logits, without padding."""
    rows = []
    for index in range(len(golden["inputs"])):
        ids, types = (torch.tensor([row]) for row in inputs.token_ids(golden, index))
        output = model(input_ids=ids, token_type_ids=types)
        rows.append(span_logits(output)[0] if reads(golden) else output.logits[0])
    if not reads(golden):
        return torch.stack(rows)
    return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=float("-inf"))


def encoder_logits(model, golden):
    if "token_shares" in golden["config"]:
        return one_by_one(model, golden)
    ids, types, lengths = padded(golden)
    arguments = {"input_ids": ids, "attention_mask": (torch.arange(ids.shape[1]) < lengths[:, None]).long()}
    if golden["config"]["model_type"] in ("roberta", "mpnet"):  # whose own rule looks for padding ids in the text
        offset = golden["config"]["pad_token_id"] + 1
        arguments["position_ids"] = torch.arange(offset, offset + ids.shape[1]).expand_as(ids)
    if golden["config"].get("type_vocab_size", 0) > 1:
        arguments["token_type_ids"] = types
    output = model(**arguments)
    if not reads(golden):
        return output.logits
    behind_end = torch.arange(ids.shape[1]) >= lengths[:, None]
    return span_logits(output).masked_fill(behind_end[..., None], float("-inf"))


def bilstm_logits(model, golden):
    ids, _, lengths = padded(golden)
    if model.is_static:
        there = (torch.arange(ids.shape[1]) < lengths[:, None]).float()
        return model.head((model.embedding(ids) * there[..., None]).sum(dim=1) / lengths[:, None])
    packed = torch.nn.utils.rnn.pack_padded_sequence(model.embedding(ids), lengths, batch_first=True,
                                                     enforce_sorted=False)
    _, (hidden, _) = model.lstm(packed)
    return model.head(torch.cat([hidden[-2], hidden[-1]], dim=-1))


def loss_of(logits, golden):
    if golden["config"]["model_type"] != "bilstm" and reads(golden):
        targets = torch.tensor(golden["targets"])
        start, end = (torch.nn.functional.cross_entropy(logits[..., which], targets[:, which]) for which in (0, 1))
        return (start + end) / 2
    problem = golden["config"].get("problem_type", "single_label_classification")
    if problem == "regression":
        return torch.nn.functional.mse_loss(logits, torch.tensor(golden["targets"]))
    if problem == "multi_label_classification":
        return torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(golden["targets"]).float())
    return torch.nn.functional.cross_entropy(logits, torch.tensor(golden["targets"]))


def compute(golden):
    """Rows: the losses before each step; the logits after the last step, flat (of spans, their log-probabilities);
    then the norm and the first numbers of each gradient, in the order of the sorted names."""
    if golden["config"]["model_type"] == "bilstm":
        model, logits_of = random_weights.fill(BiLstm(golden["config"]), golden["seed"]), bilstm_logits
    else:
        model, logits_of = build(golden), encoder_logits
        if "lora" in golden:
            model = adapters(model, golden).eval()
    named = {our_name(name): parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
    matrices = [parameter for parameter in named.values() if parameter.dim() > 1]
    vectors = [parameter for parameter in named.values() if parameter.dim() <= 1]
    optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": golden["weight_decay"]},
                                   {"params": vectors, "weight_decay": 0.0}], lr=golden["learning_rate"])
    losses, gradients = [], []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of(logits_of(model, golden), golden)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            gradients = [[named[name].grad.norm().item(), *named[name].grad.flatten()[:3].tolist()]
                         for name in sorted(named) if named[name].grad is not None]
            golden["trained"] = [name for name in sorted(named) if named[name].grad is not None]
        optimizer.step()
    with torch.no_grad():
        after = logits_of(model, golden)
        if after.dim() == 3:  # of spans only differences between tokens are learnt
            after = after.log_softmax(dim=1)
        after = after[after.isfinite()].tolist()
    return [losses, after, *gradients]


if __name__ == "__main__":
    goldens.run("training", __doc__, cases(), compute, key="results")
