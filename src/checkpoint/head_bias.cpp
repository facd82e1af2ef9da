#include "checkpoint/head_bias.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/bfloat16.h"
#include "base/file_status.h"
#include "base/mapped_file.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/encoder_names.h"
#include "checkpoint/float_conversion.h"
#include "checkpoint/invalid.h"
#include "checkpoint/safetensors_header.h"

namespace tango::checkpoint {
namespace {

namespace fs = std::filesystem;

std::string name_of_bias(const ModelConfig& config) {
  const auto* const encoder = std::get_if<EncoderConfig>(&config);
  return (encoder == nullptr ? "classifier" : encoder_names(*encoder).head_output) + ".bias";
}

std::vector<char> sum_of(const TensorEntry& bias, std::span<const double> offsets) {
  std::vector<char> sum(bias.data.size());
  const bool is_float = bias.type == "F32";
  std::vector<float> values(offsets.size());
  if (is_float) {
    std::memcpy(values.data(), bias.data.data(), sum.size());
  } else {
    convert_bfloat16(bias.data.data(), values.size(), values.data());
  }
  for (std::size_t label = 0; label < offsets.size(); ++label) {
    values[label] += static_cast<float>(offsets[label]);
    const std::uint16_t shorter = base::bfloat16_from_float(values[label]);
    if (!is_float) std::memcpy(sum.data() + label * sizeof(shorter), &shorter, sizeof(shorter));
  }
  if (is_float) std::memcpy(sum.data(), values.data(), sum.size());
  return sum;
}

}  // namespace

void add_to_head_bias(const fs::path& directory, std::span<const double> offsets) {
  const std::string name = name_of_bias(open_checkpoint(directory).config);
  fs::path file = directory / "adapter_model.safetensors";
  if (!base::exists(file)) file = directory / "model.safetensors";
  std::vector<char> sum;
  std::streamoff place = 0;
  {
    const base::MappedFile bytes(file);
    for (const TensorEntry& entry : parse_safetensors(bytes.bytes(), file.string())) {
      if (entry.name != name && !entry.name.ends_with("." + name)) continue;
      if (entry.type != "F32" && entry.type != "BF16") break;
      if (entry.shape.elements() != static_cast<std::int64_t>(offsets.size())) {
        throw_invalid(file.string(),
                      fmt::format("{} has {} elements; there are {} labels", entry.name,
                                  entry.shape.elements(), offsets.size()));
      }
      sum = sum_of(entry, offsets);
      place = entry.data.data() - bytes.bytes().data();
      break;
    }
  }
  if (sum.empty())
    throw_unsupported(file.string(), "has no " + in_quotes(name) + " in F32 or BF16");
  std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
  stream.seekp(place);
  stream.write(sum.data(), static_cast<std::streamsize>(sum.size()));
  stream.flush();
  if (!stream) throw Error(ErrorCode::kIo, file.string() + ": could not be written");
}

}  // namespace tango::checkpoint
