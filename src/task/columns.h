// Which columns of a table, or fields of a JSON object, hold the text, its label and so on.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tango::task {

/// What the caller names; the rest is found by the known layouts.
struct ColumnRequest {
  std::optional<std::string> text;
  std::optional<std::string> text_pair;  ///< "": single texts, whatever the columns.
  std::optional<std::string> label;
  std::optional<std::string> group;      ///< Of rows that belong together, such as a document's.
  std::optional<std::string> threshold;  ///< The threshold of each row.
  std::optional<std::string> tier;       ///< The tier that answers each row.
  std::optional<std::string> id;         ///< Carried as the row's id.
  bool keep_all = false;                 ///< Carry all columns; one named id is the row's id.
  bool want_label = false;  ///< Read labels, and fail if there is no such column; else none.
  /// Where no column of labels is named or known: one for each label.
  std::vector<std::string> label_columns;
  std::vector<std::string> names;  ///< All columns of a file without a header row; else empty.

  /// Whether it names nothing, as it must for plain text, which has no columns.
  [[nodiscard]] bool empty() const;
};

/// The columns that were chosen.
struct ColumnNames {
  std::string text;
  std::optional<std::string> pair;
  std::optional<std::string> label;
  std::vector<std::string> label_columns;  ///< In place of `label`.
  std::optional<std::string> group;
  std::optional<std::string> threshold;
  std::optional<std::string> tier;
  std::optional<std::string> id;
};

/// Chooses among the columns of a file. If no text column is named, takes the first of these
/// layouts whose columns all exist: text + text_pair, question + sentence (QNLI), question +
/// context (SQuAD), sentence1 + sentence2, "#1 String" + "#2 String" (MRPC), sentence + sentence2,
/// text, sentence. If one is named, the pair is that of the first layout that starts with it, or
/// none. The label is label, labels, or Quality (MRPC), or there are the label_columns. Throws
/// kNotFound that starts with `where` and lists the columns.
[[nodiscard]] ColumnNames choose_columns(const ColumnRequest& request,
                                         std::span<const std::string> available,
                                         std::string_view where);

/// In a sentence, which columns were chosen that the caller did not name: `The texts are column
/// "sentence".`; "" where there is nothing else that could have been meant, as with text and label.
[[nodiscard]] std::string chosen_by_itself(const ColumnRequest& request, const ColumnNames& chosen,
                                           std::span<const std::string> available);

/// For messages: the names in quotes, separated by commas.
[[nodiscard]] std::string quoted_list(std::span<const std::string> names);

}  // namespace tango::task
