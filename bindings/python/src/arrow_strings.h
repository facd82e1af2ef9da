// One Arrow column of strings, read in place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "arrow_interface.h"

namespace tango::python {

/// Of the formats utf8, large_utf8 and utf8_view, plain or in a dictionary. It must not outlive
/// what it reads.
class ArrowStrings {
 public:
  /// `offset`: rows of the parent that come before. Throws kInvalidInput for another format.
  ArrowStrings(const ArrowSchema& schema, const ArrowArray& array, std::int64_t offset);

  /// nullopt for a null.
  [[nodiscard]] std::optional<std::string_view> at(std::int64_t row) const;

 private:
  [[nodiscard]] std::string_view value(const ArrowArray& array, std::int64_t index) const;
  [[nodiscard]] std::int64_t dictionary_index(std::int64_t index) const;

  const ArrowArray& array_;
  std::int64_t offset_;
  std::string format_;     // of the strings
  char index_format_ = 0;  // of a dictionary's indices; 0: there is none
};

/// By the array's own validity alone, which a table's rows have, too.
[[nodiscard]] bool is_null(const ArrowArray& array, std::int64_t row);

/// "column \"text\"", for errors.
[[nodiscard]] std::string column_name(const ArrowSchema& schema);

}  // namespace tango::python
