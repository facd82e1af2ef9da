#include "recipe/calibration_texts.h"

#include <algorithm>
#include <sstream>

#include <tango/error.h>

#include "base/temporary_directory_test.h"

namespace tango::recipe {
namespace {

using CalibrationTexts = base::TemporaryDirectoryTest;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_F(CalibrationTexts, DifferentTextsInTheirOrder) {
  std::string all;
  for (int i = 0; i < 100; ++i) all += "text " + std::to_string(100 + i / 2) + "\n";
  const auto input = file("texts.txt", all);
  const auto draw = [&](std::uint64_t seed) {
    draw_calibration_texts(input, {}, 20, seed, directory_ / "out.tsv");
    return lines_of(base::contents(directory_ / "out.tsv"));
  };
  const auto lines = draw(1);
  ASSERT_EQ(lines.size(), 21U);
  EXPECT_EQ(lines[0], "text");
  for (std::size_t i = 2; i < lines.size(); ++i) EXPECT_LT(lines[i - 1], lines[i]);
  EXPECT_EQ(draw(1), lines);
  EXPECT_NE(draw(2), lines);
}

TEST_F(CalibrationTexts, PairsKeepTheirColumns) {
  const auto input = file("pairs.tsv", "text\ttext_pair\na\tb\nc\td\n");
  draw_calibration_texts(input, {}, 1, 1, directory_ / "out.tsv");
  const auto lines = lines_of(base::contents(directory_ / "out.tsv"));
  EXPECT_EQ(lines[0], "text\ttext_pair");
  EXPECT_TRUE(lines[1] == "a\tb" || lines[1] == "c\td");
}

TEST_F(CalibrationTexts, ATextWithATabStaysInItsColumn) {
  const auto input = file("texts.csv", "text\n\"a\tb\"\n\"c\td\"\n");
  draw_calibration_texts(input, {}, 1, 1, directory_ / "out.tsv");
  const auto lines = lines_of(base::contents(directory_ / "out.tsv"));
  EXPECT_TRUE(lines[1] == "a b" || lines[1] == "c d") << lines[1];
}

TEST_F(CalibrationTexts, OfManyTextsSomeAreToLearnFrom) {
  const auto input = file("texts.txt", "a\nb\nc\nd\nb\n");
  draw_sources(input, {}, 3, 1, directory_ / "out.tsv");
  EXPECT_EQ(lines_of(base::contents(directory_ / "out.tsv")).size(), 4U);
  draw_sources(input, {}, 9, 1, directory_ / "all.tsv");
  EXPECT_EQ(base::contents(directory_ / "all.tsv"), "text\na\nb\nc\nd\n");
}

TEST_F(CalibrationTexts, TooFewTextsAreAnError) {
  const auto input = file("texts.txt", "a\nb\nb\n");
  EXPECT_THROW(draw_calibration_texts(input, {}, 2, 1, directory_ / "out.tsv"), Error);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "out.tsv"));
}

TEST_F(CalibrationTexts, FourFifthsCertifyIfTheyCan) {
  EXPECT_EQ(certifying_texts(2000, 0.98), 1600);
  EXPECT_EQ(certifying_texts(187, 0.98), 149);
  EXPECT_EQ(certifying_texts(186, 0.98), 0);
  EXPECT_EQ(certifying_texts(2000, 1), 0);
}

TEST_F(CalibrationTexts, ThePartsAreAllOfThem) {
  std::string all = "text\n";
  for (int i = 100; i < 200; ++i) all += "text " + std::to_string(i) + "\n";
  divide_calibration_texts(file("in.tsv", all), 80, 1, directory_ / "parts");
  const auto part = [&](const char* name) {
    return lines_of(base::contents(directory_ / "parts" / name));
  };
  const auto choosing = part(kChoosing);
  auto lines = part(kCertifying);
  EXPECT_EQ(lines.size(), 81U);
  EXPECT_TRUE(std::is_sorted(lines.begin() + 1, lines.end()));
  EXPECT_FALSE(std::equal(choosing.begin(), choosing.end(), lines.begin())) << "drawn, not cut off";
  lines.insert(lines.end(), choosing.begin() + 1, choosing.end());
  std::sort(lines.begin() + 1, lines.end());
  EXPECT_EQ(lines, lines_of(all));
}

}  // namespace
}  // namespace tango::recipe
