#include "remote/http_client.h"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include <curl/curl.h>

#include <tango/error.h>

#include "remote/authorities.h"

namespace tango::remote {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20U;
constexpr long kConnectMs = 10'000;
constexpr int kWaitMs = 60'000;

struct Transfer {
  HttpRequest request;
  HttpClient::Done done;
  HttpResponse response = {};
  curl_slist* headers = nullptr;
  CURL* handle = nullptr;

  Transfer(HttpRequest&& wanted, HttpClient::Done&& when_done)
      : request(std::move(wanted)), done(std::move(when_done)) {}
  ~Transfer() {
    curl_slist_free_all(headers);
    curl_easy_cleanup(handle);
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
};

std::size_t take_body(const char* bytes, std::size_t /*one*/, std::size_t count, void* to) {
  std::string& body = static_cast<Transfer*>(to)->response.body;
  if (body.size() + count > kMostBytes) return 0;  // ends the transfer
  body.append(bytes, count);
  return count;
}

// NOLINTBEGIN(*-vararg): libcurl's interface
void prepare(Transfer& transfer, const std::string& authorities) {
  CURL* const handle = transfer.handle = curl_easy_init();
  if (handle == nullptr) throw Error(ErrorCode::kInternal, "libcurl gives no handle");
  for (const std::string& header : transfer.request.headers) {
    transfer.headers = curl_slist_append(transfer.headers, header.c_str());
  }
  transfer.headers = curl_slist_append(transfer.headers, "Content-Type: application/json");
  transfer.headers = curl_slist_append(transfer.headers, "Expect:");
  curl_easy_setopt(handle, CURLOPT_URL, transfer.request.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer.headers);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, transfer.request.body.data());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(transfer.request.body.size()));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(transfer.request.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  if (!authorities.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, authorities.c_str());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_PRIVATE, &transfer);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "tango");
}

void finish(Transfer& transfer, CURLcode result) {
  HttpResponse& response = transfer.response;
  if (result != CURLE_OK) {
    response.status = 0;
    response.failure = result == CURLE_WRITE_ERROR ? "the response is longer than 16 MiB"
                                                   : curl_easy_strerror(result);
    return;
  }
  long status = 0;
  curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  curl_off_t seconds = 0;
  curl_easy_getinfo(transfer.handle, CURLINFO_RETRY_AFTER, &seconds);
  if (seconds > 0) response.retry_after = std::chrono::seconds(seconds);
}
// NOLINTEND(*-vararg)

}  // namespace

class HttpClient::Impl {
 public:
  Impl() : multi_(curl_multi_init()) {
    if (multi_ == nullptr) throw Error(ErrorCode::kInternal, "libcurl gives no handle");
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  ~Impl() {
    thread_.request_stop();
    curl_multi_wakeup(multi_);
    thread_.join();
    for (auto& [handle, transfer] : under_way_) curl_multi_remove_handle(multi_, handle);
    under_way_.clear();
    curl_multi_cleanup(multi_);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void post(HttpRequest&& request, Done&& done) {
    {
      const std::lock_guard lock(mutex_);
      new_.push_back(std::make_unique<Transfer>(std::move(request), std::move(done)));
    }
    curl_multi_wakeup(multi_);
  }

  void at(Clock::time_point time, std::function<void()>&& action) {
    {
      const std::lock_guard lock(mutex_);
      actions_.emplace(time, std::move(action));
    }
    curl_multi_wakeup(multi_);
  }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      start_new();
      int running = 0;
      curl_multi_perform(multi_, &running);
      take_up();
      const int wait = run_actions();
      if (stop.stop_requested()) return;
      curl_multi_poll(multi_, nullptr, 0, wait, nullptr);
    }
  }

  void start_new() {
    std::deque<std::unique_ptr<Transfer>> started;
    {
      const std::lock_guard lock(mutex_);
      started.swap(new_);
    }
    for (std::unique_ptr<Transfer>& one : started) {
      try {
        prepare(*one, authorities_);
      } catch (const std::exception& error) {
        one->done({.status = 0, .body = {}, .failure = error.what(), .retry_after = {}});
        continue;
      }
      curl_multi_add_handle(multi_, one->handle);
      CURL* const handle = one->handle;
      under_way_.emplace(handle, std::move(one));
    }
  }

  void take_up() {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* const handle = message->easy_handle;
      const CURLcode result = message->data.result;
      curl_multi_remove_handle(multi_, handle);
      const auto ended = under_way_.extract(handle);
      Transfer& transfer = *ended.mapped();
      finish(transfer, result);
      transfer.done(std::move(transfer.response));
    }
  }

  /// Milliseconds until the next one.
  int run_actions() {
    for (;;) {
      std::function<void()> action;
      {
        const std::lock_guard lock(mutex_);
        if (!new_.empty()) return 0;
        if (actions_.empty()) return kWaitMs;
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(actions_.begin()->first - Clock::now());
        if (left.count() > 0)
          return static_cast<int>(std::min<std::int64_t>(left.count(), kWaitMs));
        action = std::move(actions_.begin()->second);
        actions_.erase(actions_.begin());
      }
      action();
    }
  }

  CURLM* multi_;
  const std::string authorities_ = authorities_file();
  std::mutex mutex_;
  std::deque<std::unique_ptr<Transfer>> new_;
  std::multimap<Clock::time_point, std::function<void()>> actions_;
  std::map<CURL*, std::unique_ptr<Transfer>> under_way_;  // of the thread
  std::jthread thread_;
};

HttpClient::HttpClient() : impl_(std::make_unique<Impl>()) {}
HttpClient::~HttpClient() = default;
void HttpClient::post(HttpRequest request, Done done) {
  impl_->post(std::move(request), std::move(done));
}
void HttpClient::at(Clock::time_point time, std::function<void()> action) {
  impl_->at(time, std::move(action));
}

}  // namespace tango::remote
