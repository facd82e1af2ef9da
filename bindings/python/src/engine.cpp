#include "engine.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>
#include <unistd.h>

#include <tango/error.h>

#include "call.h"
#include "gil.h"
#include "load_options.h"
#include "texts.h"
#include "tokens.h"

namespace tango::python {
namespace {

namespace fs = std::filesystem;

/// By a cascade.json in it, a cascade directory; else one model, or a name of the hub.
Cascade load(const std::string& directory, const LoadOptions& options) {
  std::error_code failure;
  return fs::exists(fs::path(directory) / "cascade.json", failure)
             ? Cascade::load(directory, options)
             : Cascade::load_model(directory, options);
}

std::unique_ptr<HeldEngine> open(const std::string& directory, const std::string& precision,
                                 std::vector<float> thresholds,
                                 const std::optional<std::string>& confidence,
                                 nb::handle sample_texts, const std::string& long_text,
                                 int max_tokens, const std::optional<std::string>& cache_directory,
                                 std::optional<float> label_threshold,
                                 std::map<std::string, float> label_thresholds, bool raw_score,
                                 int only_tier, int workers, std::size_t max_texts) {
  LoadOptions options;
  options.thresholds = std::move(thresholds);
  options.precision = parse_precision(precision);
  if (confidence) options.confidence = parse_confidence(*confidence);
  options.sample_texts = texts_of(sample_texts);
  options.long_text = parse_long_text(long_text);
  options.max_tokens = max_tokens;
  if (cache_directory) options.cache_directory = *cache_directory;
  options.label_threshold = label_threshold;
  options.label_thresholds = std::move(label_thresholds);
  options.raw_score = raw_score;
  options.only_tier = only_tier;
  const WithoutGil no_gil;
  return std::make_unique<HeldEngine>(load(directory, options),
                                      EngineOptions{.workers = workers, .max_texts = max_texts});
}

Answers answer(const HeldEngine& held, nb::handle items, std::optional<float> threshold,
               std::optional<int> tier, std::optional<double> timeout) {
  Engine& engine = held.engine();
  std::vector<Text> texts = texts_of(items);
  std::vector<Result> results;
  {
    const WithoutGil no_gil;
    results = answer_all(engine, std::move(texts), {threshold, tier, timeout});
  }
  return {std::move(results), held.kind()};
}

nb::list tiers(const HeldEngine& held) {
  nb::list tiers;
  for (const Tier& tier : held.cascade().tiers()) {
    tiers.append(nb::make_tuple(tier.model.string(), name_of(tier.precision), tier.why));
  }
  return tiers;
}

std::vector<int> max_tokens(const HeldEngine& held) {
  std::vector<int> limits;
  for (const Tier& tier : held.cascade().tiers()) limits.push_back(tier.max_tokens);
  return limits;
}

}  // namespace

HeldEngine::HeldEngine(const Cascade& cascade, const EngineOptions& options)
    : process_(getpid()),
      cascade_(cascade),
      kind_(std::make_shared<AnswerKind>(AnswerKind{cascade.labels(), cascade.problem_type()})),
      engine_(std::make_unique<Engine>(cascade, options)) {}

HeldEngine::~HeldEngine() {
  if (getpid() != process_) (void)engine_.release();
}

Engine& HeldEngine::engine() const {
  if (getpid() != process_) {
    throw Error(ErrorCode::kUsage,
                "this engine was made before its process forked, and its threads are not in the "
                "child; load() there");
  }
  return *engine_;
}

void bind_engine(nb::module_& module) {
  nb::class_<HeldEngine>(module, "Engine", "What stands behind a Classifier; use load().")
      .def(nb::new_(&open), nb::arg("directory"), nb::arg("precision"), nb::arg("thresholds"),
           nb::arg("confidence").none(), nb::arg("sample_texts"), nb::arg("long_text"),
           nb::arg("max_tokens"), nb::arg("cache_directory").none(),
           nb::arg("label_threshold").none(), nb::arg("label_thresholds"), nb::arg("raw_score"),
           nb::arg("only_tier"), nb::arg("workers"), nb::arg("max_texts"))
      .def("answer", &answer, nb::arg("texts"), nb::arg("threshold").none() = nb::none(),
           nb::arg("tier").none() = nb::none(), nb::arg("timeout").none() = nb::none())
      .def(
          "stop",
          [](const HeldEngine& held) {
            Engine& engine = held.engine();
            const WithoutGil no_gil;
            engine.stop(std::chrono::steady_clock::time_point::min());
          },
          "Takes no more texts; those on their way end with an error.")
      .def("tokens", &tokens, nb::arg("text"),
           nb::sig("def tokens(self, text: str) -> list[tuple[int, str, int | None, int | None]]"),
           "(id, token, start, end) of the last tier's tokens; special ones have no place.")
      .def("decode", &decode, nb::arg("ids"), nb::arg("skip_special"),
           nb::sig("def decode(self, ids: list[int], skip_special: bool) -> str"),
           "The text of the last tier's tokens.")
      .def_prop_ro("process", &HeldEngine::process)
      .def_prop_ro("labels", [](const HeldEngine& held) { return held.kind()->labels; })
      .def_prop_ro("problem_type",
                   [](const HeldEngine& held) { return name_of(held.kind()->problem_type); })
      .def_prop_ro("thresholds", [](const HeldEngine& held) { return held.cascade().thresholds(); })
      .def_prop_ro("max_tokens", &max_tokens, "The longest text that each tier reads whole.")
      .def_prop_ro("tiers", &tiers, nb::sig("def tiers(self) -> list[tuple[str, str, str]]"),
                   "(directory, precision, why that precision) of each, the cheapest first.");
}

}  // namespace tango::python
