// A cascade of classifiers: a small model answers first, a larger one where it is unsure
// (Mamou, Pereg, Wasserblat, Schwartz 2022, "TangoBERT"). engine.h answers texts with it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tango/export.h>
#include <tango/text.h>
#include <tango/tokenizer.h>

namespace tango {

/// The arithmetic of the matrix products.
enum class Precision {
  /// Of each tier the one that cascade.json names; where it names none, the cheapest that agrees
  /// with fp32 on 99 % of the sample texts, and fp32 without sample texts.
  kAuto,
  kFloat32,
  kBfloat16,
  kInt8
};

/// How sure a tier is: one number in 0 … 1. With two labels the first three rank texts alike.
enum class Confidence {
  kMaxProbability,
  kMargin,   ///< The largest probability minus the second largest.
  kEntropy,  ///< 1 - H / log n.
  kEnergy    ///< S / (S + n), S = sum of exp(logit).
};

/// What to do with a text that is longer than the model's limit.
enum class LongText {
  kTruncate,  ///< Drop the end; the answer says so.
  kWindow,    ///< Answer from the mean logits of overlapping windows.
  kError      ///< The text ends with kInvalidInput.
};

/// What the numbers of an answer mean.
enum class ProblemType {
  kSingleLabel,       ///< One label a text: scores are a softmax.
  kMultiLabel,        ///< Any number of labels a text: scores are sigmoids.
  kRegression,        ///< Numbers: scores are the model's outputs.
  kQuestionAnswering  ///< Pieces of a context: Prediction::answers.
};

struct LoadOptions {
  /// One per tier but the last, one for all of them, or none: cascade.json's. Each is for every
  /// label that the tier may predict.
  std::vector<float> thresholds = {};
  std::optional<Confidence> confidence = {};  ///< nullopt: cascade.json's.
  Precision precision = Precision::kAuto;     ///< Of every tier.
  /// For Precision::kAuto: 64 or more texts like those to come, never ones that results are
  /// reported on. The first 256 are read.
  std::vector<Text> sample_texts = {};
  /// For what is derived from the models (packed weights, choices of a precision), so that a later
  /// start is quicker; nullopt: nothing is read or written.
  std::optional<std::filesystem::path> cache_directory = {};
  LongText long_text = LongText::kTruncate;
  int max_tokens = 0;  ///< A lower limit than the models' own; 0: none.
  /// For models that may give a text several labels: it has those whose probability is at least
  /// this. `label_thresholds` has its own for some of them. What is said here replaces what
  /// cascade.json says; where nobody says anything, it is 0.5.
  std::optional<float> label_threshold = {};
  std::map<std::string, float> label_thresholds = {};
  /// A model with one label gives its logit in place of the logit's sigmoid.
  bool raw_score = false;
  /// From 1: this tier alone, which answers every text with the confidence that it has among the
  /// others, for tiers on different machines; 0: all of them. kUnsupported for one that goes on
  /// from another or is computed elsewhere.
  int only_tier = 0;
};

/// A tier as it runs.
struct Tier {
  std::filesystem::path model;  ///< Its directory.
  Precision precision = Precision::kFloat32;
  /// Why that precision; continues "int8, which …": "agrees with fp32 on 255 of 256 sample texts".
  std::string why;
  int max_tokens = 0;  ///< The longest text that it reads whole, special tokens included.
};

/// Immutable and thread-safe; copies share the models. A move copies, so that what was moved from
/// stays what it was.
class TANGO_EXPORT Cascade {
 public:
  /// A cascade directory (`cascade.json`). Throws Error: kNotFound, kInvalidModel, kUnsupported,
  /// kUsage for options that do not fit, kIo.
  [[nodiscard]] static Cascade load(const std::filesystem::path& directory,
                                    const LoadOptions& options = {});

  /// A Hugging Face directory (or a PEFT LoRA adapter) of a text classifier, used as it is, as a
  /// cascade of one tier. Throws as load() does.
  [[nodiscard]] static Cascade load_model(const std::filesystem::path& directory,
                                          const LoadOptions& options = {});

  Cascade(const Cascade& other);
  Cascade& operator=(const Cascade& other);
  ~Cascade();

  [[nodiscard]] int num_tiers() const;
  /// The cheapest first, with what was decided for each.
  [[nodiscard]] const std::vector<Tier>& tiers() const;
  /// In the order of Prediction::scores.
  [[nodiscard]] const std::vector<std::string>& labels() const;
  [[nodiscard]] ProblemType problem_type() const;
  /// One per tier but the last; of a tier with a threshold for each label, the highest.
  [[nodiscard]] const std::vector<float>& thresholds() const;
  /// The threshold of a tier but the last (from 0) for the answer labels()[label].
  [[nodiscard]] float threshold(int tier, int label) const;
  /// That of a tier (from 0). kUnsupported for one that is computed elsewhere.
  [[nodiscard]] Tokenizer tokenizer(int tier) const;

 private:
  friend class Engine;
  class Impl;
  explicit Cascade(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace tango
