#include "base/own_json.h"

#include <string>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json_builder.h"
#include "base/mapped_file.h"

namespace tango::base {
namespace {

// NOLINTNEXTLINE(bugprone-exception-escape): moving a JSON value throws nothing
class UniqueKeys final : public JsonBuilder {
 public:
  explicit UniqueKeys(std::string_view where) : where_(where) {}

 private:
  void on_key(std::string& name) override {
    if (innermost().contains(name)) {
      throw Error(ErrorCode::kInvalidModel,
                  fmt::format("{}: \"{}\" stands twice in the same object; leave one of the two",
                              where_, name));
    }
    JsonBuilder::on_key(name);
  }

  std::string_view where_;
};

}  // namespace

Json parse_own_json(std::string_view text, std::string_view where) {
  UniqueKeys builder(where);
  parse_json(text, where, builder);
  return builder.take();
}

Json read_own_json(const std::filesystem::path& path) {
  const MappedFile file(path);
  return parse_own_json(file.text(), path.string());
}

}  // namespace tango::base
