#include "remote/origin_headers.h"

#include <gtest/gtest.h>

namespace tango::remote {
namespace {

using cascade::Origin;
using Headers = std::vector<std::string>;

const std::string kTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-";
const std::string kOneParent = kTrace + "00f067aa0ba902b7-01";

Headers headers_of(const std::vector<const Origin*>& origins) {
  std::vector<cascade::TierInput> texts;
  for (const Origin* origin : origins) texts.push_back({.origin = origin});
  return origin_headers(texts);
}

TEST(OriginHeaders, AreThoseOfTheRequestThatAllTextsCameWith) {
  const Origin one{.request_id = "7", .traceparent = kOneParent, .tracestate = "a=1"};
  const Headers all{"X-Request-Id: 7", "traceparent: " + kOneParent, "tracestate: a=1"};
  EXPECT_EQ(headers_of({&one}), all);
  EXPECT_EQ(headers_of({&one, &one}), all);
  const Origin untraced{.request_id = "7", .traceparent = {}, .tracestate = "a=1"};
  EXPECT_EQ(headers_of({&untraced}), Headers{"X-Request-Id: 7"});
  EXPECT_EQ(headers_of({nullptr}), Headers{});
}

TEST(OriginHeaders, OfSeveralRequestsAreTheTraceThatTheyShare) {
  const Origin one{.request_id = "1", .traceparent = kOneParent, .tracestate = {}};
  const Origin same{.request_id = "2", .traceparent = kTrace + "00f067aa0ba902b8-01"};
  EXPECT_EQ(headers_of({&one, &same}), Headers{"traceparent: " + kOneParent});
  const Origin other{.request_id = "1",
                     .traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-01"};
  const Origin untraced{.request_id = "3"};
  for (const Origin* mixed : {&other, &untraced, static_cast<const Origin*>(nullptr)}) {
    EXPECT_EQ(headers_of({&one, mixed}), Headers{});
    EXPECT_EQ(headers_of({mixed, &one}), Headers{});
  }
}

TEST(OriginHeaders, LeaveOutWhatIsNoTrace) {
  for (const std::string& wrong : Headers{
           "00-1-2-01", kTrace + "0000000000000000-01", kOneParent + "-more",
           "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "ff" + kOneParent.substr(2),
           "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
           kTrace + "00f067aa0ba902b7_01", kTrace + "00f067aa0ba902b7-0x"}) {
    const Origin origin{.request_id = {}, .traceparent = wrong, .tracestate = "a=1"};
    EXPECT_EQ(headers_of({&origin}), Headers{}) << wrong;
  }
  const Origin later{.request_id = {}, .traceparent = "01" + kOneParent.substr(2) + "-more"};
  EXPECT_EQ(headers_of({&later}).size(), 1U);
}

}  // namespace
}  // namespace tango::remote
