// A cascade directory as one file.
#pragma once

#include <cstdint>
#include <filesystem>

namespace tango::pack {

struct PackOptions {
  bool with_teacher = true;  ///< Else the last tier's model is named, with its hash.
  bool with_bases = true;    ///< Else the base models of adapters are named.
};

struct Packed {
  std::size_t files = 0;
  std::uint64_t bytes = 0;  ///< Of the archive.
};

/// Writes `archive`: a tar file (tar.h) of the cascade in `directory`, wherever its models are,
/// with their bases, cards and certificate; of a tier that is an endpoint, what cascade.json says.
/// The paths in its cascade.json are relative. The same
/// cascade gives the same bytes. Throws as read_cascade_config and open_checkpoint do; kUnsupported
/// where something can't travel: the base of an adapter that is named by an absolute path, a file
/// of 8 GiB, a name that only some machines can write.
Packed pack(const std::filesystem::path& directory, const std::filesystem::path& archive,
            const PackOptions& options = {});

}  // namespace tango::pack
