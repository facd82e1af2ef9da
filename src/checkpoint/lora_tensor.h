// What a tensor of a PEFT adapter is, by its name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tango::checkpoint {

enum class LoraPart : std::uint8_t {
  kA,           ///< `lora_A.weight` of a linear layer, [r x in].
  kB,           ///< `lora_B.weight`, [out x r].
  kEmbeddingA,  ///< `lora_embedding_A`, [r x rows].
  kEmbeddingB,  ///< `lora_embedding_B`, [columns x r].
  kWhole,       ///< A tensor that replaces the base's.
  kOriginal     ///< The base's own, which PEFT keeps beside its replacement. Not needed.
};

struct LoraTensor {
  LoraPart part;
  /// The module that A or B belongs to, or the whole tensor's name; as in the model that was
  /// adapted, without PEFT's own additions.
  std::string name;
};

/// Throws kInvalidModel for a name outside PEFT's layout, kUnsupported for a part of another
/// method (DoRA's magnitudes, a bias of B …).
[[nodiscard]] LoraTensor parse_lora_tensor(std::string_view name, std::string_view where);

}  // namespace tango::checkpoint
