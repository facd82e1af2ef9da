// What texts cost on the machine that was measured.
#pragma once

#include "base/ordered_json.h"

namespace tango::evaluate {

inline constexpr double kMillion = 1e6;

struct Price {
  double core_price = 0;       ///< Of a core and an hour, in any currency.
  double texts_per_month = 0;  ///< 0: not stated.

  [[nodiscard]] bool is_known() const { return core_price > 0; }

  /// Of so many texts, by what all cores of a result answer in best batches.
  [[nodiscard]] double of(double texts, double texts_per_s,
                          const base::OrderedJson& results) const {
    const auto cores = results.at("sweep").at("workers").get<double>();
    return texts / texts_per_s / 3600 * cores * core_price;
  }
};

}  // namespace tango::evaluate
