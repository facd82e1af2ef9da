// The whole server over a cascade of fakes.
#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "base/json.h"
#include "cascade/fake_tier.h"
#include "serve/application.h"
#include "serve/http/raw_client_test.h"

namespace tango::serve {

inline std::shared_ptr<const ServedModel> two_tiers(const std::string& name = "fake",
                                                    float threshold = 0.9F) {
  return make_served_model(
      name, 1, std::make_shared<const cascade::Cascade>(cascade::fake::make_two_tiers(threshold)));
}

class ServedCascade : public testing::Test {
 protected:
  ServedCascade() { options_.service.workers = 2; }

  Application& application() {
    if (!application_) {
      application_ = std::make_unique<Application>(options_);
      application_->serve(two_tiers());
    }
    return *application_;
  }

  std::string ask(const std::string& path, const std::string& body) {
    RawClient client(application().port());
    client.send(post(path, body));
    return client.response();
  }
  base::Json answer(const std::string& path, const std::string& body) {
    const std::string response = ask(path, body);
    EXPECT_EQ(status_of(response), 200) << response;
    return base::Json::parse(body_of(response));
  }
  std::string get(const std::string& path) {
    RawClient client(application().port());
    client.send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
    return client.response();
  }

  ApplicationOptions options_;
  std::unique_ptr<Application> application_;
};

}  // namespace tango::serve
