#include "checkpoint/safetensors_header.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/download_fault.h"
#include "base/json.h"
#include "checkpoint/invalid.h"

namespace tango::checkpoint {
namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kLongestHeader = 100'000'000;
constexpr int kMostDimensions = 64;

struct Layout {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

std::string bytes_text(std::uint64_t count) { return std::to_string(count) + " bytes"; }

std::string_view header_text(std::span<const std::byte> file, std::string_view where) {
  const std::string_view fault =
      base::download_fault({reinterpret_cast<const char*>(file.data()), file.size()});
  if (!fault.empty()) throw_invalid(where, std::string(fault));
  if (file.size() < kLengthBytes) {
    throw_invalid(where, "a safetensors file starts with 8 bytes of header length, found " +
                             bytes_text(file.size()) + " in all");
  }
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    length |= std::to_integer<std::uint64_t>(file[i]) << (8 * i);
  }
  if (length > kLongestHeader) {
    throw_invalid(where, "the header claims " + bytes_text(length) + ", at most " +
                             bytes_text(kLongestHeader) +
                             " are allowed: not a safetensors file, or a damaged one");
  }
  if (length > file.size() - kLengthBytes) {
    throw_invalid(where, "truncated: the header claims " + bytes_text(length) + ", the file has " +
                             bytes_text(file.size() - kLengthBytes) + " after the length");
  }
  return {reinterpret_cast<const char*>(file.data()) + kLengthBytes,
          static_cast<std::size_t>(length)};
}

/// The number at `value`, which must be whole and not negative.
std::int64_t size_value(const base::Json& value, std::string_view where, const std::string& what) {
  const bool whole = value.is_number_unsigned() && value.get<std::uint64_t>() <= INT64_MAX;
  if (!whole) {
    throw_invalid(where,
                  what + " should be a whole number of at least 0, found " +
                      in_quotes(value.dump(-1, ' ', false, base::Json::error_handler_t::replace)));
  }
  return value.get<std::int64_t>();
}

const base::Json& array_field(const base::Json& fields, const char* key, std::string_view where,
                              const std::string& tensor) {
  const auto found = fields.find(key);
  if (found == fields.end() || !found->is_array()) {
    throw_invalid(where, tensor + ": \"" + key + "\" should be a list of numbers");
  }
  return *found;
}

/// The dimensions and their product, which must fit 63 bits.
std::pair<tensor::Shape, std::int64_t> parse_shape(const base::Json& list, std::string_view where,
                                                   const std::string& tensor) {
  if (list.size() > static_cast<std::size_t>(kMostDimensions)) {
    throw_invalid(where, tensor + ": more than " + std::to_string(kMostDimensions) + " dimensions");
  }
  std::vector<std::int64_t> dimensions;
  std::int64_t elements = 1;
  for (const base::Json& value : list) {
    dimensions.push_back(size_value(value, where, tensor + ": a dimension"));
    if (__builtin_mul_overflow(elements, dimensions.back(), &elements)) {
      throw_invalid(where, tensor + ": shape " + tensor::to_string(tensor::Shape(dimensions)) +
                               " has more elements than can be counted");
    }
  }
  return {tensor::Shape(std::move(dimensions)), elements};
}

Layout parse_offsets(const base::Json& list, std::string_view where, const std::string& tensor,
                     std::uint64_t data_size) {
  if (list.size() != 2) {
    throw_invalid(where, tensor + ": \"data_offsets\" should hold a begin and an end, found " +
                             std::to_string(list.size()) + " numbers");
  }
  const Layout layout{
      static_cast<std::uint64_t>(size_value(list[0], where, tensor + ": an offset")),
      static_cast<std::uint64_t>(size_value(list[1], where, tensor + ": an offset"))};
  if (layout.begin > layout.end || layout.end > data_size) {
    throw_invalid(where, tensor + ": offsets " + std::to_string(layout.begin) + " to " +
                             std::to_string(layout.end) + " should rise and stay within the " +
                             bytes_text(data_size) + " of data (is the file truncated?)");
  }
  return layout;
}

TensorEntry parse_entry(const std::string& name, const base::Json& fields,
                        std::span<const std::byte> data, std::string_view where) {
  const std::string tensor = "tensor " + in_quotes(name);
  const std::string place = std::string(where) + ": " + tensor;
  TensorEntry entry;
  entry.name = name;
  entry.type = base::require_field<std::string>(fields, "dtype", place);
  auto [shape, elements] = parse_shape(array_field(fields, "shape", where, tensor), where, tensor);
  const Layout layout =
      parse_offsets(array_field(fields, "data_offsets", where, tensor), where, tensor, data.size());
  const std::uint64_t size = layout.end - layout.begin;
  if (const std::optional<std::int64_t> bits = bits_of(entry.type)) {
    std::int64_t expected_bits = 0;
    const bool overflow = __builtin_mul_overflow(elements, *bits, &expected_bits);
    const auto expected = static_cast<std::uint64_t>(expected_bits) / 8;
    if (overflow || expected_bits % 8 != 0 || expected != size) {
      throw_invalid(where,
                    tensor + ": " + entry.type + " " + tensor::to_string(shape) + " should take " +
                        (overflow ? "more bytes than can be counted" : bytes_text(expected)) +
                        ", its offsets leave " + bytes_text(size));
    }
  }
  entry.shape = std::move(shape);
  entry.data = data.subspan(static_cast<std::size_t>(layout.begin), static_cast<std::size_t>(size));
  return entry;
}

/// The format allows neither overlaps nor holes, so each tensor starts where the one before ends.
void check_contiguous(const std::vector<TensorEntry>& entries, std::span<const std::byte> data,
                      std::string_view where) {
  std::size_t position = 0;
  for (const TensorEntry& entry : entries) {
    const auto begin = static_cast<std::size_t>(entry.data.data() - data.data());
    if (begin != position) {
      throw_invalid(where, "tensor " + in_quotes(entry.name) + ": its data starts at " +
                               std::to_string(begin) + ", expected " + std::to_string(position) +
                               (begin < position ? " (it overlaps the tensor before it)"
                                                 : " (there is a hole before it)"));
    }
    position = begin + entry.data.size();
  }
  if (position != data.size()) {
    throw_invalid(where, "the tensors end at " + std::to_string(position) + ", the data has " +
                             bytes_text(data.size()));
  }
}

}  // namespace

std::optional<std::int64_t> bits_of(std::string_view type) {
  static constexpr std::array<std::pair<std::string_view, std::int64_t>, 16> kBits{{{"BOOL", 8},
                                                                                    {"U8", 8},
                                                                                    {"I8", 8},
                                                                                    {"F8_E5M2", 8},
                                                                                    {"F8_E4M3", 8},
                                                                                    {"F8_E8M0", 8},
                                                                                    {"I16", 16},
                                                                                    {"U16", 16},
                                                                                    {"F16", 16},
                                                                                    {"BF16", 16},
                                                                                    {"I32", 32},
                                                                                    {"U32", 32},
                                                                                    {"F32", 32},
                                                                                    {"I64", 64},
                                                                                    {"U64", 64},
                                                                                    {"F64", 64}}};
  const auto* found = std::find_if(kBits.begin(), kBits.end(),
                                   [type](const auto& known) { return known.first == type; });
  if (found == kBits.end()) return std::nullopt;
  return found->second;
}

std::vector<TensorEntry> parse_safetensors(std::span<const std::byte> file,
                                           std::string_view where) {
  const std::string_view text = header_text(file, where);
  const std::span<const std::byte> data = file.subspan(kLengthBytes + text.size());
  const base::Json header = base::parse_json(text, std::string(where) + " (header)");
  if (!header.is_object()) throw_invalid(where, "the header should be a JSON object");

  std::vector<TensorEntry> entries;
  for (const auto& [name, fields] : header.items()) {
    if (name == "__metadata__") continue;
    entries.push_back(parse_entry(name, fields, data, where));
  }
  std::sort(entries.begin(), entries.end(), [](const TensorEntry& a, const TensorEntry& b) {
    return std::pair(a.data.data(), a.data.size()) < std::pair(b.data.data(), b.data.size());
  });
  check_contiguous(entries, data, where);
  return entries;
}

std::map<std::string, std::string> parse_safetensors_metadata(std::span<const std::byte> file,
                                                              std::string_view where) {
  const base::Json header = base::parse_json(header_text(file, where), where);
  std::map<std::string, std::string> metadata;
  const auto found = header.find("__metadata__");
  if (found == header.end()) return metadata;
  for (const auto& [key, value] : found->items()) {
    if (!value.is_string())
      throw_invalid(where, "__metadata__: " + in_quotes(key) + " should be a string");
    metadata.emplace(key, value.get<std::string>());
  }
  return metadata;
}

}  // namespace tango::checkpoint
