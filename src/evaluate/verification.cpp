#include "evaluate/verification.h"

#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"
#include "service/record_stream.h"
#include "task/line_reader.h"

namespace tango::evaluate {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::kInvalidInput, message);
}

std::vector<float> parse_logits(std::string_view line, const std::string& where,
                                std::size_t expected_id, std::size_t expected_logits) {
  base::Json object;
  try {
    object = base::parse_json(line, where);
    const auto id = base::require_field<std::int64_t>(object, "id", where);
    if (id != static_cast<std::int64_t>(expected_id)) {
      refuse(fmt::format("{}: \"id\" is {}, expected {}: ids count from 0 in the texts' order",
                         where, id, expected_id));
    }
  } catch (const Error& error) {
    refuse(error.what());
  }
  const auto logits = object.find("logits");
  if (logits == object.end() || !logits->is_array() || logits->size() != expected_logits) {
    refuse(
        fmt::format("{}: \"logits\" should be {} numbers, one per label", where, expected_logits));
  }
  std::vector<float> values;
  for (const base::Json& value : *logits) {
    if (!value.is_number()) refuse(where + ": \"logits\" should hold numbers only");
    values.push_back(value.get<float>());
  }
  return values;
}

std::vector<std::vector<float>> read_recorded(const std::filesystem::path& path,
                                              std::size_t labels) {
  task::LineReader lines(task::open_bytes(path), path.string());
  std::vector<std::vector<float>> recorded;
  std::string_view line;
  while (lines.next(line)) {
    if (line.empty()) continue;
    recorded.push_back(
        parse_logits(line, lines.where(lines.line_number()), recorded.size(), labels));
  }
  return recorded;
}

double difference(float left, float right) {
  const double distance = std::abs(static_cast<double>(left) - static_cast<double>(right));
  return std::isnan(distance) ? std::numeric_limits<double>::infinity() : distance;
}

}  // namespace

base::OrderedJson Verification::to_json() const {
  return {{"texts", texts},
          {"max_difference", max_difference},
          {"mean_difference", mean_difference},
          {"worst_id", worst_id},
          {"tolerance", tolerance},
          {"holds", holds()}};
}

Verification verify_logits(const cascade::Cascade& cascade, const VerificationOptions& options) {
  if (!options.tier && cascade.num_tiers() > 1) {
    throw Error(ErrorCode::kUsage,
                "each tier of a cascade has logits of its own: say which tier to compare",
                {"tier"});
  }
  const auto recorded = read_recorded(options.recorded, cascade.labels().names.size());

  const bool own_texts = options.texts.empty();
  const std::filesystem::path& texts = own_texts ? options.recorded : options.texts;
  task::RecordReaderOptions reading = options.reading;
  if (own_texts) reading.format = task::InputFormat::kJsonLines;
  const auto reader = task::open_record_reader(texts, reading);

  Verification result;
  result.tolerance = options.tolerance;
  double sum = 0;
  const auto sink = [&](std::uint64_t id, const cascade::Answer& answer) {
    ++result.texts;
    if (id >= recorded.size()) return;
    for (std::size_t i = 0; i < answer.logits.size(); ++i) {
      const double distance = difference(answer.logits[i], recorded[id][i]);
      sum += distance;
      if (distance <= result.max_difference && result.worst_id >= 0) continue;
      result.max_difference = distance;
      result.worst_id = static_cast<std::int64_t>(id);
    }
  };
  service::answer_records(*reader, cascade, options.pipeline, options.tier, sink);
  if (recorded.empty()) refuse(options.recorded.string() + ": holds no logits to compare with");
  if (result.texts != static_cast<std::int64_t>(recorded.size())) {
    refuse(fmt::format("{} has {} lines of logits, {} has {} texts; they should be the same rows",
                       options.recorded.string(), recorded.size(), texts.string(), result.texts));
  }
  const std::size_t logits = recorded.size() * cascade.labels().names.size();
  result.mean_difference = sum / static_cast<double>(logits);
  return result;
}

}  // namespace tango::evaluate
