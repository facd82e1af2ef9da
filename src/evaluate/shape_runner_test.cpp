#include "evaluate/shape_runner.h"

#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "cascade/fake_tier.h"

namespace tango::evaluate {
namespace {

/// Texts and team size of each call of the model.
class Calls {
 public:
  cascade::fake::OnForward note() {
    return [this](const model::PackedBatch& batch, const base::Team& team) {
      const std::scoped_lock lock(mutex_);
      calls_.emplace(batch.texts(), team.size());
      threads_.insert(std::this_thread::get_id());
    };
  }

  std::multiset<std::pair<int, int>> take() { return std::exchange(calls_, {}); }
  [[nodiscard]] const std::set<std::thread::id>& threads() const { return threads_; }

 private:
  std::mutex mutex_;
  std::multiset<std::pair<int, int>> calls_;
  std::set<std::thread::id> threads_;
};

TEST(ShapeRunner, EachWorkerRunsAShareOnItsOwnThread) {
  Calls calls;
  const cascade::fake::FirstByteModel model(1, 16, calls.note());
  ShapeRunner runner(model, {.texts = 7, .tokens = 4}, 3);
  for (int round = 0; round < 3; ++round) {
    runner.run();
    EXPECT_EQ(calls.take(), (std::multiset<std::pair<int, int>>{{2, 1}, {2, 1}, {3, 1}}));
  }
  EXPECT_EQ(calls.threads().size(), 3U);
  EXPECT_FALSE(calls.threads().contains(std::this_thread::get_id()));
}

TEST(ShapeRunner, AllWorkersRunTogetherOnFewTexts) {
  Calls calls;
  const cascade::fake::FirstByteModel model(1, 16, calls.note());
  ShapeRunner(model, {.texts = 2, .tokens = 4}, 3).run();
  EXPECT_EQ(calls.take(), (std::multiset<std::pair<int, int>>{{2, 3}}));
}

/// Answers questions: it has two logits per token.
class SpanModel : public model::Model {
 public:
  SpanModel() {
    checkpoint::BiLstmConfig config;
    config.vocab_size = 128;
    config.max_words = 16;
    config.labels = {.names = {"start", "end"}, .problem_type = checkpoint::ProblemType::kSpan};
    config_ = config;
  }

  [[nodiscard]] const checkpoint::ModelConfig& config() const override { return config_; }
  [[nodiscard]] model::Precision precision() const override { return model::Precision::kFloat32; }
  [[nodiscard]] std::unique_ptr<model::Workspace> make_workspace() const override {
    return std::make_unique<model::Workspace>();
  }
  void forward(const model::PackedBatch& batch, model::Workspace& /*workspace*/,
               std::span<float> logits, base::Team /*team*/) const override {
    EXPECT_EQ(logits.size(), 2 * static_cast<std::size_t>(batch.tokens()));
  }

 private:
  checkpoint::ModelConfig config_;
};

TEST(ShapeRunner, HasRoomForTheLogitsOfAQuestionAnsweringModel) {
  const SpanModel model;
  ShapeRunner(model, {.texts = 2, .tokens = 8}, 1).run();
}

TEST(ShapeRunner, RefusesTextsThatDoNotFit) {
  const cascade::fake::FirstByteModel model(1);
  EXPECT_NO_THROW(ShapeRunner(model, {.texts = 1, .tokens = 16}, 1));
  try {
    const ShapeRunner runner(model, {.texts = 1, .tokens = 17}, 1);
    FAIL() << "no exception";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUsage);
    EXPECT_EQ(std::string(error.what()).find("--"), std::string::npos) << error.what();
  }
}

TEST(ShapeRunner, RethrowsWhatTheModelThrows) {
  const cascade::fake::FirstByteModel model(
      1, 16, [](const auto&, const auto&) { throw Error(ErrorCode::kInvalidInput, "no"); });
  ShapeRunner runner(model, {.texts = 4, .tokens = 4}, 2);
  EXPECT_THROW(runner.run(), Error);
}

}  // namespace
}  // namespace tango::evaluate
