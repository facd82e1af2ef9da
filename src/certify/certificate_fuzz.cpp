// Any text as certificate.json: an error, or a certificate that is written as it was read and has
// its two sentences.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <tango/error.h>

#include "base/json.h"
#include "certify/certificate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tango;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto certificate = certify::certificate_of(base::parse_json(text, "fuzz"), "fuzz");
    const base::Json json = certify::to_json(certificate);
    if (certify::to_json(certify::certificate_of(json, "written")) != json) std::abort();
    (void)certify::summary_of(certificate);
    (void)certify::difference(certificate.identity, certificate.identity);
  } catch (const Error&) {
    return 0;
  }
  return 0;
}
