#include "augment/masked_words.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <tango/error.h>

#include "augment/letters.h"
#include "base/team.h"

namespace tango::augment {
namespace {

constexpr std::size_t kTextsPerBatch = 16;

}  // namespace

class MaskedWords::Loan {
 public:
  explicit Loan(const MaskedWords& owner) : owner_(owner) {
    const std::lock_guard lock(owner_.mutex_);
    if (!owner_.idle_.empty()) {
      workspace_ = std::move(owner_.idle_.back());
      owner_.idle_.pop_back();
    }
  }
  ~Loan() {
    if (!workspace_) return;
    const std::lock_guard lock(owner_.mutex_);
    owner_.idle_.push_back(std::move(workspace_));
  }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;

  [[nodiscard]] model::Workspace& workspace() {
    if (!workspace_) workspace_ = owner_.model_->make_workspace();
    return *workspace_;
  }

 private:
  const MaskedWords& owner_;
  std::unique_ptr<model::Workspace> workspace_;
};

MaskedWords::MaskedWords(const std::filesystem::path& directory, kernel::Precision precision,
                         std::span<const std::string> words, int count)
    : count_(count),
      checkpoint_(checkpoint::open_checkpoint(directory)),
      tokenizer_(text::load_tokenizer(checkpoint_.tokenizer_directory)),
      model_(
          model::make_masked_language_model(checkpoint_.config, *checkpoint_.weights, precision)) {
  const std::vector<std::int32_t> unheard_of = pieces_of("\U00013080");  // a hieroglyph
  if (unheard_of.size() == 1) unknown_id_ = unheard_of.front();
  for (const char* token : {"[MASK]", "<mask>"}) {
    const std::vector<std::int32_t> pieces = pieces_of(token);
    if (pieces.size() != 1 || pieces.front() == unknown_id_) continue;
    mask_token_ = token;
    mask_id_ = pieces.front();
    break;
  }
  if (mask_token_.empty()) {
    throw Error(ErrorCode::kInvalidModel,
                directory.string() + ": its tokenizer has neither [MASK] nor <mask>");
  }
  words_.resize(static_cast<std::size_t>(model_->config().vocab_size));
  for (const std::string& word : words) {
    if (!is_plain_word(word)) continue;
    const auto id = static_cast<std::size_t>(token_of(word).value_or(-1));
    if (id < words_.size() && words_[id].empty()) words_[id] = word;
  }
}

std::optional<std::int32_t> MaskedWords::token_of(std::string_view word) const {
  // Byte-level tokenizers have words with the space before them.
  const std::vector<std::int32_t> pieces = pieces_of(std::string(" ").append(word));
  if (pieces.size() != 1 || pieces.front() == unknown_id_) return std::nullopt;
  return pieces.front();
}

std::vector<std::int32_t> MaskedWords::pieces_of(const std::string& text) const {
  const text::Encoding encoding =
      tokenizer_->encode(text, std::nullopt, {.max_tokens = 0, .offsets = true});
  std::vector<std::int32_t> pieces;
  for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
    if (encoding.sequence[i] >= 0) pieces.push_back(encoding.ids[i]);
  }
  return pieces;
}

std::vector<std::vector<std::string_view>> MaskedWords::candidates(
    std::span<const std::string> texts) const {
  std::vector<std::vector<std::string_view>> found(texts.size());
  const auto vocabulary = static_cast<std::size_t>(model_->config().vocab_size);
  Loan loan(*this);
  std::vector<float> logits;
  for (std::size_t begin = 0; begin < texts.size(); begin += kTextsPerBatch) {
    model::PackedBatch batch;
    std::vector<std::int32_t> positions;
    std::vector<std::size_t> asked;
    for (std::size_t i = begin; i < std::min(texts.size(), begin + kTextsPerBatch); ++i) {
      const text::Encoding encoding =
          tokenizer_->encode(texts[i], std::nullopt, {.max_tokens = model_->config().max_tokens()});
      const auto mask = std::ranges::find(encoding.ids, mask_id_);
      if (mask == encoding.ids.end()) continue;
      batch.add(encoding.ids, encoding.type_ids);
      positions.push_back(static_cast<std::int32_t>(mask - encoding.ids.begin()));
      asked.push_back(i);
    }
    logits.resize(asked.size() * vocabulary);
    model_->forward(batch, positions, loan.workspace(), logits, base::Team());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      found[asked[i]] = likeliest(std::span(logits).subspan(i * vocabulary, vocabulary));
    }
  }
  return found;
}

std::vector<std::string_view> MaskedWords::likeliest(std::span<const float> logits) const {
  std::vector<std::pair<float, std::size_t>> scored;
  for (std::size_t id = 0; id < words_.size(); ++id) {
    if (!words_[id].empty()) scored.emplace_back(-logits[id], id);
  }
  const std::size_t kept = std::min(scored.size(), static_cast<std::size_t>(count_));
  std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(kept),
                    scored.end());
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < kept; ++i) words.emplace_back(words_[scored[i].second]);
  return words;
}

}  // namespace tango::augment
