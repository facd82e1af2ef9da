#include "certify/learned_texts.h"

#include <set>
#include <string_view>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/random.h"
#include "certify/certificate.h"

namespace tango::certify {
namespace {

constexpr std::size_t kMostHashes = 1000;
constexpr std::size_t kHashDigits = 16;

/// Mixed, so that the smallest hashes are of texts of all kinds.
std::uint64_t hash_of_text(const cascade::Request& text) { return base::mix64(letters_of(text)); }

}  // namespace

std::string learned_texts(const Sample& sample, std::span<const std::size_t> rows) {
  std::set<std::uint64_t> hashes;
  for (const std::size_t row : rows) hashes.insert(hash_of_text(sample.texts[sample.rows[row]]));
  std::string joined;
  for (const std::uint64_t hash : hashes) {
    if (joined.size() == kMostHashes * kHashDigits) break;
    joined += hexadecimal(hash);
  }
  return joined;
}

void require_not_learned(const Sample& sample, const std::string& learned_from) {
  if (learned_from.empty()) {
    throw Error(ErrorCode::kInvalidInput,
                "the cascade's learned score does not say which texts it was fitted on, which must "
                "not certify it: fit it anew with learned, or take a plain kind of confidence",
                {"confidence"});
  }
  std::set<std::string_view> known;
  for (std::size_t place = 0; place < learned_from.size(); place += kHashDigits) {
    known.insert(std::string_view(learned_from).substr(place, kHashDigits));
  }
  std::size_t shared = 0;
  const cascade::Request* first = nullptr;
  for (const cascade::Request& text : sample.texts) {
    if (!known.contains(hexadecimal(hash_of_text(text)))) continue;
    if (shared++ == 0) first = &text;
  }
  if (shared == 0) return;
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format(
          "at least {} of the {} texts are among those that the cascade's learned score was "
          "fitted on, such as \"{:.60}\"; it errs less there than elsewhere: take other texts, "
          "fit it anew with learned, or take a plain kind of confidence",
          shared, sample.texts.size(), first->text),
      {"texts", "confidence"});
}

}  // namespace tango::certify
