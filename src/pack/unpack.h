// A cascade directory from an archive.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tango::pack {

struct Unpacked {
  std::size_t tiers = 0;
  std::uint64_t bytes = 0;
  std::vector<std::string> remarks;  ///< What is still needed, or not what was packed.
};

/// Makes `directory` of an archive that pack() has written, after all of it has been checked
/// (archive.h); it appears whole or not at all. Models that are not packed are looked for where the
/// cascade will, and compared by their hashes. Throws kUsage if `directory` is there, kNotFound,
/// kIo, and as read_archive does.
[[nodiscard]] Unpacked unpack(const std::filesystem::path& archive,
                              const std::filesystem::path& directory);

}  // namespace tango::pack
