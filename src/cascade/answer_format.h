// An answer as a line of JSON Lines or TSV.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cascade/request.h"
#include "checkpoint/model_config.h"

namespace tango::cascade {

enum class AnswerFormat { kJsonLines, kTsv };

/// "jsonl" or "tsv"; throws kUsage that lists them.
[[nodiscard]] AnswerFormat parse_answer_format(std::string_view name);

/// The fields of the answer by the kind of model: `label` and its `score` for a single label, also
/// the only one of a model that has no other;
/// `labels` for several; `value` for regression with one output, `values` with more; `answer` with
/// its `start` and `end` in the context, in code points, for a question-answering model. Immutable,
/// so thread-safe.
class AnswerFormatter {
 public:
  AnswerFormatter(const checkpoint::Labels& labels, AnswerFormat format, bool with_scores);

  /// The header row of TSV, with its line end; empty for JSON Lines.
  [[nodiscard]] std::string header() const;

  /// Overwrites `line` with what stands for the answer to a text that has none, line end included:
  /// an object with "error", or a row whose first column after the id is "error: …".
  void format_error(std::uint64_t id, std::string_view message, std::string& line) const;

  /// Overwrites `line` with the answer to text `id`, line end included.
  void format(std::uint64_t id, const Answer& answer, std::string& line) const;

 private:
  [[nodiscard]] bool has_labels() const {
    return problem_type_ != checkpoint::ProblemType::kRegression &&
           problem_type_ != checkpoint::ProblemType::kSpan;
  }
  /// An answer is one label: the best of several, or the only one there is, with its sigmoid.
  [[nodiscard]] bool has_one_label() const {
    return problem_type_ == checkpoint::ProblemType::kSingleLabelClassification ||
           names_.size() == 1;
  }
  void format_json(std::uint64_t id, const Answer& answer, std::string& line) const;
  void format_tsv(std::uint64_t id, const Answer& answer, std::string& line) const;

  checkpoint::ProblemType problem_type_;
  AnswerFormat format_;
  bool with_scores_;
  std::vector<std::string>
      names_;  ///< As the format writes them: quoted for JSON, without tabs for TSV.
};

}  // namespace tango::cascade
