// Classifies the texts of the command line.
//
//   tango_classify CASCADE_DIRECTORY TEXT...
#include <cstdio>

#include <tango/engine.h>

int main(int argc, char** argv) try {
  tango::Engine engine = tango::Engine::load(argc > 1 ? argv[1] : "");
  for (int i = 2; i < argc; ++i) {
    const tango::Prediction answer = engine.classify(argv[i]).value();
    std::printf("%s %.3f (tier %d)\n", answer.label.c_str(), answer.score, answer.tier);
  }
} catch (const tango::Error& error) {
  std::fprintf(stderr, "tango_classify: %s\n", error.what());
  return 1;
}
