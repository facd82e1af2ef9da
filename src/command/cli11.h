// Declares CLI11's class App alone, because CLI11's header takes seconds to compile.
#pragma once

namespace CLI {
class App;
}  // namespace CLI
