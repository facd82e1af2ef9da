#!/usr/bin/env python3
"""Writes src/text/unicode/generated_tables.cpp by asking PyPI `tokenizers` about every scalar value.

`tokenizers` uses several Unicode versions at once (Rust's, those of the regex engines and of two
older crates), so the tables hold its answers and not the contents of the Unicode files. Only the
results of its normalizers and pre-tokenizers are read. Needs tokenizers 0.23.3.

Example: build/peers/bin/python scripts/generate_unicode_tables.py
         (--check compares with the existing file and exits with 1 if they differ)
"""
import argparse
import sys
import unicodedata
from pathlib import Path

import tokenizers
from tokenizers import normalizers, pre_tokenizers

OUTPUT = Path(__file__).resolve().parent.parent / "src/text/unicode/generated_tables.cpp"
LIMIT = 0x110000
SCALARS = [value for value in range(LIMIT) if not 0xD800 <= value < 0xE000]
# In the order of the enumerators of unicode/properties.h.
FLAGS = ["kCleanRemoved", "kCleanSpace", "kWhitespace", "kPunctuation", "kNumeric", "kWord", "kRegexSpace",
         "kLetter", "kNumber", "kPatternSpace", "kNonspacingMark", "kCombiningMark", "kChinese", "kLowercases",
         "kDecomposes", "kCompatible", "kCased", "kCaseIgnorable"]
HANGUL = range(0xAC00, 0xD7A4)


def map_each(normalizer, values):
    """Each character with its normalize_str, many in one call: U+0001 separates them."""
    for start in range(0, len(values), 4096):
        part = values[start:start + 4096]
        lines = normalizer.normalize_str("".join(chr(value) + "\x01" for value in part)).split("\x01")
        if len(lines) != len(part) + 1:  # one of them removed or made a separator: ask one by one
            lines = [normalizer.normalize_str(chr(value)) for value in part]
        yield from zip(part, lines)


def pieces(pre_tokenizer, text):
    return [piece for piece, _ in pre_tokenizer.pre_tokenize_str(text)]


def probe_flags():
    flags = {name: set() for name in FLAGS}
    clean = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=False, strip_accents=False,
                                       lowercase=False)
    chinese = normalizers.BertNormalizer(clean_text=False, handle_chinese_chars=True, strip_accents=False,
                                         lowercase=False)
    strip = normalizers.BertNormalizer(clean_text=False, handle_chinese_chars=False, strip_accents=True,
                                       lowercase=False)
    for value in SCALARS:
        character = chr(value)
        cleaned = clean.normalize_str("a" + character + "b")[1:-1]
        if cleaned == "":
            flags["kCleanRemoved"].add(value)
        elif cleaned == " ":
            flags["kCleanSpace"].add(value)
        elif cleaned != character:
            sys.exit(f"U+{value:04X}: clean_text gives {cleaned!r}")
        if chinese.normalize_str(character) == f" {character} ":
            flags["kChinese"].add(value)
        around = "a" + character + "b"
        if len(pieces(WHITESPACE_SPLIT, around)) == 2:
            flags["kWhitespace"].add(value)
        if len(pieces(PUNCTUATION, around)) == 3:
            flags["kPunctuation"].add(value)
        if len(pieces(DIGITS, around)) == 3:
            flags["kNumeric"].add(value)
        words = len(pieces(WORDS, around))
        if words == 1:
            flags["kWord"].add(value)
        elif words == 2:
            flags["kRegexSpace"].add(value)
        if len(pieces(BYTE_LEVEL, "a" + character)) == 1:
            flags["kLetter"].add(value)
        elif len(pieces(BYTE_LEVEL, "1" + character)) == 1:
            flags["kNumber"].add(value)
        elif len(pieces(BYTE_LEVEL, "!" + character)) == 2:
            flags["kPatternSpace"].add(value)
        if strip.normalize_str(character) == "":
            flags["kNonspacingMark"].add(value)
        # Python's rule for a final capital sigma (str.lower), for the BiLSTM's words.
        if (character + "\u03a3").lower()[-1] == "\u03c2":
            flags["kCased"].add(value)
        elif ("A" + character + "\u03a3").lower()[-1] == "\u03c2":
            flags["kCaseIgnorable"].add(value)
    for value, text in map_each(normalizers.StripAccents(), SCALARS):
        if text == "":
            flags["kCombiningMark"].add(value)
    return flags


WHITESPACE_SPLIT = pre_tokenizers.WhitespaceSplit()
PUNCTUATION = pre_tokenizers.Punctuation()
DIGITS = pre_tokenizers.Digits(individual_digits=True)
WORDS = pre_tokenizers.Whitespace()
BYTE_LEVEL = pre_tokenizers.ByteLevel(add_prefix_space=False)


def probe_mapping(normalizer, skip=()):
    return {value: text for value, text in map_each(normalizer, SCALARS)
            if text != chr(value) and value not in skip}


def probe_combining_classes():
    """The combining class of each character, from whether NFD swaps it with marks of known classes."""
    nfd = normalizers.NFD()
    lowest, highest = "\u0334", "\u0345"  # classes 1 and 240
    marks = {1: lowest, 240: highest}
    for value in SCALARS:
        number, character = unicodedata.combining(chr(value)), chr(value)
        if number not in (0, *marks) and nfd.normalize_str("a" + highest + character) == "a" + character + highest:
            marks[number] = character  # `tokenizers`, too, knows it as a mark
    known = sorted(marks.items())
    classes = {}
    for value in SCALARS:
        character = chr(value)
        if nfd.normalize_str(character) != character:
            continue  # does not occur after decomposition
        below_highest = nfd.normalize_str("a" + highest + character) != "a" + highest + character
        above_lowest = nfd.normalize_str("a" + character + lowest) != "a" + character + lowest
        if not below_highest and not above_lowest:
            continue
        for number, mark in known:
            smaller = nfd.normalize_str("a" + mark + character) != "a" + mark + character
            larger = nfd.normalize_str("a" + character + mark) != "a" + character + mark
            if not smaller and not larger:
                classes[value] = number
                break
        else:
            sys.exit(f"U+{value:04X}: no known combining class fits")
    return classes


def probe_compositions(canonical):
    """{(first, second): composite} for every pair that NFC joins; Hangul's follow from arithmetic."""
    nfc = normalizers.NFC()
    pairs = {}
    for value, text in canonical.items():
        if value in HANGUL or nfc.normalize_str(text) != chr(value) or len(text) < 2:
            continue
        first = nfc.normalize_str(text[:-1])
        if len(first) != 1 or nfc.normalize_str(first + text[-1]) != chr(value):
            sys.exit(f"U+{value:04X}: no primary composite")
        pairs[(ord(first), ord(text[-1]))] = value
    return pairs


def rows(numbers, width=108):
    """The numbers as lines of an initialiser list."""
    line = "   "
    for number in numbers:
        item = f" {number},"
        if len(line) + len(item) > width:
            yield line
            line = "   "
        line += item
    yield line


def array(kind, name, numbers):
    numbers = list(numbers)
    return "\n".join([f"const {kind} {name}[{len(numbers)}] = {{", *rows(numbers), "};", ""])


def two_stage(cells, block=128):
    """For each block of code points the number of its content, and the distinct contents."""
    index, blocks, seen = [], [], {}
    for start in range(0, LIMIT, block):
        part = tuple(cells[start:start + block])
        if part not in seen:
            seen[part] = len(seen)
            blocks.extend(part)
        index.append(seen[part])
    return index, blocks


def mapping_arrays(name, mapping):
    """The sorted keys, the offset of each one's text in a pool, and the pool."""
    pool, starts = [], []
    for text in (mapping[key] for key in sorted(mapping)):
        starts.append(len(pool))
        pool.extend(ord(character) for character in text)
    starts.append(len(pool))
    return [array("char32_t", f"k{name}Keys", sorted(mapping)), array("std::uint16_t", f"k{name}Starts", starts),
            array("char32_t", f"k{name}Pool", pool), f"const std::size_t k{name}Count = {len(mapping)};\n"]


def generate():
    flags = probe_flags()
    canonical = probe_mapping(normalizers.NFD(), HANGUL)
    compatible = {value: text for value, text in probe_mapping(normalizers.NFKD(), HANGUL).items()
                  if canonical.get(value) != text}
    lower = probe_mapping(normalizers.Lowercase())
    classes = probe_combining_classes()
    compositions = probe_compositions(canonical)
    flags["kLowercases"], flags["kDecomposes"] = set(lower), set(canonical)
    flags["kCompatible"] = set(compatible)

    combinations, cells = {}, [0] * LIMIT
    masks = [0] * LIMIT
    for bit, name in enumerate(FLAGS):
        for value in flags[name]:
            masks[value] |= 1 << bit
    for value in range(LIMIT):
        cells[value] = combinations.setdefault((masks[value], classes.get(value, 0)), len(combinations))
    if len(combinations) > 255:
        sys.exit(f"{len(combinations)} combinations of properties do not fit a byte")
    index, blocks = two_stage(cells)
    keys = sorted(compositions)
    parts = [
        "// Generated by scripts/generate_unicode_tables.py from PyPI `tokenizers` "
        f"{tokenizers.__version__}: do not edit.",
        "// build/peers/bin/python scripts/generate_unicode_tables.py",
        "// clang-format off",
        "// NOLINTBEGIN(readability-identifier-naming): constants",
        '#include "text/unicode/tables.h"',
        "",
        "namespace tango::text::unicode {",
        "",
        array("std::uint16_t", "kBlockIndex", index),
        array("std::uint8_t", "kBlocks", blocks),
        array("std::uint32_t", "kFlagSets", (mask for mask, _ in combinations)),
        array("std::uint8_t", "kCombiningClasses", (number for _, number in combinations)),
        *mapping_arrays("Canonical", canonical),
        *mapping_arrays("Compatible", compatible),
        *mapping_arrays("Lowercase", lower),
        array("char32_t", "kCompositionFirst", (first for first, _ in keys)),
        array("char32_t", "kCompositionSecond", (second for _, second in keys)),
        array("char32_t", "kCompositionResult", (compositions[key] for key in keys)),
        f"const std::size_t kCompositionCount = {len(keys)};",
        "",
        "}  // namespace tango::text::unicode",
        "// NOLINTEND(readability-identifier-naming)",
        "",
    ]
    return "\n".join(parts)


def write_or_check(description, output, generate):
    """The command line of each script that generates tables: writes what generate() returns, or compares."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the file and write nothing")
    arguments = parser.parse_args()
    if tokenizers.__version__ != "0.23.3":
        sys.exit(f"needs tokenizers 0.23.3, found {tokenizers.__version__}")
    text = generate()
    if not arguments.check:
        output.write_text(text, encoding="utf8")
        print(f"wrote {output} ({len(text)} bytes)")
    elif output.read_text(encoding="utf8") != text:
        sys.exit(f"{output} differs from what this script generates; run it without --check")
    else:
        print(f"{output.name}: equal to what is generated")


if __name__ == "__main__":
    write_or_check(__doc__, OUTPUT, generate)
