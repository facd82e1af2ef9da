#include "task/record_reader.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <tango/error.h>

#include "task/json_lines_reader.h"
#include "task/table_reader.h"
#include "task/text_reader.h"

namespace tango::task {
namespace {

constexpr std::array<std::pair<std::string_view, InputFormat>, 4> kFormats{
    {{"text", InputFormat::kText},
     {"tsv", InputFormat::kTsv},
     {"csv", InputFormat::kCsv},
     {"jsonl", InputFormat::kJsonLines}}};

}  // namespace

InputFormat parse_input_format(std::string_view name) {
  for (const auto& [known, format] : kFormats) {
    if (name == known) return format;
  }
  throw Error(ErrorCode::kUsage,
              "no input format called \"" + std::string(name) + "\"; use text, tsv, csv or jsonl",
              {"input_format"});
}

InputFormat format_of(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(), [](char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A'))
                                                : character;
  });
  if (extension == ".tsv") return InputFormat::kTsv;
  if (extension == ".csv") return InputFormat::kCsv;
  if (extension == ".jsonl" || extension == ".ndjson") return InputFormat::kJsonLines;
  return InputFormat::kText;
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
                    "tsv, csv or jsonl",
                {"input_format"});
  }
  if (format == InputFormat::kJsonLines && !columns.names.empty()) {
    throw Error(ErrorCode::kUsage,
                std::string(name) +
                    ": columns are named for a TSV or CSV file without a header row; each JSON "
                    "line names its own",
                {"columns"});
  }
  LineReader lines(std::move(bytes), std::string(name), options.max_line_bytes);
  switch (format) {
    case InputFormat::kText:
      return std::make_unique<TextReader>(std::move(lines));
    case InputFormat::kJsonLines:
      return std::make_unique<JsonLinesReader>(std::move(lines), columns);
    case InputFormat::kTsv:
    case InputFormat::kCsv:
      break;
  }
  return std::make_unique<TableReader>(std::move(lines), options);
}

}  // namespace tango::task
