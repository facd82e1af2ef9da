// The first batches of a model, before clients wait for them.
#pragma once

#include "serve/served_model.h"
#include "service/service.h"

namespace tango::serve {

/// Has each tier answer some texts, which no statistics count. Throws what a tier throws that
/// can't.
void warm_up(service::Service& service, const ServedModel& model);

}  // namespace tango::serve
