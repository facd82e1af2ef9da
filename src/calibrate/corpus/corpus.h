// One file, once: how few texts the last tier must read for a promise about this very file.
//
// Three steps, with answers of the last tier between them, each a batch. Texts that were read get
// the last tier's answer, so only texts that are accepted unread can be losses.
//   1. pilot(): some texts, few of high confidence. They show how disagreement falls with
//   confidence.
//   2. plan(): from that, the zone of high confidence that is worth drawing from, and how many
//   draws;
//      and the draws themselves, without replacement, in an order fixed by the seed.
//   3. finish(): the lowest threshold that the draws show to be enough. All unread texts below it
//   are
//      read, too.
//
// Why it holds. Of the n draws above a threshold, from m unread texts there with M losses, K find
// one; M - K losses stay unread. The threshold passes at K = k if P(K <= k) <= significance where M
// is promised + k + 1, the fewest with which k finds break the promise. Were it broken and passed,
// K would be at most the largest such k, call it c, with M >= promised + c + 1: that has at most
// this probability. Thresholds are tested from strict to lax, and unread losses above a threshold
// only grow as it falls, so the first broken one must pass before any other broken one does. Zone
// and number of draws come from the pilot, whose texts are no part of what is drawn from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tango::calibrate {

struct CorpusOptions {
  double risk = 0.02;          ///< Answers that differ from the last tier's, at most, in (0, 1).
  double significance = 0.05;  ///< In (0, 1).
  std::uint64_t seed = 0;
};

/// Indices into `confidences` of the texts to read first; about 1.5 % of them, at most 35 /
/// sqrt(risk). Confidences are in 0 … 1; one that is not a number counts as 0.
[[nodiscard]] std::vector<std::size_t> corpus_pilot(std::span<const float> confidences,
                                                    const CorpusOptions& options);

struct CorpusPlan {
  std::vector<std::size_t> order;  ///< All unread texts, confidences falling.
  std::vector<std::size_t> draws;  ///< Places in `order` of the texts to read next, all different.
  std::size_t zone = 0;            ///< Draws are from that many first texts of `order`.
  std::size_t strictest = 0;       ///< The first threshold that is tested accepts so many of them.
};

/// `differs`: one per text of the pilot, whether the last tier's answer is another.
[[nodiscard]] CorpusPlan plan_corpus(std::span<const float> confidences,
                                     std::span<const std::size_t> pilot,
                                     std::span<const bool> differs, const CorpusOptions& options);

/// The texts that are still to be read, indices into the confidences; the others that were not read
/// keep the cheap tier's answers. `differs`: one per draw of the plan;
/// `texts`: of the whole file.
[[nodiscard]] std::vector<std::size_t> finish_corpus(const CorpusPlan& plan,
                                                     std::span<const bool> differs,
                                                     std::size_t texts,
                                                     const CorpusOptions& options);

}  // namespace tango::calibrate
