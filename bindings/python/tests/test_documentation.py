"""The examples of docs/python.md and the notebook run, and everything public is documented."""
import doctest
import inspect
import json
import re

import pytest

import tangobert
from conftest import ROOT

PAGE = ROOT / "docs/python.md"


@pytest.fixture(autouse=True)
def in_the_checkout(monkeypatch):
    monkeypatch.chdir(ROOT)


def need_models(*directories):
    for directory in directories:
        try:
            tangobert.load(directory).close()
        except tangobert.Error as error:
            if error.code != "not_found":
                raise
            pytest.skip(str(error))  # the base of an adapter


def test_every_example_of_the_manual():
    for name in "pandas", "polars", "pyarrow":
        pytest.importorskip(name)
    need_models("models/sst2", "models/squad/minilm")
    text = "\n".join(re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf8"), re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    assert len(test.examples) > 20
    failures = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=failures.append)
    assert not runner.failures, "".join(failures)


def test_the_notebook_runs(capsys):
    need_models("models/sst2")
    cells = json.loads((ROOT / "examples/cascade.ipynb").read_text(encoding="utf8"))["cells"]
    names = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [], "cleared, so that it shows nothing stale"
            exec("".join(cell["source"]), names)
    said = capsys.readouterr().out
    assert "threshold 1: 100% go on, 100% as the last tier" in said
    assert "threshold 0: 0% go on" in said


@pytest.mark.parametrize("name", tangobert.__all__)
def test_what_is_public_says_what_it_is(name):
    public = getattr(tangobert, name)
    if isinstance(public, str):
        return
    assert public.__doc__
    for member, value in vars(public).items() if inspect.isclass(public) else ():
        if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
            assert value.__doc__, f"{name}.{member}"
