#include "checkpoint/pickle/pickled_weights.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/download_fault.h"
#include "checkpoint/invalid.h"
#include "checkpoint/pickle/unpickler.h"
#include "checkpoint/pickle/zip_archive.h"

namespace tango::checkpoint {
namespace {

constexpr std::string_view kPickle = "data.pkl";

/// What the archive's files have before their names.
std::string prefix_of(const ZipFiles& files, std::string_view where) {
  for (const auto& [name, content] : files) {
    if (name == kPickle || name.ends_with("/" + std::string(kPickle))) {
      return name.substr(0, name.size() - kPickle.size());
    }
  }
  throw_invalid(where, "an archive without data.pkl, which torch.save writes");
}

class Placing {
 public:
  Placing(const ZipFiles& files, std::string prefix, std::string_view where,
          std::vector<std::vector<std::byte>>& copies)
      : files_(files), prefix_(std::move(prefix)), where_(where), copies_(copies) {}

  TensorEntry place(const PickledTensor& tensor) {
    const std::string name = "tensor " + in_quotes(tensor.name);
    const std::int64_t width = std::max<std::int64_t>(1, bits_of(tensor.type).value_or(0) / 8);
    const auto storage = files_.find(prefix_ + "data/" + tensor.storage);
    if (storage == files_.end()) {
      throw_invalid(where_, name + ": its storage " + in_quotes(tensor.storage) + " is missing");
    }
    const auto held = static_cast<std::int64_t>(storage->second.size()) / width;
    const std::int64_t elements = check(tensor, name, held);
    TensorEntry entry;
    entry.name = tensor.name;
    entry.type = tensor.type;
    entry.shape = tensor::Shape(tensor.shape);
    if (elements == 0) return entry;
    const auto begin = static_cast<std::size_t>(tensor.offset * width);
    const auto size = static_cast<std::size_t>(elements * width);
    entry.data = is_row_major(tensor)
                     ? storage->second.subspan(begin, size)
                     : copy(tensor, storage->second, static_cast<std::size_t>(width), size);
    return entry;
  }

 private:
  /// The number of elements, all of which the storage holds.
  [[nodiscard]] std::int64_t check(const PickledTensor& tensor, const std::string& name,
                                   std::int64_t held) const {
    const auto refuse = [&] {
      throw_invalid(where_, name + ": of shape " + tensor::to_string(tensor::Shape(tensor.shape)) +
                                " from element " + std::to_string(tensor.offset) +
                                ", which its storage of " + std::to_string(held) +
                                " elements does not hold");
    };
    if (tensor.shape.size() != tensor.strides.size() || tensor.offset < 0) refuse();
    std::int64_t elements = 1;
    std::int64_t last = tensor.offset;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
      const std::int64_t size = tensor.shape[i];
      std::int64_t reach = 0;
      if (size < 0 || tensor.strides[i] < 0 || __builtin_mul_overflow(elements, size, &elements)) {
        refuse();
      }
      if (size == 0) continue;
      if (__builtin_mul_overflow(size - 1, tensor.strides[i], &reach) ||
          __builtin_add_overflow(last, reach, &last)) {
        refuse();
      }
    }
    if (elements > held || (elements > 0 && last >= held)) refuse();
    return elements;
  }

  static bool is_row_major(const PickledTensor& tensor) {
    std::int64_t stride = 1;
    for (std::size_t i = tensor.shape.size(); i-- > 0;) {
      if (tensor.shape[i] != 1 && tensor.strides[i] != stride) return false;
      stride *= tensor.shape[i];
    }
    return true;
  }

  std::span<const std::byte> copy(const PickledTensor& tensor, std::span<const std::byte> storage,
                                  std::size_t width, std::size_t bytes) {
    std::vector<std::byte>& out = copies_.emplace_back();
    out.reserve(bytes);
    std::vector<std::int64_t> index(tensor.shape.size(), 0);
    while (out.size() < bytes) {
      std::int64_t element = tensor.offset;
      for (std::size_t i = 0; i < index.size(); ++i) element += index[i] * tensor.strides[i];
      const auto* const from = storage.data() + static_cast<std::size_t>(element) * width;
      out.insert(out.end(), from, from + width);
      for (std::size_t i = index.size(); i-- > 0;) {
        if (++index[i] < tensor.shape[i]) break;
        index[i] = 0;
      }
    }
    return out;
  }

  const ZipFiles& files_;
  std::string prefix_;
  std::string_view where_;
  std::vector<std::vector<std::byte>>& copies_;
};

}  // namespace

std::vector<TensorEntry> parse_pickled_weights(std::span<const std::byte> archive,
                                               std::string_view where,
                                               std::vector<std::vector<std::byte>>& copies) {
  const std::string_view fault = base::download_fault(
      {reinterpret_cast<const char*>(archive.data()), std::min<std::size_t>(archive.size(), 256)});
  if (!fault.empty()) throw_invalid(where, std::string(fault));
  if (!is_zip(archive)) {
    throw_unsupported(where,
                      "a pickle without an archive, as PyTorch before 1.6 "
                      "wrote it; save it again "
                      "as safetensors: "
                      "AutoModelForSequenceClassification.from_pretrained(DIR)"
                      ".save_pretrained(DIR)");
  }
  const ZipFiles files = read_zip(archive, where);
  const std::string prefix = prefix_of(files, where);
  const auto order = files.find(prefix + "byteorder");
  if (order != files.end() && order->second.size() == 3) {  // "big"
    throw_unsupported(where, "weights of a machine that writes the highest byte first");
  }
  Placing placing(files, prefix, where, copies);
  std::vector<TensorEntry> entries;
  for (const PickledTensor& tensor :
       unpickle_tensors(files.find(prefix + std::string(kPickle))->second, where)) {
    entries.push_back(placing.place(tensor));
  }
  return entries;
}

PickledWeights::PickledWeights(const std::filesystem::path& path) : TensorTable(path) {
  std::vector<std::vector<std::byte>> copies;
  std::vector<TensorEntry> entries = parse_pickled_weights(file().bytes(), where(), copies);
  set_entries(std::move(entries), std::move(copies));
}

}  // namespace tango::checkpoint
