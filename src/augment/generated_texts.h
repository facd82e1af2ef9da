// The preset `lm`: new texts from a language model of the task's texts.
#pragma once

#include <cstdint>

#include "augment/preset.h"
#include "augment/text_generator.h"

namespace tango::augment {

/// Tang, Lu, Lin 2019 (D19-6122, "Natural language generation for effective knowledge
/// distillation"), with an LSTM in place of their transformers. Pairs are single texts with a
/// separator (section 3.2).
class GeneratedTexts : public Preset {
 public:
  /// Makes at most `texts` texts, because attempts without an end are dropped. `generator` has to
  /// outlive this object.
  GeneratedTexts(const TextGenerator& generator, const GeneratorOptions& options,
                 std::uint64_t texts, std::uint64_t seed)
      : generator_(generator), options_(options), texts_(texts), seed_(seed) {}

  bool next_work(Work& work) override;
  void generate(const Work& work, std::vector<TextPair>& texts) const override;

 private:
  const TextGenerator& generator_;
  GeneratorOptions options_;
  std::uint64_t texts_, seed_;
  std::uint64_t handed_out_ = 0;
};

}  // namespace tango::augment
