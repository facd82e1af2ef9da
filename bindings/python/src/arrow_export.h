// Columns as a stream of Arrow's C interface, for any library that reads one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nanobind/nanobind.h>

namespace tango::python {

namespace nb = nanobind;

/// As Arrow lays it out. Rows are appended one by one, from the first on; a row that nothing is
/// appended for is null.
struct ArrowColumn {
  std::string name;
  std::string format;                  ///< "U", "f", "i", "l", "b", "+L" or "+s"
  std::vector<std::uint8_t> validity;  ///< Bits; empty where no row is null.
  std::vector<std::int64_t> offsets;   ///< Of "U" and "+L".
  std::vector<std::uint8_t> data;      ///< Of all that has values.
  std::vector<ArrowColumn> children;
  std::int64_t rows = 0;
  std::int64_t nulls = 0;

  ArrowColumn(std::string_view column_name, std::string_view column_format)
      : name(column_name), format(column_format) {
    if (has_offsets()) offsets.push_back(0);
  }
  [[nodiscard]] bool has_offsets() const { return format == "U" || format == "+L"; }

  void append_text(std::string_view text);
  void append_bit(bool value);
  template <typename Number>
  void append_number(Number value) {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&value);
    data.insert(data.end(), bytes, bytes + sizeof(value));
    end_row();
  }
  /// Of "+L", after its items were appended to its child.
  void append_list() { end_row(); }
  void append_null();

 private:
  void end_row();
};

/// A capsule "arrow_array_stream" with one chunk. `table` is of format "+s".
[[nodiscard]] nb::capsule arrow_stream_of(ArrowColumn table);

}  // namespace tango::python
