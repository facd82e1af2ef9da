#include "evaluate/report/opening.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "evaluate/report/cells.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

constexpr double kHardlyFaster = 1.05;
/// Of one cascade, in best batches: what all cores do with many texts.
struct Deployed {
  const OrderedJson& results;
  const OrderedJson& alone = settings_of(results).at(0).at("deployed");
  const OrderedJson& batches = settings_of(results).at(1).at("deployed");

  [[nodiscard]] double speedup() const { return batches.at("speedup").get<double>(); }
  [[nodiscard]] double texts_per_s() const {
    return settings_of(results).at(1).at("tiers").back().at("texts_per_s").get<double>();
  }
  [[nodiscard]] bool has_shares() const { return evaluate::has_shares(settings_of(results).at(1)); }
  /// Of all texts with the last tier; null where answers are no labels.
  [[nodiscard]] OrderedJson agreement() const {
    const OrderedJson& sweep = results.at("sweep");
    if (!sweep.contains("deployed") || sweep.at("deployed").is_null()) return nullptr;
    return sweep.at("deployed").at("agreement");
  }
  [[nodiscard]] OrderedJson promise() const { return results.value("promise", OrderedJson()); }
  [[nodiscard]] bool is_promised() const {
    return promise().is_object() && promise().contains("keep");
  }
};

std::string share(double value) { return fmt::format("{:g} %", std::round(1000 * value) / 10); }

std::string how_fast(double speedup) {
  if (speedup < kHardlyFaster) {
    return fmt::format("This cascade is no faster than its large model alone ({:.2f} times)",
                       speedup);
  }
  return fmt::format(
      "This cascade answers many texts {:.1f} times as fast as its large model alone", speedup);
}

/// To a tenth; 100 only where no answer differs.
double same_of_100(const OrderedJson& agreement) {
  const auto same = agreement.at("agreement").get<double>();
  const double rounded = std::round(1000 * same) / 10;
  constexpr double kAlmostAll = 99.9;
  return same < 1 ? std::min(rounded, kAlmostAll) : rounded;
}

std::string how_often(const Deployed& one) {
  const OrderedJson agreement = one.agreement();
  if (agreement.is_null()) {
    if (!one.has_shares()) {
      return fmt::format("has a score of {}, where a share of the large model's, 0, is not defined",
                         percent(one.batches.at("score")));
    }
    return fmt::format("keeps {} of its score", percent(one.batches.at("kept")));
  }
  return fmt::format("gives the same answer on {:g} of 100", same_of_100(agreement));
}

/// Whose answers are kept; the page calls the last tier the large model.
std::string promised_of(const OrderedJson& promise) {
  std::string of = promise.at("of").get<std::string>();
  const std::string last = "last tier";
  if (const auto place = of.find(last); place != std::string::npos) {
    of.replace(place, last.size(), "large model");
  }
  return of;
}

std::string by_what(const Deployed& one) {
  if (!one.is_promised()) return "(measured, not promised: it has no certificate)";
  const OrderedJson promise = one.promise();
  return fmt::format("(its certificate of {} promises at least {} of {}, with {} confidence)",
                     promise.at("date").get<std::string>(), share(promise.at("keep").get<double>()),
                     promised_of(promise), share(promise.at("confidence_level").get<double>()));
}

/// A price with as many digits as it needs.
std::string money(double price) {
  return price >= 100 ? fmt::format("{:.0f}", price) : fmt::format("{:.2f}", price);
}

void add_money(const Deployed& one, const Price& price, Opening& opening) {
  if (!price.is_known()) return;
  const bool monthly = price.texts_per_month > 0;
  const double texts = monthly ? price.texts_per_month : kMillion;
  const double before = price.of(texts, one.texts_per_s(), one.results);
  const std::string now = money(before / one.speedup());
  const std::string what = texts_in_words(texts) + (monthly ? " a month" : "");
  opening.sentence += fmt::format("; {} cost {} instead of {}", what, now, money(before));
  opening.numbers.push_back(
      {now, fmt::format("for {} instead of {}, at {:g} per core-hour and on cores that are "
                        "always busy",
                        what, money(before), price.core_price)});
}

std::string metric_in_words(const std::string& name) {
  if (name == "mcc") return "Matthews correlation";
  return name == "f1" ? "F1" : name;
}

void add_numbers(const Deployed& one, Opening& opening) {
  opening.numbers.push_back(
      {fmt::format("{:.1f}x", one.speedup()),
       fmt::format("as fast as the large model alone with many texts at once, "
                   "on {} cores; {:.1f}x with one text at a time, on one core",
                   one.results.at("sweep").at("workers").get<int>(),
                   one.alone.at("speedup").get<double>())});
  const OrderedJson agreement = one.agreement();
  if (agreement.is_null()) {
    opening.numbers.push_back(
        one.has_shares() ? KeyNumber{percent(one.batches.at("kept")), "of the large model's score"}
                         : KeyNumber{percent(one.batches.at("score")),
                                     "is its score; of the large model's, 0, no share is defined"});
  } else {
    const auto score = [](const OrderedJson& point) {
      return fmt::format("{:.1f} %", 100 * point.at("score").get<double>());
    };
    const OrderedJson& ends = agreement.at("interval");
    opening.numbers.push_back(
        {fmt::format("{:.1f} %", same_of_100(agreement)),
         fmt::format("of {} texts have the large model's answer; of all texts like these, {:.1f} "
                     "to {:.1f} % (at 95 % confidence)",
                     agreement.at("texts").get<std::int64_t>(), 100 * ends.at(0).get<double>(),
                     100 * ends.at(1).get<double>())});
    opening.numbers.push_back(
        {score(one.batches),
         fmt::format("is its {}, by the right answers; the large model alone has {}, of which {}",
                     metric_in_words(one.results.at("metric").get<std::string>()),
                     score(settings_of(one.results).at(1).at("tiers").back()),
                     one.has_shares() ? "the cascade keeps " + percent(one.batches.at("kept"))
                                      : "no share is defined")});
  }
  if (one.is_promised()) {
    opening.numbers.push_back(
        {"≥ " + share(one.promise().at("keep").get<double>()),
         fmt::format("of {} are promised with {} confidence, by {} texts that were read for it",
                     promised_of(one.promise()),
                     share(one.promise().at("confidence_level").get<double>()),
                     one.promise().at("texts").get<std::int64_t>())});
  } else {
    opening.numbers.push_back({"nothing",
                               "is promised beyond what was measured here; the command tango "
                               "calibrate makes a certificate"});
  }
  opening.numbers.push_back(
      {share(one.batches.at("deferral_rate").get<double>()),
       "of the texts are deferred: the small model is not sure, and the large one answers"});
}

void add_warnings(const Deployed& one, Opening& opening) {
  if (one.batches.at("deferral_rate").get<double>() == 0) {
    opening.warnings.emplace_back(
        "It never asks its large model: every answer is the small one's alone. Let tango "
        "calibrate choose a threshold.");
  }
  if (one.speedup() < kHardlyFaster) {
    opening.warnings.emplace_back(
        "It saves nothing: use the large model alone, or a better student (tango build).");
  }
  if (const OrderedJson promise = one.promise(); promise.is_object() && promise.contains("void")) {
    opening.warnings.push_back(fmt::format("Its certificate promises nothing: {}.",
                                           promise.at("void").get<std::string>()));
  }
}

}  // namespace

OrderedJson Opening::to_json() const {
  OrderedJson json{
      {"sentence", sentence}, {"numbers", OrderedJson::array()}, {"warnings", warnings}};
  for (const KeyNumber& one : numbers) {
    json["numbers"].push_back({{"value", one.value}, {"text", one.text}});
  }
  return json;
}

std::optional<Opening> opening_of(std::span<const NamedResults> all, const Price& price) {
  const auto found = std::ranges::find_if(all, [](const NamedResults& one) {
    return settings_of(one.results).at(0).contains("deployed");
  });
  if (found == all.end()) return std::nullopt;
  const Deployed one{found->results};
  Opening opening{.sentence = fmt::format("{} and {} {}", how_fast(one.speedup()), how_often(one),
                                          by_what(one))};
  add_numbers(one, opening);
  add_money(one, price, opening);
  opening.sentence += ".";
  add_warnings(one, opening);
  return opening;
}

}  // namespace tango::evaluate
