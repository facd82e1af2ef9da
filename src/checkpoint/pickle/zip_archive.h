// The files of a ZIP archive that are stored as they are, as PyTorch writes
// them.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace tango::checkpoint {

using ZipFiles = std::map<std::string, std::span<const std::byte>, std::less<>>;

/// Names and contents, which refer to `archive`; ZIP64 too. Throws
/// kInvalidModel, naming `where`, for anything that is no ZIP archive, and
/// kUnsupported for a compressed file in it.
[[nodiscard]] ZipFiles read_zip(std::span<const std::byte> archive, std::string_view where);

/// Whether the bytes begin as such an archive does.
[[nodiscard]] bool is_zip(std::span<const std::byte> bytes);

}  // namespace tango::checkpoint
