// A cascade of classifiers: a small model answers, a larger one where the small one is unsure
// (Mamou, Pereg, Wasserblat, Schwartz 2022, "TangoBERT").
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tango {

/// A text to classify, or a question to answer.
struct Text {
  std::string text;                 ///< For a reader the question.
  std::optional<std::string> pair;  ///< The second text of a pair; for a reader the context.
  std::optional<float> threshold;   ///< In 0 … 1, in place of every tier's own.
  std::optional<int> tier;          ///< This tier (1 = cheapest) answers, whatever its confidence.
};

/// A piece of the context that answers a question.
struct FoundAnswer {
  std::string text;
  std::size_t begin = 0;  ///< In code points of the context.
  std::size_t end = 0;    ///< Behind the last.
  float score = 0;        ///< Its probability.
};

struct Prediction {
  std::string label;                 ///< The most probable; empty where there is no single one.
  std::vector<std::string> labels;   ///< Multi-label: those with probability >= 0.5.
  std::vector<FoundAnswer> answers;  ///< Readers only: the likeliest first, a few.
  float score = 0;                   ///< The probability of `label`, or of the first answer.
  float confidence = 0;              ///< What was held against the threshold, in 0 … 1.
  int tier = 0;                      ///< The tier that answered, from 1.
  std::vector<float> scores;     ///< One a label, in the order of Cascade::labels(); no reader's.
  bool truncated = false;        ///< The text was longer than the model.
  std::size_t invalid_utf8 = 0;  ///< Ill-formed sequences read as U+FFFD.
};

/// What a caller may say differently from the files. Names as on the command line.
struct CascadeOptions {
  std::vector<float> thresholds;  ///< One for each tier but the last, or one for all, or none.
  std::string confidence;         ///< max_probability, margin, entropy, energy; empty: the file's.
  std::string precision;          ///< auto, fp32, bf16, int8; empty: the file's.
  std::string long_text = "truncate";  ///< truncate, window, error.
  int max_tokens = 0;                  ///< A lower limit than the models' own; 0: none.
  int workers = 0;                     ///< Threads; 0: as many as this process has CPUs for.
};

/// Thread-safe; cheap to copy. Every function throws Error.
class Cascade {
 public:
  /// A cascade directory (`cascade.json`).
  [[nodiscard]] static Cascade load(const std::filesystem::path& directory,
                                    const CascadeOptions& options = {});

  /// The answers, in the order of `texts`. A text's answer does not depend on the others.
  [[nodiscard]] std::vector<Prediction> classify(std::vector<Text> texts) const;

  /// A stream: `next` gives texts until it gives none, `sink` takes the answers in the same order,
  /// from a thread of ours, one at a time. Holds some thousands of texts at most.
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
