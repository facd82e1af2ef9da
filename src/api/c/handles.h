// What the handles of the C API hold.
#pragma once

#include <future>
#include <optional>
#include <stop_token>
#include <vector>

#include <tango/cascade.h>
#include <tango/engine.h>
#include <tango/result.h>
#include <tango/tango.h>
#include <tango/text.h>

struct tango_texts {
  std::vector<tango::Text> texts;
};
struct tango_options {
  tango::LoadOptions load;
  tango::EngineOptions engine;
};
struct tango_cascade {
  tango::Cascade cascade;
};
struct tango_engine {
  tango::Engine engine;
};
struct tango_pending {
  std::vector<std::future<tango::Result>> results;
  std::stop_source cancel;
};
struct tango_answers {
  std::vector<tango::Result> results;
};

namespace tango::c {

/// The element, or nullptr if there is none.
template <typename Element>
const Element* at(const std::vector<Element>& elements, std::size_t index) {
  return index < elements.size() ? &elements[index] : nullptr;
}

}  // namespace tango::c
