// What a cascade answers on this machine, and what a corpus of so many texts takes from that.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "cascade/cascade.h"
#include "cascade/request.h"
#include "service/pipeline.h"

namespace tango::evaluate {

struct Capacity {
  std::int64_t texts = 0;         ///< That were measured.
  double texts_per_s = 0;         ///< Of one core, alone.
  int cores = 1;                  ///< Of this machine.
  double texts_per_s_of_all = 0;  ///< Of all of them at once.
  std::vector<double> answered;   ///< [tiers] Shares.

  /// All of them at once, as a share of so many cores alone.
  [[nodiscard]] double efficiency() const { return texts_per_s_of_all / (texts_per_s * cores); }
};

/// Runs the texts on one worker, then on all; known texts are not remembered. Precondition: there
/// are texts. Throws as service::Pipeline does.
[[nodiscard]] Capacity measure_capacity(const cascade::Cascade& cascade,
                                        const service::PipelineOptions& options,
                                        std::span<const cascade::Request> texts);

struct CorpusPlan {
  double texts = 0;
  double core_hours = 0;
  double cost = 0;  ///< Of these, at a price; 0 without one.

  /// How many cores answer it in so many hours.
  [[nodiscard]] std::int64_t cores_for(double hours) const;
};

/// `price`: of a core and an hour.
[[nodiscard]] CorpusPlan plan_corpus(const Capacity& capacity, double texts, double price);

[[nodiscard]] std::string in_words(const Capacity& capacity, const CorpusPlan& plan);
[[nodiscard]] base::OrderedJson plan_json(const Capacity& capacity, const CorpusPlan& plan);

}  // namespace tango::evaluate
