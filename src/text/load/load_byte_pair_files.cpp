#include <algorithm>

#include <tango/error.h>

#include "base/mapped_file.h"
#include "text/load/loaders.h"
#include "text/post_processor/load_post_processor.h"
#include "text/pre_tokenizer/byte_level.h"
#include "text/subword/byte_pair.h"
#include "text/subword/model_tables.h"

namespace tango::text {
namespace {

MergeList read_merges(std::string_view text, std::string_view where) {
  MergeList merges;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t newline = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, newline - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    begin = newline + 1;
    if (line.empty() || line.starts_with("#version")) continue;
    merges.add_line(line, where);
  }
  return merges;
}

Vocabulary read_vocabulary(const std::filesystem::path& path, std::string_view where) {
  const base::MappedFile file(path);
  ModelTablesBuilder builder(ModelTablesBuilder::Layout::kVocabulary, where);
  base::parse_json(file.text(), where, builder);
  if (!builder.take().is_object()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": the vocabulary should be an object of token: id");
  }
  return {std::move(builder.tables().vocabulary), where};
}

}  // namespace

std::unique_ptr<Tokenizer> load_byte_pair_files(const std::filesystem::path& directory) {
  const std::filesystem::path vocabulary_path = directory / "vocab.json";
  const std::filesystem::path merges_path = directory / "merges.txt";
  const std::filesystem::path config_path = directory / "tokenizer_config.json";
  const std::string where = vocabulary_path.string();
  const std::string config_where = config_path.string();
  const base::Json config = read_json_if_present(config_path);

  BytePairOptions options;
  options.byte_level = true;
  const base::MappedFile merges(merges_path);
  auto model = std::make_unique<BytePair>(read_vocabulary(vocabulary_path, where),
                                          read_merges(merges.text(), merges_path.string()), options,
                                          merges_path.string());

  std::vector<AddedToken> added;
  const auto add = [&](const char* key, std::string_view name, bool required) {
    AddedToken token;
    token.content = special_token_name(config, key, name, config_where);
    token.id = model->vocabulary().id_of(token.content);
    token.normalized = false;
    token.lstrip = key == std::string_view("mask_token");
    const auto same = [&token](const AddedToken& other) { return other.content == token.content; };
    if (token.id < 0 && required) {
      throw Error(ErrorCode::kInvalidModel,
                  where + ": the special token \"" + token.content + "\" is not in the vocabulary");
    }
    if (token.id >= 0 && std::none_of(added.begin(), added.end(), same)) added.push_back(token);
    return SpecialToken{token.content, token.id};
  };
  const SpecialToken cls = add("cls_token", "<s>", true);
  const SpecialToken sep = add("sep_token", "</s>", true);
  add("pad_token", "<pad>", false);
  add("unk_token", "<unk>", false);
  add("mask_token", "<mask>", false);
  const bool add_prefix_space =
      base::field_or<bool>(config, "add_prefix_space", config_where, false);
  const bool trim_offsets = base::field_or<bool>(config, "trim_offsets", config_where, true);
  return make_tokenizer(nullptr, std::make_unique<ByteLevel>(add_prefix_space, true),
                        std::move(model), added,
                        make_roberta_processing(cls, sep, trim_offsets, add_prefix_space), where);
}

}  // namespace tango::text
