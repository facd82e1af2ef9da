// What tango augment did, for the file beside its output and for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "augment/guard.h"
#include "augment/transfer_set.h"
#include "base/ordered_json.h"

namespace tango::cli {

struct AugmentReport {
  std::string preset;
  base::OrderedJson settings = base::OrderedJson::object();  ///< Of the preset.
  std::uint64_t seed = 0;
  std::string command;
  std::string texts;  ///< File that it started from.
  std::string output;
  std::optional<std::int64_t> size;  ///< Asked for.
  augment::ScreenCounts sources;     ///< Where a preset reads its sources first.
  std::int64_t texts_read = 0;
  std::int64_t sources_written = 0;
  augment::TransferCounts made;
  augment::GuardOptions guard;
  std::vector<std::string> held_out_files;
  std::vector<std::int64_t> held_out_texts;  ///< Of each of them.

  [[nodiscard]] std::int64_t written() const { return sources_written + made.written; }

  /// The same for the same command: no times.
  [[nodiscard]] base::OrderedJson to_json() const;
  /// Lines for standard error.
  [[nodiscard]] std::string to_text(double seconds) const;
};

}  // namespace tango::cli
