// What a cascade of one's own classifier promises to be worth, in minutes and without keeping
// anything.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/agreement.h"
#include "evaluate/capacity.h"
#include "evaluate/verification.h"
#include "recipe/trial/speedup_forecast.h"
#include "recipe/trial/student_trial.h"
#include "task/record_reader.h"

namespace tango::recipe {

struct TrialOptions {
  std::filesystem::path teacher;  ///< A fine-tuned model directory.
  std::filesystem::path texts;    ///< Like those that it will get.
  task::RecordReaderOptions reading;
  /// JSON Lines as evaluate::VerificationOptions::recorded; empty: the texts' file, if its lines
  /// have logits.
  std::filesystem::path logits;
  std::filesystem::path forecast;  ///< Of read_forecast_parameters(); empty: nothing is forecast.
  double keep = 0.98;          ///< The share of the teacher's answers that a cascade should keep.
  double texts_per_month = 0;  ///< 0: not stated.
  double core_price = 0;       ///< Of a core and an hour; 0: not stated.
};

/// Of the teacher in int8 beside itself in fp32, on all cores.
struct PrecisionTrial {
  evaluate::AgreementCount same;
  evaluate::Capacity fp32, int8;

  [[nodiscard]] double speedup() const { return int8.texts_per_s_of_all / fp32.texts_per_s_of_all; }
};

struct AnswerShare {
  std::string label;
  double share = 0;
};

struct Trial {
  std::int64_t texts = 0;                        ///< Different ones of the file.
  std::optional<evaluate::Verification> parity;  ///< nullopt without recorded logits.
  PrecisionTrial precision;
  std::vector<AnswerShare> answers;         ///< The teacher's, in int8.
  std::vector<StudentTrial> students;       ///< By texts that were learnt from, ascending.
  std::string why_no_students;              ///< A sentence, where there are none.
  std::optional<SpeedupForecast> forecast;  ///< With students and TrialOptions::forecast.
};

/// Is told in a few words what is being done.
using TrialWatch = std::function<void(const std::string&)>;

/// Takes ten minutes at most on two cores: of a slow teacher fewer texts are read. What it writes
/// lies in a temporary directory, which it removes. Throws as check_teacher and open_record_reader
/// do; kInvalidInput for fewer than 100 different texts.
[[nodiscard]] Trial run_trial(const TrialOptions& options, const TrialWatch& watch);

}  // namespace tango::recipe
