#include <utility>

#include <tango/error.h>

#include "base/mapped_file.h"
#include "text/load/loaders.h"
#include "text/normalizer/word_lowercase.h"
#include "text/post_processor/load_post_processor.h"
#include "text/pre_tokenizer/word_pattern.h"
#include "text/subword/word_level.h"
#include "text/word_pairs.h"
#include "text/words.h"

namespace tango::text {
namespace {

constexpr const char* kPattern = "[a-z0-9]+|[^\\sa-z0-9]";

/// The tokenizer of the words in `lines`.
std::unique_ptr<Tokenizer> word_tokenizer(const base::Json& config, const std::string& config_where,
                                          TokenIds lines, const std::string& where) {
  const auto unk = base::field_or<std::string>(config, "unk_token", config_where, "<unk>");
  auto model = std::make_unique<WordLevel>(Vocabulary(std::move(lines), where), unk);
  const std::int32_t unk_id = model->vocabulary().id_of(unk);
  if (unk_id < 0) {  // which stands for a text without words, too
    throw Error(ErrorCode::kInvalidModel,
                where + ": the unknown token \"" + unk + "\" is not in the vocabulary");
  }
  const std::int32_t separator = model->vocabulary().id_of(kWordSeparator);
  TokenizerParts parts;
  if (base::field_or<bool>(config, "lowercase", config_where, true)) {
    parts.normalizer = std::make_unique<WordLowercase>();
  }
  parts.pre_tokenizer = std::make_unique<WordPattern>();
  parts.model = std::move(model);
  if (separator >= 0) parts.post_processor = make_separated_pairs(separator);
  parts.token_of_empty = unk_id;
  return make_tokenizer(std::move(parts), where);
}

}  // namespace

std::unique_ptr<Tokenizer> load_word_files(const std::filesystem::path& directory,
                                           const base::Json& config) {
  const std::string config_where = (directory / "config.json").string();
  const auto pattern = base::field_or<std::string>(config, "word_pattern", config_where, kPattern);
  if (pattern != kPattern) {
    throw Error(ErrorCode::kUnsupported,
                config_where + ": \"word_pattern\" \"" + pattern + "\"; only \"" + kPattern + "\"");
  }
  const std::filesystem::path vocabulary_path = directory / "vocab.txt";
  const std::string where = vocabulary_path.string();
  const base::MappedFile file(vocabulary_path);
  TokenIds lines = read_vocabulary_lines(file.text(), where);
  if (base::field_or<std::string>(config, "model_type", config_where, "") != "tfidf") {
    return word_tokenizer(config, config_where, std::move(lines), where);
  }
  WordPairs pairs(lines, where);
  TokenIds words;
  for (std::size_t line = 0; line < pairs.words(); ++line) {
    words.add(lines.token(line), static_cast<std::int32_t>(line));
  }
  return with_pairs(word_tokenizer(config, config_where, std::move(words), where),
                    std::move(pairs));
}

}  // namespace tango::text
