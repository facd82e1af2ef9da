#include "recipe/parse_recipe.h"

#include <filesystem>

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::recipe {
namespace {

const Places places{"/somewhere/data", "/somewhere/models", "/somewhere/cache"};

constexpr const char* kSmall = R"(
task = "sst2"
[large]
base = "org/base"
lora-rank = 16
learning-rate = 3e-4
[[transfer]]
name = "rules"
preset = "rules"
texts = "{data}/more.txt"
with-sources = true
quick = false
[[student]]
name = "small"
student = "bilstm"
vectors = "{models}/glove.txt"
layers = [0, 2]
seeds = [4, 5]
[[cascade]]
name = "both"
tiers = ["small", "large"]
)";

Recipe parse(const std::string& text) { return parse_recipe(text, "r.toml", places); }

std::string error_of(const std::string& text) {
  try {
    (void)parse(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
    return error.what();
  }
  return "no error";
}

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = kSmall;
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(Recipe, KeysAreFlagsOfTheVerb) {
  const Recipe recipe = parse(kSmall);
  EXPECT_EQ(recipe.task, "sst2");
  EXPECT_EQ(recipe.train,
            (Arguments{"--base", "org/base", "--learning-rate", "0.0003", "--lora-rank", "16"}));
  ASSERT_EQ(recipe.transfer.size(), 1U);
  EXPECT_EQ(recipe.transfer[0].augment, (Arguments{"--preset", "rules", "--texts",
                                                   "/somewhere/data/more.txt", "--with-sources"}));
  ASSERT_EQ(recipe.students.size(), 1U);
  EXPECT_EQ(recipe.students[0].distill,
            (Arguments{"--layers", "0", "--layers", "2", "--student", "bilstm", "--vectors",
                       "/somewhere/models/glove.txt"}));
  EXPECT_EQ(recipe.students[0].seeds, (std::vector<std::int64_t>{4, 5}));
  EXPECT_EQ(recipe.cascades[0].tiers, (std::vector<std::string>{"small", "large"}));
}

TEST(Recipe, SaysWhereTheFlagsStand) {
  const Recipe recipe = parse(kSmall);
  const auto& student = recipe.places.at(table_name("student", "small"));
  EXPECT_EQ(student.at("layers"), "r.toml:17:1");
  EXPECT_EQ(student.at(""), "r.toml:13:1");
  EXPECT_EQ(student.at("name"), "r.toml:14:1");
  EXPECT_EQ(recipe.places.at(table_name("large")).at("lora-rank"), "r.toml:5:1");
  EXPECT_EQ(recipe.places.at(table_name("lengths")).at(""), "r.toml:1:1");
}

TEST(Recipe, ExitsAreNoTiers) {
  const std::string text = std::string(kSmall) +
                           "[[exits]]\nname = \"off\"\nmethod = \"fastbert\"\n"
                           "transfer = [\"rules\"]\n";
  const Recipe recipe = parse(text);
  ASSERT_EQ(recipe.exits.size(), 1U);
  EXPECT_EQ(recipe.exits[0].name, "off");
  EXPECT_EQ(recipe.exits[0].transfer, std::vector<std::string>{"rules"});
  EXPECT_EQ(recipe.exits[0].exits, (Arguments{"--method", "fastbert"}));
  EXPECT_NE(
      error_of(text + "[[cascade]]\nname = \"c\"\ntiers = [\"off\"]\n").find("there is no \"off\""),
      std::string::npos);
  EXPECT_NE(
      error_of(text + "[[cascade]]\nname = \"off\"\ntiers = [\"large\"]\n").find("two of the name"),
      std::string::npos);
}

TEST(Recipe, OtherFineTunedModelsAreTiers) {
  const std::string text = std::string(kSmall) +
                           "[[cascade]]\nname = \"c\"\n"
                           "tiers = [\"small\", \"other\"]\n[[fine-tuned]]\nname = \"other\"\n";
  const Recipe recipe = parse(text + "base = \"b\"\nseed = 2\n");
  ASSERT_EQ(recipe.fine_tuned.size(), 1U);
  EXPECT_EQ(recipe.fine_tuned[0].train, (Arguments{"--base", "b", "--seed", "2"}));
  EXPECT_NE(error_of(text).find("base is missing"), std::string::npos);
}

TEST(Recipe, WhatIsLeftOutHasADefault) {
  const Recipe recipe = parse(replaced("seeds = [4, 5]", ""));
  EXPECT_EQ(recipe.students[0].seeds, std::vector<std::int64_t>{1});
  EXPECT_EQ(recipe.students[0].transfer, std::vector<std::string>{"rules"});
  EXPECT_EQ(recipe.keep, 0.98);
  EXPECT_EQ(recipe.precision, "int8");
}

TEST(Recipe, MayAskForAThresholdPerClass) {
  EXPECT_FALSE(parse(kSmall).per_class);
  EXPECT_TRUE(parse(std::string(kSmall) + "[calibration]\nper-class = true\n").per_class);
}

TEST(Recipe, SaysWhereAndWhat) {
  EXPECT_EQ(error_of("task = \n").rfind("r.toml:1:", 0), 0U);
  EXPECT_NE(error_of(replaced("task = \"sst2\"", "taks = \"sst2\""))
                .find("r.toml:2:1: there is no key \"taks\" here"),
            std::string::npos);
  EXPECT_NE(error_of(replaced("\"small\", \"large\"", "\"smal\", \"large\""))
                .find("there is no \"smal\"; there are: small, large"),
            std::string::npos);
  EXPECT_NE(error_of(replaced("name = \"small\"", "name = \"../small\"")).find("valid folder name"),
            std::string::npos);
  EXPECT_NE(
      error_of(replaced("name = \"small\"", "name = \"large\"")).find("can't be called large"),
      std::string::npos);
  EXPECT_NE(error_of(replaced("base = \"org/base\"", "")).find("[large] needs base"),
            std::string::npos);
  EXPECT_NE(error_of(replaced("seeds = [4, 5]", "seeds = [4, \"five\"]")).find("a whole number"),
            std::string::npos);
  EXPECT_NE(error_of(replaced("seeds = [4, 5]", "seeds = [4, 4]")).find("seeds: 4 is given twice"),
            std::string::npos);
  EXPECT_NE(error_of("precision = \"int9\"" + std::string(kSmall)).find("precision: no precision"),
            std::string::npos);
  EXPECT_NE(error_of(replaced("[[cascade]]", "[cascade]")).find("should be written as [[cascade]]"),
            std::string::npos);
  EXPECT_NE(error_of(replaced("tiers = [\"small\", \"large\"]", "")).find("tiers is missing"),
            std::string::npos);
  EXPECT_NE(error_of(replaced("task = \"sst2\"", "")).find("task and texts are missing"),
            std::string::npos);
  EXPECT_NE(
      error_of(replaced("learning-rate = 3e-4", "learning-rate = 2001-01-01")).find("r.toml:6:"),
      std::string::npos);
}

TEST(Recipe, ATeacherIsNotTrained) {
  EXPECT_NE(error_of(replaced("base = \"org/base\"", "teacher = \"big\"")).find("trained already"),
            std::string::npos);
}

TEST(Recipe, QuestionAnsweringHasNoTransferSetsAndKeepsItsScore) {
  const std::string squad =
      "task = \"squad\"\nlarge.base = \"b\"\nstudent = [{name = \"s\", student = \"b\"}]\n"
      "cascade = [{name = \"c\", tiers = [\"s\", \"large\"]}]\n";
  EXPECT_EQ(parse(squad).students[0].seeds, std::vector<std::int64_t>{1});
  EXPECT_NE(error_of(squad + "transfer = [{name = \"rules\"}]\n").find("remove [[transfer]]"),
            std::string::npos);
  EXPECT_NE(error_of(squad + "calibration.keep-of = \"answers\"\n").find("should be score"),
            std::string::npos);
}

TEST(Recipe, ThoseOfTheRepositoryAreRead) {
  int recipes = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(TANGO_SOURCE_DIR) + "/recipes")) {
    if (entry.is_directory()) continue;                     // scripts for GPUs
    if (entry.path().filename() == "paper.toml") continue;  // experiments, of scripts/paper.py
    const Recipe recipe = read_recipe(entry.path(), places);
    EXPECT_TRUE(entry.path().stem().string().starts_with(recipe.task)) << entry.path();
    EXPECT_FALSE(recipe.students.empty()) << entry.path();
    ++recipes;
  }
  EXPECT_GT(recipes, 0);
}

}  // namespace
}  // namespace tango::recipe
