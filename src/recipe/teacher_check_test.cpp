#include "recipe/teacher_check.h"

#include <filesystem>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"
#include "base/json.h"
#include "base/temporary_directory_test.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

const fs::path kGolden = TANGO_SOURCE_DIR "/tests/golden";

class TeacherCheck : public base::TemporaryDirectoryTest {
 protected:
  /// The tiny classifier, to be spoilt.
  [[nodiscard]] fs::path copy() const {
    fs::copy(kGolden / "tiny-bert", directory_ / "teacher");
    return directory_ / "teacher";
  }

  /// A copy whose config.json says so.
  [[nodiscard]] fs::path copy_of(const std::string& problem_type) const {
    const fs::path teacher = copy();
    base::Json json = base::read_json(teacher / "config.json");
    json["problem_type"] = problem_type;
    file("teacher/config.json", json.dump());
    return teacher;
  }
};

TEST_F(TeacherCheck, AClassifierMayTeach) {
  check_teacher(kGolden / "tiny-bert");
  check_teacher(kGolden / "tiny-bilstm");
  EXPECT_TRUE(has_word_vectors(kGolden / "tiny-bert"));
  EXPECT_FALSE(has_word_vectors(kGolden / "tiny-bilstm"));
}

TEST_F(TeacherCheck, OneOfWhichNoStudentIsMadeIsRefused) {
  for (const char* type : {"multi_label_classification", "regression"}) {
    const fs::path teacher = copy_of(type);
    base::expect_error(ErrorCode::kUnsupported, {teacher.string(), type, "one of several labels"},
                       [&] { check_teacher(teacher); });
    fs::remove_all(teacher);
  }
}

TEST_F(TeacherCheck, AnEncoderWithoutAHeadIsRefusedWithWhatToDo) {
  const fs::path headless = kGolden / "tiny-masked-bert";
  base::expect_error(ErrorCode::kInvalidModel,
                     {headless.string(), "without a classification head", "tango train --base"},
                     [&] { check_teacher(headless); });
  fs::copy(headless, directory_ / "embeddings");
  file("embeddings/modules.json", "[]");
  base::expect_error(ErrorCode::kInvalidModel, {"sentence-transformers", "no labels"},
                     [&] { check_teacher(directory_ / "embeddings"); });
}

TEST_F(TeacherCheck, LabelsAndHeadAgree) {
  const fs::path teacher = copy();
  std::string config = base::contents(teacher / "config.json");
  base::Json json = base::parse_json(config, "config.json");
  json["id2label"] = {{"0", "a"}, {"1", "b"}, {"2", "c"}};
  json.erase("label2id");
  file("teacher/config.json", json.dump());
  base::expect_error(ErrorCode::kInvalidModel, {"names 3 labels", "has 2"},
                     [&] { check_teacher(teacher); });
}

TEST_F(TeacherCheck, TextsThatItCantReadWholeAreCounted) {
  std::string long_text;
  for (int word = 0; word < 600; ++word) long_text += "word ";
  const auto texts = file("texts.tsv", "text\nshort\n" + long_text + "\nshort too\nanother\n");
  const std::string words = cut_in_words(kGolden / "tiny-bert", texts, 4);
  EXPECT_NE(words.find("1 of 4 texts (25.0 %) are longer than the"), std::string::npos) << words;
  const auto short_texts = file("short.tsv", "text\nshort\n");
  EXPECT_EQ(cut_in_words(kGolden / "tiny-bert", short_texts, 1), "");
}

TEST_F(TeacherCheck, ItsTokenizerIsThere) {
  const fs::path teacher = copy();
  fs::remove(teacher / "vocab.txt");
  base::expect_error(ErrorCode::kNotFound, {teacher.string()}, [&] { check_teacher(teacher); });
}

}  // namespace
}  // namespace tango::recipe
