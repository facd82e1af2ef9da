#include "model/encoder/embeddings.h"

#include <string>

#include <tango/error.h>

#include "kernel/embedding/embedding.h"
#include "model/encoder/panels.h"

namespace tango::model {
namespace {

void check_id(std::int32_t id, int size, const char* kind, const PackedBatch& batch, int text,
              std::int32_t token) {
  if (id >= 0 && id < size) return;
  throw Error(ErrorCode::kInvalidInput, batch.place_of(text) + "token " + std::to_string(token) +
                                            " has " + kind + " " + std::to_string(id) +
                                            "; the model knows 0 to " + std::to_string(size - 1));
}

}  // namespace

Embeddings::Embeddings(const checkpoint::EncoderConfig& config,
                       const checkpoint::EncoderNames& names, WeightLoader& loader)
    : vocab_size_(config.vocab_size),
      type_vocab_size_(config.type_vocab_size),
      max_tokens_(config.max_tokens()),
      word_(loader.source().view(names.word_embeddings, {config.vocab_size, config.table_width()})),
      position_(names.position_embeddings.empty()
                    ? nullptr
                    : loader.source().view(names.position_embeddings,
                                           {config.max_position_embeddings, config.table_width()})),
      first_position_(static_cast<std::size_t>(config.position_offset) *
                      static_cast<std::size_t>(config.table_width())),
      padding_id_(config.padding_id()),
      layer_norm_(loader.source(), names.embeddings_layer_norm, config.table_width(),
                  config.layer_norm_eps, !config.pre_norm || config.pre_norm->norm_bias) {
  if (config.type_vocab_size > 0) {
    token_type_ = loader.source().view(names.token_type_embeddings,
                                       {config.type_vocab_size, config.table_width()});
  }
  if (!names.embeddings_projection.empty()) {
    projection_ =
        loader.float_linear(names.embeddings_projection, config.hidden_size, config.table_width());
  }
}

void Embeddings::check(const PackedBatch& batch) const {
  const auto offsets = batch.offsets();
  for (int text = 0; text < batch.texts(); ++text) {
    const std::int32_t begin = offsets[static_cast<std::size_t>(text)];
    const std::int32_t end = offsets[static_cast<std::size_t>(text) + 1];
    if (end - begin > max_tokens_) {
      throw Error(ErrorCode::kInvalidInput,
                  batch.place_of(text) + "there are " + std::to_string(end - begin) +
                      " tokens; the model takes at most " + std::to_string(max_tokens_));
    }
    for (std::int32_t i = begin; i < end; ++i) {
      const auto index = static_cast<std::size_t>(i);
      check_id(batch.token_ids()[index], vocab_size_, "id", batch, text, i - begin);
      if (type_vocab_size_ > 0) {
        check_id(batch.token_type_ids()[index], type_vocab_size_, "token type", batch, text,
                 i - begin);
      }
    }
  }
}

void Embeddings::forward(const PackedBatch& batch, EncoderWorkspace& workspace,
                         base::TeamMember& member) const {
  float* const rows = projection_ ? workspace.embedded.data() : workspace.hidden.data();
  const auto [begin, end] = member.share(batch.texts());
  look_up(batch, begin, end, rows);
  member.barrier();
  if (!projection_) return;
  multiply(*projection_, kernel::float_rows(rows, projection_->inputs()), batch.tokens(), member,
           {.floats = workspace.hidden.data(), .stride = projection_->outputs()});
  member.barrier();
}

/// dst [tokens x width of the tables]; of it, the rows of texts `begin_text` … `end_text` - 1.
void Embeddings::look_up(const PackedBatch& batch, int begin_text, int end_text, float* dst) const {
  const kernel::LayerNormParameters layer_norm = layer_norm_.parameters();
  const kernel::EmbeddingTables tables{word_.get(), position_.get() + first_position_, padding_id_,
                                       token_type_.get()};
  for (auto text = static_cast<std::size_t>(begin_text); text < static_cast<std::size_t>(end_text);
       ++text) {
    const auto begin = static_cast<std::size_t>(batch.offsets()[text]);
    const auto count = static_cast<std::size_t>(batch.offsets()[text + 1]) - begin;
    kernel::embed(tables, layer_norm, batch.token_ids().subspan(begin, count),
                  batch.token_type_ids().subspan(begin, count),
                  dst + begin * static_cast<std::size_t>(layer_norm.width));
  }
}

}  // namespace tango::model
