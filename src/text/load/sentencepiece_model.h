// A SentencePiece model: `spiece.model`, `sentencepiece.bpe.model`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tango::text {

/// What its protocol buffer (ModelProto) says of the pieces and of normalisation.
struct SentencePieceModel {
  struct Piece {
    std::string text;
    double score = 0;
    bool matched_whole = false;  ///< A control or user-defined piece: never a part of a word.
  };
  std::vector<Piece> pieces;
  std::int64_t unk_id = 0;
  bool unigram = true;
  std::string character_map;  ///< Empty: none.
};

/// Reads the bytes of a file; passes over fields that it doesn't know. Throws kInvalidModel, naming
/// `where`, for anything that is no such model.
[[nodiscard]] SentencePieceModel read_sentencepiece_model(std::string_view bytes,
                                                          std::string_view where);

}  // namespace tango::text
