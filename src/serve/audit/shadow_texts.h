// Audits under way: texts that the tier which did not answer them reads, too, after all others.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

#include "cascade/request.h"
#include "certify/audit.h"
#include "serve/served_model.h"
#include "service/service.h"

namespace tango::serve {

/// Thread-safe, but for take_up(). The service must end before it does.
class ShadowTexts {
 public:
  /// `wake`: as Dispatcher's.
  ShadowTexts(service::Service& service, std::function<void()> wake);

  /// A text that its model's watch chose, with the tier's answer. Precondition: the model has an
  /// auditor.
  void audit(cascade::Request&& request, const cascade::Answer& answer,
             const std::shared_ptr<const ServedModel>& model);

  /// Tells the watches of what has ended. One thread at a time.
  void take_up();

 private:
  struct Shadow {
    std::shared_ptr<const ServedModel> model;
    certify::Audit audit;
  };

  service::Service& service_;
  std::shared_ptr<service::CompletionQueue> queue_;
  std::atomic<std::size_t> under_way_ = 0;
};

}  // namespace tango::serve
