#include "cli/labelled_source.h"

#include <tango/error.h>

#include "task/label_map.h"
#include "task/task_preset.h"

namespace tango::cli {

namespace fs = std::filesystem;

void add_source_options(CLI::App& command, SourceOptions& options) {
  command.add_option("--task", options.task, "sst2, cola, mrpc or qnli: columns, labels, metric")
      ->type_name("NAME");
  command.add_option("--split", options.split, "The task's file: DATA/NAME/S.tsv")->type_name("S");
  command.add_option("--data", options.data, "Directory that holds the tasks' files")
      ->type_name("DIR");
  command.add_option("--input", options.input.path, "Labelled file (.tsv, .csv, .jsonl); -: stdin")
      ->type_name("FILE");
  command
      .add_option("--label", options.input.label,
                  "Column of the right answers, names or ids; default: label")
      ->type_name("NAME");
  add_input_options(command, options.input);
  command
      .add_option("--metric", options.metric,
                  "The result's \"score\": accuracy, f1 or mcc; default: the task's, or accuracy")
      ->type_name("M");
}

LabelledSource resolve_source(const SourceOptions& options) {
  LabelledSource source{options.input.path, reader_options(options.input), {}, {}};
  source.reading.columns.want_label = true;
  if (!options.task.empty()) {
    const task::TaskPreset& preset = task::find_task(options.task);
    if (source.reading.columns.empty()) source.reading.columns = preset.columns;
    source.task_labels = preset.labels;
    source.metric = preset.metric;
    if (source.path.empty()) {
      if (options.split.empty()) {
        throw Error(ErrorCode::kUsage, "--task also needs --split (dev, test ...) or --input FILE");
      }
      if (options.data.empty()) {
        throw Error(ErrorCode::kUsage,
                    "where are the tasks' files? Name the directory that holds " + options.task +
                        "/ with --data or TANGO_DATA");
      }
      source.path = task::find_split(options.data, preset, options.split);
    }
  } else if (source.path.empty()) {
    throw Error(ErrorCode::kUsage, "which file? Give --input FILE, or --task NAME --split S");
  }
  if (!options.metric.empty()) source.metric = task::parse_metric(options.metric);
  return source;
}

SampleFile other_split(const SourceOptions& options, const LabelledSource& source) {
  if (options.task.empty() || options.data.empty()) return {};
  for (const char* split : {"train", "dev"}) {
    try {
      SampleFile samples{task::find_split(options.data, task::find_task(options.task), split),
                         source.reading};
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
  if (!options.task.empty() && !options.data.empty() && !fs::exists(tune.path, failure)) {
    tune.path = task::find_split(options.data, task::find_task(options.task), name);
  }
  if (fs::equivalent(tune.path, source.path, failure)) {
    throw Error(ErrorCode::kUsage,
                "--tune " + name +
                    ": these are the texts that are reported on; thresholds are chosen on others");
  }
  return tune;
}

evaluate::LabelledTexts read_labelled(const LabelledSource& source,
                                      const std::vector<std::string>& model_labels) {
  const task::LabelMap labels(model_labels, source.task_labels);
  const auto reader = task::open_reader(source.path, source.reading);
  evaluate::LabelledTexts texts{.requests = {}, .truths = {}, .metric = source.metric};
  task::Record record;
  while (reader->next(record)) {
    const std::string where = source.path.string() + ":" + std::to_string(record.line);
    texts.truths.push_back(labels.require(record.label.value_or(""), where));
    texts.requests.push_back(
        {.text = record.text, .pair = record.pair, .threshold = {}, .tier = {}});
  }
  if (texts.truths.empty()) {
    throw Error(ErrorCode::kInvalidInput, source.path.string() + ": holds no rows to score");
  }
  return texts;
}

}  // namespace tango::cli
