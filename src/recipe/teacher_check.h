// Whether a teacher can teach, before anything is made for it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "task/record_reader.h"

namespace tango::recipe {

/// Opens the teacher of classifiers: its files, its labels, its head and its tokenizer, but not all
/// of its weights. Throws as open_checkpoint and load_tokenizer do; kInvalidModel for an encoder
/// without a classification head, or with another number of labels than its head; kUnsupported for
/// a model that answers with anything but one of several labels, of which no student is made.
void check_teacher(const std::filesystem::path& directory);

/// Whether students may start from its word vectors: it is an encoder. Throws as open_checkpoint.
[[nodiscard]] bool has_word_vectors(const std::filesystem::path& teacher);

/// How many of a sample of at most 2,000 of the texts, drawn evenly, the teacher can't read whole.
/// A line with its end, or nothing where there are none. Throws as check_teacher and
/// task::open_record_reader do.
[[nodiscard]] std::string cut_in_words(const std::filesystem::path& teacher,
                                       const std::filesystem::path& texts, std::int64_t count,
                                       const task::RecordReaderOptions& reading = {});

}  // namespace tango::recipe
