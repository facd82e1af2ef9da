// The flags of tango evaluate: which labelled texts, and what a sweep measures.
#pragma once

#include <string>
#include <vector>

#include "cli/input_options.h"
#include "command/cli11.h"
#include "evaluate/labelled_source.h"
#include "evaluate/sweep_results.h"

namespace tango::cli {

struct SourceFlags {
  InputOptions input = {.path = ""};
  std::string task;
  std::string split;
  std::string data;
  std::string metric;
  std::size_t sample = 0;
};

/// --task, --split, --data, --input, --sample, --label, --query, --metric,
/// and how a file is laid out.
void add_source_flags(CLI::App& command, SourceFlags& flags);

/// Throws kUsage that names the flags for what is missing or does not fit.
[[nodiscard]] evaluate::SourceOptions source_options(const SourceFlags& flags);

struct SweepFlags {
  bool wanted = false;
  std::string tune;                 ///< A split or a file to choose thresholds on.
  std::vector<std::string> rivals;  ///< Directories of cascades and models.
  evaluate::SweepSettings settings;
};

/// --sweep and what goes with it.
void add_sweep_flags(CLI::App& command, SweepFlags& flags);

}  // namespace tango::cli
