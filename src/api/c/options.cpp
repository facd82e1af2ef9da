#include <new>

#include "api/c/boundary.h"
#include "api/c/handles.h"

using tango::c::guarded;
using tango::c::require;

tango_options* tango_options_new() { return new (std::nothrow) tango_options; }
void tango_options_free(tango_options* options) { delete options; }

tango_status tango_options_set_thresholds(tango_options* options, const float* thresholds,
                                          size_t count) {
  return guarded([&] {
    require(options, "options");
    if (count > 0) require(thresholds, "thresholds");
    options->load.thresholds.assign(thresholds, thresholds + count);
  });
}

tango_status tango_options_set_precision(tango_options* options, tango_precision precision) {
  return guarded([&] {
    require(options, "options");
    options->load.precision = static_cast<tango::Precision>(precision);
  });
}

tango_status tango_options_set_sample_texts(tango_options* options, const tango_texts* texts) {
  return guarded([&] {
    require(options, "options");
    require(texts, "texts");
    options->load.sample_texts = texts->texts;
  });
}

tango_status tango_options_set_cache_directory(tango_options* options, const char* directory) {
  return guarded([&] {
    require(options, "options");
    require(directory, "directory");
    options->load.cache_directory = directory;
  });
}

tango_status tango_options_set_long_text(tango_options* options, tango_long_text policy) {
  return guarded([&] {
    require(options, "options");
    options->load.long_text = static_cast<tango::LongText>(policy);
  });
}

tango_status tango_options_set_workers(tango_options* options, int workers) {
  return guarded([&] {
    require(options, "options");
    options->engine.workers = workers;
  });
}
