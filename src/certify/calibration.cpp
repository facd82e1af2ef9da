#include "certify/calibration.h"

#include <algorithm>
#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <tango/error.h>
#include <tango/version.h>

#include "base/atomic_file.h"
#include "base/ordered_json.h"
#include "base/random.h"

namespace tango::certify {
namespace {

namespace fs = std::filesystem;

Attempt attempt_of(const Certificate& certificate) {
  base::Json what = to_json(certificate);
  for (const char* outcome : {"tango", "date", "evidence", "decisions", "attempts", "data"}) {
    what.erase(outcome);
  }
  for (base::Json& tier : what["options"]["tiers"]) tier.erase("threshold");
  return {.data = certificate.data, .key = hexadecimal(base::fnv1a64(what.dump()))};
}

/// `name` as a cascade file in `output` writes the model that one in `directory` calls so.
std::string model_from(const fs::path& output, const std::string& name, const fs::path& directory) {
  const fs::path beside = directory / name;
  if (fs::path(name).is_absolute() || !fs::is_directory(beside)) return name;
  return fs::relative(beside, output).string();
}

}  // namespace

std::vector<std::string> classes_of(const cascade::Cascade& cascade) {
  const checkpoint::Labels& labels = cascade.labels();
  return labels.problem_type == checkpoint::ProblemType::kSingleLabelClassification
             ? labels.names
             : std::vector<std::string>{};
}

Certificate make_certificate(const CalibrationInputs& inputs, const Promise& promise,
                             const std::vector<Attempt>& earlier) {
  Certificate certificate;
  certificate.tango = version();
  certificate.date = fmt::format("{:%Y-%m-%d}", std::chrono::system_clock::now());
  certificate.promise = promise;
  certificate.evidence =
      certify(inputs.sample, inputs.outputs, promise, classes_of(inputs.cascade));
  certificate.identity = identity_of(inputs.config, inputs.cascade);
  set_thresholds(certificate.identity, certificate.evidence.thresholds);
  certificate.file = inputs.source.path;
  certificate.reading = inputs.source.reading;
  certificate.data = hexadecimal(inputs.sample.hash);
  certificate.decisions =
      hexadecimal(hash_of_decisions(inputs.outputs, certificate.evidence.thresholds));
  for (const Attempt& one : earlier) {
    if (std::ranges::count(certificate.attempts, one) == 0) certificate.attempts.push_back(one);
  }
  const Attempt now = attempt_of(certificate);
  if (std::ranges::count(certificate.attempts, now) == 0) certificate.attempts.push_back(now);
  return certificate;
}

void write_calibrated(const fs::path& directory, const fs::path& output,
                      const Certificate& certificate) {
  try {
    base::OrderedJson json =
        base::OrderedJson::parse(base::read_json(directory / "cascade.json").dump());
    base::OrderedJson& tiers = json["tiers"];
    fs::create_directories(output);
    const bool elsewhere = !fs::equivalent(directory, output);
    for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
      if (tier < certificate.evidence.thresholds.size()) {
        tiers[tier]["threshold"] = base::shortest(certificate.evidence.thresholds[tier]);
      }
      if (!elsewhere) continue;
      tiers[tier]["model"] = model_from(output, tiers[tier]["model"].get<std::string>(), directory);
    }
    // A certificate without its thresholds is void; thresholds without it promise nothing.
    base::write_file(certificate_file(output), to_json(certificate).dump(2) + "\n");
    base::write_file(output / "cascade.json", json.dump(2) + "\n");
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kIo, error.what());
  }
}

std::optional<std::string> why_void(const fs::path& directory, const cascade::Cascade* cascade) {
  try {
    const std::optional<Certificate> certificate = read_certificate(directory);
    if (!certificate) return std::nullopt;
    const cascade::CascadeConfig config = cascade::read_cascade_config(directory);
    return difference(certificate->identity, cascade == nullptr ? identity_of_files(config)
                                                                : identity_of(config, *cascade));
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace tango::certify
