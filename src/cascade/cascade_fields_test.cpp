#include "cascade/cascade_fields.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"

namespace tango::cascade {
namespace {

std::vector<std::string> properties_of(const base::Json& schema) {
  EXPECT_FALSE(schema.at("additionalProperties").get<bool>());
  std::vector<std::string> names;
  for (const auto& [name, value] : schema.at("properties").items()) names.push_back(name);
  return names;
}

std::vector<std::string> sorted(std::span<const std::string> names) {
  std::vector<std::string> copy(names.begin(), names.end());
  std::ranges::sort(copy);
  return copy;
}

TEST(CascadeFields, AreThoseOfTheSchema) {
  const base::Json schema = base::read_json(TANGO_SOURCE_DIR "/docs/cascade.schema.json");
  EXPECT_EQ(sorted(cascade_fields()), properties_of(schema));
  EXPECT_EQ(sorted(tier_fields()), properties_of(schema.at("properties").at("tiers").at("items")));
}

TEST(CascadeFields, AnUnknownOneIsNamedWithTheNearest) {
  const auto refuse = [](const char* field) {
    require_known_fields({{"model", "m"}, {field, 1}}, tier_fields(), "cascade.json: tier 1");
  };
  base::expect_error(ErrorCode::kInvalidModel,
                     {"cascade.json: tier 1: ", "no field \"treshold\"; did you mean threshold?"},
                     [&] { refuse("treshold"); });
  base::expect_error(ErrorCode::kInvalidModel,
                     {"no field \"colour\"; the fields are model, exit_of, layers, threshold, "},
                     [&] { refuse("colour"); });
  refuse("layers");
  require_known_fields(7, tier_fields(), "cascade.json");
}

}  // namespace
}  // namespace tango::cascade
