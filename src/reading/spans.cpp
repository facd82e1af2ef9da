#include "reading/spans.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace tango::reading {
namespace {

float at(std::span<const float> logits, std::size_t token, int which) {
  const float value = logits[2 * token + static_cast<std::size_t>(which)];
  return std::isnan(value) ? -std::numeric_limits<float>::infinity() : value;
}

/// The context's tokens with the largest start (0) or end (1) logits, the first of equals first.
std::vector<std::size_t> largest(const ContextTokens& context, std::span<const float> logits,
                                 int which, std::size_t count) {
  std::vector<std::size_t> tokens(context.end - context.begin);
  std::iota(tokens.begin(), tokens.end(), context.begin);
  count = std::min(count, tokens.size());
  std::partial_sort(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(count),
                    tokens.end(), [&](std::size_t left, std::size_t right) {
                      const float a = at(logits, left, which);
                      const float b = at(logits, right, which);
                      return a != b ? a > b : left < right;
                    });
  tokens.resize(count);
  return tokens;
}

/// The logarithm of the sum of exp(logit / temperature) over the context's tokens of all windows.
double log_sum(std::span<const Window> windows, std::span<const std::span<const float>> logits,
               int which, float temperature) {
  double most = -std::numeric_limits<double>::infinity();
  double sum = 0;  // of exponentials below exp(most)
  for (std::size_t w = 0; w < windows.size(); ++w) {
    const ContextTokens context(windows[w]);
    for (std::size_t i = context.begin; i < context.end; ++i) {
      const double value = at(logits[w], i, which) / temperature;
      if (value > most) {
        const double before = std::exchange(most, value);
        sum *= std::exp(before - value);
      }
      if (std::isfinite(most)) sum += std::exp(value - most);
    }
  }
  return most + std::log(sum);
}

bool before(const FoundSpan& left, const FoundSpan& right) {
  if (left.score != right.score) return left.score > right.score;
  return std::pair(left.begin, left.end) < std::pair(right.begin, right.end);
}

}  // namespace

std::vector<FoundSpan> find_spans(std::span<const Window> windows,
                                  std::span<const std::span<const float>> logits,
                                  const SpanOptions& options) {
  std::vector<FoundSpan> found;
  for (std::size_t w = 0; w < windows.size(); ++w) {
    const Window& window = windows[w];
    const ContextTokens context(window);
    const std::vector<std::size_t> ends = largest(context, logits[w], 1, options.best);
    for (const std::size_t start : largest(context, logits[w], 0, options.best)) {
      for (const std::size_t end : ends) {
        if (end < start || end - start >= options.longest) continue;
        found.push_back({window.offsets[start].begin, window.offsets[end].end,
                         at(logits[w], start, 0) + at(logits[w], end, 1), 0});
      }
    }
  }
  std::sort(found.begin(), found.end(), before);
  std::vector<FoundSpan> best;
  for (const FoundSpan& one : found) {
    if (best.size() == options.best) break;
    const bool known = std::any_of(best.begin(), best.end(), [&](const FoundSpan& other) {
      return one.begin == other.begin && one.end == other.end;
    });
    if (!known) best.push_back(one);
  }
  const double all = log_sum(windows, logits, 0, options.temperature) +
                     log_sum(windows, logits, 1, options.temperature);
  for (FoundSpan& one : best) {
    one.probability = static_cast<float>(std::exp(one.score / options.temperature - all));
  }
  return best;
}

std::string answer_text(std::string_view context, std::span<const FoundSpan> spans) {
  if (spans.empty()) return "";
  return std::string(context.substr(spans[0].begin, spans[0].end - spans[0].begin));
}

std::map<std::string, std::string, std::less<>> answer_texts(
    std::span<const Question> questions, std::span<const std::vector<Window>> windows,
    std::span<const std::vector<float>> logits) {
  std::map<std::string, std::string, std::less<>> answers;
  std::size_t first = 0;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const auto of_question = logits.subspan(first, windows[i].size());
    const std::vector<std::span<const float>> own(of_question.begin(), of_question.end());
    first += own.size();
    answers[questions[i].id] = answer_text(*questions[i].context, find_spans(windows[i], own));
  }
  return answers;
}

}  // namespace tango::reading
