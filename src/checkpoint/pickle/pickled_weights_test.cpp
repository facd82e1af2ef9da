#include "checkpoint/pickle/pickled_weights.h"

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/pickle/archive_test.h"
#include "checkpoint/safetensors_bytes_test.h"

namespace tango::checkpoint {
namespace {

using tensor::Shape;

class Pickled : public testing::Test {
 protected:
  /// The file of a pickle beside a storage of six floats, 1 to 6.
  [[nodiscard]] PickledWeights weights(const std::string& pickle) const {
    return PickledWeights(directory_.write(
        "pytorch_model.bin",
        zip_of({{"archive/data.pkl", pickle}, {"archive/data/0", bytes_of({1, 2, 3, 4, 5, 6})}})));
  }
  void expect_refused(ErrorCode code, const std::vector<std::string>& parts,
                      const std::string& pickle) const {
    base::expect_error(code, parts, [&] { (void)weights(pickle); });
  }
  static std::vector<float> values(const PickledWeights& file, const Shape& shape) {
    const tensor::Tensor tensor = file.load("w", shape);
    return {tensor.data(), tensor.data() + tensor.size()};
  }

 private:
  base::TemporaryDirectory directory_;
};

TEST_F(Pickled, HoldsTensors) {
  const PickledWeights file =
      weights(pickle_of("w", tensor_ops("FloatStorage", 6, 2, {2, 2}, {2, 1})));
  EXPECT_EQ(file.names(), std::vector<std::string>{"w"});
  EXPECT_EQ(values(file, Shape{2, 2}), (std::vector<float>{3, 4, 5, 6}));
}

TEST_F(Pickled, TensorsMayBeTransposed) {
  std::shared_ptr<const float> view;
  {
    const PickledWeights file =
        weights(pickle_of("w", tensor_ops("FloatStorage", 6, 0, {3, 2}, {1, 3})));
    EXPECT_EQ(values(file, Shape{3, 2}), (std::vector<float>{1, 4, 2, 5, 3, 6}));
    view = file.view("w", Shape{3, 2});
  }
  EXPECT_EQ(view.get()[1], 4);  // it outlives the file
}

TEST_F(Pickled, WhatIsNoTensorIsPassedOver) {
  EXPECT_TRUE(weights(pickle_of("w", "N")).names().empty());
  EXPECT_TRUE(weights(pickle_of("w", integers_op({1}))).names().empty());
}

TEST_F(Pickled, CodeIsNeverRun) {
  const std::string call = "cos\nsystem\n(" + text_op("false") + "tR";
  expect_refused(ErrorCode::kUnsupported, {"pytorch_model.bin", "os.system"}, pickle_of("w", call));
  expect_refused(ErrorCode::kInvalidModel, {"opcode"}, "\x80\x02ios\nsystem\n.");
  expect_refused(ErrorCode::kInvalidModel, {"makes no tensor"}, pickle_of("w", "K\x01)R"));
}

TEST_F(Pickled, StaysInsideItsStorage) {
  for (const std::string& ops :
       {tensor_ops("FloatStorage", 6, 3, {2, 2}, {2, 1}),
        tensor_ops("FloatStorage", 6, -1, {1}, {1}), tensor_ops("FloatStorage", 6, 0, {7}, {0}),
        tensor_ops("FloatStorage", 6, 0, {2}, {-1}), tensor_ops("FloatStorage", 6, 0, {2, 2}, {1}),
        tensor_ops("FloatStorage", 6, 0, {2, 0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF}, {0, 0, 0, 0})}) {
    expect_refused(ErrorCode::kInvalidModel, {"\"w\"", "storage"}, pickle_of("w", ops));
  }
}

TEST_F(Pickled, DamagedPicklesAreRefused) {
  const std::string whole = pickle_of("w", tensor_ops("FloatStorage", 6, 2, {2, 2}, {2, 1}));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THROW((void)weights(whole.substr(0, size)), Error) << size;
  }
}

TEST_F(Pickled, NamesWhatIsNoArchive) {
  const base::TemporaryDirectory directory;
  const auto open = [&](const std::string& content) {
    return [&directory, content] {
      (void)PickledWeights(directory.write("pytorch_model.bin", content));
    };
  };
  base::expect_error(ErrorCode::kInvalidModel, {"empty"}, open(""));
  base::expect_error(ErrorCode::kInvalidModel, {"Git LFS"},
                     open("version https://git-lfs.github.com/spec/v1\n"));
  base::expect_error(ErrorCode::kUnsupported, {"before 1.6"}, open("\x80\x02\x8A\x0A"));
  base::expect_error(ErrorCode::kInvalidModel, {"ZIP"}, open("PK\x03\x04"));
  base::expect_error(ErrorCode::kInvalidModel, {"data.pkl"}, open(zip_of({{"a", "b"}})));
}

}  // namespace
}  // namespace tango::checkpoint
