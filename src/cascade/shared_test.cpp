#include "cascade/shared.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/temporary_directory_test.h"

namespace tango::cascade {
namespace {

class SharedThings : public base::TemporaryDirectoryTest {
 protected:
  std::shared_ptr<const std::string> get(const std::string& options = "fp32") {
    return shared_.get(options, files_, [this] {
      ++made_;
      return std::make_shared<const std::string>("made");
    });
  }

  std::vector<base::FileVersion> files_{base::file_version(file("model", "weights"))};
  Shared<std::string> shared_;
  std::atomic<int> made_ = 0;
};

TEST_F(SharedThings, AreMadeOnceWhileTheyAreUsed) {
  auto one = get();
  EXPECT_EQ(get(), one);
  EXPECT_EQ(made_, 1);
  const std::weak_ptr<const std::string> seen = one;
  one.reset();
  EXPECT_TRUE(seen.expired());
  one = get();
  EXPECT_EQ(made_, 2);
}

TEST_F(SharedThings, OfOtherOptionsAreOthers) {
  const auto one = get();
  EXPECT_NE(get("int8"), one);
}

TEST_F(SharedThings, ThatCannotBeMadeLeaveNothing) {
  const auto fail = []() -> std::shared_ptr<const std::string> {
    throw Error(ErrorCode::kInvalidModel, "damaged");
  };
  EXPECT_THROW((void)shared_.get("fp32", files_, fail), Error);
  EXPECT_EQ(*get(), "made");
}

TEST_F(SharedThings, ThatSeveralThreadsMakeAreOne) {
  std::vector<std::shared_ptr<const std::string>> got(8);
  std::atomic<std::size_t> making = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(got.size());
    for (auto& mine : got) {
      threads.emplace_back([&] {
        mine = shared_.get("fp32", files_, [&] {
          ++making;
          while (making < got.size()) std::this_thread::yield();
          return std::make_shared<const std::string>("made");
        });
      });
    }
  }
  for (const auto& one : got) EXPECT_EQ(one, got.front());
}

}  // namespace
}  // namespace tango::cascade
