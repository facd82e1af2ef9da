#include "cli/labelled_source.h"

#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include <tango/error.h>

#include "evaluate/question_answers.h"
#include "task/label_map.h"
#include "task/task_preset.h"

namespace tango::cli {

namespace fs = std::filesystem;

void add_source_options(CLI::App& command, SourceOptions& options) {
  command
      .add_option("--task", options.task,
                  "sst2, cola, mrpc or qnli: columns, labels, metric; or squad: questions")
      ->type_name("NAME");
  command
      .add_option("--split", options.split,
                  "The task's file: DATA/NAME/S.tsv; of squad train, dev, or dev's even articles "
                  "(tune) or odd ones (report)")
      ->type_name("S");
  command.add_option("--data", options.data, "Directory that holds the tasks' files")
      ->type_name("DIR");
  command.add_option("--input", options.input.path, "Labelled file (.tsv, .csv, .jsonl); -: stdin")
      ->type_name("FILE");
  command
      .add_option("--label", options.input.label,
                  "Column of the right answers, names or ids; default: label")
      ->type_name("NAME");
  command
      .add_option("--sample", options.sample, "Rows, evenly from the whole; default: all of them")
      ->type_name("N")
      ->check(CLI::Range(1, 1 << 30));
  add_input_options(command, options.input);
  command
      .add_option("--metric", options.metric,
                  "The result's \"score\": accuracy, f1 or mcc; default: the task's, or accuracy")
      ->type_name("M");
}

namespace {

constexpr std::string_view kSquad = "squad";

void require_data(const SourceOptions& options) {
  if (!options.data.empty()) return;
  throw Error(ErrorCode::kUsage, "where are the tasks' files? Name the directory that holds " +
                                     options.task + "/ with --data or TANGO_DATA");
}

/// A split of squad, or else a file.
void find_questions(const SourceOptions& options, const std::string& name, LabelledSource& source) {
  source.articles = name == "tune"     ? reading::Articles::kEven
                    : name == "report" ? reading::Articles::kOdd
                                       : reading::Articles::kAll;
  if (name != "train" && name != "dev" && source.articles == reading::Articles::kAll) {
    source.path = name;
    return;
  }
  require_data(options);
  source.path = reading::find_squad(options.data, name == "train" ? "train" : "dev");
}

bool overlap(const LabelledSource& left, const LabelledSource& right) {
  std::error_code failure;
  if (!fs::equivalent(left.path, right.path, failure)) return false;
  return !left.articles || left.articles == right.articles ||
         left.articles == reading::Articles::kAll || right.articles == reading::Articles::kAll;
}

template <typename Value>
void thin(std::vector<Value>& values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    std::swap(values[i], values[i * values.size() / count]);
  }
  values.resize(count);
}

/// Leaves `count` rows, evenly from the whole.
void sample(evaluate::LabelledTexts& texts, std::size_t count) {
  if (count == 0 || count >= texts.requests.size()) return;
  thin(texts.requests, count);
  if (!texts.truths.empty()) thin(texts.truths, count);
  if (!texts.answers.empty()) thin(texts.answers, count);
}

LabelledFile read_questions(const LabelledSource& source) {
  LabelledFile file;
  for (reading::Question& one : reading::only(reading::read_squad(source.path), *source.articles)) {
    file.texts.requests.push_back(evaluate::request_of(one));
    file.texts.answers.push_back(std::move(one.answers));
  }
  return file;
}

LabelledFile read_rows(const LabelledSource& source, const std::vector<std::string>& model_labels) {
  const task::LabelMap labels(model_labels, source.task_labels);
  const auto reader = task::open_reader(source.path, source.reading);
  const std::string name = source.name();
  LabelledFile file;
  file.texts.metric = source.metric;
  task::Record record;
  while (reader->next(record)) {
    const std::string where = name + ":" + std::to_string(record.line);
    file.texts.truths.push_back(labels.require(record.label.value_or(""), where));
    file.texts.requests.push_back({.text = std::move(record.text),
                                   .pair = std::move(record.pair),
                                   .threshold = record.threshold,
                                   .tier = record.tier});
  }
  file.repaired_utf8 = reader->repaired_utf8();
  return file;
}

}  // namespace

std::string LabelledSource::name() const { return path == "-" ? "standard input" : path.string(); }

LabelledSource resolve_source(const SourceOptions& options) {
  LabelledSource source{options.input.path, reader_options(options.input), {}, {}, {},
                        options.sample};
  source.reading.columns.want_label = true;
  const task::TaskPreset* preset =
      options.task.empty() || options.task == kSquad ? nullptr : &task::find_task(options.task);
  if (source.path.empty() && (options.task.empty() || options.split.empty())) {
    throw Error(ErrorCode::kUsage,
                options.task.empty() ? "which file? Give --input FILE, or --task NAME --split S"
                                     : "--task also needs --split (dev, test ...) or --input FILE");
  }
  if (options.task == kSquad) {
    if (!options.metric.empty()) {
      throw Error(ErrorCode::kUsage,
                  "--metric: questions are scored by their F1, and exact match beside it");
    }
    find_questions(options, source.path.empty() ? options.split : source.path.string(), source);
    return source;
  }
  if (preset != nullptr) {
    if (source.reading.columns.empty()) source.reading.columns = preset->columns;
    source.task_labels = preset->labels;
    source.metric = preset->metric;
    if (source.path.empty()) {
      require_data(options);
      source.path = task::find_split(options.data, *preset, options.split);
    }
  }
  if (!options.metric.empty()) source.metric = task::parse_metric(options.metric);
  return source;
}

cascade::SampleFile other_split(const SourceOptions& options, const LabelledSource& source) {
  if (options.task.empty() || options.data.empty() || source.articles) return {};
  for (const char* split : {"train", "dev"}) {
    try {
      cascade::SampleFile samples{
          task::find_split(options.data, task::find_task(options.task), split), source.reading};
      if (split != options.split && samples.path != source.path) return samples;
    } catch (const Error&) {  // no such split: the next
    }
  }
  return {};
}

LabelledSource tune_source(const SourceOptions& options, const LabelledSource& source,
                           const std::string& name) {
  LabelledSource tune = source;
  tune.path = name;
  std::error_code failure;
  if (source.articles) {
    find_questions(options, name, tune);
  } else if (!options.task.empty() && !options.data.empty() && !fs::exists(tune.path, failure)) {
    tune.path = task::find_split(options.data, task::find_task(options.task), name);
  }
  if (overlap(tune, source)) {
    throw Error(ErrorCode::kUsage,
                "--tune " + name +
                    ": these are the texts that are reported on; thresholds are chosen on others");
  }
  return tune;
}

LabelledFile read_labelled(const LabelledSource& source, const checkpoint::Labels& model) {
  const bool reader = model.problem_type == checkpoint::ProblemType::kSpan;
  if (reader != source.articles.has_value()) {
    throw Error(ErrorCode::kUsage,
                reader ? "the model is a reader: it is scored on questions, with --task squad"
                       : "--task squad: the model is no reader, it has no head for answers");
  }
  LabelledFile file = reader ? read_questions(source) : read_rows(source, model.names);
  if (file.texts.requests.empty()) {
    throw Error(ErrorCode::kInvalidInput, source.name() + ": holds no rows to score");
  }
  sample(file.texts, source.sample);
  return file;
}

}  // namespace tango::cli
