// The flags that say how an input file is read.
#pragma once

#include <optional>
#include <string>

#include "command/cli11.h"
#include "task/record_reader.h"

namespace tango::cli {

struct InputOptions {
  std::string path = "-";
  std::string format;
  std::optional<std::string> text, text_pair, label, row_threshold, row_tier;
  std::string columns;  ///< Comma-separated.
  std::size_t max_line_bytes = task::kDefaultMaxLineBytes;
};

/// --input-format, --text, --text-pair, --columns, --max-line-bytes.
void add_input_options(CLI::App& command, InputOptions& options);
/// --row-threshold, --row-tier.
void add_row_options(CLI::App& command, InputOptions& options);

/// Throws kUsage.
[[nodiscard]] task::RecordReaderOptions record_reader_options(const InputOptions& options);

}  // namespace tango::cli
