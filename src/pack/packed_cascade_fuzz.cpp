// Any bytes as an archive of tango pack: an error, or files with plain paths that lie in it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <tango/error.h>

#include "pack/archive.h"
#include "pack/tar.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tango;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const pack::Archive archive = pack::read_archive(bytes, "fuzz");
    for (std::size_t i = 0; i < archive.contents.size(); ++i) {
      const std::string_view content = archive.contents[i];
      const bool is_inside =
          content.data() >= bytes.data() && content.data() + content.size() <= bytes.data() + size;
      if (!is_inside || !pack::is_plain_path(archive.manifest.files[i].path)) std::abort();
    }
  } catch (const Error&) {
    return 0;
  }
  return 0;
}
