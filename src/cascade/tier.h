// One step of a cascade: a tokenizer and a model.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/cache_directory.h"
#include "base/team.h"
#include "cascade/endpoint.h"
#include "cascade/request.h"
#include "cascade/text_logits.h"
#include "checkpoint/model_config.h"
#include "model/encoder_part.h"
#include "model/model.h"
#include "text/tokenizer.h"

namespace tango::cascade {

/// What to do with a text that is longer than the model's limit.
enum class LongText {
  kTruncate,  ///< Drop the end; the answer says so.
  kWindow,    ///< Answer from the mean logits of overlapping windows.
  kError      ///< Throw kInvalidInput.
};

/// "truncate", "window" or "error"; throws kUsage that lists them.
[[nodiscard]] LongText parse_long_text(std::string_view name);
[[nodiscard]] std::string_view to_string(LongText policy);

/// A text as one tier reads it: one encoding, or several windows.
using EncodedText = std::vector<text::Encoding>;

[[nodiscard]] int tokens_of(std::span<const text::Encoding> windows);

/// Where the windows from `first` on end that one batch takes: as many as fit, at least one.
[[nodiscard]] std::size_t end_of_batch(const EncodedText& encoded, std::size_t first,
                                       int batch_tokens);

/// How far a tier has come with a text whose windows it runs a batch at a time.
struct Progress {
  std::size_t windows = 0;    ///< That have run, but for those of the last batch.
  std::vector<float> logits;  ///< Of those: their part of the mean, or each token's.
  std::vector<float> rows;    ///< Of those, for the tier that goes on from this one.
  bool more = false;          ///< Windows are left.

  [[nodiscard]] std::size_t bytes() const { return (logits.size() + rows.size()) * sizeof(float); }
};

struct TierText {
  const EncodedText* encoded = nullptr;
  const TextState* state = nullptr;  ///< What the tier before left, or nullptr.
  Progress* progress = nullptr;      ///< nullptr: all windows are run.
};

/// Where a tier came from.
struct TierSource {
  std::filesystem::path directory = {};  ///< Of the model.
  std::string identity = {};       ///< Of the model's files (checkpoint::Checkpoint's fingerprint).
  std::string why_precision = {};  ///< Continues "precision int8, which …".
  bool precision_was_chosen = false;  ///< By precision_gate.h.
  /// Where measurements of the tier are kept.
  base::MachineCache cache = base::machine_cache();
};

/// Immutable; every method is const and thread-safe.
class Tier {
 public:
  /// `max_tokens`: a lower limit than the model's own, or 0.
  Tier(std::shared_ptr<const text::Tokenizer> tokenizer, std::shared_ptr<const model::Model> model,
       float temperature, int max_tokens, LongText long_text, TierSource source = {});

  /// A tier that is the lower part of an encoder, or all of an encoder whose lower part is another
  /// tier: it goes on from where that one left a text.
  Tier(std::shared_ptr<const text::Tokenizer> tokenizer,
       std::shared_ptr<const model::EncoderPart> part, float temperature, int max_tokens,
       LongText long_text, TierSource source = {});

  /// A tier that is computed elsewhere, with logits for `labels`. It has no model and no tokenizer.
  Tier(std::shared_ptr<Endpoint> endpoint, checkpoint::Labels labels, float temperature,
       std::string identity = {});

  /// At least one encoding, the first with at least one token. A question's long context is always
  /// read in windows (reading::WindowOptions, scaled down if fewer tokens fit). Throws
  /// kInvalidInput for a text without tokens, for a question without a context, and under
  /// LongText::kError, naming the length of the text and the limit. An endpoint's is empty.
  [[nodiscard]] EncodedText encode(const Request& request) const;

  /// The logits of each text (the mean over its windows; for question answering, of each window),
  /// computed in batches of at most `batch_tokens` tokens (one window may exceed it), each on the
  /// whole team.
  [[nodiscard]] TextLogits run(std::span<const EncodedText* const> texts, int batch_tokens,
                               model::Workspace& workspace, base::Team team = {}) const;

  /// The same for texts that the tier before may have left: those go on from there, with the bits
  /// that they would have from their beginning. `leave`: keeps of each what the tier that goes on
  /// from this one needs. Of a text with `progress`, the windows of its next batch are run, with
  /// the same bits in the end; while there are more, its output means nothing.
  [[nodiscard]] TierOutput go_on(std::span<const TierText> texts, int batch_tokens,
                                 model::Workspace& workspace, base::Team team, bool leave) const;

  /// Whether it can take up what `lower` leaves.
  [[nodiscard]] bool goes_on_from(const Tier& lower) const;

  /// nullptr where the tier is computed here.
  [[nodiscard]] Endpoint* endpoint() const { return endpoint_.get(); }
  /// Whether it can't be called: texts that would reach it end before, with Answer::ask.
  [[nodiscard]] bool is_asked() const { return endpoint_ && !endpoint_->can_be_called(); }
  /// "int8", say; "remote" where it is computed elsewhere, "asked" where it can't be called.
  [[nodiscard]] std::string_view precision_name() const {
    if (is_asked()) return "asked";
    return endpoint_ ? "remote" : to_string(model_->precision());
  }
  /// Throws kUnsupported where it is computed elsewhere. The same for the tokenizer.
  [[nodiscard]] const model::Model& model() const {
    require_local();
    return *model_;
  }
  [[nodiscard]] const text::Tokenizer& tokenizer() const {
    require_local();
    return *tokenizer_;
  }
  [[nodiscard]] const checkpoint::Labels& labels() const;
  [[nodiscard]] float temperature() const { return temperature_; }
  [[nodiscard]] int max_tokens() const { return max_tokens_; }
  [[nodiscard]] LongText long_text() const { return long_text_; }
  [[nodiscard]] const TierSource& source() const { return source_; }
  [[nodiscard]] const std::string& identity() const { return source_.identity; }

 private:
  void require_local() const;
  [[nodiscard]] EncodedText encode_text(const Request& request) const;
  [[nodiscard]] EncodedText encode_question(const Request& request) const;

  std::shared_ptr<const text::Tokenizer> tokenizer_;
  std::shared_ptr<const model::Model> model_;
  std::shared_ptr<const model::EncoderPart> part_;  ///< The model, where it is one.
  std::shared_ptr<Endpoint> endpoint_;
  checkpoint::Labels endpoint_labels_;
  float temperature_;
  int max_tokens_ = 0;
  LongText long_text_ = LongText::kTruncate;
  TierSource source_;
};

}  // namespace tango::cascade
