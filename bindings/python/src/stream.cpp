#include "stream.h"

#include <utility>
#include <vector>

#include <nanobind/stl/optional.h>

#include "gil.h"
#include "texts.h"

namespace tango::python {

Stream::Stream(const HeldEngine& held, const CallOptions& options)
    : held_(held), options_(options) {
  (void)held.engine();
}

void Stream::submit(nb::handle item) {
  Engine& engine = held_.engine();
  const std::uint64_t index = taken_ + waiting_.size();
  Text text = text_of(item, index);
  apply(options_, text);
  const SubmitOptions submit = submit_options(options_);
  std::vector<Completion> ended;
  {
    const WithoutGil no_gil;
    queue_.submit(engine, std::move(text), index, submit, ended);
  }
  waiting_.emplace_back();
  place(std::move(ended));
}

Answers Stream::take(bool wait) {
  place(queue_.try_pop());
  while (wait && !waiting_.empty() && !waiting_.front()) {
    std::vector<Completion> ended;
    {
      const WithoutGil no_gil;
      ended = queue_.pop();
    }
    place(std::move(ended));
  }
  std::vector<Result> results;
  const std::size_t first = taken_;
  while (!waiting_.empty() && waiting_.front()) {
    results.push_back(*std::move(waiting_.front()));
    waiting_.pop_front();
    ++taken_;
  }
  return {std::move(results), held_.kind(), first};
}

void Stream::place(std::vector<Completion>&& ended) {
  for (Completion& one : ended) waiting_[one.tag - taken_] = std::move(one.result);
}

void bind_stream(nb::module_& module) {
  nb::class_<Stream>(module, "Stream", "Texts one by one, answers in their order.")
      .def(
          "__init__",
          [](Stream* stream, const HeldEngine& held, std::optional<float> threshold,
             std::optional<int> tier, std::optional<double> timeout) {
            new (stream) Stream(held, {threshold, tier, timeout});
          },
          nb::arg("engine"), nb::arg("threshold").none() = nb::none(),
          nb::arg("tier").none() = nb::none(), nb::arg("timeout").none() = nb::none(),
          nb::keep_alive<1, 2>())
      .def("submit", &Stream::submit, nb::arg("text").none())
      .def_prop_ro("pending", &Stream::pending)
      .def("take", &Stream::take, nb::arg("wait"));
}

}  // namespace tango::python
