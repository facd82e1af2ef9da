/* The C API of libtango, for programs in C and for other languages: opaque handles, functions that
 * read them, and no structure whose layout could change. The C++ API says more of what things mean
 * (cascade.h).
 *
 * Texts are UTF-8; ill-formed sequences are read as U+FFFD. Strings that are returned belong to the
 * handle that they were read from. Where a handle is asked for an element that it does not have,
 * the answer is NULL or 0. A function that can fail returns a status; after a failure,
 * tango_last_error() says what was wrong, where, and what would be right. Free functions do nothing
 * with NULL. */
#ifndef TANGO_TANGO_H
#define TANGO_TANGO_H

/* NOLINTBEGIN(modernize-*,readability-identifier-naming): a header for C, too */
#include <stddef.h>

#include <tango/export.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tango_status {
  TANGO_OK = 0,
  TANGO_USAGE = 1,         /* An argument or option that makes no sense. */
  TANGO_NOT_FOUND = 2,     /* A file, directory or base model that does not exist. */
  TANGO_INVALID_INPUT = 3, /* A text that can't be read as what it claims to be. */
  TANGO_INVALID_MODEL =
      4, /* A checkpoint, tokenizer or cascade file that is malformed or does not fit. */
  TANGO_UNSUPPORTED = 5, /* Well-formed, but not implemented. */
  TANGO_IO = 6,          /* The operating system refused a read or a write. */
  TANGO_OUT_OF_MEMORY = 7,
  TANGO_INTERNAL = 8,    /* A defect of Tango itself. */
  TANGO_DEADLINE = 9,    /* There was no answer in time. */
  TANGO_CANCELLED = 10,  /* The caller no longer wants the answer. */
  TANGO_OVERLOADED = 11, /* Too much is in flight; later there may be room. */
  TANGO_STOPPING = 12    /* The engine is stopping and takes no more texts. */
} tango_status;

/* Of the last call that failed on this thread, until the next one fails; "" before. */
TANGO_EXPORT const char* tango_last_error(void);

/* "MAJOR.MINOR.PATCH". */
TANGO_EXPORT const char* tango_version(void);

/* What a caller may override of the files' settings; each as on the command line. Not thread-safe.
 */
typedef struct tango_options tango_options;
TANGO_EXPORT tango_options* tango_options_new(void); /* NULL: out of memory. */
TANGO_EXPORT void tango_options_free(tango_options* options);
/* One threshold per tier but the last, or one for all of them. */
TANGO_EXPORT tango_status tango_options_set_thresholds(tango_options* options,
                                                       const float* thresholds, size_t count);
/* "auto", "fp32", "bf16" or "int8"; what it is not is refused by the function that loads. */
TANGO_EXPORT tango_status tango_options_set_precision(tango_options* options,
                                                      const char* precision);
/* "truncate", "window" or "error". */
TANGO_EXPORT tango_status tango_options_set_long_text(tango_options* options, const char* policy);
/* Number of threads; 0: one per usable CPU. */
TANGO_EXPORT tango_status tango_options_set_workers(tango_options* options, int workers);

/* A cascade of classifiers. Any number of threads may use one. */
typedef struct tango_cascade tango_cascade;
/* A cascade directory (cascade.json). `options` may be NULL. On success *cascade is the caller's to
 * free. */
TANGO_EXPORT tango_status tango_cascade_load(const char* directory, const tango_options* options,
                                             tango_cascade** cascade);
/* One model directory in the Hugging Face layout, as a cascade of a single tier. */
TANGO_EXPORT tango_status tango_classifier_load(const char* directory, const tango_options* options,
                                                tango_cascade** cascade);
TANGO_EXPORT void tango_cascade_free(tango_cascade* cascade);
TANGO_EXPORT int tango_cascade_num_tiers(const tango_cascade* cascade);
TANGO_EXPORT size_t tango_cascade_num_labels(const tango_cascade* cascade);
TANGO_EXPORT const char* tango_cascade_label(const tango_cascade* cascade, size_t label);

/* Texts to classify, or questions to answer. The bytes are copied. Not thread-safe. */
typedef struct tango_texts tango_texts;
TANGO_EXPORT tango_texts* tango_texts_new(void); /* NULL: out of memory. */
TANGO_EXPORT void tango_texts_free(tango_texts* texts);
TANGO_EXPORT size_t tango_texts_size(const tango_texts* texts);
TANGO_EXPORT tango_status tango_texts_add(tango_texts* texts, const char* text, size_t bytes);
/* A text with a second one: the other of a pair, or the context of a question. */
TANGO_EXPORT tango_status tango_texts_add_pair(tango_texts* texts, const char* text, size_t bytes,
                                               const char* pair, size_t pair_bytes);
/* Of the text that was added last: replaces every tier's threshold, in 0 ... 1. */
TANGO_EXPORT tango_status tango_texts_set_threshold(tango_texts* texts, float threshold);
/* Of the text that was added last: the tier (1 = cheapest) that answers, whatever its confidence.
 */
TANGO_EXPORT tango_status tango_texts_set_tier(tango_texts* texts, int tier);

/* The answers to texts, in their order. Any number of threads may read them. */
typedef struct tango_answers tango_answers;
/* A text's answer does not depend on the others. On success *answers is the caller's to free. */
TANGO_EXPORT tango_status tango_classify(const tango_cascade* cascade, const tango_texts* texts,
                                         tango_answers** answers);
TANGO_EXPORT void tango_answers_free(tango_answers* answers);
TANGO_EXPORT size_t tango_answers_size(const tango_answers* answers);
/* The most probable label; "" unless there is a single one. */
TANGO_EXPORT const char* tango_answer_label(const tango_answers* answers, size_t index);
/* The probability of the label, or of the first span. */
TANGO_EXPORT float tango_answer_score(const tango_answers* answers, size_t index);
/* What was compared with the threshold, in 0 ... 1. */
TANGO_EXPORT float tango_answer_confidence(const tango_answers* answers, size_t index);
/* The tier that answered, from 1. */
TANGO_EXPORT int tango_answer_tier(const tango_answers* answers, size_t index);
/* 1: the text was longer than the model's limit. */
TANGO_EXPORT int tango_answer_truncated(const tango_answers* answers, size_t index);
/* The probability of each label of the cascade; none for question answering. */
TANGO_EXPORT size_t tango_answer_num_scores(const tango_answers* answers, size_t index);
TANGO_EXPORT float tango_answer_score_of(const tango_answers* answers, size_t index, size_t label);
/* Of a multi-label classifier: the labels with probability >= 0.5. */
TANGO_EXPORT size_t tango_answer_num_labels(const tango_answers* answers, size_t index);
TANGO_EXPORT const char* tango_answer_label_at(const tango_answers* answers, size_t index,
                                               size_t place);
/* Of a question: pieces of its context, the most probable first. Places are in code points, `end`
 * is one past the last. */
TANGO_EXPORT size_t tango_answer_num_spans(const tango_answers* answers, size_t index);
TANGO_EXPORT const char* tango_answer_span_text(const tango_answers* answers, size_t index,
                                                size_t span);
TANGO_EXPORT size_t tango_answer_span_begin(const tango_answers* answers, size_t index,
                                            size_t span);
TANGO_EXPORT size_t tango_answer_span_end(const tango_answers* answers, size_t index, size_t span);
TANGO_EXPORT float tango_answer_span_score(const tango_answers* answers, size_t index, size_t span);

#ifdef __cplusplus
}
#endif

/* NOLINTEND(modernize-*,readability-identifier-naming) */
#endif /* TANGO_TANGO_H */
