#include "checkpoint/lora_tensor.h"

#include <array>
#include <utility>

#include "checkpoint/invalid.h"

namespace tango::checkpoint {
namespace {

/// `text` without the first `part` in it.
std::string without(std::string text, std::string_view part) {
  const std::size_t position = text.find(part);
  if (position != std::string::npos) text.erase(position, part.size() - 1);
  return text;
}

}  // namespace

LoraTensor parse_lora_tensor(std::string_view name, std::string_view where) {
  constexpr std::string_view kRoot = "base_model.model.";
  static constexpr std::array<std::pair<std::string_view, LoraPart>, 4> kParts{
      {{".lora_A.weight", LoraPart::kA},
       {".lora_B.weight", LoraPart::kB},
       {".lora_embedding_A", LoraPart::kEmbeddingA},
       {".lora_embedding_B", LoraPart::kEmbeddingB}}};
  if (!name.starts_with(kRoot)) {
    throw_invalid(where, "tensor " + in_quotes(name) + " should start with \"base_model.model.\"");
  }
  const std::string_view inner = name.substr(kRoot.size());
  for (const auto& [suffix, part] : kParts) {
    if (inner.ends_with(suffix)) {
      return {part, std::string(inner.substr(0, inner.size() - suffix.size()))};
    }
  }
  if (inner.find(".lora_") != std::string_view::npos) {
    throw_unsupported(where,
                      "tensor " + in_quotes(name) + " belongs to a method that is not plain LoRA");
  }
  if (inner.find(".original_module.") != std::string_view::npos) {
    return {LoraPart::kOriginal, std::string(inner)};
  }
  // Both "classifier.weight" and "classifier.modules_to_save[.default].weight" are in use; a layer
  // that LoRA wraps keeps its own tensors under "base_layer".
  std::string whole = without(std::string(inner), ".modules_to_save.default.");
  whole = without(std::move(whole), ".modules_to_save.");
  return {LoraPart::kWhole, without(std::move(whole), ".base_layer.")};
}

}  // namespace tango::checkpoint
