// Classifies the texts of the command line.
//
//   tango_classify CASCADE_DIRECTORY TEXT...
#include <cstdio>

#include <tango/cascade.h>
#include <tango/error.h>

int main(int argc, char** argv) try {
  const tango::Cascade cascade = tango::Cascade::load(argc > 1 ? argv[1] : "");
  std::vector<tango::Text> texts;
  for (int i = 2; i < argc; ++i) texts.push_back({.text = argv[i]});
  for (const tango::Prediction& answer : cascade.classify(texts)) {
    std::printf("%s %.3f (tier %d)\n", answer.label.c_str(), answer.score, answer.tier);
  }
} catch (const tango::Error& error) {
  std::fprintf(stderr, "tango_classify: %s\n", error.what());
  return 1;
}
