#include "train/data/span_teacher.h"

#include <algorithm>
#include <limits>
#include <vector>

#include <tango/error.h>

#include "base/team.h"
#include "checkpoint/checkpoint.h"
#include "model/forward_all.h"
#include "text/tokenizer.h"

namespace tango::train {
namespace {

constexpr float kNowhere = -std::numeric_limits<float>::infinity();

/// A question and the piece of its context that one of the student's windows holds.
struct Piece {
  text::Encoding encoding;  ///< By the teacher's tokenizer, with offsets in the piece.
  std::uint32_t begin = 0;  ///< Where the piece begins in the context.
};

Piece make_piece(const reading::Question& question, const reading::Window& window,
                 const text::Tokenizer& tokenizer, int max_tokens) {
  const std::vector<text::Span>& offsets = window.offsets;
  const reading::ContextTokens tokens(window);
  const bool empty = tokens.begin == tokens.end;
  const std::uint32_t begin = empty ? 0 : offsets[tokens.begin].begin;
  const std::uint32_t end = empty ? 0 : offsets[tokens.end - 1].end;
  const std::string_view context(*question.context);
  return {tokenizer.encode(question.question, context.substr(begin, end - begin),
                           {.max_tokens = max_tokens, .offsets = true}),
          begin};
}

/// Copies `logits` [tokens x 2] of the teacher to the student's tokens in `row` [longest x 2].
void align(const Piece& piece, std::span<const float> logits, const reading::Window& window,
           float* row) {
  row[0] = logits[0];
  row[1] = logits[1];
  const std::vector<text::Span>& own = window.offsets;
  const reading::ContextTokens context(window);
  std::size_t token = context.begin;  // the student's, from left to right as the teacher's
  for (std::size_t i = 0; i < piece.encoding.ids.size(); ++i) {
    if (piece.encoding.sequence[i] != 1) continue;
    const text::Span there{piece.encoding.offsets[i].begin + piece.begin,
                           piece.encoding.offsets[i].end + piece.begin};
    while (token < context.end && own[token].end <= there.begin) ++token;
    std::size_t last = token;
    while (last + 1 < context.end && own[last + 1].begin < there.end) ++last;
    if (token == context.end || own[token].begin >= there.end) continue;
    // Where several of the teacher's tokens are in one of the student's, the likeliest counts.
    row[2 * token] = std::max(row[2 * token], logits[2 * i]);
    row[2 * last + 1] = std::max(row[2 * last + 1], logits[2 * i + 1]);
  }
}

}  // namespace

at::Tensor teach_spans(const std::filesystem::path& teacher, kernel::Precision precision,
                       const SpanData& spans, int threads) {
  const checkpoint::Checkpoint checkpoint = checkpoint::open_checkpoint(teacher);
  const auto model =
      model::make_model(checkpoint.config, *checkpoint.weights, precision, checkpoint.fingerprint);
  if (!model->answers_spans()) {
    throw Error(ErrorCode::kUnsupported, teacher.string() + ": not a question-answering model",
                {"teacher"});
  }
  const auto tokenizer = text::load_tokenizer(checkpoint.tokenizer_directory);
  std::vector<Piece> pieces;
  std::vector<const reading::Window*> windows;
  for (std::size_t i = 0; i < spans.questions.size(); ++i) {
    for (const reading::Window& window : spans.windows[i]) {
      pieces.push_back(make_piece(spans.questions[i], window, *tokenizer, model->max_tokens()));
      windows.push_back(&window);
    }
  }
  std::vector<model::TokenizedText> texts;
  texts.reserve(pieces.size());
  for (const Piece& one : pieces) texts.push_back({one.encoding.ids, one.encoding.type_ids});
  base::TeamThreads team_threads(threads, false);
  const auto logits = model::forward_all(*model, texts, team_threads.team(threads));

  const std::int64_t longest = spans.data.longest();
  at::Tensor all = at::full({spans.data.size(), longest, 2}, kNowhere, at::kFloat);
  auto* row = all.data_ptr<float>();
  for (std::size_t i = 0; i < pieces.size(); ++i, row += longest * 2) {
    align(pieces[i], logits[i], *windows[i], row);
  }
  return all;
}

}  // namespace tango::train
