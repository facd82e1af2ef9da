#include "evaluate/length_choice.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/atomic_file.h"
#include "base/draft.h"

namespace tango::evaluate {

namespace fs = std::filesystem;

base::Json LengthChoice::to_json() const {
  base::Json json{{"questions", questions},
                  {"tokens", tokens},
                  {"keep", keep},
                  {"whole_f1", whole_score},
                  {"f1", candidate().score},
                  {"work", candidate().work},
                  {"speedup", questions_per_s / whole_questions_per_s},
                  {"front", base::Json::array()}};
  for (const LengthCandidate& one : front) {
    json["front"].push_back({{"shares", one.shares}, {"f1", one.score}, {"work", one.work}});
  }
  return json;
}

std::string LengthChoice::to_table() const {
  std::string table =
      fmt::format("{:>6} {:>6}  {}\n", "F1", "work", "share of the tokens that each layer keeps");
  for (std::size_t i = 0; i < front.size(); ++i) {
    table += fmt::format("{:6.2f} {:6.3f}  {:.2f}{}\n", 100 * front[i].score, front[i].work,
                         fmt::join(front[i].shares, " "), i == chosen ? "  <- taken" : "");
  }
  return table +
         fmt::format(
             "{} questions: F1 {:.2f} of {:.2f}, {:.0f} questions/s where the whole model answers "
             "{:.0f} ({:.2f}x)\n",
             questions, 100 * candidate().score, 100 * whole_score, questions_per_s,
             whole_questions_per_s, questions_per_s / whole_questions_per_s);
}

std::size_t least_work_that_keeps(std::span<const LengthCandidate> front, double wanted) {
  const auto enough =
      std::ranges::find_if(front, [&](const LengthCandidate& one) { return one.score >= wanted; });
  return enough == front.end() ? front.size() - 1
                               : static_cast<std::size_t>(enough - front.begin());
}

LengthChoice choose_lengths(LengthTrial& trial, LengthSearchOptions search, double keep,
                            const std::function<void(int, int)>& watch) {
  search.tokens = trial.tokens();
  LengthChoice choice{.keep = keep, .questions = trial.questions(), .tokens = search.tokens};
  choice.front = search_lengths(
      trial.config(), search,
      [&](const std::vector<float>& shares) { return trial.score(*trial.make_model(shares)); },
      watch);
  const auto whole = trial.make_model({});
  choice.whole_score = trial.score(*whole);
  choice.chosen = least_work_that_keeps(choice.front, keep * choice.whole_score);
  choice.whole_questions_per_s = trial.questions_per_s(*whole);
  choice.questions_per_s = trial.questions_per_s(*trial.make_model(choice.candidate().shares));
  return choice;
}

void write_shortened_model(const fs::path& model, const LengthChoice& choice,
                           const fs::path& output) {
  base::require_absent(output);
  base::Draft draft(output);
  fs::copy(model, draft.path(), fs::copy_options::recursive);
  base::Json config = base::read_json(model / "config.json");
  config["token_shares"] = choice.candidate().shares;
  base::write_file(draft.path() / "config.json", config.dump(2) + "\n");
  base::write_file(draft.path() / "lengths.json", choice.to_json().dump(2) + "\n");
  draft.commit();
}

}  // namespace tango::evaluate
