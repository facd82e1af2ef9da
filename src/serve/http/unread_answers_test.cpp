#include "serve/http/unread_answers.h"

#include <chrono>
#include <list>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "serve/http/http_server_test.h"
#include "serve/http/raw_client_test.h"

namespace tango::serve::http {
namespace {

using namespace std::chrono_literals;

TEST(UnreadAnswers, OneAloneIsAlwaysAdmitted) {
  const UnreadAnswers unread;
  Response large{.body = std::string(UnreadAnswers::kMostBytes + 1, 'x')};
  EXPECT_TRUE(unread.admit(large));
  Response another{.body = std::string(UnreadAnswers::kSmallBytes + 1, 'x')};
  EXPECT_FALSE(unread.admit(another));
  Response small{.body = std::string(UnreadAnswers::kSmallBytes, 'x')};
  EXPECT_TRUE(unread.admit(small));
  large.held.reset();
  EXPECT_TRUE(unread.admit(another));
}

TEST_F(HttpServer, LargeAnswersThatNobodyReadsAreBounded) {
  router_.add("POST", "/large", [](Exchange&& exchange) {
    exchange.respond({.body = std::string(UnreadAnswers::kMostBytes / 4, 'x')});
  });
  const auto status = [this] {
    RawClient client(server().port());
    client.send(post("/large", ""));
    return status_of(client.response());
  };
  std::list<RawClient> silent;
  for (std::size_t i = 1; i <= 4; ++i) {
    silent.emplace_back(server().port()).send(post("/large", ""));
    while (records().size() < i) std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(status(), 429);
  EXPECT_EQ(records().back().status, 429);
  RawClient small(server().port());
  small.send(post("/echo", "small"));
  EXPECT_EQ(body_of(small.response()), "small");
  silent.clear();
  int last = 429;
  for (int i = 0; i < 1000 && last == 429; ++i) {
    last = status();
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(last, 200);
}

}  // namespace
}  // namespace tango::serve::http
