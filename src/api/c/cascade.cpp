#include <string>

#include "api/c/boundary.h"
#include "api/c/handles.h"

namespace tango::c {
namespace {

template <typename Load>
tango_status load(const Load& load_cascade, const char* directory, const tango_options* options,
                  tango_cascade** cascade) {
  return guarded([&] {
    require(cascade, "cascade");
    *cascade = nullptr;
    require(directory, "directory");
    *cascade = new tango_cascade{
        load_cascade(directory, options == nullptr ? LoadOptions{} : options->load)};
  });
}

const Tier* tier_of(const tango_cascade* cascade, int tier) {
  if (cascade == nullptr || tier < 1) return nullptr;
  return at(cascade->cascade.tiers(), static_cast<std::size_t>(tier) - 1);
}

}  // namespace
}  // namespace tango::c

using tango::Cascade;

tango_status tango_cascade_load(const char* directory, const tango_options* options,
                                tango_cascade** cascade) {
  return tango::c::load(Cascade::load, directory, options, cascade);
}

tango_status tango_cascade_load_model(const char* directory, const tango_options* options,
                                      tango_cascade** cascade) {
  return tango::c::load(Cascade::load_model, directory, options, cascade);
}

void tango_cascade_free(tango_cascade* cascade) { delete cascade; }

int tango_cascade_num_tiers(const tango_cascade* cascade) {
  return cascade == nullptr ? 0 : cascade->cascade.num_tiers();
}

tango_precision tango_cascade_precision(const tango_cascade* cascade, int tier) {
  const tango::Tier* found = tango::c::tier_of(cascade, tier);
  return found == nullptr ? TANGO_AUTO : static_cast<tango_precision>(found->precision);
}

const char* tango_cascade_why_precision(const tango_cascade* cascade, int tier) {
  const tango::Tier* found = tango::c::tier_of(cascade, tier);
  return found == nullptr ? nullptr : found->why.c_str();
}

size_t tango_cascade_num_labels(const tango_cascade* cascade) {
  return cascade == nullptr ? 0 : cascade->cascade.labels().size();
}

const char* tango_cascade_label(const tango_cascade* cascade, size_t label) {
  const std::string* name =
      cascade == nullptr ? nullptr : tango::c::at(cascade->cascade.labels(), label);
  return name == nullptr ? nullptr : name->c_str();
}
