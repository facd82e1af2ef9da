// The C API: each function is one of the C++ API behind a boundary that nothing is thrown across.
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tango/cascade.h>
#include <tango/classifier.h>
#include <tango/error.h>
#include <tango/tango.h>
#include <tango/version.h>

struct tango_options {
  tango::CascadeOptions options;
};
struct tango_cascade {
  tango::Cascade cascade;
};
struct tango_texts {
  std::vector<tango::Text> texts;
};
struct tango_answers {
  std::vector<tango::Prediction> answers;
};

namespace tango {
namespace {

/// A message that could not be copied is replaced by the name of its kind.
std::string& last_error() {
  thread_local std::string message;
  return message;
}

tango_status failed(tango_status status, std::string_view message) noexcept {
  try {
    last_error() = message;
  } catch (...) {
    last_error().clear();
  }
  return status;
}

tango_status status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return TANGO_USAGE;
    case ErrorCode::kNotFound:
      return TANGO_NOT_FOUND;
    case ErrorCode::kInvalidInput:
      return TANGO_INVALID_INPUT;
    case ErrorCode::kInvalidModel:
      return TANGO_INVALID_MODEL;
    case ErrorCode::kUnsupported:
      return TANGO_UNSUPPORTED;
    case ErrorCode::kIo:
    case ErrorCode::kClosedPipe:
      return TANGO_IO;
    case ErrorCode::kDeadline:
      return TANGO_DEADLINE;
    case ErrorCode::kCancelled:
      return TANGO_CANCELLED;
    case ErrorCode::kOverloaded:
      return TANGO_OVERLOADED;
    case ErrorCode::kStopping:
      return TANGO_STOPPING;
    case ErrorCode::kInternal:
      return TANGO_INTERNAL;
  }
  return TANGO_INTERNAL;
}

/// Runs `function` and turns what it throws into a status.
template <typename Function>
tango_status guarded(const Function& function) noexcept {
  try {
    function();
    return TANGO_OK;
  } catch (const Error& error) {
    return failed(status_of(error.code()), error.what());
  } catch (const std::bad_alloc&) {
    return failed(TANGO_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& error) {
    return failed(TANGO_INTERNAL, error.what());
  } catch (...) {
    return failed(TANGO_INTERNAL, "an exception of an unknown type");
  }
}

void require(const void* argument, const char* name) {
  if (argument == nullptr) {
    throw Error(ErrorCode::kUsage, std::string(name) + " is NULL, which this function can't take");
  }
}

template <typename Loaded>
tango_status load(const char* directory, const tango_options* options, tango_cascade** cascade) {
  return guarded([&] {
    require(cascade, "cascade");
    *cascade = nullptr;
    require(directory, "directory");
    *cascade = new tango_cascade{
        Loaded::load(directory, options == nullptr ? CascadeOptions{} : options->options)};
  });
}

std::string_view view(const char* text, std::size_t bytes) {
  if (bytes > 0) require(text, "text");
  return bytes == 0 ? std::string_view{} : std::string_view(text, bytes);
}

Text& last_of(tango_texts* texts) {
  require(texts, "texts");
  if (texts->texts.empty()) {
    throw Error(ErrorCode::kUsage, "no text was added yet; add the text first, then its settings");
  }
  return texts->texts.back();
}

/// The element, or nullptr if there is none.
template <typename Element>
const Element* at(const std::vector<Element>& elements, std::size_t index) {
  return index < elements.size() ? &elements[index] : nullptr;
}

/// What `read` says of an answer; 0 or NULL if there is none.
template <typename Read>
auto of_answer(const tango_answers* answers, std::size_t index, const Read& read) {
  const Prediction* answer = answers == nullptr ? nullptr : at(answers->answers, index);
  return answer == nullptr ? decltype(read(*answer)){} : read(*answer);
}

template <typename Read>
auto of_span(const tango_answers* answers, std::size_t index, std::size_t place, const Read& read) {
  return of_answer(answers, index, [&](const Prediction& answer) {
    const FoundAnswer* span = at(answer.answers, place);
    return span == nullptr ? decltype(read(*span)){} : read(*span);
  });
}

}  // namespace
}  // namespace tango

using tango::at;
using tango::FoundAnswer;
using tango::guarded;
using tango::of_answer;
using tango::of_span;
using tango::Prediction;

const char* tango_last_error() { return tango::last_error().c_str(); }
const char* tango_version() { return tango::version(); }

tango_options* tango_options_new() { return new (std::nothrow) tango_options; }
void tango_options_free(tango_options* options) { delete options; }

tango_status tango_options_set_thresholds(tango_options* options, const float* thresholds,
                                          size_t count) {
  return guarded([&] {
    tango::require(options, "options");
    if (count > 0) tango::require(thresholds, "thresholds");
    options->options.thresholds.assign(thresholds, thresholds + count);
  });
}

tango_status tango_options_set_precision(tango_options* options, const char* precision) {
  return guarded([&] {
    tango::require(options, "options");
    tango::require(precision, "precision");
    options->options.precision = precision;
  });
}

tango_status tango_options_set_long_text(tango_options* options, const char* policy) {
  return guarded([&] {
    tango::require(options, "options");
    tango::require(policy, "policy");
    options->options.long_text = policy;
  });
}

tango_status tango_options_set_workers(tango_options* options, int workers) {
  return guarded([&] {
    tango::require(options, "options");
    options->options.workers = workers;
  });
}

tango_status tango_cascade_load(const char* directory, const tango_options* options,
                                tango_cascade** cascade) {
  return tango::load<tango::Cascade>(directory, options, cascade);
}

tango_status tango_classifier_load(const char* directory, const tango_options* options,
                                   tango_cascade** cascade) {
  return tango::load<tango::Classifier>(directory, options, cascade);
}

void tango_cascade_free(tango_cascade* cascade) { delete cascade; }

int tango_cascade_num_tiers(const tango_cascade* cascade) {
  return cascade == nullptr ? 0 : cascade->cascade.num_tiers();
}

size_t tango_cascade_num_labels(const tango_cascade* cascade) {
  return cascade == nullptr ? 0 : cascade->cascade.labels().size();
}

const char* tango_cascade_label(const tango_cascade* cascade, size_t label) {
  const std::string* name = cascade == nullptr ? nullptr : at(cascade->cascade.labels(), label);
  return name == nullptr ? nullptr : name->c_str();
}

tango_texts* tango_texts_new() { return new (std::nothrow) tango_texts; }
void tango_texts_free(tango_texts* texts) { delete texts; }

size_t tango_texts_size(const tango_texts* texts) {
  return texts == nullptr ? 0 : texts->texts.size();
}

tango_status tango_texts_add(tango_texts* texts, const char* text, size_t bytes) {
  return guarded([&] {
    tango::require(texts, "texts");
    tango::Text added;
    added.text = tango::view(text, bytes);
    texts->texts.push_back(std::move(added));
  });
}

tango_status tango_texts_add_pair(tango_texts* texts, const char* text, size_t bytes,
                                  const char* pair, size_t pair_bytes) {
  return guarded([&] {
    tango::require(texts, "texts");
    tango::Text added;
    added.text = tango::view(text, bytes);
    added.pair = tango::view(pair, pair_bytes);
    texts->texts.push_back(std::move(added));
  });
}

tango_status tango_texts_set_threshold(tango_texts* texts, float threshold) {
  return guarded([&] { tango::last_of(texts).threshold = threshold; });
}

tango_status tango_texts_set_tier(tango_texts* texts, int tier) {
  return guarded([&] { tango::last_of(texts).tier = tier; });
}

tango_status tango_classify(const tango_cascade* cascade, const tango_texts* texts,
                            tango_answers** answers) {
  return guarded([&] {
    tango::require(answers, "answers");
    *answers = nullptr;
    tango::require(cascade, "cascade");
    tango::require(texts, "texts");
    *answers = new tango_answers{cascade->cascade.classify(texts->texts)};
  });
}

void tango_answers_free(tango_answers* answers) { delete answers; }

size_t tango_answers_size(const tango_answers* answers) {
  return answers == nullptr ? 0 : answers->answers.size();
}

const char* tango_answer_label(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.label.c_str(); });
}

float tango_answer_score(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.score; });
}

float tango_answer_confidence(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.confidence; });
}

int tango_answer_tier(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.tier; });
}

int tango_answer_truncated(const tango_answers* answers, size_t index) {
  return of_answer(answers, index,
                   [](const Prediction& answer) { return answer.truncated ? 1 : 0; });
}

size_t tango_answer_num_scores(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.scores.size(); });
}

float tango_answer_score_of(const tango_answers* answers, size_t index, size_t label) {
  return of_answer(answers, index, [&](const Prediction& answer) {
    const float* score = at(answer.scores, label);
    return score == nullptr ? 0 : *score;
  });
}

size_t tango_answer_num_labels(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.labels.size(); });
}

const char* tango_answer_label_at(const tango_answers* answers, size_t index, size_t place) {
  return of_answer(answers, index, [&](const Prediction& answer) {
    const std::string* label = at(answer.labels, place);
    return label == nullptr ? nullptr : label->c_str();
  });
}

size_t tango_answer_num_spans(const tango_answers* answers, size_t index) {
  return of_answer(answers, index, [](const Prediction& answer) { return answer.answers.size(); });
}

const char* tango_answer_span_text(const tango_answers* answers, size_t index, size_t span) {
  return of_span(answers, index, span, [](const FoundAnswer& found) { return found.text.c_str(); });
}

size_t tango_answer_span_begin(const tango_answers* answers, size_t index, size_t span) {
  return of_span(answers, index, span, [](const FoundAnswer& found) { return found.begin; });
}

size_t tango_answer_span_end(const tango_answers* answers, size_t index, size_t span) {
  return of_span(answers, index, span, [](const FoundAnswer& found) { return found.end; });
}

float tango_answer_span_score(const tango_answers* answers, size_t index, size_t span) {
  return of_span(answers, index, span, [](const FoundAnswer& found) { return found.score; });
}
