#include "model/encoder/rotary_table.h"

#include <cmath>
#include <cstddef>

namespace tango::model {

RotaryTable::RotaryTable(double theta, int head_size, int positions) {
  const auto size = static_cast<std::size_t>(positions) * static_cast<std::size_t>(head_size / 2);
  cosines_.reserve(size);
  sines_.reserve(size);
  // Rounded where PyTorch rounds: at thousands of radians the last bit of a frequency shows.
  const auto base = static_cast<float>(theta);
  std::vector<float> frequencies;
  for (int i = 0; i < head_size; i += 2) {
    const float exponent = static_cast<float>(i) / static_cast<float>(head_size);
    const auto power = static_cast<float>(std::pow(static_cast<double>(base), exponent));
    frequencies.push_back(1.0F / power);
  }
  for (int position = 0; position < positions; ++position) {
    for (const float frequency : frequencies) {
      const double angle = static_cast<float>(position) * frequency;
      cosines_.push_back(static_cast<float>(std::cos(angle)));
      sines_.push_back(static_cast<float>(std::sin(angle)));
    }
  }
}

}  // namespace tango::model
