#include "model/encoder_part.h"

#include <utility>

namespace tango::model {

EncoderPart::EncoderPart(std::shared_ptr<const EarlyExitModel> encoder, int layers)
    : encoder_(std::move(encoder)), layers_(layers), config_(encoder_->config()) {}

}  // namespace tango::model
