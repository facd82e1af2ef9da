#include "checkpoint/pickle/pickled_name.h"

#include <algorithm>
#include <array>

namespace tango::checkpoint {
namespace {

constexpr std::array<PickledName, 14> kKnown{{{"torch.DoubleStorage", "F64"},
                                              {"torch.FloatStorage", "F32"},
                                              {"torch.HalfStorage", "F16"},
                                              {"torch.BFloat16Storage", "BF16"},
                                              {"torch.LongStorage", "I64"},
                                              {"torch.IntStorage", "I32"},
                                              {"torch.ShortStorage", "I16"},
                                              {"torch.CharStorage", "I8"},
                                              {"torch.ByteStorage", "U8"},
                                              {"torch.BoolStorage", "BOOL"},
                                              {"collections.OrderedDict", ""},
                                              {"torch._utils._rebuild_tensor_v2", ""},
                                              {"torch._utils._rebuild_parameter", ""},
                                              {"torch.Size", ""}}};

}  // namespace

std::optional<PickledName> find_pickled_name(std::string_view name) {
  const auto* const found = std::ranges::find(kKnown, name, &PickledName::name);
  return found == kKnown.end() ? std::nullopt : std::optional(*found);
}

}  // namespace tango::checkpoint
