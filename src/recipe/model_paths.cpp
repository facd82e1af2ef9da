#include "recipe/model_paths.h"

#include "base/atomic_file.h"
#include "base/file_status.h"
#include "base/mapped_file.h"
#include "base/ordered_json.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

/// Of a path below `directory`; else empty.
fs::path below(const fs::path& path, const fs::path& directory) {
  if (directory.empty() || directory == directory.root_path()) return {};
  const fs::path way = path.lexically_relative(directory);
  return way.empty() || *way.begin() == ".." || way == "." ? fs::path() : way;
}

}  // namespace

std::string portable_name(const fs::path& model, const fs::path& cascade, const fs::path& store) {
  if (const fs::path name = below(model, store); !name.empty()) {
    if (!base::exists(cascade / name)) return name.string();  // what is beside comes first
  }
  if (below(model, cascade.parent_path()).empty()) return model.string();
  return model.lexically_relative(cascade).string();
}

void make_names_portable(const fs::path& draft, const fs::path& cascade, const fs::path& store) {
  const fs::path file = draft / "cascade.json";
  base::OrderedJson json = base::OrderedJson::parse(base::MappedFile(file).text());
  for (base::OrderedJson& tier : json["tiers"]) {
    if (!tier.contains("model")) continue;
    const fs::path model = tier["model"].get<std::string>();
    if (model.is_absolute()) tier["model"] = portable_name(model, cascade, store);
  }
  base::write_file(file, json.dump(2) + "\n");
}

}  // namespace tango::recipe
