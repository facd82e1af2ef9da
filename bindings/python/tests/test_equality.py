"""The same bits as `tango classify`, whatever way a text takes."""
import asyncio

import numpy as np
import pytest

import tangobert
from conftest import GOLDEN, ROOT, texts


@pytest.mark.parametrize("directory", [GOLDEN / "tiny-cascade", ROOT / "models/sst2"], ids=lambda path: path.name)
def test_every_way_gives_the_bits_of_the_program(tango, directory):
    given = texts(100) + (ROOT / "examples/reviews.txt").read_text().splitlines()
    try:
        opened = tangobert.load(directory, precision="fp32")
    except tangobert.Error as error:
        if error.code == "not_found":
            pytest.skip(str(error))  # the base of an adapter
        raise
    lines = tango("classify", "--cascade", directory, "--precision", "fp32", "--scores", "--quiet",
                  given="\n".join(given) + "\n")
    scores = np.array([list(line["scores"].values()) for line in lines], np.float32)
    with opened:
        answers = opened.classify(given, truncation=True)
        assert np.array_equal(answers.scores(), scores)
        assert [opened.classes_[i] for i in answers.label_ids] == [line["label"] for line in lines]
        assert list(answers.tiers) == [line["tier"] for line in lines]
        assert list(answers.truncated) == [line["truncated"] for line in lines]
        forms = opened(given, truncation=True)
        assert [np.float32(form["score"]) for form in forms] == [np.float32(line["score"]) for line in lines]
        assert list(opened(iter(given), truncation=True)) == forms
        assert [opened(text, truncation=True)[0] for text in given[:20]] == forms[:20]

        async def submitted():
            return await asyncio.gather(*(opened.submit(text, truncation=True) for text in given))

        assert asyncio.run(submitted()) == forms


def test_a_model_directory_is_a_cascade_of_one_tier(tango):
    lines = tango("classify", "--model", GOLDEN / "tiny-bert", "--precision", "int8", "--quiet", given="good\nbad\n")
    with tangobert.load(GOLDEN / "tiny-bert", precision="int8") as model:
        assert len(model.tiers) == 1 and model.tiers[0][1] == "int8"
        assert [np.float32(form["score"]) for form in model(["good", "bad"])] == \
            [np.float32(line["score"]) for line in lines]
