#include "text/load/directory_files.h"

#include <system_error>

namespace tango::text {
namespace {

base::Json read_object(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return base::Json::object();
  base::Json json = base::read_json(path);
  (void)base::find_field<bool>(json, "", path.string());  // throws for anything but an object
  return json;
}

}  // namespace

DirectoryFiles::DirectoryFiles(const std::filesystem::path& from)
    : directory(from),
      config(read_object(from / "config.json")),
      tokenizer_config(read_object(from / "tokenizer_config.json")),
      special_tokens_map(read_object(from / "special_tokens_map.json")),
      added_tokens(read_object(from / "added_tokens.json")) {}

bool DirectoryFiles::has(const char* file) const {
  std::error_code ignored;
  return std::filesystem::exists(directory / file, ignored);
}

}  // namespace tango::text
