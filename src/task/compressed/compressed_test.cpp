#include "task/compressed/compressed.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "base/expect_error_test.h"
#include "task/record_reader.h"

namespace tango::task {
namespace {

std::string gzip(const std::string& content) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, content.size()), '\0');
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): zlib does not write to it
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstandard(const std::string& content) {
  std::string out(ZSTD_compressBound(content.size()), '\0');
  std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  out.resize(ZSTD_compress2(context.get(), out.data(), out.size(), content.data(), content.size()));
  return out;
}

ReadBytes source_of(std::string content, std::size_t piece = 1 << 20U) {
  return [content = std::move(content), piece, at = std::size_t{0}](std::span<char> space) mutable {
    const std::size_t count = std::min({piece, space.size(), content.size() - at});
    std::memcpy(space.data(), content.data() + at, count);
    at += count;
    return count;
  };
}

std::string all_of(const ReadBytes& bytes, std::size_t piece = 1000) {
  std::string all;
  std::string space(piece, '\0');
  while (const std::size_t count = bytes(space)) all.append(space, 0, count);
  return all;
}

std::string decompress(const std::string& data, Compression by_name = Compression::kNone,
                       std::size_t piece = 1 << 20U) {
  return all_of(decompressed(source_of(data, piece), "in", by_name));
}

std::string many_lines() {
  std::string lines;
  for (int i = 0; i < 30000; ++i) lines += "line " + std::to_string(i * 7919 % 10007) + "\n";
  return lines;
}

TEST(Compressed, BothKindsInPiecesOfAnySize) {
  const std::string lines = many_lines();
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
    EXPECT_EQ(decompress(gzip(lines), Compression::kGzip, piece), lines);
    EXPECT_EQ(decompress(zstandard(lines), Compression::kZstandard, piece), lines);
  }
}

TEST(Compressed, TheFirstBytesTellWhereNoNameDoes) {
  EXPECT_EQ(decompress(gzip("a\n")), "a\n");
  EXPECT_EQ(decompress(zstandard("a\n")), "a\n");
  for (const char* plain : {"", "(", "(a)\n", "\x1F", "\x28\xB5\n", "text\n"}) {
    EXPECT_EQ(decompress(plain), plain);
    EXPECT_EQ(decompress(plain, Compression::kNone, 1), plain);
  }
}

TEST(Compressed, PartsOneBehindTheOther) {
  EXPECT_EQ(decompress(gzip("a\n") + gzip("") + gzip("b\n")), "a\nb\n");
  EXPECT_EQ(decompress(gzip("a\n") + std::string(100'000, '\0')), "a\n") << "filled up with zeros";
  EXPECT_EQ(decompress(zstandard("a\n") + zstandard("b\n")), "a\nb\n");
}

TEST(Compressed, ACutFileIsNamedWithThePlace) {
  const std::string lines = many_lines();
  for (const std::string& whole : {gzip(lines), zstandard(lines)}) {
    const std::string cut = whole.substr(0, whole.size() / 2);
    base::expect_error(ErrorCode::kInvalidInput,
                       {"in: the ", "ends too early, at byte " + std::to_string(cut.size())},
                       [&] { (void)decompress(cut); });
    base::expect_error(ErrorCode::kInvalidInput, {"ends too early"},
                       [&] { (void)decompress(whole.substr(0, whole.size() - 1)); });
  }
  base::expect_error(ErrorCode::kInvalidInput, {"in: the gzip data ends too early, at byte 0"},
                     [] { (void)decompress("", Compression::kGzip); });
  base::expect_error(ErrorCode::kInvalidInput, {"in: the Zstandard data ends too early, at byte 0"},
                     [] { (void)decompress("", Compression::kZstandard); });
}

TEST(Compressed, ADamagedFileIsNamedWithThePlace) {
  const std::string lines = many_lines();
  for (const std::string& whole : {gzip(lines), zstandard(lines)}) {
    for (const std::size_t at : {whole.size() / 3, whole.size() - 3}) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
      base::expect_error(ErrorCode::kInvalidInput, {"in: the ", "data is damaged behind byte "},
                         [&] { (void)decompress(damaged); });
    }
  }
  base::expect_error(ErrorCode::kInvalidInput, {"in: is not gzip data, which its name says"},
                     [] { (void)decompress("text\n", Compression::kGzip); });
  base::expect_error(ErrorCode::kInvalidInput, {"in: is not Zstandard data"},
                     [] { (void)decompress("text\n", Compression::kZstandard); });
  base::expect_error(ErrorCode::kInvalidInput, {"other bytes stand behind its end"},
                     [] { (void)decompress(gzip("a\n") + "text\n"); });
}

TEST(Compressed, ABombIsReadInSmallPieces) {
  // 64 MiB of one line in 64 KiB: the limit of a line stops it long before it is whole.
  const std::string bomb = gzip(std::string(std::size_t{64} << 20U, 'x'));
  EXPECT_LT(bomb.size(), std::size_t{128} << 10U);
  RecordReaderOptions options;
  options.format = InputFormat::kText;
  options.max_line_bytes = 1000;
  const auto reader =
      make_record_reader(decompressed(source_of(bomb), "in", Compression::kGzip), "in", options);
  Record record;
  base::expect_error(ErrorCode::kInvalidInput, {"in:1: a line longer than 1000 bytes"},
                     [&] { (void)reader->next(record); });
}

TEST(Compressed, AWindowOverTheLimitIsRefused) {
  std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, 28);
  std::string out(1000, '\0');
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  ZSTD_inBuffer from{"ab", 2, 0};
  ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_flush);  // of a size not known yet
  out.resize(to.pos);
  base::expect_error(ErrorCode::kInvalidInput, {"in: needs a window of more than 128 MiB"},
                     [&] { (void)decompress(out); });
}

TEST(Compressed, NamesWithAndWithoutTheEnding) {
  EXPECT_EQ(compression_of_name("a/b.tsv.GZ"), Compression::kGzip);
  EXPECT_EQ(compression_of_name("b.zst"), Compression::kZstandard);
  EXPECT_EQ(compression_of_name("b.tsv"), Compression::kNone);
  EXPECT_EQ(without_compression("a/b.tsv.gz"), "a/b.tsv");
  EXPECT_EQ(without_compression("a/b.tsv"), "a/b.tsv");
  EXPECT_EQ(format_of("b.csv.gz"), InputFormat::kCsv);
  EXPECT_EQ(format_of("b.jsonl.zst"), InputFormat::kJsonLines);
  EXPECT_EQ(format_of("b.gz"), InputFormat::kText);
  EXPECT_EQ(find_format("b.parquet.gz"), std::nullopt);
}

}  // namespace
}  // namespace tango::task
