// Which class of `transformers` 5 `AutoTokenizer` takes for a directory, and what sets it apart.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "text/load/directory_files.h"

namespace tango::text {

/// The names of special tokens in tokenizer_config.json, in the order in which they are added.
inline constexpr std::array kSpecialTokenKeys{"bos_token", "eos_token", "unk_token", "sep_token",
                                              "pad_token", "cls_token", "mask_token"};
enum SpecialTokenKey : std::uint8_t { kBos, kEos, kUnk, kSep, kPad, kCls, kMask };

/// Its pipeline. kFile: what tokenizer.json says. All others build theirs from the vocabulary and
/// tokenizer_config.json, and pass over the rest of a tokenizer.json.
enum class ClassStages : std::uint8_t {
  kFile,
  kBert,
  kMpnet,
  kRoberta,
  kXlmRoberta,
  kCamembert,
  kAlbert,
  kDebertaV2
};

struct TokenizerClass {
  std::string_view name;  ///< Without "Fast".
  ClassStages stages = ClassStages::kFile;
  std::string_view model;       ///< "type" of its model in a tokenizer.json; empty: any.
  std::string_view vocabulary;  ///< The file that it reads where there is no tokenizer.json.
  /// Its special tokens where no file names them; empty for none.
  std::array<std::string_view, kSpecialTokenKeys.size()> special{};
  bool mask_takes_space = false;
  bool token_types = false;  ///< Whether a model gets them, where no file says so.
};

/// By the classes that tokenizer_config.json and config.json name, else by the model type, else by
/// the files there are. Throws kUnsupported for any other class, naming it and what would help.
[[nodiscard]] const TokenizerClass& tokenizer_class_of(const DirectoryFiles& files);

}  // namespace tango::text
