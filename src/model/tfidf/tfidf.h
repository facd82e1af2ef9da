// A first tier without a matrix: logistic regression on the words of a text.
#pragma once

#include <memory>

#include "checkpoint/model_config.h"
#include "checkpoint/weight_source.h"
#include "model/model.h"

namespace tango::model {

/// Each token counts how often it is there times its inverse document frequency; the counts of a
/// text are scaled to length 1; the logits are linear in them. fp32 in every precision. Tensors:
/// inverse_document_frequency [vocabulary], classifier.weight [vocabulary x labels] and
/// classifier.bias. Throws kInvalidModel when one is missing or of another shape.
[[nodiscard]] std::unique_ptr<Model> make_tfidf(const checkpoint::TfidfConfig& config,
                                                const checkpoint::WeightSource& weights);

}  // namespace tango::model
