// The file in which the state of a watch is kept, so that a later run goes on from it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "certify/auditor.h"
#include "command/stop.h"

namespace tango::cli {

/// While one exists, the file gets the state every `interval` in which it changed, and before a
/// signal that asks the program to stop ends it: audits that are under way then are lost.
class WatchFile {
 public:
  /// `auditor` outlives the file.
  WatchFile(std::string path, const certify::Auditor& auditor,
            std::chrono::milliseconds interval = std::chrono::seconds(30));
  ~WatchFile();
  WatchFile(const WatchFile&) = delete;
  WatchFile& operator=(const WatchFile&) = delete;

  /// Writes the state, complete or not at all. Throws kIo. Thread-safe.
  void keep();

 private:
  void run();
  void try_to_keep();

  const std::string path_;
  const certify::Auditor& auditor_;
  const std::chrono::milliseconds interval_;
  std::mutex file_mutex_;
  std::string kept_;
  const command::StopOnSignals stop_on_signals_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_over_ = false;
  std::thread thread_;
};

}  // namespace tango::cli
