"""Columns by Arrow's C interface, in and out."""
import pytest

import tangobert
from conftest import GOLDEN, texts

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
    with pytest.raises(tangobert.Error, match="text_pair is 1, a int"):
        classifier.classify(pa.table({"text": ["good"]}), text_pair=1)


def test_a_row_that_is_null_as_a_whole_is_an_error(classifier):
    rows = pa.array([{"text": "good"}, {"text": "bad"}, None])
    assert classifier(rows[:2]) == classifier(["good", "bad"]) and classifier(rows[1:-1]) == classifier(["bad"])
    for given in (rows, rows[1:], pa.chunked_array([rows])):
        with pytest.raises(tangobert.Error, match="is null"):
            classifier(given)


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


def as_table(answers):
    table = pa.table(answers)
    table.validate(full=True)
    return table


def test_answers_are_a_table(classifier):
    given = texts(50)
    answers = classifier.classify(given)
    table = as_table(answers)
    assert table.column_names == ["label", "score", "tier", "truncated", "cut_short", "ask", "score negative",
                                  "score positive", "error"]
    assert table["label"].to_pylist() == classifier.classes_[answers.label_ids].tolist()
    assert table["tier"].to_pylist() == answers.tiers.tolist() and set(answers.tiers) == {1, 2}
    assert table["score"].to_pylist() == answers.best_scores.tolist()
    assert table["score positive"].to_pylist() == answers.scores()[:, 1].tolist()
    assert table["error"].null_count == len(given)
    assert as_table(classifier.classify([])).num_rows == 0


def test_a_text_without_an_answer_is_a_row_of_nulls():
    with tangobert.load(GOLDEN / "tiny-cascade", long_text="error") as strict:
        answers = strict.classify([*GIVEN * 3, "good " * 100, *GIVEN], on_error="row")
    rows = as_table(answers).to_pylist()
    assert rows[12].pop("error").startswith("a text of 100 tokens")
    assert set(rows.pop(12).values()) == {None}
    assert all(row.pop("error") is None and None not in row.values() for row in rows)


def test_tables_of_models_with_several_labels(variant):
    with tangobert.load(variant(problem_type="multi_label_classification")) as several:
        answers = several.classify(GIVEN)
        assert as_table(answers)["labels"].to_pylist() == [one.labels for one in answers]
        assert as_table(answers)["score negative"].to_pylist() == answers.scores()[:, 0].tolist()


def test_tables_of_numbers(variant):
    with tangobert.load(variant(problem_type="regression")) as numbers:
        table = as_table(numbers.classify(GIVEN))
        names = list(numbers.classes_)
        assert table.column_names == [*names, "tier", "truncated", "cut_short", "ask", "error"]
        assert table[names[1]].to_pylist() == numbers.predict(GIVEN)[:, 1].tolist()


def test_tables_of_readers(reader_directory):
    with tangobert.load(reader_directory) as reader:
        answers = reader.classify([("good", "the worst movie : not too good")])
        row = as_table(answers).to_pylist()[0]
        assert {name: row[name] for name in ("answer", "start", "end", "score")} == \
            reader(question="good", context="the worst movie : not too good")


def test_a_column_lives_as_long_as_it_is_held(classifier):
    column = pa.table(classifier.classify(GIVEN))["label"]
    assert column.to_pylist() == classifier.predict(GIVEN).tolist()
    classifier.classify(GIVEN).__arrow_c_stream__()  # and nobody reads it


def test_pandas_polars_datasets_and_files_take_answers(classifier, tmp_path):
    csv, parquet = pytest.importorskip("pyarrow.csv"), pytest.importorskip("pyarrow.parquet")
    answers = classifier.classify(GIVEN)
    labels = classifier.predict(GIVEN).tolist()
    parquet.write_table(pa.table(answers), tmp_path / "answers.parquet")
    assert parquet.read_table(tmp_path / "answers.parquet")["label"].to_pylist() == labels
    csv.write_csv(pa.table(answers), tmp_path / "answers.csv")
    assert csv.read_csv(tmp_path / "answers.csv")["label"].to_pylist() == labels
    for name, make in {"pandas": lambda m: m.DataFrame.from_arrow(answers), "polars": lambda m: m.DataFrame(answers),
                       "datasets": lambda m: m.Dataset(pa.table(answers))}.items():
        module = pytest.importorskip(name)
        assert list(make(module)["label"]) == labels, name
