// One file, once: how few texts the last tier must read for a promise about this very file.
//
// Three steps, with answers of the last tier between them, each a batch. Texts that were read get
// the last tier's answer, so only texts that are accepted unread can be losses.
//   1. corpus_pilot(): some texts, few of high confidence. They show how disagreement falls with
//   confidence.
//   2. plan_corpus(): from that, how many texts to draw from those of high confidence and how many
//   from the others; and the draws themselves, without replacement, fixed by the seed.
//   3. finish_corpus(): texts are accepted, the surest first, until the draws find more losses than
//   loss_limits() allows. All others are read, too.
//
// Strata, draws and limits come from the pilot, whose texts are no part of what is drawn from, and
// from confidences.
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

/// Indices into `confidences` of the texts to read first; about 1 % of them, at most 25 /
/// sqrt(risk). Confidences are in 0 … 1; one that is not a number counts as 0.
[[nodiscard]] std::vector<std::size_t> corpus_pilot(std::span<const float> confidences,
                                                    const CorpusOptions& options);

struct CorpusPlan {
  std::vector<std::size_t> order;  ///< All unread texts, confidences falling.
  std::vector<std::size_t> draws;  ///< Places in `order` of the texts to read next, all different.
  std::size_t sure = 0;            ///< So many first texts of `order` are a stratum of their own.
  std::vector<std::int64_t> limits;  ///< Of losses found: loss_limits().
};

/// `differs`: one per text of the pilot, whether the last tier's answer is another.
[[nodiscard]] CorpusPlan plan_corpus(std::span<const float> confidences,
                                     std::span<const std::size_t> pilot,
                                     std::span<const bool> differs, const CorpusOptions& options);

/// The texts that are still to be read, indices into the confidences; the others that were not read
/// keep the cheap tier's answers. `differs`: one per draw of the plan.
[[nodiscard]] std::vector<std::size_t> finish_corpus(const CorpusPlan& plan,
                                                     std::span<const bool> differs);

}  // namespace tango::calibrate
