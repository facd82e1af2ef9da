// Where a tokenizer's vocabulary comes from: tokenizer.json, or the file of its class.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "text/load/directory_files.h"
#include "text/load/file_tokens.h"
#include "text/load/tokenizer_class.h"
#include "text/subword/model_tables.h"

namespace tango::text {

// NOLINTNEXTLINE(bugprone-exception-escape): moving a JSON value throws nothing
struct VocabularySource {
  std::string where;   ///< The file.
  ModelTables tables;  ///< A SentencePiece model's as they stand in it.
  base::Json file;     ///< The rest of a tokenizer.json; null where there is none.
  // Of a SentencePiece model:
  bool sentencepiece = false;
  std::vector<std::string> matched_whole;
  std::string character_map;
  std::int64_t unk_id = 0;
};

/// Throws kNotFound, saying which files would do, kInvalidModel and kUnsupported.
[[nodiscard]] VocabularySource read_vocabulary_source(const DirectoryFiles& files,
                                                      const TokenizerClass& chosen);

/// The pieces as the class numbers them: XLM-RoBERTa and CamemBERT put fairseq's before them.
void renumber_pieces(const TokenizerClass& chosen, const FileTokens& tokens,
                     VocabularySource& source);

}  // namespace tango::text
