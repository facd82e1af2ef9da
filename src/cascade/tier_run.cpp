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
         int batch_tokens, model::Workspace& workspace, base::Team team, bool leave)
      : model_(model),
        part_(part),
        texts_(texts),
        batch_tokens_(batch_tokens),
        workspace_(workspace),
        team_(team),
        leave_(part != nullptr && leave),
        width_(part == nullptr ? 0
                               : static_cast<std::size_t>(part->encoder().config().hidden_size)),
        labels_(static_cast<std::size_t>(model.num_labels())) {
    for (const TierText& text : texts) make_room(text);
    if (part == nullptr || !leave) return;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      auto state = std::make_unique<HiddenState>();
      state->layers = part->layers();
      states_.push_back(state.get());
      output_.states.push_back(std::move(state));
    }
  }

  TierOutput run() && {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      const HiddenState* state = state_of(texts_[i]);
      const float* rows = state == nullptr ? nullptr : state->rows.data();
      const int begin = state == nullptr ? 0 : state->layers;
      const Windows windows = windows_[i];
      if (rows != nullptr) rows += rows_of(*texts_[i].encoded, {0, windows.begin}) * width_;
      for (std::size_t w = windows.begin; w < windows.end; ++w) {
        const text::Encoding& window = (*texts_[i].encoded)[w];
        const int tokens = static_cast<int>(window.ids.size());
        const bool fits = batch_.tokens() + tokens <= batch_tokens_ && begin == begin_;
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
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (texts_[i].progress != nullptr) move_on(i);
    }
    return std::move(output_);
  }

 private:
  struct Windows {
    std::size_t begin, end;
  };

  [[nodiscard]] static std::size_t rows_of(const EncodedText& encoded, Windows windows) {
    return static_cast<std::size_t>(
        tokens_of(std::span(encoded).subspan(windows.begin, windows.end - windows.begin)));
  }

  /// For what this run gives of the text, after what those before gave.
  void make_room(const TierText& text) {
    const EncodedText& encoded = *text.encoded;
    std::vector<float>& values = output_.logits.values;
    Windows windows{0, encoded.size()};
    if (text.progress != nullptr) {
      windows.begin = text.progress->windows;
      windows.end = end_of_batch(encoded, windows.begin, batch_tokens_);
    }
    windows_.push_back(windows);
    const bool by_token = model_.answers_spans();
    const bool continues = windows.begin > 0 && (!by_token || windows.end == encoded.size());
    if (continues) {
      const std::vector<float>& given = text.progress->logits;
      values.insert(values.end(), given.begin(), given.end());
    }
    next_.push_back(values.size());
    const std::size_t rows = by_token ? rows_of(encoded, windows) : continues ? 0 : 1;
    values.resize(values.size() + rows * labels_, 0);
    output_.logits.ends.push_back(values.size());
  }

  /// Nothing changes where memory runs out: the text can be run again.
  void move_on(std::size_t i) {
    Progress& progress = *texts_[i].progress;
    progress.more = windows_[i].end < texts_[i].encoded->size();
    if (!progress.more) {
      if (leave_) {
        std::vector<float>& rows = states_[i]->rows;
        rows.insert(rows.begin(), progress.rows.begin(), progress.rows.end());
      }
      return;
    }
    const std::span<const float> logits = output_.logits.of(i);
    const std::size_t kept = model_.answers_spans() ? progress.logits.size() : 0;
    progress.logits.reserve(kept + logits.size());
    if (leave_) {
      const std::vector<float>& rows = states_[i]->rows;
      progress.rows.insert(progress.rows.end(), rows.begin(), rows.end());
    }
    progress.logits.resize(kept);
    progress.logits.insert(progress.logits.end(), logits.begin(), logits.end());
    progress.windows = windows_[i].end;
  }

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
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      if (model_.answers_spans()) {
        const std::size_t begin = static_cast<std::size_t>(batch_.offsets()[i]) * labels_;
        const std::size_t end = static_cast<std::size_t>(batch_.offsets()[i + 1]) * labels_;
        std::copy(part_logits_.begin() + static_cast<std::ptrdiff_t>(begin),
                  part_logits_.begin() + static_cast<std::ptrdiff_t>(end),
                  values.begin() + static_cast<std::ptrdiff_t>(next_[owners_[i]]));
        next_[owners_[i]] += end - begin;
        continue;
      }
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
  int batch_tokens_;
  model::Workspace& workspace_;
  base::Team team_;
  bool leave_;
  std::size_t width_;  ///< Of a row of hidden states; 0 for a whole model, which takes none.
  std::size_t labels_;
  TierOutput output_;
  std::vector<Windows> windows_;      ///< For each text those that run.
  std::vector<std::size_t> next_;     ///< For each text where the logits of its next token go.
  std::vector<HiddenState*> states_;  ///< Those of output_.
  model::PackedBatch batch_;
  std::vector<std::size_t> owners_;   ///< For each sequence of the batch its text.
  std::vector<const float*> hidden_;  ///< Likewise, where it goes on from layer begin_.
  int begin_ = 0;
  std::vector<float> part_logits_, rows_;
};

}  // namespace

TierOutput Tier::go_on(std::span<const TierText> texts, int batch_tokens,
                       model::Workspace& workspace, base::Team team, bool leave) const {
  return Runner(*model_, part_.get(), texts, batch_tokens, workspace, team, leave).run();
}

TextLogits Tier::run(std::span<const EncodedText* const> texts, int batch_tokens,
                     model::Workspace& workspace, base::Team team) const {
  std::vector<TierText> from_the_beginning;
  from_the_beginning.reserve(texts.size());
  for (const EncodedText* text : texts) from_the_beginning.push_back({text, nullptr});
  return go_on(from_the_beginning, batch_tokens, workspace, team, false).logits;
}

}  // namespace tango::cascade
