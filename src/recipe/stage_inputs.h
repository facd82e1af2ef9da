// What a stage reads, written down before all of it is there.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include "recipe/arguments.h"

namespace tango::recipe {

class StageInputs {
 public:
  StageInputs() = default;
  StageInputs(std::initializer_list<std::filesystem::path> paths) {
    for (const std::filesystem::path& path : paths) add(path);
  }

  void add(const std::filesystem::path& path);  ///< A file or directory.
  void add_files_of(const Arguments& flags);    ///< Every value that is a file by then.
  void add_model(const std::string& name);      ///< A directory, or a name in the model store.

  /// The paths, in the order in which they were added. Throws kNotFound for a model that is
  /// nowhere.
  [[nodiscard]] std::vector<std::filesystem::path> find() const;

 private:
  enum class Kind { kPath, kPossibleFile, kModel };
  struct Input {
    Kind kind;
    std::string name;
  };
  std::vector<Input> inputs_;
};

}  // namespace tango::recipe
