// What a worker does with the texts that it was given, on no one's lock.
#pragma once

#include "base/team.h"
#include "cascade/endpoint.h"
#include "service/cascades.h"
#include "service/scheduler.h"
#include "service/text.h"

namespace tango::service {

/// Texts sorted by what comes next for them.
struct Computed {
  Texts ended;      ///< Their ends hold an answer or an error.
  Texts tokenized;  ///< For their pools.
  Texts deferred;   ///< To be tokenized for the next tier.
  Texts begun;      ///< They have windows for further batches.
};

/// Tokenizes each text for the tier that reads it next. One of more than `max_text_tokens` fails;
/// 0: none does.
[[nodiscard]] Computed tokenize(Texts texts, int max_text_tokens);

/// Runs a batch of local tiers with the same model; tokenizes the deferred texts for the next tier,
/// as tokenize() does.
/// A text that can't be computed harms no other.
[[nodiscard]] Computed run_batch(Texts texts, int batch_tokens, int max_text_tokens,
                                 WorkerSlot& slot, base::Team team, TimePoint started);

/// Takes up what an endpoint completed: answers, or one tier further. Where it failed, the answers
/// of the tiers before stand.
[[nodiscard]] Computed take_output(Texts texts, cascade::TierOutput output, TierCounts& counts,
                                   TimePoint started);

/// The exception that is being handled, as an Error.
[[nodiscard]] Error current_error();

}  // namespace tango::service
