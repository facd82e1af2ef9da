// What a run read, made and dropped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "augment/guard.h"
#include "augment/transfer_set.h"
#include "base/ordered_json.h"

namespace tango::augment {

struct AugmentReport {
  std::string preset;
  base::OrderedJson settings = base::OrderedJson::object();  ///< The options of the preset.
  std::uint64_t seed = 0;
  std::string command;               ///< What asked for the run; filled by whoever knows it.
  std::string texts;                 ///< The file or model that the run started from.
  std::optional<std::int64_t> size;  ///< The number of texts that was asked for.
  ScreenCounts sources;              ///< Counts only where a preset reads all its sources first.
  std::int64_t texts_read = 0;
  std::int64_t sources_written = 0;
  TransferCounts made;
  GuardOptions guard;
  std::vector<std::string> held_out_files;
  std::vector<std::int64_t> held_out_texts;  ///< Per file of held_out_files.

  [[nodiscard]] std::int64_t written() const { return sources_written + made.written; }

  /// Without times, so that the same run gives the same bytes.
  [[nodiscard]] base::OrderedJson to_json() const;
};

}  // namespace tango::augment
