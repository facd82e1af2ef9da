"""Vocabularies, character maps and components that tokenizers are drawn from, all made up here from random numbers."""

import base64
import random as random_module
import struct
import unicodedata

import tokenizer_pipelines
from tokenizer_pipelines import BYTES, PREFIXED, SPACES, WORD_LEVEL, WORD_PIECE, added, alphabet, one, replace, sequence, template

LETTERS = "abcdefghijklmnopqrstuvwxyz"
COMMON = "etaoinshrdlu"
OTHERS = ["\u00e9", "\u4e2d", "\u6587", "\u03c3", "\u00df", "1", "2", "0", ".", ",", "'", "-", "A", "T", "\ud55c", "\u0301", "\U0001f44d", "_", "<", ">", "/"]
WORDS = ["the", "and", "ing", "run", "running", "un", "believ", "able", "token", "izer", "don", "co", "oper", "ate", "stra", "user", "http", "film",
         "good", "bad", "it", "is", "was", "of", "that", "this", "with", "for", "not", "movie", "s", "ed", "er", "ly", "re", "ll", "ve"]


def spaced(pieces, space="\u2581"):
    return [*pieces, *(space + piece for piece in pieces)]


def score(random, style):
    """Whole numbers and tenths make ties; the others are as trained models have them."""
    if style == "whole":
        return -random.randrange(1, 12)
    if style == "tenths":
        return -random.randrange(1, 120) / 10
    value = -random.random() * 14
    return struct.unpack("f", struct.pack("f", value))[0] if style == "single" else value


def unigram(random, space="\u2581", byte_fallback=False, unknown=True, missing_bytes=0, size=600):
    style = random.choice(["whole", "tenths", "single", "double"])
    pieces = {space, *spaced(LETTERS, space), *spaced(WORDS, space), *random.sample(OTHERS, random.randrange(len(OTHERS)))}
    while len(pieces) < size:
        piece = "".join(random.choice(COMMON if random.random() < 0.8 else LETTERS + "".join(OTHERS)) for _ in range(random.randrange(2, 6)))
        pieces.add(space + piece if random.random() < 0.3 else piece)
    if random.random() < 0.3:  # some letters cannot be spelt
        pieces -= set(random.sample(LETTERS, 6))
    pieces = sorted(pieces)
    random.shuffle(pieces)
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    vocabulary = [[piece, 0.0] for piece in special] + [[piece, score(random, style)] for piece in pieces]
    if byte_fallback:
        kept = sorted(random.sample(range(256), 256 - missing_bytes))
        vocabulary += [[f"<0x{byte:02X}>", 0.0 if random.random() < 0.5 else -20.0] for byte in kept]
    return {"type": "Unigram", "unk_id": 3 if unknown else None, "vocab": vocabulary, "byte_fallback": byte_fallback}


def byte_pair(random, space="\u2581", size=600, **fixed):
    """Characters, and merges of what is there: with an unknown token or none, affixes, bytes for unknown characters."""
    fallback = random.random() < 0.4
    prefix = "" if fallback else random.choice(["", "", "##"])  # with both, offsets of tokenizers leave the text
    suffix = "" if fallback else random.choice(["", "", "</w>"])
    characters = [*LETTERS, space, " ", *random.sample(OTHERS, random.randrange(len(OTHERS))), *random.sample(alphabet(), random.randrange(256))]
    if random.random() < 0.3:
        characters = random.sample(characters, len(characters) // 2)
    vocabulary = {token: number for number, token in enumerate(["<s>", "<pad>", "</s>", "<unk>"])}
    for character in characters:
        for token in dict.fromkeys([character, prefix + character, character + suffix, prefix + character + suffix]):
            if random.random() < 0.95:
                vocabulary.setdefault(token, len(vocabulary))
    merges, seen = [], set()
    while len(merges) < size // 2:
        left, right = random.choice(list(vocabulary)[4:]), random.choice(list(vocabulary)[4:])
        if len(left) + len(right) > 12 or not right.startswith(prefix) or (left, right) in seen or (suffix and left.endswith(suffix)):
            continue
        seen.add((left, right))
        merges.append([left, right])
        vocabulary.setdefault(left + right[len(prefix):], len(vocabulary))
    for word in spaced(WORDS, space):
        if random.random() < 0.3:
            vocabulary.setdefault(word + random.choice(["", suffix]), len(vocabulary))
    if fallback:
        for byte in random.sample(range(256), random.choice([256, 256, 200])):
            vocabulary.setdefault(f"<0x{byte:02X}>", len(vocabulary))
    return {"type": "BPE", "dropout": random.choice([None, 0.0]), "unk_token": random.choice(["<unk>", "<unk>", None, "<none>"]),
            "continuing_subword_prefix": prefix or None, "end_of_word_suffix": suffix or None, "fuse_unk": random.random() < 0.5,
            "byte_fallback": fallback, "ignore_merges": random.random() < 0.3, "vocab": vocabulary, "merges": merges, **fixed}


def raw_byte_pair(random, space="\u2581"):
    """For bytes behind ByteLevel."""
    return tokenizer_pipelines.byte_pair(alphabet(), ignore_merges=random.random() < 0.3, more=["<s>", "<pad>", "</s>", "<unk>", "hello", "\u0120world"])


def word_level(random, space="\u2581", size=0):
    words = ["<s>", "<pad>", "</s>", "<unk>", *spaced(WORDS, space), *OTHERS, *LETTERS, space]
    return {"type": "WordLevel", "vocab": {word: number for number, word in enumerate(dict.fromkeys(words))}, "unk_token": "<unk>"}


def word_piece(random, space="\u2581", size=0):
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *spaced(WORDS, space), *OTHERS, *LETTERS, space, *("##" + piece for piece in [*WORDS, *OTHERS, *LETTERS])]
    return {"type": "WordPiece", "vocab": {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}, "unk_token": "<unk>",
            "continuing_subword_prefix": random.choice(["##", "##", ""]), "max_input_chars_per_word": random.choice([100, 5])}


def double_array(keys):
    """A trie of byte strings, none empty, with a number each, in the form that SentencePiece's models hold."""
    units, taken = {0: 0}, {0}

    def place(node, prefix):
        """Gives a node's children their places. `node`: where its unit is."""
        children = sorted({key[len(prefix)] for key in keys if len(key) > len(prefix) and key.startswith(prefix)})
        labels = ([0] if prefix in keys else []) + children
        base = 1
        while any((node ^ base ^ label) in taken for label in labels) or base & 0xFF == 0 and 0 in labels:
            base += 1
        units[node] |= base << 10
        for label in labels:
            taken.add(node ^ base ^ label)
        if prefix in keys:
            units[node] |= 1 << 8
            units[node ^ base] = keys[prefix] | 1 << 31
        for label in children:
            units[node ^ base ^ label] = label
        for label in children:
            place(node ^ base ^ label, prefix + bytes([label]))

    place(0, b"")
    return [units.get(index, 0) for index in range(max(units) + 256)]


def character_map(changes):
    """Base64 of a compiled character map."""
    blob, places, keys = b"", {}, {}
    for old, new in changes.items():
        if new not in places:
            places[new] = len(blob)
            blob += new.encode() + b"\0"
        keys[old.encode()] = places[new]
    units = double_array(keys)
    return base64.b64encode(struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + blob).decode()


def changes(random, fold):
    """Mappings as NFKC has them, of the characters that fuzzed texts hold, and some of clusters."""
    found = {"\t": " ", "\n": " ", "\r": " ", "\u00a0": " ", "\u3000": " ", "\u200b": " ", "\ufeff": "", "\x7f": ""}
    found |= {chr(value): "" for value in range(1, 32) if chr(value) not in found and random.random() < 0.8}
    ranges = [(0xA0, 0x100), (0x132, 0x140), (0x300, 0x370), (0x1E00, 0x1F00), (0x2000, 0x2070), (0x2100, 0x2140), (0xF900, 0xFA20), (0xFB00, 0xFB50),
              (0xFF00, 0xFF60), (0x1100, 0x1200), (0x4E00, 0x4E80), (0x1F300, 0x1F320)]
    for first, last in ranges:
        for value in range(first, last):
            if random.random() < 0.5:
                continue
            new = unicodedata.normalize("NFKC", chr(value))
            if new != chr(value) or random.random() < 0.1:
                found[chr(value)] = random.choice([new, new, new, "", "xy", "\u00e9"]) if new == chr(value) else new
    for base in "aeiou":
        for mark in "\u0300\u0301\u0302\u0308\u0323":
            if random.random() < 0.6:
                found[base + mark] = unicodedata.normalize("NFC", base + mark)
    if fold:
        found |= {letter.upper(): letter for letter in LETTERS} | {"\u00df": "ss"}
    if random.random() < 0.2:
        found["e"] = "e"  # a key that is the beginning of others
    return found


def precompiled(random):
    return one("Precompiled", precompiled_charsmap=character_map(changes(random, random.random() < 0.3)))


def metaspace(random, space="\u2581"):
    return one("Metaspace", replacement=space, prepend_scheme=random.choice(["always", "always", "never", "first"]),
               split=random.random() < 0.7)


def normalizer(random, depth=0):
    kinds = [lambda: precompiled(random), lambda: precompiled(random), lambda: one("Nmt"), lambda: one("NFKC"), lambda: one("NFKD"),
             lambda: one("Lowercase"), lambda: one("StripAccents"),
             lambda: one("Strip", strip_left=random.random() < 0.7, strip_right=random.random() < 0.7),
             lambda: replace(" ", Regex=" {2,}"), lambda: replace("\"", String="''"), lambda: replace("\u2581", String=" "),
             lambda: replace("", Regex="\\s+"), lambda: replace(random.choice(["", "x", "\u00e9 "]), Regex=random.choice(SOLID_REGEXES)),
             lambda: replace("-", String=random.choice(["e", "the", "\u0301", "."])), lambda: one("ByteLevel"), lambda: one("Prepend", prepend="\u2581"), lambda: tokenizer_pipelines.BERT_NORMALIZER]
    if depth == 0:
        if random.random() < 0.15:
            return None
        if random.random() < 0.55:
            return sequence("normalizers", *(normalizer(random, 1) for _ in range(random.randrange(1, 5))))
    return random.choice(kinds)()


BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]


GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
GPT4 = [rf"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|{digits}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
        for digits in (r"\p{N}{1,3}", r"\p{N}", r"\p{N}+")]
# What published files have, and others; those that can be empty too.
REGEXES = [
    r"\s+", r"\s", " ", " +", r"\s{2,}", r"\w+|[^\w\s]+", r"\d", r"\p{N}{1,3}", r"[0-9][0-9][0-9]", r"\p{P}", r"[\p{P}\p{S}]+", r"(?=[A-Z])", r"[a-e]|th",
    r"\W", r"\D+", r"[\p{Lu}\p{M}]+|\p{Lo}", r"[\r\n]", r"(?<=\w)\.", r"x*", r"[^a-z]+", r"\b", "", r"(?i)THE|ss", r"^.", r".$", r"\p{Han}+|\p{Hiragana}",
    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s+",
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", GPT2, *GPT4]


# Without those that can be empty: tango gives what is put before the first character another place where that was dropped.
SOLID_REGEXES = [regex for regex in REGEXES if regex not in ("", "x*", r"\b", r"(?=[A-Z])")]


def split(random):
    pattern = {"Regex": random.choice(REGEXES)} if random.random() < 0.8 else {"String": random.choice([" ", "e", "the", "\u2581", "..", "a.b", ""])}
    return one("Split", pattern=pattern, behavior=random.choice(BEHAVIORS), invert=random.random() < 0.3)


def byte_level(random):
    return one("ByteLevel", add_prefix_space=random.random() < 0.5, trim_offsets=True, use_regex=random.random() < 0.5)


def pre_tokenizer(random, space, depth=0):
    kinds = [lambda: metaspace(random, space), lambda: split(random)] * 4 + [
        lambda: one("CharDelimiterSplit", delimiter=random.choice(" e\u00e9")), lambda: one("FixedLength", length=random.randrange(1, 8)),
        lambda: one("UnicodeScripts"), lambda: byte_level(random),
        lambda: SPACES, lambda: one("Whitespace"), lambda: one("BertPreTokenizer"),
        lambda: one("Punctuation", behavior=random.choice(BEHAVIORS)), lambda: one("Digits", individual_digits=random.random() < 0.5)]
    if depth == 0:
        if random.random() < 0.1:
            return None
        if random.random() < 0.5:
            return sequence("pretokenizers", *(pre_tokenizer(random, space, 1) for _ in range(random.randrange(1, 4))))
    return random.choice(kinds)()


def post_processor(random):
    return random.choice([
        None, one("ByteLevel", add_prefix_space=random.random() < 0.5, trim_offsets=random.random() < 0.7, use_regex=True), template("C:0 $A:0 S:0", "C:0 $A:0 S:0 S:0 $B:1 S:1", C=[0], S=[2]),
        one("RobertaProcessing", sep=["</s>", 2], cls=["<s>", 0], trim_offsets=True, add_prefix_space=random.random() < 0.5),
        one("BertProcessing", sep=["</s>", 2], cls=["<s>", 0])])


def draw(random, size=600):
    """The specification of one tokenizer. `size`: pieces of a Unigram model, twice the merges of BPE."""
    space = "_" if random.random() < 0.1 else "\u2581"
    before = pre_tokenizer(random, space)
    kind = random.choice(["unigram", "unigram", "byte_pair", "byte_pair", "raw", "word_level", "word_piece"])
    if kind == "unigram":
        model = unigram(random, space, byte_fallback=random.random() < 0.3, missing_bytes=random.choice([0, 0, 60]), size=size)
    elif kind == "raw":
        model = raw_byte_pair(random)
        before = sequence("pretokenizers", *filter(None, [before, byte_level(random)]))
    else:
        model = {"byte_pair": byte_pair, "word_level": word_level, "word_piece": word_piece}[kind](random, space, size)
    if kind in ("word_level", "word_piece") and random.random() < 0.2:
        model["unk_token"] = "<none>"  # texts that need it are errors
    pieces = model["vocab"] if kind != "unigram" else {piece: number for number, (piece, _) in enumerate(model["vocab"])}
    number = len(pieces)
    tokens = [added(token, pieces[token], normalized=token == "<unk>" and random.random() < 0.5) for token in ("<s>", "<pad>", "</s>", "<unk>")]
    tokens.append(added("<mask>", number, lstrip=True))
    if random.random() < 0.3 and "the" in pieces:
        tokens.append(added("the", pieces["the"], single_word=True, normalized=random.random() < 0.7))
    return tokenizer_pipelines.tokenizer(model, normalizer(random), before, post_processor(random), tokens)


SPECIAL = [added("<s>", 0), added("<pad>", 1), added("</s>", 2), added("<unk>", 3)]
ENDS = template("C:0 $A:0 S:0", "C:0 $A:0 S:0 S:0 $B:0 S:0", C=[0], S=[2])


def gpt4_byte_pair(random):
    """Merges of the words' letters, from left to right."""
    vocabulary = {token: number for number, token in enumerate(["<s>", "<pad>", "</s>", "<unk>", *alphabet()])}
    merges = []
    for word in spaced([*WORDS, *(a + b for a in COMMON for b in COMMON)], "\u0120"):
        for end in range(1, len(word)):
            if word[:end + 1] not in vocabulary:
                merges.append([word[:end], word[end]])
                vocabulary[word[:end + 1]] = len(vocabulary)
    return {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False,
            "byte_fallback": False, "ignore_merges": True, "vocab": vocabulary, "merges": merges}


def kinds():
    """Tokenizers built as the published ones are: their stages, and vocabularies of our own making."""
    def make(name, model, normalizer=None, pre_tokenizer=None, post_processor=None):
        generator = random_module.Random(name)
        return tokenizer_pipelines.tokenizer(model(generator), normalizer and normalizer(generator), pre_tokenizer, post_processor, SPECIAL)

    always = one("Metaspace", replacement="\u2581", prepend_scheme="always", split=True)
    words = sequence("pretokenizers", SPACES, always)
    bytes_last = one("ByteLevel", add_prefix_space=False, trim_offsets=True, use_regex=False)
    quotes = [replace("\"", String="``"), replace("\"", String="''")]
    return {
        "XLM-R": make("xlm-r", unigram, precompiled, words, ENDS),
        "CamemBERT": make("camembert", unigram, precompiled, words, one("RobertaProcessing", sep=["</s>", 2], cls=["<s>", 0], trim_offsets=True,
                                                                        add_prefix_space=True)),
        "ALBERT": make("albert", unigram, lambda generator: sequence("normalizers", *quotes, one("NFKD"), one("StripAccents"), one("Lowercase"),
                                                                     precompiled(generator)), words, ENDS),
        "DeBERTa-v3": make("deberta", unigram, lambda generator: sequence(
            "normalizers", one("Strip", strip_left=True, strip_right=True), precompiled(generator), replace(" ", Regex=" {2,}")), always, ENDS),
        "Unigram with bytes": make("bytes", lambda generator: unigram(generator, byte_fallback=True), lambda generator: one("Nmt"),
                                   one("Metaspace", replacement="\u2581", prepend_scheme="first", split=False), ENDS),
        "Gemma": make("gemma", lambda generator: byte_pair(generator, byte_fallback=True, unk_token="<unk>", fuse_unk=True),
                      lambda generator: replace("\u2581", String=" "), one("Split", pattern={"String": " "}, behavior="MergedWithPrevious", invert=False), ENDS),
        "Llama 3": make("llama", gpt4_byte_pair, None, sequence("pretokenizers", one("Split", pattern={"Regex": GPT4[0]}, behavior="Isolated", invert=False),
                                                                bytes_last), ENDS),
        "Qwen 2": make("qwen", gpt4_byte_pair, lambda generator: one("NFC"), sequence(
            "pretokenizers", one("Split", pattern={"Regex": GPT4[1]}, behavior="Isolated", invert=False), bytes_last)),
        "any pattern": make("pattern", gpt4_byte_pair, None, sequence("pretokenizers", one("Split", pattern={"Regex": REGEXES[-7]}, behavior="Isolated",
                                                                                           invert=False), bytes_last)),
        "CLIP": make("clip", lambda generator: byte_pair(generator, byte_fallback=False, unk_token="<unk>"), lambda generator: sequence(
            "normalizers", one("NFC"), replace(" ", Regex="\\s+"), one("Lowercase")), one("Split", pattern={"Regex": REGEXES[-5]}, behavior="Removed", invert=True)),
        "WordLevel": make("words", word_level, lambda generator: one("Lowercase"), sequence(
            "pretokenizers", one("Whitespace"), one("Digits", individual_digits=True))),
        "scripts": make("scripts", unigram, None, sequence("pretokenizers", one("UnicodeScripts"), one("Punctuation", behavior="Contiguous"),
                                                           one("FixedLength", length=7))),
    }
