#include "evaluate/labelled_source.h"

#include <string_view>
#include <utility>

#include <tango/error.h>

#include "evaluate/even_sample.h"
#include "evaluate/metric_choice.h"
#include "evaluate/question_answers.h"
#include "service/record_stream.h"
#include "task/label_field.h"
#include "task/label_map.h"
#include "task/task_preset.h"

namespace tango::evaluate {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSquad = "squad";

void require_data(const SourceOptions& options) {
  if (!options.data.empty()) return;
  throw Error(ErrorCode::kUsage,
              "task " + options.task + ": name the directory that holds " + options.task + "/",
              {"data"});
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

LabelledTexts read_questions(const LabelledSource& source) {
  LabelledTexts texts;
  for (reading::Question& one : reading::only(reading::read_squad(source.path), *source.articles)) {
    texts.requests.push_back(request_of(one));
    texts.answers.push_back(std::move(one.answers));
  }
  return texts;
}

/// Takes a row's right answer.
void add_truth(const task::Record& record, const checkpoint::Labels& labels,
               const task::LabelMap& map, LabelledTexts& texts) {
  const std::string& where = texts.places.back();
  if (labels.problem_type == checkpoint::ProblemType::kSingleLabelClassification) {
    texts.truths.push_back(map.require(record.label.value_or(""), where));
    return;
  }
  if (!record.label && record.label_values.empty()) {
    throw Error(ErrorCode::kInvalidInput,
                where + ": the label is null; a text without any label has an empty list");
  }
  if (answers_are_sets(labels)) {
    texts.label_sets.push_back(record.label
                                   ? task::parse_label_set(*record.label, labels.names, map, where)
                                   : task::label_set_of(record.label_values, labels.names, where));
    return;
  }
  if (record.label) {
    texts.numbers.push_back(task::parse_numbers(*record.label, labels.names.size(), where));
  } else {
    texts.numbers.emplace_back();
    for (const std::string& value : record.label_values) {
      texts.numbers.back().push_back(task::parse_numbers(value, 1, where).front());
    }
  }
  texts.queries.push_back(record.group.value_or(record.pair ? record.text : ""));
}

/// Only numbers rank what belongs to a query.
void require_queries_fit(const LabelledSource& source, const checkpoint::Labels& labels) {
  if (!source.reading.columns.group || answers_are_numbers(labels)) return;
  throw Error(ErrorCode::kUsage, "queries are for models that give a number; this one gives none",
              {"query"});
}

LabelledTexts read_rows(const LabelledSource& source, const checkpoint::Labels& labels) {
  const task::LabelMap map(labels.names, source.task_labels);
  task::RecordReaderOptions options = source.reading;
  const bool has_one_label =
      labels.problem_type == checkpoint::ProblemType::kSingleLabelClassification;
  if (!has_one_label) options.columns.label_columns = labels.names;
  const auto reader = task::open_record_reader(source.path, options);
  LabelledTexts texts;
  if (has_one_label && !source.metric.empty()) texts.metric = task::parse_metric(source.metric);
  task::Record record;
  while (reader->next(record)) {
    texts.places.push_back(reader->where(record.line));
    add_truth(record, labels, map, texts);
    texts.requests.push_back(service::request_of(std::move(record)));
  }
  texts.repaired_utf8 = reader->repaired_utf8();
  return texts;
}

}  // namespace

std::string LabelledSource::name() const { return path == "-" ? "standard input" : path.string(); }

LabelledSource find_source(const SourceOptions& options) {
  LabelledSource source{.path = options.path,
                        .reading = options.reading,
                        .task_labels = {},
                        .metric = options.metric,
                        .articles = {},
                        .sample = options.sample};
  source.reading.columns.want_label = true;
  const task::TaskPreset* preset =
      options.task.empty() || options.task == kSquad ? nullptr : &task::find_task(options.task);
  if (source.path.empty() && (options.task.empty() || options.split.empty())) {
    if (options.task.empty()) {
      throw Error(ErrorCode::kUsage, "no labelled texts: name a file, or a task and its split",
                  {"input", "task"});
    }
    throw Error(ErrorCode::kUsage,
                "task " + options.task + ": name a split of it (dev, test ...), or a file",
                {"split", "input"});
  }
  if (options.task == kSquad) {
    if (!options.metric.empty()) {
      throw Error(ErrorCode::kUsage,
                  "no other metric fits task squad: questions are scored by F1 and exact match",
                  {"metric"});
    }
    find_questions(options, source.path.empty() ? options.split : source.path.string(), source);
    return source;
  }
  if (preset != nullptr) {
    if (source.reading.columns.empty()) source.reading.columns = preset->columns;
    source.task_labels = preset->labels;
    if (source.metric.empty()) source.metric = to_string(preset->metric);
    if (source.path.empty()) {
      require_data(options);
      source.path = task::find_split(options.data, *preset, options.split);
    }
  }
  return source;
}

fs::path find_other_split(const SourceOptions& options, const LabelledSource& source) {
  if (options.task.empty() || options.data.empty() || source.articles) return {};
  for (const char* split : {"train", "dev"}) {
    try {
      fs::path path = task::find_split(options.data, task::find_task(options.task), split);
      if (split != options.split && path != source.path) return path;
    } catch (const Error&) {  // no such split: the next
    }
  }
  return {};
}

LabelledSource find_tuning_source(const SourceOptions& options, const LabelledSource& source,
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
    throw Error(
        ErrorCode::kUsage,
        name + ": these are the texts that are reported on; thresholds are chosen on others",
        {"tune"});
  }
  return tune;
}

LabelledTexts read_labelled(const LabelledSource& source, const checkpoint::Labels& labels,
                            std::vector<float> label_thresholds) {
  const bool answers_questions = labels.problem_type == checkpoint::ProblemType::kSpan;
  if (answers_questions != source.articles.has_value()) {
    throw Error(ErrorCode::kUsage,
                answers_questions
                    ? "a question-answering model is scored on questions: the task is squad"
                    : "task squad needs a question-answering model; this one classifies",
                {"task"});
  }
  require_queries_fit(source, labels);
  LabelledTexts texts = answers_questions ? read_questions(source) : read_rows(source, labels);
  texts.label_thresholds = std::move(label_thresholds);
  if (texts.requests.empty()) {
    throw Error(ErrorCode::kInvalidInput, source.name() + ": holds no rows to score");
  }
  if (source.sample > 0) {
    sample_evenly(texts.requests, source.sample);
    sample_evenly(texts.places, source.sample);
    sample_evenly(texts.truths, source.sample);
    sample_evenly(texts.label_sets, source.sample);
    sample_evenly(texts.numbers, source.sample);
    sample_evenly(texts.queries, source.sample);
    sample_evenly(texts.answers, source.sample);
  }
  if (!texts.label_sets.empty() || !texts.numbers.empty()) {
    texts.metric_name = choose_metric(labels, texts, source.metric);
  }
  return texts;
}

LabelledTexts read_unlabelled(const SourceOptions& options) {
  const auto reader = task::open_record_reader(options.path, options.reading);
  LabelledTexts texts;
  task::Record record;
  while (reader->next(record)) {
    texts.places.push_back(reader->where(record.line));
    texts.requests.push_back(service::request_of(std::move(record)));
  }
  texts.repaired_utf8 = reader->repaired_utf8();
  if (texts.requests.empty()) {
    throw Error(ErrorCode::kInvalidInput, options.path.string() + ": holds no texts to answer");
  }
  if (options.sample > 0) {
    sample_evenly(texts.requests, options.sample);
    sample_evenly(texts.places, options.sample);
  }
  return texts;
}

}  // namespace tango::evaluate
