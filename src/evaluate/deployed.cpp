#include "evaluate/deployed.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "evaluate/agreement.h"
#include "evaluate/sweep.h"

namespace tango::evaluate {
namespace {

constexpr std::size_t kMostShown = 10;

}  // namespace

std::vector<std::size_t> answered_otherwise(const RecordedRun& run,
                                            std::span<const cascade::Threshold> thresholds) {
  const std::size_t last = run.tiers() - 1;
  std::vector<std::tuple<bool, float, std::size_t>> found;
  for (std::size_t text = 0; text < run.texts(); ++text) {
    const std::size_t tier = answering_tier(run, text, thresholds);
    const int wanted = run.predicted(last, text);
    if (run.predicted(tier, text) == wanted) continue;
    found.emplace_back(wanted != run.grading.truths[text], -run.confidences[tier][text], text);
  }
  std::ranges::sort(found);
  std::vector<std::size_t> texts;
  texts.reserve(found.size());
  for (const auto& one : found) texts.push_back(std::get<std::size_t>(one));
  return texts;
}

base::OrderedJson deployed_json(const cascade::Cascade& cascade, const LabelledTexts& texts,
                                const RecordedRun& run, bool with_texts) {
  if (run.grading.labels.empty()) return nullptr;
  const std::vector<std::string>& labels = cascade.labels().names;
  const auto name = [&](int label) { return labels[static_cast<std::size_t>(label)]; };
  const std::vector<std::size_t> all = answered_otherwise(run, cascade.thresholds());
  base::OrderedJson otherwise{{"texts", all.size()}, {"shown", base::OrderedJson::array()}};
  for (const std::size_t text : std::span(all).first(std::min(all.size(), kMostShown))) {
    const std::size_t tier = answering_tier(run, text, cascade.thresholds());
    base::OrderedJson one{{"row", text + 1},
                          {"label", name(run.grading.truths[text])},
                          {"cascade", name(run.predicted(tier, text))},
                          {"tier", tier + 1},
                          {"confidence", base::shortest(run.confidences[tier][text])},
                          {"last_tier", name(run.predicted(run.tiers() - 1, text))}};
    if (with_texts) {
      one["text"] = texts.requests[text].text;
      if (texts.requests[text].pair) one["pair"] = *texts.requests[text].pair;
    }
    otherwise["shown"].push_back(std::move(one));
  }
  return {{"agreement", agreement_of(run, cascade.thresholds()).to_json(cascade)},
          {"otherwise", std::move(otherwise)}};
}

}  // namespace tango::evaluate
