// tango_load PORT TEXTS RATE CONNECTIONS BATCH SECONDS SEED WARM_UP [KEY]
//
// TEXTS: a file with a text a line; each is sent once, so that no answer is a known one. RATE:
// requests a second whose gaps are exponential, on as many connections as it takes, CONNECTIONS at
// most (an open loop: a slow server does not slow them, and what no connection is left for is not
// sent, but counted), or 0: each connection sends again once it is answered (a closed loop, for
// capacity). What was due in the first WARM_UP seconds is sent, and not counted. Prints a line of
// JSON: texts and requests a second; milliseconds from when a request was due, by tier, those in
// the service by the answer's Server-Timing, and the rest; and how late the client itself was in
// sending.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <utility>
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
  double warm_up = 0;  ///< Seconds, before the `seconds` that count.
  std::string key;     ///< Of the server's --api-keys; may be empty.
};

struct Request {
  std::string bytes;
  std::size_t tokens = 0;  ///< As the server estimates them when it admits it.
};

/// Made before the first is sent.
std::vector<Request> make_requests(const Flags& flags) {
  std::ifstream file(flags.texts);
  std::vector<Request> requests;
  base::Json inputs = base::Json::array();
  std::size_t tokens = 0;
  const std::string key = flags.key.empty() ? "" : "Authorization: Bearer " + flags.key + "\r\n";
  for (std::string line; std::getline(file, line);) {
    inputs.push_back({line});
    tokens += 2 + line.size() / 4;
    if (inputs.size() < flags.batch) continue;
    const base::Json fields = {{"inputs", inputs}, {"return_tier", true}};
    const std::string body = fields.dump(-1, ' ', false, base::Json::error_handler_t::replace);
    std::string bytes = "POST /predict HTTP/1.1\r\nHost: bench\r\n" + key;
    bytes.append("Content-Length: ").append(std::to_string(body.size()));
    bytes.append("\r\n\r\n").append(body);
    requests.push_back({std::move(bytes), tokens});
    inputs.clear();
    tokens = 0;
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
    connections_.reserve(flags.connections);
    const std::size_t at_first = is_open_loop() ? kConnectionsAtFirst : flags.connections;
    while (connections_.size() < std::min(at_first, flags.connections)) connect();
  }
  ~Load() { ::close(poll_); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  base::Json run() {
    due_ = Clock::now();
    counts_from_ = due_ + duration(flags_.warm_up);
    end_ = counts_from_ + duration(flags_.seconds);
    while (Clock::now() < end_ && next_ < requests_.size()) {
      send_what_is_due();
      receive_until(std::min(end_, is_open_loop() ? due_ : end_));
    }
    seconds_ = std::chrono::duration<double>(std::min(Clock::now(), end_) - counts_from_).count();
    // The slowest come last: they count, too.
    const Clock::time_point given_up = Clock::now() + kLastAnswers;
    while (idle_.size() < connections_.size() && Clock::now() < given_up) receive_until(given_up);
    return report();
  }

 private:
  static constexpr std::size_t kConnectionsAtFirst = 64;
  static constexpr std::chrono::seconds kLastAnswers{30};
  using Milliseconds = std::chrono::duration<double, std::milli>;

  static Clock::duration duration(double seconds) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  }
  [[nodiscard]] bool is_open_loop() const { return flags_.rate > 0; }

  [[nodiscard]] bool counts(Clock::time_point time) const { return time >= counts_from_; }

  void connect() {
    const std::size_t index = connections_.size();
    connections_.emplace_back(flags_.port);
    tokens_of_.push_back(0);
    epoll_event event{.events = EPOLLIN, .data = {.u64 = index}};
    epoll_ctl(poll_, EPOLL_CTL_ADD, connections_.back().descriptor(), &event);
    idle_.push_back(index);
  }

  void send_what_is_due() {
    while (next_ < requests_.size() && due_ <= Clock::now()) {
      if (idle_.empty() && is_open_loop() && connections_.size() < flags_.connections) connect();
      if (idle_.empty() && !is_open_loop()) return;
      const Request& request = requests_[next_++];
      if (idle_.empty()) {
        if (counts(due_)) ++not_sent_;
      } else {
        const std::size_t index = idle_.back();
        idle_.pop_back();
        tokens_of_[index] = request.tokens;
        const Clock::time_point now = Clock::now();
        if (is_open_loop() && counts(due_)) late_.push_back(Milliseconds(now - due_).count());
        connections_[index].send(request.bytes, is_open_loop() ? due_ : now);
      }
      if (is_open_loop()) {
        due_ += duration(std::exponential_distribution<double>(flags_.rate)(random_));
      }
    }
  }

  void receive_until(Clock::time_point until) {
    const Milliseconds left = until - Clock::now();
    epoll_event events[64];
    // Below a millisecond it looks again and again: sleeping would be late.
    const int wait = left.count() >= 1 ? static_cast<int>(left.count()) : 0;
    const int count = epoll_wait(poll_, events, 64, wait);
    for (int i = 0; i < count; ++i) {
      const std::size_t index = events[i].data.u64;
      if (const auto response = connections_[index].receive()) note(*response, index);
    }
  }

  void note(const Response& response, std::size_t index) {
    idle_.push_back(index);
    const Clock::time_point now = Clock::now();
    if (response.status == 200 && counts(now) && now <= end_) {
      ++answered_in_time_;
      tokens_in_time_ += tokens_of_[index];
    }
    if (!counts(connections_[index].due())) return;
    ++statuses_[response.status];
    const double latency = Milliseconds(now - connections_[index].due()).count();
    if (response.status == 200) latencies_[response.tier].push_back(latency);
    if (!response.in_service_ms) return;
    in_service_.push_back(*response.in_service_ms);
    own_.push_back(latency - *response.in_service_ms);
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

  [[nodiscard]] base::Json report() const {
    std::vector<double> all;
    base::Json tiers = base::Json::object();
    for (const auto& [tier, values] : latencies_) {
      all.insert(all.end(), values.begin(), values.end());
      tiers[std::to_string(tier)] = quantiles(values);
    }
    base::Json statuses = base::Json::object();
    for (const auto& [status, count] : statuses_) statuses[std::to_string(status)] = count;
    const double requests = static_cast<double>(answered_in_time_) / seconds_;
    return {{"seconds", seconds_},
            {"requests_per_second", requests},
            {"texts_per_second", requests * static_cast<double>(flags_.batch)},
            {"tokens_per_second", static_cast<double>(tokens_in_time_) / seconds_},
            {"all", quantiles(all)},
            {"in_service", quantiles(in_service_)},
            {"own", quantiles(own_)},
            {"by_tier", tiers},
            {"statuses", statuses},
            {"connections", connections_.size()},
            {"late", quantiles(late_)},
            {"not_sent", not_sent_},
            {"not_answered", connections_.size() - idle_.size()},
            {"ran_out_of_texts", next_ == requests_.size()}};
  }

  Flags flags_;
  std::vector<Request> requests_;
  std::mt19937_64 random_;
  int poll_;
  std::vector<Connection> connections_;
  std::vector<std::size_t> tokens_of_;  ///< Of each one's request.
  std::vector<std::size_t> idle_;
  std::size_t next_ = 0;
  Clock::time_point counts_from_;
  Clock::time_point end_;
  Clock::time_point due_;
  double seconds_ = 0;
  std::map<int, std::vector<double>> latencies_;
  std::vector<double> in_service_;
  std::vector<double> own_;   ///< Less the time in the service.
  std::vector<double> late_;  ///< From when a request was due to when it was sent.
  std::map<int, std::size_t> statuses_;
  std::size_t answered_in_time_ = 0;
  std::size_t tokens_in_time_ = 0;
  std::size_t not_sent_ = 0;
};

}  // namespace
}  // namespace tango::load

int main(int argc, char** argv) {
  if (argc != 9 && argc != 10) {
    std::fputs("tango_load PORT TEXTS RATE CONNECTIONS BATCH SECONDS SEED WARM_UP [KEY]\n", stderr);
    return 2;
  }
  const tango::load::Flags flags{.port = static_cast<std::uint16_t>(std::atoi(argv[1])),
                                 .texts = argv[2],
                                 .rate = std::atof(argv[3]),
                                 .connections = std::strtoul(argv[4], nullptr, 10),
                                 .batch = std::strtoul(argv[5], nullptr, 10),
                                 .seconds = std::atof(argv[6]),
                                 .seed = std::strtoull(argv[7], nullptr, 10),
                                 .warm_up = std::atof(argv[8]),
                                 .key = argc == 10 ? argv[9] : ""};
  try {
    std::puts(tango::load::Load(flags).run().dump().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tango_load: %s\n", error.what());
    return 1;
  }
  return 0;
}
