/* The C API of libtango, for programs in C and for other languages: opaque handles, functions that
 * read them, and no structure whose layout could change. The C++ API says more of what things mean
 * (cascade.h).
 *
 * Texts are UTF-8; ill-formed sequences are read as U+FFFD. Strings that are returned belong to the
 * handle that they were read from. Where a handle is asked for an element that it does not have,
 * the answer is NULL or 0. A function that can fail returns a status; after a failure,
 * tango_last_error() says what was wrong, where, and what would be right. Free functions do nothing
 * with NULL, and may be called in any order: what is still in use lives on. */
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
  TANGO_INTERNAL = 8,   /* A defect of Tango itself. */
  TANGO_DEADLINE = 9,   /* No tier could answer a text before its deadline. */
  TANGO_CANCELLED = 10, /* The caller withdrew a text. */
  TANGO_STOPPING = 11   /* The engine was stopped before a text was answered. */
} tango_status;

/* Of the last call that failed on this thread, until the next one fails; "" before. */
TANGO_EXPORT const char* tango_last_error(void);

/* "MAJOR.MINOR.PATCH". */
TANGO_EXPORT const char* tango_version(void);

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

/* What a caller may override of the files' settings. Not thread-safe. */
typedef struct tango_options tango_options;
TANGO_EXPORT tango_options* tango_options_new(void); /* NULL: out of memory. */
TANGO_EXPORT void tango_options_free(tango_options* options);
/* One threshold per tier but the last, or one for all of them. */
TANGO_EXPORT tango_status tango_options_set_thresholds(tango_options* options,
                                                       const float* thresholds, size_t count);
typedef enum tango_precision {
  TANGO_AUTO = 0, /* The cascade's own, else the cheapest that agrees on the sample texts. */
  TANGO_FLOAT32 = 1,
  TANGO_BFLOAT16 = 2,
  TANGO_INT8 = 3
} tango_precision;
TANGO_EXPORT tango_status tango_options_set_precision(tango_options* options,
                                                      tango_precision precision);
/* For TANGO_AUTO: 64 or more texts like those to come; they are copied. */
TANGO_EXPORT tango_status tango_options_set_sample_texts(tango_options* options,
                                                         const tango_texts* texts);
/* For what is derived from the models; without one nothing is kept. */
TANGO_EXPORT tango_status tango_options_set_cache_directory(tango_options* options,
                                                            const char* directory);
typedef enum tango_long_text {
  TANGO_TRUNCATE = 0, /* Drops the end; the answer says so. */
  TANGO_WINDOW = 1,   /* Answers from the mean logits of overlapping windows. */
  TANGO_ERROR = 2     /* The text ends with TANGO_INVALID_INPUT. */
} tango_long_text;
TANGO_EXPORT tango_status tango_options_set_long_text(tango_options* options,
                                                      tango_long_text policy);
/* Number of threads; 0: one per usable CPU. */
TANGO_EXPORT tango_status tango_options_set_workers(tango_options* options, int workers);

/* A loaded cascade of classifiers. Any number of threads may use one. */
typedef struct tango_cascade tango_cascade;
/* A cascade directory (cascade.json). `options` may be NULL. On success *cascade is the caller's to
 * free. */
TANGO_EXPORT tango_status tango_cascade_load(const char* directory, const tango_options* options,
                                             tango_cascade** cascade);
/* One model directory in the Hugging Face layout, as a cascade of a single tier. */
TANGO_EXPORT tango_status tango_cascade_load_model(const char* directory,
                                                   const tango_options* options,
                                                   tango_cascade** cascade);
TANGO_EXPORT void tango_cascade_free(tango_cascade* cascade);
TANGO_EXPORT int tango_cascade_num_tiers(const tango_cascade* cascade);
/* What runs in a tier (from 1), and why: continues "int8, which ...". */
TANGO_EXPORT tango_precision tango_cascade_precision(const tango_cascade* cascade, int tier);
TANGO_EXPORT const char* tango_cascade_why_precision(const tango_cascade* cascade, int tier);
TANGO_EXPORT size_t tango_cascade_num_labels(const tango_cascade* cascade);
TANGO_EXPORT const char* tango_cascade_label(const tango_cascade* cascade, size_t label);

/* The answers to texts, in their order. Any number of threads may read them. */
typedef struct tango_answers tango_answers;
TANGO_EXPORT void tango_answers_free(tango_answers* answers);
TANGO_EXPORT size_t tango_answers_size(const tango_answers* answers);
/* TANGO_OK, or the kind of the text's error; then its message is there, and no answer. */
TANGO_EXPORT tango_status tango_answer_status(const tango_answers* answers, size_t index);
TANGO_EXPORT const char* tango_answer_error(const tango_answers* answers, size_t index);
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
/* 1: a later tier would have answered, but not before the deadline. */
TANGO_EXPORT int tango_answer_cut_short(const tango_answers* answers, size_t index);
/* 1: no tier was sure, and the last one can't be called: ask who gives its answers. */
TANGO_EXPORT int tango_answer_ask(const tango_answers* answers, size_t index);
/* The probability of each label of the cascade; none for question answering. */
TANGO_EXPORT size_t tango_answer_num_scores(const tango_answers* answers, size_t index);
TANGO_EXPORT float tango_answer_score_of(const tango_answers* answers, size_t index, size_t label);
/* As the model gave it. */
TANGO_EXPORT float tango_answer_logit_of(const tango_answers* answers, size_t index, size_t label);
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

/* Threads that answer texts for the life of a program. Any number of threads may use one. */
typedef struct tango_engine tango_engine;
/* `options` may be NULL; those of loading are ignored. On success *engine is the caller's to free.
 */
TANGO_EXPORT tango_status tango_engine_new(const tango_cascade* cascade,
                                           const tango_options* options, tango_engine** engine);
/* Ends what has not begun; not to be called while another call uses the engine. */
TANGO_EXPORT void tango_engine_free(tango_engine* engine);
/* New texts go to `cascade`; those on their way end on the old one. */
TANGO_EXPORT tango_status tango_engine_replace(tango_engine* engine, const tango_cascade* cascade);
/* Takes no more texts, waits so long for those on their way, and ends the rest. */
TANGO_EXPORT tango_status tango_engine_stop(tango_engine* engine, int milliseconds);

/* Answers the texts and waits. Each text has an answer or an error of its own, which does not
 * depend on the others; the status is of the call. On success *answers is the caller's to free. */
TANGO_EXPORT tango_status tango_engine_classify(tango_engine* engine, const tango_texts* texts,
                                                tango_answers** answers);

/* Texts on their way. Of these functions only tango_pending_cancel is thread-safe. */
typedef struct tango_pending tango_pending;
/* Hands texts in, which wait for room. What is not answered within `milliseconds` ends with the
 * answer of the tier reached or with TANGO_DEADLINE; negative: no deadline. On success *pending is
 * the caller's to free. */
TANGO_EXPORT tango_status tango_engine_submit(tango_engine* engine, const tango_texts* texts,
                                              int milliseconds, tango_pending** pending);
/* Waits so long for all of them; 0 does not wait, and negative waits until they have ended. Then
 * *answers is the caller's to free; before, it is NULL. They are given once. */
TANGO_EXPORT tango_status tango_pending_wait(tango_pending* pending, int milliseconds,
                                             tango_answers** answers);
/* Texts that no batch has begun with end with TANGO_CANCELLED. */
TANGO_EXPORT void tango_pending_cancel(tango_pending* pending);
/* Cancels, and does not wait. */
TANGO_EXPORT void tango_pending_free(tango_pending* pending);

#ifdef __cplusplus
}
#endif

/* NOLINTEND(modernize-*,readability-identifier-naming) */
#endif /* TANGO_TANGO_H */
