// Answers that someone gave to texts, which stand in for a teacher: a log of a language model, a
// service or people.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "recipe/self_agreement.h"
#include "task/record_reader.h"

namespace tango::recipe {

struct GivenAnswers {
  struct Text {
    std::string line;  ///< As a table has it: text, or text<TAB>text_pair.
    int label = 0;     ///< Of its first answer.
  };
  bool is_pair = false;
  std::vector<std::string> labels;  ///< In alphabetical order.
  std::vector<Text> texts;          ///< All different, in the order of the files.
  SelfAgreement agreement;
};

/// Reads files with a column of texts and one of answers, called label unless `reading` names it.
/// Throws kUsage for a file that is named twice; kInvalidInput for a text without an answer, for an
/// answer that is a list or an object, and for fewer than two different answers; and as record
/// readers do.
[[nodiscard]] GivenAnswers read_given_answers(std::span<const std::filesystem::path> files,
                                              task::RecordReaderOptions reading = {});

/// Parts of a directory of divide_given_answers(), beside those of calibration_texts.h.
inline constexpr const char* kLearning = "learning.tsv";
inline constexpr const char* kShares = "shares.safetensors";  ///< Answers to all texts.
inline constexpr const char* kChoosingAnswers = "choosing.safetensors";

/// Divides the texts at random: `calibration` of them into texts that choose and `certifying` ones
/// that certify, the others to learn from. Tables have a column label. Throws kInvalidInput where
/// more than half of the texts would be set aside, or none to learn from has some answer; kIo.
void divide_given_answers(const GivenAnswers& given, std::int64_t calibration,
                          std::int64_t certifying, std::uint64_t seed,
                          const std::filesystem::path& output);

/// A table of texts and answers, and the answers as logits that students learn: the logarithms of
/// label smoothing's probabilities, 0.9 and a share of 0.1 for each label (Szegedy et al. 2016). On
/// these the divergence of `tango distill --loss kl` is the cross-entropy with smoothed labels.
void write_given_texts(const GivenAnswers& given, std::span<const GivenAnswers::Text> texts,
                       const std::filesystem::path& output);
void write_smoothed(const GivenAnswers& given, std::span<const GivenAnswers::Text> texts,
                    const std::filesystem::path& output);

}  // namespace tango::recipe
