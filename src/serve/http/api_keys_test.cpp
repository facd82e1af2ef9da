#include "serve/http/api_keys.h"

#include <string>

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::serve::http {
namespace {

// printf %s secret | sha256sum
constexpr const char* kSecret = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

TEST(ApiKeys, AreFoundByTheirHashes) {
  const std::string zeros(64, '0');
  const ApiKeys keys = ApiKeys::parse(
      "# ours\n\n" + zeros + " nobody's\n" + kSecret + "\tours # since May\r\n", "f");
  EXPECT_EQ(keys.size(), 2U);
  const auto number = keys.find("secret");
  ASSERT_TRUE(number.has_value());
  EXPECT_NE(*number, 0U);
  EXPECT_EQ(keys.owner_of(*number), "ours");
  EXPECT_EQ(keys.owner_of(*number + 2), "");
  EXPECT_EQ(ApiKeys::parse(kSecret, "f").find("secret"), number);
  EXPECT_EQ(ApiKeys::parse(std::string("sha256:") + kSecret + " ours", "f").find("secret"), number);
  for (const char* wrong : {"", "Secret", "secret ", kSecret}) {
    EXPECT_FALSE(keys.find(wrong).has_value()) << wrong;
  }
}

TEST(ApiKeys, AFileThatHoldsSomethingElseIsRefusedWithoutRepeatingIt) {
  for (const std::string& line :
       {std::string("secret"), std::string(63, '0'), std::string(65, '0'),
        std::string(63, '0') + "g", "sha256:" + std::string(63, '0'), std::string("md5:") + kSecret,
        // openssl rand -base64 32
        std::string("x0dUZ5iHMjE2V1l5vU1tMOTK0EZhLAY0rPIkPAhCYlo=")}) {
    try {
      (void)ApiKeys::parse("# one\n" + line, "keys");
      FAIL() << line;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
      const std::string what = error.what();
      EXPECT_NE(what.find("keys:2"), std::string::npos) << what;
      EXPECT_EQ(what.find(line), std::string::npos) << what;
    }
  }
  EXPECT_THROW((void)ApiKeys::parse("# none\n", "keys"), Error);
}

TEST(ApiKeys, NothingIsNoKey) {
  const std::string of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  try {
    (void)ApiKeys::parse(kSecret + ("\n" + of_nothing), "keys");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
    EXPECT_EQ(std::string_view(error.what()),
              "keys:2: this is the SHA-256 of nothing, and no key: what was hashed was empty");
  }
}

TEST(ApiKeys, AreReadFromTheHeader) {
  EXPECT_EQ(bearer_key("Bearer abc"), "abc");
  EXPECT_EQ(bearer_key("bearer  abc"), "abc");
  EXPECT_EQ(bearer_key("Bearer "), "");
  EXPECT_EQ(bearer_key("Bearer"), "");
  EXPECT_EQ(bearer_key("Basic abc"), "");
}

}  // namespace
}  // namespace tango::serve::http
