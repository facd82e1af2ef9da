"""Strings that try tokenizers hard; the twin of src/text/testing/fuzz_text.h, equal to it for every index."""

from tango_parity import random_weights

SEED = 20221122
STREAM = "tokenizer_fuzz"
DRAWS = 64  # numbers kept for each string
LONGEST = 48  # elements; 0 gives the empty string

# Weight, first code point, how many: one character. They come first; 100 in all with the ones below.
RANGES = [
    (18, 0x61, 26), (6, 0x41, 26), (13, 0x20, 1), (11, 0x21, 94), (3, 0x00, 32), (8, 0x80, 0x1D0), (7, 0x300, 0x70),
    (4, 0x4E00, 0x5200), (2, 0xAC00, 11172), (1, 0x1100, 0x100), (3, 0x1F300, 0x800), (3, 0x2000, 0x70),
    (2, 0x370, 0x1C0), (3, 0x590, 0x8F0), (2, 0x1E00, 0x200), (2, 0xF900, 0x6F0),
]
ANY_WEIGHT = 4  # any scalar value
RUN_WEIGHT = 1  # one letter, 1 to 260 times
PIECES = [
    "[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "<s>", "</s>", "<pad>", "<unk>", "<mask>", "  <mask>\t", "\u3000<mask>",
    "[mask]", "'s", "'re", "'LL", "   ", "\r\n", "the", " running", "Unbelievable", " tokenizer", " don't", " co-operate",
    " na\u00efve", "Stra\u00dfe", " \u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3", " 1,234.56", " \u0130stanbul", " e\u0301\u0323",
    "\ufb03", "\U0001F469\u200D\U0001F4BB", "##ing", "\u0120the", "\u2581x", " 50%", "...", "--", "@user", "http://a.b/c?d=e",
]


def string(bits):
    """One string from its DRAWS numbers."""
    parts = []
    for value in bits[1:1 + bits[0] % LONGEST]:
        category, payload = (value & 0xFFFF) % 100, value >> 16
        for weight, first, count in RANGES:
            if category < weight:
                parts.append(chr(first + payload % count))
                break
            category -= weight
        else:
            if category < ANY_WEIGHT:
                scalar = payload % 0x110000
                parts.append("\ufffd" if 0xD800 <= scalar < 0xE000 else chr(scalar))
            elif category < ANY_WEIGHT + RUN_WEIGHT:
                parts.append(chr(0x61 + payload % 26) * (1 + (payload >> 8) % 260))
            else:
                parts.append(PIECES[payload % len(PIECES)])
    return "".join(parts)


def strings(count, first=0):
    bits = random_weights.bits(SEED, STREAM, count * DRAWS, first * DRAWS).tolist()
    return [string(bits[start:start + DRAWS]) for start in range(0, count * DRAWS, DRAWS)]
