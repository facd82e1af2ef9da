// More of rare classes in what students learn from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace tango::recipe {

/// A class with a smaller share of the texts is rare.
inline constexpr double kRareShare = 0.05;

/// How often each text of a class should be there, so that the class has kRareShare of the texts:
/// once unless it is rare, at most eight times.
[[nodiscard]] std::vector<int> copies_of(std::span<const std::int64_t> texts_of_classes);

/// Writes a transfer set and its logits into the directory `output`, as copy_rows() does, each text
/// as often as copies_of the class that the teacher puts it into says. Throws kInvalidInput where
/// there are not as many texts as logits; kIo.
void balance(const std::filesystem::path& texts, const std::filesystem::path& logits,
             const std::filesystem::path& output);

/// Whether a text of these balanced logits is there more often than in `logits`.
[[nodiscard]] bool has_copies(const std::filesystem::path& logits,
                              const std::filesystem::path& balanced);

}  // namespace tango::recipe
