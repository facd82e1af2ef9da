// Precisions from the outside: what auto says and remembers, and what runs under TANGO_ISA.
#include <algorithm>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "program.h"

namespace tango::integration {
namespace {

class Precision : public ProgramTest {
 protected:
  [[nodiscard]] Result classify(const std::string& input, const std::string& precision) const {
    return run({"classify", "--model", model("bert"), input},
               {.environment = {{"TANGO_CACHE", path("cache")}, {"TANGO_PRECISION", precision}}});
  }
  [[nodiscard]] std::string texts(int count) const {
    std::string content;
    for (int i = 0; i < count; ++i) {
      content += "a film " + std::to_string(i * 7919) + " of this and that\n";
    }
    return file("texts.txt", content);
  }
};

TEST_F(Precision, AutoSaysWhatItChoseAndWhyAndRemembersIt) {
  const std::string input = texts(100);
  const Result first = classify(input, "auto");
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_NE(first.err.find("precision "), std::string::npos) << first.err;
  EXPECT_NE(first.err.find("agrees with fp32 on"), std::string::npos) << first.err;
  EXPECT_NE(first.err.find("of 100 sample texts"), std::string::npos) << first.err;
  const Result second = classify(input, "auto");
  EXPECT_NE(second.err.find("as measured before"), std::string::npos) << second.err;
  EXPECT_EQ(second.out, first.out);
  EXPECT_FALSE(std::filesystem::is_empty(path("cache")));
}

TEST_F(Precision, AutoStaysWithFloat32OnFewTexts) {
  const std::string input = texts(3);
  const Result result = classify(input, "auto");
  EXPECT_NE(result.err.find("precision fp32"), std::string::npos) << result.err;
  EXPECT_EQ(result.out, classify(input, "fp32").out);
}

TEST_F(Precision, SampleTextsCanBeNamed) {
  const std::string few = file("few.txt", "one\ntwo\n");
  const Result result =
      run({"classify", "--model", model("bert"), "--sample-texts", texts(80), few},
          {.environment = {{"TANGO_PRECISION", "auto"}}});
  EXPECT_NE(result.err.find("of 80 sample texts"), std::string::npos) << result.err;
}

TEST_F(Precision, EveryOneAnswersAndPacksItsWeightsOnce) {
  const std::string input = texts(5);
  for (const char* precision : {"fp32", "bf16", "int8"}) {
    const Result cold = classify(input, precision);
    EXPECT_EQ(cold.status, 0) << cold.err;
    EXPECT_EQ(std::count(cold.out.begin(), cold.out.end(), '\n'), 5);
    EXPECT_EQ(classify(input, precision).out, cold.out) << "warm and cold answers differ";
  }
  const Result wrong = classify(input, "int4");
  EXPECT_EQ(wrong.status, 2);
  EXPECT_NE(wrong.err.find("int8"), std::string::npos) << wrong.err;
}

TEST_F(Precision, ARunUnderAvx2NamesNoOtherImplementation) {
  if (__builtin_cpu_supports("avx2") == 0) GTEST_SKIP() << "this CPU does not have AVX2";
  const Result result = run({"bench", "--model", model("bert"), "--shape", "2,8", "--json"},
                            {.environment = {{"TANGO_ISA", "avx2"}, {"TANGO_PRECISION", "int8"}}});
  ASSERT_EQ(result.status, 0) << result.err;
  const auto isa = nlohmann::json::parse(result.out).at("machine").at("isa");
  EXPECT_EQ(isa.at("vectors"), "avx2");
  ASSERT_EQ(isa.at("products").size(), 3);
  for (const auto& product : isa.at("products")) {
    const auto name = product.get<std::string>();
    EXPECT_TRUE(name.ends_with(" avx2")) << name;
    EXPECT_EQ(name.find("avx512"), std::string::npos) << name;
    EXPECT_EQ(name.find("ref"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace tango::integration
