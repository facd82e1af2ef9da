// A tier's batches.
#include <algorithm>
#include <utility>

#include "cascade/hidden_state.h"
#include "cascade/tier.h"

namespace tango::cascade {
namespace {

/// Collects windows into batches of the model, runs these, and gives each text what is its.
class Runner {
 public:
  Runner(const model::Model& model, const model::EncoderPart* part, std::span<const TierText> texts,
         model::Workspace& workspace, base::Team team, bool leave)
      : model_(model),
        part_(part),
        texts_(texts),
        workspace_(workspace),
        team_(team),
        leave_(part != nullptr && leave),
        width_(part == nullptr ? 0
                               : static_cast<std::size_t>(part->encoder().config().hidden_size)),
        labels_(static_cast<std::size_t>(model.num_labels())) {
    const bool by_token = model.answers_spans();
    for (const TierText& text : texts) {
      const std::size_t rows = by_token ? static_cast<std::size_t>(tokens_of(*text.encoded)) : 1;
      output_.logits.values.resize(output_.logits.values.size() + rows * labels_, 0);
      output_.logits.ends.push_back(output_.logits.values.size());
    }
    if (part == nullptr || !leave) return;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      auto state = std::make_unique<HiddenState>();
      state->layers = part->layers();
      states_.push_back(state.get());
      output_.states.push_back(std::move(state));
    }
  }

  TierOutput run(int batch_tokens) && {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      const HiddenState* state = state_of(texts_[i]);
      const float* rows = state == nullptr ? nullptr : state->rows.data();
      const int begin = state == nullptr ? 0 : state->layers;
      for (const text::Encoding& window : *texts_[i].encoded) {
        const int tokens = static_cast<int>(window.ids.size());
        const bool fits = batch_.tokens() + tokens <= batch_tokens && begin == begin_;
        if (batch_.texts() > 0 && !fits) flush();
        begin_ = begin;
        batch_.add(window.ids, window.type_ids);
        owners_.push_back(i);
        if (rows == nullptr) continue;
        hidden_.push_back(rows);
        rows += window.ids.size() * width_;
      }
    }
    if (batch_.texts() > 0) flush();
    return std::move(output_);
  }

 private:
  /// nullptr where the text is read from its beginning.
  [[nodiscard]] const HiddenState* state_of(const TierText& text) const {
    const auto* state = dynamic_cast<const HiddenState*>(text.state);
    if (part_ == nullptr || state == nullptr || state->layers >= part_->layers() ||
        state->rows.size() != static_cast<std::size_t>(tokens_of(*text.encoded)) * width_) {
      return nullptr;
    }
    return state;
  }

  void flush() {
    part_logits_.resize(model_.logits_of(batch_));
    if (part_ == nullptr) {
      model_.forward(batch_, workspace_, part_logits_, team_);
    } else {
      rows_.resize(leave_ ? static_cast<std::size_t>(batch_.tokens()) * width_ : 0);
      part_->encoder().forward(batch_, {begin_, part_->layers()}, hidden_, workspace_, part_logits_,
                               rows_, team_);
    }
    give_logits();
    if (leave_) give_rows();
    batch_.clear();
    owners_.clear();
    hidden_.clear();
  }

  void give_logits() {
    std::vector<float>& values = output_.logits.values;
    if (model_.answers_spans()) {  // by token, which come in the texts' order
      std::ranges::copy(part_logits_, values.begin() + static_cast<std::ptrdiff_t>(written_));
      written_ += part_logits_.size();
      return;
    }
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      const auto windows = static_cast<float>(texts_[owners_[i]].encoded->size());
      for (std::size_t label = 0; label < labels_; ++label) {
        values[owners_[i] * labels_ + label] += part_logits_[i * labels_ + label] / windows;
      }
    }
  }

  void give_rows() {
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      const auto begin =
          static_cast<std::ptrdiff_t>(static_cast<std::size_t>(batch_.offsets()[i]) * width_);
      const auto end =
          static_cast<std::ptrdiff_t>(static_cast<std::size_t>(batch_.offsets()[i + 1]) * width_);
      std::vector<float>& kept = states_[owners_[i]]->rows;
      kept.insert(kept.end(), rows_.begin() + begin, rows_.begin() + end);
    }
  }

  const model::Model& model_;
  const model::EncoderPart* part_;
  std::span<const TierText> texts_;
  model::Workspace& workspace_;
  base::Team team_;
  bool leave_;
  std::size_t width_;  ///< Of a row of hidden states; 0 for a whole model, which takes none.
  std::size_t labels_;
  TierOutput output_;
  std::vector<HiddenState*> states_;  ///< Those of output_.
  model::PackedBatch batch_;
  std::vector<std::size_t> owners_;   ///< For each sequence of the batch its text.
  std::vector<const float*> hidden_;  ///< Likewise, where it goes on from layer begin_.
  int begin_ = 0;
  std::vector<float> part_logits_, rows_;
  std::size_t written_ = 0;
};

}  // namespace

TierOutput Tier::go_on(std::span<const TierText> texts, int batch_tokens,
                       model::Workspace& workspace, base::Team team, bool leave) const {
  return Runner(*model_, part_.get(), texts, workspace, team, leave).run(batch_tokens);
}

TextLogits Tier::run(std::span<const EncodedText* const> texts, int batch_tokens,
                     model::Workspace& workspace, base::Team team) const {
  std::vector<TierText> from_the_beginning;
  from_the_beginning.reserve(texts.size());
  for (const EncodedText* text : texts) from_the_beginning.push_back({text, nullptr});
  return go_on(from_the_beginning, batch_tokens, workspace, team, false).logits;
}

}  // namespace tango::cascade
