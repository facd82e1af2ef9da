#include "cli/build_end.h"

#include <optional>

#include <fmt/format.h>

#include "base/file_status.h"
#include "base/json.h"
#include "cascade/cascade_config.h"
#include "certify/certificate.h"
#include "cli/typed_command.h"
#include "recipe/doubts.h"
#include "task/record_reader.h"

namespace tango::cli {
namespace {

namespace fs = std::filesystem;
using base::Json;

/// What the build calls the model of a tier.
std::string name_of(const fs::path& model, const fs::path& output) {
  const fs::path plain = model.has_filename() ? model : model.parent_path();
  return plain.parent_path() == output ? plain.filename().string() : "large";
}

/// Of scores.json, the cascade with these tiers; null where there is none.
Json find_cascade(const Json& scores, const std::vector<std::string>& names) {
  const Json cascades = scores.value("cascades", Json::object());
  for (const auto& [name, cascade] : cascades.items()) {
    if (cascade.value("tiers", Json()) == Json(names)) return cascade;
  }
  return Json::object();
}

/// The score of the seed that was taken.
double score_of(const Json& scores, const std::string& name) {
  const Json model = scores.value("models", Json::object()).value(name, Json::object());
  const Json seeds = model.value("scores", Json::object());
  return seeds.value(model.value("taken", "only"), model.value("mean", 0.0));
}

std::optional<double> speed_of(const fs::path& work, const std::string& name) {
  const fs::path report = work / "speed" / (name + ".json");
  if (!base::exists(report)) return std::nullopt;
  return base::find_field<double>(base::read_json(report), "texts_per_s", report.string());
}

recipe::BuiltCascade read(const fs::path& output, const fs::path& work,
                          const std::optional<certify::Certificate>& certificate) {
  const cascade::CascadeConfig config = cascade::read_cascade_config(output);
  const checkpoint::Labels labels = cascade::labels_of(config);
  recipe::BuiltCascade built;
  std::vector<std::string> names;
  for (std::size_t tier = 0; tier < config.tiers.size(); ++tier) {
    const fs::path& model = config.tiers[tier].model;
    built.asks = config.tiers[tier].endpoint.has_value();
    built.models.push_back(model.string());
    names.push_back(name_of(model, output));
    if (tier + 1 < config.tiers.size()) {
      built.thresholds.push_back(
          cascade::threshold_of(config, tier, labels, (output / "cascade.json").string()));
    }
  }
  const Json scores = base::read_json(output / "scores.json");
  const Json cascade = find_cascade(scores, names);
  built.answered = certificate ? certificate->evidence.answered
                               : cascade.value("answered", std::vector<double>());
  for (const std::string& name : names) {
    const auto speed = speed_of(work, name);
    const auto last = speed_of(work, names.back());
    if (speed && last) built.relative_times.push_back(*last / *speed);
  }
  if (built.answered.size() != names.size()) built.answered.clear();
  if (built.answered.empty() || built.relative_times.size() != names.size()) {
    built.relative_times.clear();
  }
  if (scores.value("labelled", false) && cascade.contains("score")) {
    for (const std::string& name : names) built.scores.push_back(score_of(scores, name));
    built.score = cascade.value("score", 0.0);
  }
  return built;
}

std::string tiers_in_words(const recipe::BuiltCascade& built) {
  std::string text;
  for (std::size_t tier = 0; tier < built.models.size(); ++tier) {
    const bool asks = built.asks && tier + 1 == built.models.size();
    text += fmt::format("  tier {}, {}", tier + 1,
                        asks ? "whoever gave the answers" : built.models[tier]);
    if (tier < built.thresholds.size()) {
      text += built.thresholds[tier].is_per_class()
                  ? ", answers from a confidence on that depends on the label"
                  : fmt::format(", answers from a confidence of {:.4f} on",
                                built.thresholds[tier].of(0));
    } else {
      text += asks ? ", is to be asked about the others" : ", answers the others";
    }
    if (!built.answered.empty()) text += fmt::format(": {:.1f} %", 100 * built.answered[tier]);
    text += "\n";
  }
  return text;
}

std::string suspects_in_words(const fs::path& file) {
  constexpr std::int64_t kShown = 3;
  const auto reader = task::open_record_reader(file, {});
  std::int64_t count = 0;
  std::string first;
  for (task::Record record; reader->next(record); ++count) {
    if (count < kShown) first += fmt::format("  {:.76}\n", record.text);
  }
  return fmt::format(
      "{} of the answers look wrong, and no student learnt from them; the surest first in {}{}\n{}"
      "{}",
      count, file.string(), count > 0 ? ":" : "", first,
      count > 0 ? "Where the answer that is suggested there is the right one, correct yours; the "
                  "same tango build with --force then learns from it\n"
                : "");
}

/// Whether what is promised holds on other texts.
std::string check_of(const recipe::BuiltCascade& built, const std::string& cascade) {
  return built.asks ? fmt::format("calibrate --cascade {} --check NEW --reference NEW", cascade)
                    : fmt::format("evaluate --cascade {} --against-last-tier OTHER-TEXTS", cascade);
}

/// Where nothing is promised yet.
std::string certifying_of(const recipe::BuiltCascade& built, const std::string& cascade,
                          double keep) {
  return fmt::format("calibrate --cascade {} {} --keep {:g}", cascade,
                     built.asks ? "--texts NEW --reference NEW" : "--texts OTHER-TEXTS", keep);
}

}  // namespace

BuildEnd end_of_build(const fs::path& output, const fs::path& work, const MadeOf& made) {
  const auto certificate = certify::read_certificate(output);
  const recipe::BuiltCascade built = read(output, work, certificate);
  const auto quoted = [](const std::string& word) { return shell_line({&word, 1}); };
  recipe::BuiltCascade in_commands = built;
  for (std::string& model : in_commands.models) model = quoted(model);
  BuildEnd end{.summary = fmt::format("{} is a cascade of {} tiers:\n{}", output.string(),
                                      built.models.size(), tiers_in_words(built)),
               .doubts = recipe::doubts_about(in_commands)};
  if (!built.relative_times.empty()) {
    const double cost = recipe::relative_cost(built);
    end.summary += fmt::format(
        "A text costs {:.3f} of what it costs the last tier alone: {:.1f} times as fast, by the "
        "speeds measured here.\n",
        cost, 1 / cost);
  }
  end.summary += certificate ? certify::in_two_sentences(*certificate) + "\n"
                             : "Nothing is promised of it: it has no certificate.\n";
  if (const fs::path suspects = output / "suspects.tsv"; base::exists(suspects)) {
    end.summary += suspects_in_words(suspects);
  }
  const std::string cascade = quoted(output.string());
  const std::string example = made.texts.empty() ? "TEXTS" : quoted(made.texts);
  end.summary += fmt::format(
      "Next:\n"
      "  tango classify --cascade {0} {1}{2}\n"
      "  tango {3}{2}{4}\n"
      "  tango serve --cascade {0} --port 8080\n",
      cascade, example, made.reading,
      certificate ? check_of(built, cascade) : certifying_of(built, cascade, made.keep),
      built.asks ? made.label : "");
  return end;
}

}  // namespace tango::cli
