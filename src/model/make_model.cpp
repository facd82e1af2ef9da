#include <utility>
#include <variant>

#include "kernel/isa.h"
#include "model/bilstm/bilstm.h"
#include "model/encoder/encoder.h"
#include "model/model.h"
#include "model/static_embeddings/static_embeddings.h"
#include "model/tfidf/tfidf.h"
#include "model/weight_loader.h"

namespace tango::model {

std::unique_ptr<Model> make_model(const checkpoint::ModelConfig& config,
                                  const checkpoint::WeightSource& weights, Precision precision,
                                  const std::string& fingerprint, const base::MachineCache& cache) {
  kernel::initialize_isa();
  if (const auto* encoder = std::get_if<checkpoint::EncoderConfig>(&config)) {
    PackedCache packed;
    if (precision != Precision::kFloat32) packed = PackedCache(fingerprint, precision, cache);
    return make_encoder(*encoder, WeightLoader(weights, precision, std::move(packed)));
  }
  if (const auto* tfidf = std::get_if<checkpoint::TfidfConfig>(&config)) {
    return make_tfidf(*tfidf, weights);
  }
  const auto& words = std::get<checkpoint::BiLstmConfig>(config);
  if (words.num_layers == 0) return make_static_embeddings(words, weights);
  return make_bilstm(words, weights, precision);
}

}  // namespace tango::model
