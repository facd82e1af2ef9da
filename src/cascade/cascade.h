// The tiers of a cascade, and the rule that defers a text from one tier to the next.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cascade/cascade_config.h"
#include "cascade/deferral_rule.h"
#include "cascade/precision_gate.h"
#include "cascade/request.h"
#include "cascade/threshold.h"
#include "cascade/tier.h"

namespace tango::cascade {

/// What a caller may override of the files' settings.
struct LoadOptions {
  /// One per tier but the last, one for all of them, or none; each for every class.
  std::vector<float> thresholds;
  std::optional<ConfidenceKind> confidence;
  std::optional<model::Precision> precision;         ///< Of every tier; nullopt: as the file says.
  SampleTexts samples;                               ///< For tiers whose precision is to be chosen.
  base::MachineCache cache = base::machine_cache();  ///< For what is derived from the models.
  int max_tokens = 0;  ///< A lower limit than the models' own; 0: none.
  LongText long_text = LongText::kTruncate;
  /// Whether the tokenizers' model_max_length is a limit, too.
  bool obey_tokenizer = false;
  /// As parse_label_thresholds() takes it; what it says of a label replaces what the file says.
  std::vector<std::string> label_thresholds;
  /// Whether a model with one label and no "problem_type" gives its logit instead of the sigmoid.
  bool raw_score = false;
  int only_tier = 0;  ///< From 1: this one alone, as lone_tier() has it; 0: all of them.
};

/// Immutable after loading; every method is const and thread-safe.
class Cascade {
 public:
  /// Loads a cascade directory. Throws as read_cascade_config, open_checkpoint and load_tokenizer
  /// do; kInvalidModel if the tiers disagree on labels; kUsage if the options do not fit.
  [[nodiscard]] static Cascade load(const std::filesystem::path& directory,
                                    const LoadOptions& options = {});

  /// A model directory as a cascade of one tier.
  [[nodiscard]] static Cascade load_model(const std::filesystem::path& directory,
                                          const LoadOptions& options = {});

  /// `thresholds`: one per tier but the last, in 0 … 1. `label_thresholds`: one per label of which
  /// a text may have several; none: kLabelThreshold for each.
  Cascade(std::vector<Tier> tiers, std::vector<Threshold> thresholds, checkpoint::Labels labels,
          DeferralRule rule, std::vector<float> label_thresholds = {});

  /// The answer of tier `tier` (from 0) to one text, from its logits (TextLogits); `temperature`
  /// replaces the tier's own; `earlier_label`: what the tier before answered, if it did.
  [[nodiscard]] Answer answer(int tier, std::span<const float> logits, const EncodedText& encoded,
                              const Request& request, std::optional<float> temperature = {},
                              std::optional<int> earlier_label = {}) const;

  /// The confidence in an answer that its tier gave alone, had the tier before answered
  /// `earlier_label`.
  [[nodiscard]] float confidence_after(const Answer& answer, int earlier_label) const;

  /// Whether this answer is final: it always is from the last tier and from a pinned one. Before a
  /// tier that can't be called it is, too, and `answer.ask` says whether that is to be asked.
  [[nodiscard]] bool accepts(const Request& request, Answer& answer) const;

  /// Whether the last tier can't be called.
  [[nodiscard]] bool asks() const { return tiers_.back().is_asked(); }
  /// Those that can be called.
  [[nodiscard]] int num_callable_tiers() const { return num_tiers() - (asks() ? 1 : 0); }

  /// The tier (from 0) that reads the text first: 0, or the pinned one. Throws kInvalidInput for a
  /// pinned tier that does not exist and for a threshold outside 0 … 1, kUnsupported for a pinned
  /// tier that can't be called.
  [[nodiscard]] int first_tier(const Request& request) const;

  /// Whether the tier (from 0) takes up what the one before leaves of a text.
  [[nodiscard]] bool goes_on(int tier) const {
    return tier > 0 && tier < num_tiers() && this->tier(tier).goes_on_from(this->tier(tier - 1));
  }
  [[nodiscard]] int num_tiers() const { return static_cast<int>(tiers_.size()); }
  [[nodiscard]] const Tier& tier(int index) const {
    return tiers_[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const std::vector<Threshold>& thresholds() const { return thresholds_; }
  [[nodiscard]] const checkpoint::Labels& labels() const { return labels_; }
  [[nodiscard]] const DeferralRule& rule() const { return rule_; }
  /// One per label of which a text may have several; else none.
  [[nodiscard]] const std::vector<float>& label_thresholds() const { return label_thresholds_; }

 private:
  std::vector<Tier> tiers_;
  std::vector<Threshold> thresholds_;
  checkpoint::Labels labels_;
  DeferralRule rule_;
  std::vector<float> label_thresholds_;
};

/// A sentence for each tier that texts leave this machine for.
[[nodiscard]] std::vector<std::string> where_texts_go(const Cascade& cascade);

}  // namespace tango::cascade
