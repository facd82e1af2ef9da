#include "text/normalizer/load_normalizer.h"

#include <tango/error.h>

#include "text/code_points.h"
#include "text/normalizer/base64.h"
#include "text/normalizer/bert.h"
#include "text/normalizer/lowercase.h"
#include "text/normalizer/precompiled.h"
#include "text/normalizer/replace.h"
#include "text/normalizer/simple_normalizers.h"
#include "text/normalizer/unicode_form.h"
#include "text/pattern/load_pattern.h"

namespace tango::text {
namespace {

using NormalizerPointer = std::unique_ptr<const Normalizer>;

NormalizerPointer load_bert(const base::Json& json, std::string_view where) {
  BertNormalizerOptions options;
  options.clean_text = base::field_or<bool>(json, "clean_text", where, true);
  options.handle_chinese_chars = base::field_or<bool>(json, "handle_chinese_chars", where, true);
  options.lowercase = base::field_or<bool>(json, "lowercase", where, true);
  options.strip_accents = base::field_or<bool>(json, "strip_accents", where, options.lowercase);
  return std::make_unique<BertNormalizer>(options);
}

NormalizerPointer load_replace(const base::Json& json, std::string_view where) {
  return std::make_unique<Replace>(
      load_pattern(json.value("pattern", base::Json()), where),
      to_utf32(base::require_field<std::string>(json, "content", where)));
}

NormalizerPointer load_precompiled(const base::Json& json, std::string_view where) {
  const auto text = base::require_field<std::string>(json, "precompiled_charsmap", where);
  const std::optional<std::string> bytes = decode_base64(text);
  if (!bytes) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": \"precompiled_charsmap\" should be base64");
  }
  return std::make_unique<Precompiled>(CharacterMap(*bytes, where));
}

NormalizerPointer load_normalizer_sequence(const base::Json& json, std::string_view where) {
  std::vector<NormalizerPointer> parts;
  const base::Json list = json.value("normalizers", base::Json());
  if (!list.is_array()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": normalizer Sequence without a list \"normalizers\"");
  }
  for (const base::Json& part : list) {
    NormalizerPointer loaded = load_normalizer(part, where);
    if (loaded) parts.push_back(std::move(loaded));
  }
  return std::make_unique<NormalizerSequence>(std::move(parts));
}

}  // namespace

std::unique_ptr<const Normalizer> load_normalizer(const base::Json& json, std::string_view where) {
  if (json.is_null()) return nullptr;
  const auto type = base::require_field<std::string>(json, "type", where);
  if (type == "BertNormalizer") return load_bert(json, where);
  if (type == "Lowercase") return std::make_unique<Lowercase>();
  if (type == "NFD") return std::make_unique<UnicodeNormalizer>(UnicodeForm::kNfd);
  if (type == "NFKD") return std::make_unique<UnicodeNormalizer>(UnicodeForm::kNfkd);
  if (type == "NFC") return std::make_unique<UnicodeNormalizer>(UnicodeForm::kNfc);
  if (type == "NFKC") return std::make_unique<UnicodeNormalizer>(UnicodeForm::kNfkc);
  if (type == "StripAccents") return std::make_unique<StripAccents>();
  if (type == "Nmt") return std::make_unique<Nmt>();
  if (type == "ByteLevel") return std::make_unique<ByteLevelNormalizer>();
  if (type == "Precompiled") return load_precompiled(json, where);
  if (type == "Strip") {
    return std::make_unique<Strip>(base::field_or<bool>(json, "strip_left", where, true),
                                   base::field_or<bool>(json, "strip_right", where, true));
  }
  if (type == "Replace") return load_replace(json, where);
  if (type == "Prepend") {
    return std::make_unique<Prepend>(
        to_utf32(base::require_field<std::string>(json, "prepend", where)));
  }
  if (type == "Sequence") return load_normalizer_sequence(json, where);
  throw Error(ErrorCode::kUnsupported, std::string(where) + ": normalizer \"" + type + "\"");
}

}  // namespace tango::text
