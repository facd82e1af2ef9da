// The JSON files that stand beside a tokenizer's vocabulary.
#pragma once

#include <filesystem>
#include <string>

#include "base/json.h"

namespace tango::text {

/// Empty objects for files that are not there.
struct DirectoryFiles {
  explicit DirectoryFiles(const std::filesystem::path& from);

  [[nodiscard]] std::string place(const char* file) const { return (directory / file).string(); }
  [[nodiscard]] bool has(const char* file) const;

  std::filesystem::path directory;
  base::Json config;              ///< config.json
  base::Json tokenizer_config;    ///< tokenizer_config.json
  base::Json special_tokens_map;  ///< special_tokens_map.json
  base::Json added_tokens;        ///< added_tokens.json
};

}  // namespace tango::text
