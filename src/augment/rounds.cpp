#include "augment/rounds.h"

#include <algorithm>

namespace tango::augment {
namespace {

constexpr std::uint64_t kRoundsOfWork = 1024;
constexpr std::uint64_t kTurns = 3;

}  // namespace

void write_tokens(const Corpus& corpus, std::span<const CorpusToken> tokens, std::string& out) {
  out.clear();
  for (const CorpusToken& token : tokens) {
    append_token(corpus.word(token.word), token.space_before, out);
  }
}

bool Rounds::next_work(Work& work) {
  const std::uint64_t units = corpus_.size() * static_cast<std::uint64_t>(rounds_);
  if (handed_out_ == units) return false;
  work.begin = handed_out_;
  work.end = handed_out_ = std::min(units, handed_out_ + kRoundsOfWork);
  return true;
}

void Rounds::generate(const Work& work, std::vector<TextPair>& texts) const {
  TextPair made;
  for (std::uint64_t unit = work.begin; unit < work.end; ++unit) {
    const std::uint64_t index = unit % corpus_.size();
    const std::uint64_t turn = unit / corpus_.size() % kTurns;
    const bool is_pair = corpus_.has_pairs();
    Draws draws(seed_, purpose_, unit);
    bool came_about = true;
    if (!is_pair || turn != 1) {
      came_about = vary(corpus_.text(index), draws, made.text);
    } else {
      write_tokens(corpus_, corpus_.text(index), made.text);
    }
    if (is_pair && turn != 0) {
      came_about = vary(corpus_.pair(index), draws, made.pair) && came_about;
    } else {
      write_tokens(corpus_, corpus_.pair(index), made.pair);
    }
    if (came_about) texts.push_back(made);
  }
}

}  // namespace tango::augment
