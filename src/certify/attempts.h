// Calibrations that were tried before on the same texts, whatever became of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/cache_directory.h"
#include "certify/certificate.h"
#include "certify/sample.h"

namespace tango::certify {

/// What samples are compared by: the texts alone, whatever their order, copies, groups and labels.
struct TextSet {
  std::int64_t count = 0;               ///< Different texts.
  std::vector<std::uint64_t> smallest;  ///< Of their hashes, rising, at most 256.
  std::string hash;                     ///< Of all, 16 hexadecimal digits.
};

[[nodiscard]] TextSet text_set_of(const Sample& sample);

/// Whether at least half of the smaller set's texts are in the other, as the smallest hashes tell:
/// surely of at most 256 texts in both, else nearly so (Broder 1997, "On the resemblance and
/// containment of documents"). A set a hundred times as large as the other is not recognised.
[[nodiscard]] bool share_half(const TextSet& one, const TextSet& other);

/// The last 100 attempts on this machine, in `attempts.json` of the machine cache; without a cache
/// none. A file that is damaged or can't be written counts as none, and two processes that write at
/// the same time may lose one attempt: what is known is a help to honest use, and no more.
class AttemptLedger {
 public:
  explicit AttemptLedger(base::MachineCache cache = base::machine_cache());

  /// Those on these texts, or on half of them, as attempts on `texts`.
  [[nodiscard]] std::vector<Attempt> on(const TextSet& texts) const;
  /// Again what is there already does nothing.
  void add(const TextSet& texts, const std::string& key);

 private:
  struct Entry {
    std::string key;
    TextSet texts;
  };

  void write() const;

  base::MachineCache cache_;
  std::vector<Entry> entries_;  // the oldest first
};

}  // namespace tango::certify
