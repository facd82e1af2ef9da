#include "call.h"

#include <cmath>
#include <string>
#include <utility>

#include <nanobind/nanobind.h>

#include <tango/error.h>

#include "gil.h"

namespace tango::python {
namespace {

namespace nb = nanobind;
using std::chrono::steady_clock;

constexpr double kLongestTimeout = 1e9;  // thirty years, which the clock's type holds

}  // namespace

SubmitOptions submit_options(const CallOptions& options) {
  SubmitOptions submit;
  if (options.timeout_s) {
    if (!(*options.timeout_s > 0)) {
      throw Error(
          ErrorCode::kUsage,
          "timeout " + std::to_string(*options.timeout_s) + " is not a positive number of seconds",
          {"timeout"});
    }
    submit.deadline =
        steady_clock::now() +
        std::chrono::duration_cast<steady_clock::duration>(
            std::chrono::duration<double>(std::fmin(*options.timeout_s, kLongestTimeout)));
  }
  return submit;
}

void apply(const CallOptions& options, Text& text) {
  text.threshold = options.threshold;
  text.tier = options.tier;
}

PatientQueue::~PatientQueue() {
  if (getpid() == process_) cancel_.request_stop();
}

void PatientQueue::submit(Engine& engine, Text&& text, std::uint64_t tag, SubmitOptions options,
                          std::vector<Completion>& ended) {
  options.cancel = cancel_.get_token();
  while (!engine.try_submit(std::move(text), queue_, tag, options)) {  // NOLINT: left as it was
    for (Completion& one : queue_.pop_until(steady_clock::now() + kBetweenLooks)) {
      ended.push_back(std::move(one));
    }
    look_at_signals();
  }
}

std::vector<Completion> PatientQueue::pop() {
  for (;;) {
    look_at_signals();
    std::vector<Completion> ended = queue_.pop_until(steady_clock::now() + kBetweenLooks);
    if (!ended.empty()) return ended;
  }
}

void PatientQueue::look_at_signals() {
  const auto now = steady_clock::now();
  if (now < next_look_) return;
  next_look_ = now + kBetweenLooks;
  begin_to_take_gil();
  const nb::gil_scoped_acquire gil;
  gil_is_taken();
  if (PyErr_CheckSignals() != 0) throw nb::python_error();
}

std::vector<Result> answer_all(Engine& engine, std::vector<Text> texts,
                               const CallOptions& options) {
  const SubmitOptions submit = submit_options(options);
  std::vector<Result> results(texts.size(), Result(Prediction()));
  std::vector<Completion> ended;
  std::size_t missing = texts.size();
  const auto keep = [&](std::vector<Completion>& some) {
    for (Completion& one : some) results[one.tag] = std::move(one.result);
    missing -= some.size();
    some.clear();
  };
  PatientQueue queue;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    apply(options, texts[i]);
    queue.submit(engine, std::move(texts[i]), i, submit, ended);
    keep(ended);
  }
  while (missing > 0) {
    ended = queue.pop();
    keep(ended);
  }
  return results;
}

}  // namespace tango::python
