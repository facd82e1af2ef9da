#include "remote/remote_endpoint.h"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iterator>
#include <mutex>
#include <random>
#include <span>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "remote/http_client.h"
#include "remote/origin_headers.h"
#include "remote/pace.h"
#include "remote/protocol.h"

namespace tango::remote {
namespace {

using cascade::EndpointConfig;
using cascade::EndpointUsage;

std::string key_of(const EndpointConfig& config) {
  if (config.key_variable.empty()) return {};
  std::string key;
  const char* const value = std::getenv(config.key_variable.c_str());
  const char* const file = std::getenv((config.key_variable + "_FILE").c_str());
  if (value != nullptr) {
    key = value;
  } else if (file != nullptr) {
    std::ifstream lines(file);
    std::getline(lines, key);
  }
  if (key.empty()) {
    throw Error(ErrorCode::kNotFound,
                fmt::format("the key of {} should be in the environment variable {}, or in the "
                            "first line of the file that {}_FILE names; it is in neither",
                            config.url, config.key_variable, config.key_variable));
  }
  const bool is_plain = std::ranges::all_of(key, [](char c) { return c > ' ' && c < 0x7F; });
  if (!is_plain) {
    throw Error(ErrorCode::kInvalidInput,
                "the key of " + config.url + " has a space or a character that is not ASCII");
  }
  return key;
}

bool is_worth_another_try(int status) {
  return status == 0 || status == 408 || status == 425 || status == 429 || status >= 500;
}

Error error_of(const EndpointConfig& config, const HttpResponse& response) {
  if (response.status == 0) {
    return {ErrorCode::kIo, fmt::format("{}: {}", config.url, response.failure)};
  }
  const std::string said =
      fmt::format("{} answers with status {}: {:.200}", config.url, response.status, response.body);
  switch (response.status) {
    case 401:
    case 403:
      return {ErrorCode::kUsage, said};
    case 404:
      return {ErrorCode::kNotFound, said};
    case 400:
    case 413:
    case 422:
      return {ErrorCode::kInvalidInput, said};
    default:
      return {ErrorCode::kIo, said};
  }
}

/// Texts of the service, until the last of them has its answer.
struct Batch {
  std::vector<cascade::TierInput> inputs;
  TimePoint deadline;
  cascade::Endpoint::Done done;
  std::vector<std::vector<float>> logits;
  std::vector<std::optional<Error>> errors;
  std::size_t left = 0;
};

/// Some of them, which are asked about in one request.
struct Piece {
  std::shared_ptr<Batch> batch;
  std::size_t begin = 0;
  std::size_t count = 0;
  std::vector<std::string> headers = {};
  std::string body = {};
  int tries = 0;
};

/// All but start() and usage() runs on the client's thread.
class RemoteEndpoint final : public cascade::Endpoint {
 public:
  explicit RemoteEndpoint(const EndpointConfig& config)
      : config_(config),
        // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): freed where the key throws, too
        protocol_(make_protocol(config)),
        requests_(config.requests_per_minute),
        tokens_(config.tokens_per_minute) {
    if (const std::string key = key_of(config); !key.empty()) {
      headers_.push_back("Authorization: Bearer " + key);
    }
  }

  void start(std::vector<cascade::TierInput> inputs, TimePoint deadline, Done done) override {
    auto batch = std::make_shared<Batch>();
    batch->left = inputs.size();
    batch->logits.resize(inputs.size());
    batch->errors.resize(inputs.size());
    batch->inputs = std::move(inputs);
    batch->deadline = deadline;
    batch->done = std::move(done);
    client_.at(Clock::now(), [this, batch] { begin(batch); });
  }

  [[nodiscard]] int max_batches() const override { return config_.max_requests; }

  [[nodiscard]] EndpointUsage usage() const override {
    const std::lock_guard lock(mutex_);
    return usage_;
  }

 private:
  void begin(const std::shared_ptr<Batch>& batch) {
    const std::size_t most = protocol_->most_texts();
    for (std::size_t at = 0; at < batch->inputs.size(); at += most) {
      add({.batch = batch, .begin = at, .count = std::min(most, batch->inputs.size() - at)});
    }
    if (batch->deadline != TimePoint::max()) {
      client_.at(batch->deadline, [this, batch] { expire(batch); });
    }
    send_waiting();
  }

  void add(Piece&& piece) {
    const auto inputs = std::span(piece.batch->inputs).subspan(piece.begin, piece.count);
    std::vector<const cascade::Request*> texts;
    for (const cascade::TierInput& input : inputs) texts.push_back(input.request);
    piece.headers = headers_;
    std::ranges::move(origin_headers(inputs), std::back_inserter(piece.headers));
    piece.body = protocol_->body(texts);
    waiting_.push_back(std::move(piece));
  }

  void send_waiting() {
    while (!waiting_.empty() && under_way_ < config_.max_requests) {
      const TimePoint now = Clock::now();
      const double tokens = protocol_->tokens_of(waiting_.front().body);
      const Duration wait = std::max(requests_.wait_for(1, now), tokens_.wait_for(tokens, now));
      if (wait > Duration::zero()) {
        send_at(now + wait);
        return;
      }
      Piece piece = std::move(waiting_.front());
      waiting_.pop_front();
      if (const Duration closed = circuit_.closed_for(now); closed > Duration::zero()) {
        fail(piece,
             {ErrorCode::kIo,
              fmt::format("{} has failed several times and is not asked for another {} s",
                          config_.url, std::chrono::ceil<std::chrono::seconds>(closed).count())});
        continue;
      }
      requests_.spend(1, now);
      tokens_.spend(tokens, now);
      send(std::move(piece), now);
    }
  }

  /// When the budgets allow the next one.
  void send_at(TimePoint time) {
    if (sends_later_) return;
    sends_later_ = true;
    client_.at(time, [this] {
      sends_later_ = false;
      send_waiting();
    });
  }

  void send(Piece&& piece, TimePoint now) {
    ++under_way_;
    count([](EndpointUsage& usage) { ++usage.requests; });
    auto timeout = std::chrono::milliseconds(static_cast<std::int64_t>(1000 * config_.timeout));
    if (piece.batch->deadline != TimePoint::max()) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(piece.batch->deadline - now);
      timeout = std::clamp(left, std::chrono::milliseconds(1), timeout);
    }
    auto shared = std::make_shared<Piece>(std::move(piece));
    client_.post({.url = protocol_->url(),
                  .headers = shared->headers,
                  .body = shared->body,
                  .timeout = timeout},
                 [this, shared](HttpResponse&& response) {
                   --under_way_;
                   take(std::move(*shared), response);
                   send_waiting();
                 });
  }

  void take(Piece&& piece, const HttpResponse& response) {
    const TimePoint now = Clock::now();
    if (response.status == 200) {
      circuit_.succeeded();
      return read(piece, response.body);
    }
    if (is_worth_another_try(response.status)) {
      if (response.status == 429) {
        circuit_.succeeded();  // it is there, and says when to come back
      } else {
        circuit_.failed(now);
      }
      return try_again(std::move(piece), response, now);
    }
    circuit_.succeeded();  // it is there; what it was asked is wrong
    const Error error = error_of(config_, response);
    if (error.code() != ErrorCode::kInvalidInput || piece.count == 1) return fail(piece, error);
    for (std::size_t i = 0; i < piece.count; ++i) {  // which of them is it?
      add({.batch = piece.batch, .begin = piece.begin + i, .count = 1});
    }
  }

  void try_again(Piece&& piece, const HttpResponse& response, TimePoint now) {
    Duration wait = back_off(piece.tries + 1, std::uniform_real_distribution<>()(random_));
    if (response.retry_after) wait = std::max<Duration>(wait, *response.retry_after);
    if (piece.tries >= config_.retries || now + wait >= piece.batch->deadline) {
      return fail(piece, error_of(config_, response));
    }
    ++piece.tries;
    count([](EndpointUsage& usage) { ++usage.retries; });
    auto shared = std::make_shared<Piece>(std::move(piece));
    client_.at(now + wait, [this, shared] {
      waiting_.push_front(std::move(*shared));
      send_waiting();
    });
  }

  void read(const Piece& piece, const std::string& body) {
    Answers answers;
    try {
      answers = protocol_->read(body, piece.count);
    } catch (const Error& error) {
      return fail(piece, error);
    } catch (const std::exception& error) {
      return fail(piece, {ErrorCode::kInternal, error.what()});
    }
    const double used = answers.input_tokens + answers.output_tokens;
    if (used > 0) tokens_.spend(used - protocol_->tokens_of(piece.body), Clock::now());
    count([&](EndpointUsage& usage) {
      constexpr double kMillion = 1e6;
      usage.input_tokens += answers.input_tokens;
      usage.output_tokens += answers.output_tokens;
      usage.cost += (answers.input_tokens * config_.input_price +
                     answers.output_tokens * config_.output_price) /
                    kMillion;
    });
    for (std::size_t i = 0; i < piece.count; ++i) {
      piece.batch->logits[piece.begin + i] = std::move(answers.logits[i]);
    }
    end(piece);
  }

  void fail(const Piece& piece, const Error& error) {
    count([&](EndpointUsage& usage) { usage.failed_texts += piece.count; });
    for (std::size_t i = 0; i < piece.count; ++i) piece.batch->errors[piece.begin + i] = error;
    end(piece);
  }

  /// What still waits when its deadline has come.
  void expire(const std::shared_ptr<Batch>& batch) {
    std::deque<Piece> others;
    for (Piece& piece : waiting_) {
      if (piece.batch != batch) {
        others.push_back(std::move(piece));
        continue;
      }
      fail(piece, {ErrorCode::kDeadline, config_.url + " was not asked before the deadline"});
    }
    waiting_ = std::move(others);
  }

  static void end(const Piece& piece) {
    Batch& batch = *piece.batch;
    batch.left -= piece.count;
    if (batch.left > 0) return;
    cascade::TierOutput output;
    for (const std::vector<float>& logits : batch.logits) {
      output.logits.values.insert(output.logits.values.end(), logits.begin(), logits.end());
      output.logits.ends.push_back(output.logits.values.size());
    }
    output.errors = std::move(batch.errors);
    batch.done(std::move(output));
  }

  template <typename Change>
  void count(Change change) {
    const std::lock_guard lock(mutex_);
    change(usage_);
  }

  EndpointConfig config_;
  std::unique_ptr<Protocol> protocol_;
  std::vector<std::string> headers_;
  std::deque<Piece> waiting_;
  int under_way_ = 0;
  bool sends_later_ = false;
  Budget requests_;
  Budget tokens_;
  Circuit circuit_;
  std::minstd_rand random_{std::random_device()()};
  mutable std::mutex mutex_;
  EndpointUsage usage_;
  HttpClient client_;  // the last: its thread uses the others
};

}  // namespace

std::shared_ptr<cascade::Endpoint> make_endpoint(const EndpointConfig& config) {
  return std::make_shared<RemoteEndpoint>(config);
}

}  // namespace tango::remote
