// Any bytes in any input format give an error or records of valid UTF-8, never a crash.
#include <cstdint>
#include <cstdlib>

#include <tango/error.h>

#include "base/json.h"
#include "base/utf8.h"
#include "task/pieces_fuzz.h"
#include "task/record_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // The first byte chooses the format, whether labels are wanted, and the size of the pieces.
  tango::task::RecordReaderOptions options;
  options.format = static_cast<tango::task::InputFormat>(data[0] & 3U);
  options.columns.keep_all = true;
  options.columns.want_label =
      (data[0] & 4U) != 0 && options.format != tango::task::InputFormat::kText;
  options.max_line_bytes = 4096;
  const auto bytes = tango::task::read_in_pieces({data, size}, 1, 1 + (data[0] >> 3U));
  try {
    const auto reader = tango::task::make_record_reader(bytes, "fuzz", options);
    tango::task::Record record;
    while (reader->next(record)) {
      if (tango::base::repair_utf8(record.text) != 0) std::abort();
      for (const tango::task::Field& field : record.carried.fields) {
        if (field.is_json && !tango::base::Json::accept(field.value)) std::abort();
      }
    }
  } catch (const tango::Error&) {
    return 0;
  }
  return 0;
}
