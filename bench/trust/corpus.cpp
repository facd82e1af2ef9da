#include "calibrate/corpus/corpus.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <numeric>

#include "trust/simulations.h"

namespace tango::trust {
namespace {

/// The texts of a pool, in an order that confidences don't decide.
struct File {
  std::vector<float> confidences;
  std::vector<bool> differs;
};

File file_of(const Pool& pool, std::uint64_t seed) {
  std::vector<std::size_t> order(pool.texts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Generator generator(seed);
  std::ranges::shuffle(order, generator);
  File file;
  for (const std::size_t i : order) {
    const PoolText& text = pool.texts[i];
    file.confidences.push_back(text.confidence);
    file.differs.push_back(text.cheap != text.last);
  }
  return file;
}

double oracle_share(const File& file, double risk) {
  std::vector<std::size_t> order(file.differs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, std::ranges::greater(),
                    [&](std::size_t i) { return file.confidences[i]; });
  const double allowed = risk * static_cast<double>(order.size());
  std::size_t accepted = 0;
  double losses = 0;
  while (accepted < order.size()) {
    losses += file.differs[order[accepted]] ? 1 : 0;
    if (losses > allowed) break;
    ++accepted;
  }
  return 1 - static_cast<double>(accepted) / static_cast<double>(order.size());
}

/// Reads a file once, asking for answers as calibrate/corpus says; returns the texts that were
/// read.
std::vector<bool> read_once(const File& file, const calibrate::CorpusOptions& options) {
  std::vector<bool> is_read(file.differs.size());
  const auto ask = [&](const std::vector<std::size_t>& texts, std::unique_ptr<bool[]>& answers) {
    answers = std::make_unique<bool[]>(texts.size() + 1);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      is_read[texts[i]] = true;
      answers[i] = file.differs[texts[i]];
    }
    return std::span<const bool>(answers.get(), texts.size());
  };
  std::unique_ptr<bool[]> answers;
  const std::vector<std::size_t> pilot = calibrate::corpus_pilot(file.confidences, options);
  const calibrate::CorpusPlan plan =
      calibrate::plan_corpus(file.confidences, pilot, ask(pilot, answers), options);
  std::vector<std::size_t> drawn;
  for (const std::size_t place : plan.draws) drawn.push_back(plan.order[place]);
  const std::vector<std::size_t> rest = calibrate::finish_corpus(plan, ask(drawn, answers));
  for (const std::size_t text : rest) is_read[text] = true;
  return is_read;
}

}  // namespace

void simulate_corpus(const Pool& pool, int runs, std::uint64_t seed) {
  const File file = file_of(pool, seed);
  const auto count = static_cast<double>(file.differs.size());
  for (const double keep : {0.98, 0.95}) {
    const double risk = 1 - keep;
    Tally tally{.runs = runs, .certified = runs};
    for (int run = 0; run < runs; ++run) {
      const std::vector<bool> is_read =
          read_once(file, {.risk = risk,
                           .significance = kSignificance,
                           .seed = seed + static_cast<std::uint64_t>(run)});
      double read = 0;
      double losses = 0;
      for (std::size_t text = 0; text < is_read.size(); ++text) {
        read += is_read[text] ? 1 : 0;
        losses += !is_read[text] && file.differs[text] ? 1 : 0;
      }
      tally.deferral += read / count;
      tally.broken += losses > risk * count ? 1 : 0;
    }
    print_tally(pool, "one file", keep, file.differs.size(), oracle_share(file, risk), tally);
  }
}

}  // namespace tango::trust
