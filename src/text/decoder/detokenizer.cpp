#include "text/decoder/detokenizer.h"

#include <algorithm>

namespace tango::text {

Detokenizer::Detokenizer(const Vocabulary& vocabulary, const std::vector<AddedToken>& added,
                         std::unique_ptr<const Decoder> decoder)
    : vocabulary_(vocabulary), decoder_(std::move(decoder)) {
  for (const AddedToken& token : added) {
    added_[token.id] = {token.content, token.special};
    added_ids_[token.content] = token.id;
  }
}

std::optional<std::int32_t> Detokenizer::id_of(std::string_view token) const {
  const auto added = added_ids_.find(std::string(token));
  return added != added_ids_.end() ? added->second : vocabulary_.find(token);
}

std::optional<std::string_view> Detokenizer::token_of(std::int32_t id) const {
  if (const auto added = added_.find(id); added != added_.end()) return added->second.content;
  std::call_once(made_, [this] { by_id_ = vocabulary_.entries(); });
  const auto found =
      std::ranges::lower_bound(by_id_, id, {}, &std::pair<std::string_view, std::int32_t>::second);
  if (found == by_id_.end() || found->second != id) return std::nullopt;
  return found->first;
}

std::string Detokenizer::decode(std::span<const std::int32_t> ids, bool skip_special) const {
  std::vector<std::string> tokens;
  for (const std::int32_t id : ids) {
    const auto added = added_.find(id);
    if (skip_special && added != added_.end() && added->second.special) continue;
    if (const auto token = token_of(id)) tokens.emplace_back(*token);
  }
  if (decoder_ && !tokens.empty()) decoder_->apply(tokens);
  std::string text;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (decoder_ == nullptr && i > 0) text += ' ';
    text += tokens[i];
  }
  return text;
}

}  // namespace tango::text
