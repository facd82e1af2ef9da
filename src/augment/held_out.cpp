#include "augment/held_out.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <tango/error.h>

#include "augment/letters.h"
#include "base/json.h"
#include "base/utf8.h"
#include "task/line_reader.h"
#include "task/record_reader.h"
#include "task/row_parser.h"
#include "task/separator.h"
#include "task/task_preset.h"

namespace tango::augment {
namespace {

namespace fs = std::filesystem;
using Add = std::function<void(std::string_view)>;

bool names_held_out(const fs::path& path) {
  const std::string name = path.filename().string();
  constexpr std::string_view kBetween = "._-";
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t end = std::min(name.find_first_of(kBetween, begin), name.size());
    const std::string_view word = std::string_view(name).substr(begin, end - begin);
    if (word == "dev" || word == "test") return true;
    begin = end + 1;
  }
  return false;
}

void add_files(const auto& directory, std::vector<fs::path>& files) {
  for (const auto& entry : directory) {
    if (entry.is_regular_file() && names_held_out(entry.path())) files.push_back(entry.path());
  }
}

void add_strings(const base::Json& value, const Add& add) {
  if (value.is_string()) {
    add(value.get_ref<const std::string&>());
  } else if (value.is_structured()) {
    for (const base::Json& part : value) add_strings(part, add);
  }
}

/// Whether it starts with one digit and a space, as labels in Stanford's treebank.
bool starts_with_label(const std::string& line) {
  return line.size() > 2 && is_digit(line[0]) && line[1] == ' ';
}

void add_rows(task::RowParser& rows, const Add& add) {
  std::vector<std::string> lines;  // of one field
  std::vector<std::string_view> fields;
  while (rows.next(fields)) {
    if (fields.size() == 1) {
      lines.emplace_back(fields[0]);
    } else {
      for (const std::string_view field : fields) add(field);
    }
  }
  const std::size_t label = std::ranges::all_of(lines, starts_with_label) ? 2 : 0;
  for (const std::string& line : lines) add(std::string_view(line).substr(label));
}

void add_json(std::string_view text, const std::string& where, const Add& add) {
  base::Json value;
  try {
    value = base::parse_json(text, where);
  } catch (const Error& error) {
    throw Error(ErrorCode::kInvalidInput, error.what());
  }
  add_strings(value, add);
}

std::string all_of(const task::ReadBytes& bytes, const std::string& name) {
  // A small compressed file may hold any number of bytes.
  constexpr std::size_t kMost = std::size_t{1} << 30U;
  std::string all;
  constexpr std::size_t kPiece = std::size_t{1} << 20U;
  for (std::size_t count = 1; count > 0;) {
    const std::size_t begin = all.size();
    all.resize(begin + kPiece);
    count = bytes(std::span(all).subspan(begin));
    all.resize(begin + count);
    if (all.size() > kMost) {
      throw Error(ErrorCode::kInvalidInput,
                  name + ": is more than 1 GiB of JSON; split it, or write it as .jsonl");
    }
  }
  return all;
}

}  // namespace

std::vector<fs::path> held_out_files(const fs::path& data, std::string_view task) {
  const task::TaskPreset& preset = task::find_task(task);
  std::vector<fs::path> files;
  std::error_code absent;
  add_files(fs::recursive_directory_iterator(data / preset.name, absent), files);
  if (files.empty()) {
    throw Error(
        ErrorCode::kNotFound,
        (data / preset.name).string() +
            ": has no files of dev or test texts to keep out; expected dev.tsv, test.tsv ...");
  }
  if (preset.name == "qnli") add_files(fs::directory_iterator(data / "squad", absent), files);
  std::ranges::sort(files);
  return files;
}

void add_held_out(const fs::path& path, int file, Guard& guard) {
  const Add add = [&](std::string_view field) {
    std::string text(field);
    base::repair_utf8(text);
    guard.add(text, file);
  };
  const std::optional<task::InputFormat> format = task::find_format(path);
  task::ReadBytes bytes = task::open_bytes(path);
  if (format == task::InputFormat::kJson) {
    add_json(all_of(bytes, path.string()), path.string(), add);
    return;
  }
  const bool is_csv = format == task::InputFormat::kCsv;
  const char separator = is_csv ? task::choose_separator(bytes, path.string(), {}).character : '\t';
  task::LineReader lines(std::move(bytes), path.string());
  if (format == task::InputFormat::kJsonLines) {
    for (std::string_view line; lines.next(line);) {
      if (!line.empty()) add_json(line, lines.where(lines.line_number()), add);
    }
    return;
  }
  const auto rows = is_csv ? make_csv_parser(lines, separator) : make_tsv_parser(lines);
  add_rows(*rows, add);
}

}  // namespace tango::augment
