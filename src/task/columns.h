// Which columns of a table, or fields of a JSON line, hold what.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tango::task {

/// What the caller says; what is left out is found by the known layouts.
struct ColumnRequest {
  std::optional<std::string> text;
  std::optional<std::string> text_pair;  ///< "": the rows are single texts whatever else is there.
  std::optional<std::string> label;
  std::optional<std::string> threshold;  ///< A threshold of its own for each row.
  std::optional<std::string> tier;       ///< The tier that shall answer the row.
  bool want_label = false;               ///< Read labels, and fail where there is no such column.
  std::vector<std::string> names;  ///< The columns of a file that has no header row; else empty.

  /// Whether it says anything at all: plain text has no columns.
  [[nodiscard]] bool empty() const;
};

/// What is there.
struct ColumnNames {
  std::string text;
  std::optional<std::string> pair;
  std::optional<std::string> label;
  std::optional<std::string> threshold;
  std::optional<std::string> tier;
};

/// Chooses among the columns that a file has. Without a name for the text, the first of these
/// layouts whose columns are all there: text + text_pair, question + sentence (QNLI), question +
/// context (SQuAD), sentence1 + sentence2, "#1 String" + "#2 String" (MRPC), sentence + sentence2,
/// text, sentence. With a name for the text, the first of them that starts with it, or no pair. The
/// label: label, or Quality (MRPC). Throws kNotFound that lists the columns; `where` starts it.
[[nodiscard]] ColumnNames choose_columns(const ColumnRequest& request,
                                         std::span<const std::string> available,
                                         std::string_view where);

/// For messages: the names in quotes, separated by commas.
[[nodiscard]] std::string quoted_list(std::span<const std::string> names);

}  // namespace tango::task
