// Answers in the form that the pipelines of `transformers` have.
#pragma once

#include <optional>

#include <nanobind/nanobind.h>

#include "answers.h"

namespace tango::python {

/// One element per text: a dict {"label", "score"} of the best label or, nested, a list of dicts,
/// the best first, `top_k` or all. Of a reader: {"score", "start", "end", "answer"}. Throws the
/// first error there is, and kUsage for a top_k below 1.
[[nodiscard]] nb::list pipeline_form(const Answers& answers, std::optional<int> top_k, bool nested,
                                     Function function);

}  // namespace tango::python
