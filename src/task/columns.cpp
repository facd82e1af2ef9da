#include "task/columns.h"

#include <algorithm>
#include <array>

#include <tango/error.h>

namespace tango::task {
namespace {

struct Layout {
  std::string_view text;
  std::string_view pair;  ///< Empty for single texts.
};

constexpr std::array<Layout, 8> kLayouts{{{"text", "text_pair"},
                                          {"question", "sentence"},
                                          {"question", "context"},
                                          {"sentence1", "sentence2"},
                                          {"#1 String", "#2 String"},
                                          {"sentence", "sentence2"},
                                          {"text", ""},
                                          {"sentence", ""}}};

constexpr std::string_view kId = "id";
constexpr std::array<std::string_view, 3> kLabels{"label", "labels", "Quality"};

bool has(std::span<const std::string> available, std::string_view name) {
  return std::ranges::find(available, name) != available.end();
}

}  // namespace

bool ColumnRequest::empty() const {
  return !text && !text_pair && !(want_label && label) && !group && !threshold && !tier && !id &&
         names.empty();
}

std::string chosen_by_itself(const ColumnRequest& request, const ColumnNames& chosen,
                             std::span<const std::string> available) {
  const bool is_obvious = available.size() == 1 ||
                          (chosen.text == "text" && !chosen.pair && !has(available, "sentence") &&
                           (!chosen.label || chosen.label == kLabels.front()));
  if (is_obvious) return "";
  std::string sentence;
  const auto add = [&](std::string_view what, const std::string& name) {
    sentence +=
        (sentence.empty() ? "The " : ", the ") + std::string(what) + " column \"" + name + '"';
  };
  if (!request.text) add(chosen.pair ? "first texts are" : "texts are", chosen.text);
  if (chosen.pair && !request.text_pair) add("second texts", *chosen.pair);
  if (chosen.label && !request.label) add("labels", *chosen.label);
  return sentence.empty() ? "" : sentence + ".";
}

std::string quoted_list(std::span<const std::string> names) {
  std::string list;
  for (const std::string& name : names) {
    if (!list.empty()) list += ", ";
    list += '"' + name + '"';
  }
  return list;
}

ColumnNames choose_columns(const ColumnRequest& request, std::span<const std::string> available,
                           std::string_view where) {
  const auto missing = [&](std::string_view what, std::string_view remedy,
                           const ErrorSettings& settings) {
    throw Error(ErrorCode::kNotFound,
                std::string(where) + ": no column " + std::string(what) + "; the columns are " +
                    quoted_list(available) + std::string(remedy),
                settings);
  };
  const auto require = [&](const std::optional<std::string>& name) {
    if (name && !has(available, *name)) missing('"' + *name + '"', "", {});
    return name;
  };

  ColumnNames names;
  if (request.text) names.text = *require(request.text);
  const auto fits = [&](const Layout& layout) {
    return (request.text ? layout.text == *request.text : has(available, layout.text)) &&
           (layout.pair.empty() || has(available, layout.pair));
  };
  const auto* const layout = std::ranges::find_if(kLayouts, fits);
  if (layout != kLayouts.end()) {
    names.text = layout->text;
    if (!layout->pair.empty()) names.pair = layout->pair;
  } else if (!request.text) {
    missing("\"text\" or \"sentence\"",
            "; name the column of the texts, or every column of a file without a header row",
            {"text", "columns"});
  }
  if (request.text_pair) {
    names.pair = request.text_pair->empty() ? std::nullopt : require(request.text_pair);
  }
  if (request.want_label) {
    names.label = require(request.label);
    for (const std::string_view name : kLabels) {
      if (!names.label && has(available, name)) names.label = name;
    }
    const std::span<const std::string> each = request.label_columns;
    const auto absent = [&](const std::string& name) { return !has(available, name); };
    const auto gap = std::ranges::find_if(each, absent);
    if (!names.label && !each.empty() && gap == each.end()) {
      names.label_columns = request.label_columns;
    } else if (!names.label && gap != each.end() && !std::ranges::all_of(each, absent)) {
      missing('"' + *gap + '"',
              "; either one column holds all right answers, or each label has one", {"label"});
    } else if (!names.label) {
      missing("\"label\"",
              each.empty() ? "; name the column of the right answers"
                           : "; name the column of the right answers, or have one for each label",
              {"label"});
    }
  }
  names.group = require(request.group);
  names.threshold = require(request.threshold);
  names.tier = require(request.tier);
  names.id = require(request.id);
  if (!names.id && request.keep_all && has(available, kId)) names.id = kId;
  return names;
}

}  // namespace tango::task
