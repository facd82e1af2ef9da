// Submits the lines of standard input as they come, prints each answer once it is there, whatever
// the order, and takes back what is left when 200 ms have passed since the input ended.
//
//   tango_submit_and_cancel CASCADE_DIRECTORY < TEXTS
#include <chrono>
#include <cstdio>
#include <iostream>
#include <stop_token>
#include <string>
#include <thread>

#include <tango/engine.h>

int main(int argc, char** argv) try {
  tango::Engine engine = tango::Engine::load(argc > 1 ? argv[1] : "");
  tango::CompletionQueue queue;
  std::jthread printer([queue]() mutable {
    for (auto ended = queue.pop(); !ended.empty(); ended = queue.pop()) {
      for (const auto& [line, result] : ended) {
        const std::string what = result.ok() ? result.value().label : result.error()->what();
        std::printf("%d: %s\n", static_cast<int>(line), what.c_str());
      }
    }
  });
  std::stop_source cancel;
  std::uint64_t line = 0;
  for (std::string text; std::getline(std::cin, text);) {
    engine.submit({.text = text}, queue, ++line, {.cancel = cancel.get_token()});
  }
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
  while (engine.statistics().texts_in_flight > 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  cancel.request_stop();
  engine.stop(std::chrono::steady_clock::time_point::max());  // each text has ended
  queue.close();
} catch (const tango::Error& error) {
  std::fprintf(stderr, "tango_submit_and_cancel: %s\n", error.what());
  return 1;
}
