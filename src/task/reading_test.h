// For tests that read records from text.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "task/record_reader.h"

namespace tango::task::testing {

[[nodiscard]] inline ReadBytes bytes_of_text(std::string content) {
  return [content = std::move(content), given = std::size_t{0}](std::span<char> space) mutable {
    const std::size_t count = std::min(space.size(), content.size() - given);
    std::memcpy(space.data(), content.data() + given, count);
    given += count;
    return count;
  };
}

[[nodiscard]] inline std::vector<Record> records_of(RecordReader& reader) {
  std::vector<Record> records;
  for (Record record; reader.next(record);) records.push_back(record);
  return records;
}

/// All records of a file "in" that holds `content`.
[[nodiscard]] inline std::vector<Record> records_of(std::string content,
                                                    const RecordReaderOptions& options) {
  return records_of(*make_record_reader(bytes_of_text(std::move(content)), "in", options));
}

}  // namespace tango::task::testing
