// The flags that name a cascade or model and say how it runs, which most commands share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cascade/cascade.h"
#include "cascade/sample_texts.h"
#include "command/cli11.h"
#include "service/pipeline.h"

namespace tango::cli {

struct ModelOptions {
  std::string cascade;
  std::string model;
  std::string thresholds;
  std::string confidence;
  std::string precision = "auto";
  std::string sample_texts;
  std::string long_text = "truncate";
  std::string truncation = "model";
  std::vector<std::string> label_thresholds;
  bool raw_score = false;
  int max_length = 0;
  int tier = 0;
  int workers = 0;
  int batch = 0;         ///< 0: as measured on this machine, else BatchLimits{}.
  int batch_tokens = 0;  ///< As above.
};

/// For a flag that takes a directory of a model or cascade: where none lies at the path that is
/// given, that of the model store under this name.
[[nodiscard]] CLI::Validator stored_directory();

/// --cascade, --model, which exclude each other.
void add_model_choice(CLI::App& command, ModelOptions& options);
/// --precision, --sample-texts, --workers, --batch, --batch-tokens, --max-length.
void add_run_options(CLI::App& command, ModelOptions& options);
/// --threshold, --confidence, --tier, --long-text, --truncation, --label-threshold, --raw-score.
void add_policy_options(CLI::App& command, ModelOptions& options);

/// Whether load_cascade says that a cascade's certificate is void.
enum class CertificateWarning : bool { kNone, kSaid };

/// `samples`: texts to choose precisions by, where --sample-texts names no others. Throws kUsage
/// if neither --cascade nor --model was given, or for a flag that does not fit; and as
/// cascade::Cascade::load does. Prints on standard error which precision was chosen for a tier,
/// unless `quiet`, and that a certificate is void.
[[nodiscard]] cascade::Cascade load_cascade(const ModelOptions& options,
                                            const cascade::SampleFile& samples = {},
                                            bool quiet = false,
                                            CertificateWarning warning = CertificateWarning::kSaid);

[[nodiscard]] service::PipelineOptions pipeline_options(const ModelOptions& options,
                                                        const cascade::Cascade& cascade);

/// nullopt for "auto": what the cascade's file says, or precision_gate.h chooses. Throws kUsage.
[[nodiscard]] std::optional<model::Precision> chosen_precision(const ModelOptions& options);

/// The tier that is to answer every text, if one was given. Throws kUsage if there is no such tier.
[[nodiscard]] std::optional<int> pinned_tier(const ModelOptions& options,
                                             const cascade::Cascade& cascade);

}  // namespace tango::cli
