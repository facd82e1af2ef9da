// A question and its context as the windows that a question-answering model reads.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "reading/squad.h"
#include "text/tokenizer.h"

namespace tango::reading {

/// As is usual for SQuAD (Devlin et al. 2019, run_squad.py): windows of the context that share
/// `stride` tokens, each behind the question.
struct WindowOptions {
  int max_tokens = 384;
  int stride = 128;
  int question_tokens = 64;  ///< A longer question is cut.
};

/// With offsets: bytes of the context where `sequence` is 1.
using Window = text::Encoding;

/// Of a window's tokens those of the context, [begin, end).
struct ContextTokens {
  std::size_t begin = 0, end = 0;

  explicit ContextTokens(const Window& window);
};

/// At least one; several for a long context. All are marked as truncated where the question was
/// cut. Throws kInvalidInput when `options` leave no room for the context.
[[nodiscard]] std::vector<Window> make_windows(const text::Tokenizer& tokenizer,
                                               std::string_view question, std::string_view context,
                                               const WindowOptions& options);

/// The first and the last token of an answer; nullopt when it is not whole in this window.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> tokens_of(const Window& window,
                                                                           const Answer& answer);

}  // namespace tango::reading
