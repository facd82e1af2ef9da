#include "checkpoint/safetensors_header.h"

#include <filesystem>
#include <string>

#include "base/expect_error_test.h"
#include "base/mapped_file.h"
#include "checkpoint/invalid.h"
#include "checkpoint/safetensors_bytes_test.h"

namespace tango::checkpoint {
namespace {

std::filesystem::path seeds() {
  return std::filesystem::path(TANGO_SOURCE_DIR) / "tests" / "fuzz" / "safetensors";
}

std::vector<TensorEntry> parse_seed(const std::string& name) {
  const std::filesystem::path path = seeds() / (name + ".safetensors");
  const base::MappedFile file(path);
  return parse_safetensors(file.bytes(), path.filename().string());
}

TEST(SafetensorsHeader, ReadsGoodSeedsAndRefusesBadOnes) {
  int good = 0;
  int bad = 0;
  for (const auto& seed : std::filesystem::directory_iterator(seeds())) {
    const std::string name = seed.path().stem().string();
    if (name.starts_with("ok_")) {
      ++good;
      EXPECT_NO_THROW((void)parse_seed(name)) << name;
    } else if (name.starts_with("bad_")) {
      ++bad;
      base::expect_error(ErrorCode::kInvalidModel, {name + ".safetensors"},
                         [&] { (void)parse_seed(name); });
    }
  }
  EXPECT_GE(good, 9);
  EXPECT_GE(bad, 26);
}

TEST(SafetensorsHeader, GivesEntriesInDataOrder) {
  const base::MappedFile file(seeds() / "ok_two_tensors.safetensors");
  const std::vector<TensorEntry> entries = parse_safetensors(file.bytes(), "file");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].name, "a");
  EXPECT_EQ(entries[0].type, "F32");
  EXPECT_EQ(entries[0].shape, (tensor::Shape{2, 2}));
  EXPECT_EQ(entries[0].data.size(), 16U);
  EXPECT_EQ(entries[1].name, "b");
  EXPECT_EQ(entries[1].data.data(), entries[0].data.data() + 16);
}

TEST(SafetensorsHeader, SaysWhatWasFoundAndExpected) {
  const auto expect = [](const std::string& seed, const std::vector<std::string>& parts) {
    base::expect_error(ErrorCode::kInvalidModel, parts, [&] { (void)parse_seed(seed); });
  };
  expect("bad_short_length", {"8 bytes", "found 3 bytes"});
  expect("bad_header_past_the_end", {"truncated", "1000 bytes", "has 2 bytes"});
  expect("bad_header_over_100_mb", {"100000001 bytes", "at most 100000000"});
  expect("bad_offset_past_the_end", {"\"a\"", "0 to 24", "20 bytes"});
  expect("bad_size", {"\"a\"", "[5]", "20 bytes", "24 bytes"});
  expect("bad_overlap", {"\"b\"", "starts at 12", "expected 16", "overlaps"});
  expect("bad_hole", {"\"b\"", "starts at 16", "expected 8", "hole"});
  expect("bad_hole_at_the_start", {"\"a\"", "starts at 4", "expected 0"});
  expect("bad_data_left_over", {"end at 20", "24 bytes"});
  expect("bad_huge_dimensions", {"\"a\"", "more elements than can be counted"});
  expect("bad_huge_bytes", {"\"a\"", "more bytes than can be counted", "4 bytes"});
  expect("bad_negative_dimension", {"\"a\"", "dimension", "-1"});
  expect("bad_no_type", {"\"a\"", "dtype"});
  expect("bad_no_shape", {"\"a\"", "shape"});
  expect("bad_json", {"not valid JSON"});
}

TEST(SafetensorsHeader, NamesInMessagesAreEscaped) {
  using namespace std::string_view_literals;
  EXPECT_EQ(in_quotes("a\0b\n\x1b"sv), R"("a\x00b\x0a\x1b")");
}

TEST(SafetensorsHeader, RefusesEveryTruncation) {
  const std::string whole = safetensors({{"a", {2}, bytes_of({1, 2})}, {"b", {1}, bytes_of({3})}});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::string part = whole.substr(0, length);
    EXPECT_THROW((void)parse_safetensors(std::as_bytes(std::span(part)), "part"), Error) << length;
  }
  EXPECT_NO_THROW((void)parse_safetensors(std::as_bytes(std::span(whole)), "whole"));
}

}  // namespace
}  // namespace tango::checkpoint
