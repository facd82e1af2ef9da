// A file's records through a cascade.
#pragma once

#include <functional>
#include <optional>

#include "cascade/pipeline.h"
#include "task/reader.h"

namespace tango::cli {

/// Answers every record of `reader` in order, in bounded memory. `tier` answers all whose rows pin
/// none. `read`, if there is one, sees each record before it goes in, on the calling thread; `sink`
/// as cascade::AnswerSink. At a row that can't be read, the rows before it are answered first; then
/// its error is thrown.
void answer_records(task::Reader& reader, const cascade::Cascade& cascade,
                    const cascade::PipelineOptions& options, std::optional<int> tier,
                    const std::function<void(const task::Record&)>& read, cascade::AnswerSink sink);

}  // namespace tango::cli
