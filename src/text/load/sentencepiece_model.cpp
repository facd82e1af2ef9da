#include "text/load/sentencepiece_model.h"

#include <bit>
#include <optional>

#include <tango/error.h>

#include "base/utf8.h"

namespace tango::text {
namespace {

constexpr std::size_t kMostPieces = std::size_t{1} << 24U;

/// One field of a message.
struct Field {
  std::uint64_t number = 0;
  std::uint64_t value = 0;  ///< Of a number; a 32-bit float is in its low bits.
  std::string_view bytes;   ///< Of a string or a message.
  bool has_bytes = false;
};

/// Walks the fields of a protocol buffer.
class Message {
 public:
  Message(std::string_view bytes, std::string_view where) : bytes_(bytes), where_(where) {}

  std::optional<Field> next() {
    if (at_ == bytes_.size()) return std::nullopt;
    const std::uint64_t key = varint();
    Field field{.number = key >> 3U};
    switch (key & 7U) {
      case 0:
        field.value = varint();
        break;
      case 1:
        field.value = fixed(8);
        break;
      case 2:
        field.bytes = take(varint());
        field.has_bytes = true;
        break;
      case 5:
        field.value = fixed(4);
        break;
      default:
        refuse();
    }
    return field;
  }

 private:
  [[noreturn]] void refuse() const {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where_) + ": no SentencePiece model, or cut off: its protocol buffer " +
                    "cannot be read at byte " + std::to_string(at_) + " of a message of " +
                    std::to_string(bytes_.size()));
  }

  std::string_view take(std::uint64_t size) {
    if (size > bytes_.size() - at_) refuse();
    const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(size));
    at_ += taken.size();
    return taken;
  }

  std::uint64_t fixed(std::size_t size) {
    std::uint64_t value = 0;
    unsigned shift = 0;
    for (const char byte : take(size)) {
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(byte)) << shift;
      shift += 8;
    }
    return value;
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1).front());
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) return value;
    }
    refuse();
  }

  std::string_view bytes_;
  std::string_view where_;
  std::size_t at_ = 0;
};

bool is_utf8(std::string_view text) {
  for (std::size_t position = 0; position < text.size();) {
    const base::DecodedCharacter character = base::decode_utf8(text, position);
    if (!character.valid) return false;
    position += character.bytes;
  }
  return true;
}

SentencePieceModel::Piece read_piece(std::string_view bytes, std::string_view where) {
  constexpr std::uint64_t kControl = 3;
  constexpr std::uint64_t kUserDefined = 4;
  SentencePieceModel::Piece piece;
  Message message(bytes, where);
  while (const auto field = message.next()) {
    if (field->number == 1) piece.text = field->bytes;
    if (field->number == 2) {
      piece.score = std::bit_cast<float>(static_cast<std::uint32_t>(field->value));
    }
    if (field->number == 3) {
      piece.matched_whole = field->value == kControl || field->value == kUserDefined;
    }
  }
  return piece;
}

}  // namespace

SentencePieceModel read_sentencepiece_model(std::string_view bytes, std::string_view where) {
  constexpr std::uint64_t kUnigram = 1;
  SentencePieceModel model;
  const auto read_trainer = [&](std::string_view part) {
    Message message(part, where);
    while (const auto field = message.next()) {
      if (field->number == 3) model.unigram = field->value == kUnigram;
      if (field->number == 40) model.unk_id = static_cast<std::int32_t>(field->value);
    }
  };
  const auto read_normalizer = [&](std::string_view part) {
    Message message(part, where);
    while (const auto field = message.next()) {
      if (field->number == 2) model.character_map = field->bytes;
    }
  };
  Message message(bytes, where);
  while (const auto field = message.next()) {
    if (!field->has_bytes) continue;
    if (field->number == 1) model.pieces.push_back(read_piece(field->bytes, where));
    if (field->number == 2) read_trainer(field->bytes);
    if (field->number == 3) read_normalizer(field->bytes);
    const bool sound = model.pieces.empty() || is_utf8(model.pieces.back().text);
    if (!sound || model.pieces.size() > kMostPieces) {
      throw Error(ErrorCode::kInvalidModel, std::string(where) + ": piece " +
                                                std::to_string(model.pieces.size() - 1) +
                                                " is not UTF-8, or one of too many");
    }
  }
  if (model.pieces.empty()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": a SentencePiece model without pieces");
  }
  return model;
}

}  // namespace tango::text
