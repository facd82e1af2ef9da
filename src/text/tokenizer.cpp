#include "text/tokenizer.h"

#include <tango/error.h>

#include "base/mapped_file.h"
#include "text/load/loaders.h"

namespace tango::text {

std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& directory) {
  namespace fs = std::filesystem;
  const auto has = [&directory](const char* name) { return fs::exists(directory / name); };
  const base::Json config = read_json_if_present(directory / "config.json");
  const auto model_type = config.is_object() ? config.find("model_type") : config.end();
  if (model_type != config.end() && *model_type == "bilstm") {
    return load_word_files(directory, config);
  }
  if (has("tokenizer.json")) {
    const fs::path path = directory / "tokenizer.json";
    const base::MappedFile file(path);
    return load_tokenizer_json(file.text(), path.string());
  }
  if (has("vocab.json") && has("merges.txt")) return load_byte_pair_files(directory);
  if (has("vocab.txt")) return load_word_piece_files(directory);
  for (const char* name : {"sentencepiece.bpe.model", "spiece.model", "spm.model"}) {
    if (has(name)) return load_sentencepiece_files(directory, directory / name);
  }
  throw Error(ErrorCode::kNotFound,
              directory.string() +
                  ": no tokenizer; it should hold tokenizer.json, vocab.json with merges.txt, "
                  "vocab.txt, sentencepiece.bpe.model or spiece.model");
}

}  // namespace tango::text
