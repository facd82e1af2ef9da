// A record reader over a string.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <string>

#include "task/record_reader.h"

namespace tango::augment {

/// Reads `content` under the name "input".
[[nodiscard]] inline std::unique_ptr<task::RecordReader> reader_of(
    const std::string& content, task::InputFormat format = task::InputFormat::kTsv) {
  auto given = std::make_shared<std::size_t>(0);
  return task::make_record_reader(
      [content, given](std::span<char> space) {
        const std::size_t count = std::min(space.size(), content.size() - *given);
        std::memcpy(space.data(), content.data() + *given, count);
        *given += count;
        return count;
      },
      "input", {.format = format});
}

}  // namespace tango::augment
