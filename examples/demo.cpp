// Classifies a file of texts with a cascade, and shows which tier answered each and how much faster
// that is than the large tier alone.
//
//   tango_demo CASCADE_DIRECTORY TEXT_FILE
//
// Everything here is the public API of include/tango.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <tango/engine.h>
#include <tango/error.h>

namespace {

std::vector<tango::Text> read_lines(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw tango::Error(tango::ErrorCode::kNotFound, path + ": can't be read");
  std::vector<tango::Text> texts;
  for (std::string line; std::getline(file, line);) texts.push_back({.text = line});
  return texts;
}

/// The answers, and the time that they took.
struct Run {
  std::vector<tango::Prediction> predictions;
  double seconds = 0;
};

Run run(tango::Engine& engine, const std::vector<tango::Text>& texts) {
  Run best;
  for (int repeat = 0; repeat < 3; ++repeat) {  // the first one warms the caches
    const auto start = std::chrono::steady_clock::now();
    std::vector<tango::Result> results = engine.classify(texts);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (repeat == 0 || took.count() < best.seconds) {
      best = {{}, took.count()};
      for (const tango::Result& result : results) best.predictions.push_back(result.value());
    }
  }
  return best;
}

void show_answers(const std::vector<tango::Text>& texts, const Run& cascade, const Run& large) {
  const bool colour = isatty(STDOUT_FILENO) != 0;
  std::printf("tier  confidence  answer     text\n");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const tango::Prediction& answer = cascade.predictions[i];
    const bool agrees = answer.label == large.predictions[i].label;
    const char* on = !colour ? "" : answer.tier == 1 ? "\033[32m" : "\033[35m";
    std::printf("%s%4d%s  %10.3f  %-9s%s %s\n", on, answer.tier, colour ? "\033[0m" : "",
                static_cast<double>(answer.confidence), answer.label.c_str(), agrees ? " " : "*",
                texts[i].text.c_str());
  }
}

void show_summary(const Run& cascade, const Run& large) {
  const auto count = static_cast<double>(cascade.predictions.size());
  double tier_1 = 0;
  double agreeing = 0;
  for (std::size_t i = 0; i < cascade.predictions.size(); ++i) {
    tier_1 += cascade.predictions[i].tier == 1 ? 1 : 0;
    agreeing += cascade.predictions[i].label == large.predictions[i].label ? 1 : 0;
  }
  std::printf("\n%.0f texts; * marks an answer that differs from the large tier's\n", count);
  std::printf("answered by tier 1       %5.1f %%\n", 100 * tier_1 / count);
  std::printf("agrees with large tier   %5.1f %%\n", 100 * agreeing / count);
  std::printf("cascade          %8.3f s  %7.0f texts/s\n", cascade.seconds,
              count / cascade.seconds);
  std::printf("large tier alone %8.3f s  %7.0f texts/s\n", large.seconds, count / large.seconds);
  std::printf("speedup          %8.1f x\n", large.seconds / cascade.seconds);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: tango_demo CASCADE_DIRECTORY TEXT_FILE\n");
    return 2;
  }
  try {
    tango::Engine engine = tango::Engine::load(argv[1]);
    const std::vector<tango::Text> texts = read_lines(argv[2]);
    std::vector<tango::Text> pinned = texts;
    for (tango::Text& text : pinned) text.tier = engine.cascade().num_tiers();
    const Run large = run(engine, pinned);
    const Run both = run(engine, texts);
    show_answers(texts, both, large);
    show_summary(both, large);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tango_demo: %s\n", error.what());
    return 1;
  }
  return 0;
}
