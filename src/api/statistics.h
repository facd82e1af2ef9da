#pragma once

#include <tango/statistics.h>

#include "service/statistics.h"

namespace tango {

[[nodiscard]] Statistics statistics_of(const service::Snapshot& snapshot);

}  // namespace tango
