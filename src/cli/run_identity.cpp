#include "cli/run_identity.h"

#include <fmt/format.h>

#include <tango/error.h>
#include <tango/version.h>

#include "base/mapped_file.h"
#include "base/random.h"
#include "certify/identity.h"
#include "checkpoint/checkpoint.h"

namespace tango::cli {
namespace {

using base::Json;

Json inputs_of(const ClassifyOptions& options) {
  Json inputs = Json::array();
  for (const std::string& path : options.inputs) {
    if (path == "-") {
      throw Error(ErrorCode::kUsage,
                  "standard input can't be read again from its start, so that a run could go on; "
                  "give a file",
                  {"resume"});
    }
    const base::MappedFile file(path);
    inputs.push_back({{"path", path},
                      {"bytes", file.text().size()},
                      {"hash", fmt::format("{:016x}", base::fnv1a64(file.text()))}});
  }
  return inputs;
}

Json reading_of_inputs(const ClassifyOptions& options) {
  Json reading = reading_of(options.input);
  reading["keep_columns"] = options.keep_columns;
  if (options.id) reading["id"] = *options.id;
  return reading;
}

cascade::CascadeConfig config_of(const ModelOptions& options) {
  if (!options.cascade.empty()) return cascade::read_cascade_config(options.cascade);
  cascade::CascadeConfig config;
  config.tiers.push_back({.model = checkpoint::find_model(options.model)});
  return config;
}

}  // namespace

Json run_identity(const ClassifyOptions& options, const cascade::Cascade& cascade) {
  Json inputs = inputs_of(options);
  const certify::CascadeIdentity model = certify::identity_of(config_of(options.model), cascade);
  return {{"version", version()},
          {"input", std::move(inputs)},
          {"reading of the input", reading_of_inputs(options)},
          {"model", model.models},
          {"use of the model", model.options},
          {"labels", cascade.labels().names},
          {"--tier", options.model.tier},
          {"--label-threshold", options.model.label_thresholds},
          {"--raw-score", options.model.raw_score},
          {"--truncation", options.model.truncation},
          {"--format", static_cast<int>(answer_format(options))},
          {"--scores", options.scores},
          {"--first-row", options.first_row},
          {"--on-error", options.on_error}};
}

}  // namespace tango::cli
