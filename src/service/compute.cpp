#include "service/compute.h"

#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace tango::service {
namespace {

/// Whether the next tier takes up what this one leaves of the text, tokens included.
bool goes_on(const Text& text) { return text.cascade().goes_on(text.tier + 1); }

/// Sorts texts by their logits of a batch.
class Sorter {
 public:
  Sorter(TierCounts& counts, TimePoint started)
      : counts_(counts), started_(started), now_(Clock::now()) {}

  /// `state`: what the tier left for the next.
  void add(std::unique_ptr<Text> text, std::span<const float> logits,
           std::unique_ptr<cascade::TextState> state, Computed& computed) {
    const cascade::Cascade& cascade = text->cascade();
    try {
      std::optional<int> earlier_label;
      if (text->has_answer) earlier_label = text->completion.answer()->label;
      cascade::Answer answer =
          cascade.answer(text->tier, logits, text->encoded, text->request(), {}, earlier_label);
      if (text->is_counted) counts_.text_ran(answer.confidence, started_ - text->since);
      const bool accepted = cascade.accepts(text->request(), answer);
      text->completion.outcome = std::move(answer);
      text->progress = {};
      text->begun = false;
      const bool carries_on = !accepted && goes_on(*text);
      if (!carries_on) text->encoded = {};
      const bool is_elsewhere = cascade.tier(text->tier).endpoint() != nullptr;
      text->state = carries_on || (!accepted && is_elsewhere) ? std::move(state) : nullptr;
      if (!accepted) {
        if (text->is_counted) counts_.text_deferred();
        text->has_answer = true;
        ++text->tier;
        computed.deferred.push_back(std::move(text));
        return;
      }
      if (text->is_counted) counts_.text_answered(now_ - text->submitted);
    } catch (...) {
      text->fail(current_error());
    }
    computed.ended.push_back(std::move(text));
  }

 private:
  TierCounts& counts_;
  TimePoint started_;
  TimePoint now_;
};

/// Of a tier that could not answer: what the one before said stands. Not so where the tier isn't
/// what the cascade says it is, which no later time mends, and which should not pass unseen.
void end_without(const Error& error, std::unique_ptr<Text> text, Computed& computed) {
  if (text->has_answer && error.code() != ErrorCode::kInvalidModel) {
    text->completion.answer()->cut_short = true;
  } else {
    text->fail(error);
  }
  computed.ended.push_back(std::move(text));
}

/// What the next batch takes of the text, and what is left then.
void count_tokens(Text& text) {
  const auto& pool = text.known->tiers[static_cast<std::size_t>(text.tier)]->pool->options();
  if (!pool.local) {  // it counts them itself
    text.tokens += std::exchange(text.later_tokens, 0);
    return;
  }
  const std::span<const text::Encoding> windows(text.encoded);
  const std::size_t begin = text.progress.windows;
  const std::size_t end = cascade::end_of_batch(text.encoded, begin, pool.limits.tokens);
  text.tokens = cascade::tokens_of(windows.subspan(begin, end - begin));
  text.later_tokens = cascade::tokens_of(windows.subspan(end));
}

void take(Texts& texts, cascade::TierOutput&& output, TierCounts& counts, TimePoint started,
          Computed& computed) {
  Sorter sorter(counts, started);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i < output.errors.size() && output.errors[i]) {
      end_without(*output.errors[i], std::move(texts[i]), computed);
      continue;
    }
    if (texts[i]->progress.more) {
      texts[i]->begun = true;
      count_tokens(*texts[i]);
      computed.begun.push_back(std::move(texts[i]));
      continue;
    }
    const bool leaves_state = i < output.states.size();
    sorter.add(std::move(texts[i]), output.logits.of(i),
               leaves_state ? std::move(output.states[i]) : nullptr, computed);
  }
}

/// The producer may have written them thousands of texts ago, on another core: fetches them all at
/// once.
void prefetch(const Texts& texts) {
  for (const std::unique_ptr<Text>& text : texts) __builtin_prefetch(&text->kept_request);
  for (const std::unique_ptr<Text>& text : texts) __builtin_prefetch(&text->request());
  for (const std::unique_ptr<Text>& text : texts) __builtin_prefetch(text->request().text.data());
}

void require_short(int tokens, std::size_t windows, int max_text_tokens) {
  if (max_text_tokens == 0 || tokens <= max_text_tokens) return;
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("a text of {} tokens in {} windows, where a text may have {} tokens; "
                          "shorten it, or send it in parts",
                          tokens, windows, max_text_tokens),
              {"long_text"});
}

void tokenize(Texts& texts, int max_text_tokens, Computed& computed) {
  for (std::unique_ptr<Text>& text : texts) {
    try {
      if (text->encoded.empty()) text->encoded = text->next_tier().encode(text->request());
      count_tokens(*text);
      require_short(cascade::tokens_of(text->encoded), text->encoded.size(), max_text_tokens);
      computed.tokenized.push_back(std::move(text));
    } catch (...) {
      text->fail(current_error());
      computed.ended.push_back(std::move(text));
    }
  }
}

cascade::TierOutput output_of(std::span<const std::unique_ptr<Text>> texts, int batch_tokens,
                              WorkerSlot& slot, base::Team team) {
  const cascade::Tier& tier = texts.front()->next_tier();
  if (slot.workspace == nullptr) slot.workspace = tier.model().make_workspace();
  std::vector<cascade::TierText> texts_of_tier;
  texts_of_tier.reserve(texts.size());
  bool leave = false;
  for (const std::unique_ptr<Text>& text : texts) {
    texts_of_tier.push_back({&text->encoded, text->state.get(), &text->progress});
    leave = leave || goes_on(*text);
  }
  return tier.go_on(texts_of_tier, batch_tokens, *slot.workspace, team, leave);
}

}  // namespace

Error current_error() {
  try {
    throw;
  } catch (const Error& error) {
    return error;
  } catch (const std::exception& error) {
    return {ErrorCode::kInternal, error.what()};
  } catch (...) {
    return {ErrorCode::kInternal, "an exception of an unknown type"};
  }
}

Computed tokenize(Texts texts, int max_text_tokens) {
  Computed computed;
  computed.tokenized.reserve(texts.size());
  prefetch(texts);
  tokenize(texts, max_text_tokens, computed);
  return computed;
}

Computed run_batch(Texts texts, int batch_tokens, int max_text_tokens, WorkerSlot& slot,
                   base::Team team, TimePoint started) {
  Computed computed;
  try {
    take(texts, output_of(texts, batch_tokens, slot, team), slot.counts, started, computed);
  } catch (...) {
    const Error error = current_error();
    for (std::unique_ptr<Text>& text : texts) {
      if (texts.size() == 1) {
        text->fail(error);
        computed.ended.push_back(std::move(text));
        continue;
      }
      Texts alone;
      alone.push_back(std::move(text));
      Computed one =
          run_batch(std::move(alone), batch_tokens, max_text_tokens, slot, team, started);
      std::ranges::move(one.ended, std::back_inserter(computed.ended));
      std::ranges::move(one.tokenized, std::back_inserter(computed.tokenized));
      std::ranges::move(one.begun, std::back_inserter(computed.begun));
    }
  }
  Texts deferred = std::exchange(computed.deferred, {});
  tokenize(deferred, max_text_tokens, computed);
  return computed;
}

Computed take_output(Texts texts, cascade::TierOutput output, TierCounts& counts,
                     TimePoint started) {
  Computed computed;
  if (!output.error && output.logits.ends.size() != texts.size()) {
    output.error =
        Error(ErrorCode::kInternal, "an endpoint gave logits for " +
                                        std::to_string(output.logits.ends.size()) + " of " +
                                        std::to_string(texts.size()) + " texts");
  }
  if (!output.error) {
    take(texts, std::move(output), counts, started, computed);
    return computed;
  }
  for (std::unique_ptr<Text>& text : texts) {
    end_without(*output.error, std::move(text), computed);
  }
  return computed;
}

}  // namespace tango::service
