#include "async_queue.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/stl/optional.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <tango/error.h>

#include "texts.h"

namespace tango::python {

class AsyncQueue::Wakeups {
 public:
  Wakeups() : file_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (file_ < 0) {
      throw Error(ErrorCode::kIo, std::string("the system gives no eventfd: ") + strerror(errno));
    }
  }
  Wakeups(const Wakeups&) = delete;
  Wakeups& operator=(const Wakeups&) = delete;
  ~Wakeups() { close(file_); }

  [[nodiscard]] int file() const { return file_; }
  // Neither can fail in a way that matters: a full counter is readable, an empty one is not.
  void wake() const { (void)!eventfd_write(file_, 1); }
  void rest() const {
    eventfd_t count = 0;
    (void)!eventfd_read(file_, &count);
  }

 private:
  int file_;
};

AsyncQueue::AsyncQueue()
    : wakeups_(std::make_shared<Wakeups>()), queue_([wakeups = wakeups_] { wakeups->wake(); }) {}

int AsyncQueue::file_descriptor() const { return wakeups_->file(); }

bool AsyncQueue::try_submit(const HeldEngine& held, nb::handle item, std::uint64_t tag,
                            const CallOptions& options) {
  Engine& engine = held.engine();
  Text text = text_of(item, 0);
  apply(options, text);
  Pending pending{.cancel = {}, .kind = held.kind()};
  SubmitOptions submit = submit_options(options);
  submit.cancel = pending.cancel.get_token();
  if (!engine.try_submit(std::move(text), queue_, tag, submit)) return false;
  pending_.emplace(tag, std::move(pending));
  return true;
}

void AsyncQueue::cancel(std::uint64_t tag) {
  if (const auto found = pending_.find(tag); found != pending_.end()) {
    found->second.cancel.request_stop();
  }
}

nb::list AsyncQueue::drain() {
  wakeups_->rest();
  nb::list ended;
  for (Completion& one : queue_.try_pop()) {
    auto pending = pending_.extract(one.tag);
    std::vector<Result> result;
    result.push_back(std::move(one.result));
    ended.append(nb::make_tuple(one.tag, Answers(std::move(result), pending.mapped().kind)));
  }
  return ended;
}

void bind_async_queue(nb::module_& module) {
  nb::class_<AsyncQueue>(module, "AsyncQueue", "Where texts end for an event loop.")
      .def(nb::init<>())
      .def("fileno", &AsyncQueue::file_descriptor)
      .def(
          "try_submit",
          [](AsyncQueue& queue, const HeldEngine& held, nb::handle item, std::uint64_t tag,
             std::optional<float> threshold, std::optional<int> tier,
             std::optional<double> timeout) {
            return queue.try_submit(held, item, tag, {threshold, tier, timeout});
          },
          nb::arg("engine"), nb::arg("text").none(), nb::arg("tag"),
          nb::arg("threshold").none() = nb::none(), nb::arg("tier").none() = nb::none(),
          nb::arg("timeout").none() = nb::none())
      .def("cancel", &AsyncQueue::cancel, nb::arg("tag"))
      .def("drain", &AsyncQueue::drain, nb::sig("def drain(self) -> list[tuple[int, Answers]]"));
}

}  // namespace tango::python
