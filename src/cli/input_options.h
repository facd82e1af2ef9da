// The flags that say how an input file is read.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "base/json.h"
#include "command/cli11.h"
#include "task/record_reader.h"

namespace tango::cli {

struct InputOptions {
  std::string path = "-";
  std::string format;
  std::optional<std::string> text, text_pair, label, query, row_threshold, row_tier;
  std::string columns;    ///< Comma-separated.
  std::string separator;  ///< "": as the file shows.
  std::size_t max_line_bytes = task::kDefaultMaxLineBytes;
};

/// Those of add_input_options().
inline constexpr std::array kInputFlags{"--input-format", "--text",      "--text-pair",
                                        "--columns",      "--separator", "--max-line-bytes"};

void add_input_options(CLI::App& command, InputOptions& options);
/// --row-threshold, --row-tier.
void add_row_options(CLI::App& command, InputOptions& options);

/// For --help: "plain text (one text per line), …", what an input may be.
[[nodiscard]] std::string input_formats();

/// What was decided about a file by itself is said on standard error, each sentence once, unless
/// `quiet`. Throws kUsage.
[[nodiscard]] task::RecordReaderOptions record_reader_options(const InputOptions& options,
                                                              bool quiet = false);

/// Whether they say anything of how a file is read.
[[nodiscard]] bool is_asked_for(const InputOptions& options);

/// All that the flags say of how a file is read: an object, equal for two runs that read it
/// equally.
[[nodiscard]] base::Json reading_of(const InputOptions& options);

}  // namespace tango::cli
