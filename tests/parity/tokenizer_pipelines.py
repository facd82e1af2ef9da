"""Small tokenizers that use every component, texts of our own to try them on, and bare vocabulary files."""

import json

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

TEXTS = [
    "", " ", "A", "The film isn't bad; it's GREAT!!", "  two  spaces\tand\nlines \r\n", "caf\u00e9 na\u00efve \u00c5ngstr\u00f6m",
    "e\u0301 e\u0323\u0302 o\u0308\u0304", "\u4e2d\u6587 \u3053\u3093 \ud55c\uad6d", "a\u200bb\u200dc\u00ad d\u00a0e\u3000f", "100 000,5 \u0663\u0664 \u00bd \u2167",
    "[CLS] in the [MASK] text [SEP]", "so <mask> and  <mask>\u3000<mask>!", "\U0001F600\U0001F44D\U0001F3FD \U0001F469\u200d\U0001F4BB", "x" * 101 + " " + "y" * 100,
    "\u0130stanbul \u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3 Stra\u00dfe \ufb01n", "don't we'll I'd they've 'tis '90s", "a\x00b\x1fc\x7fd\ufffde",
    "hello<tok>world <tok> a<tok>b tok", "UPPER lower MiXeD <New> new", "aaaaaaaaaa abababab abcabcabc", "##ing \u0120the \u2581", "..,,--", "a.b-c_d/e\\f@g #h $5 50%",
]
PAIRS = [["what is it ?", "It is a test, <mask> isn't it?"], ["", ""], ["", "b"], ["caf\u00e9", ""], [" a b", " c d "]]

# What a bare vocabulary's tokenizer_config.json may say, and which family it is.
BARE_FILES = {
    "bert files": ("bert", {}),
    "bert files cased": ("bert", {"do_lower_case": False}),
    "bert files accents": ("bert", {"do_lower_case": True, "strip_accents": False}),
    "bert files no chinese": ("bert", {"tokenize_chinese_chars": False}),
    "mpnet files": ("mpnet", {"tokenizer_class": "MPNetTokenizer"}),
    "roberta files": ("roberta", {}),
    "roberta files prefixed": ("roberta", {"add_prefix_space": True}),
    "roberta files untrimmed": ("roberta", {"trim_offsets": False}),
}


def from_bare_files(folder, family, configuration, directories):
    """The oracle for a directory of bare files: the pipeline that `transformers` builds for that family."""
    specification = json.loads((directories[family] / "tokenizer.json").read_text(encoding="utf8"))
    model = specification["model"]
    if family == "roberta":
        tokenizer = Tokenizer(models.BPE.from_file(str(directories["roberta"].parent / "roberta-files/vocab.json"),
                                                   str(directories["roberta"].parent / "roberta-files/merges.txt")))
        prefix, trim = configuration.get("add_prefix_space", False), configuration.get("trim_offsets", True)
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
        names = ["<s>", "</s>", "<pad>", "<unk>", "<mask>"]
    else:
        tokenizer = Tokenizer(models.WordPiece(model["vocab"], unk_token="[UNK]", max_input_chars_per_word=100))
        tokenizer.normalizer = normalizers.BertNormalizer(
            clean_text=True, handle_chinese_chars=configuration.get("tokenize_chinese_chars", True),
            strip_accents=configuration.get("strip_accents"), lowercase=configuration.get("do_lower_case", True))
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        names = (["[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]"] if family == "bert" else
                 ["<s>", "</s>", "[UNK]", "<pad>", "<mask>"])
        prefix, trim = False, True
    tokenizer.add_special_tokens([AddedToken(name, lstrip=name == "<mask>" and family == "mpnet",
                                             normalized=False) for name in names])
    ends = [(name, tokenizer.token_to_id(name)) for name in (names[1], names[0])]
    if family == "bert":
        tokenizer.post_processor = processors.BertProcessing(*ends)
    else:
        tokenizer.post_processor = processors.RobertaProcessing(*ends, trim_offsets=trim, add_prefix_space=prefix)
    return tokenizer


def added(content, number, **flags):
    return {"id": number, "content": content, "single_word": False, "lstrip": False, "rstrip": False,
            "normalized": False, "special": True, **flags}


WORDS = ["<unk>", "the", "a", "b", "is", "film", "hello", "world", "new", "test", "it", "it's", "100", ".", ",", "!", "the film",
         "caf\u00e9", "cafe", "\u4e2d", "i", "_the", " a", "x\u0301"]
WORD_LEVEL = {"type": "WordLevel", "vocab": {word: number for number, word in enumerate(WORDS)}, "unk_token": "<unk>"}
PIECES = ["[UNK]", "[CLS]", "[SEP]", "a", "b", "c", "##a", "##b", "##c", "ab", "##bc", "the", "film", "##s", "is", "##n", "'", "t", "e",
          "##e", "##\u0301", "\u4e2d", ".", "hello", "##world", "1", "##0", "un", "##able", "\u00e9", "##\u00e9", "i", "##i", "o", "##o", "l",
          "##l", "##f", "##t", "##h", "##w", "##r", "##d", "##-", "##."]
WORD_PIECE = {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
              "vocab": {piece: number for number, piece in enumerate(PIECES)}}


def alphabet():
    """GPT-2's characters for bytes, by byte."""
    kept = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in kept]
    return [chr(byte) if byte in kept else chr(256 + others.index(byte)) for byte in range(256)]


MERGES = ["a b", "ab c", "a a", "aa aa", "\u0120 t", "h e", "\u0120t he", "i s", "\u0120 is", "\u0120 a", "l l", "'l l", "\u00c3 \u00a9", "f i", "fi l", "fil m",
          "\u0120 film", "\u0120 \u0120", "\u0120\u0120 \u0120\u0120", "' ll", "1 0", "10 0", "e n", "n e", "ne w", "abc abc"]


def byte_pair(characters, as_pairs=False, **options):
    """A vocabulary of these characters and whatever the merges make of them."""
    vocabulary = {character: number for number, character in enumerate(characters)}
    merges = []
    for merge in MERGES:
        left, right = merge.split(" ")
        if left in vocabulary and right in vocabulary:
            vocabulary.setdefault(left + right, len(vocabulary))
            merges.append([left, right] if as_pairs else merge)
    for token in options.pop("more", []):
        vocabulary.setdefault(token, len(vocabulary))
    return {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
            "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
            "vocab": vocabulary, "merges": merges, **options}


def tokenizer(model, normalizer=None, pre_tokenizer=None, post_processor=None, added_tokens=()):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": list(added_tokens),
            "normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "post_processor": post_processor,
            "decoder": None, "model": model}


def one(kind, **fields):
    return {"type": kind, **fields}


def sequence(key, *parts):
    return {"type": "Sequence", key: list(parts)}


BERT_NORMALIZER = one("BertNormalizer", clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
SPACES = one("WhitespaceSplit")
BYTES = one("ByteLevel", add_prefix_space=False, trim_offsets=True, use_regex=True)
PREFIXED = one("ByteLevel", add_prefix_space=True, trim_offsets=True, use_regex=True)


def template(single, pair, **special):
    def piece(text):
        name, _, number = text.partition(":")
        kind = "Sequence" if name in ("$A", "$B") else "SpecialToken"
        return {kind: {"id": name.lstrip("$"), "type_id": int(number)}}

    return {"type": "TemplateProcessing", "single": [piece(text) for text in single.split()],
            "pair": [piece(text) for text in pair.split()],
            "special_tokens": {name: {"id": name, "ids": ids, "tokens": [name] * len(ids)} for name, ids in special.items()}}


def replace(content, **pattern):
    return one("Replace", pattern=pattern, content=content)


FULL_BYTES = byte_pair(alphabet())
SOME_BYTES = byte_pair(["a", "b", "c", "\u0120", "t", "h", "e", "\u00c3", "\u00a9", "i", "s"])
CHARACTERS = ["<unk>", "a", "b", "c", " ", "t", "h", "e", "\u00e9", "i", "s", "\u4e2d"]

PIPELINES = {
    **{f"normalizer {kind}": tokenizer(WORD_LEVEL, one(kind), SPACES)
       for kind in ("Lowercase", "NFC", "NFD", "NFKC", "NFKD", "StripAccents")},
    "normalizer Strip": tokenizer(WORD_LEVEL, one("Strip", strip_left=True, strip_right=True), one("Punctuation", behavior="Isolated")),
    "normalizer Strip left": tokenizer(WORD_LEVEL, one("Strip", strip_left=True, strip_right=False)),
    "normalizer Strip right": tokenizer(WORD_LEVEL, one("Strip", strip_left=False, strip_right=True)),
    "normalizer Replace string": tokenizer(WORD_LEVEL, replace("", String="'"), SPACES),
    "normalizer Replace longer": tokenizer(WORD_LEVEL, replace(" \u00e9x", String="e\u0301"), SPACES),
    "normalizer Replace spaces": tokenizer(WORD_LEVEL, replace("_", Regex="\\s+")),
    "normalizer Replace each space": tokenizer(WORD_LEVEL, replace("--", Regex="\\s"), one("Punctuation", behavior="Removed")),
    "normalizer Replace two": tokenizer(WORD_LEVEL, replace(" ", Regex=" {2,}"), one("Punctuation", behavior="Contiguous")),
    "normalizer Replace plus": tokenizer(WORD_LEVEL, replace("b", Regex="a+"), SPACES),
    "normalizer Prepend": tokenizer(WORD_LEVEL, one("Prepend", prepend="_x"), SPACES),
    "normalizer Sequence": tokenizer(WORD_LEVEL, sequence("normalizers", one("NFKD"), one("StripAccents"), one("Lowercase"),
                                                          replace("e", String="a"), one("Prepend", prepend="_")), SPACES),
    "normalizer Sequence runs": tokenizer(WORD_LEVEL, sequence("normalizers", BERT_NORMALIZER, one("NFC"), one("Lowercase")), SPACES),
    "normalizer Bert bare": tokenizer(WORD_LEVEL, one("BertNormalizer", clean_text=False, handle_chinese_chars=False,
                                                      strip_accents=False, lowercase=False), SPACES),
    "normalizer Bert marks": tokenizer(WORD_PIECE, one("BertNormalizer", clean_text=True, handle_chinese_chars=False,
                                                       strip_accents=True, lowercase=False), one("BertPreTokenizer")),
    **{f"pre-tokenizer Punctuation {behavior}": tokenizer(WORD_LEVEL, None, one("Punctuation", behavior=behavior))
       for behavior in ("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous")},
    "pre-tokenizer none": tokenizer(WORD_LEVEL),
    "pre-tokenizer Whitespace": tokenizer(WORD_LEVEL, one("NFC"), one("Whitespace")),
    "pre-tokenizer Digits": tokenizer(WORD_LEVEL, None, one("Digits", individual_digits=False)),
    "pre-tokenizer Digits individual": tokenizer(WORD_LEVEL, one("Lowercase"), one("Digits", individual_digits=True)),
    "pre-tokenizer Sequence": tokenizer(WORD_LEVEL, None, sequence("pretokenizers", SPACES, one("Digits", individual_digits=True),
                                                                   one("Punctuation", behavior="MergedWithNext"))),
    "word piece": tokenizer(WORD_PIECE, BERT_NORMALIZER, one("BertPreTokenizer"),
                            one("BertProcessing", sep=["[SEP]", 2], cls=["[CLS]", 1])),
    "word piece short": tokenizer({**WORD_PIECE, "max_input_chars_per_word": 3}, None, SPACES),
    "word piece no prefix": tokenizer({**WORD_PIECE, "continuing_subword_prefix": ""}, None, SPACES),
    "byte pair": tokenizer(FULL_BYTES, None, BYTES, BYTES),
    "byte pair merges as pairs": tokenizer(byte_pair(alphabet(), as_pairs=True), one("NFC"), BYTES, BYTES),
    "byte pair prefixed": tokenizer(FULL_BYTES, one("NFKC"), PREFIXED, PREFIXED),
    "byte pair untrimmed": tokenizer(FULL_BYTES, None, PREFIXED, {**BYTES, "trim_offsets": False}),
    "byte pair no regex": tokenizer(FULL_BYTES, None, {**BYTES, "use_regex": False}, BYTES),
    "byte pair behind spaces": tokenizer(FULL_BYTES, None, sequence("pretokenizers", SPACES, PREFIXED), PREFIXED),
    "byte pair digits": tokenizer(FULL_BYTES, one("Lowercase"), sequence("pretokenizers", one("Digits", individual_digits=True), BYTES)),
    "byte pair gaps": tokenizer(SOME_BYTES, None, BYTES),
    "byte pair gaps prefixed": tokenizer(SOME_BYTES, None, PREFIXED, PREFIXED),
    "byte pair unknown": tokenizer(byte_pair(["?", "a", "b", "c", "\u0120"], unk_token="?"), None, BYTES),
    "byte pair fused unknown": tokenizer(byte_pair(["?", "a", "b", "c", "\u0120"], unk_token="?", fuse_unk=True), None, BYTES),
    "byte pair ignore merges": tokenizer(byte_pair(alphabet(), ignore_merges=True, more=["hello", "\u0120world", "isn"]), None, BYTES),
    "byte pair unreachable": tokenizer(byte_pair(alphabet(), more=["hello", "\u0120world", "isn"]), None, BYTES),
    "characters": tokenizer(byte_pair(CHARACTERS, unk_token="<unk>"), None, SPACES),
    "characters fused": tokenizer(byte_pair(CHARACTERS, unk_token="<unk>", fuse_unk=True), one("NFC"), one("BertPreTokenizer")),
    "characters gaps": tokenizer(byte_pair(CHARACTERS[1:]), None, SPACES),
    "roberta": tokenizer(byte_pair(alphabet(), more=["<s>", "</s>"]), None, BYTES,
                         one("RobertaProcessing", sep=["</s>", 282], cls=["<s>", 281], trim_offsets=True, add_prefix_space=False)),
    "roberta prefixed": tokenizer(FULL_BYTES, None, PREFIXED,
                                  one("RobertaProcessing", sep=["</s>", 1], cls=["<s>", 2], trim_offsets=True, add_prefix_space=True)),
    "template": tokenizer(WORD_PIECE, BERT_NORMALIZER, one("BertPreTokenizer"),
                          template("C:0 $A:0 S:0", "C:0 $B:2 S:1 $A:3 S:0", C=[1], S=[2, 0])),
    "template plain": tokenizer(WORD_LEVEL, None, SPACES, template("$A:0", "$A:0 $B:1")),
    "processors": tokenizer(FULL_BYTES, None, BYTES, sequence("processors", BYTES, template("C:0 $A:0", "C:0 $A:0 $B:1", C=[5]))),
    "processors trimmed twice": tokenizer(FULL_BYTES, None, BYTES, sequence("processors", BYTES, one(
        "RobertaProcessing", sep=["</s>", 1], cls=["<s>", 2], trim_offsets=True, add_prefix_space=False))),
    "added": tokenizer(WORD_LEVEL, one("Lowercase"), SPACES, None,
                       [added("<tok>", 24), added("<mask>", 25, lstrip=True), added("New", 26, normalized=True, special=False)]),
    "added right": tokenizer(WORD_PIECE, BERT_NORMALIZER, one("BertPreTokenizer"), None,
                             [added("[CLS]", 1), added("<tok>", 45, rstrip=True), added("<mask>", 46, lstrip=True, rstrip=True)]),
    "added words": tokenizer(WORD_PIECE, BERT_NORMALIZER, one("BertPreTokenizer"), None,
                             [added("tok", 45, single_word=True), added("the", 11, single_word=True, normalized=True),
                              added("a", 3, single_word=True, lstrip=True, rstrip=True, special=False)]),
    "added longest": tokenizer(WORD_LEVEL, None, SPACES, None,
                               [added("ab", 24), added("abc", 25), added("bcab", 26), added("is", 4), added("  ", 27, rstrip=True)]),
    "added normalised": tokenizer(WORD_LEVEL, one("NFKD"), SPACES, None,
                                  [added("\u00e9", 24, normalized=True), added("\ufb01", 25, normalized=True, special=False)]),
    "added bytes": tokenizer(FULL_BYTES, None, PREFIXED, PREFIXED,
                             [added("<mask>", 281, lstrip=True), added("<tok>", 282, rstrip=True)]),
    "added prepended": tokenizer(WORD_LEVEL, one("Prepend", prepend="_"), SPACES, None,
                                 [added("<tok>", 24), added("the", 1, normalized=True)]),
}
