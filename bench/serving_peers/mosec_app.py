"""ONNX Runtime behind mosec, with its dynamic batching.

  PEER_MODEL=build/peers-out/minilm-sst2 python bench/serving_peers/mosec_app.py --port 8000
"""
import json

import mosec
from engine import Engine, texts_of

MOST_TEXTS = 32
MOST_WAIT_MS = 1


class Inference(mosec.Worker):
    def __init__(self):
        super().__init__()
        self.engine = Engine()

    def deserialize(self, data):
        return texts_of(data)

    def serialize(self, data):
        return json.dumps(data).encode()

    def forward(self, data):
        answers = self.engine.answer([text for texts in data for text in texts])
        of_each = []
        for texts in data:
            of_each.append(answers[:len(texts)])
            answers = answers[len(texts):]
        return of_each


if __name__ == "__main__":
    server = mosec.Server()
    server.append_worker(Inference, num=1, max_batch_size=MOST_TEXTS, max_wait_time=MOST_WAIT_MS, route="/predict")
    server.run()
