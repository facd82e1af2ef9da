// A transfer set: texts for a teacher to label, which a preset makes of source texts.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "augment/corpus.h"
#include "augment/guard.h"
#include "augment/preset.h"
#include "augment/screen.h"
#include "base/team.h"
#include "task/record_reader.h"

namespace tango::augment {

/// Gets each text that may be used.
using Sink = std::function<void(const TextPair& text)>;
/// Gets the counts now and then, for a display of progress.
using Watcher = std::function<void(const ScreenCounts& counts)>;

/// Reads into `corpus` all texts of `reader` that `guard` and `screen` let pass, tagged by
/// `tagger`, or without tags if it is null. `sink`, which may be empty, gets each of them, in
/// order. Throws as the reader does, and kInvalidInput, with the `name` of the file, when no text
/// is left.
ScreenCounts read_corpus(task::RecordReader& reader, std::string_view name, const Tagger* tagger,
                         const Guard& guard, Screen& screen, const base::Team& team, Corpus& corpus,
                         const Sink& sink);

struct TransferOptions {
  std::optional<std::int64_t> size;  ///< nullopt: all that the preset makes.
  std::uint64_t seed = 0;            ///< Of the random sample, where Preset::is_finite().
};

struct TransferCounts {
  ScreenCounts screen;  ///< Texts made, and why some were dropped.
  std::int64_t written = 0;
};

/// Makes texts by `preset`, all or `size` of them, without those that `guard` and `screen` drop.
/// Which texts reach `sink`, and in which order, does not depend on the size of `team`.
TransferCounts make_transfer_set(Preset& preset, const Guard& guard, Screen& screen,
                                 const TransferOptions& options, const base::Team& team,
                                 const Sink& sink, const Watcher& watcher);

}  // namespace tango::augment
