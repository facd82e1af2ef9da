"""Columns by Arrow's C interface."""
import pytest

import tangobert

pa = pytest.importorskip("pyarrow")

GIVEN = ["good", "", "not too dull, and much longer than twelve bytes", "größer"]


@pytest.mark.parametrize("make", [
    lambda: pa.array(GIVEN), lambda: pa.array(GIVEN, pa.large_string()), lambda: pa.array(GIVEN).dictionary_encode(),
    lambda: pa.array(["x", *GIVEN, "y"])[1:-1], lambda: pa.chunked_array([GIVEN[:1], [], GIVEN[1:]]),
    lambda: pa.array(["x", *GIVEN]).dictionary_encode()[1:],
    lambda: pa.array(GIVEN).cast(pa.string_view()), lambda: pa.chunked_array([GIVEN]).cast(pa.string_view()),
], ids=["utf8", "large", "dictionary", "slice", "chunks", "slice of dictionary", "view", "chunks of views"])
def test_every_kind_of_string_column(classifier, make):
    assert classifier(make()) == classifier(GIVEN)


def test_tables_have_columns(classifier):
    table = pa.table({"id": [1, 2], "sentence": ["good", "bad"], "sentence2": ["bad", "good"]})
    pairs = [("good", "bad"), ("bad", "good")]
    assert classifier(table) == classifier(pairs)
    assert classifier(table[1:]) == classifier(pairs[1:])
    for batch in table.to_batches(1):
        assert len(classifier.classify(batch[0:1])) == 1
    assert (classifier.classify(table, text_pair="").scores() == classifier.classify(["good", "bad"]).scores()).all()
    assert (classifier.classify(table, text="sentence2", text_pair="").scores() ==
            classifier.classify(["bad", "good"]).scores()).all()


@pytest.mark.parametrize("table, options, says", [
    ({"a": ["x"]}, {}, "no column is called text"), ({"a": ["x"]}, {"text": "b"}, "no column \"b\"; there are a"),
    ({"text": [1]}, {}, "column \"text\" is of Arrow's format \"l\""), ({"text": ["a", None]}, {}, "row 1 .* is null"),
    ({"text": [b"a"]}, {}, "format \"z\""),
])
def test_errors_name_the_column_or_row(classifier, table, options, says):
    with pytest.raises(tangobert.Error, match=says):
        classifier.classify(pa.table(table), **options)
    with pytest.raises(tangobert.Error, match="columns are named"):
        classifier.classify(["good"], text="text")


def test_a_used_capsule_is_an_error(classifier):
    from tangobert import _core
    capsule = pa.chunked_array([GIVEN]).__arrow_c_stream__()
    assert len(_core.texts_of_arrow_stream(capsule)) == 4
    with pytest.raises(ValueError):
        _core.texts_of_arrow_array(capsule, capsule)


def test_pandas_polars_and_datasets(classifier):
    expected = classifier(GIVEN)
    ran = 0
    for name, make in {"pandas": lambda m: [m.DataFrame({"text": GIVEN}), m.Series(GIVEN)],
                       "polars": lambda m: [m.DataFrame({"text": GIVEN}), m.Series(GIVEN)],
                       "datasets": lambda m: [m.Dataset.from_dict({"text": GIVEN})]}.items():
        try:
            module = __import__(name)
        except ImportError:
            continue
        for given in make(module):
            assert classifier(given) == expected, name
            ran += 1
    if ran == 0:
        pytest.skip("none of them is installed")
