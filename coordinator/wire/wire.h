/* Wire: JSON to commands and records, records to JSON. The only room (with playbook) that knows
 * jansson, and jansson only for reading: json_t lives and dies inside one function. Writing is
 * straight from the field tables into a text_buf (decision note 0002): it is on the path of
 * every event.
 *
 * Texts that come in must be valid UTF-8 on one line, without control characters; ids must be
 * ids; a text that looks like a CPR number is refused (N103). Every refusal names the field as a
 * path and the reason. */
#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include "base/error.h"
#include "base/text.h"
#include "core/core.h"

/* --- commands --------------------------------------------------------------------------------- */

/* A value that does not come from the body, for the most part from the address. `name` is a
 * member whose JSON is a text; another is a programmer's error. The body may not name the same
 * member. */
struct wire_parameter {
    const char *name, *value;
};

/* Reads a command of `type` from a JSON object (an empty body counts as {}). Unknown members,
 * duplicates, wrong types, values out of range and missing members are refused; `command` is
 * then undefined. Sets type, given and the payload; actor and idempotency are the caller's.
 * Times are milliseconds or RFC 3339, up to the year 9999. null stands only for optional ids and
 * times, and says "none any more": given, and empty. */
enum err wire_decode_command(enum command_type type, struct slice body,
                             const struct wire_parameter *parameters, size_t parameter_count,
                             struct command *command, struct problem *problem) MUST_CHECK;

/* Reads a plan of shifts from CSV: a first line `agent,from,until`, then a line for each. Times are RFC 3339, or Danish local
 * times such as 2026-11-27 08:00. A refusal names line and column. Actor and idempotency are the caller's. */
enum err wire_decode_shifts(struct slice csv, const char *organisation, struct command *command,
                            struct problem *problem) MUST_CHECK;

/* The command's payload as JSON, only the members given: for logs of stories, for the drill, for
 * tests. */
void wire_encode_command(const struct command *command, struct text_buf *out);

/* --- records ---------------------------------------------------------------------------------- */

/* Appends {"id":"call-17",...}: every field of the table in its order; numbers shown as ids,
 * unset as null. */
void wire_encode_record(const struct core *core, enum record_kind kind, const void *record,
                        struct text_buf *out);
/* As above without the closing brace, so that the caller can add members of a view. */
void wire_encode_record_open(const struct core *core, enum record_kind kind, const void *record,
                             struct text_buf *out);

/* The inverse, for recovery and following: `record` gets the struct of `kind`, zeroed first. Ids
 * are resolved against `core`, which must hold what is named already: kinds come in the order of
 * enum record_kind. A record that lacks a field, or has one too many, is refused: data and program
 * do not fit. */
enum err wire_decode_record(const struct core *core, enum record_kind kind, struct slice json,
                            void *record, struct problem *problem) MUST_CHECK;

/* --- events ----------------------------------------------------------------------------------- */

/* Appends {"id":"3-1043","type":"call_offered","at":1763794245123,"actor":"switch-1",
 * "records":{"call":{"call-17":{...}}}}: a removed record as null; records of one kind stand
 * together, each once. An event of nobody has the actor null. Without the last brace when
 * `open`. */
struct wire_event_record {
    const char *kind;
    struct slice id, json; /* json of length 0: removed */
};
void wire_encode_event(uint64_t epoch, uint64_t number, const char *type, time_ms at,
                       struct slice actor, const struct wire_event_record *records, size_t count,
                       bool open, struct text_buf *out);

/* --- problems --------------------------------------------------------------------------------- */

/* Appends application/problem+json; what is empty is left out. A detail that was cut inside a
 * character loses that character. */
void wire_encode_problem(const struct problem *problem, struct slice instance,
                         struct text_buf *out);

#endif
