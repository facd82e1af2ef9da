// A pytorch_model.bin: an archive of storages and a pickle that says which
// tensors they hold.
#pragma once

#include <filesystem>
#include <vector>

#include "checkpoint/tensor_table.h"

namespace tango::checkpoint {

/// The tensors of an archive that `torch.save` writes; of those that are no
/// row-major part of their storage, copies are put into `copies`. No code of it
/// runs (unpickler.h). Throws kInvalidModel or kUnsupported, naming `where`.
[[nodiscard]] std::vector<TensorEntry> parse_pickled_weights(
    std::span<const std::byte> archive, std::string_view where,
    std::vector<std::vector<std::byte>>& copies);

class PickledWeights final : public TensorTable {
 public:
  /// Throws kNotFound, kIo, and as parse_pickled_weights does.
  explicit PickledWeights(const std::filesystem::path& path);
};

}  // namespace tango::checkpoint
