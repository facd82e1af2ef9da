#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"
#include "serve/kserve/infer.h"
#include "serve/request_json.h"

namespace tango::serve::kserve {
namespace {

constexpr OutputFacts kOutputs[] = {{"label", "BYTES", Output::kLabel, false, true},
                                    {"score", "FP32", Output::kScore, false, true},
                                    {"scores", "FP32", Output::kScores, true, true},
                                    {"tier", "INT32", Output::kTier, false, true},
                                    {"confidence", "FP32", Output::kConfidence, false, true},
                                    {"logits", "FP32", Output::kLogits, true, false}};
constexpr std::int64_t kMostElements = std::int64_t{1} << 24;
constexpr std::int64_t kHighestTier = 1'000'000;  // which no cascade has: it says so

[[noreturn]] void refuse(const std::string& what) { throw Error(ErrorCode::kInvalidInput, what); }

base::Json parameters_of(const base::Json& parent) {
  const auto found = parent.find("parameters");
  if (found == parent.end() || found->is_null()) return base::Json::object();
  if (!found->is_object()) refuse("\"parameters\" is a JSON object");
  return *found;
}

/// The bytes behind the JSON, which the tensors have in turn.
class Binary {
 public:
  explicit Binary(std::string_view bytes) : bytes_(bytes) {}

  std::string_view take(std::size_t size, std::string_view tensor) {
    if (size > bytes_.size()) {
      refuse(
          fmt::format("tensor \"{}\" has {} bytes of binary data, but only {} are left of the "
                      "request's body",
                      tensor, size, bytes_.size()));
    }
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  [[nodiscard]] std::size_t left() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
};

/// Texts, each behind its length as four bytes, the lowest first.
std::vector<std::string> split(std::string_view bytes, std::string_view tensor) {
  std::vector<std::string> texts;
  while (!bytes.empty()) {
    std::uint32_t size = 0;
    if (bytes.size() >= sizeof size) std::memcpy(&size, bytes.data(), sizeof size);
    if (bytes.size() < sizeof size || bytes.size() - sizeof size < size) {
      refuse(
          fmt::format("element {} of tensor \"{}\" is longer than the tensor's binary data; "
                      "each is its length in 4 bytes, little-endian, and so many bytes",
                      texts.size(), tensor));
    }
    texts.emplace_back(bytes.substr(sizeof size, size));
    bytes.remove_prefix(sizeof size + size);
  }
  return texts;
}

void flatten(base::Json& data, std::string_view tensor, std::vector<std::string>& texts) {
  if (data.is_string()) {
    texts.push_back(std::move(data.get_ref<std::string&>()));
  } else if (data.is_array()) {
    for (base::Json& one : data) flatten(one, tensor, texts);
  } else {
    refuse(fmt::format("\"data\" of tensor \"{}\" is a list of strings; found {}", tensor,
                       data.type_name()));
  }
}

std::size_t elements_of(const base::Json& tensor, std::string_view name) {
  const base::Json shape = tensor.value("shape", base::Json());
  const auto bad = [&] {
    refuse(fmt::format("the shape of tensor \"{}\" is [texts] or [texts, 1]; found {}", name,
                       shape.dump()));
  };
  if (!shape.is_array() || shape.empty() || shape.size() > 2) bad();
  std::int64_t count = 1;
  for (const base::Json& one : shape) {
    if (!one.is_number_integer() || one < 1 || one > kMostElements) bad();
    count *= one.get<std::int64_t>();
    if (count > kMostElements) bad();
  }
  return static_cast<std::size_t>(count);
}

std::vector<std::string> texts_of(base::Json& tensor, std::string_view name, Binary& binary) {
  const auto datatype = base::field_or<std::string>(tensor, "datatype", kBody, "none");
  if (datatype != "BYTES") {
    refuse(fmt::format("tensor \"{}\" has the datatype BYTES; found {}", name, datatype));
  }
  const std::size_t count = elements_of(tensor, name);
  const base::Json parameters = parameters_of(tensor);
  const auto size = base::find_field<std::int64_t>(parameters, "binary_data_size", kBody);
  std::vector<std::string> texts;
  if (size) {
    if (*size < 0) refuse("\"binary_data_size\" is a number of bytes");
    texts = split(binary.take(static_cast<std::size_t>(*size), name), name);
  } else {
    flatten(tensor["data"], name, texts);
  }
  if (texts.size() != count) {
    refuse(fmt::format("tensor \"{}\" has the shape of {} texts, but data of {}", name, count,
                       texts.size()));
  }
  return texts;
}

std::vector<cascade::Request> read_tensors(base::Json& fields, Binary& binary) {
  base::Json& inputs = fields["inputs"];
  if (!inputs.is_array())
    refuse("\"inputs\" is a list of the tensors text and, perhaps, text_pair");
  std::optional<std::vector<std::string>> texts;
  std::optional<std::vector<std::string>> pairs;
  for (base::Json& tensor : inputs) {
    const auto name = base::require_field<std::string>(tensor, "name", kBody);
    auto* const place = name == "text" ? &texts : name == "text_pair" ? &pairs : nullptr;
    if (place == nullptr) {
      refuse(fmt::format("the inputs are text and, for pairs, text_pair; found \"{}\"", name));
    }
    if (place->has_value()) refuse(fmt::format("tensor \"{}\" is there twice", name));
    *place = texts_of(tensor, name, binary);
  }
  if (!texts) refuse("the input text is missing");
  if (pairs && pairs->size() != texts->size()) {
    refuse(fmt::format("there are {} texts, but {} in text_pair", texts->size(), pairs->size()));
  }
  std::vector<cascade::Request> requests(texts->size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    requests[i].text = std::move((*texts)[i]);
    if (pairs) requests[i].pair = std::move((*pairs)[i]);
  }
  return requests;
}

const OutputFacts& facts_of(const std::string& name) {
  const auto* const found = std::ranges::find(kOutputs, name, &OutputFacts::name);
  if (found != std::end(kOutputs)) return *found;
  refuse(
      fmt::format("the outputs are label, score, scores, tier, confidence and logits; found "
                  "\"{}\"",
                  name));
}

std::vector<WantedOutput> read_outputs(const base::Json& fields, bool binary) {
  std::vector<WantedOutput> wanted;
  const base::Json list = fields.value("outputs", base::Json::array());
  if (!list.is_array()) refuse("\"outputs\" is a list of tensors");
  for (const base::Json& one : list) {
    const auto name = base::require_field<std::string>(one, "name", kBody);
    const base::Json parameters = parameters_of(one);
    if (parameters.contains("classification")) {
      refuse("\"classification\" isn't an extension that this server has; ask for scores");
    }
    wanted.push_back({&facts_of(name), base::field_or(parameters, "binary_data", kBody, binary)});
    if (wanted.size() > std::size(kOutputs)) refuse("an output is there twice");
  }
  if (wanted.empty()) {
    for (const OutputFacts& one : kOutputs) {
      if (one.by_default) wanted.push_back({&one, binary});
    }
  }
  return wanted;
}

InferRequest read_infer(base::Json fields, Binary& binary) {
  InferRequest request;
  request.id = base::field_or(fields, "id", kBody, std::string());
  request.texts = read_tensors(fields, binary);
  if (binary.left() > 0) {
    refuse(fmt::format("{} bytes of binary data belong to no tensor", binary.left()));
  }
  const base::Json parameters = parameters_of(fields);
  request.outputs =
      read_outputs(fields, base::field_or(parameters, "binary_data_output", kBody, false));
  const auto microseconds = base::find_field<double>(parameters, "timeout", kBody);
  if (microseconds && *microseconds != 0) request.timeout = *microseconds * 1e-6;
  const auto threshold = base::find_field<double>(parameters, "threshold", kBody);
  const auto tier = base::find_field<std::int64_t>(parameters, "tier", kBody);
  for (cascade::Request& text : request.texts) {
    if (threshold) text.threshold = static_cast<float>(*threshold);
    if (tier) text.tier = static_cast<int>(std::clamp<std::int64_t>(*tier, 0, kHighestTier));
  }
  return request;
}

}  // namespace

std::span<const OutputFacts> outputs() { return kOutputs; }

InferRequest parse_infer(std::string_view body, std::string_view header) {
  std::size_t json_bytes = body.size();
  if (!header.empty()) {
    const auto [end, failure] =
        std::from_chars(header.data(), header.data() + header.size(), json_bytes);
    if (failure != std::errc() || end != header.data() + header.size() ||
        json_bytes > body.size()) {
      refuse(
          "Inference-Header-Content-Length is the number of bytes of JSON at the begin of the "
          "request's body");
    }
  }
  Binary binary(body.substr(json_bytes));
  return as_input([&] { return read_infer(parse_body(body.substr(0, json_bytes)), binary); });
}

}  // namespace tango::serve::kserve
