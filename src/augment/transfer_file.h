// The file of a transfer set, with its report beside it.
#pragma once

#include <filesystem>
#include <optional>

#include "augment/corpus.h"
#include "augment/report.h"
#include "base/atomic_file.h"
#include "base/output_lock.h"

namespace tango::augment {

/// OUTPUT is a TSV file with the header "text" or "text<TAB>text_pair", OUTPUT.json the report.
/// Both appear with commit(); without it, nothing changes. One at a time makes an OUTPUT. Not
/// thread-safe.
class TransferFile {
 public:
  /// Throws as base::OutputLock and base::AtomicFile do.
  explicit TransferFile(const std::filesystem::path& output);

  /// The first text decides whether the file holds pairs. Throws kIo.
  void write(const TextPair& text);

  /// Throws kIo. Once, as the last call.
  void commit(const AugmentReport& report);

 private:
  base::OutputLock lock_;
  base::AtomicFile rows_, report_;
  std::optional<bool> has_pairs_;
};

}  // namespace tango::augment
