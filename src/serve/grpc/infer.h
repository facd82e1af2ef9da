// Inference in the Open Inference Protocol over gRPC.
#pragma once

#include "serve/grpc/open_inference.pb.h"
#include "serve/kserve/inference.h"

namespace tango::serve::grpc {

/// As kserve::parse_infer(). Texts lie in `contents.bytes_contents`, or all inputs' in
/// `raw_input_contents`; the answer's tensors then do likewise, unless the parameter
/// `binary_data_output` says otherwise. Throws kInvalidInput.
[[nodiscard]] kserve::InferRequest read_infer(const ::inference::ModelInferRequest& message);

/// Throws the first text's error that is one.
[[nodiscard]] ::inference::ModelInferResponse make_response(const kserve::Inference& inference);

}  // namespace tango::serve::grpc
