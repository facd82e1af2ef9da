// Records of input files through a cascade.
#pragma once

#include <optional>

#include "service/pipeline.h"
#include "task/record_reader.h"

namespace tango::service {

/// The request of a record; `tier` answers it where the record itself names none.
[[nodiscard]] cascade::Request request_of(task::Record&& record,
                                          std::optional<int> tier = std::nullopt);

/// Answers every record of `reader` in order, in bounded memory; `tier` as in request_of, `sink` as
/// in Pipeline. Where a record can't be read, those before it are answered first; then its error is
/// thrown. With on_error, errors of texts and of rows that can be passed over are given to it
/// instead. Errors name file and line.
void answer_records(task::RecordReader& reader, const cascade::Cascade& cascade,
                    const PipelineOptions& options, std::optional<int> tier, AnswerSink sink);

}  // namespace tango::service
