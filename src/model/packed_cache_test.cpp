#include "model/packed_cache.h"

#include <algorithm>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/random_weights.h"
#include "model/encoder/golden_test.h"

namespace tango::model {
namespace {

namespace fs = std::filesystem;

/// Counts the matrices that a model loads from it.
class CountedMatrices final : public checkpoint::WeightSource {
 public:
  explicit CountedMatrices(const checkpoint::WeightSource& weights) : weights_(weights) {}
  [[nodiscard]] std::vector<std::string> names() const override { return weights_.names(); }
  [[nodiscard]] bool contains(std::string_view name) const override {
    return weights_.contains(name);
  }
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override {
    if (expected.rank() == 2 && name.find("mbedding") == std::string_view::npos) ++matrices;
    return weights_.load(name, expected);
  }
  mutable int matrices = 0;

 private:
  const checkpoint::WeightSource& weights_;
};

class PackedCacheFile : public testing::Test {
 protected:
  PackedCacheFile() : golden_(read_golden("bert-tiny")), weights_(golden_.config, golden_.seed) {
    setenv("TANGO_CACHE", directory_.path().c_str(), 1);
  }
  ~PackedCacheFile() override { setenv("TANGO_CACHE", "off", 1); }

  struct Made {
    std::vector<float> logits;
    int matrices;
  };
  Made make(const std::string& fingerprint, Precision precision = Precision::kInt8) const {
    const CountedMatrices counted(weights_);
    const auto model = make_model(golden_.config, counted, precision, fingerprint);
    return {run(*model, golden_.inputs), counted.matrices};
  }
  [[nodiscard]] std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(directory_.path())) {
      found.push_back(entry.path());
    }
    return found;
  }

  base::TemporaryDirectory directory_;
  Golden golden_;
  checkpoint::RandomWeights weights_;
};

TEST_F(PackedCacheFile, TheSecondStartReadsNoMatrixAndGivesTheSameBits) {
  const Made first = make("model\nfile 1");
  EXPECT_GT(first.matrices, 5);
  ASSERT_EQ(files().size(), 1);
  const Made second = make("model\nfile 1");
  EXPECT_EQ(second.matrices, 0);
  EXPECT_EQ(second.logits, first.logits);
}

TEST_F(PackedCacheFile, AChangedModelIsPackedAgainInTheSamePlace) {
  (void)make("model\nfile 1");
  EXPECT_GT(make("model\nfile 2").matrices, 5);
  EXPECT_EQ(files().size(), 1);
  EXPECT_EQ(make("model\nfile 2").matrices, 0);
}

TEST_F(PackedCacheFile, ModelsAndPrecisionsHaveFilesOfTheirOwn) {
  (void)make("model\nfile 1");
  (void)make("model\nfile 1", Precision::kBfloat16);
  (void)make("other\nfile 1");
  EXPECT_EQ(files().size(), 3);
  EXPECT_EQ(make("model\nfile 1", Precision::kBfloat16).matrices, 0);
  (void)make("model\nfile 1", Precision::kFloat32);
  EXPECT_EQ(files().size(), 3) << "fp32 weights are not kept";
}

TEST_F(PackedCacheFile, SurvivesDamage) {
  const Made expected = make("model\nfile 1");
  const fs::path file = files().front();
  const auto size = fs::file_size(file);
  for (const std::uintmax_t left : {std::uintmax_t{0}, std::uintmax_t{10}, std::uintmax_t{40},
                                    std::uintmax_t{5000}, size / 2, size - 1}) {
    fs::resize_file(file, left);
    EXPECT_EQ(make("model\nfile 1").logits, expected.logits) << left << " bytes";
    EXPECT_EQ(fs::file_size(file), size) << "should have been written again";
  }
  std::ofstream(file, std::ios::trunc) << "tango packed 2\nffffffffffffffff{\"identity\": 1}";
  EXPECT_EQ(make("model\nfile 1").logits, expected.logits);
  std::ofstream(file, std::ios::trunc) << "tango packed 2\n0000000000000003{}!";
  EXPECT_EQ(make("model\nfile 1").logits, expected.logits);
}

/// Changes the header of a file in place, which is followed by zeros.
void change_header(const fs::path& path, const std::function<void(base::Json&)>& change) {
  constexpr std::size_t kStart = std::string_view("tango packed 2\n").size();
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  std::string start(kStart + 16, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  std::string text(std::stoull(start.substr(kStart), nullptr, 16), '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  base::Json header = base::parse_json(text, "header");
  change(header);
  text = header.dump();
  file.seekp(static_cast<std::streamoff>(kStart));
  file << fmt::format("{:016x}", text.size()) << text;
}

TEST_F(PackedCacheFile, SurvivesSizesThatAreNone) {
  const Made expected = make("model\nfile 1");
  for (const char* field : {"precision", "inputs", "outputs", "offset"}) {
    for (const base::Json& value :
         {base::Json(-1), base::Json(INT_MAX), base::Json(INT64_MIN), base::Json(UINT64_MAX),
          base::Json(1e300), base::Json("7"), base::Json()}) {
      change_header(files().front(),
                    [&](base::Json& header) { header["weights"][2][field] = value; });
      EXPECT_EQ(make("model\nfile 1").logits, expected.logits) << field << " " << value;
    }
  }
  EXPECT_EQ(make("model\nfile 1").matrices, 0) << "should have been written again";
}

TEST_F(PackedCacheFile, IsNoErrorWhereItCannotBeWritten) {
  setenv("TANGO_CACHE", "/proc/nowhere", 1);
  const Made made = make("model\nfile 1");
  setenv("TANGO_CACHE", "off", 1);
  EXPECT_EQ(make("model\nfile 1").logits, made.logits);
  EXPECT_TRUE(files().empty());
}

}  // namespace
}  // namespace tango::model
