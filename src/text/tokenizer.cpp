#include "text/tokenizer.h"

#include "text/load/loaders.h"

namespace tango::text {

std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& directory) {
  const DirectoryFiles files(directory);
  const auto type = files.config.find("model_type");
  if (type != files.config.end() && (*type == "bilstm" || *type == "tfidf")) {
    return load_word_files(directory, files.config);
  }
  return load_as_class(files);
}

}  // namespace tango::text
