#include "pack/tar.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"

namespace tango::pack {
namespace {

std::string entry(std::string_view path, std::string_view content) {
  const auto header = tar_header(path, content.size());
  return std::string(header.data(), header.size()) + std::string(content) +
         std::string(tar_padding(content.size()));
}

TEST(Tar, AHeaderHasTheFieldsOfUstar) {
  const auto header = tar_header("large/config.json", 1000);
  const std::string_view block(header.data(), header.size());
  EXPECT_EQ(block.substr(0, 18), std::string_view("large/config.json\0", 18));
  EXPECT_EQ(block.substr(100, 8), std::string_view("0000644\0", 8));
  EXPECT_EQ(block.substr(124, 12), std::string_view("00000001750\0", 12));
  EXPECT_EQ(block.substr(156, 1), "0");
  EXPECT_EQ(block.substr(257, 8), std::string_view("ustar\0"
                                                   "00",
                                                   8));
  // The sum that Python's tarfile writes for these fields.
  EXPECT_EQ(block.substr(148, 8), std::string_view("011202\0 ", 8));
}

TEST(Tar, ALongPathIsSplitAtASlash) {
  const std::string folder(90, 'a');
  const std::string path = folder + "/" + std::string(60, 'b') + "/config.json";
  ASSERT_TRUE(is_plain_path(path));
  const auto header = tar_header(path, 0);
  const std::string_view block(header.data(), header.size());
  EXPECT_EQ(block.substr(0, 73), std::string(60, 'b') + "/config.json" + '\0');
  EXPECT_EQ(block.substr(345, 91), folder + '\0');
}

TEST(Tar, APathThatLeadsElsewhereIsNotPlain) {
  EXPECT_TRUE(is_plain_path("large/sentence-transformers/all-MiniLM-L6-v2/model.safetensors"));
  for (const char* path : {"", "/etc/passwd", "../x", "a/../x", "a/./x", "a//x", "a/", "..", "a b",
                           "a\\b", "a\nb", "C:x", "\xC3\xA9"}) {
    EXPECT_FALSE(is_plain_path(path)) << path;
  }
  EXPECT_FALSE(is_plain_path(std::string(101, 'a')));
  EXPECT_FALSE(is_plain_path(std::string(100, 'a') + "/" + std::string(100, 'b') + "/" +
                             std::string(100, 'c')));
  EXPECT_FALSE(is_plain_path(std::string("a\0b", 3)));
}

TEST(Tar, GivesBackWhatWasWritten) {
  const std::string archive =
      entry("a.txt", "one") + entry("b/c", std::string(512, 'x')) + std::string(tar_end());
  TarReader reader(archive, "in.tar");
  EXPECT_EQ(reader.next_bytes(), 3U);
  EXPECT_EQ(reader.take("a.txt", 3), "one");
  EXPECT_EQ(reader.take("b/c", 512), std::string(512, 'x'));
  reader.finish();
}

TEST(Tar, RefusesWhatIsNotWrittenHere) {
  const std::string whole = entry("a", "one") + std::string(tar_end());
  const auto read = [](const std::string& archive) {
    TarReader reader(archive, "in.tar");
    (void)reader.take("a", reader.next_bytes());
    reader.finish();
  };
  read(whole);
  const auto refuses = [&](const std::string& archive, const std::string& message) {
    base::expect_error(ErrorCode::kInvalidModel, {"in.tar: ", message}, [&] { read(archive); });
  };
  refuses("", "not an archive");
  refuses(std::string(2000, 'x'), "not an archive");
  refuses(whole.substr(0, 514), "ends too early");
  refuses(whole + "x", "does not end");
  refuses(whole.substr(0, 1024), "does not end");
  refuses(entry("b", "one") + std::string(tar_end()), "no plain file a of 3 bytes");
  for (const std::size_t field : {100U, 136U, 150U, 156U, 157U, 257U}) {  // a link, another owner …
    std::string changed = whole;
    changed[field] = '2';
    refuses(changed, "no plain file");
  }
  std::string hidden = whole;
  hidden[600] = 'x';
  refuses(hidden, "something between");
}

}  // namespace
}  // namespace tango::pack
