"""The examples of docs/python.md and the notebook run, and everything public is documented."""
import ast
import doctest
import importlib
import inspect
import json
import re
import sys
from pathlib import Path

import pytest

import tangobert
from conftest import ROOT
from tangobert import _core

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


def test_the_stubs_are_those_of_the_module():
    stubs = ast.parse(Path(_core.__file__).with_name("_core.pyi").read_text(encoding="utf8"))
    classes = {one.name: {inner.name for inner in one.body if isinstance(inner, ast.FunctionDef)}
               for one in stubs.body if isinstance(one, ast.ClassDef)}
    for name, public in inspect.getmembers(_core, inspect.isclass):
        members = {member for member in vars(public) if not member.startswith("_") or member == "__arrow_c_stream__"}
        assert members <= classes[name], name
    functions = {one.name for one in stubs.body if isinstance(one, ast.FunctionDef)}
    assert {name for name, one in vars(_core).items() if callable(one) and not inspect.isclass(one)} <= functions | {"__loader__"}


def test_without_ray_it_is_said_how_to_get_it(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("tangobert.ray")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'tangobert\[ray\]'"):
        importlib.import_module("tangobert.ray")


@pytest.mark.parametrize("name", tangobert.__all__)
def test_what_is_public_says_what_it_is(name):
    public = getattr(tangobert, name)
    if isinstance(public, str):
        return
    assert public.__doc__
    for member, value in vars(public).items() if inspect.isclass(public) else ():
        if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
            assert value.__doc__, f"{name}.{member}"
