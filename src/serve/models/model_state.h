// What became of a version of a model.
#pragma once

#include <string>

namespace tango::serve {

struct ModelState {
  std::string name;
  int version = 1;
  bool ready = false;
  bool loading = false;  ///< For the first time.
  bool failed = false;   ///< As the files are now, it could not be loaded.
  std::string reason;    ///< Why it isn't ready, or why a newer one of this version isn't served.
};

}  // namespace tango::serve
