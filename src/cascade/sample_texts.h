// Sample texts of a file: what precision_gate.h compares precisions on.
#pragma once

#include <filesystem>
#include <vector>

#include "cascade/precision_gate.h"
#include "task/record_reader.h"

namespace tango::cascade {

/// A file of texts like those to come, and never one that results are reported on. Empty path:
/// none.
struct SampleFile {
  std::filesystem::path path;
  task::RecordReaderOptions reading;
};

/// The first kMostSampleTexts texts of the file; none of a pipe, which can't be read twice. Throws
/// as task::open_record_reader and its reader do.
[[nodiscard]] std::vector<Request> read_sample_texts(const SampleFile& file);

}  // namespace tango::cascade
