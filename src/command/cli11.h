// Declares CLI11's classes, because its header takes seconds to compile.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): its own name
class App;
class Option;
class ParseError;
class Validator;
}  // namespace CLI
