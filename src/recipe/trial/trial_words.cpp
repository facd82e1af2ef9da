#include "recipe/trial/trial_words.h"

#include <fmt/format.h>

namespace tango::recipe {
namespace {

using base::OrderedJson;

constexpr double kHardlyFaster = 1.2;
constexpr double kNoticeable = 1.02;  ///< What the last doubling of the texts must have brought.

/// A month's texts with the cascade of the last student, by its speedup over the teacher in int8.
double price_with(const evaluate::Capacity& capacity, const TrialOptions& options,
                  double speedup = 1) {
  return evaluate::plan_corpus(capacity, options.texts_per_month, options.core_price).cost /
         speedup;
}

std::string parity_in_words(const Trial& trial) {
  if (!trial.parity) {
    return "parity    unknown: no logits were recorded (--logits FILE compares with some)\n";
  }
  return fmt::format(
      "parity    {}: the logits of {} texts differ by at most {:.2g} from the recorded ones\n",
      trial.parity->holds() ? "holds" : "BROKEN", trial.parity->texts,
      trial.parity->max_difference);
}

std::string precision_in_words(const PrecisionTrial& precision) {
  const OrderedJson same = precision.same.to_json();
  return fmt::format(
      "int8      {:.1f}x as fast as fp32 ({:.0f} texts/s on {} cores, fp32: {:.0f}); same answer "
      "on {:.1f} % of {} texts ({:.1f} … {:.1f} % with 95 % confidence)\n",
      precision.speedup(), precision.int8.texts_per_s_of_all, precision.int8.cores,
      precision.fp32.texts_per_s_of_all, 100 * precision.same.share(), precision.same.texts,
      100 * same.at("interval").at(0).get<double>(), 100 * same.at("interval").at(1).get<double>());
}

std::string answers_in_words(const std::vector<AnswerShare>& answers) {
  std::string text;
  for (const AnswerShare& one : answers) {
    text +=
        fmt::format("{} {} {:.1f} %", text.empty() ? "answers  " : ",", one.label, 100 * one.share);
  }
  return text.empty() ? text : text + "\n";
}

std::string students_in_words(const Trial& trial, double keep) {
  if (trial.students.empty()) return "cascade   " + trial.why_no_students + "\n";
  std::string text = fmt::format(
      "cascade   with a small student that has learnt from these texts alone, where {:g} % of {} "
      "others keep the teacher's answer:\n"
      "          {:>8} {:>9} {:>9}  {}\n",
      100 * keep, trial.students.back().held_out, "learnt", "deferred", "speedup",
      "(9 of 10 resamples of the texts)");
  for (const StudentTrial& one : trial.students) {
    text +=
        fmt::format("          {:>8} {:>7.1f} % {:>8.2f}x  ({:.2f} … {:.2f})\n", one.learnt,
                    100 * one.deferral_rate, one.speedup, one.resampled.low, one.resampled.high);
  }
  return text;
}

std::string forecast_in_words(const Trial& trial) {
  if (!trial.forecast) return "";
  const SpeedupForecast& one = *trial.forecast;
  return fmt::format(
      "forecast  tango build should make a cascade that is {:.1f}x as fast as the teacher in int8 "
      "(80 % interval: {:.1f} … {:.1f}x), by what trials of {} other tasks said of theirs\n",
      one.middle, one.low, one.high, one.tasks);
}

std::string money_in_words(const Trial& trial, const TrialOptions& options) {
  if (options.texts_per_month <= 0 || options.core_price <= 0) {
    return "money     say --texts-per-month and --core-price to see what a month costs\n";
  }
  std::string text = fmt::format(
      "money     {:g} texts a month at {:g} for a core and an hour: {:.2f} with the teacher in "
      "fp32, {:.2f} in int8",
      options.texts_per_month, options.core_price, price_with(trial.precision.fp32, options),
      price_with(trial.precision.int8, options));
  if (!trial.students.empty()) {
    text += fmt::format(", {:.2f} with that cascade",
                        price_with(trial.precision.int8, options, trial.students.back().speedup));
  }
  if (trial.forecast) {
    text += fmt::format(", {:.2f} to {:.2f} with what is forecast",
                        price_with(trial.precision.int8, options, trial.forecast->high),
                        price_with(trial.precision.int8, options, trial.forecast->low));
  }
  return text + "\n";
}

std::string advice(const Trial& trial) {
  if (trial.parity && !trial.parity->holds()) {
    return "The logits are not the recorded ones: find out why before anything else (tango inspect "
           "DIR --verify FILE).";
  }
  if (trial.students.empty()) return "";
  if (trial.forecast && trial.forecast->high < kHardlyFaster) {
    return "A cascade is not forecast to be worth the work: keep the teacher in int8.";
  }
  const StudentTrial& all = trial.students.back();
  const StudentTrial& half = trial.students[trial.students.size() - 2];
  if (all.speedup > half.speedup * kNoticeable) {
    return fmt::format(
        "Twice the texts made that cascade {:.0f} % faster, and tango build lets students learn "
        "from "
        "hundreds of thousands: what it builds should be faster still{}.",
        100 * (all.speedup / half.speedup - 1),
        trial.forecast ? "" : "; how much is not forecast without --forecast");
  }
  if (all.speedup < kHardlyFaster) {
    return "A student of words hardly helps here, however many texts it learns from: build with "
           "--student minilm, or keep the teacher in int8.";
  }
  return "Twice the texts made that cascade hardly faster: build it, and compare --student minilm.";
}

}  // namespace

std::string in_words(const Trial& trial, const TrialOptions& options) {
  std::string text = parity_in_words(trial) + precision_in_words(trial.precision) +
                     answers_in_words(trial.answers) + students_in_words(trial, options.keep) +
                     forecast_in_words(trial) + money_in_words(trial, options);
  if (const std::string what = advice(trial); !what.empty()) text += what + "\n";
  return text;
}

OrderedJson to_json(const Trial& trial, const TrialOptions& options) {
  const PrecisionTrial& precision = trial.precision;
  OrderedJson json{{"texts", trial.texts},
                   {"parity", trial.parity ? trial.parity->to_json() : OrderedJson()},
                   {"int8",
                    {{"speedup", precision.speedup()},
                     {"cores", precision.int8.cores},
                     {"texts_per_s", precision.int8.texts_per_s_of_all},
                     {"texts_per_s_in_fp32", precision.fp32.texts_per_s_of_all}}},
                   {"answers", OrderedJson::object()},
                   {"keep", options.keep},
                   {"students", OrderedJson::array()}};
  json["int8"].update(precision.same.to_json());
  for (const AnswerShare& one : trial.answers) json["answers"][one.label] = one.share;
  for (const StudentTrial& one : trial.students) {
    json["students"].push_back(
        {{"learnt", one.learnt},
         {"held_out", one.held_out},
         {"agreement", one.agreement},
         {"deferral_rate", one.deferral_rate},
         {"texts_per_s", one.texts_per_s},
         {"speedup", one.speedup},
         {"speedup_resampled", {{"p5", one.resampled.low}, {"p95", one.resampled.high}}}});
  }
  if (trial.forecast) {
    json["forecast"] = {{"speedup", trial.forecast->middle},
                        {"interval", {trial.forecast->low, trial.forecast->high}},
                        {"level", 0.8},
                        {"tasks", trial.forecast->tasks}};
  }
  if (options.texts_per_month > 0 && options.core_price > 0) {
    json["cost_per_month"] = {{"fp32", price_with(precision.fp32, options)},
                              {"int8", price_with(precision.int8, options)}};
    if (!trial.students.empty()) {
      json["cost_per_month"]["cascade"] =
          price_with(precision.int8, options, trial.students.back().speedup);
    }
    if (trial.forecast) {
      json["cost_per_month"]["forecast"] = {
          price_with(precision.int8, options, trial.forecast->high),
          price_with(precision.int8, options, trial.forecast->low)};
    }
  }
  return json;
}

}  // namespace tango::recipe
