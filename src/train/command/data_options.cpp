#include "train/command/data_options.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <set>

#include <tango/error.h>

#include "base/split.h"
#include "command/limits.h"
#include "command/say.h"
#include "task/separator.h"
#include "task/task_preset.h"
#include "train/data/targets.h"

namespace tango::train {
namespace {

using checkpoint::ProblemType;

ProblemType parse_problem_type(const std::string& name) {
  if (name.empty()) return ProblemType::kSingleLabelClassification;
  if (const auto type = checkpoint::find_problem_type(name)) return *type;
  throw Error(ErrorCode::kUsage, "unknown problem type \"" + name +
                                     "\"; use single_label_classification, "
                                     "multi_label_classification or regression");
}

task::RecordReaderOptions record_reader_options(const DataOptions& options) {
  task::RecordReaderOptions reading;
  if (!options.format.empty()) reading.format = task::parse_input_format(options.format);
  reading.columns.text = options.text;
  reading.columns.text_pair = options.text_pair;
  reading.columns.label = options.label;
  reading.columns.names = base::split(options.columns, ',');
  if (!options.separator.empty()) reading.separator = task::parse_separator(options.separator);
  reading.notice = [said = std::make_shared<std::set<std::string>>()](const std::string& sentence) {
    if (said->insert(sentence).second) command::say("{}\n", sentence);
  };
  return reading;
}

std::vector<std::filesystem::path> paths_of(const std::vector<std::string>& files) {
  return {files.begin(), files.end()};
}

bool before(const std::string& left, const std::string& right) {
  const auto number = [](const std::string& text) -> std::optional<double> {
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
  };
  const auto first = number(left);
  const auto second = number(right);
  if (first && second && *first != *second) return *first < *second;
  return left < right;
}

std::vector<std::string> labels_in(const TextFiles& files, bool several) {
  std::set<std::string, decltype(&before)> found(&before);
  for_each_record(files, [&](task::Record&& record, const std::string&) {
    if (!several) {
      found.insert(record.label.value_or(""));
    } else {
      for (const std::string& one : base::split(record.label.value_or(""), ',')) found.insert(one);
    }
  });
  return {found.begin(), found.end()};
}

}  // namespace

void add_data_options(CLI::App& command, DataOptions& options) {
  const auto text = [&](const char* flag, auto& value, const char* type, const char* help) {
    command.add_option(flag, value, help)->type_name(type);
  };
  text("--task", options.task, "NAME",
       "Task that gives the columns, the labels, the metric and the files: sst2, cola, mrpc, qnli "
       "or squad.");
  text("--data", options.data, "DIR", "Directory of the tasks' files, such as DIR/TASK/train.tsv.");
  text("--train", options.train, "FILE...",
       "Files of training texts. By default it is the task's train.tsv.");
  text("--dev", options.dev, "FILE...",
       "Files of texts to evaluate on. By default it is the task's dev.tsv.");
  text("--text", options.text, "NAME", "Column of the texts.");
  text("--text-pair", options.text_pair, "NAME",
       "Column of the second text of each pair; \"\" means that there is none.");
  text("--label", options.label, "NAME", "Column of the labels. By default it is label.");
  text("--columns", options.columns, "A,B,...",
       "Names of the columns of a TSV or CSV file without a header row.");
  text("--separator", options.separator, "C",
       "What separates the fields of a CSV file: , ; | or tab. By default the file's first row "
       "shows "
       "it.");
  text("--input-format", options.format, "FORMAT",
       "Format of the files: text, tsv, csv, jsonl or json. By default the extension decides.");
  text("--metric", options.metric, "NAME",
       "Metric: accuracy, f1 or mcc. By default it is the task's, or accuracy.");
  text("--labels", options.labels, "A,B,...",
       "Labels in the order of their ids. By default they are the task's, or those of the texts.");
  text("--problem-type", options.problem_type, "TYPE",
       "Type of the problem: single_label_classification, which is the default, "
       "multi_label_classification, regression or span (question answering).");
  command
      .add_option("--max-texts", options.max_texts,
                  "Maximum number of training texts, the first ones; 0 means all.")
      ->type_name("N")
      ->check(command::in_range(std::int64_t{0}, std::int64_t{1'000'000'000'000}));
}

Source resolve(const DataOptions& options) {
  Source source;
  source.train = {paths_of(options.train), record_reader_options(options), options.max_texts};
  source.train.reading.columns.want_label = true;
  if (!options.task.empty()) {
    const task::TaskPreset& preset = task::find_task(options.task);
    if (source.train.reading.columns.empty()) source.train.reading.columns = preset.columns;
    source.task_labels = preset.labels;
    source.metric = preset.metric;
  }
  source.dev = {paths_of(options.dev), source.train.reading, 0};
  if (!options.task.empty() && !options.data.empty()) {
    const task::TaskPreset& preset = task::find_task(options.task);
    if (options.train.empty()) {
      source.train.paths = {task::find_split(options.data, preset, "train")};
    }
    if (options.dev.empty()) source.dev.paths = {task::find_split(options.data, preset, "dev")};
  }
  if (source.train.paths.empty()) {
    throw Error(ErrorCode::kUsage,
                "no training texts: give --train FILE, or --task and --data DIR");
  }
  if (!options.metric.empty()) source.metric = task::parse_metric(options.metric);
  return source;
}

checkpoint::Labels resolve_labels(const DataOptions& options, const Source& source) {
  checkpoint::Labels labels;
  labels.problem_type = parse_problem_type(options.problem_type);
  const bool several = labels.problem_type == ProblemType::kMultiLabelClassification;
  if (!options.labels.empty()) {
    labels.names = base::split(options.labels, ',');
  } else if (labels.problem_type == ProblemType::kRegression) {
    labels.names = {"LABEL_0"};
  } else if (!source.task_labels.empty()) {
    labels.names = source.task_labels;
  } else {
    labels.names = labels_in(source.train, several);
  }
  return labels;
}

TextFiles transfer_texts(const DataOptions& options, const Source& source) {
  TextFiles files = source.train;
  if (!options.train.empty()) files.reading = record_reader_options(options);
  files.reading.columns.want_label = false;
  return files;
}

DataSet read_labelled(const TextFiles& files, const text::Tokenizer& tokenizer, int max_tokens,
                      const checkpoint::Labels& labels,
                      const std::vector<std::string>& task_labels) {
  Targets targets(labels, task_labels);
  DataSet data = read_texts(files, tokenizer, max_tokens,
                            [&](const task::Record& record, const std::string& where) {
                              targets.add(record.label.value_or(""), where);
                            });
  data.targets = targets.take(files.paths.front().string());
  return data;
}

}  // namespace tango::train
