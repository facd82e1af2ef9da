#include "cli/input_options.h"

#include <memory>
#include <set>

#include <CLI/CLI.hpp>

#include "base/split.h"
#include "command/limits.h"
#include "command/say.h"
#include "task/separator.h"

namespace tango::cli {

void add_input_options(CLI::App& command, InputOptions& options) {
  command
      .add_option(
          "--input-format", options.format,
          "Format of the input: text (one text per line), tsv, csv, jsonl, or json (one array, or "
          "lines). By default the file's extension decides.")
      ->type_name("FORMAT");
  command
      .add_option("--text", options.text,
                  "Column of the texts. By default it is text, sentence, or that of a known layout "
                  "(question + sentence, question + context, sentence1 + sentence2, ...).")
      ->type_name("NAME");
  command
      .add_option(
          "--text-pair", options.text_pair,
          "Column of the second text of each pair; \"\" means that there is none. By default "
          "the layout decides.")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command
      .add_option("--columns", options.columns,
                  "Names of the columns of a TSV or CSV file without a header row.")
      ->type_name("A,B,...");
  command
      .add_option("--separator", options.separator,
                  "What separates the fields of a CSV file: , ; | or tab. By default the file's "
                  "first row shows it, and any but a comma is said.")
      ->type_name("C");
  command
      .add_option("--max-line-bytes", options.max_line_bytes, "Maximum length of a line in bytes.")
      ->type_name("N")
      ->check(command::in_range(std::size_t{1}, std::size_t{1} << 34U))
      ->capture_default_str();
}

void add_row_options(CLI::App& command, InputOptions& options) {
  command
      .add_option("--row-threshold", options.row_threshold,
                  "Column with a threshold for each row; where it is empty, --threshold applies.")
      ->type_name("NAME");
  command
      .add_option(
          "--row-tier", options.row_tier,
          "Column with the tier that answers each row; where it is empty, the cascade decides.")
      ->type_name("NAME");
}

std::string input_formats() {
  return "plain text (one text per line; .txt), .tsv, .csv, .jsonl or .json, also compressed (.gz, "
         ".zst)";
}

task::RecordReaderOptions record_reader_options(const InputOptions& options, bool quiet) {
  task::RecordReaderOptions reading;
  if (!options.format.empty()) reading.format = task::parse_input_format(options.format);
  reading.columns.text = options.text;
  reading.columns.text_pair = options.text_pair;
  reading.columns.label = options.label;
  reading.columns.group = options.query;
  reading.columns.threshold = options.row_threshold;
  reading.columns.tier = options.row_tier;
  reading.columns.names = base::split(options.columns, ',');
  reading.max_line_bytes = options.max_line_bytes;
  if (!options.separator.empty()) reading.separator = task::parse_separator(options.separator);
  if (!quiet) {
    // A file is often read twice, such as for sample texts and for its answers.
    const auto said = std::make_shared<std::set<std::string>>();
    reading.notice = [said](const std::string& sentence) {
      if (said->insert(sentence).second) command::say("{}\n", sentence);
    };
  }
  return reading;
}

bool is_asked_for(const InputOptions& options) {
  return reading_of(options) != reading_of(InputOptions{});
}

base::Json reading_of(const InputOptions& options) {
  base::Json reading{{"format", options.format},
                     {"columns", options.columns},
                     {"separator", options.separator},
                     {"max_line_bytes", options.max_line_bytes}};
  const auto set = [&](const char* key, const std::optional<std::string>& value) {
    if (value) reading[key] = *value;
  };
  set("text", options.text);
  set("text_pair", options.text_pair);
  set("label", options.label);
  set("threshold", options.row_threshold);
  set("tier", options.row_tier);
  return reading;
}

}  // namespace tango::cli
