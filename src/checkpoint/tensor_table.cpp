#include "checkpoint/tensor_table.h"

#include <cstdint>
#include <cstring>
#include <functional>
#include <utility>

#include "checkpoint/float_conversion.h"
#include "checkpoint/invalid.h"

namespace tango::checkpoint {

std::string canonical_name(std::string_view name) {
  constexpr std::string_view kGamma = "LayerNorm.gamma";
  constexpr std::string_view kBeta = "LayerNorm.beta";
  std::string canonical(name);
  if (name.ends_with(kGamma)) canonical.replace(name.rfind("gamma"), 5, "weight");
  if (name.ends_with(kBeta)) canonical.replace(name.rfind("beta"), 4, "bias");
  return canonical;
}

tensor::Tensor load_entry(const TensorEntry& entry, const tensor::Shape& expected,
                          std::string_view where) {
  const std::string tensor = "tensor " + in_quotes(entry.name);
  if (entry.shape != expected) {
    throw_invalid(where, tensor + ": found shape " + tensor::to_string(entry.shape) +
                             ", expected " + tensor::to_string(expected));
  }
  const bool is_float = entry.type == "F32";
  const bool is_half = entry.type == "F16";
  const bool is_double = entry.type == "F64";
  if (!is_float && !is_half && !is_double && entry.type != "BF16") {
    throw_invalid(where, tensor + ": found type " + in_quotes(entry.type) +
                             ", expected weights in F64, F32, F16 or BF16");
  }
  tensor::Tensor weights(entry.shape);
  if (weights.empty()) return weights;
  if (is_float) {
    std::memcpy(weights.data(), entry.data.data(), entry.data.size());
  } else if (is_double) {
    convert_double(entry.data.data(), weights.size(), weights.data());
  } else if (is_half) {
    convert_half(entry.data.data(), weights.size(), weights.data());
  } else {
    convert_bfloat16(entry.data.data(), weights.size(), weights.data());
  }
  return weights;
}

TensorTable::TensorTable(const std::filesystem::path& path)
    : where_(path.string()), held_(std::make_shared<Held>(path)) {}

void TensorTable::set_entries(std::vector<TensorEntry> entries,
                              std::vector<std::vector<std::byte>> copies) {
  held_->copies = std::move(copies);  // whose elements stay where they are
  entries_ = std::move(entries);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    entries_[i].name = canonical_name(entries_[i].name);
    if (!index_.emplace(entries_[i].name, i).second) {
      throw_invalid(where_, "tensor " + in_quotes(entries_[i].name) +
                                " occurs twice, also under its old name (gamma or beta)");
    }
  }
}

bool TensorTable::lies_in_file(const TensorEntry& entry) const {
  const std::span<const std::byte> bytes = held_->file.bytes();
  return std::less_equal<>()(bytes.data(), entry.data.data()) &&
         std::less<>()(entry.data.data(), bytes.data() + bytes.size());
}

std::vector<std::string> TensorTable::names() const {
  std::vector<std::string> all;
  all.reserve(entries_.size());
  for (const TensorEntry& entry : entries_) all.push_back(entry.name);
  return all;
}

bool TensorTable::contains(std::string_view name) const { return find(name) != nullptr; }

std::optional<tensor::Shape> TensorTable::shape(std::string_view name) const {
  const TensorEntry* entry = find(name);
  return entry == nullptr ? std::nullopt : std::optional(entry->shape);
}

const TensorEntry* TensorTable::find(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &entries_[found->second];
}

const TensorEntry& TensorTable::entry(std::string_view name, const tensor::Shape& expected) const {
  const TensorEntry* entry = find(name);
  if (entry == nullptr) {
    throw_invalid(where_, "tensor " + in_quotes(name) + " is missing; expected shape " +
                              tensor::to_string(expected));
  }
  return *entry;
}

tensor::Tensor TensorTable::load(std::string_view name, const tensor::Shape& expected) const {
  const TensorEntry& found = entry(name, expected);
  tensor::Tensor weights = load_entry(found, expected, where_);
  if (lies_in_file(found)) held_->file.release(found.data);  // only the copy is used
  return weights;
}

std::shared_ptr<const float> TensorTable::view(std::string_view name,
                                               const tensor::Shape& expected) const {
  const TensorEntry& found = entry(name, expected);
  const auto* data = found.data.data();
  const bool aligned = reinterpret_cast<std::uintptr_t>(data) % alignof(float) == 0;
  if (found.type != "F32" || found.shape != expected || !aligned) {
    return WeightSource::view(name, expected);
  }
  return {held_, reinterpret_cast<const float*>(data)};
}

}  // namespace tango::checkpoint
