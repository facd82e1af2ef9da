"""A model of each further family of encoders, as large as the one that people fine-tune, with random weights.

All have BERT's vocabulary, so that one tokenizer serves them: a larger table of embeddings costs memory, not time.
"""
from dataclasses import dataclass

VOCABULARY = 30_522
BASE = {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072,
        "vocab_size": VOCABULARY, "num_labels": 2}


@dataclass(frozen=True)
class Family:
    title: str
    inputs: tuple
    config: dict

    def make(self):
        import torch
        from transformers import AutoConfig, AutoModelForSequenceClassification
        torch.manual_seed(0)
        config = AutoConfig.for_model(**self.config)
        return AutoModelForSequenceClassification.from_config(config, attn_implementation="eager").eval()


TYPED = ("input_ids", "attention_mask", "token_type_ids")
UNTYPED = TYPED[:2]

# CamemBERT and RoBERTa are XLM-R in all but their vocabularies.
FAMILIES = {
    "electra-base": Family("ELECTRA-base", TYPED, {"model_type": "electra", **BASE, "embedding_size": 768}),
    "albert-base": Family("ALBERT-base", TYPED, {
        "model_type": "albert", **BASE, "embedding_size": 128, "hidden_act": "gelu_new"}),
    "xlm-roberta-base": Family("XLM-R-base", UNTYPED, {
        "model_type": "xlm-roberta", **BASE, "max_position_embeddings": 514, "type_vocab_size": 1,
        "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2}),
    "deberta-v3-base": Family("DeBERTa-v3-base", UNTYPED, {
        "model_type": "deberta-v2", **BASE, "type_vocab_size": 0, "relative_attention": True,
        "max_relative_positions": -1, "position_buckets": 256, "norm_rel_ebd": "layer_norm",
        "share_att_key": True, "pos_att_type": ["p2c", "c2p"], "position_biased_input": False,
        "layer_norm_eps": 1e-7}),
    "modernbert-base": Family("ModernBERT-base", UNTYPED, {
        "model_type": "modernbert", "vocab_size": VOCABULARY, "num_labels": 2, "pad_token_id": 0,
        "bos_token_id": 101, "eos_token_id": 102, "cls_token_id": 101, "sep_token_id": 102}),
}
