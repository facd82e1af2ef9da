#include "certify/sample.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "augment/normal_form.h"
#include "base/random.h"
#include "reading/answer_field.h"
#include "service/record_stream.h"
#include "task/label_map.h"

namespace tango::certify {
namespace {

// Where one field ends cannot be moved without changing the hash.
std::uint64_t hash_of_field(std::string_view field, std::uint64_t state) {
  return base::fnv1a64(field, base::mix64(state ^ field.size()));
}

std::string key_of(const cascade::Request& request) {
  return request.pair ? fmt::format("{}:{}{}", request.text.size(), request.text, *request.pair)
                      : request.text;
}

bool is_empty(const cascade::Request& request) {
  return request.text.empty() && request.pair.value_or("").empty();
}

class SampleReader {
 public:
  explicit SampleReader(const SampleSource& source)
      : source_(source), label_map_(source.labels, {}) {}

  Sample read() {
    const auto reader = task::open_record_reader(source_.path, source_.reading);
    sample_.named_groups = source_.reading.columns.group.has_value();
    sample_.hash = base::fnv1a64("");
    task::Record record;
    while (reader->next(record)) add(std::move(record));
    return std::move(sample_);
  }

 private:
  void add(task::Record&& record) {
    if (source_.reading.columns.want_label) add_truth(record);
    const std::string group = record.group.value_or("");
    if (sample_.named_groups && group.empty()) {
      throw Error(ErrorCode::kInvalidInput,
                  fmt::format("{}:{}: no group in column \"{}\"; texts without one would be taken "
                              "for one group: name each text's",
                              source_.path.string(), record.line, *source_.reading.columns.group),
                  {"group"});
    }
    cascade::Request request = service::request_of(std::move(record));
    std::string key = key_of(request);
    hash(key);
    const auto [place, is_new] = text_numbers_.try_emplace(std::move(key), sample_.texts.size());
    if (is_new) sample_.texts.push_back(std::move(request));
    sample_.rows.push_back(place->second);
    if (!sample_.named_groups) {
      sample_.groups.push_back(static_cast<std::int64_t>(sample_.groups.size()));
      return;
    }
    hash(group);
    const auto number = static_cast<std::int64_t>(group_numbers_.size());
    sample_.groups.push_back(group_numbers_.try_emplace(group, number).first->second);
  }

  void add_truth(const task::Record& record) {
    const std::string where = fmt::format("{}:{}", source_.path.string(), record.line);
    const std::string written = record.label.value_or("");
    if (source_.answers_questions) {
      sample_.spans.push_back(reading::parse_answers(written, where));
      hash(written);
      return;
    }
    sample_.truths.push_back(label_map_.require(written, where));
    hash(fmt::format("{}", sample_.truths.back()));
  }

  void hash(std::string_view field) { sample_.hash = hash_of_field(field, sample_.hash); }

  const SampleSource& source_;
  task::LabelMap label_map_;
  Sample sample_;
  std::unordered_map<std::string, std::size_t> text_numbers_;
  std::unordered_map<std::string, std::int64_t> group_numbers_;
};

std::unordered_set<std::uint64_t> all_letters_of(const Sample& sample) {
  std::unordered_set<std::uint64_t> letters;
  for (const cascade::Request& text : sample.texts) letters.insert(letters_of(text));
  return letters;
}

template <typename Value>
void keep_places(const std::vector<std::size_t>& places, std::vector<Value>& values) {
  if (values.empty()) return;
  std::vector<Value> kept;
  kept.reserve(places.size());
  for (const std::size_t place : places) kept.push_back(std::move(values[place]));
  values = std::move(kept);
}

/// Throws kInvalidInput unless there is one answer a row, the same for copies of a text.
void read_reference(const SampleSource& source, Sample& sample) {
  const task::LabelMap label_map(source.labels, {});
  const std::string name = source.reference.string();
  task::RecordReaderOptions reading;
  if (source.reference == source.path) {
    reading = source.reading;
    reading.columns.group.reset();
  } else {
    reading.columns.label = source.reading.columns.label;
  }
  const auto format = reading.format ? reading.format : task::find_format(source.reference);
  reading.columns.want_label = format != task::InputFormat::kText;
  const auto reader = task::open_record_reader(source.reference, reading);
  sample.references.assign(sample.texts.size(), -1);
  task::Record record;
  std::size_t row = 0;
  for (; reader->next(record); ++row) {
    if (row >= sample.rows.size()) continue;
    const std::string where = fmt::format("{}:{}", name, record.line);
    const std::string& text = sample.texts[sample.rows[row]].text;
    if (reading.columns.want_label &&
        letters_of({.text = record.text}) != letters_of({.text = text})) {
      throw Error(
          ErrorCode::kInvalidInput,
          fmt::format("{}: the answer to \"{:.60}\", where {} has \"{:.60}\": answers go in "
                      "the order of the texts",
                      where, record.text, source.path.string(), text),
          {"reference"});
    }
    const int label = label_map.require(
        reading.columns.want_label ? record.label.value_or("") : record.text, where);
    int& kept = sample.references[sample.rows[row]];
    if (kept >= 0 && kept != label) {
      throw Error(ErrorCode::kInvalidInput,
                  fmt::format("{}: another answer than to an equal text before: \"{}\", not "
                              "\"{}\"; a reference answers equal texts alike",
                              where, source.labels[static_cast<std::size_t>(label)],
                              source.labels[static_cast<std::size_t>(kept)]),
                  {"reference"});
    }
    kept = label;
    sample.hash = base::mix64(sample.hash ^ static_cast<std::uint64_t>(label + 1));
  }
  if (row == sample.rows.size()) return;
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("{}: {} answers to {} texts ({})", name, row, sample.rows.size(),
                          source.path.string()),
              {"reference"});
}

}  // namespace

std::uint64_t letters_of(const cascade::Request& request) {
  const std::uint64_t letters = augment::normal_form(request.text).letters;
  if (!request.pair) return letters;
  return base::mix64(letters) ^ augment::normal_form(*request.pair).letters;
}

Sample read_texts(const SampleSource& source) { return SampleReader(source).read(); }

Sample read_sample(const SampleSource& source) {
  const std::string name = source.path.string();
  if (name == "-") {
    throw Error(ErrorCode::kUsage,
                "the texts can't come from standard input: a certificate is checked by reading "
                "them again; give a file",
                {"texts"});
  }
  Sample sample = read_texts(source);
  if (sample.rows.empty()) throw Error(ErrorCode::kInvalidInput, name + ": holds no texts");
  if (sample.texts.size() == 1 && is_empty(sample.texts.front())) {
    throw Error(ErrorCode::kInvalidInput, name + ": holds no texts, only empty lines");
  }
  if (sample.texts.size() == 1 && sample.rows.size() > 1) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: all {} texts are equal; a promise needs texts that are drawn "
                            "independently from what will be served",
                            name, sample.rows.size()));
  }
  if (!source.reference.empty()) read_reference(source, sample);
  return sample;
}

std::size_t leave_out(const Sample& known, Sample& sample) {
  const std::unordered_set<std::uint64_t> letters = all_letters_of(known);
  std::vector<std::size_t> texts;
  std::vector<std::optional<std::size_t>> new_number(sample.texts.size());
  for (std::size_t text = 0; text < sample.texts.size(); ++text) {
    if (letters.contains(letters_of(sample.texts[text]))) continue;
    new_number[text] = texts.size();
    texts.push_back(text);
  }
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    if (new_number[sample.rows[row]]) rows.push_back(row);
  }
  const std::size_t before = sample.rows.size();
  keep_places(texts, sample.texts);
  keep_places(texts, sample.references);
  keep_places(rows, sample.rows);
  keep_places(rows, sample.groups);
  keep_places(rows, sample.truths);
  keep_places(rows, sample.spans);
  for (std::size_t& text : sample.rows) text = *new_number[text];
  return before - rows.size();
}

void require_no_overlap(const Sample& sample, const SampleSource& training) {
  const std::string name = training.path.string();
  if (name == "-") {
    throw Error(ErrorCode::kUsage, "training texts come from a file, not from standard input",
                {"training_texts"});
  }
  const Sample learnt_from = read_texts(training);
  const std::unordered_set<std::uint64_t> known = all_letters_of(learnt_from);
  if (std::ranges::all_of(learnt_from.texts, is_empty)) {
    throw Error(ErrorCode::kInvalidInput, name + ": holds no training texts", {"training_texts"});
  }
  std::size_t shared = 0;
  const cascade::Request* first = nullptr;
  for (const cascade::Request& text : sample.texts) {
    if (!known.contains(letters_of(text))) continue;
    if (shared++ == 0) first = &text;
  }
  if (shared == 0) return;
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format("{} of the {} texts are training texts as well ({}), such as \"{:.60}\"; a tier "
                  "is surer and more often right on texts that it learnt from: certify on others",
                  shared, sample.texts.size(), name, first->text),
      {"texts", "training_texts"});
}

}  // namespace tango::certify
