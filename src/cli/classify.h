// What tango classify does, by how it is asked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cascade/answer_format.h"
#include "certify/auditor.h"
#include "cli/input_options.h"
#include "cli/model_options.h"

namespace tango::cli {

struct ClassifyOptions {
  ModelOptions model;
  std::vector<std::string> inputs = {"-"};
  InputOptions input;  ///< But for the path.
  std::optional<std::string> id;
  std::optional<double> keep;
  std::string audit;
  certify::AuditOptions audits;
  double confidence_level = 0.95;
  std::uint64_t seed = 0;
  std::string format;  ///< "": by the output's extension.
  std::string on_error = "stop";
  std::string output;
  bool keep_columns = false;
  std::int64_t first_row = 0;
  bool resume = false;
  bool scores = false;
  bool quiet = false;
};

[[nodiscard]] bool goes_to_standard_output(const ClassifyOptions& options);
[[nodiscard]] std::vector<std::filesystem::path> input_paths(const ClassifyOptions& options);
/// Throws kUsage.
[[nodiscard]] task::RecordReaderOptions reading_of(const ClassifyOptions& options);
/// Throws kUsage.
[[nodiscard]] cascade::AnswerFormat answer_format(const ClassifyOptions& options);

/// Every text as it comes. Returns the exit status.
[[nodiscard]] int classify_stream(const ClassifyOptions& options);

/// Tier 1 on all of a file, the last tier where the promise about this very file needs it.
[[nodiscard]] int classify_corpus(const ClassifyOptions& options);

}  // namespace tango::cli
