#include "arrow.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <tango/error.h>

#include "arrow_interface.h"
#include "arrow_strings.h"
#include "texts.h"

namespace tango::python {
namespace {

/// Names of a table's columns: the first of them that is there.
constexpr std::array kTextColumns{"text", "sentence", "question"};
constexpr std::array kPairColumns{"text_pair", "sentence2", "context"};

/// What a producer gave; released at the end.
template <typename Structure>
class Given {
 public:
  Given() = default;
  Given(const Given&) = delete;
  Given& operator=(const Given&) = delete;
  ~Given() {
    if (structure_.release != nullptr) structure_.release(&structure_);
  }
  Structure& operator*() { return structure_; }
  Structure* operator->() { return &structure_; }

 private:
  Structure structure_{};
};

template <typename Structure>
Structure& in_capsule(nb::handle capsule, const char* name) {
  auto* const structure = static_cast<Structure*>(PyCapsule_GetPointer(capsule.ptr(), name));
  if (structure == nullptr) throw nb::python_error();
  if (structure->release == nullptr) {
    throw Error(ErrorCode::kInvalidInput,
                "the Arrow capsule is used up; take a new one from its object");
  }
  return *structure;
}

/// "" where it has none, as Arrow allows.
std::string_view name_of(const ArrowSchema& schema) {
  return schema.name == nullptr ? std::string_view() : std::string_view(schema.name);
}

std::string names_of(const ArrowSchema& schema) {
  std::string names;
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    names += (i == 0 ? "" : ", ") + std::string(name_of(*schema.children[i]));
  }
  return names;
}

std::optional<std::int64_t> find_column(const ArrowSchema& schema, const std::string& name) {
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    if (name == name_of(*schema.children[i])) return i;
  }
  return std::nullopt;
}

/// The column that is asked for, or the first of `defaults` that is there.
template <std::size_t count>
std::optional<std::int64_t> find_column(const ArrowSchema& schema,
                                        const std::optional<std::string>& name,
                                        const std::array<const char*, count>& defaults,
                                        SettingName setting) {
  if (name) {
    if (name->empty()) return std::nullopt;
    if (const auto found = find_column(schema, *name)) return found;
    throw Error(ErrorCode::kNotFound,
                "there is no column \"" + *name + "\"; there are " + names_of(schema), {setting});
  }
  for (const char* const one : defaults) {
    if (const auto found = find_column(schema, std::string(one))) return found;
  }
  return std::nullopt;
}

/// Reads the chunks of one array or table.
class Reader {
 public:
  Reader(const ArrowSchema& schema, const std::optional<std::string>& text,
         const std::optional<std::string>& pair)
      : schema_(schema), is_table_(std::strcmp(schema.format, "+s") == 0) {
    if (!is_table_) return;
    const auto found = find_column(schema, text, kTextColumns, "text");
    if (!found) {
      throw Error(ErrorCode::kNotFound,
                  "no column is called text, sentence or question; there are " + names_of(schema),
                  {"text"});
    }
    text_ = *found;
    pair_ = find_column(schema, pair, kPairColumns, "text_pair");
  }

  void read(const ArrowArray& array, std::vector<Text>& texts) const {
    if (!is_table_) {
      read(ArrowStrings(schema_, array, 0), std::nullopt, array, texts);
      return;
    }
    if (array.n_children != schema_.n_children) {
      throw Error(ErrorCode::kInvalidInput, "an Arrow chunk has other columns than its schema");
    }
    std::optional<ArrowStrings> pairs;
    if (pair_) pairs.emplace(column(array, *pair_));
    read(column(array, text_), pairs, array, texts);
  }

 private:
  [[nodiscard]] ArrowStrings column(const ArrowArray& array, std::int64_t index) const {
    return {*schema_.children[index], *array.children[index], array.offset};
  }

  static void read(const ArrowStrings& strings, const std::optional<ArrowStrings>& pairs,
                   const ArrowArray& array, std::vector<Text>& texts) {
    texts.reserve(texts.size() + static_cast<std::size_t>(array.length));
    for (std::int64_t row = 0; row < array.length; ++row) {
      const std::optional<std::string_view> text =
          is_null(array, row) ? std::nullopt : strings.at(row);
      if (!text) {
        throw Error(ErrorCode::kInvalidInput,
                    "row " + std::to_string(texts.size()) +
                        " (from 0) is null; drop such rows, or fill them");
      }
      texts.push_back({.text = std::string(*text)});
      if (!pairs) continue;
      if (const auto pair = pairs->at(row)) texts.back().pair = std::string(*pair);
    }
  }

  const ArrowSchema& schema_;
  bool is_table_;
  std::int64_t text_ = 0;
  std::optional<std::int64_t> pair_;
};

Texts of_array(nb::handle schema, nb::handle array, const std::optional<std::string>& text,
               const std::optional<std::string>& pair) {
  Texts texts;
  const Reader reader(in_capsule<ArrowSchema>(schema, "arrow_schema"), text, pair);
  reader.read(in_capsule<ArrowArray>(array, "arrow_array"), texts.texts);
  return texts;
}

void require(int status, ArrowArrayStream& stream) {
  if (status == 0) return;
  const char* const what = stream.get_last_error(&stream);
  throw Error(ErrorCode::kIo, std::string("the Arrow stream ends with an error: ") +
                                  (what == nullptr ? std::strerror(status) : what));
}

Texts of_stream(nb::handle capsule, const std::optional<std::string>& text,
                const std::optional<std::string>& pair) {
  auto& stream = in_capsule<ArrowArrayStream>(capsule, "arrow_array_stream");
  Given<ArrowSchema> schema;
  require(stream.get_schema(&stream, &*schema), stream);
  const Reader reader(*schema, text, pair);
  Texts texts;
  for (;;) {
    Given<ArrowArray> chunk;
    require(stream.get_next(&stream, &*chunk), stream);
    if (chunk->release == nullptr) return texts;
    reader.read(*chunk, texts.texts);
  }
}

}  // namespace

void bind_arrow(nb::module_& module) {
  module.def("texts_of_arrow_array", &of_array, nb::arg("schema"), nb::arg("array"),
             nb::arg("text").none() = nb::none(), nb::arg("text_pair").none() = nb::none());
  module.def("texts_of_arrow_stream", &of_stream, nb::arg("stream"),
             nb::arg("text").none() = nb::none(), nb::arg("text_pair").none() = nb::none());
}

}  // namespace tango::python
