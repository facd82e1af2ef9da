#include "pack/pack.h"

#include <fmt/format.h>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/mapped_file.h"
#include "pack/contents.h"
#include "pack/tar.h"

namespace tango::pack {
namespace {

namespace fs = std::filesystem;

class TarWriter {
 public:
  explicit TarWriter(const fs::path& archive) : file_(archive) {}

  void add(std::string_view path, std::string_view content) {
    const auto header = tar_header(path, content.size());
    write({header.data(), header.size()});
    write(content);
    write(tar_padding(content.size()));
  }

  std::uint64_t finish() {
    write(tar_end());
    file_.commit();
    return bytes_;
  }

 private:
  void write(std::string_view bytes) {
    file_.stream().write(bytes);
    bytes_ += bytes.size();
  }

  base::AtomicFile file_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

Packed pack(const fs::path& directory, const fs::path& archive, const PackOptions& options) {
  Contents contents = contents_of(directory, options);
  Manifest manifest;
  manifest.models = std::move(contents.models);
  std::vector<base::MappedFile> mapped;
  mapped.reserve(contents.files.size());
  std::vector<std::string_view> texts;
  for (const Content& one : contents.files) {
    texts.emplace_back(one.source.empty() ? std::string_view(one.text)
                                          : mapped.emplace_back(one.source).text());
    if (texts.back().size() > kMostFileBytes) {
      throw Error(ErrorCode::kUnsupported,
                  fmt::format("{}: {} bytes; a file in a tar file has less than 8 GiB",
                              one.source.string(), texts.back().size()));
    }
    manifest.files.push_back(
        {.path = one.path, .bytes = texts.back().size(), .hash = content_hash(texts.back())});
  }
  TarWriter writer(archive);
  writer.add(kManifestFile, to_json(manifest).dump(1) + "\n");
  for (std::size_t i = 0; i < texts.size(); ++i) writer.add(manifest.files[i].path, texts[i]);
  return {.files = texts.size(), .bytes = writer.finish()};
}

}  // namespace tango::pack
