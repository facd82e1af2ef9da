#include "text/load/directory_files.h"

#include "base/file_status.h"

namespace tango::text {
namespace {

base::Json read_object(const std::filesystem::path& path) {
  if (!base::exists(path)) return base::Json::object();
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

bool DirectoryFiles::has(const char* file) const { return base::exists(directory / file); }

}  // namespace tango::text
