#include "arrow_export.h"

#include <cerrno>
#include <new>
#include <utility>

#include "arrow_interface.h"

namespace tango::python {
namespace {

constexpr std::int64_t kMayBeNull = 2;  // ARROW_FLAG_NULLABLE
constexpr std::int64_t kByte = 8;

void set_bit(std::vector<std::uint8_t>& bits, std::int64_t place, bool value) {
  bits.resize(static_cast<std::size_t>(place / kByte) + 1);
  if (value) {
    auto& byte = bits[static_cast<std::size_t>(place / kByte)];
    byte = static_cast<std::uint8_t>(byte | (1U << static_cast<unsigned>(place % kByte)));
  }
}

/// What an exported structure points to. `Structure`: ArrowSchema or ArrowArray. A consumer may
/// take a child away, which is why each keeps all columns.
template <typename Structure>
struct Kept {
  std::shared_ptr<const ArrowColumn> table;
  std::vector<const void*> buffers;
  std::vector<Structure> children;
  std::vector<Structure*> pointers;
};

template <typename Structure>
void release(Structure* structure) {
  auto* const kept = static_cast<Kept<Structure>*>(structure->private_data);
  for (Structure& child : kept->children) {
    if (child.release != nullptr) child.release(&child);
  }
  structure->release = nullptr;
  delete kept;
}

void fill(const ArrowColumn& column, Kept<ArrowSchema>& /*kept*/, ArrowSchema& out) {
  out.format = column.format.c_str();
  out.name = column.name.c_str();
  out.flags = column.format == "+s" ? 0 : kMayBeNull;
}

void fill(const ArrowColumn& column, Kept<ArrowArray>& kept, ArrowArray& out) {
  kept.buffers.push_back(column.nulls == 0 ? nullptr : column.validity.data());
  if (column.has_offsets()) kept.buffers.push_back(column.offsets.data());
  if (column.format.front() != '+') kept.buffers.push_back(column.data.data());
  out.length = column.rows;
  out.null_count = column.nulls;
  out.n_buffers = static_cast<std::int64_t>(kept.buffers.size());
  out.buffers = kept.buffers.data();
}

template <typename Structure>
void give(const std::shared_ptr<const ArrowColumn>& table, const ArrowColumn& column,
          Structure& out) {
  auto kept = std::make_unique<Kept<Structure>>();
  kept->table = table;
  kept->children.resize(column.children.size());
  kept->pointers.reserve(column.children.size());
  out = {};
  fill(column, *kept, out);
  for (std::size_t i = 0; i < column.children.size(); ++i) {
    give(table, column.children[i], kept->children[i]);
    kept->pointers.push_back(&kept->children[i]);
  }
  out.n_children = static_cast<std::int64_t>(kept->children.size());
  out.children = kept->pointers.data();
  out.release = &release<Structure>;
  out.private_data = kept.release();
}

struct TableStream {
  std::shared_ptr<const ArrowColumn> table;
  bool is_given = false;
};

TableStream& in(ArrowArrayStream* stream) {
  return *static_cast<TableStream*>(stream->private_data);
}

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  try {
    give(in(stream).table, *in(stream).table, *out);
    return 0;
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  }
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  try {
    *out = {};
    if (!std::exchange(in(stream).is_given, true)) give(in(stream).table, *in(stream).table, *out);
    return 0;
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  }
}

void release_stream(ArrowArrayStream* stream) {
  delete &in(stream);
  stream->release = nullptr;
}

}  // namespace

void ArrowColumn::append_text(std::string_view text) {
  data.insert(data.end(), text.begin(), text.end());
  end_row();
}

void ArrowColumn::append_bit(bool value) {
  set_bit(data, rows, value);
  end_row();
}

void ArrowColumn::append_null() {
  if (nulls++ == 0) {
    for (std::int64_t row = 0; row < rows; ++row) set_bit(validity, row, true);
  }
  if (format == "b") set_bit(data, rows, false);
  if (format == "f" || format == "i") data.resize(data.size() + sizeof(std::int32_t));
  if (format == "l") data.resize(data.size() + sizeof(std::int64_t));
  if (has_offsets()) offsets.push_back(offsets.back());
  set_bit(validity, rows++, false);
}

void ArrowColumn::end_row() {
  if (format == "U") offsets.push_back(static_cast<std::int64_t>(data.size()));
  if (format == "+L") offsets.push_back(children.front().rows);
  if (nulls > 0) set_bit(validity, rows, true);
  ++rows;
}

nb::capsule arrow_stream_of(ArrowColumn table) {
  auto given = std::make_unique<TableStream>();
  given->table = std::make_shared<const ArrowColumn>(std::move(table));
  auto stream = std::make_unique<ArrowArrayStream>();
  *stream = {.get_schema = get_schema,
             .get_next = get_next,
             .get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; },
             .release = release_stream,
             .private_data = given.release()};
  return {stream.release(), "arrow_array_stream", [](void* mine) noexcept {
            auto* const one = static_cast<ArrowArrayStream*>(mine);
            if (one->release != nullptr) one->release(one);
            delete one;
          }};
}

}  // namespace tango::python
