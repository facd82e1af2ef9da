// Texts with logits, copied to learn from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "checkpoint/logits_file.h"

namespace tango::recipe {

/// Files of a directory that copy_rows() writes.
inline constexpr const char* kCopiedTexts = "texts.tsv";
inline constexpr const char* kCopiedLogits = "logits.safetensors";

struct CopiedRows {
  std::int64_t texts = 0;  ///< Fewer than were asked for, where the table has no more.
  bool are_all = true;     ///< Of the table.
};

/// Copies the first texts of a table, with its header, and their logits into `directory`, which is
/// there: the i-th `copies[i]` times. At most as many texts as `logits` has. `identity`: of the new
/// logits. Throws kIo.
CopiedRows copy_rows(const std::filesystem::path& table, const checkpoint::LogitsFile& logits,
                     std::span<const int> copies, const std::string& identity,
                     const std::filesystem::path& directory);

}  // namespace tango::recipe
