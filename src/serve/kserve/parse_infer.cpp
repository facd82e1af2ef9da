#include <charconv>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"
#include "serve/kserve/infer.h"
#include "serve/request_json.h"

namespace tango::serve::kserve {
namespace {

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

std::vector<std::int64_t> shape_of(const base::Json& tensor) {
  const base::Json list = tensor.value("shape", base::Json::array());
  if (!list.is_array()) {
    refuse(fmt::format("\"shape\" is [texts] or [texts, 1]; found {}", list.type_name()));
  }
  std::vector<std::int64_t> shape;
  for (const base::Json& one : list) {
    if (!one.is_number_integer()) {
      refuse(
          fmt::format("\"shape\" is [texts] or [texts, 1]; found {} in a list", one.type_name()));
    }
    shape.push_back(one.get<std::int64_t>());
  }
  return shape;
}

void read_tensor(base::Json& tensor, Binary& binary, TextInputs& inputs) {
  const auto name = require_field<std::string>(tensor, "name");
  const auto datatype = field_or<std::string>(tensor, "datatype", "none");
  const std::size_t count = count_texts(name, datatype, shape_of(tensor));
  const base::Json parameters = parameters_of(tensor);
  const auto size = find_field<std::int64_t>(parameters, "binary_data_size");
  std::vector<std::string> texts;
  if (size) {
    if (*size < 0) refuse("\"binary_data_size\" is a number of bytes");
    texts = split_texts(binary.take(static_cast<std::size_t>(*size), name), name);
  } else {
    flatten(tensor["data"], name, texts);
  }
  inputs.add(name, count, std::move(texts));
}

std::vector<cascade::Request> read_tensors(base::Json& fields, Binary& binary) {
  base::Json& list = fields["inputs"];
  if (!list.is_array()) refuse("\"inputs\" is a list of the tensors text and, perhaps, text_pair");
  TextInputs inputs;
  for (base::Json& tensor : list) read_tensor(tensor, binary, inputs);
  return inputs.take();
}

void read_outputs(const base::Json& fields, bool binary, InferRequest& request) {
  const base::Json list = fields.value("outputs", base::Json::array());
  if (!list.is_array()) refuse("\"outputs\" is a list of tensors");
  for (const base::Json& one : list) {
    const auto name = require_field<std::string>(one, "name");
    const base::Json parameters = parameters_of(one);
    if (parameters.contains("classification")) refuse_classification();
    add_output(name, field_or(parameters, "binary_data", binary), request);
  }
  request.binary = binary;
}

InferRequest read_infer(base::Json fields, Binary& binary) {
  InferRequest request;
  request.id = field_or(fields, "id", std::string());
  request.texts = read_tensors(fields, binary);
  if (binary.left() > 0) {
    refuse(fmt::format("{} bytes of binary data belong to no tensor", binary.left()));
  }
  const base::Json parameters = parameters_of(fields);
  refuse_misspelt_parameters(field_names(parameters));
  read_outputs(fields, field_or(parameters, "binary_data_output", false), request);
  apply({.timeout = find_field<double>(parameters, "timeout"),
         .threshold = find_field<double>(parameters, "threshold"),
         .tier = find_field<std::int64_t>(parameters, "tier")},
        request);
  return request;
}

}  // namespace

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
  return read_infer(parse_body(body.substr(0, json_bytes)), binary);
}

}  // namespace tango::serve::kserve
