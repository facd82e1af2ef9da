#include "text/load/vocabulary_source.h"

#include <algorithm>
#include <utility>

#include <tango/error.h>

#include "base/mapped_file.h"
#include "text/load/sentencepiece_model.h"

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

void read_tables(const std::string& path, ModelTablesBuilder::Layout layout,
                 VocabularySource& source) {
  const base::MappedFile file(path);
  ModelTablesBuilder builder(layout, path);
  base::parse_json(file.text(), path, builder);
  source.file = builder.take();
  source.tables = std::move(builder.tables());
}

void read_byte_pairs(const DirectoryFiles& files, VocabularySource& source) {
  read_tables(source.where, ModelTablesBuilder::Layout::kVocabulary, source);
  if (!source.file.is_object()) {
    throw Error(ErrorCode::kInvalidModel,
                source.where + ": the vocabulary should be an object of token: id");
  }
  source.file = nullptr;
  const std::string merges = files.place("merges.txt");
  source.tables.merges = read_merges(base::MappedFile(merges).text(), merges);
}

void read_pieces(VocabularySource& source) {
  const base::MappedFile file(source.where);
  SentencePieceModel model = read_sentencepiece_model(file.text(), source.where);
  if (!model.unigram) {
    throw Error(ErrorCode::kUnsupported, source.where +
                                             ": a SentencePiece model that is not Unigram; its "
                                             "tokenizer.json would do");
  }
  source.sentencepiece = true;
  source.character_map = std::move(model.character_map);
  source.unk_id = model.unk_id;
  for (SentencePieceModel::Piece& piece : model.pieces) {
    source.tables.vocabulary.add(piece.text,
                                 static_cast<std::int32_t>(source.tables.scores.size()));
    source.tables.scores.push_back(piece.score);
    if (piece.matched_whole) source.matched_whole.push_back(std::move(piece.text));
  }
}

[[noreturn]] void throw_no_tokenizer(const DirectoryFiles& files, const TokenizerClass& chosen) {
  std::string own(chosen.vocabulary);
  if (own == "vocab.json") own += " with merges.txt";
  throw Error(ErrorCode::kNotFound,
              files.directory.string() + ": no tokenizer; it should hold tokenizer.json" +
                  (own.empty() ? "" : " or, for " + std::string(chosen.name) + ", " + own));
}

/// SentencePiece models have had several names.
std::string vocabulary_file(const DirectoryFiles& files, const TokenizerClass& chosen) {
  if (chosen.vocabulary.empty()) return "";
  std::vector<std::string> names{std::string(chosen.vocabulary)};
  if (chosen.vocabulary.ends_with(".model")) {
    names.insert(names.end(), {"sentencepiece.bpe.model", "spiece.model", "spm.model"});
  }
  for (const std::string& name : names) {
    const bool whole = name != "vocab.json" || files.has("merges.txt");
    if (files.has(name.c_str()) && whole) return name;
  }
  return "";
}

}  // namespace

VocabularySource read_vocabulary_source(const DirectoryFiles& files, const TokenizerClass& chosen) {
  VocabularySource source;
  if (files.has("tokenizer.json")) {
    source.where = files.place("tokenizer.json");
    read_tables(source.where, ModelTablesBuilder::Layout::kTokenizer, source);
    return source;
  }
  const std::string name = vocabulary_file(files, chosen);
  if (name.empty()) throw_no_tokenizer(files, chosen);
  source.where = files.place(name.c_str());
  if (name == "vocab.txt") {
    source.tables.vocabulary =
        read_vocabulary_lines(base::MappedFile(source.where).text(), source.where);
  } else if (name == "vocab.json") {
    read_byte_pairs(files, source);
  } else {
    read_pieces(source);
  }
  return source;
}

void renumber_pieces(const TokenizerClass& chosen, const FileTokens& tokens,
                     VocabularySource& source) {
  const bool camembert = chosen.stages == ClassStages::kCamembert;
  if (!source.sentencepiece || (!camembert && chosen.stages != ClassStages::kXlmRoberta)) return;
  ModelTables tables;
  const auto add = [&tables](std::string_view piece, double score) {
    tables.vocabulary.add(piece, static_cast<std::int32_t>(tables.scores.size()));
    tables.scores.push_back(score);
  };
  const auto add_special = [&](SpecialTokenKey key) { add(tokens.content(key, source.where), 0); };
  if (camembert) {
    add("<s>NOTUSED", 0);
    add_special(kPad);
    add("</s>NOTUSED", 0);
    add_special(kUnk);
    add("<unk>NOTUSED", -100);
  } else {
    for (const SpecialTokenKey key : {kBos, kPad, kEos, kUnk}) add_special(key);
  }
  for (std::size_t i = camembert ? 1 : 3; i < source.tables.scores.size(); ++i) {
    add(source.tables.vocabulary.token(i), source.tables.scores[i]);
  }
  add_special(kMask);
  source.tables = std::move(tables);
}

}  // namespace tango::text
