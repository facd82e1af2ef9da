// What texts in flight are charged for, and whether there is room. Pure policy.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tango::service {

struct Charge {
  std::size_t texts = 0;
  std::size_t bytes = 0;
};

/// Not thread-safe.
class Charges {
 public:
  explicit Charges(const Charge& limits) : limits_(limits) {}

  /// One rule for one text and for many: they fit, or nothing else is in flight.
  [[nodiscard]] bool admits(const Charge& more) const {
    return used_.texts == 0 ||
           (used_.texts + more.texts <= limits_.texts && used_.bytes + more.bytes <= limits_.bytes);
  }
  void add(const Charge& more) {
    used_.texts += more.texts;
    used_.bytes += more.bytes;
  }
  void release(const Charge& less) {
    used_.texts -= less.texts;
    used_.bytes -= less.bytes;
  }
  [[nodiscard]] const Charge& used() const { return used_; }

  /// Of a text that has not been tokenized.
  [[nodiscard]] int estimated_tokens(std::size_t bytes) const {
    constexpr double kMost = 1 << 30;
    return static_cast<int>(std::min(kMost, 1 + tokens_per_byte_ * static_cast<double>(bytes)));
  }
  /// A text turned out to have so many.
  void learn_tokens(std::size_t bytes, int tokens) {
    constexpr double kWeight = 1.0 / 64;
    tokens_per_byte_ += kWeight * (tokens / static_cast<double>(std::max<std::size_t>(bytes, 1)) -
                                   tokens_per_byte_);
  }

 private:
  Charge limits_;
  Charge used_;
  double tokens_per_byte_ = 0.25;
};

}  // namespace tango::service
