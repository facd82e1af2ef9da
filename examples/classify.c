/* Classifies the texts of the command line, in C.
 *
 *   tango_classify_c CASCADE_DIRECTORY TEXT... */
#include <stdio.h>
#include <string.h>

#include <tango/tango.h>

int main(int argc, char** argv) {
  tango_cascade* cascade = NULL;
  tango_engine* engine = NULL;
  tango_texts* texts = tango_texts_new();
  tango_answers* answers = NULL;
  int ok = argc > 1 && tango_cascade_load(argv[1], NULL, &cascade) == TANGO_OK &&
           tango_engine_new(cascade, NULL, &engine) == TANGO_OK;
  for (int i = 2; ok && i < argc; ++i)
    ok = tango_texts_add(texts, argv[i], strlen(argv[i])) == TANGO_OK;
  ok = ok && tango_engine_classify(engine, texts, &answers) == TANGO_OK;
  for (size_t i = 0; i < tango_answers_size(answers); ++i) {
    if (tango_answer_status(answers, i) != TANGO_OK) {
      printf("%s\n", tango_answer_error(answers, i));
      continue;
    }
    printf("%s %.3f (tier %d)\n", tango_answer_label(answers, i), tango_answer_score(answers, i),
           tango_answer_tier(answers, i));
  }
  if (!ok)
    fprintf(stderr, "tango_classify_c: %s\n", argc > 1 ? tango_last_error() : "no directory");
  tango_answers_free(answers);
  tango_texts_free(texts);
  tango_engine_free(engine);
  tango_cascade_free(cascade);
  return ok ? 0 : 1;
}
