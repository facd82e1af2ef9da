// Between requests of several texts and the service, which answers each text by itself.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include <tango/error.h>

#include "serve/audit/shadow_texts.h"
#include "serve/overload/admission.h"
#include "serve/served_model.h"
#include "service/service.h"

namespace tango::serve {

using Outcome = std::variant<cascade::Answer, Error>;

/// The answer of text `index`. Throws its error; of a batch it says whose.
[[nodiscard]] const cascade::Answer& answer_of(const std::vector<Outcome>& outcomes,
                                               std::size_t index, bool is_batch);

/// How a request went through the service.
struct Passage {
  bool degraded = false;  ///< The first tier gave all answers, because the server was full.
  service::Duration in_service{};  ///< From its submission to the end of its last text.
  std::string model;               ///< NAME/VERSION that answered.
};

/// The texts of a request, which end together.
struct Texts {
  std::vector<cascade::Request> requests;
  std::shared_ptr<const ServedModel> model;
  service::TimePoint deadline = service::kNever;
  service::Priority priority = service::Priority::kNormal;
  std::uint64_t tenant = 0;
  std::shared_ptr<const cascade::Origin> origin = {};
  std::stop_token cancelled;
};

/// Thread-safe, but for take_up(). The service must end before it does.
class Dispatcher {
 public:
  /// `outcomes`: one per text, in order. Called by take_up().
  using Done = std::function<void(std::vector<Outcome>&& outcomes, const Passage& passage)>;

  /// `wake`: called on a worker when texts have ended, without a lock; has take_up() called soon.
  Dispatcher(service::Service& service, const AdmissionOptions& admission,
             std::function<void()> wake);

  /// Of a request whose body of so many bytes has not been read: why it need not be, or nothing. A
  /// full server has no time to read what it refuses.
  [[nodiscard]] std::optional<Error> refusal_of_unread(std::uint64_t tenant, std::size_t bytes);

  /// Returns why they are not taken: kOverloaded if there is no room for all of them, kStopping.
  /// That is no exception, since it is what a full server does most often.
  [[nodiscard]] std::optional<Error> submit(Texts&& texts, Done done);

  /// Ends requests whose texts have all ended. One thread at a time.
  void take_up();

 private:
  struct Group;
  struct Place {
    Group* group;
    std::size_t index;
    bool is_watched = false;                       ///< By its model's auditor.
    std::optional<cascade::Request> audited = {};  ///< A copy, where it is to be audited.
  };
  struct Group {
    std::vector<Place> places;
    std::vector<Outcome> outcomes;
    std::size_t left = 0;
    std::uint64_t tenant = 0;
    std::size_t charge = 0;  ///< Tokens, as Admission counts them.
    Passage passage;
    std::shared_ptr<const ServedModel> model;
    service::TimePoint submitted;
    Done done;
  };

  /// Notes what the group counts while it is under way.
  [[nodiscard]] Admission::Decision admit(Group& group, std::size_t tokens);
  void release(const Group& group);
  static void count(const Group& group);
  /// Asks the model's watch about a text that may be answered as the certificate has it.
  static void watch(cascade::Request& request, Place& place);
  /// Tells it of the answer.
  void tell_watch(Place& place, const Outcome& outcome);

  service::Service& service_;
  std::shared_ptr<service::CompletionQueue> queue_;
  ShadowTexts shadows_;
  std::mutex mutex_;  // of admission_
  Admission admission_;
};

}  // namespace tango::serve
