#include "recipe/build_reader.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/atomic_file.h"
#include "base/json.h"
#include "base/mapped_file.h"
#include "checkpoint/checkpoint.h"
#include "reading/squad.h"
#include "recipe/build_steps.h"
#include "recipe/model_card.h"
#include "recipe/seed_scores.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

/// The best F1 in a training log.
double best_f1(const fs::path& model) {
  const base::MappedFile log(model / "training.jsonl");
  double best = 0;
  std::string_view rest = log.text();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    best = std::max(best, base::Json::parse(rest.substr(0, end)).value("f1", 0.0));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return best;
}

struct Reader {
  std::string name, command;
  std::vector<std::string> seeds;
  std::vector<double> scores;
  std::size_t taken = 0;
  fs::path directory;  ///< Of the best seed.
  fs::path shortened;  ///< The same with its lengths; empty for one that reads all.

  [[nodiscard]] const fs::path& handed_over() const {
    return shortened.empty() ? directory : shortened;
  }
};

class ReaderBuild {
 public:
  ReaderBuild(const Recipe& recipe, const BuildOptions& options)
      : recipe_(recipe),
        steps_(recipe, options),
        flags_{"--task", "squad", "--data", options.places.data.string()},
        data_(options.places.data / "squad"),
        dev_(reading::find_squad(options.places.data, "dev")) {}

  void run() {
    steps_.fetch_bases();
    const BuildSteps::Large large = steps_.make_large(flags_, {data_});
    std::vector<Reader> readers;
    readers.reserve(recipe_.students.size() + 1);
    for (const Student& student : recipe_.students) {
      readers.push_back(distil(student, large.directory));
    }
    readers.push_back({.name = "large",
                       .command = large.command,
                       .seeds = {""},
                       .scores = {best_f1(large.directory)},
                       .taken = 0,
                       .directory = large.directory,
                       .shortened = {}});
    std::vector<fs::path> inputs(readers.size());
    std::transform(readers.begin(), readers.end(), inputs.begin(),
                   [](const Reader& one) { return one.handed_over(); });
    steps_.hand_over("readers " + recipe_.licence, inputs,
                     [&](const fs::path& draft) { write(readers, draft); });
  }

 private:
  Reader distil(const Student& student, const fs::path& large) {
    Reader reader{.name = student.name,
                  .command = {},
                  .seeds = {},
                  .scores = {},
                  .taken = 0,
                  .directory = {},
                  .shortened = {}};
    const std::string base = value_of(student.distill, "--student").value_or("");
    for (const std::int64_t seed : student.seeds) {
      const std::string name = fmt::format("{}-{}", student.name, seed);
      Arguments arguments{"distill"};
      append(arguments, flags_);
      append(arguments, student.distill);
      append(arguments, {"--teacher", large.string(), "--seed", std::to_string(seed)});
      const fs::path model = steps_.in_work("models/" + name);
      const std::string command = steps_.run_verb(
          "models/" + name, arguments, {data_, large, checkpoint::find_model(base)}, model);
      reader.seeds.push_back(std::to_string(seed));
      reader.scores.push_back(best_f1(model));
      if (reader.scores.size() > 1 && reader.scores.back() <= reader.scores[reader.taken]) continue;
      reader.taken = reader.scores.size() - 1;
      reader.directory = model;
      reader.command = command;
    }
    if (value_of(student.distill, "--length-drop")) shorten(reader);
    return reader;
  }

  void shorten(Reader& reader) {
    Arguments arguments{"lengths",     "--model",     reader.directory.string(),
                        "--questions", dev_.string(), "--articles",
                        "even"};
    append(arguments, recipe_.lengths);
    reader.shortened = steps_.in_work("models/" + reader.name + "-shortened");
    (void)steps_.run_verb("lengths/" + reader.name, arguments, {reader.directory, dev_},
                          reader.shortened);
  }

  void write(const std::vector<Reader>& readers, const fs::path& directory) const {
    const double large = readers.back().scores.front();
    const std::size_t questions =
        reading::only(reading::read_squad(dev_), reading::Articles::kEven).size();
    base::Json report{{"metric", "f1"}, {"questions", questions}};
    fs::create_directories(directory);
    for (const Reader& one : readers) {
      const fs::path folder = directory / one.name;
      fs::copy(one.handed_over(), folder, fs::copy_options::recursive);
      base::write_file(folder / "README.md", model_card({.recipe = recipe_,
                                                         .name = one.name,
                                                         .command = one.command,
                                                         .metric = "f1",
                                                         .texts = questions,
                                                         .labelled = true,
                                                         .scores = one.scores,
                                                         .large_score = large}));
      base::Json& json = report["models"][one.name];
      json = seed_scores_json(one.seeds, one.scores, one.taken, large);
      if (!one.shortened.empty()) {
        json["lengths"] = base::read_json(one.shortened / "lengths.json");
      }
    }
    base::write_file(directory / "scores.json", report.dump(2) + "\n");
  }

  const Recipe& recipe_;
  BuildSteps steps_;
  Arguments flags_;
  fs::path data_;  ///< The task's files.
  fs::path dev_;
};

}  // namespace

void build_reader(const Recipe& recipe, const BuildOptions& options) {
  ReaderBuild(recipe, options).run();
}

}  // namespace tango::recipe
