// Archives as torch.save writes them, for tests.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tango::checkpoint {

/// `value` in `width` bytes, the lowest first.
inline std::string little(std::uint64_t value, int width) {
  std::string bytes;
  for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
  return bytes;
}

/// A ZIP archive of stored files.
inline std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string archive;
  std::string directory;
  const auto zeros = [](std::size_t count) { return std::string(count, '\0'); };
  for (const auto& [name, content] : files) {
    const std::string sizes = little(content.size(), 4) + little(content.size(), 4);
    const std::string length = little(name.size(), 2);
    for (const auto& part : {std::string("PK\x01\x02"), zeros(16), sizes, length, zeros(12),
                             little(archive.size(), 4), name}) {
      directory += part;
    }
    for (const auto& part :
         {std::string("PK\x03\x04"), zeros(14), sizes, length, zeros(2), name, content}) {
      archive += part;
    }
  }
  const std::size_t begin = archive.size();
  return archive + directory + "PK\x05\x06" + std::string(4, '\0') + little(files.size(), 2) +
         little(files.size(), 2) + little(directory.size(), 4) + little(begin, 4) +
         std::string(2, '\0');
}

inline std::string text_op(const std::string& text) { return "X" + little(text.size(), 4) + text; }
inline std::string integers_op(const std::vector<int>& values) {
  std::string ops = "(";
  for (const int value : values) ops += "J" + little(static_cast<std::uint32_t>(value), 4);
  return ops + "t";
}

/// What pushes a tensor: part of the storage "0" of `held` elements.
inline std::string tensor_ops(const std::string& type, int held, int offset,
                              const std::vector<int>& shape, const std::vector<int>& strides) {
  return "ctorch._utils\n_rebuild_tensor_v2\n((" + text_op("storage") + "ctorch\n" + type + "\n" +
         text_op("0") + text_op("cpu") + "J" + little(static_cast<std::uint32_t>(held), 4) + "tQJ" +
         little(static_cast<std::uint32_t>(offset), 4) + integers_op(shape) + integers_op(strides) +
         "\x89" + "ccollections\nOrderedDict\n)RtR";
}

/// A pickle of an OrderedDict of one name.
inline std::string pickle_of(const std::string& name, const std::string& value) {
  return "\x80\x02" + std::string("ccollections\nOrderedDict\n)Rq\x01(") + text_op(name) + value +
         "u}" + text_op("_metadata") + "Nsb.";
}

}  // namespace tango::checkpoint
