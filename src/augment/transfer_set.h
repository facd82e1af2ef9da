// A transfer set: texts for a teacher to label, made from sources by a preset.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "augment/corpus.h"
#include "augment/guard.h"
#include "augment/preset.h"
#include "augment/screen.h"
#include "base/team.h"
#include "task/reader.h"

namespace tango::augment {

/// Takes a text that may be used.
using Sink = std::function<void(const TextPair& text)>;
/// Told now and then how many texts have been looked at.
using Watcher = std::function<void(const ScreenCounts& counts)>;

/// Reads all of `reader` into `corpus`: the texts that `guard` and `screen` let pass, tagged by
/// `tagger` (null: not at all). Throws as the reader does, and kInvalidInput when nothing is left;
/// `name` stands for the file there. `sink` (may be empty) gets each text that was kept, in order.
ScreenCounts read_corpus(task::Reader& reader, std::string_view name, const Tagger* tagger,
                         const Guard& guard, Screen& screen, const base::Team& team, Corpus& corpus,
                         const Sink& sink);

struct TransferOptions {
  std::optional<std::int64_t> size;  ///< Nothing: all that the preset gives.
  std::uint64_t seed = 0;            ///< Of the sample, where Preset::is_finite.
};

struct TransferCounts {
  ScreenCounts screen;  ///< Texts generated, and why some were dropped.
  std::int64_t written = 0;
};

/// Everything that `preset` makes, or as much as `size`, but for what `guard` and `screen` drop.
/// What reaches `sink`, and in which order, does not depend on the size of `team`.
TransferCounts make_transfer_set(Preset& preset, const Guard& guard, Screen& screen,
                                 const TransferOptions& options, const base::Team& team,
                                 const Sink& sink, const Watcher& watcher);

}  // namespace tango::augment
