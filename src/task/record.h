// One row of an input file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tango::task {

/// A column's value, as the file has it.
struct Field {
  std::string name;
  std::string value;     ///< Valid UTF-8.
  bool is_json = false;  ///< `value` is JSON, written as in the file; else it is a string.
};

/// What a row gives to its answer; only what was asked for.
struct Carried {
  std::optional<Field> id;    ///< In the place of the row's number.
  std::vector<Field> fields;  ///< In the file's order, no two of one name.
};

struct Record {
  std::int64_t id = 0;              ///< Row, from 0; a header is not a row.
  std::int64_t line = 0;            ///< Line of the file where the row starts, from 1.
  std::string text;                 ///< Valid UTF-8.
  std::optional<std::string> pair;  ///< The second text of a pair; valid UTF-8.
  std::optional<std::string>
      label;  ///< As the file writes it; only if asked for. Lists and objects as JSON has them.
  std::vector<std::string> label_values;  ///< Where each label has a column: what each holds.
  std::optional<std::string>
      group;  ///< Such as a document's name; only if a column was named for it.
  std::optional<float> threshold;  ///< In 0 … 1; only if a column was named for it.
  std::optional<int> tier;         ///< From 1; only if a column was named for it.
  Carried carried;
};

}  // namespace tango::task
