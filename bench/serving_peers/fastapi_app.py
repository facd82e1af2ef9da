"""ONNX Runtime behind FastAPI, with dynamic batching: a batch is what has come while the last one ran.

  PEER_MODEL=build/peers-out/minilm-sst2 uvicorn --app-dir bench/serving_peers fastapi_app:app
"""
import asyncio
import contextlib
import json

from engine import Engine, texts_of
from fastapi import FastAPI, Request, Response

MOST_TEXTS = 32
waiting = asyncio.Queue()


async def run_batches(engine):
    loop = asyncio.get_running_loop()
    while True:
        requests = [await waiting.get()]
        while not waiting.empty() and sum(len(texts) for texts, _ in requests) < MOST_TEXTS:
            requests.append(waiting.get_nowait())
        answers = await loop.run_in_executor(None, engine.answer, [text for texts, _ in requests for text in texts])
        for texts, done in requests:
            done.set_result(answers[:len(texts)])
            answers = answers[len(texts):]


@contextlib.asynccontextmanager
async def lifespan(_app):
    batches = asyncio.create_task(run_batches(Engine()))
    yield
    batches.cancel()


app = FastAPI(lifespan=lifespan)


@app.post("/predict")
async def predict(request: Request):
    done = asyncio.get_running_loop().create_future()
    waiting.put_nowait((texts_of(await request.body()), done))
    return Response(json.dumps(await done), media_type="application/json")
