// Answers the lines of standard input as they come. At SIGTERM, or at the end of the input, it
// takes no more and answers what it has taken, which it then counts on standard error.
//
//   tango_drain_on_sigterm CASCADE_DIRECTORY < TEXTS
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <string>
#include <thread>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <tango/engine.h>

namespace {

/// The lines of standard input until its end or a signal.
class Lines {
 public:
  explicit Lines(const sigset_t& signals) : signal_(signalfd(-1, &signals, SFD_CLOEXEC)) {}
  ~Lines() { close(signal_); }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  bool next(std::string& line) {
    std::size_t end = read_.find('\n');
    while (!stop_ && end == std::string::npos) {
      pollfd ready[] = {{signal_, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
      (void)poll(ready, 2, -1);
      char bytes[4096];
      const ssize_t count = ready[0].revents != 0 ? 0 : read(STDIN_FILENO, bytes, sizeof bytes);
      if (count <= 0) stop_ = true;
      read_.append(bytes, count > 0 ? static_cast<std::size_t>(count) : 0);
      end = read_.find('\n');
    }
    if (end == std::string::npos) return false;
    line = read_.substr(0, end);
    read_.erase(0, end + 1);
    return true;
  }

 private:
  int signal_;
  std::string read_;
  bool stop_ = false;
};

}  // namespace

int main(int argc, char** argv) try {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before the engine's threads, which inherit it

  tango::Engine engine = tango::Engine::load(argc > 1 ? argv[1] : "");
  tango::CompletionQueue queue;
  std::uint64_t taken = 0;
  std::uint64_t ended = 0;
  std::jthread printer([&] {
    for (auto some = queue.pop(); !some.empty(); some = queue.pop()) {
      ended += some.size();
      for (const auto& [line, result] : some) {
        const std::string what = result.ok() ? result.value().label : result.error()->what();
        std::printf("%d: %s\n", static_cast<int>(line), what.c_str());
      }
      std::fflush(stdout);
    }
  });
  Lines lines(signals);
  for (std::string text; lines.next(text);) engine.submit({.text = text}, queue, ++taken);
  engine.stop(std::chrono::steady_clock::time_point::max());  // each text has ended
  queue.close();
  printer.join();
  std::fprintf(stderr, "%d texts taken, %d ended\n", static_cast<int>(taken),
               static_cast<int>(ended));
} catch (const tango::Error& error) {
  std::fprintf(stderr, "tango_drain_on_sigterm: %s\n", error.what());
  return 1;
}
