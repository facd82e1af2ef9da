#include "text/tokenizer.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "text/load/loaders.h"
#include "text/load/tokenizer_class.h"

namespace tango::text {
namespace {

namespace fs = std::filesystem;

bool reads_word_files(const DirectoryFiles& files) {
  const auto type = files.config.find("model_type");
  return type != files.config.end() && (*type == "bilstm" || *type == "tfidf");
}

}  // namespace

std::unique_ptr<Tokenizer> load_tokenizer(const fs::path& directory) {
  const DirectoryFiles files(directory);
  if (reads_word_files(files)) return load_word_files(directory, files.config);
  return load_as_class(files);
}

TokenizerSource tokenizer_source(const fs::path& directory) {
  static constexpr std::array<std::string_view, 3> kEndings{".json", ".txt", ".model"};
  const DirectoryFiles files(directory);
  TokenizerSource source;
  const bool reads_config = reads_word_files(files);
  if (!reads_config) source.tokenizer_class = tokenizer_class_of(files).name;
  for (const fs::directory_entry& one : fs::directory_iterator(directory)) {
    const fs::path name = one.path().filename();
    const bool is_the_models =
        name == "adapter_config.json" || (name == "config.json" && !reads_config);
    if (is_the_models || std::ranges::find(kEndings, name.extension()) == kEndings.end()) continue;
    if (one.is_regular_file()) source.files.push_back(one.path());
  }
  std::ranges::sort(source.files);
  return source;
}

}  // namespace tango::text
