// A pickle of tensors, read as data: nothing in it is ever called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tango::checkpoint {

/// What a pickle says of one tensor: elements of a storage, which is a file of
/// its own.
struct PickledTensor {
  std::string name;
  std::string storage;  ///< Its key.
  std::string type;     ///< As safetensors names it: "F32", "F16" …
  std::int64_t storage_elements = 0;
  std::int64_t offset = 0;  ///< In elements, as all that follow.
  std::vector<std::int64_t> shape, strides;
};

/// The tensors of a dictionary as `torch.save(model.state_dict())` writes it,
/// in its order; what is no tensor is passed over. It knows the opcodes of
/// protocols 2 to 4 that such files need, and of Python's names those of
/// tensors, storages and ordered dictionaries; any other is refused, so no code
/// can run. Throws kInvalidModel or kUnsupported, naming `where`.
[[nodiscard]] std::vector<PickledTensor> unpickle_tensors(std::span<const std::byte> pickle,
                                                          std::string_view where);

}  // namespace tango::checkpoint
