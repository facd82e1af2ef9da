#include "arrow_strings.h"

#include <cstring>

#include <tango/error.h>

namespace tango::python {
namespace {

[[nodiscard]] bool is_valid(const ArrowArray& array, std::int64_t index) {
  if (array.n_buffers == 0 || array.buffers[0] == nullptr) return true;
  const auto* const bits = static_cast<const std::uint8_t*>(array.buffers[0]);
  return ((bits[index / 8] >> (index % 8)) & 1) != 0;
}

template <typename Number>
Number number_at(const void* buffer, std::int64_t index) {
  return static_cast<const Number*>(buffer)[index];
}

template <typename Offset>
std::string_view between_offsets(const ArrowArray& array, std::int64_t index) {
  const auto begin = number_at<Offset>(array.buffers[1], index);
  const auto end = number_at<Offset>(array.buffers[1], index + 1);
  if (end == begin) return {};  // the third buffer may then be absent
  return {static_cast<const char*>(array.buffers[2]) + begin,
          static_cast<std::size_t>(end - begin)};
}

/// 16 bytes: the length, then the string itself or four bytes of it, a buffer and a place in it.
std::string_view viewed(const ArrowArray& array, std::int64_t index) {
  const auto* const view = static_cast<const char*>(array.buffers[1]) + index * 16;
  constexpr std::int32_t kMostInline = 12;
  std::int32_t length = 0;
  std::memcpy(&length, view, sizeof length);
  if (length <= kMostInline) return {view + 4, static_cast<std::size_t>(length)};
  std::int32_t buffer = 0;
  std::int32_t place = 0;
  std::memcpy(&buffer, view + 8, sizeof buffer);
  std::memcpy(&place, view + 12, sizeof place);
  return {static_cast<const char*>(array.buffers[2 + buffer]) + place,
          static_cast<std::size_t>(length)};
}

[[nodiscard]] std::int64_t buffers_of(const std::string& format) {
  if (format == "u" || format == "U") return 3;
  return format == "vu" ? 2 : -1;
}

}  // namespace

std::string column_name(const ArrowSchema& schema) {
  const bool is_named = schema.name != nullptr && *schema.name != '\0';
  return is_named ? "column \"" + std::string(schema.name) + "\"" : "the array";
}

ArrowStrings::ArrowStrings(const ArrowSchema& schema, const ArrowArray& array, std::int64_t offset)
    : array_(array), offset_(array.offset + offset) {
  const bool is_dictionary = schema.dictionary != nullptr;
  format_ = is_dictionary ? schema.dictionary->format : schema.format;
  if (is_dictionary) index_format_ = *schema.format;
  const std::int64_t buffers = buffers_of(format_);
  const bool fits =
      buffers > 0 && (!is_dictionary || (array.dictionary != nullptr && array.n_buffers == 2 &&
                                         std::strchr("cCsSiIlL", index_format_) != nullptr));
  if (!fits || (is_dictionary ? *array.dictionary : array).n_buffers < buffers) {
    throw Error(ErrorCode::kInvalidInput,
                column_name(schema) + " is of Arrow's format \"" + format_ +
                    "\", not of strings (\"u\", \"U\" or \"vu\", also in a dictionary)");
  }
}

std::optional<std::string_view> ArrowStrings::at(std::int64_t row) const {
  const std::int64_t index = offset_ + row;
  if (!is_valid(array_, index)) return std::nullopt;
  if (index_format_ == 0) return value(array_, index);
  const ArrowArray& dictionary = *array_.dictionary;
  const std::int64_t entry = dictionary_index(index);
  if (entry < 0 || entry >= dictionary.length) {
    throw Error(ErrorCode::kInvalidInput, "row " + std::to_string(row) + " has entry " +
                                              std::to_string(entry) + " of a dictionary of " +
                                              std::to_string(dictionary.length));
  }
  if (!is_valid(dictionary, dictionary.offset + entry)) return std::nullopt;
  return value(dictionary, dictionary.offset + entry);
}

std::string_view ArrowStrings::value(const ArrowArray& array, std::int64_t index) const {
  if (format_ == "u") return between_offsets<std::int32_t>(array, index);
  if (format_ == "U") return between_offsets<std::int64_t>(array, index);
  return viewed(array, index);
}

std::int64_t ArrowStrings::dictionary_index(std::int64_t index) const {
  const void* const indices = array_.buffers[1];
  switch (index_format_) {
    case 'c':
      return number_at<std::int8_t>(indices, index);
    case 'C':
      return number_at<std::uint8_t>(indices, index);
    case 's':
      return number_at<std::int16_t>(indices, index);
    case 'S':
      return number_at<std::uint16_t>(indices, index);
    case 'i':
      return number_at<std::int32_t>(indices, index);
    case 'I':
      return number_at<std::uint32_t>(indices, index);
    default:
      return number_at<std::int64_t>(indices, index);
  }
}

bool is_null(const ArrowArray& array, std::int64_t row) {
  return !is_valid(array, array.offset + row);
}

}  // namespace tango::python
