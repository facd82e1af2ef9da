// Whether made texts help: two small students, with and without them.
#pragma once

#include <filesystem>
#include <string>

#include "checkpoint/logits_file.h"

namespace tango::recipe {

/// Writes the texts of a transfer set that were not made, and their logits, into the directory
/// `output`, as copy_rows() does: the set's report says how many there are, and they come
/// first. Throws kInvalidInput where the files are not of one set, kIo.
void write_sources(const std::filesystem::path& texts, const std::filesystem::path& logits,
                   const std::filesystem::path& output);

/// A line for each class of whose texts, by the teacher's answers, significantly fewer keep their
/// answer with made texts than without: the sign test over texts that one of the two students gets
/// wrong, one-sided, at a level of 5 % divided by the number of classes. Empty where there is none.
/// The three are logits of the same texts, which neither student has learnt from.
[[nodiscard]] std::string made_texts_in_words(const checkpoint::LogitsFile& teacher,
                                              const checkpoint::LogitsFile& with,
                                              const checkpoint::LogitsFile& without);

}  // namespace tango::recipe
