// Times calls of the public API: call_times CASCADE TEXTS BATCHES SINGLES. Prints the seconds of
// each as a JSON object.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/engine.h>

namespace {

using Clock = std::chrono::steady_clock;

template <typename Call>
std::vector<double> seconds_of(int calls, const Call& call) {
  std::vector<double> seconds;
  for (int i = 0; i < calls; ++i) {
    const auto begin = Clock::now();
    call(i);
    seconds.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
  }
  return seconds;
}

std::vector<std::string> lines_of(const char* path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

void run(char** words) {
  tango::Engine engine = tango::Engine::load(words[1], {.precision = tango::Precision::kInt8});
  const std::vector<std::string> lines = lines_of(words[2]);
  std::vector<tango::Text> texts;
  texts.reserve(lines.size());
  for (const std::string& line : lines) texts.push_back({.text = line});
  (void)engine.classify(texts);  // warm
  const auto batches = seconds_of(std::atoi(words[3]), [&](int) {
    for (const tango::Result& result : engine.classify(texts)) (void)result.value();
  });
  const auto singles = seconds_of(std::atoi(words[4]), [&](int i) {
    (void)engine.classify(lines[static_cast<std::size_t>(i) % lines.size()]).value();
  });
  fmt::print("{{\"batches\": [{}], \"singles\": [{}]}}\n", fmt::join(batches, ", "),
             fmt::join(singles, ", "));
}

}  // namespace

int main(int count, char** words) {
  if (count != 5) {
    std::fputs("usage: call_times CASCADE TEXTS BATCHES SINGLES\n", stderr);
    return 2;
  }
  try {
    run(words);
  } catch (const std::exception& error) {
    fmt::print(stderr, "call_times: {}\n", error.what());
    return 1;
  }
  return 0;
}
