// Reads any bytes as a user's text and as a table of the tagger: the result is an error, or texts
// that fit in a row, never a crash.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <tango/error.h>

#include "augment/english/html.h"
#include "augment/english/sentences.h"
#include "augment/english/tag_table.h"
#include "augment/english/treebank.h"
#include "augment/guard.h"
#include "augment/letters.h"
#include "augment/tokens.h"
#include "base/utf8.h"

namespace {

void expect_row(const std::string& text) {
  std::string copy = text;
  if (tango::base::repair_utf8(copy) != 0) std::abort();
  if (text.find_first_of("\t\r\n") != std::string::npos) std::abort();
  if (tango::augment::single_spaced(text) != text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string input(reinterpret_cast<const char*>(data), size);
  try {
    tango::augment::read_tag_table(input, "fuzz", [](std::string_view name, const auto& tags) {
      if (name.empty() || tags.empty()) std::abort();
    });
  } catch (const tango::Error&) {
  }
  tango::base::repair_utf8(input);  // as record readers do
  tango::augment::Guard guard{tango::augment::GuardOptions{}};
  guard.add(input, 0);
  guard.seal();
  if (tango::augment::normal_form(input).words.size() > 1 && !guard.match(input)) std::abort();
  for (const std::string& sentence :
       tango::augment::split_sentences(tango::augment::without_html(input))) {
    expect_row(sentence);
    expect_row(tango::augment::treebank_form(sentence));
    std::string written;
    for (const tango::augment::Token& token : tango::augment::split_tokens(sentence)) {
      tango::augment::append_token(token.text, token.space_before, written);
    }
    if (written != sentence) std::abort();
  }
  return 0;
}
