#include "text/load/class_stages.h"

#include <algorithm>
#include <utility>

#include <tango/error.h>

#include "text/normalizer/load_normalizer.h"
#include "text/normalizer/precompiled.h"
#include "text/normalizer/simple_normalizers.h"
#include "text/post_processor/load_post_processor.h"

namespace tango::text {
namespace {

using base::Json;
using NormalizerList = std::vector<std::unique_ptr<const Normalizer>>;

class StageMaker {
 public:
  StageMaker(const TokenizerClass& chosen, const DirectoryFiles& files, const FileTokens& tokens,
             const VocabularySource& source)
      : chosen_(chosen),
        tokens_(tokens),
        source_(source),
        config_(files.tokenizer_config),
        where_(files.place("tokenizer_config.json")) {}

  Stages make() {
    Stages stages;
    stages.normalizer = normalizer();
    stages.pre_tokenizer = pre_tokenizer();
    stages.model = model();
    stages.decoder = decoder();
    return stages;
  }

 private:
  [[nodiscard]] bool is(ClassStages stages) const { return chosen_.stages == stages; }
  [[nodiscard]] bool word_piece() const { return chosen_.model == "WordPiece"; }
  [[nodiscard]] bool option(const char* key, bool fallback) const {
    return base::field_or<bool>(config_, key, where_, fallback);
  }

  void add_precompiled(NormalizerList& list) const {
    if (source_.sentencepiece) {
      if (source_.character_map.empty()) return;
      list.push_back(
          std::make_unique<Precompiled>(CharacterMap(source_.character_map, source_.where)));
      return;
    }
    const auto found = source_.file.find("normalizer");
    if (found == source_.file.end() || !found->is_object()) return;
    Json parts = found->value("normalizers", Json());
    if (!parts.is_array()) parts = Json::array({*found});
    for (const Json& part : parts) {
      if (!part.is_object() || part.value("type", Json()) != "Precompiled") continue;
      list.push_back(load_normalizer(part, source_.where));
      return;
    }
  }

  [[nodiscard]] std::unique_ptr<const Normalizer> normalizer() const {
    NormalizerList list;
    const auto add = [&](const Json& json) { list.push_back(load_normalizer(json, where_)); };
    const auto replace = [](Json pattern, const char* content) {
      return Json{{"type", "Replace"}, {"pattern", std::move(pattern)}, {"content", content}};
    };
    if (is(ClassStages::kRoberta)) return nullptr;
    if (word_piece()) {
      Json json{{"type", "BertNormalizer"},
                {"clean_text", true},
                {"handle_chinese_chars", option("tokenize_chinese_chars", true)},
                {"lowercase", option("do_lower_case", true)}};
      json["strip_accents"] = config_.value("strip_accents", Json());
      return load_normalizer(json, where_);
    }
    if (is(ClassStages::kDebertaV2)) {
      if (option("do_lower_case", false)) add({{"type", "Lowercase"}});
      add(replace({{"Regex", "\\s{2,}|[\\n\\r\\t]"}}, " "));
      add({{"type", "NFC"}});
      add({{"type", "Strip"}, {"strip_left", false}, {"strip_right", true}});
      return std::make_unique<NormalizerSequence>(std::move(list));
    }
    if (is(ClassStages::kAlbert)) {
      add(replace({{"String", "``"}}, "\""));
      add(replace({{"String", "''"}}, "\""));
      if (!option("keep_accents", false)) {
        add({{"type", "NFKD"}});
        add({{"type", "StripAccents"}});
      }
      if (option("do_lower_case", true)) add({{"type", "Lowercase"}});
    }
    add_precompiled(list);
    if (list.empty()) return nullptr;
    return std::make_unique<NormalizerSequence>(std::move(list));
  }

  /// Of the pre-tokenizer and of the decoder.
  [[nodiscard]] Json metaspace() const {
    const char* without = is(ClassStages::kDebertaV2) ? "first" : "never";
    return {{"type", "Metaspace"},
            {"replacement", "\u2581"},
            {"prepend_scheme", option("add_prefix_space", true) ? "always" : without}};
  }

  [[nodiscard]] Json pre_tokenizer() const {
    if (word_piece()) return {{"type", "BertPreTokenizer"}};
    if (is(ClassStages::kRoberta)) {
      return {{"type", "ByteLevel"}, {"add_prefix_space", option("add_prefix_space", false)}};
    }
    Json list = Json::array();
    if (!is(ClassStages::kDebertaV2)) {
      list.push_back({{"type", "WhitespaceSplit"}});
    } else if (option("split_by_punct", false)) {
      list.push_back({{"type", "Punctuation"}});
    }
    list.push_back(metaspace());
    return {{"type", "Sequence"}, {"pretokenizers", list}};
  }

  [[nodiscard]] std::int64_t unk_id() const {
    const ModelTables& tables = source_.tables;
    if (is(ClassStages::kXlmRoberta)) return 3;
    if (is(ClassStages::kAlbert)) return 1;
    const auto place = tables.vocabulary.place_of(tokens_.content(kUnk, where_));
    if (is(ClassStages::kCamembert)) return static_cast<std::int64_t>(place.value_or(0));
    if (place && tables.scores[*place] == 0) return static_cast<std::int64_t>(*place);
    if (source_.sentencepiece) return source_.unk_id;
    return base::field_or<std::int64_t>(config_, "unk_id", where_, 1);
  }

  [[nodiscard]] Json model() const {
    Json json{{"type", chosen_.model}, {"vocab", Json::object()}};
    if (word_piece()) json["unk_token"] = tokens_.content(kUnk, where_);
    if (is(ClassStages::kRoberta)) json["merges"] = Json::array();
    if (chosen_.model == "Unigram") {
      json["vocab"] = Json::array();
      json["unk_id"] = unk_id();
    }
    return json;
  }

  [[nodiscard]] Json decoder() const {
    if (word_piece()) return {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}};
    return is(ClassStages::kRoberta) ? Json{{"type", "ByteLevel"}} : metaspace();
  }

  const TokenizerClass& chosen_;
  const FileTokens& tokens_;
  const VocabularySource& source_;
  const Json& config_;
  std::string where_;
};

}  // namespace

Stages make_stages(const TokenizerClass& chosen, const DirectoryFiles& files,
                   const FileTokens& tokens, const VocabularySource& source) {
  return StageMaker(chosen, files, tokens, source).make();
}

PostProcessor make_post_processor(const TokenizerClass& chosen, const DirectoryFiles& files,
                                  const FileTokens& tokens, const VocabularySource& source,
                                  const SubwordModel& model, const std::vector<AddedToken>& added) {
  const std::string where = files.place("tokenizer_config.json");
  const auto token = [&](SpecialTokenKey key) {
    const std::string& content = tokens.content(key, where);
    const auto found = std::ranges::find(added, content, &AddedToken::content);
    return SpecialToken{content,
                        found != added.end() ? found->id : model.vocabulary().id_of(content)};
  };
  const auto option = [&](const char* key, bool fallback) {
    return base::field_or<bool>(files.tokenizer_config, key, where, fallback);
  };
  switch (chosen.stages) {
    case ClassStages::kRoberta:
      return make_roberta_processing(token(kCls), token(kSep), option("trim_offsets", true),
                                     option("add_prefix_space", false));
    case ClassStages::kMpnet:
      return make_roberta_processing(token(kCls), token(kSep), true, false);
    case ClassStages::kXlmRoberta:
    case ClassStages::kCamembert:
      return make_roberta_processing(token(kBos), token(kEos), false, false);
    case ClassStages::kAlbert: {  // the only one that leaves a file's own in place
      const auto own = source.file.find("post_processor");
      if (own != source.file.end() && !own->is_null()) {
        return load_post_processor(*own, source.where);
      }
      [[fallthrough]];
    }
    default:
      return make_bert_processing(token(kCls), token(kSep));
  }
}

}  // namespace tango::text
