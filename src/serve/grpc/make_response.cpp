#include <cstdint>
#include <string>
#include <string_view>

#include "serve/grpc/infer.h"
#include "serve/kserve/elements.h"

namespace tango::serve::grpc {
namespace {

/// Writes the elements of one tensor into the field of its data type.
class ContentsElements {
 public:
  explicit ContentsElements(::inference::InferTensorContents& contents) : contents_(contents) {}

  void add(float value) { contents_.add_fp32_contents(value); }
  void add(std::int32_t value) { contents_.add_int_contents(value); }
  void add_text(std::string_view text) { contents_.add_bytes_contents(text.data(), text.size()); }

 private:
  ::inference::InferTensorContents& contents_;
};

}  // namespace

::inference::ModelInferResponse make_response(const kserve::Inference& inference) {
  const auto& [request, model, outcomes, passage] = inference;
  ::inference::ModelInferResponse response;
  response.set_model_name(model->name);
  response.set_model_version(std::to_string(model->version));
  response.set_id(request.id);
  for (const kserve::WantedOutput& wanted : request.outputs) {
    auto& tensor = *response.add_outputs();
    tensor.set_name(std::string(wanted.facts->name));
    tensor.set_datatype(std::string(wanted.facts->datatype));
    std::size_t labels = 0;
    if (wanted.binary) {
      kserve::BinaryElements elements;
      labels = kserve::add_elements(wanted.facts->output, *model, outcomes, elements);
      response.add_raw_output_contents(elements.take());
    } else {
      ContentsElements elements(*tensor.mutable_contents());
      labels = kserve::add_elements(wanted.facts->output, *model, outcomes, elements);
    }
    tensor.add_shape(static_cast<std::int64_t>(outcomes.size()));
    if (wanted.facts->per_label) tensor.add_shape(static_cast<std::int64_t>(labels));
  }
  return response;
}

}  // namespace tango::serve::grpc
