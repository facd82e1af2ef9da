// A question-answering model, built anew for each choice of how many tokens its layers keep.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/team.h"
#include "checkpoint/checkpoint.h"
#include "evaluate/question_answers.h"
#include "model/model.h"
#include "reading/squad.h"
#include "reading/windows.h"

namespace tango::evaluate {

struct LengthTrialOptions {
  std::filesystem::path questions;  ///< SQuAD 1.1's JSON.
  reading::Articles articles = reading::Articles::kAll;
  std::size_t most_questions = 300;  ///< Evenly from the file.
  model::Precision precision = model::Precision::kInt8;
  reading::WindowOptions windows;
};

/// Not thread-safe.
class LengthTrial {
 public:
  /// `model`: a directory or a name in the model store. Throws as checkpoint::find_model,
  /// open_checkpoint and read_squad do; kUnsupported for a model that does not answer questions or
  /// has relative positions; kInvalidInput where no questions are left.
  LengthTrial(const std::filesystem::path& model, const LengthTrialOptions& options);

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] const checkpoint::EncoderConfig& config() const { return config_; }
  [[nodiscard]] std::size_t questions() const { return questions_.questions.size(); }

  /// The mean number of tokens of a window.
  [[nodiscard]] int tokens() const;

  /// `shares`: EncoderConfig::token_shares; empty: no layer prunes tokens.
  [[nodiscard]] std::unique_ptr<model::Model> make_model(const std::vector<float>& shares) const;

  /// SQuAD's F1, in 0 … 1.
  [[nodiscard]] double score(const model::Model& model);

  /// Questions per second, the best of three runs.
  [[nodiscard]] double questions_per_s(const model::Model& model);

 private:
  base::TeamThreads threads_;
  std::filesystem::path directory_;
  checkpoint::Checkpoint checkpoint_;
  checkpoint::EncoderConfig config_;
  TokenizedQuestions questions_;
  model::Precision precision_;
};

}  // namespace tango::evaluate
