#include <algorithm>

#include <tango/error.h>

#include "base/mapped_file.h"
#include "text/load/loaders.h"
#include "text/load/special_tokens.h"
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

  SpecialTokens special(config, config_where, model->vocabulary(), where);
  const SpecialToken cls = special.require("cls_token", "<s>");
  const SpecialToken sep = special.require("sep_token", "</s>");
  special.add("pad_token", "<pad>");
  special.add("unk_token", "<unk>");
  special.add("mask_token", "<mask>", /*lstrip=*/true);
  const bool add_prefix_space =
      base::field_or<bool>(config, "add_prefix_space", config_where, false);
  const bool trim_offsets = base::field_or<bool>(config, "trim_offsets", config_where, true);
  return make_tokenizer(nullptr, std::make_unique<ByteLevel>(add_prefix_space, true),
                        std::move(model), special.found(),
                        make_roberta_processing(cls, sep, trim_offsets, add_prefix_space),
                        std::make_unique<ByteLevelDecoder>(), where);
}

}  // namespace tango::text
