#include "evaluate/capacity.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/cpu_count.h"
#include "cascade/tally.h"

namespace tango::evaluate {
namespace {

constexpr double kSecondsOfAnHour = 3600;
constexpr std::array kHours{1.0, 8.0, 24.0};
constexpr std::size_t kTextsBefore = 64;

double texts_per_s_with(const cascade::Cascade& cascade, service::PipelineOptions options,
                        int workers, std::span<const cascade::Request> texts,
                        cascade::Tally& tally) {
  options.workers = workers;
  options.remembered_bytes = 0;
  service::Pipeline pipeline(cascade, options,
                             [&](std::uint64_t, cascade::Answer&& answer) { tally.add(answer); });
  const auto start = std::chrono::steady_clock::now();
  for (const cascade::Request& text : texts) pipeline.submit(text);
  pipeline.finish();
  return static_cast<double>(texts.size()) /
         std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Capacity measure_capacity(const cascade::Cascade& cascade, const service::PipelineOptions& options,
                          std::span<const cascade::Request> texts) {
  cascade::Tally ignored(cascade.num_tiers());
  (void)texts_per_s_with(cascade, options, 1, texts.first(std::min(kTextsBefore, texts.size())),
                         ignored);
  Capacity capacity{.texts = static_cast<std::int64_t>(texts.size()), .cores = base::usable_cpus()};
  cascade::Tally tally(cascade.num_tiers());
  capacity.texts_per_s = texts_per_s_with(cascade, options, 1, texts, tally);
  capacity.texts_per_s_of_all =
      capacity.cores == 1 ? capacity.texts_per_s
                          : texts_per_s_with(cascade, options, capacity.cores, texts, ignored);
  for (int tier = 1; tier <= tally.num_tiers(); ++tier) {
    capacity.answered.push_back(tally.share(tier));
  }
  return capacity;
}

std::int64_t CorpusPlan::cores_for(double hours) const {
  return static_cast<std::int64_t>(std::ceil(core_hours / hours));
}

CorpusPlan plan_corpus(const Capacity& capacity, double texts, double price) {
  const double of_a_core = capacity.texts_per_s_of_all / capacity.cores;
  const double core_hours = texts / of_a_core / kSecondsOfAnHour;
  return {.texts = texts, .core_hours = core_hours, .cost = core_hours * price};
}

std::string in_words(const Capacity& capacity, const CorpusPlan& plan) {
  std::string text = fmt::format("Measured on {} texts: {:.0f} texts/s on one core", capacity.texts,
                                 capacity.texts_per_s);
  if (capacity.cores > 1) {
    text += fmt::format(", {:.0f} on {} ({:.0f} % of so many times that)",
                        capacity.texts_per_s_of_all, capacity.cores, 100 * capacity.efficiency());
  }
  text += ".\nAnswered by";
  for (std::size_t tier = 0; tier < capacity.answered.size(); ++tier) {
    text += fmt::format("{} tier {}: {:.1f} %", tier == 0 ? "" : ",", tier + 1,
                        100 * capacity.answered[tier]);
  }
  text += fmt::format(".\n{:.3g} texts take {:.3g} core-hours", plan.texts, plan.core_hours);
  if (plan.cost > 0) text += fmt::format(", which cost {:.2f}", plan.cost);
  text += ":\n";
  for (const double hours : kHours) {
    text += fmt::format("  in {:>2.0f} h  {:>6} cores like these\n", hours, plan.cores_for(hours));
  }
  return text;
}

base::OrderedJson plan_json(const Capacity& capacity, const CorpusPlan& plan) {
  base::OrderedJson json{
      {"sample_texts", capacity.texts}, {"texts_per_s_of_a_core", capacity.texts_per_s},
      {"cores", capacity.cores},        {"texts_per_s_of_all", capacity.texts_per_s_of_all},
      {"answered", capacity.answered},  {"texts", plan.texts},
      {"core_hours", plan.core_hours},  {"cost", plan.cost}};
  for (const double hours : kHours) {
    json["cores_for_hours"].push_back({{"hours", hours}, {"cores", plan.cores_for(hours)}});
  }
  return json;
}

}  // namespace tango::evaluate
