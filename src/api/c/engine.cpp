#include <chrono>
#include <utility>

#include "api/c/boundary.h"
#include "api/c/handles.h"

namespace tango::c {
namespace {

using Clock = std::chrono::steady_clock;

/// In so many milliseconds; never, if they are negative.
Clock::time_point after(int milliseconds) {
  if (milliseconds < 0) return Clock::time_point::max();
  return Clock::now() + std::chrono::milliseconds(milliseconds);
}

bool all_ended(const std::vector<std::future<Result>>& results, int milliseconds) {
  const Clock::time_point until = after(milliseconds);
  for (const std::future<Result>& result : results) {
    if (milliseconds < 0) {
      result.wait();
    } else if (result.wait_until(until) != std::future_status::ready) {
      return false;
    }
  }
  return true;
}

}  // namespace
}  // namespace tango::c

using tango::c::guarded;
using tango::c::require;

tango_status tango_engine_new(const tango_cascade* cascade, const tango_options* options,
                              tango_engine** engine) {
  return guarded([&] {
    require(engine, "engine");
    *engine = nullptr;
    require(cascade, "cascade");
    *engine = new tango_engine{tango::Engine(
        cascade->cascade, options == nullptr ? tango::EngineOptions{} : options->engine)};
  });
}

void tango_engine_free(tango_engine* engine) { delete engine; }

tango_status tango_engine_replace(tango_engine* engine, const tango_cascade* cascade) {
  return guarded([&] {
    require(engine, "engine");
    require(cascade, "cascade");
    engine->engine.replace(cascade->cascade);
  });
}

tango_status tango_engine_stop(tango_engine* engine, int milliseconds) {
  return guarded([&] {
    require(engine, "engine");
    engine->engine.stop(tango::c::after(milliseconds));
  });
}

tango_status tango_engine_classify(tango_engine* engine, const tango_texts* texts,
                                   tango_answers** answers) {
  return guarded([&] {
    require(answers, "answers");
    *answers = nullptr;
    require(engine, "engine");
    require(texts, "texts");
    *answers = new tango_answers{engine->engine.classify(texts->texts)};
  });
}

tango_status tango_engine_submit(tango_engine* engine, const tango_texts* texts, int milliseconds,
                                 tango_pending** pending) {
  return guarded([&] {
    require(pending, "pending");
    *pending = nullptr;
    require(engine, "engine");
    require(texts, "texts");
    auto submitted = std::make_unique<tango_pending>();
    tango::SubmitOptions options;
    options.deadline = tango::c::after(milliseconds);
    options.cancel = submitted->cancel.get_token();
    for (const tango::Text& text : texts->texts) {
      submitted->results.push_back(engine->engine.submit(text, options));
    }
    *pending = submitted.release();
  });
}

tango_status tango_pending_wait(tango_pending* pending, int milliseconds, tango_answers** answers) {
  return guarded([&] {
    require(answers, "answers");
    *answers = nullptr;
    require(pending, "pending");
    if (!tango::c::all_ended(pending->results, milliseconds)) return;
    auto ended = std::make_unique<tango_answers>();
    ended->results.reserve(pending->results.size());
    for (std::future<tango::Result>& result : pending->results) {
      ended->results.push_back(result.get());
    }
    pending->results.clear();
    *answers = ended.release();
  });
}

void tango_pending_cancel(tango_pending* pending) {
  if (pending != nullptr) pending->cancel.request_stop();
}

void tango_pending_free(tango_pending* pending) {
  tango_pending_cancel(pending);
  delete pending;
}
