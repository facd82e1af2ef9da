#include "task/json_lines_reader.h"

#include <utility>
#include <vector>

#include <tango/error.h>

#include "base/utf8.h"
#include "task/field_values.h"
#include "task/json_members.h"
#include "task/surrogates.h"

namespace tango::task {
namespace {

using base::Json;

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

const Json& require(const Json& object, const std::string& name, const std::string& where) {
  const auto found = object.find(name);
  if (found == object.end()) {
    throw Error(ErrorCode::kNotFound, where + ": no field \"" + name + "\"; the fields are " +
                                          quoted_list(keys_of(object)));
  }
  return *found;
}

[[noreturn]] void refuse(const std::string& name, const Json& value, std::string_view expected,
                         const std::string& where) {
  throw Error(ErrorCode::kInvalidInput, where + ": \"" + name + "\" should be " +
                                            std::string(expected) + ", found " +
                                            value.dump().substr(0, 60));
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

bool JsonLinesReader::next_line() {
  std::optional<std::int64_t> empty_line;
  std::string_view line;
  while (lines_.next(line)) {
    if (is_blank(line)) {
      if (!empty_line) empty_line = lines_.line_number();
      continue;
    }
    if (empty_line) {
      throw Error(
          ErrorCode::kInvalidInput,
          lines_.where(*empty_line) + ": an empty line between the rows, expected an object");
    }
    line_ = line;
    repaired_utf8_ += static_cast<std::int64_t>(base::repair_utf8(line_));
    repaired_utf8_ += static_cast<std::int64_t>(repair_surrogates(line_));
    return true;
  }
  return false;
}

Json JsonLinesReader::parse() const {
  Json object;
  try {
    object = base::parse_json(line_, where());
  } catch (const Error& error) {
    throw Error(ErrorCode::kInvalidInput, error.what());
  }
  if (!object.is_object()) {
    throw Error(ErrorCode::kInvalidInput,
                where() + ": expected a JSON object, found " + object.dump().substr(0, 60));
  }
  return object;
}

std::string JsonLinesReader::text_field(const Json& object, const std::string& name) const {
  const Json& value = require(object, name, where());
  if (!value.is_string()) refuse(name, value, "a string", where());
  return value.get<std::string>();
}

std::optional<std::string> JsonLinesReader::scalar_field(const Json& object,
                                                         const std::string& name) const {
  const Json& value = require(object, name, where());
  if (value.is_null()) return std::nullopt;
  if (value.is_structured()) refuse(name, value, "a string or a number", where());
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Carried JsonLinesReader::carry() const {
  Carried carried;
  for (JsonMember& member : json_members(line_)) {
    const bool is_id = member.key == columns_->id;
    if (is_id) carried.id = {member.key, member.value, true};
    if (!request_.keep_all || (is_id && member.key == "id")) continue;
    carried.fields.push_back({std::move(member.key), std::move(member.value), true});
  }
  return carried;
}

std::optional<std::string> JsonLinesReader::label_field(const Json& object,
                                                        const std::string& name) const {
  const Json& value = require(object, name, where());
  if (value.is_array() || value.is_object()) return value.dump();
  return scalar_field(object, name);
}

bool JsonLinesReader::next(Record& record) {
  passed_ = false;
  if (!next_line()) return false;
  passed_ = true;
  const Json object = parse();
  passed_ = columns_.has_value();  // that no field is the text is not an error of one row
  if (!columns_) {
    first_keys_ = keys_of(object);
    columns_ = choose_columns(request_, first_keys_, where());
    const std::string sentence = chosen_by_itself(request_, *columns_, first_keys_);
    if (notice_ && !sentence.empty()) notice_(sentence);
  }
  passed_ = true;

  record = Record{};
  record.id = rows_++;
  record.line = lines_.line_number();
  record.text = text_field(object, columns_->text);
  if (columns_->pair) record.pair = text_field(object, *columns_->pair);
  if (columns_->label) record.label = label_field(object, *columns_->label);
  for (const std::string& name : columns_->label_columns) {
    record.label_values.push_back(scalar_field(object, name).value_or(""));
  }
  if (columns_->group) record.group = scalar_field(object, *columns_->group);
  if (columns_->id) (void)require(object, *columns_->id, where());
  if (columns_->id || request_.keep_all) record.carried = carry();
  if (columns_->threshold) {
    if (const auto value = scalar_field(object, *columns_->threshold)) {
      record.threshold = parse_threshold(*value, *columns_->threshold, where());
    }
  }
  if (columns_->tier) {
    if (const auto value = scalar_field(object, *columns_->tier)) {
      record.tier = parse_tier(*value, *columns_->tier, where());
    }
  }
  return true;
}

}  // namespace tango::task
