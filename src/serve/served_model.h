// A cascade under the name that clients know it by.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cascade/cascade.h"

namespace tango::serve {

struct ServedModel {
  std::string name;
  std::string version;
  std::shared_ptr<const cascade::Cascade> cascade;
  std::vector<std::string> quoted_labels;  ///< As JSON strings.
};

[[nodiscard]] std::shared_ptr<const ServedModel> make_served_model(
    std::string name, std::string version, std::shared_ptr<const cascade::Cascade> cascade);

}  // namespace tango::serve
