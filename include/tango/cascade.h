// A cascade of classifiers: a small model answers first, a larger one where it is unsure
// (Mamou, Pereg, Wasserblat, Schwartz 2022, "TangoBERT").
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tango/export.h>

namespace tango {

/// A text to classify, or a question to answer.
struct Text {
  std::string text;                 ///< The text, or the question.
  std::optional<std::string> pair;  ///< The second text of a pair, or the question's context.
  std::optional<float> threshold;   ///< In 0 … 1; replaces every tier's own.
  std::optional<int> tier;  ///< The tier (1 = cheapest) that answers, whatever its confidence.
};

/// A piece of the context that answers a question.
struct FoundAnswer {
  std::string text;
  std::size_t begin = 0;  ///< In code points of the context.
  std::size_t end = 0;    ///< One past the last.
  float score = 0;        ///< Its probability.
};

struct Prediction {
  std::string label;                 ///< The most probable; empty unless there is a single label.
  std::vector<std::string> labels;   ///< Multi-label: those with probability >= 0.5.
  std::vector<FoundAnswer> answers;  ///< For question answering: the most probable first.
  float score = 0;                   ///< The probability of `label`, or of the first answer.
  float confidence = 0;              ///< What is compared with the threshold, in 0 … 1.
  int tier = 0;                      ///< The tier that answered, from 1.
  /// One per label, in the order of Cascade::labels(); empty for question answering.
  std::vector<float> scores;
  bool truncated = false;        ///< The text was longer than the model's limit.
  std::size_t invalid_utf8 = 0;  ///< Ill-formed sequences read as U+FFFD.
};

/// What a caller may override of the files' settings. Names as on the command line.
struct CascadeOptions {
  std::vector<float> thresholds;  ///< One per tier but the last, one for all of them, or none.
  std::string confidence;         ///< max_probability, margin, entropy, energy; empty: the file's.
  std::string precision;          ///< auto, fp32, bf16, int8; empty: the file's.
  std::string long_text = "truncate";  ///< truncate, window, error.
  int max_tokens = 0;                  ///< A lower limit than the models' own; 0: none.
  int workers = 0;                     ///< Number of threads; 0: one per usable CPU.
};

/// Thread-safe; cheap to copy. Every function throws Error.
class TANGO_EXPORT Cascade {
 public:
  /// A cascade directory (`cascade.json`).
  [[nodiscard]] static Cascade load(const std::filesystem::path& directory,
                                    const CascadeOptions& options = {});

  /// The answers, in the order of `texts`. A text's answer does not depend on the others.
  [[nodiscard]] std::vector<Prediction> classify(std::vector<Text> texts) const;

  /// Classifies a stream: `next` returns texts until it returns nullopt; `sink` gets the index and
  /// the answer of each in the same order, one at a time, on a worker thread. Holds a few thousand
  /// texts at most.
  void classify(const std::function<std::optional<Text>()>& next,
                const std::function<void(std::size_t, Prediction&&)>& sink) const;

  [[nodiscard]] int num_tiers() const;
  [[nodiscard]] const std::vector<std::string>& labels() const;

 protected:
  class Impl;
  explicit Cascade(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace tango
