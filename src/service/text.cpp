#include "service/text.h"

#include <mutex>
#include <new>
#include <vector>

namespace tango::service {
namespace {

class FreeTexts {
 public:
  FreeTexts() { kept_.reserve(kMost); }

  void* take() {
    {
      const std::lock_guard lock(mutex_);
      if (!kept_.empty()) {
        void* const memory = kept_.back();
        kept_.pop_back();
        return memory;
      }
    }
    return ::operator new(sizeof(Text));
  }

  void give(void* memory) noexcept {
    {
      const std::lock_guard lock(mutex_);
      if (kept_.size() < kMost) {
        kept_.push_back(memory);
        return;
      }
    }
    ::operator delete(memory);
  }

 private:
  static constexpr std::size_t kMost = 4096;  // 2 MB
  std::mutex mutex_;
  std::vector<void*> kept_;
};

/// Never destroyed: a queue may be freed after every static object.
FreeTexts& free_texts() {
  static auto& texts = *new FreeTexts;
  return texts;
}

}  // namespace

void* Text::operator new(std::size_t /*size*/) { return free_texts().take(); }

void Text::operator delete(void* memory) noexcept { free_texts().give(memory); }

}  // namespace tango::service
