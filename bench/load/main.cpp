// tango_load PORT TEXTS RATE CONNECTIONS BATCH SECONDS SEED
//
// TEXTS: a file with a text a line; each is sent once, so that no answer is a known one. RATE:
// requests a second whose gaps are exponential (an open loop: a slow server does not slow them), or
// 0: each connection sends again once it is answered (a closed loop, for capacity). Prints a line
// of JSON: texts and requests a second, milliseconds from when a request was due, by tier, and less
// what the answer's Server-Timing says that it was in the service.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <sys/epoll.h>
#include <unistd.h>

#include "base/json.h"
#include "load/connection.h"

namespace tango::load {
namespace {

struct Flags {
  std::uint16_t port = 0;
  std::string texts;
  double rate = 0;
  std::size_t connections = 64;
  std::size_t batch = 1;
  double seconds = 10;
  std::uint64_t seed = 1;
};

/// Whole requests, made before the first is sent.
std::vector<std::string> make_requests(const Flags& flags) {
  std::ifstream file(flags.texts);
  std::vector<std::string> requests;
  base::Json inputs = base::Json::array();
  for (std::string line; std::getline(file, line);) {
    inputs.push_back({line});
    if (inputs.size() < flags.batch) continue;
    const base::Json fields = {{"inputs", inputs}, {"return_tier", true}};
    const std::string body = fields.dump(-1, ' ', false, base::Json::error_handler_t::replace);
    requests.push_back("POST /predict HTTP/1.1\r\nHost: bench\r\nContent-Length: " +
                       std::to_string(body.size()) + "\r\n\r\n" + body);
    inputs.clear();
  }
  return requests;
}

class Load {
 public:
  explicit Load(const Flags& flags)
      : flags_(flags),
        requests_(make_requests(flags)),
        random_(flags.seed),
        poll_(epoll_create1(0)) {
    for (std::size_t i = 0; i < flags.connections; ++i) {
      connections_.emplace_back(flags.port);
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      epoll_ctl(poll_, EPOLL_CTL_ADD, connections_[i].descriptor(), &event);
      idle_.push_back(i);
    }
  }
  ~Load() { ::close(poll_); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  base::Json run() {
    const Clock::time_point started = Clock::now();
    const auto end = started + std::chrono::duration_cast<Clock::duration>(
                                   std::chrono::duration<double>(flags_.seconds));
    due_ = started;
    while (Clock::now() < end && next_ < requests_.size()) {
      send_what_is_due();
      receive_until(std::min(end, idle_.empty() ? end : due_));
    }
    const std::chrono::duration<double> took = Clock::now() - started;
    return report(took.count());
  }

 private:
  void send_what_is_due() {
    while (!idle_.empty() && next_ < requests_.size() && due_ <= Clock::now()) {
      Connection& connection = connections_[idle_.back()];
      idle_.pop_back();
      connection.send(requests_[next_++], flags_.rate > 0 ? due_ : Clock::now());
      if (flags_.rate > 0) {
        const double gap = std::exponential_distribution<double>(flags_.rate)(random_);
        due_ += std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(gap));
      }
    }
  }

  void receive_until(Clock::time_point until) {
    const std::chrono::duration<double, std::milli> left = until - Clock::now();
    epoll_event events[64];
    // Below a millisecond it looks again and again: sleeping would be late.
    const int wait = left.count() >= 1 ? static_cast<int>(left.count()) : 0;
    const int count = epoll_wait(poll_, events, 64, idle_.empty() ? 100 : wait);
    for (int i = 0; i < count; ++i) {
      const std::size_t index = events[i].data.u64;
      Connection& connection = connections_[index];
      const auto response = connection.receive();
      if (!response) continue;
      ++statuses_[response->status];
      const std::chrono::duration<double, std::milli> latency = Clock::now() - connection.due();
      if (response->status == 200) latencies_[response->tier].push_back(latency.count());
      if (response->in_service_ms) own_.push_back(latency.count() - *response->in_service_ms);
      idle_.push_back(index);
    }
  }

  static double quantile(const std::vector<double>& sorted, double share) {
    const auto rank =
        static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    return sorted[std::max<std::size_t>(rank, 1) - 1];
  }

  static base::Json quantiles(std::vector<double> values) {
    if (values.empty()) return nullptr;
    std::ranges::sort(values);
    return {{"requests", values.size()},
            {"p50_ms", quantile(values, 0.5)},
            {"p99_ms", quantile(values, 0.99)},
            {"p999_ms", quantile(values, 0.999)}};
  }

  [[nodiscard]] base::Json report(double seconds) const {
    std::vector<double> all;
    base::Json tiers = base::Json::object();
    for (const auto& [tier, values] : latencies_) {
      all.insert(all.end(), values.begin(), values.end());
      tiers[std::to_string(tier)] = quantiles(values);
    }
    base::Json statuses = base::Json::object();
    for (const auto& [status, count] : statuses_) statuses[std::to_string(status)] = count;
    const double requests = static_cast<double>(all.size()) / seconds;
    return {{"seconds", seconds},
            {"requests_per_second", requests},
            {"texts_per_second", requests * static_cast<double>(flags_.batch)},
            {"all", quantiles(all)},
            {"own", quantiles(own_)},
            {"by_tier", tiers},
            {"statuses", statuses},
            {"ran_out_of_texts", next_ == requests_.size()}};
  }

  Flags flags_;
  std::vector<std::string> requests_;
  std::mt19937_64 random_;
  int poll_;
  std::vector<Connection> connections_;
  std::vector<std::size_t> idle_;
  std::size_t next_ = 0;
  Clock::time_point due_;
  std::map<int, std::vector<double>> latencies_;
  std::vector<double> own_;  ///< Less the time in the service.
  std::map<int, std::size_t> statuses_;
};

}  // namespace
}  // namespace tango::load

int main(int argc, char** argv) {
  if (argc != 8) {
    std::fputs("tango_load PORT TEXTS RATE CONNECTIONS BATCH SECONDS SEED\n", stderr);
    return 2;
  }
  const tango::load::Flags flags{.port = static_cast<std::uint16_t>(std::atoi(argv[1])),
                                 .texts = argv[2],
                                 .rate = std::atof(argv[3]),
                                 .connections = std::strtoul(argv[4], nullptr, 10),
                                 .batch = std::strtoul(argv[5], nullptr, 10),
                                 .seconds = std::atof(argv[6]),
                                 .seed = std::strtoull(argv[7], nullptr, 10)};
  try {
    std::puts(tango::load::Load(flags).run().dump().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tango_load: %s\n", error.what());
    return 1;
  }
  return 0;
}
