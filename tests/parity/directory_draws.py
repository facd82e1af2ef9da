"""Draws model directories as people have them: family x tokenizer files x flags. Used by directories.py."""

import json
import os
import pathlib

import torch
import transformers
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers.convert_slow_tokenizer import import_protobuf

import sentencepiece_goldens
import tokenizer_kinds

WORDS = ["the", "film", "was", "great", "bad", "hello", "caf", "text", "The", "Film", "Great", "a", "it"]
PIECES = ["##s", "##e", "##\u00e9", "##ing", "##ly", "\u00e9", "\u4f60", "\u597d", ".", ",", "!", "'", "-", "_", "<", ">", "[", "]", "@"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ROBERTA = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
NEW = ["<user>", "[E1]", "[e2]", "@USER", "http", "<x y>", "new-token", "\u00c9t\u00e9"]
KEYS = ("unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
REFUSED = ("BertJapaneseTokenizer", "BertweetTokenizer", "KoBertTokenizer", "PhobertTokenizer")
KINDS = {  # of subword model, by class
    "BertTokenizer": "WordPiece", "DistilBertTokenizer": "WordPiece", "ElectraTokenizer": "WordPiece", "MPNetTokenizer": "WordPiece",
    "RobertaTokenizer": "BPE", "XLMRobertaTokenizer": "Unigram", "CamembertTokenizer": "Unigram", "AlbertTokenizer": "Unigram",
    "DebertaV2Tokenizer": "Unigram", "PreTrainedTokenizerFast": "BPE"}
FAMILIES = {  # model type: its class of tokenizer, of configuration
    "bert": ("BertTokenizer", transformers.BertConfig), "distilbert": ("DistilBertTokenizer", transformers.DistilBertConfig),
    "electra": ("ElectraTokenizer", transformers.ElectraConfig), "roberta": ("RobertaTokenizer", transformers.RobertaConfig),
    "mpnet": ("MPNetTokenizer", transformers.MPNetConfig), "xlm-roberta": ("XLMRobertaTokenizer", transformers.XLMRobertaConfig),
    "camembert": ("CamembertTokenizer", transformers.CamembertConfig), "albert": ("AlbertTokenizer", transformers.AlbertConfig),
    "deberta-v2": ("DebertaV2Tokenizer", transformers.DebertaV2Config),
    "modernbert": ("PreTrainedTokenizerFast", transformers.ModernBertConfig)}
SPACES = ["  ", "    ", "|||EMAIL_ADDRESS|||"]  # what ModernBERT's tokenizer adds


def maybe(random, share=0.5):
    return random.random() < share


def write_json(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf8")


def byte_alphabet():
    return sorted(pre_tokenizers.ByteLevel.alphabet())


class Draw:
    """One directory; `kinds` says which of ../shared/cases it is like, `may_refuse` whether tango may refuse it."""

    def __init__(self, random, folder, family=None):
        self.random, self.folder = random, pathlib.Path(folder)
        self.kinds, self.may_refuse, self.reads = set(), False, False
        self.folder.mkdir(parents=True)
        drawn = random.choice(list(FAMILIES))
        self.family = family or drawn
        self.named_class = FAMILIES[self.family][0]
        if maybe(random, 0.15):
            self.named_class = random.choice([name for name in KINDS if name not in ("ElectraTokenizer", "PreTrainedTokenizerFast")])
        self.kind = KINDS[self.named_class]
        self.config = {}
        self.special_map = {}
        self.tokenizer_files()
        self.tokenizer_config()
        self.write_model_config({"vocab_size": 10})  # AutoTokenizer asks for the model type

    # -- tokenizer files

    def tokenizer_files(self):
        random = self.random
        self.special = list(BERT if "Bert" in self.named_class or "Electra" in self.named_class else ROBERTA)
        if self.named_class == "MPNetTokenizer":
            self.special = ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"]
        if self.named_class == "AlbertTokenizer":
            self.special = ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]
        if self.named_class == "DebertaV2Tokenizer":
            self.special = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]
        if self.named_class == "PreTrainedTokenizerFast":
            self.special = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]
        if self.kind == "WordPiece" and self.named_class != "MPNetTokenizer" and maybe(random, 0.2):  # other names
            self.special = ["<pad>", "<unk>", "<s>", "</s>", "<mask>"]
            names = dict(zip(KEYS, ["<unk>", "</s>", "<pad>", "<s>", "<mask>"]))
            if maybe(random):
                self.special_map.update(names)
                self.kinds.add("special-tokens-map-only")
            else:
                self.config.update(names)
        self.form = random.choice(["json", "own", "own"]) if self.kind != "Unigram" else random.choice(["json", "json", "own"])
        if self.named_class == "PreTrainedTokenizerFast":
            self.form = "json"
        self.as_it_stands = self.form == "json" and maybe(random, 0.25)
        getattr(self, "make_" + self.kind.lower())()

    def make_wordpiece(self):
        vocabulary = [*self.special, *WORDS, *PIECES, *LETTERS, *LETTERS.upper(), *("##" + letter for letter in LETTERS)]
        vocabulary = list(dict.fromkeys(vocabulary))
        if maybe(self.random, 0.05):  # then texts that need it are errors
            vocabulary.remove(next(token for token in self.special if "unk" in token.lower()))
            self.kinds.add("no unknown token")
        if self.form == "own":
            (self.folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf8")
            return
        unknown = next(token for token in self.special if "unk" in token.lower())
        self.write_tokenizer(Tokenizer(models.WordPiece(dict(zip(vocabulary, range(len(vocabulary)))), unk_token=unknown)))

    def make_bpe(self):
        merges = [("t", "h"), ("th", "e"), ("\u0120", "w"), ("\u0120w", "as"), ("a", "s"), ("f", "i"), ("l", "m"), ("fi", "lm"), ("\u0120", "film")]
        self.random.shuffle(merges)
        made = dict.fromkeys([*self.special[:4], *byte_alphabet()])
        for left, right in merges:
            made[left], made[right] = None, None
        for left, right in merges:
            made[left + right] = None
        made[self.special[-1]] = None
        vocabulary = dict(zip(made, range(len(made))))
        if self.form == "own":
            write_json(self.folder / "vocab.json", vocabulary)
            (self.folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges), encoding="utf8")
            return
        self.write_tokenizer(Tokenizer(models.BPE(vocabulary, merges)))

    def make_unigram(self):
        random = self.random
        if self.form == "own":
            file, special, _ = sentencepiece_goldens.CLASSES[self.named_class]
            (self.folder / file).write_bytes(sentencepiece_goldens.model_of(special, random))
            return
        pieces = [tuple(piece) for piece in tokenizer_kinds.unigram(random, size=120)["vocab"][4:]]
        special = {"CamembertTokenizer": ["<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED"]}.get(self.named_class, self.special[:4])
        vocabulary = [(piece, 0.0) for piece in special] + pieces
        self.special = [token for token in self.special if "NOTUSED" not in token]
        if self.special[-1] not in special:
            vocabulary.append((self.special[-1], 0.0))
        unknown = next(place for place, (piece, _) in enumerate(vocabulary) if "unk" in piece.lower())
        self.write_tokenizer(Tokenizer(models.Unigram(vocabulary, unknown)))

    def write_tokenizer(self, tokenizer):
        """tokenizer.json with stages that its class may pass over."""
        random = self.random
        flag = lambda: maybe(random)  # noqa: E731
        if self.kind == "WordPiece":
            tokenizer.normalizer = normalizers.BertNormalizer(flag(), flag(), random.choice([None, True, False]), flag())
            tokenizer.pre_tokenizer = random.choice([
                pre_tokenizers.BertPreTokenizer(), pre_tokenizers.Whitespace(), pre_tokenizers.Split(tokenizer_regex(), "removed")])
        elif self.kind == "BPE":
            tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=flag())
            if self.named_class == "PreTrainedTokenizerFast":
                tokenizer.normalizer = normalizers.NFC() if flag() else None
                tokenizer.add_tokens([AddedToken(token, normalized=flag()) for token in SPACES if flag()])
        else:
            if flag():
                tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
            tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=random.choice(["always", "never", "first"]))
        if isinstance(tokenizer.pre_tokenizer, (pre_tokenizers.Split, pre_tokenizers.Metaspace)):
            self.kinds.add("sentencepiece-minilm, split-regex")
        for token in self.special:
            if tokenizer.token_to_id(token) is not None and maybe(random, 0.9):
                tokenizer.add_special_tokens([AddedToken(token, lstrip="mask" in token and flag(), normalized=False, special=True)])
        if maybe(random, 0.4):
            tokenizer.add_tokens([AddedToken(token, normalized=flag(), single_word=flag()) for token in random.sample(NEW, 2)])
        first, last = self.special[2], self.special[3]
        if self.kind != "WordPiece":
            first, last = ("[CLS]", "[SEP]") if "[CLS]" in self.special else ("<s>", "</s>")
        ids = [(token, tokenizer.token_to_id(token)) for token in (first, last)]
        if all(number is not None for _, number in ids) and maybe(random, 0.9):
            second = random.choice([0, 1])
            if second == 1 and self.family in ("roberta", "xlm-roberta", "camembert"):
                self.kinds.add("pair-types-where-one-type")
            tokenizer.post_processor = processors.TemplateProcessing(
                single=f"{first} $A {last}", pair=f"{first} $A {last} $B:{second} {last}:{second}", special_tokens=ids)
        if maybe(random, 0.1):
            tokenizer.enable_truncation(20, direction=random.choice(["left", "right"]))
        tokenizer.save(str(self.folder / "tokenizer.json"))

    # -- tokenizer_config.json and the files beside it

    def tokenizer_config(self):
        random, config = self.random, self.config
        own = self.named_class
        if own != FAMILIES[self.family][0] or maybe(random, 0.6):
            config["tokenizer_class"] = own.removesuffix("Fast") + random.choice(["", "Fast"])
        if own == "PreTrainedTokenizerFast" and "tokenizer_class" in config:
            config["tokenizer_class"] = own
        if self.as_it_stands:
            config["tokenizer_class"] = random.choice(["PreTrainedTokenizerFast", "TokenizersBackend"])
        if maybe(random, 0.03):
            config["tokenizer_class"] = random.choice(REFUSED)
            self.may_refuse = True
            self.kinds.add("japanese-character-bert")
        flags = {"do_lower_case": [True, False], "strip_accents": [None, True, False], "tokenize_chinese_chars": [True, False],
                 "add_prefix_space": [True, False], "trim_offsets": [True, False], "keep_accents": [True, False],
                 "split_by_punct": [True, False], "model_max_length": [512, 64, int(1e30)], "clean_up_tokenization_spaces": [True]}
        for name, values in flags.items():
            if maybe(random, 0.4):
                config[name] = random.choice(values)
        self.truncates = maybe(random, 0.2)
        if self.truncates:
            config["model_max_length"] = random.choice([6, 9, 16])
            self.kinds.add("truncated")
            if maybe(random, 0.6):
                config["truncation_side"] = random.choice(["left", "left", "right"])
        if "do_lower_case" in config and self.form == "json" and self.kind == "WordPiece":
            self.kinds.add("lowercase-said-twice")
        if maybe(random, 0.3):
            names = ["input_ids", "attention_mask", "token_type_ids"]
            config["model_input_names"] = names[:random.choice([2, 3])]
        if "model_input_names" in config or self.as_it_stands:
            self.kinds.add("model-input-names")
        if maybe(random, 0.3):
            config["mask_token"] = {"__type": "AddedToken", "content": self.special[-1], "lstrip": maybe(random),
                                    "rstrip": maybe(random), "normalized": False, "single_word": False}
        self.added_tokens()
        if config or maybe(random, 0.7):
            write_json(self.folder / "tokenizer_config.json", config)
        if self.special_map:
            write_json(self.folder / "special_tokens_map.json", self.special_map)

    def added_tokens(self):
        random = self.random
        start = {"WordPiece": 200, "BPE": 300, "Unigram": 130}[self.kind]
        some = random.sample(NEW, random.randrange(1, 4))
        way = random.choice(["none", "none", "file", "file", "decoder", "decoder", "extra", "map"])
        if way == "file":
            write_json(self.folder / "added_tokens.json", {token: start + i for i, token in enumerate(some)})
            if maybe(random):
                self.special_map["additional_special_tokens"] = some[:1]
            self.kinds.add("added-tokens-json-bert")
        elif way == "decoder":
            tokens = [*self.special, *some]
            self.config["added_tokens_decoder"] = {
                str(i if i < 5 else start + i): {"content": token, "lstrip": maybe(random, 0.2), "rstrip": maybe(random, 0.2), "single_word": maybe(random, 0.1),
                                                 "normalized": i >= 5 and maybe(random), "special": i < 5 or maybe(random)}
                for i, token in enumerate(tokens)}
            self.kinds.add("added-tokens-decoder-roberta")
        elif way == "extra":
            self.config[random.choice(["additional_special_tokens", "extra_special_tokens"])] = some
        elif way == "map":
            self.special_map["additional_special_tokens"] = some
            self.special_map["cls_token"] = self.config.get("cls_token", self.special_map.get("cls_token", None))
            if self.special_map["cls_token"] is None:
                del self.special_map["cls_token"]

    # -- the model

    def write_model_config(self, values):
        write_json(self.folder / "config.json", {"model_type": self.family, **values})

    def model(self, tokenizer):
        """Writes config.json and the weights; returns the class that reads them and keyword arguments of an adapter's."""
        random = self.random
        rows = len(tokenizer)
        if maybe(random, 0.1):
            rows -= random.choice([1, 2])
            self.kinds.add("tokenizer-larger-than-table")
        sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
        if self.family == "distilbert":
            sizes = {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64}
        config = FAMILIES[self.family][1](vocab_size=rows, max_position_embeddings=140, **sizes)
        if self.family in ("bert", "electra", "roberta", "xlm-roberta", "camembert", "albert", "deberta-v2"):
            config.type_vocab_size = 1 if self.family in ("roberta", "xlm-roberta", "camembert") else 2
        if self.family in ("electra", "albert"):
            config.embedding_size = 16
        if self.family == "deberta-v2":
            config.relative_attention, config.pos_att_type, config.position_buckets = True, ["c2p", "p2c"], 8
            config.max_relative_positions, config.norm_rel_ebd, config.share_att_key = 16, "layer_norm", True
            config.position_biased_input, config.type_vocab_size = False, 0
        if self.family == "modernbert":
            config = transformers.ModernBertConfig(
                vocab_size=rows, max_position_embeddings=140, **{**sizes, "num_hidden_layers": random.choice([2, 3, 5])},
                local_attention=random.choice([1, 4, 7, 128]), global_attn_every_n_layers=random.choice([1, 2, 3]),
                classifier_pooling=random.choice(["cls", "mean"]), norm_bias=maybe(random, 0.2), attention_bias=maybe(random, 0.2),
                mlp_bias=maybe(random, 0.2), classifier_bias=maybe(random, 0.2), global_rope_theta=random.choice([160000.0, 900]),
                classifier_activation=random.choice(["gelu", "relu", "tanh"]))
        config.pad_token_id = 1 if self.family in ("roberta", "mpnet", "xlm-roberta", "camembert") else 0
        config.num_labels = random.choice([1, 2, 2, 3])
        task = transformers.AutoModelForSequenceClassification
        if maybe(random, 0.05) and self.family in ("bert", "electra", "roberta", "deberta-v2", "distilbert", "modernbert"):
            task, config.num_labels = transformers.AutoModelForQuestionAnswering, 2
            self.kinds.add("qa-without-architectures")
        elif config.num_labels == 1:
            self.kinds.add("one-label-classifier")
        torch.manual_seed(random.randrange(1 << 30))
        model = task.from_config(config)
        with torch.no_grad():
            for name, weights in model.named_parameters():
                scale = 0.3 if weights.dim() > 1 else 0.1
                weights.copy_(torch.randn_like(weights) * scale + (1 if name.endswith(("LayerNorm.weight", "norm.weight")) else 0))
            if maybe(random, 0.03):
                next(iter(reversed(list(model.parameters()))))[0] = float("nan")
                self.kinds.add("nan-weights")
        if maybe(random, 0.05):
            model = model.double()
        if task is transformers.AutoModelForSequenceClassification and self.family in ("bert", "modernbert") and maybe(random, 0.25):
            return self.adapter(model)
        model.save_pretrained(self.folder)
        self.edit_config(task)
        return task, None

    def adapter(self, model):
        from peft import LoraConfig, get_peft_model
        self.kinds.add("adapter-more-labels-than-base")
        base = self.folder.parent / (self.folder.name + "-base")
        os.rename(self.folder, base)
        labels = model.config.num_labels
        model.float().save_pretrained(base)
        config = json.loads((base / "config.json").read_text(encoding="utf8"))
        for key in ("id2label", "label2id", "problem_type", "architectures"):
            config.pop(key, None)
        write_json(base / "config.json", config)
        adapted = get_peft_model(model, LoraConfig(task_type="SEQ_CLS", r=2, lora_alpha=4, target_modules=["query", "value"] if self.family == "bert" else ["Wqkv", "Wi"]))
        with torch.no_grad():
            for name, weights in adapted.named_parameters():
                if "lora_B" in name:
                    weights.copy_(torch.randn_like(weights) * 0.3)
        adapted.save_pretrained(self.folder)
        path = self.folder / "adapter_config.json"
        config = json.loads(path.read_text(encoding="utf8"))
        config["base_model_name_or_path"] = "../" + base.name
        write_json(path, config)
        return transformers.AutoModelForSequenceClassification, (base, labels)

    def edit_config(self, task):
        random, path = self.random, self.folder / "config.json"
        config = json.loads(path.read_text(encoding="utf8"))
        reads = task is transformers.AutoModelForQuestionAnswering
        if (reads or maybe(random, 0.3)) and not (reads and self.family == "modernbert"):  # whose heads have the same names
            config.pop("architectures", None)
        elif "id2label" in config and maybe(random, 0.4):
            config["id2label"] = dict(enumerate(random.choices([1, None, "a", "a", True], k=len(config["id2label"]))))
        if maybe(random, 0.2):
            config["eval_loss"] = random.choice([float("nan"), float("inf"), float("-inf")])
        write_json(path, config)


def tokenizer_regex():
    from tokenizers import Regex
    return Regex(r"\s+")


def sentencepiece_is_here():
    return import_protobuf() is not None
