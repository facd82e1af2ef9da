// Any text as config.json, adapter_config.json and a shard index: an error or a value, never a
// crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <tango/error.h>

#include "base/json.h"
#include "checkpoint/config_parsers.h"
#include "checkpoint/lora_config.h"
#include "checkpoint/lora_tensor.h"
#include "checkpoint/sharded_weights.h"

namespace {

template <typename Parse>
void attempt(Parse parse) {
  try {
    parse();
  } catch (const tango::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tango;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  attempt([&] { (void)checkpoint::parse_model_config(base::parse_json(text, "fuzz"), "fuzz"); });
  attempt([&] {
    const auto lora = checkpoint::parse_lora_config(base::parse_json(text, "fuzz"), "fuzz");
    (void)checkpoint::lora_scale(lora, "bert.encoder.layer.10.attention.self.query", "fuzz");
  });
  attempt([&] { (void)checkpoint::parse_shard_index(text, "fuzz"); });
  attempt([&] { (void)checkpoint::parse_lora_tensor(text, "fuzz"); });
  return 0;
}
