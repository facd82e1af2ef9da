"""The examples of docs/python.md, and that everything public is documented."""
import doctest
import inspect
import re

import pytest

import tangobert
from conftest import ROOT

PAGE = ROOT / "docs/python.md"


def test_every_example_of_the_manual(monkeypatch):
    for name in "pandas", "polars", "pyarrow":
        pytest.importorskip(name)
    monkeypatch.chdir(ROOT)
    for directory in "models/sst2", "models/squad/minilm":
        try:
            tangobert.load(directory).close()
        except tangobert.Error as error:
            if error.code != "not_found":
                raise
            pytest.skip(str(error))  # the base of an adapter
    text = "\n".join(re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf8"), re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    assert len(test.examples) > 20
    failures = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=failures.append)
    assert not runner.failures, "".join(failures)


@pytest.mark.parametrize("name", tangobert.__all__)
def test_what_is_public_says_what_it_is(name):
    public = getattr(tangobert, name)
    if isinstance(public, str):
        return
    assert public.__doc__
    for member, value in vars(public).items() if inspect.isclass(public) else ():
        if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
            assert value.__doc__, f"{name}.{member}"
