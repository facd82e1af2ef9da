#include "base/pinned_workers.h"

#include <string>
#include <system_error>

#include <tango/error.h>

namespace tango::base {

PinnedWorkers::PinnedWorkers(int size) : threads_(size + 1, true) {
  try {
    run([](int) {});  // a team starts its threads when it first runs
  } catch (const std::system_error& error) {
    throw Error(ErrorCode::kIo, std::to_string(size) + " worker threads could not be started: " +
                                    error.code().message() + "; ask for fewer");
  }
}

}  // namespace tango::base
