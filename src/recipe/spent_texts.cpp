#include "recipe/spent_texts.h"

#include <string>
#include <unordered_set>

#include "base/atomic_file.h"
#include "base/file_status.h"
#include "base/split.h"
#include "recipe/table_line.h"

namespace tango::recipe {
namespace {

/// As the flags of a training say, and where they say nothing, as the task does.
task::RecordReaderOptions training_reading(const Arguments& flags,
                                           task::RecordReaderOptions reading) {
  if (const auto text = value_of(flags, "--text")) reading.columns.text = *text;
  if (const auto pair = value_of(flags, "--text-pair")) reading.columns.text_pair = *pair;
  if (const auto names = value_of(flags, "--columns")) {
    reading.columns.names = base::split(*names, ',');
  }
  if (const auto format = value_of(flags, "--input-format")) {
    reading.format = task::parse_input_format(*format);
  }
  return reading;
}

void add_training_files(const Arguments& flags, const ClassifierTexts& texts,
                        const std::filesystem::path& data, std::vector<SpentFile>& files) {
  const task::RecordReaderOptions reading = training_reading(flags, texts.labelled);
  std::vector<std::string> named = values_of(flags, "--train");
  if (named.empty() && texts.task != nullptr) {
    named = {(data / texts.task->name / "train.tsv").string()};
  }
  append(named, values_of(flags, "--dev"));
  for (const std::string& file : named) files.push_back({file, reading});
}

}  // namespace

std::vector<SpentFile> spent_files(const Recipe& recipe, const ClassifierTexts& texts,
                                   const std::filesystem::path& data) {
  std::vector<SpentFile> files;
  if (!texts.dev.empty()) files.push_back({texts.dev, texts.labelled});
  add_training_files(recipe.train, texts, data, files);
  for (const FineTuned& model : recipe.fine_tuned) {
    add_training_files(model.train, texts, data, files);
  }
  return files;
}

void write_unspent(const std::filesystem::path& table, const std::vector<SpentFile>& spent,
                   const std::filesystem::path& output) {
  std::unordered_set<std::string> lines;
  for (const SpentFile& file : spent) {
    if (!base::exists(file.path)) continue;
    const auto reader = task::open_record_reader(file.path, file.reading);
    for (task::Record record; reader->next(record);) lines.insert(line_of(record));
  }
  const auto reader = task::open_record_reader(table, {});
  base::AtomicFile file(output);
  const bool is_pair = reader->columns().size() > 1;
  file.stream().write(is_pair ? "text\ttext_pair\n" : "text\n");
  for (task::Record record; reader->next(record);) {
    if (const std::string line = line_of(record); !lines.contains(line)) {
      file.stream().write(line + "\n");
    }
  }
  file.commit();
}

}  // namespace tango::recipe
