#include "task/label_map.h"

#include <algorithm>
#include <charconv>

#include <tango/error.h>

#include "task/columns.h"

namespace tango::task {
namespace {

char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A'))
                                              : character;
}

std::optional<int> index_of(std::span<const std::string> names, std::string_view wanted) {
  const auto is_wanted = [wanted](const std::string& name) {
    return std::ranges::equal(name, wanted, {}, lower, lower);
  };
  const auto found = std::ranges::find_if(names, is_wanted);
  if (found == names.end()) return std::nullopt;
  return static_cast<int>(found - names.begin());
}

std::optional<int> id_below(std::size_t count, std::string_view written) {
  int id = 0;
  const char* const end = written.data() + written.size();
  const auto [stop, failure] = std::from_chars(written.data(), end, id);
  if (failure != std::errc() || stop != end || id < 0 || id >= static_cast<int>(count)) {
    return std::nullopt;
  }
  return id;
}

bool are_unnamed(std::span<const std::string> names) {
  return std::ranges::all_of(names, [](const std::string& n) { return n.starts_with("LABEL_"); });
}

}  // namespace

LabelMap::LabelMap(std::vector<std::string> model_labels, std::vector<std::string> task_labels)
    : model_labels_(std::move(model_labels)),
      task_labels_(std::move(task_labels)),
      model_is_unnamed_(are_unnamed(model_labels_)) {}

std::optional<int> LabelMap::find(std::string_view written) const {
  if (task_labels_.empty()) {
    const std::optional<int> named = index_of(model_labels_, written);
    return named ? named : id_below(model_labels_.size(), written);
  }
  std::optional<int> id = index_of(task_labels_, written);
  if (!id) id = id_below(task_labels_.size(), written);
  if (!id) return std::nullopt;
  if (model_is_unnamed_) {
    return *id < static_cast<int>(model_labels_.size()) ? id : std::nullopt;
  }
  return index_of(model_labels_, task_labels_[static_cast<std::size_t>(*id)]);
}

int LabelMap::require(std::string_view written, std::string_view where) const {
  if (const std::optional<int> id = find(written)) return *id;
  std::string message = std::string(where) + ": label \"" + std::string(written.substr(0, 60)) +
                        "\" is not one of the model's: " + quoted_list(model_labels_);
  if (!task_labels_.empty()) message += " (the task's: " + quoted_list(task_labels_) + ")";
  throw Error(ErrorCode::kInvalidInput, message);
}

}  // namespace tango::task
