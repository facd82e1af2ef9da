"""Logits of the two-layer BiLSTM by PyTorch, fp32, each text alone and unpadded."""

import torch

from tango_parity import goldens, inputs, random_weights


class BiLstm(torch.nn.Module):
    """Last hidden states of the last layer, forward and backward, into a dense layer with ReLU; without layers the mean
    of the word vectors (static embeddings)."""

    def __init__(self, config):
        super().__init__()
        self.embedding = torch.nn.Embedding(config["vocab_size"], config["embedding_size"])
        self.is_static = config["num_layers"] == 0
        if not self.is_static:
            self.lstm = torch.nn.LSTM(config["embedding_size"], config["hidden_size"], config["num_layers"],
                                      bidirectional=True, batch_first=True)
        features = config["embedding_size"] if self.is_static else 2 * config["hidden_size"]
        self.dense = torch.nn.Linear(features, config["dense_size"])
        self.classifier = torch.nn.Linear(config["dense_size"], len(config["id2label"]))

    def forward(self, token_ids):
        vectors = self.embedding(token_ids)
        if self.is_static:
            return self.head(vectors.mean(dim=-2))
        _, (hidden, _) = self.lstm(vectors)
        return self.head(torch.cat([hidden[-2], hidden[-1]], dim=-1))

    def head(self, features):
        return self.classifier(torch.relu(self.dense(features)))


def bilstm(labels, **changes):
    return {"architectures": ["BiLstmForSequenceClassification"], "model_type": "bilstm", "vocab_size": 10000,
            "embedding_size": 50, "hidden_size": 64, "num_layers": 2, "bidirectional": True, "dense_size": 200,
            "dense_act": "relu", "max_words": 128,
            "id2label": {str(index): f"LABEL_{index}" for index in range(labels)}, **changes}


def cases():
    texts = [{"length": length} for length in (1, 2, 3, 5, 8, 17, 30, 31, 64, 97, 128)]
    other = {"hidden_size": 48, "embedding_size": 25, "vocab_size": 300}
    return {
        "paper": {"config": bilstm(2), "seed": 31, "inputs": texts + [{"token_ids": [0, 1, 9999, 1]}]},
        "one-layer": {"config": bilstm(3, num_layers=1, **other), "seed": 32, "inputs": texts},
        "three-layers": {"config": bilstm(1, num_layers=3, dense_size=37, **other), "seed": 33, "inputs": texts},
        "no-layers": {"config": bilstm(3, num_layers=0, **other), "seed": 35, "inputs": texts},
        "odd-sizes": {"config": bilstm(5, hidden_size=13, embedding_size=7, dense_size=9, vocab_size=50),
                      "seed": 34, "inputs": texts},
    }


@torch.inference_mode()
def compute(golden):
    model = random_weights.fill(BiLstm(golden["config"]), golden["seed"])
    return [model(torch.tensor([inputs.token_ids(golden, index)[0]]))[0].tolist()
            for index in range(len(golden["inputs"]))]


if __name__ == "__main__":
    goldens.run("bilstm", __doc__, cases(), compute)
