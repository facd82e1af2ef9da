// An answer as a line of JSON Lines or TSV.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cascade/request.h"
#include "checkpoint/model_config.h"

namespace tango::cli {

enum class OutputFormat { kJsonLines, kTsv };

/// "jsonl" or "tsv"; throws kUsage.
[[nodiscard]] OutputFormat parse_output_format(std::string_view name);

/// Immutable, so thread-safe. What stands for the answer: `label` and its `score` for a single
/// label; `labels` for several; `value` for regression with one output, `values` with more;
/// `answer` with its `start` and `end` in the context, in code points, for a reader.
class AnswerWriter {
 public:
  AnswerWriter(const checkpoint::Labels& labels, OutputFormat format, bool with_scores);

  /// The header row of TSV, with its line end; empty for JSON Lines.
  [[nodiscard]] std::string header() const;

  /// Overwrites `line`, line end included.
  void format(std::uint64_t id, const cascade::Answer& answer, std::string& line) const;

 private:
  [[nodiscard]] bool has_labels() const {
    return problem_type_ != checkpoint::ProblemType::kRegression &&
           problem_type_ != checkpoint::ProblemType::kSpan;
  }
  void format_json(std::uint64_t id, const cascade::Answer& answer, std::string& line) const;
  void format_tsv(std::uint64_t id, const cascade::Answer& answer, std::string& line) const;

  checkpoint::ProblemType problem_type_;
  OutputFormat format_;
  bool with_scores_;
  std::vector<std::string> names_;  ///< As the format writes them: in quotes, or without tabs.
};

}  // namespace tango::cli
