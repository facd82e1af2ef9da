// Word vectors in GloVe's text format (Pennington, Socher, Manning 2014).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/tensor.h"

namespace tango::checkpoint {

struct WordVectors {
  /// In file order, as the bytes of the file. Where a word comes twice, the first one counts.
  std::vector<std::string> words;
  tensor::Tensor vectors;  ///< [words x width].
};

/// Reads rows of a word and its numbers, separated by spaces; a word may hold spaces itself, as in
/// GloVe 840B, since every row has as many numbers as the first. A first line of two whole numbers
/// is word2vec's header (count and width) and must be right. Throws kInvalidModel that names the
/// file and the line; read_glove kNotFound and kIo too.
[[nodiscard]] WordVectors parse_glove(std::string_view text, std::string_view where);
[[nodiscard]] WordVectors read_glove(const std::filesystem::path& path);

}  // namespace tango::checkpoint
