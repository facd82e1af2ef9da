#include "tokens.h"

#include <tango/tokenizer.h>

#include "errors.h"

namespace tango::python {
namespace {

Tokenizer tokenizer_of(const HeldEngine& held) {
  return held.cascade().tokenizer(held.cascade().num_tiers() - 1);
}

}  // namespace

nb::list tokens(const HeldEngine& held, const std::string& text) {
  const Tokenizer tokenizer = tokenizer_of(held);
  const Tokens found = tokenizer.encode(text);
  nb::list list;
  for (std::size_t i = 0; i < found.ids.size(); ++i) {
    const bool special = found.sequence[i] < 0;
    const Offset& place = found.code_point_offsets[i];
    list.append(nb::make_tuple(found.ids[i],
                               text_of_utf8(tokenizer.id_to_token(found.ids[i]).value_or("")),
                               special ? nb::none() : nb::object(nb::int_(place.begin)),
                               special ? nb::none() : nb::object(nb::int_(place.end))));
  }
  return list;
}

nb::object decode(const HeldEngine& held, const std::vector<std::int32_t>& ids, bool skip_special) {
  return text_of_utf8(tokenizer_of(held).decode(ids, skip_special));
}

}  // namespace tango::python
