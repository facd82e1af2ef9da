// The rows of an output that a stopped run left.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cascade/answer_format.h"

namespace tango::cascade {

struct WrittenRows {
  std::uint64_t rows = 0;  ///< Whole ones, without the header.
  std::size_t bytes = 0;   ///< Of the rows and the header; 0 where there is no row.
};

[[nodiscard]] WrittenRows written_rows(std::string_view text, AnswerFormat format);

}  // namespace tango::cascade
