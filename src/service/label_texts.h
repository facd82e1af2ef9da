// A teacher's logits of many texts, which a student learns from.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "checkpoint/logits_writer.h"
#include "service/pipeline.h"
#include "task/record_reader.h"

namespace tango::service {

/// What makes two runs write the same file: the model and the texts by content, how they are read
/// (`reading`), the precision, `max_tokens` (LoadOptions). `cascade` is that model alone. Throws as
/// open_checkpoint does, and kNotFound or kIo for the texts.
[[nodiscard]] std::string label_identity(const std::filesystem::path& model,
                                         const std::filesystem::path& texts,
                                         std::string_view reading, const cascade::Cascade& cascade,
                                         int max_tokens);

/// Writes the first tier's logits of every record of `reader` and finishes `file`; records that
/// `file` holds already are skipped. `watch` sees each answer, one at a time, on a worker thread.
/// Throws as answer_records and LogitsWriter do.
void label_texts(task::RecordReader& reader, const cascade::Cascade& cascade,
                 const PipelineOptions& options, checkpoint::LogitsWriter& file,
                 const std::function<void(const cascade::Answer&)>& watch);

}  // namespace tango::service
