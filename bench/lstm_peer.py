"""The peer of the BiLSTM: torch.nn.LSTM of PyTorch's libtorch, batched in whichever way is its fastest."""
from peers import Setting, median_seconds

BATCHES = (1, 8, 32, 128, 512)


def lstm_settings(embedding, hidden, batches_of):
    """torch.nn.LSTM alone, two layers, both directions, one thread, on random embedded words.

    `batches_of(size)` gives the ways to batch: (label, list of inputs, texts in them) each."""
    import torch
    torch.set_num_threads(1)
    torch.manual_seed(0)
    lstm = torch.nn.LSTM(embedding, hidden, 2, bidirectional=True, batch_first=True).eval()

    def setting(inputs, texts):
        def run():
            with torch.inference_mode():
                for batch in inputs:
                    lstm(batch)
        return lambda: texts / median_seconds(run, 0.5)

    for size in BATCHES:
        for label, inputs, texts in batches_of(size):
            measure = setting(inputs, texts)
            yield Setting(f"torch.nn.LSTM, batches of {size}{label}", measure, measure, [])


def random_words(embedding, words):
    import torch
    return lambda size: [("", [torch.randn(size, words, embedding)], size)]


def words_of_lengths(embedding, lengths):
    """Texts as long as the real ones, sorted: packed, or only texts of one length together."""
    import torch
    from torch.nn.utils.rnn import pack_padded_sequence
    lengths = sorted(lengths)

    def batches(size):
        packed, equal = [], []
        for first in range(0, len(lengths), size):
            part = lengths[first:first + size]
            packed.append(pack_padded_sequence(torch.randn(len(part), part[-1], embedding),
                                               torch.tensor(part), batch_first=True,
                                               enforce_sorted=False))
        first = 0
        while first < len(lengths):
            last = first
            while last < len(lengths) and last < first + size and lengths[last] == lengths[first]:
                last += 1
            equal.append(torch.randn(last - first, lengths[first], embedding))
            first = last
        return [(", packed", packed, len(lengths)), (", equal lengths", equal, len(lengths))]
    return batches
