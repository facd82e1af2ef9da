// The pipelines that the classes of `transformers` 5 build over a vocabulary.
#pragma once

#include <memory>

#include "base/json.h"
#include "text/load/file_tokens.h"
#include "text/load/vocabulary_source.h"
#include "text/normalizer/normalizer.h"
#include "text/post_processor/post_processor.h"

namespace tango::text {

/// As a tokenizer.json writes them; the normalizer made, as a SentencePiece model brings its
/// character map in bytes.
// NOLINTNEXTLINE(bugprone-exception-escape): moving its parts throws nothing
struct Stages {
  std::unique_ptr<const Normalizer> normalizer;
  base::Json pre_tokenizer;
  base::Json model;  ///< Its tables are the source's.
  base::Json decoder;
};

/// Not for kFile. Throws kInvalidModel.
[[nodiscard]] Stages make_stages(const TokenizerClass& chosen, const DirectoryFiles& files,
                                 const FileTokens& tokens, const VocabularySource& source);

/// `added`: every added token, with its id.
[[nodiscard]] PostProcessor make_post_processor(const TokenizerClass& chosen,
                                                const DirectoryFiles& files,
                                                const FileTokens& tokens,
                                                const VocabularySource& source,
                                                const SubwordModel& model,
                                                const std::vector<AddedToken>& added);

}  // namespace tango::text
