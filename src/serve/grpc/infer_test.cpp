#include "serve/grpc/infer.h"

#include <initializer_list>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"
#include "cascade/fake_tier.h"

namespace tango::serve::grpc {
namespace {

using Message = ::inference::ModelInferRequest;

Message message_of(std::initializer_list<const char*> texts) {
  Message message;
  auto& tensor = *message.add_inputs();
  tensor.set_name("text");
  tensor.set_datatype("BYTES");
  tensor.add_shape(static_cast<std::int64_t>(texts.size()));
  for (const char* one : texts) tensor.mutable_contents()->add_bytes_contents(one);
  return message;
}

TEST(GrpcInfer, ReadsTextsFromContentsAndFromRawBytes) {
  Message message = message_of({"a", "bc"});
  const auto plain = read_infer(message);
  ASSERT_EQ(plain.texts.size(), 2U);
  EXPECT_EQ(plain.texts[1].text, "bc");
  EXPECT_FALSE(plain.binary);
  message.mutable_inputs(0)->clear_contents();
  message.add_raw_input_contents(std::string("\1\0\0\0a\2\0\0\0bc", 11));
  const auto raw = read_infer(message);
  ASSERT_EQ(raw.texts.size(), 2U);
  EXPECT_EQ(raw.texts[1].text, "bc");
  EXPECT_TRUE(raw.binary);
}

TEST(GrpcInfer, ReadsParameters) {
  Message message = message_of({"a", "b"});
  auto& parameters = *message.mutable_parameters();
  parameters["threshold"].set_double_param(0.5);
  parameters["tier"].set_uint64_param(~std::uint64_t{0});
  parameters["timeout"].set_int64_param(2'000'000);
  parameters["priority"].set_uint64_param(1);  // Triton's, which is not ours
  const auto request = read_infer(message);
  EXPECT_EQ(request.timeout, 2.0);
  for (const cascade::Request& one : request.texts) {
    EXPECT_EQ(one.threshold, 0.5F);
    EXPECT_GT(one.tier.value(), 1000);  // which no cascade has
  }
  parameters["threshold"].set_bool_param(true);
  EXPECT_THROW((void)read_infer(message), Error);
}

TEST(GrpcInfer, RefusesParametersThatAreMisspelt) {
  for (const auto& [name, meant] : std::initializer_list<std::pair<std::string, std::string>>{
           {"treshold", "threshold"}, {"teir", "tier"}, {"Timeout", "timeout"}}) {
    Message message = message_of({"a"});
    (*message.mutable_parameters())[name].set_int64_param(1);
    base::expect_error(ErrorCode::kInvalidInput,
                       {fmt::format(R"(there is no field "{}"; did you mean "{}"?)", name, meant)},
                       [&] { (void)read_infer(message); });
  }
  Message forged = message_of({"a"});
  (*forged.mutable_parameters())["thresh\nold"].set_int64_param(1);
  base::expect_error(ErrorCode::kInvalidInput, {R"("thresh\x0aold")"},
                     [&] { (void)read_infer(forged); });
}

TEST(GrpcInfer, PassesOverWhatOtherServersKnow) {
  Message message = message_of({"a"});
  for (const char* const name :
       {"sequence_id", "sequence_start", "sequence_end", "priority", "content_type", "headers",
        "triton_enable_empty_final_response", "triton_x-request-id", "my_own"}) {
    (*message.mutable_parameters())[name].set_string_param("1");
  }
  EXPECT_EQ(read_infer(message).texts.size(), 1U);
}

kserve::Inference answered(bool binary) {
  kserve::Inference inference;
  inference.model = make_served_model(
      "fake", 3, std::make_shared<const cascade::Cascade>(cascade::fake::make_two_tiers(0.9F)));
  inference.request.id = "7";
  for (const char* name : {"label", "scores", "tier"}) {
    kserve::add_output(name, binary, inference.request);
  }
  cascade::Answer answer;
  answer.label = 1;
  answer.scores = {0.25F, 0.75F};
  answer.tier = 2;
  inference.outcomes.emplace_back(answer);
  inference.outcomes.emplace_back(answer);
  return inference;
}

TEST(GrpcInfer, AnswersInContentsOrInRawBytes) {
  const auto contents = make_response(answered(false));
  EXPECT_EQ(contents.model_name(), "fake");
  EXPECT_EQ(contents.model_version(), "3");
  EXPECT_EQ(contents.id(), "7");
  EXPECT_EQ(contents.raw_output_contents_size(), 0);
  EXPECT_EQ(contents.outputs(0).contents().bytes_contents(1), "positive");
  EXPECT_EQ(contents.outputs(1).shape(1), 2);
  EXPECT_EQ(contents.outputs(1).contents().fp32_contents(3), 0.75F);
  EXPECT_EQ(contents.outputs(2).contents().int_contents(0), 2);
  const auto raw = make_response(answered(true));
  ASSERT_EQ(raw.raw_output_contents_size(), 3);
  EXPECT_EQ(raw.raw_output_contents(0), std::string("\10\0\0\0positive\10\0\0\0positive", 24));
  EXPECT_EQ(raw.raw_output_contents(1).size(), 4 * sizeof(float));
  EXPECT_EQ(raw.raw_output_contents(2), std::string("\2\0\0\0\2\0\0\0", 8));
  EXPECT_FALSE(raw.outputs(0).has_contents());
}

TEST(GrpcInfer, OneTextsErrorIsTheCalls) {
  kserve::Inference inference = answered(true);
  inference.outcomes.back() = Error(ErrorCode::kDeadline, "late");
  try {
    (void)make_response(inference);
    FAIL() << "an error that is none";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kDeadline);
    EXPECT_STREQ(error.what(), "input 1: late");
  }
}

}  // namespace
}  // namespace tango::serve::grpc
