#include "model/encoder/token_reduction.h"

#include <gtest/gtest.h>

namespace tango::model {
namespace {

/// Two texts of 4 and 3 tokens, two heads, states two wide: token t has state {t, -t}.
struct Example {
  std::vector<std::int32_t> offsets{0, 4, 7};
  EncoderWorkspace workspace;

  Example() {
    checkpoint::EncoderConfig config;
    config.hidden_size = 2;
    config.num_heads = 2;
    config.intermediate_size = 2;
    config.token_shares = {0.5F, 0.25F};
    workspace.reserve(config, Precision::kFloat32, 7, 2, 4, 2);
    fill(7);
  }

  void fill(int rows) {
    for (int row = 0; row < rows; ++row) {
      for (int i = 0; i < 2; ++i) {
        const auto sign = static_cast<float>(1 - 2 * i);
        workspace.hidden.data()[row * 2 + i] = sign * static_cast<float>(row);
        workspace.context.data()[row * 2 + i] = sign * static_cast<float>(100 + row);
      }
    }
  }
  void set_significance(const std::vector<float>& values) {
    std::copy(values.begin(), values.end(), workspace.reduced.significance.data());
  }
  [[nodiscard]] std::vector<float> first_of(const tensor::AlignedBuffer<float>& states,
                                            int rows) const {
    std::vector<float> values;
    values.reserve(static_cast<std::size_t>(rows));
    for (int row = 0; row < rows; ++row) values.push_back(states.data()[row * 2]);
    return values;
  }
};

TEST(TokenReduction, TheFirstAndTheMostAttendedStayInOrder) {
  for (const int members : {1, 2}) {
    Example example;
    base::TeamThreads threads(members, false);
    const TokenReduction reduction({0.5F, 0.25F}, 2, 2);
    EXPECT_TRUE(reduction.reduces(0));
    threads.team(members).run([&](base::TeamMember& member) {
      reduction.begin(example.offsets, example.workspace, member);
      if (member.rank() == 0) {
        // Heads apart: text 1's tokens get 9, 3, 1, 3 (of equals the left one is kept), text 2's 0,
        // 1, 2.
        example.set_significance({4, 1, 1, 0, 5, 2, 0, 3, 0, 0.5F, 1, 0, 0.5F, 1});
      }
      member.barrier();
      const int rows = reduction.reduce(0, example.offsets, example.workspace, member);
      EXPECT_EQ(rows, 4);
      if (member.rank() == 0) {
        EXPECT_EQ(example.workspace.reduced.offsets[0], (std::vector<std::int32_t>{0, 2, 4}));
        EXPECT_EQ(example.first_of(example.workspace.hidden, 4), (std::vector<float>{0, 1, 4, 6}));
        EXPECT_EQ(example.first_of(example.workspace.context, 4),
                  (std::vector<float>{100, 101, 104, 106}));
        for (int i = 0; i < 8; ++i) example.workspace.hidden.data()[i] += 50;
        example.set_significance({0, 9, 0, 9, 0, 9, 0, 9});
      }
      member.barrier();
      EXPECT_EQ(reduction.reduce(1, example.offsets, example.workspace, member), 2);
      if (member.rank() == 0) {
        EXPECT_EQ(example.first_of(example.workspace.hidden, 2), (std::vector<float>{50, 54}));
        for (int i = 0; i < 4; ++i) example.workspace.hidden.data()[i] += 50;
      }
      member.barrier();
      reduction.restore(example.workspace, member);
    });
    EXPECT_EQ(example.first_of(example.workspace.hidden, 7),
              (std::vector<float>{100, 51, 2, 3, 104, 5, 56}));
  }
}

TEST(TokenReduction, OnlyWhereTheShareFalls) {
  const TokenReduction reduction({1, 0.5F, 0.5F, 0.2F}, 2, 2);
  EXPECT_FALSE(reduction.reduces(0));
  EXPECT_TRUE(reduction.reduces(1));
  EXPECT_FALSE(reduction.reduces(2));
  EXPECT_TRUE(reduction.reduces(3));
  EXPECT_FALSE(TokenReduction().reduces(0));
}

}  // namespace
}  // namespace tango::model
