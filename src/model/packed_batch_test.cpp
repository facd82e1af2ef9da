#include "model/packed_batch.h"

#include <array>

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::model {
namespace {

TEST(PackedBatch, PacksTextsEndToEnd) {
  PackedBatch batch;
  batch.add(std::array<std::int32_t, 2>{7, 8}, {});
  batch.add(std::array<std::int32_t, 1>{9}, std::array<std::int32_t, 1>{1});
  EXPECT_EQ(batch.texts(), 2);
  EXPECT_EQ(batch.tokens(), 3);
  EXPECT_EQ(batch.offsets()[1], 2);
  EXPECT_EQ(batch.token_type_ids()[0], 0);
  EXPECT_EQ(batch.token_type_ids()[2], 1);
  batch.clear();
  EXPECT_EQ(batch.texts(), 0);
  EXPECT_EQ(batch.tokens(), 0);
}

TEST(PackedBatch, RefusesATextWithoutTokens) {
  PackedBatch batch;
  batch.add(std::array<std::int32_t, 2>{7, 8}, {});
  EXPECT_THROW(batch.add({}, {}), Error);
  EXPECT_EQ(batch.texts(), 1);
}

}  // namespace
}  // namespace tango::model
