#include "task/record_reader.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <tango/error.h>

#include "task/compressed/compressed.h"
#include "task/json_array.h"
#include "task/json_lines_reader.h"
#include "task/separator.h"
#include "task/table_reader.h"
#include "task/text_reader.h"

namespace tango::task {
namespace {

constexpr std::array<std::pair<std::string_view, InputFormat>, 5> kFormats{
    {{"text", InputFormat::kText},
     {"tsv", InputFormat::kTsv},
     {"csv", InputFormat::kCsv},
     {"jsonl", InputFormat::kJsonLines},
     {"json", InputFormat::kJson}}};
constexpr std::array<std::pair<std::string_view, InputFormat>, 10> kExtensions{
    {{"", InputFormat::kText},
     {".txt", InputFormat::kText},
     {".text", InputFormat::kText},
     {".tsv", InputFormat::kTsv},
     {".tab", InputFormat::kTsv},
     {".csv", InputFormat::kCsv},
     {".jsonl", InputFormat::kJsonLines},
     {".ndjson", InputFormat::kJsonLines},
     {".jsonlines", InputFormat::kJsonLines},
     {".json", InputFormat::kJson}}};

std::string extension_of(const std::filesystem::path& path) {
  std::string extension = without_compression(path).extension().string();
  std::ranges::transform(extension, extension.begin(), [](char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A'))
                                                : character;
  });
  return extension;
}

}  // namespace

InputFormat parse_input_format(std::string_view name) {
  for (const auto& [known, format] : kFormats) {
    if (name == known) return format;
  }
  throw Error(
      ErrorCode::kUsage,
      "no input format called \"" + std::string(name) + "\"; use text, tsv, csv, jsonl or json",
      {"input_format"});
}

std::optional<InputFormat> find_format(const std::filesystem::path& path) {
  const std::string extension = extension_of(path);
  for (const auto& [known, format] : kExtensions) {
    if (extension == known) return format;
  }
  return std::nullopt;
}

InputFormat format_of(const std::filesystem::path& path) {
  if (const std::optional<InputFormat> format = find_format(path)) return *format;
  throw Error(ErrorCode::kUsage,
              path.string() + ": the extension " + extension_of(path) +
                  " says no format; known are .txt, .tsv, .tab, .csv, .json, .jsonl, .ndjson and "
                  ".jsonlines, also with .gz or .zst behind them. Say what it is",
              {"input_format"});
}

std::unique_ptr<RecordReader> open_record_reader(const std::filesystem::path& path,
                                                 const RecordReaderOptions& options) {
  RecordReaderOptions resolved = options;
  if (!resolved.format) resolved.format = format_of(path);
  return make_record_reader(open_bytes(path), path == "-" ? "standard input" : path.string(),
                            resolved);
}

std::unique_ptr<RecordReader> make_record_reader(ReadBytes bytes, std::string_view name,
                                                 const RecordReaderOptions& options) {
  const InputFormat format = options.format.value_or(InputFormat::kText);
  const ColumnRequest& columns = options.columns;
  if (format == InputFormat::kText && (!columns.empty() || columns.want_label)) {
    throw Error(ErrorCode::kUsage,
                std::string(name) +
                    ": is read as plain text, which has no columns or labels; say whether it is "
                    "tsv, csv, jsonl or json",
                {"input_format"});
  }
  const bool is_json = format == InputFormat::kJsonLines || format == InputFormat::kJson;
  if (is_json && !columns.names.empty()) {
    throw Error(ErrorCode::kUsage,
                std::string(name) +
                    ": columns are named for a TSV or CSV file without a header row; each JSON "
                    "line names its own",
                {"columns"});
  }
  if (format == InputFormat::kJson) bytes = json_elements(std::move(bytes));
  std::optional<Separator> separator;
  if (format == InputFormat::kCsv) separator = choose_separator(bytes, std::string(name), options);
  LineReader lines(std::move(bytes), std::string(name), options.max_line_bytes);
  switch (format) {
    case InputFormat::kText:
      return std::make_unique<TextReader>(std::move(lines), columns.keep_all);
    case InputFormat::kJsonLines:
    case InputFormat::kJson:
      return std::make_unique<JsonLinesReader>(std::move(lines), columns, options.notice);
    case InputFormat::kTsv:
    case InputFormat::kCsv:
      break;
  }
  return std::make_unique<TableReader>(std::move(lines), columns, separator, options.notice);
}

}  // namespace tango::task
