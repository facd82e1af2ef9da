#include "serve/http/unread_answers.h"

namespace tango::serve::http {

bool UnreadAnswers::admit(Response& response) const {
  const std::size_t size = response.body.size();
  if (size <= kSmallBytes) return true;
  const std::size_t others = bytes_->fetch_add(size);
  response.held =
      std::shared_ptr<void>(nullptr, [bytes = bytes_, size](void* /*nothing*/) { *bytes -= size; });
  if (others == 0 || others + size <= kMostBytes) return true;
  response.held.reset();
  return false;
}

}  // namespace tango::serve::http
