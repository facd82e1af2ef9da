#include "cascade/asked.h"

namespace tango::cascade {

void Asked::start(std::vector<TierInput> /*batch*/,
                  std::chrono::steady_clock::time_point /*deadline*/, Done done) {
  done({.error = Error(ErrorCode::kUnsupported, "the last tier is asked and can't be called")});
}

}  // namespace tango::cascade
