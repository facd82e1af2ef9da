#include "augment/guard.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace tango::augment {
namespace {

using base::mix64;

/// The hash of a run of words, extended by a word; 0 is the empty run.
constexpr std::uint64_t extend(std::uint64_t run, std::uint64_t word) {
  return mix64(run * 3 + word + 1);
}

/// The hashes of the pairs of neighbouring words, ascending, each once.
std::vector<std::uint64_t> pair_hashes(std::span<const std::uint64_t> words) {
  std::vector<std::uint64_t> pairs;
  for (std::size_t i = 1; i < words.size(); ++i) {
    pairs.push_back(extend(extend(0, words[i - 1]), words[i]));
  }
  std::ranges::sort(pairs);
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

std::size_t count_shared(std::span<const std::uint32_t> left,
                         std::span<const std::uint32_t> right) {
  std::size_t shared = 0;
  for (std::size_t i = 0, j = 0; i < left.size() && j < right.size();) {
    shared += left[i] == right[j] ? 1 : 0;
    const bool advance_left = left[i] <= right[j];
    const bool advance_right = right[j] <= left[i];
    i += advance_left ? 1 : 0;
    j += advance_right ? 1 : 0;
  }
  return shared;
}

}  // namespace

void Guard::Places::add(std::uint64_t key, std::uint32_t text) {
  if (index.insert(key).second) texts.push_back(text);
}

std::optional<std::uint32_t> Guard::Places::find(std::uint64_t key) const {
  const auto place = index.find(key);
  return place ? std::optional(texts[*place]) : std::nullopt;
}

void Guard::add(std::string_view text, int file) {
  const NormalForm form = normal_form(text);
  if (form.words.size() < 2) return;
  if (const auto known = equal_.find(form.letters)) {
    std::vector<int>& files = texts_[*known].files;
    if (files.back() != file) files.push_back(file);
    return;
  }
  const auto number = static_cast<std::uint32_t>(texts_.size());
  equal_.add(form.letters, number);
  HeldOut& added = texts_.emplace_back();
  added.files.push_back(file);
  if (form.words.size() < kFewestWords) return;
  add_runs(form.words, number);
  for (const std::uint64_t pair : pair_hashes(form.words)) {
    added.pairs.push_back(pairs_.insert(pair).first);
  }
  std::ranges::sort(added.pairs);
}

std::int64_t Guard::texts_of(int file) const {
  return std::ranges::count_if(
      texts_, [file](const HeldOut& text) { return std::ranges::binary_search(text.files, file); });
}

void Guard::add_runs(const std::vector<std::uint64_t>& words, std::uint32_t text) {
  const std::size_t length =
      std::min(words.size(), static_cast<std::size_t>(options_.shared_words));
  for (std::size_t begin = 0; begin + length <= words.size(); ++begin) {
    std::uint64_t run = 0;
    for (std::size_t i = 0; i < length; ++i) run = extend(run, words[begin + i]);
    runs_.add(run, text);
  }
}

void Guard::seal() {
  begins_.assign(pairs_.size() + 1, 0);
  for (const HeldOut& text : texts_) {
    for (const std::uint32_t pair : text.pairs) ++begins_[pair + 1];
  }
  for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
  texts_with_pair_.resize(begins_.back());
  std::vector<std::uint32_t> ends(begins_.begin(), begins_.end() - 1);
  for (std::size_t text = 0; text < texts_.size(); ++text) {
    for (const std::uint32_t pair : texts_[text].pairs) {
      texts_with_pair_[ends[pair]++] = static_cast<std::uint32_t>(text);
    }
  }
}

std::optional<std::uint32_t> Guard::find_run(std::span<const std::uint64_t> words) const {
  // runs_ holds runs of kFewestWords … shared_words words; those of fewer than shared_words are
  // whole held-out texts.
  for (std::size_t begin = 0; begin + kFewestWords <= words.size(); ++begin) {
    const std::size_t end =
        std::min(words.size(), begin + static_cast<std::size_t>(options_.shared_words));
    std::uint64_t run = 0;
    for (std::size_t i = begin; i < end; ++i) {
      run = extend(run, words[i]);
      if (i + 1 - begin < kFewestWords) continue;
      if (const auto found = runs_.find(run)) return found;
    }
  }
  return std::nullopt;
}

bool Guard::are_similar(std::size_t pairs, std::size_t other_pairs, std::size_t shared) const {
  return static_cast<double>(shared) >=
         options_.similarity * static_cast<double>(pairs + other_pairs - shared);
}

/// By prefix filtering (Bayardo, Ma, Srikant 2007, "Scaling up all pairs similarity search"): two
/// sets with a Jaccard index of t or more share at least ⌈t · size⌉ elements. So they share at
/// least one of any size - ⌈t · size⌉ + 1 elements of either set; the rarest ones have the fewest
/// texts to look at.
std::optional<std::uint32_t> Guard::find_similar(std::span<const std::uint64_t> words) const {
  if (words.size() < kFewestWords || begins_.empty()) return std::nullopt;
  const std::vector<std::uint64_t> hashes = pair_hashes(words);
  std::vector<std::uint32_t> known;
  for (const std::uint64_t hash : hashes) {
    if (const auto pair = pairs_.find(hash)) known.push_back(*pair);
  }
  const auto must_share = static_cast<std::size_t>(
      std::ceil(options_.similarity * static_cast<double>(hashes.size()) - 1e-9));
  const std::size_t prefix = hashes.size() - std::max<std::size_t>(must_share, 1) + 1;
  const std::size_t unknown = hashes.size() - known.size();
  if (unknown >= prefix) return std::nullopt;

  std::vector<std::uint32_t> rarest = known;
  const auto texts_with = [&](std::uint32_t pair) { return begins_[pair + 1] - begins_[pair]; };
  std::ranges::sort(rarest, {},
                    [&](std::uint32_t pair) { return std::pair(texts_with(pair), pair); });
  std::vector<std::uint32_t> candidates;
  for (std::size_t i = 0; i < prefix - unknown; ++i) {
    candidates.insert(candidates.end(), texts_with_pair_.begin() + begins_[rarest[i]],
                      texts_with_pair_.begin() + begins_[rarest[i] + 1]);
  }
  std::ranges::sort(candidates);
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  std::ranges::sort(known);
  for (const std::uint32_t text : candidates) {
    const std::vector<std::uint32_t>& pairs = texts_[text].pairs;
    const std::size_t smaller = std::min(pairs.size(), hashes.size());
    if (!are_similar(hashes.size(), pairs.size(), smaller)) continue;
    if (are_similar(hashes.size(), pairs.size(), count_shared(known, pairs))) return text;
  }
  return std::nullopt;
}

std::optional<Guard::Match> Guard::match(std::string_view text) const {
  const NormalForm form = normal_form(text);
  if (form.words.size() < 2) return std::nullopt;
  const auto matched = [&](std::uint32_t number, Likeness likeness) {
    return Match{likeness, texts_[number].files};
  };
  if (const auto found = equal_.find(form.letters)) return matched(*found, Likeness::kEqual);
  if (const auto found = find_run(form.words)) return matched(*found, Likeness::kSharedRun);
  if (const auto found = find_similar(form.words)) return matched(*found, Likeness::kSimilar);
  return std::nullopt;
}

}  // namespace tango::augment
