// Tiers that are computed elsewhere.
#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <thread>

#include <tango/error.h>

#include "cascade/asked.h"
#include "cascade/fake_tier.h"
#include "service/completions_test.h"

namespace tango::service {
namespace {

using namespace std::chrono_literals;

struct LeftState : cascade::TextState {
  explicit LeftState(std::string left) : text(std::move(left)) {}
  [[nodiscard]] std::size_t bytes() const override { return 1000; }
  std::string text;
};

/// Logits {0, scale * (first byte - '5')}, as the fake model's, once the test says so. Leaves each
/// text to the next tier.
class FakeEndpoint : public cascade::Endpoint {
 public:
  explicit FakeEndpoint(float scale, int max_batches = 1)
      : scale_(scale), max_batches_(max_batches) {}

  void start(std::vector<cascade::TierInput> batch, TimePoint deadline, Done done) override {
    if (at_once) {
      done(output_of(batch));
      return;
    }
    const std::lock_guard lock(mutex_);
    batches_.push_back({std::move(batch), deadline, std::move(done)});
  }
  [[nodiscard]] int max_batches() const override { return max_batches_; }

  /// Completes the oldest batch, which it waits for; returns its number of texts.
  std::size_t complete(const std::optional<Error>& error = {}) {
    Batch batch = take();
    cascade::TierOutput output = output_of(batch.inputs);
    if (error) output = {.error = *error};
    const std::size_t texts = batch.inputs.size();
    batch.done(std::move(output));
    return texts;
  }

  struct Batch {
    std::vector<cascade::TierInput> inputs;
    TimePoint deadline;
    Done done;
  };
  Batch take() {
    for (;; std::this_thread::yield()) {
      const std::lock_guard lock(mutex_);
      if (batches_.empty()) continue;
      Batch batch = std::move(batches_.front());
      batches_.pop_front();
      return batch;
    }
  }
  std::size_t waiting() {
    const std::lock_guard lock(mutex_);
    return batches_.size();
  }

  bool at_once = false;
  std::vector<std::string> states_seen;

  cascade::TierOutput output_of(const std::vector<cascade::TierInput>& inputs) {
    cascade::TierOutput output;
    for (const cascade::TierInput& input : inputs) {
      const auto first = static_cast<float>(input.request->text[0] - '5');
      output.logits.values.insert(output.logits.values.end(), {0, scale_ * first});
      output.logits.ends.push_back(output.logits.values.size());
      output.states.push_back(std::make_unique<LeftState>(input.request->text));
      const auto* state = dynamic_cast<const LeftState*>(input.state);
      if (state != nullptr) states_seen.push_back(state->text);
    }
    return output;
  }

 private:
  float scale_;
  int max_batches_;
  std::mutex mutex_;
  std::deque<Batch> batches_;
};

cascade::Tier endpoint_tier(std::shared_ptr<FakeEndpoint> endpoint) {
  return {std::move(endpoint), cascade::fake::make_tier(1).labels(), 1};
}

std::shared_ptr<const cascade::Cascade> cascade_of(std::vector<cascade::Tier> tiers) {
  checkpoint::Labels labels = tiers.front().labels();
  std::vector<cascade::Threshold> thresholds(tiers.size() - 1, 0.9F);
  return shared({std::move(tiers), std::move(thresholds), std::move(labels),
                 cascade::ConfidenceKind::kMaxProbability});
}

std::shared_ptr<const cascade::Cascade> local_then(std::shared_ptr<FakeEndpoint> endpoint) {
  std::vector<cascade::Tier> tiers;
  tiers.push_back(cascade::fake::make_tier(1));
  tiers.push_back(endpoint_tier(std::move(endpoint)));
  return cascade_of(std::move(tiers));
}

struct Running {
  std::shared_ptr<CompletionQueue> queue = std::make_shared<CompletionQueue>();
  Service service{{.workers = 1}};
  std::uint64_t next_tag = 0;

  void submit(const std::shared_ptr<const cascade::Cascade>& cascade, std::string text,
              TimePoint deadline = kNever) {
    service.submit({.request = {.text = std::move(text)},
                    .cascade = cascade,
                    .completions = queue,
                    .tag = next_tag++,
                    .deadline = deadline});
  }
};

TEST(Endpoint, HoldsNoWorkerWhileItHasABatch) {
  const auto endpoint = std::make_shared<FakeEndpoint>(-10);
  const auto cascade = local_then(endpoint);
  Running running;
  running.submit(cascade, "5");
  while (endpoint->waiting() == 0) std::this_thread::yield();
  running.submit(cascade, "9");  // the one worker is free
  EXPECT_EQ(await(*running.queue, 1).at(1).answer()->tier, 1);
  running.submit(cascade, "5");
  running.submit(cascade, "6");
  while (running.service.snapshot().tiers[1].waiting < 2) std::this_thread::yield();
  EXPECT_EQ(endpoint->complete(), 1U);
  EXPECT_EQ(endpoint->complete(), 2U);  // one batch at a time; the next fills meanwhile
  for (const auto& [tag, completion] : await(*running.queue, 3)) {
    EXPECT_EQ(completion.answer()->tier, 2);
  }
  EXPECT_EQ(running.service.snapshot().tiers[1].batches, 2U);
}

TEST(Endpoint, ATextCarriesWhatATierLeftToTheNextAndIsChargedForIt) {
  const auto lower = std::make_shared<FakeEndpoint>(0.1F);
  const auto upper = std::make_shared<FakeEndpoint>(10);
  std::vector<cascade::Tier> tiers;
  tiers.push_back(endpoint_tier(lower));
  tiers.push_back(endpoint_tier(upper));
  const auto cascade = cascade_of(std::move(tiers));
  Running running;
  running.submit(cascade, "9");
  lower->complete();
  while (upper->waiting() == 0) std::this_thread::yield();
  EXPECT_EQ(running.service.snapshot().bytes_in_flight, 1001U);
  upper->complete();
  EXPECT_EQ(await(*running.queue, 1).at(0).answer()->tier, 2);
  EXPECT_EQ(upper->states_seen, std::vector<std::string>{"9"});
  EXPECT_TRUE(lower->states_seen.empty());
  EXPECT_EQ(running.service.snapshot().bytes_in_flight, 0U);
}

TEST(Endpoint, DefersToALocalTier) {
  const auto endpoint = std::make_shared<FakeEndpoint>(0.1F);
  std::vector<cascade::Tier> tiers;
  tiers.push_back(endpoint_tier(endpoint));
  tiers.push_back(cascade::fake::make_tier(1));
  const auto cascade = cascade_of(std::move(tiers));
  Running running;
  running.submit(cascade, "9");
  endpoint->complete();
  EXPECT_EQ(await(*running.queue, 1).at(0).answer()->tier, 2);
}

TEST(Endpoint, MayCompleteBatchesAtOnce) {
  const auto endpoint = std::make_shared<FakeEndpoint>(-10);
  endpoint->at_once = true;
  const auto cascade = local_then(endpoint);
  Running running;
  for (int i = 0; i < 2'000; ++i) running.submit(cascade, "5");
  for (const auto& [tag, completion] : await(*running.queue, 2'000)) {
    ASSERT_EQ(completion.answer()->tier, 2);
  }
}

TEST(Endpoint, WhereItCantBeCalledSomeoneIsToBeAsked) {
  std::vector<cascade::Tier> tiers;
  tiers.push_back(cascade::fake::make_tier(1));
  tiers.emplace_back(std::make_shared<cascade::Asked>(), tiers.front().labels(), 1.0F);
  const auto cascade = cascade_of(std::move(tiers));
  Running running;
  running.submit(cascade, "5");
  running.submit(cascade, "9");
  const ByTag ended = await(*running.queue, 2);
  EXPECT_TRUE(ended.at(0).answer()->ask);
  EXPECT_EQ(ended.at(0).answer()->tier, 1);
  EXPECT_FALSE(ended.at(0).answer()->cut_short);
  EXPECT_FALSE(ended.at(1).answer()->ask);
  EXPECT_EQ(running.service.snapshot().tiers[1].batches, 0U);

  cascade::Request pinned{.text = "5"};
  pinned.tier = 2;
  EXPECT_THROW((void)cascade->first_tier(pinned), Error);
}

TEST(Endpoint, WhereItFailsTheAnswerReachedStands) {
  const auto endpoint = std::make_shared<FakeEndpoint>(-10);
  Running running;
  running.submit(local_then(endpoint), "5");
  endpoint->complete(Error(ErrorCode::kIo, "connection refused"));
  const ByTag ended = await(*running.queue, 1);
  EXPECT_EQ(ended.at(0).answer()->tier, 1);
  EXPECT_TRUE(ended.at(0).answer()->cut_short);

  std::vector<cascade::Tier> only;
  only.push_back(endpoint_tier(endpoint));
  running.submit(cascade_of(std::move(only)), "5");
  endpoint->complete(Error(ErrorCode::kIo, "connection refused"));
  EXPECT_EQ(code_of(await(*running.queue, 1).at(1)), ErrorCode::kIo);
}

TEST(Endpoint, OneThatIsNotWhatTheCascadeSaysIsAnError) {
  const auto endpoint = std::make_shared<FakeEndpoint>(-10);
  Running running;
  running.submit(local_then(endpoint), "5");
  endpoint->complete(Error(ErrorCode::kInvalidModel, "other labels"));
  EXPECT_EQ(code_of(await(*running.queue, 1).at(0)), ErrorCode::kInvalidModel);
}

TEST(Endpoint, KnowsTheTightestDeadline) {
  const auto endpoint = std::make_shared<FakeEndpoint>(-10);
  const auto cascade = local_then(endpoint);
  Running running;
  const TimePoint deadline = Clock::now() + 1h;
  running.submit(cascade, "5", deadline);
  FakeEndpoint::Batch batch = endpoint->take();
  EXPECT_EQ(batch.deadline, deadline);
  batch.done(endpoint->output_of(batch.inputs));
  EXPECT_EQ(await(*running.queue, 1).at(0).answer()->tier, 2);
}

TEST(Endpoint, ATextPastItsDeadlineDoesNotWaitForIt) {
  const auto endpoint = std::make_shared<FakeEndpoint>(-10);
  const auto cascade = local_then(endpoint);
  Running running;
  running.submit(cascade, "5");
  FakeEndpoint::Batch batch = endpoint->take();
  running.submit(cascade, "6", Clock::now() + 500ms);  // waits for the endpoint in vain
  const ByTag ended = await(*running.queue, 1);
  ASSERT_NE(ended.at(1).answer(), nullptr);
  EXPECT_TRUE(ended.at(1).answer()->cut_short);
  batch.done(endpoint->output_of(batch.inputs));
}

TEST(Endpoint, AStoppedServiceDropsWhatComesLate) {
  const auto endpoint = std::make_shared<FakeEndpoint>(-10);
  const auto cascade = local_then(endpoint);
  FakeEndpoint::Batch batch;
  {
    Running running;
    running.submit(cascade, "5");
    batch = endpoint->take();
    running.service.stop(Clock::now() + 1ms);
    EXPECT_EQ(code_of(await(*running.queue, 1).at(0)), ErrorCode::kStopping);
  }
  EXPECT_EQ(batch.inputs[0].request->text, "5");  // still there for it to read
  batch.done(endpoint->output_of(batch.inputs));
}

TEST(Endpoint, IsToldWhereTextsComeFrom) {
  const auto endpoint = std::make_shared<FakeEndpoint>(-10);
  const auto cascade = local_then(endpoint);
  Running running;
  running.service.submit(
      {.request = {.text = "5"},
       .cascade = cascade,
       .completions = running.queue,
       .tag = running.next_tag++,
       .origin = std::make_shared<const cascade::Origin>(cascade::Origin{.request_id = "7"})});
  FakeEndpoint::Batch batch = endpoint->take();
  ASSERT_NE(batch.inputs[0].origin, nullptr);
  EXPECT_EQ(batch.inputs[0].origin->request_id, "7");
  batch.done(endpoint->output_of(batch.inputs));
  running.submit(cascade, "5");
  batch = endpoint->take();
  EXPECT_EQ(batch.inputs[0].origin, nullptr);
  batch.done(endpoint->output_of(batch.inputs));
  (void)await(*running.queue, 2);
}

TEST(Endpoint, ReadsARequestThatItsOwnerHasFreed) {
  const auto endpoint = std::make_shared<FakeEndpoint>(-10);
  auto request = std::make_unique<cascade::Request>();
  request->text = "5 and more than a string keeps within itself";
  Running running;
  running.service.submit({.kept_request = request.get(),
                          .cascade = local_then(endpoint),
                          .completions = running.queue});
  FakeEndpoint::Batch batch = endpoint->take();
  running.service.stop(Clock::now() + 1ms);
  EXPECT_EQ(code_of(await(*running.queue, 1).at(0)), ErrorCode::kStopping);
  const std::string text = request->text;
  request->text.assign(text.size(), '9');
  EXPECT_EQ(batch.inputs[0].request->text, text);
  batch.done(endpoint->output_of(batch.inputs));
}

TEST(Endpoint, NoneOfItsThreadsIsInAQueueOnceTheServiceHasStopped) {
  const auto endpoint = std::make_shared<FakeEndpoint>(-10);
  std::atomic<bool> is_in = false;
  std::atomic<bool> is_out = false;
  const auto queue = std::make_shared<CompletionQueue>([&] {
    is_in = true;
    std::this_thread::sleep_for(50ms);  // as one that takes up what has ended
    is_out = true;
  });
  Service service{{.workers = 1}};
  service.submit({.request = {.text = "5"}, .cascade = local_then(endpoint), .completions = queue});
  std::jthread client([&] { endpoint->complete(); });
  while (!is_in) std::this_thread::yield();
  service.stop(Clock::now());
  EXPECT_TRUE(is_out);
}

}  // namespace
}  // namespace tango::service
