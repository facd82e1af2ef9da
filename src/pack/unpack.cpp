#include "pack/unpack.h"

#include <fmt/format.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/draft.h"
#include "base/json.h"
#include "base/mapped_file.h"
#include "certify/identity.h"
#include "checkpoint/checkpoint.h"
#include "pack/archive.h"

namespace tango::pack {
namespace {

namespace fs = std::filesystem;

void require_space(std::uint64_t bytes, const fs::path& directory) {
  std::error_code failure;
  const fs::space_info space = fs::space(directory, failure);
  if (failure || space.available >= bytes) return;
  throw Error(ErrorCode::kIo, fmt::format("{}: {} bytes are free, and {} are needed",
                                          directory.string(), space.available, bytes));
}

void add_remarks(const PackedModel& model, std::size_t tier, const fs::path& directory,
                 Unpacked& unpacked) {
  const auto remark = [&](const std::string& text) {
    unpacked.remarks.push_back(fmt::format("tier {}: {}", tier, text));
  };
  if (model.is_endpoint()) {
    const base::Json tiers = base::read_json(directory / kCascadeFile).at("tiers");
    const auto url = base::field_or<std::string>(tiers.at(tier - 1).at("endpoint"), "url",
                                                 (directory / kCascadeFile).string(), "");
    if (!url.empty()) remark("an endpoint: texts that reach it are sent to " + url);
    return;
  }
  if (!model.base.empty()) {
    remark(
        fmt::format("the base model {} is not packed; the model store must have it", model.base));
  }
  if (model.is_packed) return;
  try {
    const fs::path found = checkpoint::find_model(model.name, directory);
    if (certify::hash_of_model(found) == model.hash) return;
    remark(found.string() +
           " is another model than the one that the cascade was packed with: what the certificate "
           "promises does not hold with it");
  } catch (const Error&) {
    remark(
        fmt::format("its model is not packed; put it at {} or in the model store under the name "
                    "{}. The hash of the one it was packed with is {}",
                    (directory / model.name).string(), model.name, model.hash));
  }
}

}  // namespace

Unpacked unpack(const fs::path& archive, const fs::path& directory) {
  base::require_absent(directory);
  const base::MappedFile file(archive);
  const Archive read = read_archive(file.text(), archive.string());
  Unpacked unpacked{.tiers = read.manifest.models.size(), .bytes = 0, .remarks = {}};
  for (const PackedFile& one : read.manifest.files) unpacked.bytes += one.bytes;
  try {
    base::Draft draft(directory);
    fs::create_directories(draft.path());
    require_space(unpacked.bytes, draft.path());
    for (std::size_t i = 0; i < read.contents.size(); ++i) {
      const fs::path path = draft.path() / read.manifest.files[i].path;
      fs::create_directories(path.parent_path());
      base::write_file(path, read.contents[i]);
    }
    draft.commit();
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kIo, error.what());
  }
  for (std::size_t i = 0; i < unpacked.tiers; ++i) {
    add_remarks(read.manifest.models[i], i + 1, directory, unpacked);
  }
  return unpacked;
}

}  // namespace tango::pack
