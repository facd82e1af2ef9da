#include "recipe/fetched.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <tango/error.h>

#include "checkpoint/checkpoint.h"
#include "recipe/child_process.h"
#include "recipe/program_files.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

/// Whether the script is there and succeeded.
bool run_script(const char* name, const std::vector<std::string>& arguments, bool quiet) {
  const fs::path script = program_file(name);
  std::error_code failure;
  if (!fs::exists(script, failure)) return false;
  return run_program(script.string(), arguments, {.file = quiet ? "/dev/null" : ""}) == 0;
}

void fetch_model(const std::string& name, bool quiet) {
  try {
    (void)checkpoint::find_model(name);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kNotFound || name.find('/') == std::string::npos) throw;
    const std::string last = fs::path(name).filename().string();
    if (!run_script("fetch_models.py", {"--only", last}, quiet)) throw;
    (void)checkpoint::find_model(name);
  }
}

void fetch_vectors(const fs::path& file, bool quiet) {
  std::error_code failure;
  if (file != checkpoint::model_store() / "glove/glove.6B.50d.txt" || fs::exists(file, failure)) {
    return;
  }
  (void)run_script("fetch_glove.py", {}, quiet);
}

}  // namespace

void fetch_bases(const Recipe& recipe, bool quiet) {
  if (const auto base = value_of(recipe.train, "--base")) fetch_model(*base, quiet);
  for (const FineTuned& model : recipe.fine_tuned) {
    if (const auto base = value_of(model.train, "--base")) fetch_model(*base, quiet);
  }
  for (const Student& student : recipe.students) {
    if (const auto base = base_of(student)) fetch_model(*base, quiet);
    if (const auto vectors = value_of(student.distill, "--vectors")) {
      fetch_vectors(*vectors, quiet);
    }
  }
}

}  // namespace tango::recipe
