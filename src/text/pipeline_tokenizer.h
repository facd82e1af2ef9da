// The tokenizer that every file format loads into: the stages in their order.
#pragma once

#include <memory>
#include <optional>

#include "text/added_tokens.h"
#include "text/decoder/detokenizer.h"
#include "text/normalizer/normalizer.h"
#include "text/post_processor/post_processor.h"
#include "text/pre_tokenizer/pre_tokenizer.h"
#include "text/subword/subword_model.h"
#include "text/tokenizer.h"
#include "text/truncation.h"

namespace tango::text {

struct Pipeline {
  NormalizerStage normalizer;
  std::unique_ptr<const PreTokenizer> pre_tokenizer;  ///< Null: each part of the text is one word.
  std::unique_ptr<const SubwordModel> model;
  AddedTokens added_tokens;
  PostProcessor post_processor;
  std::unique_ptr<const Detokenizer> detokenizer;
  int vocab_size = 0;
  /// The token of a text that would have none, for models that need at least one.
  std::optional<std::int32_t> token_of_empty;
  bool token_types = true;  ///< Without, every type is 0.
  std::optional<int> model_max_length;
  TruncationSide truncation_side = TruncationSide::kRight;
};

class PipelineTokenizer : public Tokenizer {
 public:
  explicit PipelineTokenizer(Pipeline pipeline) : stages_(std::move(pipeline)) {}

  [[nodiscard]] Encoding encode(std::string_view text, std::optional<std::string_view> pair,
                                const EncodeOptions& options) const override;
  [[nodiscard]] std::vector<Encoding> encode_windows(std::string_view text,
                                                     std::optional<std::string_view> pair,
                                                     const EncodeOptions& options,
                                                     int stride) const override;
  [[nodiscard]] int vocab_size() const override { return stages_.vocab_size; }
  [[nodiscard]] std::optional<std::int32_t> unknown_token() const override {
    return stages_.model->unknown_token();
  }
  [[nodiscard]] const Detokenizer* detokenizer() const override {
    return stages_.detokenizer.get();
  }
  [[nodiscard]] std::optional<int> model_max_length() const override {
    return stages_.model_max_length;
  }

 private:
  /// Stops once there are `limit` tokens.
  void tokenize(std::string_view text, std::size_t limit, TokenList& out) const;
  void tokenize_between(NormalizedText& text, std::size_t limit, TokenList& out) const;
  void add_token(std::int32_t id, Span source, std::string_view content, TokenList& out) const;
  [[nodiscard]] TokenList tokenize(const RepairedText& text, bool offsets, std::size_t limit) const;
  [[nodiscard]] std::size_t room(bool pair, int max_tokens) const;
  void assemble(const std::vector<PostProcessor::Part>& parts, bool offsets,
                Encoding& encoding) const;

  Pipeline stages_;
};

}  // namespace tango::text
