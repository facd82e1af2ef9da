"""Logits of encoders by `transformers`, with eager attention in fp32, each text alone and unpadded.

Of a question-answering model these are the start and end logits of each token, of a masked language model
the vocabulary's logits at the middle token. With `token_shares`, layers prune tokens.
"""

import math

import numpy
import torch
import transformers

from tango_parity import goldens, inputs, random_weights

LABELS = {2: ["negative", "positive"], 3: ["contradiction", "entailment", "neutral"]}


def labelled(config, count, problem_type=None):
    names = LABELS.get(count, [f"LABEL_{index}" for index in range(count)])
    config = {**config, "id2label": {str(index): name for index, name in enumerate(names)},
              "label2id": {name: index for index, name in enumerate(names)}}
    return {**config, "problem_type": problem_type} if problem_type else config


def reader(config, family):
    return {**config, "architectures": [f"{family}ForQuestionAnswering"]}


def reduced(config):
    return {**config, "num_hidden_layers": 4, "token_shares": [0.8, 0.8, 0.45, 0.2]}


def guesser(config, family):
    return {**config, "architectures": [f"{family}ForMaskedLM"]}


def bert(**changes):
    return {"architectures": ["BertForSequenceClassification"], "model_type": "bert", "vocab_size": 30522,
            "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072,
            "hidden_act": "gelu", "max_position_embeddings": 512, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
            "pad_token_id": 0, **changes}


def roberta(**changes):
    return bert(**{"architectures": ["RobertaForSequenceClassification"], "model_type": "roberta",
                   "vocab_size": 50265, "max_position_embeddings": 514, "type_vocab_size": 1,
                   "layer_norm_eps": 1e-5, "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2, **changes})


def mpnet(**changes):
    config = roberta(**{"architectures": ["MPNetForSequenceClassification"], "model_type": "mpnet",
                        "vocab_size": 30527, "relative_attention_num_buckets": 32, **changes})
    del config["type_vocab_size"]
    return config


def distilbert(**changes):
    return {"architectures": ["DistilBertForSequenceClassification"], "model_type": "distilbert",
            "vocab_size": 30522, "dim": 768, "n_layers": 6, "n_heads": 12, "hidden_dim": 3072,
            "activation": "gelu", "max_position_embeddings": 512, "sinusoidal_pos_embds": False,
            "pad_token_id": 0, **changes}


def camembert(**changes):
    return roberta(**{"architectures": ["CamembertForSequenceClassification"], "model_type": "camembert",
                      "bos_token_id": 5, "eos_token_id": 6, **changes})


def electra(**changes):
    return bert(**{"architectures": ["ElectraForSequenceClassification"], "model_type": "electra",
                   "embedding_size": 768, **changes})


def albert(**changes):
    return bert(**{"architectures": ["AlbertForSequenceClassification"], "model_type": "albert", "vocab_size": 30000,
                   "embedding_size": 128, "num_hidden_groups": 1, "inner_group_num": 1, "hidden_act": "gelu_new",
                   **changes})


def deberta(**changes):
    return bert(**{"architectures": ["DebertaV2ForSequenceClassification"], "model_type": "deberta-v2",
                   "vocab_size": 128100, "type_vocab_size": 0, "layer_norm_eps": 1e-7, "relative_attention": True,
                   "max_relative_positions": -1, "position_buckets": 256, "norm_rel_ebd": "layer_norm",
                   "share_att_key": True, "pos_att_type": "p2c|c2p", "position_biased_input": False,
                   "pooler_dropout": 0, "pooler_hidden_act": "gelu", "pooler_hidden_size": 768, **changes})


def modernbert(**changes):
    return {"architectures": ["ModernBertForSequenceClassification"], "model_type": "modernbert", "vocab_size": 50368,
            "hidden_size": 768, "num_hidden_layers": 22, "num_attention_heads": 12, "intermediate_size": 1152,
            "hidden_activation": "gelu", "max_position_embeddings": 8192, "norm_eps": 1e-5, "norm_bias": False,
            "attention_bias": False, "mlp_bias": False, "global_attn_every_n_layers": 3, "local_attention": 128,
            "global_rope_theta": 160000.0, "local_rope_theta": 10000.0, "classifier_pooling": "cls",
            "classifier_bias": False, "classifier_activation": "gelu", "pad_token_id": 50283, **changes}


TINY = {"vocab_size": 200, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
        "intermediate_size": 128}
SINGLE = [{"length": length} for length in (1, 2, 3, 17, 64, 128, 129, 300, 512)]
PAIRS = [{"length": length, "second_from": second} for length, second in ((2, 1), (17, 9), (129, 40), (300, 299))]
SHORT = [{"length": length} for length in (1, 2, 3, 17, 64)]
SHORT_PAIRS = [{"length": length, "second_from": second} for length, second in ((2, 1), (17, 9), (64, 20))]


def explicit(config, first, last):
    """A usual text between the family's special tokens, and the ends of the vocabulary."""
    end = config["vocab_size"] - 1
    return [{"token_ids": [first, 9, 33, 7, 150, last]}, {"token_ids": [first, end, 5, end, last]}]


def case(seed, config, texts, first=0, last=2):
    return {"config": config, "seed": seed, "inputs": texts + explicit(config, first, last)}


def padded(golden, padding):
    """With padding ids within the texts, whose positions and whose successors' positions they change."""
    golden["inputs"] += [{"token_ids": [0, 9, padding, 33, padding, padding, 7, 2]}, {"token_ids": [padding, 9, 2]}]
    return golden


def cases():
    tiny_bert = bert(**TINY, max_position_embeddings=64)
    tiny_roberta = roberta(**TINY, max_position_embeddings=66)
    tiny_distilbert = distilbert(vocab_size=200, dim=64, n_layers=2, n_heads=4, hidden_dim=128,
                                 max_position_embeddings=64)
    tiny_albert = albert(**{**TINY, "embedding_size": 16}, max_position_embeddings=64)
    tiny_deberta = deberta(**TINY, pooler_hidden_size=64, position_buckets=8, max_position_embeddings=64)
    tiny_modernbert = modernbert(**{**TINY, "num_hidden_layers": 5}, max_position_embeddings=64, local_attention=8,
                                 pad_token_id=3)
    long_modernbert = {**tiny_modernbert, "local_attention": 128, "max_position_embeddings": 8192}
    tinybert = bert(hidden_size=312, num_hidden_layers=4, intermediate_size=1200)
    odd = {"hidden_size": 60, "num_attention_heads": 3, "intermediate_size": 100}
    return {
        "bert-base": case(1, labelled(bert(), 3), SINGLE + PAIRS, 101, 102),
        "roberta-base": case(2, labelled(roberta(), 2), SINGLE),
        "mpnet-base": case(3, labelled(mpnet(), 2), SINGLE),
        "distilbert-base": case(4, labelled(distilbert(), 2), SINGLE, 101, 102),
        "tinybert4": case(5, labelled(tinybert, 3), SINGLE + PAIRS, 101, 102),
        "bert-tiny": case(6, labelled(tiny_bert, 2), SHORT + SHORT_PAIRS, 1, 2),
        "bert-tiny-gelu-new": case(6, labelled({**tiny_bert, "hidden_act": "gelu_new"}, 2), SHORT, 1, 2),
        "bert-tiny-relu": case(6, labelled({**tiny_bert, "hidden_act": "relu"}, 2), SHORT, 1, 2),
        "bert-tiny-eps": case(6, labelled({**tiny_bert, "layer_norm_eps": 1e-5}, 2), SHORT, 1, 2),
        "bert-tiny-one-type": case(7, labelled({**tiny_bert, "type_vocab_size": 1}, 5), SHORT, 1, 2),
        "bert-tiny-regression": case(8, labelled(tiny_bert, 1, "regression"), SHORT, 1, 2),
        "bert-tiny-odd": case(9, labelled({**tiny_bert, **odd}, 2), SHORT + SHORT_PAIRS, 1, 2),
        "roberta-tiny": case(10, labelled(tiny_roberta, 3), SHORT),
        "mpnet-tiny": case(11, labelled(mpnet(**TINY), 4, "multi_label_classification"), SINGLE),
        "bert-tiny-span": case(13, reader(tiny_bert, "Bert"), SHORT + SHORT_PAIRS, 1, 2),
        "roberta-tiny-span": case(14, reader(tiny_roberta, "Roberta"), SHORT),
        "mpnet-tiny-span": case(15, reader(mpnet(**TINY), "MPNet"), SHORT),
        "distilbert-tiny-span": case(16, reader(tiny_distilbert, "DistilBert"), SHORT, 1, 2),
        "bert-tiny-masked": case(17, guesser({**tiny_bert, "hidden_act": "gelu_new"}, "Bert"), SHORT + SHORT_PAIRS, 1, 2),
        "roberta-tiny-masked": case(18, guesser({**tiny_roberta, "hidden_act": "relu"}, "Roberta"), SHORT),
        "mpnet-tiny-masked": case(19, guesser(mpnet(**TINY), "MPNet"), SHORT),
        "distilbert-tiny-masked": case(20, guesser({**tiny_distilbert, "activation": "relu"}, "DistilBert"), SHORT, 1, 2),
        "bert-tiny-reduced": case(21, labelled(reduced(tiny_bert), 3), SHORT + SHORT_PAIRS, 1, 2),
        "bert-tiny-span-reduced": case(22, reader(reduced(tiny_bert), "Bert"), SHORT + SHORT_PAIRS, 1, 2),
        "xlm-roberta-tiny": padded(case(23, labelled({
            **tiny_roberta, "architectures": ["XLMRobertaForSequenceClassification"], "model_type": "xlm-roberta"}, 3),
            SHORT), 1),
        "mpnet-tiny-padded": padded(case(24, labelled(mpnet(**TINY), 2), SHORT), 1),
        "camembert-tiny": case(25, labelled(camembert(**TINY, max_position_embeddings=66), 2), SHORT, 5, 6),
        "camembert-base": case(54, labelled(camembert(vocab_size=32005), 2), SINGLE, 5, 6),
        "xlm-roberta-base": case(26, labelled(roberta(
            architectures=["XLMRobertaForSequenceClassification"], model_type="xlm-roberta", vocab_size=250002), 3),
            SINGLE),
        "electra-tiny": case(27, labelled(electra(**{**TINY, "embedding_size": 24}, max_position_embeddings=64), 3),
                             SHORT + SHORT_PAIRS, 1, 2),
        "electra-tiny-same-width": case(28, labelled(electra(**{**TINY, "embedding_size": 64},
                                                             max_position_embeddings=64), 2), SHORT, 1, 2),
        "electra-tiny-span": case(29, reader(electra(**{**TINY, "embedding_size": 24}, max_position_embeddings=64),
                                             "Electra"), SHORT + SHORT_PAIRS, 1, 2),
        "electra-small": case(30, labelled(electra(embedding_size=128, hidden_size=256, num_attention_heads=4,
                                                   intermediate_size=1024), 2), SINGLE + PAIRS, 101, 102),
        "electra-base": case(31, labelled(electra(), 2), SINGLE + PAIRS, 101, 102),
        "albert-tiny": case(32, labelled(tiny_albert, 3), SHORT + SHORT_PAIRS, 2, 3),
        "albert-tiny-groups": case(33, labelled({**tiny_albert, "num_hidden_layers": 5, "num_hidden_groups": 2,
                                                 "inner_group_num": 2, "embedding_size": 64}, 2), SHORT, 2, 3),
        "albert-tiny-span": case(34, reader(tiny_albert, "Albert"), SHORT + SHORT_PAIRS, 2, 3),
        "albert-base": case(35, labelled(albert(), 2), SINGLE + PAIRS, 2, 3),
        "deberta-tiny": case(36, labelled(tiny_deberta, 3), SHORT + SHORT_PAIRS, 1, 2),
        "deberta-tiny-apart": case(37, labelled({**tiny_deberta, "share_att_key": False, "norm_rel_ebd": "none",
                                                 "type_vocab_size": 2, "position_biased_input": True}, 2),
                                   SHORT + SHORT_PAIRS, 1, 2),
        "deberta-tiny-c2p": case(38, labelled({**tiny_deberta, "pos_att_type": ["c2p"], "position_buckets": -1,
                                               "pooler_hidden_act": "tanh"}, 2), SHORT, 1, 2),
        "deberta-tiny-p2c": case(39, labelled({**tiny_deberta, "pos_att_type": ["p2c"], "num_attention_heads": 2,
                                               "hidden_size": 30, "pooler_hidden_size": 30}, 2), SHORT, 1, 2),
        "deberta-tiny-span": case(40, reader(tiny_deberta, "DebertaV2"), SHORT + SHORT_PAIRS, 1, 2),
        "deberta-tiny-long": case(41, labelled({**tiny_deberta, "position_buckets": 256,
                                                "max_position_embeddings": 512}, 2), SINGLE, 1, 2),
        "deberta-base": case(42, labelled(deberta(), 3), SINGLE + PAIRS, 1, 2),
        "modernbert-tiny": case(43, labelled(tiny_modernbert, 3), SHORT),
        "modernbert-tiny-mean": case(44, labelled({**tiny_modernbert, "classifier_pooling": "mean"}, 2), SHORT),
        "modernbert-tiny-span": case(45, reader(tiny_modernbert, "ModernBert"), SHORT),
        "modernbert-tiny-biases": case(46, labelled({
            **tiny_modernbert, **{f"{part}_bias": True for part in ("norm", "attention", "mlp", "classifier")},
            "hidden_activation": "gelu_pytorch_tanh", "classifier_activation": "relu",
            "layer_types": ["sliding_attention", "full_attention", "sliding_attention", "full_attention",
                            "sliding_attention"],
            "rope_parameters": {"full_attention": {"rope_type": "default", "rope_theta": 500.0},
                                "sliding_attention": {"rope_type": "default", "rope_theta": 70000}}}, 2), SHORT),
        "modernbert-tiny-odd": case(47, labelled({**tiny_modernbert, **odd, "local_attention": 11, "norm_eps": 1e-3,
                                                  "global_attn_every_n_layers": 2}, 2), SHORT),
        "modernbert-tiny-long": case(48, labelled(long_modernbert, 2), SINGLE + [
            {"length": length} for length in (1024, 1025)]),
        "modernbert-tiny-longest": case(53, labelled({**long_modernbert, "num_hidden_layers": 2, "num_attention_heads": 2}, 2), [
            {"length": length} for length in (8191, 8192)]),
        "modernbert-tiny-span-long": case(49, reader(long_modernbert, "ModernBert"), [{"length": 700}]),
        "modernbert-base": case(50, labelled(modernbert(), 3), [*SINGLE, {"length": 1024}, {"length": 2048}]),
        "modernbert-base-mean": case(51, labelled(modernbert(classifier_pooling="mean"), 2), [
            {"length": length} for length in (1, 65, 200)]),
        "modernbert-base-longest": case(52, labelled(modernbert(), 2), [{"length": 8192}]),
        "distilbert-tiny-relu": case(12, labelled({**tiny_distilbert, "activation": "relu"}, 2), SHORT, 1, 2),
    }


def kind_of(golden):
    """What follows the family in the name of the class."""
    return golden["config"]["architectures"][0].partition("For")[2]


def reads(golden):
    return kind_of(golden) == "QuestionAnswering"


def reduce_tokens(model, shares):
    """After layer i's attention a share of the text's tokens remains: the first one and those that get the most
    attention, summed over heads and queries. At the end the others return with their last states (Kim and Cho 2021)."""
    state = {}
    layers = model.bert.encoder.layer

    def forward(index, hidden):
        if index == 0:
            state.update(places=torch.arange(hidden.shape[1]), restored=torch.zeros_like(hidden))
        context, weights = layers[index].attention(hidden, None)
        tokens = state["restored"].shape[1]
        kept = max(1, math.ceil(numpy.float32(shares[index]) * numpy.float32(tokens)))
        if kept < hidden.shape[1]:
            significance = weights.sum((0, 1, 2))
            significance[0] = math.inf
            keep = significance.topk(kept).indices.sort().values
            state["restored"][:, state["places"]] = hidden
            state["places"], context = state["places"][keep], context[:, keep]
        output = layers[index].feed_forward_chunk(context)
        if index + 1 < len(layers):
            return output
        state["restored"][:, state["places"]] = output
        return state["restored"]

    for number, layer in enumerate(layers):
        layer.forward = lambda hidden, *_, index=number, **__: forward(index, hidden)


def build(golden):
    config = transformers.AutoConfig.for_model(**golden["config"])
    longest = max(described.get("length", 0) for described in golden["inputs"])
    scores = longest * longest * getattr(config, "num_attention_heads", 1)  # eager attention holds them all, a few times
    model = getattr(transformers, f"AutoModelFor{kind_of(golden)}").from_config(
        config, attn_implementation="eager" if scores < 1 << 29 else "sdpa")
    model = random_weights.fill(model, golden["seed"])
    if "token_shares" in golden["config"]:
        reduce_tokens(model, golden["config"]["token_shares"])
    return model


def span_logits(output):
    """[texts x tokens x 2]."""
    return torch.stack([output.start_logits, output.end_logits], dim=-1)


def row_of(golden, output, tokens):
    if reads(golden):
        return span_logits(output)[0].flatten()
    return output.logits[0, tokens // 2] if kind_of(golden) == "MaskedLM" else output.logits[0]


@torch.inference_mode()
def compute(golden):
    model = build(golden)
    rows = []
    for index in range(len(golden["inputs"])):
        ids, types = inputs.token_ids(golden, index)
        arguments = {"input_ids": torch.tensor([ids])}
        if golden["config"].get("type_vocab_size", 0) > 1:
            arguments["token_type_ids"] = torch.tensor([types])
        output = model(**arguments)
        rows.append(row_of(golden, output, len(ids)).tolist())
    return rows


if __name__ == "__main__":
    goldens.run("encoder", __doc__, cases(), compute)
