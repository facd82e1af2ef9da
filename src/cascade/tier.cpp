#include "cascade/tier.h"

#include <algorithm>
#include <string>
#include <utility>

#include <tango/error.h>

#include "reading/windows.h"

namespace tango::cascade {
namespace {

/// Neighbouring windows share a quarter of their tokens.
constexpr int kStrideDivisor = 4;

/// A tokenizer may know tokens that were added after the model was trained.
void require_rows(const EncodedText& encoded, int rows) {
  for (const text::Encoding& window : encoded) {
    const auto found = std::ranges::find_if(window.ids, [rows](int id) { return id >= rows; });
    if (found == window.ids.end()) continue;
    throw Error(ErrorCode::kInvalidInput,
                "it has the token of id " + std::to_string(*found) +
                    ", for which the model's embeddings, of " + std::to_string(rows) +
                    " rows, have none: the tokenizer was given tokens that the model was not "
                    "resized for");
  }
}

}  // namespace

LongText parse_long_text(std::string_view name) {
  if (name == "truncate") return LongText::kTruncate;
  if (name == "window") return LongText::kWindow;
  if (name == "error") return LongText::kError;
  throw Error(
      ErrorCode::kUsage,
      "no long-text policy called \"" + std::string(name) + "\"; use truncate, window or error",
      {"long_text"});
}

std::string_view to_string(LongText policy) {
  if (policy == LongText::kTruncate) return "truncate";
  return policy == LongText::kWindow ? "window" : "error";
}

int tokens_of(std::span<const text::Encoding> windows) {
  int tokens = 0;
  for (const text::Encoding& window : windows) tokens += static_cast<int>(window.ids.size());
  return tokens;
}

std::size_t end_of_batch(const EncodedText& encoded, std::size_t first, int batch_tokens) {
  std::size_t end = first;
  std::size_t tokens = 0;
  for (; end < encoded.size(); ++end) {
    tokens += encoded[end].ids.size();
    if (end > first && std::cmp_greater(tokens, batch_tokens)) break;
  }
  return end;
}

Tier::Tier(std::shared_ptr<const text::Tokenizer> tokenizer,
           std::shared_ptr<const model::EncoderPart> part, float temperature, int max_tokens,
           LongText long_text, TierSource source)
    : Tier(std::move(tokenizer), std::shared_ptr<const model::Model>(part), temperature, max_tokens,
           long_text, std::move(source)) {
  part_ = std::move(part);
}

Tier::Tier(std::shared_ptr<const text::Tokenizer> tokenizer,
           std::shared_ptr<const model::Model> model, float temperature, int max_tokens,
           LongText long_text, TierSource source)
    : tokenizer_(std::move(tokenizer)),
      model_(std::move(model)),
      temperature_(temperature),
      max_tokens_(max_tokens == 0 ? model_->max_tokens()
                                  : std::min(max_tokens, model_->max_tokens())),
      long_text_(long_text),
      source_(std::move(source)) {}

Tier::Tier(std::shared_ptr<Endpoint> endpoint, checkpoint::Labels labels, float temperature,
           std::string identity)
    : endpoint_(std::move(endpoint)),
      endpoint_labels_(std::move(labels)),
      temperature_(temperature),
      source_{.identity = std::move(identity)} {}

bool Tier::goes_on_from(const Tier& lower) const {
  return part_ != nullptr && lower.part_ != nullptr && part_->goes_on_from(*lower.part_) &&
         max_tokens_ == lower.max_tokens_ && long_text_ == lower.long_text_;
}

void Tier::require_local() const {
  if (!endpoint_) return;
  if (is_asked()) {
    throw Error(ErrorCode::kUnsupported,
                "the last tier is asked and can't be called: it has no model and no tokenizer");
  }
  throw Error(ErrorCode::kUnsupported, "a tier is an endpoint, " + identity() +
                                           ", which has no model and no tokenizer on this machine");
}

const checkpoint::Labels& Tier::labels() const {
  return endpoint_ ? endpoint_labels_ : checkpoint::labels_of(model_->config());
}

EncodedText Tier::encode(const Request& request) const {
  if (endpoint_) return EncodedText(1);
  EncodedText encoded = model_->answers_spans() ? encode_question(request) : encode_text(request);
  const int rows = checkpoint::vocab_size_of(model_->config());
  if (tokenizer_->vocab_size() > rows) require_rows(encoded, rows);
  return encoded;
}

EncodedText Tier::encode_question(const Request& request) const {
  if (!request.pair) {
    throw Error(ErrorCode::kInvalidInput,
                "a question without a context: a question-answering model finds its answers in the "
                "second text of a pair (columns question and context)");
  }
  reading::WindowOptions options;
  if (max_tokens_ < options.max_tokens) {
    options.stride = options.stride * max_tokens_ / options.max_tokens;
    options.question_tokens = options.question_tokens * max_tokens_ / options.max_tokens;
    options.max_tokens = max_tokens_;
  }
  EncodedText windows = reading::make_windows(*tokenizer_, request.text, *request.pair, options);
  if (long_text_ == LongText::kError && windows.size() > 1) {
    throw Error(ErrorCode::kInvalidInput,
                "a context that takes " + std::to_string(windows.size()) + " windows of " +
                    std::to_string(options.max_tokens) +
                    " tokens; shorten it, or let it be read in windows",
                {"long_text"});
  }
  return windows;
}

EncodedText Tier::encode_text(const Request& request) const {
  const text::EncodeOptions options{.max_tokens = max_tokens_, .offsets = false};
  EncodedText encoded;
  if (long_text_ == LongText::kWindow) {
    encoded = tokenizer_->encode_windows(request.text, request.pair, options,
                                         max_tokens_ / kStrideDivisor);
  } else {
    encoded.push_back(tokenizer_->encode(request.text, request.pair, options));
  }
  if (encoded.front().ids.empty()) {
    throw Error(ErrorCode::kInvalidInput,
                "a text without tokens, and this model's tokenizer adds no special ones: there is "
                "nothing to classify");
  }
  if (long_text_ == LongText::kError && encoded.front().truncated) {
    const std::size_t tokens = tokenizer_->encode(request.text, request.pair, {}).ids.size();
    throw Error(ErrorCode::kInvalidInput,
                "a text of " + std::to_string(tokens) + " tokens, where " +
                    std::to_string(max_tokens_) +
                    " fit; shorten it, or let it be truncated or read in windows",
                {"long_text"});
  }
  return encoded;
}

}  // namespace tango::cascade
