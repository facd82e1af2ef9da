// CLI11's command by name alone: its header takes seconds to compile.
#pragma once

namespace CLI {
class App;
}  // namespace CLI
