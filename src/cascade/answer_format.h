// An answer as a line of JSON Lines, TSV or CSV.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cascade/request.h"
#include "checkpoint/model_config.h"

namespace tango::cascade {

enum class AnswerFormat { kJsonLines, kTsv, kCsv };

/// "jsonl", "tsv" or "csv"; throws kUsage that lists them.
[[nodiscard]] AnswerFormat parse_answer_format(std::string_view name);

/// By the extension, which says TSV or CSV as for an input; JSON Lines for any other. Throws kUsage
/// for .gz and .zst: nothing is compressed.
[[nodiscard]] AnswerFormat answer_format_of(const std::filesystem::path& output);

/// The fields of the answer by the kind of model: `label` and its `score` for a single label, also
/// the only one of a model that has no other;
/// `labels` for several; `value` for regression with one output, `values` with more; `answer` with
/// its `start` and `end` in the context, in code points, for a question-answering model. Immutable,
/// so thread-safe.
class AnswerFormatter {
 public:
  /// `with_ask`: tables have a column for Answer::ask, which objects have where it is true.
  AnswerFormatter(const checkpoint::Labels& labels, AnswerFormat format, bool with_scores,
                  bool with_ask = false);

  /// The names of the answer's fields or columns, without what stands before it.
  [[nodiscard]] const std::vector<std::string>& fields() const { return fields_; }

  /// The header row of a table, with its line end, where `prefix` stands before the answer's
  /// columns; empty for JSON Lines.
  [[nodiscard]] std::string header(std::string_view prefix = "id") const;

  /// Overwrites `line` with what stands for the answer to a text that has none, line end included:
  /// an object with "error", or a row whose first column after `prefix` is "error: …".
  void format_error(std::string_view prefix, std::string_view message, std::string& line) const;

  /// Overwrites `line` with an answer, line end included. `prefix`: the row's id and so on, as the
  /// format writes it (RowPrefix).
  void format(std::string_view prefix, const Answer& answer, std::string& line) const;

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
  [[nodiscard]] std::vector<std::string> field_names() const;
  void format_json(const Answer& answer, std::string& line) const;
  void format_table(const Answer& answer, std::string& line) const;

  checkpoint::ProblemType problem_type_;
  AnswerFormat format_;
  bool with_scores_;
  bool with_ask_;
  std::vector<std::string> labels_;
  std::vector<std::string> names_;  ///< The labels as the format writes them.
  std::vector<std::string> fields_;
};

}  // namespace tango::cascade
