// Where tests find their inputs. For tests only.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tango::text::testing {

inline std::filesystem::path place(const char* variable, const char* below_source) {
  const char* set = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): tests set nothing
  return set != nullptr ? std::filesystem::path(set)
                        : std::filesystem::path(TANGO_SOURCE_DIR) / below_source;
}

inline std::filesystem::path golden(const char* name) {
  return std::filesystem::path(TANGO_SOURCE_DIR) / "tests/golden/tokenizer" / name;
}
inline std::filesystem::path shared_data() { return place("TANGO_DATA", "../shared/data"); }

/// The directory of one of the vocabularies that the goldens name.
inline std::filesystem::path vocabulary(const std::string& name) {
  const std::filesystem::path models = place("TANGO_SHARED_MODELS", "../shared/models");
  if (name == "bert") return models / "sst2-minilm";
  if (name == "mpnet") return models / "sst2-mpnet-lora";
  if (name == "bilstm") return models / "sst2-bilstm";
  return place("TANGO_TEST_VOCABULARIES", "build/vocabularies") / name;
}

/// Says that a vocabulary is missing, and how to get it.
inline std::string missing(const std::string& name) {
  return vocabulary(name).string() +
         " is not there: set TANGO_SHARED_MODELS, or run scripts/fetch_test_vocabularies.py";
}

}  // namespace tango::text::testing
