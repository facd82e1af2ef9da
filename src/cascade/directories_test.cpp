// Directories that tests/parity/directories.py draws, against what `transformers` made of them.
#include <cmath>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/json.h"
#include "cascade/cascade.h"
#include "task/record_reader.h"

namespace tango::cascade {
namespace {

using base::Json;

/// fp32 sums in another order, relative to the largest logit; weights of 0.3 let errors grow.
constexpr double kTolerance = 2e-4;

std::string numbers(const std::vector<std::int32_t>& values) { return Json(values).dump(); }

/// What differs; empty where nothing does.
std::string difference(const Tier& tier, const EncodedText& encoded, const Json& expected) {
  const text::Encoding& encoding = encoded.front();
  if (expected.at("ids") != encoding.ids) {
    return "ids " + numbers(encoding.ids) + ", expected " + expected.at("ids").dump();
  }
  if (expected.at("types") != encoding.type_ids) {
    return "types " + numbers(encoding.type_ids) + ", expected " + expected.at("types").dump();
  }
  const auto workspace = tier.model().make_workspace();
  const EncodedText* const texts[] = {&encoded};
  const std::vector<float> logits = tier.run(texts, 4096, *workspace).values;
  const auto& wanted = expected.at("logits");
  if (wanted.size() != logits.size()) return std::to_string(logits.size()) + " logits";
  double largest = 1;
  for (const Json& logit : wanted) largest = std::max(largest, std::abs(logit.get<double>()));
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (!(std::abs(wanted[i].get<double>() - logits[i]) <= kTolerance * largest)) {
      return "logits " + Json(logits).dump() + ", expected " + wanted.dump();
    }
  }
  return "";
}

class Comparison {
 public:
  void compare(const Json& draw) {
    const std::string where = "draw " + draw.at("number").dump() + ", ";
    const std::filesystem::path directory = draw.at("directory").get<std::string>();
    try {
      const Cascade cascade =
          Cascade::load_model(directory, {.precision = model::Precision::kFloat32,
                                          .obey_tokenizer = draw.at("truncates").get<bool>()});
      if (draw.contains("failed")) return;  // more than the oracle reads
      ++loaded_;
      compare(cascade, directory / draw.at("input").get<std::string>(), draw.at("rows"), where);
    } catch (const Error& error) {
      if (draw.contains("failed") || draw.at("may_refuse")) {
        ++refused_;
      } else {
        ADD_FAILURE() << where << error.what();
      }
    }
  }

  void report() const {
    std::printf("%d directories and %d texts are equal, %d refused; errors in both: %d texts\n",
                loaded_, equal_, refused_, errors_);
  }

 private:
  void compare(const Cascade& cascade, const std::filesystem::path& input, const Json& rows,
               const std::string& where) {
    const Tier& tier = cascade.tier(0);
    const auto reader = task::open_record_reader(input, {});
    task::Record record;
    for (const Json& expected : rows) {
      ASSERT_TRUE(reader->next(record)) << where;
      const std::string text = where + Json(record.text).dump() + ": ";
      try {
        const Request request{.text = record.text, .pair = record.pair};
        const EncodedText encoded = tier.encode(request);
        if (expected.contains("error")) {
          const auto workspace = tier.model().make_workspace();
          const EncodedText* const texts[] = {&encoded};
          const auto logits = tier.run(texts, 4096, *workspace).values;
          (void)cascade.answer(0, logits, encoded, request);
          ADD_FAILURE() << text << "answered; expected " << expected.at("error");
          continue;
        }
        const std::string found = difference(tier, encoded, expected);
        if (found.empty()) ++equal_;
        EXPECT_TRUE(found.empty()) << text << found;
      } catch (const Error& error) {
        if (expected.contains("error")) {
          ++errors_;
        } else {
          ADD_FAILURE() << text << error.what();
        }
      }
    }
    EXPECT_FALSE(reader->next(record)) << where << "more rows than there are texts";
  }

  int loaded_ = 0, equal_ = 0, refused_ = 0, errors_ = 0;
};

TEST(Parity, Directories) {
  const char* const path = std::getenv("TANGO_DIRECTORIES");
  if (path == nullptr) GTEST_SKIP() << "run tests/parity/directories.py";
  std::ifstream file(path);
  Comparison comparison;
  for (std::string line; std::getline(file, line);) {
    comparison.compare(base::parse_json(line, path));
  }
  comparison.report();
}

}  // namespace
}  // namespace tango::cascade
