// Where what a classifier's build makes will lie in its work directory.
#pragma once

#include <filesystem>
#include <string>

#include "recipe/copy_rows.h"
#include "recipe/suspects.h"

namespace tango::recipe {

struct ClassifierPaths {
  std::filesystem::path work;
  bool asks = false;      ///< Answers are given, and no set is made.
  bool balances = false;  ///< Sets are balanced before anything learns from them.

  [[nodiscard]] std::filesystem::path calibration() const { return work / "calibration.tsv"; }
  [[nodiscard]] std::filesystem::path part(const char* name) const {
    return work / "calibration" / name;
  }
  /// Of answers that are kept to learn from.
  [[nodiscard]] std::filesystem::path sound(const char* name) const {
    return work / "sound" / name;
  }
  [[nodiscard]] std::filesystem::path made_texts(const std::string& set) const {
    return work / "transfer" / (set + ".tsv");
  }
  [[nodiscard]] std::filesystem::path made_logits(const std::string& set) const {
    return work / "logits" / (set + ".safetensors");
  }
  [[nodiscard]] std::filesystem::path balanced(const std::string& set) const {
    return work / "balanced" / set;
  }
  /// What students learn from.
  [[nodiscard]] std::filesystem::path texts_of(const std::string& set) const {
    if (asks) return sound(kSoundTexts);
    return balances ? balanced(set) / kCopiedTexts : made_texts(set);
  }
  [[nodiscard]] std::filesystem::path logits_of(const std::string& set) const {
    if (asks) return sound(kSoundTargets);
    return balances ? balanced(set) / kCopiedLogits : made_logits(set);
  }
  /// A model's logits for the texts that choose, or the dev texts.
  [[nodiscard]] std::filesystem::path answers_to(const std::string& model) const {
    return work / "answers" / (model + ".safetensors");
  }
  [[nodiscard]] std::filesystem::path uncorrected(const std::string& model) const {
    return work / "uncorrected" / (model + ".safetensors");
  }
};

}  // namespace tango::recipe
