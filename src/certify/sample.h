// The texts that a certificate rests on, as a file has them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cascade/request.h"
#include "reading/squad.h"
#include "task/record_reader.h"

namespace tango::certify {

/// A file of texts and how it is read.
struct SampleSource {
  std::filesystem::path path;
  task::RecordReaderOptions reading;
  std::vector<std::string> labels;  ///< The cascade's; used where the reading wants labels.
  /// File of the answers that are the reference: a label a line, or the column of labels of a
  /// table, in the order of the texts: the reading's, where it names one. The same file as `path`
  /// is read as that is. Empty: none.
  std::filesystem::path reference = {};
  bool answers_questions = false;  ///< Labels are then answers: reading/answer_field.h.
};

/// Copies of a text are kept once; every row counts, as the draw that it is.
struct Sample {
  std::vector<cascade::Request> texts;  ///< All different.
  std::vector<std::size_t> rows;        ///< Of each row of the file, its text: index into `texts`.
  /// [rows] Rows of one group are not independent: those of one value of the group's column.
  /// Without one each row is a group, since independent draws may repeat a text.
  std::vector<std::int64_t> groups;
  std::vector<int> truths;  ///< [rows] Right labels; empty where none were wanted.
  /// [rows] Right answers to questions; empty where none were wanted.
  std::vector<std::vector<reading::Answer>> spans;
  std::vector<int> references;  ///< [texts] Of the reference's file; empty without one.
  bool named_groups = false;
  std::uint64_t hash = 0;  ///< Of texts, groups, right answers and reference, in their order.
};

/// Whatever the file holds. Throws as record readers and task::LabelMap do.
[[nodiscard]] Sample read_texts(const SampleSource& source);

/// Texts that may certify. Throws kUsage for standard input, which can't be read again;
/// kInvalidInput for a file without texts or with equal texts alone; and as read_texts.
[[nodiscard]] Sample read_sample(const SampleSource& source);

/// A number that texts share whatever their case, punctuation and tokenization.
[[nodiscard]] std::uint64_t letters_of(const cascade::Request& request);

/// Takes the texts out of `sample` that also are in `known`, whatever their case, punctuation and
/// tokenization, with their rows. Returns the number of these rows.
std::size_t leave_out(const Sample& known, Sample& sample);

/// Throws kInvalidInput that names the first text of `sample` which also is in `training`, whatever
/// its case, punctuation and tokenization; kUsage for standard input; kInvalidInput for a file
/// without texts.
void require_no_overlap(const Sample& sample, const SampleSource& training);

}  // namespace tango::certify
