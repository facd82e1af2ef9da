#include "serve/kserve/tensors.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "base/printable.h"
#include "serve/request_json.h"

namespace tango::serve::kserve {
namespace {

using checkpoint::ProblemType;

constexpr OutputFacts kOutputs[] = {{"label", "BYTES", Output::kLabel, false, false, true},
                                    {"score", "FP32", Output::kScore, false, false, true},
                                    {"scores", "FP32", Output::kScores, true, false, true},
                                    {"start", "INT32", Output::kStart, false, true, true},
                                    {"end", "INT32", Output::kEnd, false, true, true},
                                    {"tier", "INT32", Output::kTier, false, false, true},
                                    {"confidence", "FP32", Output::kConfidence, false, false, true},
                                    {"logits", "FP32", Output::kLogits, true, false, false}};
constexpr std::string_view kText = "text";
constexpr std::string_view kTextPair = "text_pair";
constexpr std::size_t kShown = 8;  // numbers of a shape, in an error
constexpr std::int64_t kMostElements = std::int64_t{1} << 24;
constexpr std::int64_t kHighestTier = 1'000'000;  // which no cascade has: it says so

[[noreturn]] void refuse_tensor(const std::string& what) {
  throw Error(ErrorCode::kInvalidInput, what);
}

bool has(ProblemType problem_type, const OutputFacts& output) {
  return problem_type == ProblemType::kSpan ? !output.per_label : !output.per_span;
}

}  // namespace

std::vector<const OutputFacts*> outputs_of(ProblemType problem_type) {
  std::vector<const OutputFacts*> found;
  for (const OutputFacts& one : kOutputs) {
    if (has(problem_type, one)) found.push_back(&one);
  }
  return found;
}

void add_output(std::string_view name, bool binary, InferRequest& request) {
  const auto* const found = std::ranges::find(kOutputs, name, &OutputFacts::name);
  if (found == std::end(kOutputs)) {
    refuse_tensor(
        fmt::format("the outputs are label, score, scores, start, end, tier, confidence and "
                    "logits; found \"{:.64}\"",
                    base::printable(name)));
  }
  if (std::ranges::find(request.outputs, found, &WantedOutput::facts) != request.outputs.end()) {
    refuse_tensor(fmt::format("output \"{}\" is there twice", name));
  }
  request.outputs.push_back({found, binary});
}

void refuse_classification() {
  refuse_tensor("\"classification\" isn't an extension that this server has; ask for scores");
}

void complete_outputs(ProblemType problem_type, InferRequest& request) {
  for (const WantedOutput& wanted : request.outputs) {
    if (has(problem_type, *wanted.facts)) continue;
    refuse_tensor(fmt::format("the output \"{}\" is of models that {}", wanted.facts->name,
                              wanted.facts->per_span
                                  ? "answer questions; this one chooses among labels"
                                  : "choose among labels; this one answers questions, with label, "
                                    "score, start, end, tier and confidence"));
  }
  if (!request.outputs.empty()) return;
  for (const OutputFacts* one : outputs_of(problem_type)) {
    if (one->by_default) request.outputs.push_back({one, request.binary});
  }
}

void refuse_misspelt_parameters(std::span<const std::string> names) {
  static const std::array<std::string, 4> known{"timeout", "threshold", "tier",
                                                "binary_data_output"};
  refuse_misspelt(names, known);
}

void apply(const Parameters& parameters, InferRequest& request) {
  const auto& [timeout, threshold, tier] = parameters;
  if (timeout && !(*timeout >= 0)) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("\"timeout\" is a number of microseconds, or 0 for none; found {:g}",
                            *timeout));
  }
  if (timeout && *timeout != 0) request.timeout = *timeout * 1e-6;
  for (cascade::Request& text : request.texts) {
    if (threshold) text.threshold = static_cast<float>(*threshold);
    if (tier) text.tier = static_cast<int>(std::clamp<std::int64_t>(*tier, 0, kHighestTier));
  }
}

std::size_t count_texts(std::string_view tensor, std::string_view datatype,
                        std::span<const std::int64_t> shape) {
  if (tensor != kText && tensor != kTextPair) {
    refuse_tensor(fmt::format("the inputs are text and, for pairs, text_pair; found \"{:.64}\"",
                              base::printable(tensor)));
  }
  if (datatype != "BYTES") {
    refuse_tensor(fmt::format("tensor \"{}\" has the datatype BYTES; found {:.64}", tensor,
                              base::printable(datatype)));
  }
  std::int64_t count = shape.empty() || shape.size() > 2 ? 0 : 1;
  for (const std::int64_t one : shape) {
    const bool fits = one >= 1 && one <= kMostElements && count * one <= kMostElements;
    count = fits ? count * one : 0;
  }
  if (count > 0) return static_cast<std::size_t>(count);
  refuse_tensor(fmt::format("the shape of tensor \"{}\" is [texts] or [texts, 1]; found [{}{}]",
                            tensor, fmt::join(shape.first(std::min(shape.size(), kShown)), ","),
                            shape.size() > kShown ? ",…" : ""));
}

std::vector<std::string> split_texts(std::string_view bytes, std::string_view tensor) {
  std::vector<std::string> texts;
  while (!bytes.empty()) {
    std::uint32_t size = 0;
    if (bytes.size() >= sizeof size) std::memcpy(&size, bytes.data(), sizeof size);
    if (bytes.size() < sizeof size || bytes.size() - sizeof size < size) {
      refuse_tensor(
          fmt::format("element {} of tensor \"{}\" is longer than the tensor's binary data; "
                      "each is its length in 4 bytes, little-endian, and so many bytes",
                      texts.size(), tensor));
    }
    texts.emplace_back(bytes.substr(sizeof size, size));
    bytes.remove_prefix(sizeof size + size);
  }
  return texts;
}

void TextInputs::add(std::string_view tensor, std::size_t count, std::vector<std::string>&& texts) {
  auto* const place = tensor == kText ? &texts_ : &pairs_;
  if (place->has_value()) refuse_tensor(fmt::format("tensor \"{}\" is there twice", tensor));
  if (texts.size() != count) {
    refuse_tensor(fmt::format("tensor \"{}\" has the shape of {} texts, but data of {}", tensor,
                              count, texts.size()));
  }
  *place = std::move(texts);
}

std::vector<cascade::Request> TextInputs::take() {
  if (!texts_) refuse_tensor("the input text is missing");
  if (pairs_ && pairs_->size() != texts_->size()) {
    refuse_tensor(
        fmt::format("there are {} texts, but {} in text_pair", texts_->size(), pairs_->size()));
  }
  std::vector<cascade::Request> requests(texts_->size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    requests[i].text = std::move((*texts_)[i]);
    if (pairs_) requests[i].pair = std::move((*pairs_)[i]);
  }
  return requests;
}

}  // namespace tango::serve::kserve
