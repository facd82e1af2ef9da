// Builds a JSON value from a parser's events; a subclass can take out events, which then cost no
// value.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace tango::base {

/// Where an object repeats a key, the last one counts. For one text. A subclass overrides the
/// protected steps and passes on what belongs in the value.
// NOLINTNEXTLINE(bugprone-exception-escape): moving a JSON value throws nothing
class JsonBuilder : public nlohmann::json_sax<Json> {
 public:
  /// The value, once parsed.
  [[nodiscard]] Json take() { return std::move(root_); }

 protected:
  virtual void on_key(std::string& name);
  virtual void on_scalar(Json&& value);
  /// A number with a point or an exponent; `written` is how the text writes it.
  virtual void on_float(double value, std::string_view written);
  virtual void on_open(Json&& empty);  ///< An object or a list begins.
  virtual void on_close();

  /// How many objects and lists are open.
  [[nodiscard]] std::size_t depth() const { return open_.size(); }
  /// The innermost open object or list. Requires: depth() > 0.
  [[nodiscard]] Json& innermost() { return *open_.back(); }

 private:
  friend void parse_json(std::string_view text, std::string_view where, JsonBuilder& builder);

  bool null() final { return scalar(nullptr); }
  bool boolean(bool value) final { return scalar(value); }
  bool number_integer(number_integer_t value) final { return scalar(value); }
  bool number_unsigned(number_unsigned_t value) final { return scalar(value); }
  bool number_float(number_float_t value, const string_t& written) final {
    on_float(value, written);
    return true;
  }
  bool string(string_t& value) final { return scalar(std::move(value)); }
  bool binary(binary_t& /*value*/) final { return false; }  // not in text
  bool start_object(std::size_t /*elements*/) final { return open(Json::object()); }
  bool start_array(std::size_t /*elements*/) final { return open(Json::array()); }
  bool end_object() final { return close(); }
  bool end_array() final { return close(); }
  bool key(string_t& name) final;
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) final;

  bool scalar(Json&& value);
  bool open(Json&& empty);
  bool close();
  Json* place(Json&& value);

  Json root_;
  std::vector<Json*> open_;
  Json* member_ = nullptr;  ///< Where the value of the last key goes.
  std::string error_;
};

/// Parses `text` into `builder`; throws as the other parse_json does, and what `builder` throws.
void parse_json(std::string_view text, std::string_view where, JsonBuilder& builder);

}  // namespace tango::base
