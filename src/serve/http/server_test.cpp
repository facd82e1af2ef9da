// The transport, with handlers that only a test has.
#include "serve/http/server.h"

#include <future>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "serve/http/http_server_test.h"
#include "serve/http/raw_client_test.h"

namespace tango::serve::http {
namespace {

using namespace std::chrono_literals;

TEST_F(HttpServer, KeepsAConnectionAndAnswersWhatIsPipelinedInOrder) {
  RawClient client(server().port());
  client.send(post("/echo", "one") + post("/echo", "two") + post("/nowhere", "") +
              post("/echo", "three"));
  EXPECT_EQ(body_of(client.response()), "one");
  EXPECT_EQ(body_of(client.response()), "two");
  EXPECT_EQ(status_of(client.response()), 404);
  EXPECT_EQ(body_of(client.response()), "three");
  client.send(post("/echo", "four"));
  EXPECT_EQ(body_of(client.response()), "four");
}

TEST_F(HttpServer, AClientThatClosesItsHalfIsAnsweredAndThenLetGo) {
  RawClient client(server().port());
  client.send(post("/echo", "one") + post("/echo", "two"));
  ::shutdown(client.descriptor(), SHUT_WR);
  EXPECT_EQ(body_of(client.response()), "one");
  EXPECT_EQ(body_of(client.response()), "two");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(HttpServer, AsksForAKeyBeforeItReadsTheBody) {
  router_.add(
      "POST", "/open", [](Exchange&& exchange) { exchange.respond({.body = "open"}); },
      Access::kOpen);
  router_.add("POST", "/below/*", [](Exchange&& exchange) {
    exchange.respond({.body = exchange.request.path + (exchange.tenant != 0 ? " a key" : "")});
  });
  RawClient free(server().port());
  free.send(post("/below/x", ""));
  EXPECT_EQ(body_of(free.response()), "/below/x");
  router_.set_keys(std::make_shared<const ApiKeys>(ApiKeys::parse(
      "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b", "f")));  // "secret"
  RawClient without(server().port());
  without.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 900\r\n\r\n");
  const std::string refused = without.response();
  EXPECT_EQ(status_of(refused), 401);
  EXPECT_NE(refused.find("WWW-Authenticate: Bearer"), std::string::npos);
  EXPECT_TRUE(without.is_closed());
  RawClient with(server().port());
  with.send(post("/open", ""));
  EXPECT_EQ(body_of(with.response()), "open");
  with.send(
      "POST /below/y HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer secret\r\n"
      "Content-Length: 0\r\n\r\n");
  EXPECT_EQ(body_of(with.response()), "/below/y a key");
}

TEST_F(HttpServer, ReadsChunksAndByteByByte) {
  RawClient client(server().port());
  for (const char byte : std::string("POST /echo HTTP/1.1\r\nHost: test\r\n"
                                     "Transfer-Encoding: chunked\r\n\r\n"
                                     "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")) {
    client.send({&byte, 1});
  }
  EXPECT_EQ(body_of(client.response()), "onetwo");
}

TEST_F(HttpServer, WhatATrailerSaysIsIgnored) {
  RawClient client(server().port());
  for (const std::string path : {"/echo", "/nowhere"}) {
    client.send("POST " + path +
                " HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3\r\none\r\n0\r\nX-Request-Id: forged\r\nConnection: close\r\n\r\n");
    const std::string response = client.response();
    EXPECT_NE(status_of(response), 0) << path;
    EXPECT_EQ(response.find("forged"), std::string::npos) << response;
  }
  EXPECT_NE(records().front().origin->request_id, "forged");
}

TEST_F(HttpServer, AnEmptyLineBeforeARequestIsIgnored) {
  options_.limits.header = 1s;
  RawClient client(server().port());
  client.send("\r\n" + post("/echo", "one") + "\r\n");
  EXPECT_EQ(body_of(client.response()), "one");
  std::this_thread::sleep_for(2s);  // idle, since nothing of a request has come
  client.send(post("/echo", "two"));
  EXPECT_EQ(body_of(client.response()), "two");
  client.send("\r\n\r\n" + post("/echo", "three"));
  EXPECT_EQ(status_of(client.response()), 400);
}

/// A route of large requests that takes as long as the test lets it.
class HttpServerOfLongRequests : public HttpServer {
 protected:
  HttpServerOfLongRequests() {
    router_.add("POST", "/long", [this](Exchange&& exchange) {
      begins_.set_value();
      may_end_.get_future().wait();
      exchange.respond({.body = "long"});
    });
    options_.limits.body_bytes = 100'000;
  }

  /// Of which the server has begun to handle the request.
  void begin(RawClient& client) {
    client.send(post("/long", std::string(50'000, 'x')));
    begins_.get_future().wait();
  }

  std::promise<void> may_end_;

 private:
  std::promise<void> begins_;
};

TEST_F(HttpServerOfLongRequests, ALargeRequestThatTakesLongHoldsNobodyUp) {
  RawClient large(server().port());
  begin(large);
  RawClient small(server().port());
  small.send(post("/echo", "small"));
  EXPECT_EQ(body_of(small.response()), "small");
  may_end_.set_value();
  EXPECT_EQ(body_of(large.response()), "long");
}

TEST_F(HttpServerOfLongRequests, EndsWhileALargeRequestIsHandledWhoseClientHasGone) {
  {
    RawClient large(server().port());
    begin(large);
  }
  std::thread stopping([this] { server().stop(service::Clock::now() + 50ms); });
  std::this_thread::sleep_for(100ms);
  may_end_.set_value();
  stopping.join();
}

TEST_F(HttpServer, SaysContinueBeforeABodyThatAsksForIt) {
  RawClient client(server().port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n"
      "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(status_of(client.response()), 100);
  client.send("abc");
  EXPECT_EQ(body_of(client.response()), "abc");
}

TEST_F(HttpServer, ClosesWhereTheClientWantsIt) {
  RawClient client(server().port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_EQ(body_of(client.response()), "x");
  EXPECT_TRUE(client.is_closed());
  RawClient old(server().port());
  old.send("POST /echo HTTP/1.0\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_EQ(body_of(old.response()), "x");
  EXPECT_TRUE(old.is_closed());
}

TEST_F(HttpServer, TakesTargetsThatNameTheServer) {
  RawClient client(server().port());
  const std::string rest = " HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\n\r\nx";
  client.send("POST http://test:80/echo?a=b" + rest + "POST HTTPS://test/echo" + rest +
              "POST http://test" + rest + "POST http://test?http://test/echo" + rest);
  EXPECT_EQ(status_of(client.response()), 200);
  EXPECT_EQ(status_of(client.response()), 200);
  EXPECT_EQ(status_of(client.response()), 404);
  EXPECT_EQ(status_of(client.response()), 404);
}

TEST_F(HttpServer, ErrorsAndMethodsAreSaid) {
  RawClient client(server().port());
  client.send(post("/throw", ""));
  const std::string thrown = client.response();
  EXPECT_EQ(status_of(thrown), 422);
  EXPECT_EQ(body_of(thrown), R"({"error":"that \"text\" is none","error_type":"Validation"})");
  client.send("PUT /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n");
  const std::string refused = client.response();
  EXPECT_EQ(status_of(refused), 405);
  EXPECT_NE(refused.find("Allow: POST"), std::string::npos);
}

TEST_F(HttpServer, ABodyThatIsCompressedIsRefusedAsSuch) {
  RawClient client(server().port());
  const std::string begin = "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Encoding: ";
  client.send(begin + "gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b");
  const std::string refused = client.response();
  EXPECT_EQ(status_of(refused), 415);
  EXPECT_NE(refused.find("Content-Encoding"), std::string::npos) << refused;
  client.send(begin + "identity\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_EQ(status_of(client.response()), 200);
}

TEST_F(HttpServer, AnswersFromAnotherThreadWithTheRequestsId) {
  RawClient client(server().port());
  client.send(
      "POST /hold HTTP/1.1\r\nHost: test\r\nX-Request-Id: mine\r\n"
      "traceparent: 00-1-2-01\r\nContent-Length: 0\r\n\r\n");
  const Exchange held = held_.get_future().get();
  held.respond({.body = "late"});
  const std::string response = client.response();
  EXPECT_EQ(body_of(response), "late");
  EXPECT_NE(response.find("X-Request-Id: mine"), std::string::npos);
  EXPECT_NE(response.find("traceparent: 00-1-2-01"), std::string::npos);
}

/// Whether the request of an exchange is cancelled soon.
bool is_cancelled(const Exchange& held) {
  const auto until = service::Clock::now() + 10s;
  while (!held.cancelled.stop_requested() && service::Clock::now() < until) {
    std::this_thread::sleep_for(1ms);
  }
  return held.cancelled.stop_requested();
}

TEST_F(HttpServer, AClientThatGoesAwayCancels) {
  auto client = std::make_unique<RawClient>(server().port());
  client->send(post("/hold", ""));
  const Exchange held = held_.get_future().get();
  EXPECT_FALSE(held.cancelled.stop_requested());
  client.reset();
  EXPECT_TRUE(is_cancelled(held));
  held.respond({.body = "for nobody"});
}

TEST_F(HttpServer, AClientThatGoesAwayCancelsWhateverItHasSentBehind) {
  std::string many;  // more than is read ahead
  for (int i = 0; i < 1000; ++i) many += post("/echo", "more");
  for (const std::string& behind : {std::string("P"), post("/echo", "more"), many}) {
    for (const bool together : {true, false}) {
      held_ = {};
      auto client = std::make_unique<RawClient>(server().port());
      client->send(post("/hold", "") + (together ? behind : ""));
      const Exchange held = held_.get_future().get();
      if (!together) client->send(behind);
      std::this_thread::sleep_for(20ms);
      EXPECT_FALSE(held.cancelled.stop_requested());
      client.reset();
      EXPECT_TRUE(is_cancelled(held)) << behind.size();
      held.respond({.body = "for nobody"});
    }
  }
}

TEST_F(HttpServer, WhatComesBehindARequestUnderWayIsAnsweredAfterIt) {
  RawClient client(server().port());
  for (const int count : {1, 500}) {  // 500: more than is read ahead
    held_ = {};
    client.send(post("/hold", ""));
    const Exchange held = held_.get_future().get();
    for (int i = 0; i < count; ++i) client.send(post("/echo", std::to_string(i)));
    std::this_thread::sleep_for(20ms);
    held.respond({.body = "late"});
    EXPECT_EQ(body_of(client.response()), "late");
    for (int i = 0; i < count; ++i) ASSERT_EQ(body_of(client.response()), std::to_string(i));
  }
}

TEST_F(HttpServer, NoMoreConnectionsThanAllowed) {
  options_.limits.connections = 1;
  auto first = std::make_unique<RawClient>(server().port());
  first->send(post("/echo", "one"));
  EXPECT_EQ(body_of(first->response()), "one");
  RawClient second(server().port());  // the kernel takes it, the server does not yet
  second.send(post("/echo", "two"));
  EXPECT_LE(server().connections(), 1U);
  first.reset();
  EXPECT_EQ(body_of(second.response()), "two");
}

TEST_F(HttpServer, StoppingAnswersWhatIsUnderWayAndClosesTheRest) {
  RawClient idle(server().port());
  idle.send(post("/echo", "x"));
  (void)idle.response();
  RawClient busy(server().port());
  busy.send(post("/hold", ""));
  const Exchange held = held_.get_future().get();
  std::thread stopping([this] { server().stop(service::Clock::now() + 30s); });
  EXPECT_TRUE(idle.is_closed());
  held.respond({.body = "done"});
  const std::string response = busy.response();
  EXPECT_EQ(body_of(response), "done");
  EXPECT_NE(response.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(busy.is_closed());
  stopping.join();
  EXPECT_THROW(RawClient(server().port()), std::runtime_error);
}

TEST_F(HttpServer, StoppingAnswersWhatWasSentBehindARequestUnderWay) {
  constexpr int kMany = 500;  // more than is read ahead
  RawClient client(server().port());
  client.send(post("/hold", ""));
  const Exchange held = held_.get_future().get();
  std::string more;
  for (int i = 0; i < kMany; ++i) more += post("/echo", std::to_string(i));
  client.send(more);
  std::thread stopping([this] { server().stop(service::Clock::now() + 30s); });
  while (RawClient::listens(server().port())) std::this_thread::sleep_for(1ms);
  held.respond({.body = "done"});
  EXPECT_EQ(body_of(client.response()), "done");
  std::string last;
  for (int i = 0; i < kMany; ++i) {
    last = client.response();
    ASSERT_EQ(body_of(last), std::to_string(i));
  }
  EXPECT_NE(last.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(client.is_closed());
  stopping.join();
}

TEST_F(HttpServer, StoppingWaitsNoLongerThanItMay) {
  RawClient busy(server().port());
  busy.send(post("/hold", ""));
  const Exchange held = held_.get_future().get();
  server().stop(service::Clock::now() + 50ms);
  EXPECT_TRUE(busy.is_closed());
  EXPECT_TRUE(held.cancelled.stop_requested());
}

TEST_F(HttpServer, APortThatIsTakenIsSaid) {
  options_.port = server().port();
  try {
    const Server second(options_, router_);
    FAIL() << "listens";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kIo);
    EXPECT_NE(std::string(error.what()).find("127.0.0.1"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace tango::serve::http
