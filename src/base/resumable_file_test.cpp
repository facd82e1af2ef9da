#include "base/resumable_file.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::base {
namespace {

class ResumableFileTest : public TemporaryDirectoryTest {
 protected:
  static std::size_t all(std::string_view text) { return text.size(); }

  [[nodiscard]] std::filesystem::path target() const { return directory_ / "out.txt"; }
  [[nodiscard]] std::vector<std::string> entries() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
};

TEST_F(ResumableFileTest, GoesOnBehindWhatIsWhole) {
  const Json identity{{"input", "a"}};
  {
    ResumableFile file(target(), identity, all);
    file.stream().write("one\ntwo\nthr");
    file.stream().flush();
    file.remark("1");
    file.stream().write("lost with the process\n");
  }
  EXPECT_EQ(entries(), std::vector<std::string>{"out.txt.partial"});
  std::string found;
  ResumableFile file(target(), identity, [&](std::string_view text) {
    found = text;
    return text.rfind('\n') + 1;
  });
  EXPECT_EQ(found, "one\ntwo\nthr");
  file.remark("2");
  EXPECT_EQ(file.remarks(), (std::vector<std::string>{"1", "2"}));
  file.stream().write("three\n");
  file.commit();
  EXPECT_EQ(contents(target()), "one\ntwo\nthree\n");
  EXPECT_EQ(entries(), std::vector<std::string>{"out.txt"});
}

TEST_F(ResumableFileTest, AnotherRunsBytesAreNotGoneOnWith) {
  { const ResumableFile file(target(), Json{{"input", "a"}, {"format", 1}}, all); }
  expect_error(ErrorCode::kUsage, {"out.txt.partial: was left by a run whose input was another"},
               [&] {
                 ResumableFile(target(), Json{{"input", "b"}, {"format", 1}}, all);
               });
  std::filesystem::remove_all(directory_ / "out.txt.partial");
  file("out.txt.partial", "a file");
  expect_error(ErrorCode::kUsage, {"is not what a run left"},
               [&] { ResumableFile(target(), Json::object(), all); });
  std::filesystem::remove_all(directory_ / "out.txt.partial");
  file("out.txt.partial/model.bin", "of something else");
  expect_error(ErrorCode::kUsage, {"is not what a run left"},
               [&] { ResumableFile(target(), Json::object(), all); });
  EXPECT_EQ(contents(directory_ / "out.txt.partial/model.bin"), "of something else");
}

TEST_F(ResumableFileTest, AStopBeforeTheFirstByteIsNone) {
  std::filesystem::create_directory(directory_ / "out.txt.partial");
  ResumableFile file(target(), Json{{"input", "a"}}, all);
  file.commit();
  EXPECT_EQ(contents(target()), "");
}

TEST_F(ResumableFileTest, OnlyRegularFilesOneAtATime) {
  expect_error(ErrorCode::kUsage, {"/dev/null: is no regular file"},
               [] { ResumableFile("/dev/null", Json::object(), all); });
  const ResumableFile file(target(), Json::object(), all);
  expect_error(ErrorCode::kUsage, {"another run is making it"},
               [&] { ResumableFile(target(), Json::object(), all); });
}

TEST_F(ResumableFileTest, AnOldOutputStaysUntilTheNewOneIsWhole) {
  file("out.txt", "old\n");
  std::filesystem::create_symlink("out.txt", directory_ / "link");
  {
    ResumableFile file(directory_ / "link", Json::object(), all);
    file.stream().write("new\n");
    EXPECT_EQ(contents(target()), "old\n");
    file.commit();
  }
  EXPECT_TRUE(std::filesystem::is_symlink(directory_ / "link"));
  EXPECT_EQ(contents(target()), "new\n");
}

}  // namespace
}  // namespace tango::base
