#include "text/load/tokenizer_class.h"

#include <algorithm>
#include <string>

#include <tango/error.h>

namespace tango::text {
namespace {

using Names = std::array<std::string_view, kSpecialTokenKeys.size()>;

constexpr Names kBertNames{"", "", "[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"};
constexpr Names kRobertaNames{"<s>", "</s>", "<unk>", "</s>", "<pad>", "<s>", "<mask>"};
constexpr Names kMpnetNames{"<s>", "</s>", "[UNK]", "</s>", "<pad>", "<s>", "<mask>"};
constexpr Names kAlbertNames{"[CLS]", "[SEP]", "<unk>", "[SEP]", "<pad>", "[CLS]", "[MASK]"};
constexpr Names kDebertaNames{"[CLS]", "[SEP]", "[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"};

using enum ClassStages;
constexpr std::array kClasses{
    TokenizerClass{"TokenizersBackend"},
    TokenizerClass{"BertTokenizer", kBert, "WordPiece", "vocab.txt", kBertNames, false, true},
    TokenizerClass{"DistilBertTokenizer", kBert, "WordPiece", "vocab.txt", kBertNames},
    TokenizerClass{"MPNetTokenizer", kMpnet, "WordPiece", "vocab.txt", kMpnetNames, true},
    TokenizerClass{"RobertaTokenizer", kRoberta, "BPE", "vocab.json", kRobertaNames},
    TokenizerClass{"XLMRobertaTokenizer", kXlmRoberta, "Unigram", "sentencepiece.bpe.model",
                   kRobertaNames},
    TokenizerClass{"CamembertTokenizer", kCamembert, "Unigram", "sentencepiece.bpe.model",
                   kRobertaNames, true},
    TokenizerClass{"AlbertTokenizer", kAlbert, "Unigram", "spiece.model", kAlbertNames},
    TokenizerClass{"DebertaV2Tokenizer", kDebertaV2, "Unigram", "spm.model", kDebertaNames, false,
                   true}};

struct Alias {
  std::string_view name;
  std::string_view means;
};

/// Other names of those classes.
constexpr std::array kAliases{Alias{"ElectraTokenizer", "BertTokenizer"},
                              Alias{"MobileBertTokenizer", "BertTokenizer"},
                              Alias{"LayoutLMTokenizer", "BertTokenizer"},
                              Alias{"SqueezeBertTokenizer", "BertTokenizer"},
                              Alias{"BartTokenizer", "RobertaTokenizer"},
                              Alias{"LongformerTokenizer", "RobertaTokenizer"},
                              Alias{"PreTrainedTokenizer", "TokenizersBackend"},
                              Alias{"PythonBackend", "TokenizersBackend"}};

/// The class of a model type.
constexpr std::array kModelTypes{Alias{"bert", "BertTokenizer"},
                                 Alias{"distilbert", "BertTokenizer"},
                                 Alias{"electra", "BertTokenizer"},
                                 Alias{"mpnet", "MPNetTokenizer"},
                                 Alias{"roberta", "RobertaTokenizer"},
                                 Alias{"xlm-roberta", "XLMRobertaTokenizer"},
                                 Alias{"camembert", "CamembertTokenizer"},
                                 Alias{"albert", "AlbertTokenizer"},
                                 Alias{"deberta-v2", "DebertaV2Tokenizer"},
                                 Alias{"modernbert", "TokenizersBackend"}};

template <std::size_t kSize>
std::string_view meaning(const std::array<Alias, kSize>& table, std::string_view name,
                         std::string_view otherwise) {
  const auto* const found = std::ranges::find(table, name, &Alias::name);
  return found == table.end() ? otherwise : found->means;
}

const TokenizerClass& class_named(std::string_view name, std::string_view where) {
  std::string_view plain = name == "PreTrainedTokenizerFast" ? "TokenizersBackend" : name;
  if (plain.ends_with("Fast")) plain.remove_suffix(4);
  plain = meaning(kAliases, plain, plain);
  const auto* const found = std::ranges::find(kClasses, plain, &TokenizerClass::name);
  if (found != kClasses.end()) return *found;
  std::string known;
  for (const TokenizerClass& one : kClasses) known.append(known.empty() ? "" : ", ") += one.name;
  throw Error(ErrorCode::kUnsupported,
              std::string(where) + ": \"tokenizer_class\" is \"" + std::string(name) +
                  "\", which is not implemented here; implemented are " + known +
                  ". Where its rules can be written as a tokenizer.json, write that file and name "
                  "the class PreTrainedTokenizerFast");
}

/// For a directory that says neither class nor model type.
std::string_view class_by_files(const DirectoryFiles& files) {
  if (files.has("tokenizer.json")) return "TokenizersBackend";
  if (files.has("vocab.json")) return "RobertaTokenizer";
  return files.has("vocab.txt") ? "BertTokenizer" : "TokenizersBackend";
}

}  // namespace

const TokenizerClass& tokenizer_class_of(const DirectoryFiles& files) {
  const std::string where = files.place("tokenizer_config.json");
  const std::string config_where = files.place("config.json");
  const auto code = files.tokenizer_config.find("auto_map");
  if (code != files.tokenizer_config.end() &&
      (code->is_array() || (code->is_object() && code->contains("AutoTokenizer")))) {
    throw Error(ErrorCode::kUnsupported,
                where +
                    ": \"auto_map\" names a tokenizer in Python code of the model's own "
                    "(trust_remote_code), which is never run here. If a class of transformers "
                    "gives the same tokens, remove \"auto_map\" and name it");
  }
  auto type = base::field_or<std::string>(files.config, "model_type", config_where, "");
  if (type == "sentence_embeddings") {  // of a head of ours, on this encoder
    type = base::field_or<std::string>(files.config, "encoder_type", config_where, "");
  }
  const std::string_view registered = meaning(kModelTypes, type, "");
  if (type == "modernbert") return class_named(registered, where);  // whatever class its file names
  for (const auto& [json, place] :
       {std::pair{&files.tokenizer_config, &where}, std::pair{&files.config, &config_where}}) {
    const auto name = base::field_or<std::string>(*json, "tokenizer_class", *place, "");
    if (!name.empty()) return class_named(name, *place);
  }
  return class_named(registered.empty() ? class_by_files(files) : registered, where);
}

}  // namespace tango::text
