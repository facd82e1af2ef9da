#include <algorithm>
#include <array>

#include <tango/error.h>

#include "base/mapped_file.h"
#include "text/decoder/load_decoder.h"
#include "text/load/loaders.h"
#include "text/load/sentencepiece_model.h"
#include "text/load/special_tokens.h"
#include "text/normalizer/load_normalizer.h"
#include "text/normalizer/precompiled.h"
#include "text/normalizer/simple_normalizers.h"
#include "text/post_processor/load_post_processor.h"
#include "text/pre_tokenizer/load_pre_tokenizer.h"
#include "text/subword/unigram.h"

namespace tango::text {
namespace {

using base::Json;

constexpr const char* kSpace = "\u2581";

/// The names of special tokens in tokenizer_config.json, as `transformers` goes through them.
constexpr std::array kKeys{"bos_token", "eos_token", "unk_token", "sep_token",
                           "pad_token", "cls_token", "mask_token"};

/// What a class of `transformers` 5 builds from a SentencePiece model.
struct Family {
  const char* name;
  std::array<const char*, kKeys.size()> special;  ///< In the order of kKeys.
  bool mask_takes_space;
};

constexpr std::array kFamilies{
    Family{"XLMRoberta", {"<s>", "</s>", "<unk>", "</s>", "<pad>", "<s>", "<mask>"}, false},
    Family{"Camembert", {"<s>", "</s>", "<unk>", "</s>", "<pad>", "<s>", "<mask>"}, true},
    Family{"Albert", {"[CLS]", "[SEP]", "<unk>", "[SEP]", "<pad>", "[CLS]", "[MASK]"}, false},
    Family{"DebertaV2", {"[CLS]", "[SEP]", "[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"}, false}};

std::string class_of(const Json& tokenizer_config, const Json& config, std::string_view where) {
  if (auto name = base::find_field<std::string>(tokenizer_config, "tokenizer_class", where)) {
    return *std::move(name);
  }
  const auto type = base::field_or<std::string>(config, "model_type", where, "");
  if (type == "xlm-roberta") return "XLMRobertaTokenizer";
  if (type == "camembert") return "CamembertTokenizer";
  if (type == "albert") return "AlbertTokenizer";
  return type == "deberta-v2" ? "DebertaV2Tokenizer" : type;
}

const Family& family_of(const std::string& class_name, std::string_view where) {
  for (const Family& family : kFamilies) {
    const std::string name = std::string(family.name) + "Tokenizer";
    if (class_name == name || class_name == name + "Fast") return family;
  }
  throw Error(ErrorCode::kUnsupported,
              std::string(where) + ": a SentencePiece model of the class \"" + class_name +
                  "\"; only XLMRobertaTokenizer, CamembertTokenizer, AlbertTokenizer and "
                  "DebertaV2Tokenizer. Its tokenizer.json would do: "
                  "AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR) writes it");
}

/// Puts one directory's tokenizer together.
class Builder {
 public:
  Builder(SentencePieceModel model, const Json& config, std::string_view config_where,
          std::string_view where, const Family& family)
      : source_(std::move(model)),
        config_(config),
        config_where_(config_where),
        where_(where),
        family_(family) {}

  std::unique_ptr<Tokenizer> build() {
    std::unique_ptr<const Unigram> model = make_model();
    const std::vector<AddedToken> added = added_tokens(*model);
    const auto id_of = [&](std::size_t key) {
      const auto found = std::ranges::find(added, special(key), &AddedToken::content);
      return SpecialToken{found->content, found->id};
    };
    PostProcessor ends = is("XLMRoberta") || is("Camembert")
                             ? make_roberta_processing(id_of(0), id_of(1), false, false)
                             : make_bert_processing(id_of(5), id_of(3));
    auto pre_tokenizer = load_pre_tokenizer(pre_tokenizer_json(), WordBytes::kCharacters, where_);
    return make_tokenizer(make_normalizer(), std::move(pre_tokenizer), std::move(model), added,
                          std::move(ends), load_decoder(metaspace_json(), where_), where_);
  }

 private:
  [[nodiscard]] bool is(std::string_view name) const { return family_.name == name; }
  [[nodiscard]] bool option(const char* key, bool fallback) const {
    return base::field_or<bool>(config_, key, config_where_, fallback);
  }
  [[nodiscard]] std::string special(std::size_t key) const {
    return special_token_name(config_, kKeys[key], family_.special[key], config_where_);
  }

  std::unique_ptr<const Unigram> make_model() {
    TokenIds pieces;
    std::vector<double> scores;
    const auto add = [&](std::string_view piece, double score) {
      pieces.add(piece, static_cast<std::int32_t>(scores.size()));
      scores.push_back(score);
    };
    std::size_t skipped = 0;
    UnigramOptions options{source_.unk_id, false};
    const std::string unk = special(2);
    if (is("XLMRoberta")) {  // fairseq's numbers, one above those of SentencePiece
      for (const std::size_t key : {0U, 4U, 1U, 2U}) add(special(key), 0);
      skipped = 3;
      options.unk_id = 3;
    } else if (is("Camembert")) {
      add("<s>NOTUSED", 0);
      add(special(4), 0);
      add("</s>NOTUSED", 0);
      add(unk, 0);
      add("<unk>NOTUSED", -100);
      skipped = 1;
      options.unk_id = unk == "<s>NOTUSED" ? 0 : unk == special(4) ? 1 : 3;
    } else if (is("Albert")) {
      options.unk_id = 1;
    }
    for (std::size_t i = skipped; i < source_.pieces.size(); ++i) {
      const auto& [text, score, whole] = source_.pieces[i];
      if (is("DebertaV2") && text == unk && score == 0) {
        options.unk_id = static_cast<std::int64_t>(scores.size());
      }
      add(text, score);
    }
    if (is("XLMRoberta") || is("Camembert")) add(special(6), 0);
    return std::make_unique<const Unigram>(std::move(pieces), std::move(scores), options, where_);
  }

  [[nodiscard]] std::vector<AddedToken> added_tokens(const Unigram& model) const {
    std::vector<AddedToken> tokens;
    auto next = static_cast<std::int32_t>(model.listed());
    const auto add = [&](const std::string& content, bool lstrip) {
      if (std::ranges::find(tokens, content, &AddedToken::content) != tokens.end()) return;
      AddedToken token{.content = content, .id = model.vocabulary().id_of(content)};
      if (token.id < 0) token.id = next++;
      token.normalized = false;
      token.lstrip = lstrip;
      tokens.push_back(std::move(token));
    };
    for (std::size_t key = 0; key < kKeys.size(); ++key) {
      bool lstrip = family_.mask_takes_space && key + 1 == kKeys.size();
      const auto found = config_.find(kKeys[key]);
      if (found != config_.end() && found->is_object()) {
        lstrip = base::field_or<bool>(*found, "lstrip", config_where_, false);
      }
      add(special(key), lstrip);
    }
    for (const SentencePieceModel::Piece& piece : source_.pieces) {
      if (piece.matched_whole) add(piece.text, false);
    }
    return tokens;
  }

  std::unique_ptr<const Normalizer> make_normalizer() const {
    std::vector<std::unique_ptr<const Normalizer>> parts;
    const auto add = [&](const Json& json) { parts.push_back(load_normalizer(json, where_)); };
    const auto replace = [](Json pattern, const char* content) {
      return Json{{"type", "Replace"}, {"pattern", std::move(pattern)}, {"content", content}};
    };
    if (is("DebertaV2")) {
      if (option("do_lower_case", false)) add({{"type", "Lowercase"}});
      add(replace({{"Regex", "\\s{2,}|[\\n\\r\\t]"}}, " "));
      add({{"type", "NFC"}});
      add({{"type", "Strip"}, {"strip_left", false}, {"strip_right", true}});
      return std::make_unique<NormalizerSequence>(std::move(parts));
    }
    if (is("Albert")) {
      add(replace({{"String", "``"}}, "\""));
      add(replace({{"String", "''"}}, "\""));
      if (!option("keep_accents", false)) {
        add({{"type", "NFKD"}});
        add({{"type", "StripAccents"}});
      }
      if (option("do_lower_case", true)) add({{"type", "Lowercase"}});
    }
    if (!source_.character_map.empty()) {
      parts.push_back(std::make_unique<Precompiled>(CharacterMap(source_.character_map, where_)));
    }
    return std::make_unique<NormalizerSequence>(std::move(parts));
  }

  /// Of the pre-tokenizer and of the decoder.
  [[nodiscard]] Json metaspace_json() const {
    const char* without = is("DebertaV2") ? "first" : "never";
    return {{"type", "Metaspace"},
            {"replacement", kSpace},
            {"prepend_scheme", option("add_prefix_space", true) ? "always" : without}};
  }

  [[nodiscard]] Json pre_tokenizer_json() const {
    Json list = Json::array();
    if (!is("DebertaV2")) {
      list.push_back({{"type", "WhitespaceSplit"}});
    } else if (option("split_by_punct", false)) {
      list.push_back({{"type", "Punctuation"}});
    }
    list.push_back(metaspace_json());
    return {{"type", "Sequence"}, {"pretokenizers", list}};
  }

  SentencePieceModel source_;
  const Json& config_;
  std::string_view config_where_;
  std::string_view where_;
  const Family& family_;
};

}  // namespace

std::unique_ptr<Tokenizer> load_sentencepiece_files(const std::filesystem::path& directory,
                                                    const std::filesystem::path& model) {
  const std::filesystem::path config_path = directory / "tokenizer_config.json";
  const std::string config_where = config_path.string();
  const std::string where = model.string();
  const Json config = read_json_if_present(config_path);
  const Family& family = family_of(
      class_of(config, read_json_if_present(directory / "config.json"), config_where), where);
  const base::MappedFile file(model);
  SentencePieceModel source = read_sentencepiece_model(file.text(), where);
  if (!source.unigram) {
    throw Error(ErrorCode::kUnsupported,
                where + ": a SentencePiece model that is not Unigram; its tokenizer.json would do");
  }
  return Builder(std::move(source), config, config_where, where, family).build();
}

}  // namespace tango::text
