#include "augment/generated_texts.h"

#include <algorithm>
#include <span>

namespace tango::augment {
namespace {

constexpr std::uint64_t kUnitsOfWork = 64;  // one batch

std::string joined(std::span<const int> ids, const std::vector<std::string>& words) {
  std::string text;
  for (const int id : ids) {
    if (!text.empty()) text += ' ';
    text += words[static_cast<std::size_t>(id)];
  }
  return text;
}

}  // namespace

bool GeneratedTexts::next_work(Work& work) {
  if (handed_out_ == texts_) return false;
  work.begin = handed_out_;
  work.end = handed_out_ = std::min(texts_, handed_out_ + kUnitsOfWork);
  return true;
}

void GeneratedTexts::generate(const Work& work, std::vector<TextPair>& texts) const {
  std::vector<Draws> draws;
  for (std::uint64_t unit = work.begin; unit < work.end; ++unit) {
    draws.emplace_back(seed_, "language model", unit);
  }
  const bool pairs = generator_.writes_pairs();
  for (const std::vector<int>& ids : generator_.generate(std::move(draws), options_)) {
    const std::span<const int> all(ids);
    const auto separators = std::count(ids.begin(), ids.end(), checkpoint::kPairSeparator);
    if (ids.empty() || separators != (pairs ? 1 : 0)) continue;
    const auto first = static_cast<std::size_t>(
        std::find(ids.begin(), ids.end(), checkpoint::kPairSeparator) - ids.begin());
    TextPair made{joined(all.first(first), generator_.words()), {}};
    if (pairs) made.pair = joined(all.subspan(first + 1), generator_.words());
    if (made.text.empty() || (pairs && made.pair.empty())) continue;
    texts.push_back(std::move(made));
  }
}

}  // namespace tango::augment
