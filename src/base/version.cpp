#include <tango/version.h>

namespace tango {

const char* version() noexcept { return TANGO_VERSION; }

}  // namespace tango
