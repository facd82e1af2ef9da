#include "recipe/given_answers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/draft.h"
#include "base/json.h"
#include "base/random.h"
#include "checkpoint/logits_writer.h"
#include "recipe/calibration_texts.h"
#include "recipe/table_line.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

constexpr double kSmoothing = 0.1;

void refuse_named_twice(std::span<const fs::path> files) {
  std::error_code ignored;
  for (std::size_t one = 0; one < files.size(); ++one) {
    for (std::size_t other = 0; other < one; ++other) {
      if (!fs::equivalent(files[other], files[one], ignored)) continue;
      throw Error(ErrorCode::kUsage,
                  fmt::format("{}: named twice{}; each file of answers counts once, as its texts "
                              "would seem to have been asked again",
                              files[one].string(),
                              files[one] == files[other]
                                  ? ""
                                  : fmt::format(", the other time as {}", files[other].string())),
                  {"answers"});
    }
  }
}

bool is_list(const std::string& label) {
  if (label.front() != '[' && label.front() != '{') return false;
  const base::Json json = base::Json::parse(label, nullptr, false);
  return json.is_array() || json.is_object();
}

/// What a row answers. Throws kInvalidInput.
std::string answer_of(const task::Record& record, const task::RecordReader& reader) {
  std::string label = cell_of(record.label.value_or(""));
  if (label.empty()) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: a text without an answer; the column of answers should have one",
                            reader.where(record.line)),
                {"answers"});
  }
  if (is_list(label)) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: the answer {} is a list or an object; each text should have one "
                            "label, such as \"label\": \"good\"",
                            reader.where(record.line), label),
                {"answers"});
  }
  return label;
}

/// Numbers the labels by their names.
void sort_labels(GivenAnswers& given) {
  std::vector<int> order(given.labels.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](int label) -> const std::string& {
    return given.labels[static_cast<std::size_t>(label)];
  });
  std::vector<int> number(order.size());
  std::vector<std::string> names;
  for (const int label : order) {
    number[static_cast<std::size_t>(label)] = static_cast<int>(names.size());
    names.push_back(given.labels[static_cast<std::size_t>(label)]);
  }
  for (GivenAnswers::Text& text : given.texts) {
    text.label = number[static_cast<std::size_t>(text.label)];
  }
  given.labels = std::move(names);
}

}  // namespace

GivenAnswers read_given_answers(std::span<const fs::path> files,
                                task::RecordReaderOptions reading) {
  reading.columns.want_label = true;
  refuse_named_twice(files);
  GivenAnswers given;
  std::unordered_map<std::string, std::size_t> known;
  std::vector<bool> asked_again;  // by text
  std::map<std::string, int> labels;
  for (const fs::path& file : files) {
    const auto reader = task::open_record_reader(file, reading);
    for (task::Record record; reader->next(record);) {
      const std::string label = answer_of(record, *reader);
      given.is_pair = given.is_pair || record.pair.has_value();
      std::string line = line_of(record);
      const int number = labels.try_emplace(label, static_cast<int>(labels.size())).first->second;
      if (static_cast<std::size_t>(number) == given.labels.size()) given.labels.push_back(label);
      const auto [place, is_new] = known.try_emplace(line, given.texts.size());
      if (is_new) {
        given.texts.push_back({.line = std::move(line), .label = number});
        asked_again.push_back(false);
      } else if (!asked_again[place->second]) {
        asked_again[place->second] = true;
        ++given.agreement.asked_again;
        given.agreement.alike += given.texts[place->second].label == number ? 1 : 0;
      }
    }
  }
  if (given.labels.size() < 2) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: {} different answers; there should be at least two",
                            files.empty() ? "" : files.front().string(), given.labels.size()),
                {"answers"});
  }
  given.agreement.texts = static_cast<std::int64_t>(given.texts.size());
  sort_labels(given);
  return given;
}

void write_given_texts(const GivenAnswers& given, std::span<const GivenAnswers::Text> texts,
                       const fs::path& output) {
  base::AtomicFile file(output);
  file.stream().write(given.is_pair ? "text\ttext_pair\tlabel\n" : "text\tlabel\n");
  for (const GivenAnswers::Text& text : texts) {
    file.stream().write(text.line + "\t" + given.labels[static_cast<std::size_t>(text.label)] +
                        "\n");
  }
  file.commit();
}

void write_smoothed(const GivenAnswers& given, std::span<const GivenAnswers::Text> texts,
                    const fs::path& output) {
  const auto labels = static_cast<double>(given.labels.size());
  const auto rest = static_cast<float>(std::log(kSmoothing / labels));
  const auto answer = static_cast<float>(std::log(1 - kSmoothing + kSmoothing / labels));
  checkpoint::LogitsWriter writer(output, "given answers", given.labels);
  std::vector<float> row(given.labels.size());
  for (const GivenAnswers::Text& text : texts) {
    std::ranges::fill(row, rest);
    row[static_cast<std::size_t>(text.label)] = answer;
    writer.add(row);
  }
  writer.finish();
}

void divide_given_answers(const GivenAnswers& given, std::int64_t calibration,
                          std::int64_t certifying, std::uint64_t seed, const fs::path& output) {
  if (calibration * 2 > static_cast<std::int64_t>(given.texts.size())) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{} different texts with answers; to set {} of them aside for "
                            "calibration there should be at least {}",
                            given.texts.size(), calibration, calibration * 2),
                {"answers"});
  }
  const base::RandomStream random(seed, "given answers");
  std::vector<std::size_t> order(given.texts.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t text) {
    return std::pair(random.bits(base::fnv1a64(given.texts[text].line)), text);
  });
  const auto part = [&](std::int64_t begin, std::int64_t end) {
    std::vector<std::size_t> places(order.begin() + begin, order.begin() + end);
    std::ranges::sort(places);
    std::vector<GivenAnswers::Text> texts;
    texts.reserve(places.size());
    for (const std::size_t place : places) texts.push_back(given.texts[place]);
    return texts;
  };
  const auto learning = part(calibration, static_cast<std::int64_t>(order.size()));
  for (std::size_t label = 0; label < given.labels.size(); ++label) {
    if (std::ranges::count(learning, static_cast<int>(label), &GivenAnswers::Text::label) > 0) {
      continue;
    }
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("no text to learn from has the answer \"{}\"; give more texts that do, "
                            "or leave out those that do",
                            given.labels[label]),
                {"answers"});
  }
  base::Draft draft(output);
  fs::create_directories(draft.path());
  const auto choosing = part(certifying, calibration);
  write_given_texts(given, part(0, certifying), draft.path() / kCertifying);
  write_given_texts(given, choosing, draft.path() / kChoosing);
  write_given_texts(given, learning, draft.path() / kLearning);
  write_smoothed(given, choosing, draft.path() / kChoosingAnswers);
  write_smoothed(given, given.texts, draft.path() / kShares);
  draft.commit();
}

}  // namespace tango::recipe
