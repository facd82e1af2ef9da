#!/usr/bin/env python3
"""Packs the texts that train.py learns from as arrays of tokens, so that a machine with a GPU needs neither data nor tokenizers.

Example:
    recipes/gpu/pack_texts.py --data ../shared/data --augmented build/gpu --qnli build/gpu/qnli --tokenizer TOKENIZER --output build/gpu/texts.safetensors

Tokens are those of BERT's uncased vocabulary; MPNet's are the same ones, 4 higher. The file holds,
for each TABLE of texts, `TABLE.tokens` (uint16) and `TABLE.offsets` (int32, one more than texts);
and for each task rows of int32:

    squad.train, squad.tune   question, paragraph, first token, end token, answer's first and last token
                              (relative to the paragraph's; -1 where the window does not hold the answer)
    T.train, T.tune           text, text or -1, label
    T.transfer                text, text or -1: unlabelled
    cola.continues            of each token of the vocabulary, whether it goes on with a word
    cola.broad                text, -1: sentences of everything that people wrote here, and CoLA's own transfer set

`--augmented` holds cola-rules.tsv, mrpc-rules.tsv and sst2-rules.tsv, as `tango augment --preset rules --mask-token '[MASK]'` writes them.
"""

import argparse
import collections
import json
import pathlib
import random
import re

import numpy
import safetensors.numpy
import tokenizers

WINDOW, QUESTION, SHARED = 384, 64, 128  # tokens, as tango reads SQuAD


class Table:
    """Texts by number, each once."""

    def __init__(self, tokenizer):
        self.tokenizer, self.numbers = tokenizer, {}

    def number(self, text):
        return self.numbers.setdefault(text.strip(), len(self.numbers))

    def encode(self):
        return self.tokenizer.encode_batch(list(self.numbers), add_special_tokens=False)

    def arrays(self, name, encoded=None):
        ids = [text.ids for text in encoded or self.encode()]
        offsets = numpy.cumsum([0, *map(len, ids)], dtype=numpy.int32)
        return {f"{name}.tokens": numpy.concatenate([numpy.array(text, numpy.uint16) for text in ids]), f"{name}.offsets": offsets}


def lines(path, header=True):
    rows = path.read_text(encoding="utf-8-sig").removesuffix("\n").split("\n")
    return [row.split("\t") for row in rows[header:]]


def normal(text):
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def squad_questions(path, every=1):
    """Of every first, second … article."""
    for article in json.loads(path.read_text(encoding="utf8"))["data"][::every]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                yield paragraph["context"], question["question"], question["answers"][0]


def squad(data, tokenizer):
    questions, paragraphs, parts = Table(tokenizer), Table(tokenizer), {}
    files = {"train": (data / "squad/train-v1.1.rebuilt.json", 1), "tune": (data / "squad/dev-v1.1.rebuilt.json", 2)}
    found = {part: [(paragraphs.numbers.setdefault(context, len(paragraphs.numbers)), questions.number(question), answer)
                    for context, question, answer in squad_questions(*file)] for part, file in files.items()}
    encoded, asked = paragraphs.encode(), questions.encode()
    for part, rows in found.items():
        windows = []
        for paragraph, question, answer in rows:
            begin, end = answer["answer_start"], answer["answer_start"] + len(answer["text"])
            offsets = encoded[paragraph].offsets
            within = [i for i, (first, last) in enumerate(offsets) if first < end and last > begin]
            room = WINDOW - min(len(asked[question].ids), QUESTION) - 4  # as many special tokens as MPNet takes
            start = 0
            while True:
                stop = min(start + room, len(offsets))
                whole = within and within[0] >= start and within[-1] < stop
                windows.append((question, paragraph, start, stop, within[0] if whole else -1, within[-1] if whole else -1))
                if stop == len(offsets):
                    break
                start = stop - SHARED
        parts[f"squad.{part}"] = numpy.array(windows, numpy.int32)
    return parts | paragraphs.arrays("squad.paragraph", encoded) | questions.arrays("squad.question", asked)


def qnli(data, prepared, tokenizer, random_order):
    """Transfer pairs: every training question beside the sentences that training pairs its paragraph's questions with."""
    texts = Table(tokenizer)
    train = {(row[1], row[2]): row[3] for row in lines(prepared / "train.tsv")}
    tune = lines(prepared / "tune.tsv")
    paragraph_of = {normal(question): context for context, question, _ in squad_questions(data / "squad/train-v1.1.rebuilt.json")}
    sentences, askers = collections.defaultdict(dict), collections.defaultdict(dict)
    for question, sentence in train:
        paragraph = paragraph_of.get(normal(question))
        if paragraph is not None:
            sentences[paragraph][sentence] = askers[paragraph][question] = True
    transfer = {(question, sentence) for paragraph in sentences for question in askers[paragraph] for sentence in sentences[paragraph]} | set(train)
    label = {"entailment": 0, "not_entailment": 1}
    transfer = sorted(transfer)
    random_order.shuffle(transfer)
    return {"qnli.train": numpy.array([(texts.number(q), texts.number(s), label[y]) for (q, s), y in train.items()], numpy.int32),
            "qnli.tune": numpy.array([(texts.number(row[1]), texts.number(row[2]), label[row[3]]) for row in tune], numpy.int32),
            "qnli.transfer": numpy.array([(texts.number(q), texts.number(s)) for q, s in transfer], numpy.int32)} | texts.arrays("qnli.text")


def near_pairs(pairs, random_order):
    """Each sentence beside the one of another pair that shares most of its rarer words: hard negatives, mostly."""
    sentences = sorted({text for pair in pairs for text in pair})
    words = [sorted(set(normal(text).split())) for text in sentences]
    holders = collections.defaultdict(list)
    for number, found in enumerate(words):
        for word in found:
            holders[word].append(number)
    for number, found in enumerate(words):
        shared = collections.Counter()
        for word in found:
            if len(holders[word]) <= 60:
                shared.update(holders[word])
        for other, count in shared.most_common(4)[1:]:
            if count >= 3 and 2 * count >= min(len(found), len(words[other])) // 2:
                yield (sentences[number], sentences[other]) if random_order.random() < 0.5 else (sentences[other], sentences[number])


def mrpc(data, augmented, tokenizer, random_order):
    texts = Table(tokenizer)
    train, tune, test = (lines(data / f"mrpc/{part}.tsv") for part in ("train", "dev", "test"))
    kept_out = {normal(text) for row in (*tune, *test) for text in row[3:5]}
    pairs = [tuple(row[3:5]) for row in train]
    for file in ("sts2012-2016_no_msrpar", "sick", "wikisplit5k"):
        pairs += [tuple(row[:2]) for row in lines(data / f"pairs/{file}.tsv")]
    every = pairs + list(near_pairs(pairs, random_order)) + [tuple(row[:2]) for row in lines(augmented / "mrpc-rules.tsv")]
    training = set(pairs[:len(train)])
    every = sorted({pair for pair in every if pair in training or not any(normal(text) in kept_out for text in pair)})
    random_order.shuffle(every)
    rows = {"mrpc.train": train, "mrpc.tune": tune}
    return {name: numpy.array([(texts.number(row[3]), texts.number(row[4]), int(row[0])) for row in part], numpy.int32) for name, part in rows.items()} | {
        "mrpc.transfer": numpy.array([(texts.number(a), texts.number(b)) for a, b in every], numpy.int32)} | texts.arrays("mrpc.text")


def cola(data, augmented, tokenizer, random_order):
    texts = Table(tokenizer)
    train, tune, report = (lines(data / f"cola/{part}.tsv", header=False) for part in ("train", "in_domain_dev", "out_of_domain_dev"))
    kept_out = {normal(row[3]) for row in (*tune, *report)}
    found = [row[3] for row in train] + [row[0] for row in lines(augmented / "cola-rules.tsv")]
    for row in lines(data / "acceptability/blimp_pairs.tsv"):
        found += row[:2]
    for file in ("fava", "gug"):
        found += [row[0] for row in lines(data / f"acceptability/{file}.tsv")]
    brown = [line for line in (data / "text/brown.txt").read_text(encoding="utf8").split("\n") if 4 <= len(line.split()) <= 16]
    found += random_order.sample(brown, min(15_000, len(brown)))
    rows = {"cola.train": train, "cola.tune": tune}
    unlabelled = {"cola.transfer": found, "cola.broad": found + written(data, brown)}
    parts = {name: numpy.array([(texts.number(row[3]), -1, int(row[1])) for row in part], numpy.int32) for name, part in rows.items()}
    for name, part in unlabelled.items():
        part = sorted({text.strip() for text in part if normal(text) and normal(text) not in kept_out})
        random_order.shuffle(part)
        parts[name] = numpy.array([(texts.number(text), -1) for text in part], numpy.int32)
    continues = [tokenizer.id_to_token(token).startswith("##") for token in range(tokenizer.get_vocab_size())]
    return parts | texts.arrays("cola.text") | {"cola.continues": numpy.array(continues, numpy.uint8)}


def sentences(text, longest=24):
    """The sentences of 4 words or more, as far as a full stop says where they end."""
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        if 4 <= len(sentence.split()) <= longest and "<" not in sentence:
            yield sentence


def reviews(data, longest=24):
    for line in (data / "text/imdb_unsup.txt").read_text(encoding="utf8").split("\n"):
        yield from sentences(line, longest)


def written(data, brown):
    """Sentences of books, reviews, encyclopedias, captions and news, and questions."""
    found = brown + list(reviews(data, 16))
    for context, question, _ in squad_questions(data / "squad/train-v1.1.rebuilt.json"):
        found.append(question)
    for context in {context for context, _, _ in squad_questions(data / "squad/train-v1.1.rebuilt.json")}:
        found += sentences(context)
    for file in ("sts2012-2016_no_msrpar", "sick", "wikisplit5k"):
        found += [text for row in lines(data / f"pairs/{file}.tsv") for text in row[:2] if len(text.split()) <= 24]
    return found


def sst2(data, augmented, tokenizer, random_order):
    texts = Table(tokenizer)
    tune, test = (lines(data / f"sst2/{part}.tsv") for part in ("dev", "test"))
    kept_out = {normal(row[0]) for row in (*tune, *test)}
    found = [row[0] for row in lines(augmented / "sst2-rules.tsv")] + random_order.sample(list(reviews(data, 40)), 120_000)
    found = sorted({text.strip() for text in found if normal(text) and normal(text) not in kept_out})
    random_order.shuffle(found)
    return {"sst2.tune": numpy.array([(texts.number(row[0]), -1, int(row[1])) for row in tune], numpy.int32),
            "sst2.transfer": numpy.array([(texts.number(text), -1) for text in found], numpy.int32)} | texts.arrays("sst2.text")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--augmented", type=pathlib.Path, required=True, help="directory of the texts that tango augment made")
    parser.add_argument("--qnli", type=pathlib.Path, required=True, help="directory that scripts/prepare_qnli.py wrote")
    parser.add_argument("--tokenizer", type=pathlib.Path, required=True, help="tokenizer.json of MiniLM-L6")
    parser.add_argument("--tasks", nargs="*", help="pack only these")
    parser.add_argument("--output", type=pathlib.Path, required=True)
    options = parser.parse_args()
    tokenizer = tokenizers.Tokenizer.from_file(str(options.tokenizer))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    arrays = {}
    for name, pack in {"squad": lambda order: squad(options.data, tokenizer), "qnli": lambda order: qnli(options.data, options.qnli, tokenizer, order),
                       "mrpc": lambda order: mrpc(options.data, options.augmented, tokenizer, order),
                       "cola": lambda order: cola(options.data, options.augmented, tokenizer, order),
                       "sst2": lambda order: sst2(options.data, options.augmented, tokenizer, order)}.items():
        if options.tasks and name not in options.tasks:
            continue
        arrays |= pack(random.Random(name))
        for key, array in arrays.items():
            if key.startswith(name):
                print(f"{key}: {array.shape}")
    safetensors.numpy.save_file(arrays, options.output)


if __name__ == "__main__":
    main()
