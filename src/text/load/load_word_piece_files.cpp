#include <tango/error.h>

#include "base/mapped_file.h"
#include "text/load/loaders.h"
#include "text/load/special_tokens.h"
#include "text/normalizer/bert.h"
#include "text/post_processor/load_post_processor.h"
#include "text/pre_tokenizer/bert.h"
#include "text/subword/word_piece.h"

namespace tango::text {
namespace {

/// The names that a family gives its special tokens, where the configuration doesn't.
struct SpecialNames {
  const char* cls;
  const char* sep;
  const char* pad;
  const char* mask;
};

constexpr const char* kUnknown = "[UNK]";
constexpr SpecialNames kBertNames{"[CLS]", "[SEP]", "[PAD]", "[MASK]"};
constexpr SpecialNames kMpnetNames{"<s>", "</s>", "<pad>", "<mask>"};

bool is_mpnet(const base::Json& tokenizer_config, const base::Json& config) {
  const auto tokenizer_class = tokenizer_config.find("tokenizer_class");
  if (tokenizer_class != tokenizer_config.end() && tokenizer_class->is_string()) {
    return tokenizer_class->get_ref<const std::string&>().starts_with("MPNet");
  }
  const auto model_type = config.find("model_type");
  return model_type != config.end() && *model_type == "mpnet";
}

BertNormalizerOptions read_normalizer(const base::Json& config, std::string_view where) {
  if (!base::field_or<bool>(config, "do_basic_tokenize", where, true)) {
    throw Error(ErrorCode::kUnsupported, std::string(where) + ": \"do_basic_tokenize\": false");
  }
  BertNormalizerOptions options;
  options.lowercase = base::field_or<bool>(config, "do_lower_case", where, true);
  options.strip_accents = base::field_or<bool>(config, "strip_accents", where, options.lowercase);
  options.handle_chinese_chars =
      base::field_or<bool>(config, "tokenize_chinese_chars", where, true);
  return options;
}

}  // namespace

std::unique_ptr<Tokenizer> load_word_piece_files(const std::filesystem::path& directory) {
  const std::filesystem::path vocabulary_path = directory / "vocab.txt";
  const std::filesystem::path config_path = directory / "tokenizer_config.json";
  const std::string where = vocabulary_path.string();
  const std::string config_where = config_path.string();
  const base::Json config = read_json_if_present(config_path);
  const bool mpnet = is_mpnet(config, read_json_if_present(directory / "config.json"));
  const SpecialNames& names = mpnet ? kMpnetNames : kBertNames;

  WordPieceOptions options;
  options.unk_token = special_token_name(config, "unk_token", kUnknown, config_where);
  const base::MappedFile file(vocabulary_path);
  auto model = std::make_unique<WordPiece>(
      Vocabulary(read_vocabulary_lines(file.text(), where), where), options, where);

  SpecialTokens special(config, config_where, model->vocabulary(), where);
  const SpecialToken cls = special.require("cls_token", names.cls);
  const SpecialToken sep = special.require("sep_token", names.sep);
  special.add("unk_token", kUnknown);
  special.add("pad_token", names.pad);
  special.add("mask_token", names.mask, /*lstrip=*/mpnet);
  PostProcessor post_processor =
      mpnet ? make_roberta_processing(cls, sep, true, false) : make_bert_processing(cls, sep);
  return make_tokenizer(std::make_unique<BertNormalizer>(read_normalizer(config, config_where)),
                        std::make_unique<BertPreTokenizer>(), std::move(model), special.found(),
                        std::move(post_processor), std::make_unique<WordPieceDecoder>("##", true),
                        where);
}

}  // namespace tango::text
