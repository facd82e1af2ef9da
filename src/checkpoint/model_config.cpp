#include "checkpoint/model_config.h"

#include <array>

namespace tango::checkpoint {
namespace {

struct NamedProblemType {
  ProblemType type;
  std::string_view name;
};
constexpr std::array kProblemTypes{
    NamedProblemType{ProblemType::kSingleLabelClassification, "single_label_classification"},
    NamedProblemType{ProblemType::kMultiLabelClassification, "multi_label_classification"},
    NamedProblemType{ProblemType::kRegression, "regression"},
};

}  // namespace

std::string_view to_string(Activation activation) {
  switch (activation) {
    case Activation::kGelu:
      return "gelu";
    case Activation::kGeluTanh:
      return "gelu_tanh";
    case Activation::kRelu:
      return "relu";
    case Activation::kTanh:
      return "tanh";
  }
  return "";
}

std::string_view to_string(ProblemType type) {
  for (const NamedProblemType& named : kProblemTypes) {
    if (named.type == type) return named.name;
  }
  return "span";
}

std::optional<ProblemType> find_problem_type(std::string_view name) {
  for (const NamedProblemType& named : kProblemTypes) {
    if (named.name == name) return named.type;
  }
  return std::nullopt;
}

const Labels& labels_of(const ModelConfig& config) {
  return std::visit([](const auto& model) -> const Labels& { return model.labels; }, config);
}

int max_tokens_of(const ModelConfig& config) {
  struct Visitor {
    int operator()(const EncoderConfig& encoder) const { return encoder.max_tokens(); }
    int operator()(const BiLstmConfig& bilstm) const { return bilstm.max_words; }
    int operator()(const TfidfConfig& tfidf) const { return tfidf.max_tokens(); }
  };
  return std::visit(Visitor{}, config);
}

int vocab_size_of(const ModelConfig& config) {
  return std::visit([](const auto& model) { return model.vocab_size; }, config);
}

}  // namespace tango::checkpoint
