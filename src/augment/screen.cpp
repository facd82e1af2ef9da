#include "augment/screen.h"

#include "augment/letters.h"
#include "base/random.h"

namespace tango::augment {
namespace {

std::uint64_t hash_without_case(std::string_view text, std::uint64_t state) {
  for (const char c : text) {
    const char lower = to_lower(c);
    state = base::fnv1a64({&lower, 1}, state);
  }
  return state;
}

}  // namespace

Judgement judge(const TextPair& text, const Guard& guard) {
  Judgement judgement;
  judgement.is_empty = !is_word(text.text) || (!text.pair.empty() && !is_word(text.pair));
  if (judgement.is_empty) return judgement;
  const std::uint64_t first = hash_without_case(text.text, base::fnv1a64(""));
  judgement.key = base::mix64(hash_without_case(text.pair, base::fnv1a64("\t", first)));
  judgement.match = guard.match(text.text);
  if (!judgement.match && !text.pair.empty()) judgement.match = guard.match(text.pair);
  return judgement;
}

bool Screen::admit(const Judgement& judgement, ScreenCounts& counts) {
  counts.by_file.resize(static_cast<std::size_t>(num_files_));
  ++counts.texts;
  if (judgement.is_empty) {
    ++counts.empty;
    return false;
  }
  if (!seen_.insert(judgement.key).second) {
    ++counts.duplicates;
    return false;
  }
  if (!judgement.match) return true;
  ++counts.held_out[static_cast<std::size_t>(judgement.match->likeness)];
  for (const int file : judgement.match->files) ++counts.by_file[static_cast<std::size_t>(file)];
  return false;
}

}  // namespace tango::augment
