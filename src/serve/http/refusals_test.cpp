// What no route gets: requests that are too large, too slow, or none.
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "serve/http/http_server_test.h"
#include "serve/http/raw_client_test.h"

namespace tango::serve::http {
namespace {

using namespace std::chrono_literals;

TEST_F(HttpServer, AChunkThatSaysTooMuchOfItselfIsRefused) {
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string begin : {"5;", "0\r\nX: "}) {  // its extension, and the trailer
    RawClient client(server().port());
    client.send(head + begin + std::string(1'000'000, 'x'));
    EXPECT_EQ(status_of(client.response()), 400) << begin;
  }
}

TEST_F(HttpServer, ReadsOnAfterARefusalForAWhileOnly) {
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000000\r\n\r\n";
  const std::string mebibyte(std::size_t{1} << 20U, 'x');
  RawClient honest(server().port());
  honest.send(head);
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(honest.send(mebibyte)) << i;
  EXPECT_EQ(status_of(honest.response()), 413);
  RawClient endless(server().port());
  endless.send(head);
  int sent = 0;
  while (sent < 200 && endless.send(mebibyte)) ++sent;
  EXPECT_LT(sent, 100);
}

TEST_F(HttpServer, StopsSoonBesideOneThatGoesOnSendingWhatIsRefused) {
  RawClient endless(server().port());
  endless.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000000\r\n\r\n");
  EXPECT_EQ(status_of(endless.response()), 413);
  std::jthread sending([&](const std::stop_token& stop) {
    while (!stop.stop_requested() && endless.send("x")) std::this_thread::sleep_for(10ms);
  });
  const auto begin = service::Clock::now();
  server().stop(begin + 30s);
  EXPECT_LT(service::Clock::now() - begin, 5s);
}

TEST_F(HttpServer, RefusesWhatIsTooLargeOrNoHttp) {
  const auto refused_with = [this](const std::string& bytes) {
    RawClient client(server().port());
    client.send(bytes);
    const int status = status_of(client.response());
    EXPECT_TRUE(client.is_closed());
    return status;
  };
  EXPECT_EQ(refused_with(post("/echo", std::string(1001, 'x'))), 413);
  EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nX: " + std::string(5000, 'x') + "\r\n\r\n"), 431);
  EXPECT_EQ(refused_with("hello, is this HTTP?\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("POST /echo HTTP/1.1\r\nContent-Length: -1\r\n\r\n"), 400);
  EXPECT_EQ(refused_with("POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), 400);
}

TEST_F(HttpServer, WhatNoRouteCanHaveIsRecordedAndKnownByItsId) {
  options_.limits.header = 1s;
  const std::string echo = "POST /echo?a HTTP/1.1\r\nX-Request-Id: mine\r\ntraceparent: ours\r\n";
  struct Case {
    std::string bytes;
    int status;
    bool is_named;  ///< Its method, path and id have come.
  };
  const std::vector<Case> cases = {
      {echo + "\r\n", 400, true},
      {echo + "Host: test\r\nTransfer-Encoding: gzip\r\n\r\n", 501, true},
      {echo + "Host: test\r\nContent-Length: 1001\r\n\r\n", 413, true},
      {echo + "Host: test\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400, true},
      {"GET / HTTP/1.1\r\nX: " + std::string(5000, 'x') + "\r\n\r\n", 431, false},
      {"hello, is this HTTP?\r\n\r\n", 400, false},
      {"POST /ec", 408, false}};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Case& one = cases[i];
    RawClient client(server().port());
    client.send(one.bytes);
    const std::string response = client.response();
    EXPECT_EQ(status_of(response), one.status) << one.bytes.substr(0, 200);
    const std::vector<Record> all = records();
    ASSERT_EQ(all.size(), i + 1);
    const Record& record = all.back();
    EXPECT_EQ(record.status, one.status);
    EXPECT_EQ(record.response_bytes, body_of(response).size());
    EXPECT_FALSE(record.origin->request_id.empty());
    EXPECT_NE(response.find("X-Request-Id: " + record.origin->request_id + "\r\n"),
              std::string::npos);
    if (!one.is_named) continue;
    EXPECT_EQ(record.method, "POST");
    EXPECT_EQ(record.path, "/echo");
    EXPECT_EQ(record.origin->request_id, "mine");
    EXPECT_NE(response.find("traceparent: ours\r\n"), std::string::npos);
  }
}

TEST_F(HttpServer, RefusesWhatOthersMightReadAsAnotherNumberOfRequests) {
  const std::string host = "Host: test\r\n";
  const std::string second = post("/echo", "smuggled");
  const std::string now = "1.1\r\n" + host;
  for (const std::string& begin : {
           now + "Transfer-Encoding: gzip\r\n",
           now + "Transfer-Encoding: gzip, chunked\r\n",
           now + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
           now + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
           now + "Content-Length: 5\r\nContent-Length: 6\r\n",
           now + "Content-Length: 5\r\nContent-Length: 5\r\n",
           now + "Content-Length: 5, 5\r\n",
           now + host + "Content-Length: 0\r\n",
           std::string("1.1\r\nContent-Length: 0\r\n"),
           "1.0\r\n" + host + host + "Content-Length: 0\r\n",
           std::string("1.0\r\nTransfer-Encoding: chunked\r\n"),
           std::string("1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n"),
       }) {
    RawClient client(server().port());
    client.send("POST /echo HTTP/" + begin + "\r\n0\r\n\r\n" + second);
    const int status = status_of(client.response());
    EXPECT_TRUE(status == 400 || status == 501) << status << '\n' << begin;
    EXPECT_TRUE(client.is_closed()) << begin;
  }
}

TEST_F(HttpServer, SlowRequestsAreGivenUpAndOthersAreNot) {
  options_.limits.header = 1s;
  RawClient slow(server().port());
  slow.send("POST /echo HTTP/1.1\r\nHo");
  RawClient other(server().port());
  other.send(post("/echo", "fast"));
  EXPECT_EQ(body_of(other.response()), "fast");
  EXPECT_EQ(status_of(slow.response()), 408);
  EXPECT_TRUE(slow.is_closed());
}

}  // namespace
}  // namespace tango::serve::http
