#include "cli/summary.h"

#include <fmt/format.h>

#include "command/numbers.h"

namespace tango::cli {
namespace {

double per_second(std::int64_t texts, double seconds) {
  return seconds > 0 ? static_cast<double>(texts) / seconds : 0;
}

std::string texts_and_rate(const cascade::Tally& tally, double seconds) {
  const double rate = per_second(tally.texts(), seconds);
  return fmt::format("{} text{} in {:.1f} s ({:.{}f} texts/s)", tally.texts(),
                     tally.texts() == 1 ? "" : "s", seconds, rate, rate < 10 ? 1 : 0);
}

}  // namespace

std::string progress_text(const cascade::Tally& tally, double seconds) {
  std::string line = texts_and_rate(tally, seconds);
  for (int tier = 1; tier <= tally.num_tiers(); ++tier) {
    line += fmt::format(", tier {} {:.1f} %", tier, 100 * tally.share(tier));
  }
  return line;
}

std::string summary_text(const cascade::Tally& tally, std::int64_t repaired_utf8, double seconds) {
  std::string text = texts_and_rate(tally, seconds) + "\nanswered by";
  for (int tier = 1; tier <= tally.num_tiers(); ++tier) {
    text += fmt::format("{} tier {}: {} ({:.1f} %)", tier == 1 ? "" : ",", tier,
                        tally.answered_by(tier), 100 * tally.share(tier));
  }
  text += fmt::format("\ntruncated texts: {}, ill-formed UTF-8 repaired: {}\n", tally.truncated(),
                      repaired_utf8);
  if (tally.asked() > 0) {
    text += fmt::format(
        "{} texts ({:.1f} %) are to be asked: no tier was sure, and the last one can't be called; "
        "their answers are guesses, marked \"ask\"\n",
        tally.asked(),
        100 * static_cast<double>(tally.asked()) / static_cast<double>(tally.texts()));
  }
  if (tally.cut_short() > 0) {
    text += fmt::format(
        "{} texts have the answer of a tier that was not sure, because the next one "
        "could not answer\n",
        tally.cut_short());
  }
  return text;
}

std::string usage_text(const cascade::Cascade& cascade) {
  std::string text;
  for (int tier = 0; tier < cascade.num_tiers(); ++tier) {
    const cascade::Endpoint* const endpoint = cascade.tier(tier).endpoint();
    if (endpoint == nullptr || !endpoint->can_be_called()) continue;
    const cascade::EndpointUsage usage = endpoint->usage();
    text += fmt::format(
        "tier {} is {}: {} requests, {} of them tried again; {} texts without an "
        "answer",
        tier + 1, cascade.tier(tier).identity(),
        command::grouped(static_cast<std::int64_t>(usage.requests)),
        command::grouped(static_cast<std::int64_t>(usage.retries)),
        command::grouped(static_cast<std::int64_t>(usage.failed_texts)));
    if (usage.input_tokens + usage.output_tokens > 0) {
      text += fmt::format("; {} tokens read and {} written",
                          command::grouped(static_cast<std::int64_t>(usage.input_tokens)),
                          command::grouped(static_cast<std::int64_t>(usage.output_tokens)));
    }
    if (usage.cost > 0) text += fmt::format("; cost {:.3f}", usage.cost);
    text += "\n";
  }
  return text;
}

}  // namespace tango::cli
