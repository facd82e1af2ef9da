#include "evaluate/length_search.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "base/random.h"

namespace tango::evaluate {
namespace {

constexpr float kGrain = 0.01F;  // of a share
constexpr double kFirstDrops[] = {0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3};

class Search {
 public:
  Search(const checkpoint::EncoderConfig& config, const LengthSearchOptions& options,
         const std::function<double(const std::vector<float>&)>& score,
         const std::function<void(int, int)>& watch)
      : config_(config),
        options_(options),
        score_(score),
        watch_(watch),
        random_(options.seed, "lengths") {}

  std::vector<LengthCandidate> run() {
    for (const double drop : kFirstDrops) {
      std::vector<float> shares;
      for (int i = 1; i <= config_.num_layers; ++i) {
        shares.push_back(static_cast<float>(std::pow(1 - drop, i)));
      }
      consider(std::move(shares));
    }
    for (int generation = 0; generation < options_.generations; ++generation) {
      const std::vector<LengthCandidate> parents = front_;
      for (int child = 0; child < options_.children; ++child) {
        consider(child % 2 == 0 ? mutated(pick(parents)) : mean(pick(parents), pick(parents)));
      }
    }
    return front_;
  }

 private:
  [[nodiscard]] double draw() { return (random_.signed_unit(drawn_++) + 1.0) / 2; }

  const std::vector<float>& pick(const std::vector<LengthCandidate>& parents) {
    const auto index = static_cast<std::size_t>(draw() * static_cast<double>(parents.size()));
    return parents[std::min(index, parents.size() - 1)].shares;
  }

  std::vector<float> mutated(std::vector<float> shares) {
    for (std::size_t i = 0; i < shares.size(); ++i) {
      if (draw() >= options_.mutation) continue;
      const double most = i == 0 ? 1 : shares[i - 1];
      const double least = i + 1 == shares.size() ? options_.least : shares[i + 1];
      shares[i] = static_cast<float>(least + draw() * (most - least));
    }
    return shares;
  }

  static std::vector<float> mean(const std::vector<float>& left, const std::vector<float>& right) {
    std::vector<float> shares(left);
    for (std::size_t i = 0; i < shares.size(); ++i) shares[i] = (left[i] + right[i]) / 2;
    return shares;
  }

  void consider(std::vector<float> shares) {
    float most = 1;
    for (float& share : shares) {
      const float rounded = std::round(share / kGrain) * kGrain;
      most = share = std::clamp(rounded, static_cast<float>(options_.least), most);
    }
    const int all =
        static_cast<int>(std::size(kFirstDrops)) + options_.generations * options_.children;
    ++considered_;
    if (seen_.insert(shares).second) {
      LengthCandidate candidate{.shares = shares,
                                .score = score_(shares),
                                .work = relative_work(config_, shares, options_.tokens)};
      add(std::move(candidate));
    }
    if (watch_) watch_(considered_, all);
  }

  /// Into the front, least work first, where scores rise too.
  void add(LengthCandidate candidate) {
    const auto beats = [](const LengthCandidate& one, const LengthCandidate& other) {
      return one.work <= other.work && one.score >= other.score;
    };
    for (const LengthCandidate& one : front_) {
      if (beats(one, candidate)) return;
    }
    std::erase_if(front_, [&](const LengthCandidate& one) { return beats(candidate, one); });
    const auto place = std::find_if(front_.begin(), front_.end(), [&](const LengthCandidate& one) {
      return one.work > candidate.work;
    });
    front_.insert(place, std::move(candidate));
  }

  const checkpoint::EncoderConfig& config_;
  const LengthSearchOptions& options_;
  const std::function<double(const std::vector<float>&)>& score_;
  const std::function<void(int, int)>& watch_;
  base::RandomStream random_;
  std::uint64_t drawn_ = 0;
  int considered_ = 0;
  std::set<std::vector<float>> seen_;
  std::vector<LengthCandidate> front_;
};

}  // namespace

double relative_work(const checkpoint::EncoderConfig& config, std::span<const float> shares,
                     int tokens) {
  const double hidden = config.hidden_size;
  const double inner = config.intermediate_size;
  double work = 0, whole = 0;
  double before = tokens;
  for (int i = 0; i < config.num_layers; ++i) {
    const double after = shares.empty()
                             ? tokens
                             : checkpoint::tokens_kept(shares[static_cast<std::size_t>(i)], tokens);
    const auto layer = [&](double reads, double leaves) {
      return reads * (3 * hidden * hidden + 2 * reads * hidden) +
             leaves * (hidden * hidden + 2 * hidden * inner);
    };
    work += layer(before, after);
    whole += layer(tokens, tokens);
    before = after;
  }
  return work / whole;
}

std::vector<LengthCandidate> search_lengths(
    const checkpoint::EncoderConfig& config, const LengthSearchOptions& options,
    const std::function<double(const std::vector<float>&)>& score,
    const std::function<void(int, int)>& watch) {
  return Search(config, options, score, watch).run();
}

}  // namespace tango::evaluate
