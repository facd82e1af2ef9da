// Any field of labels gives an error, or labels that exist and numbers that are finite.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <tango/error.h>

#include "base/utf8.h"
#include "task/label_field.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> names{"joy", "anger", "so, so", "0"};
  const tango::task::LabelMap labels(names, {});
  std::string field(data, data + size);
  tango::base::repair_utf8(field);  // as readers do
  try {
    int before = -1;
    for (const int label : tango::task::parse_label_set(field, names, labels, "fuzz")) {
      if (label <= before || label >= static_cast<int>(names.size())) std::abort();
      before = label;
    }
  } catch (const tango::Error&) {
  }
  try {
    for (const double number : tango::task::parse_numbers(field, 2, "fuzz")) {
      if (!std::isfinite(number)) std::abort();
    }
  } catch (const tango::Error&) {
    return 0;
  }
  return 0;
}
