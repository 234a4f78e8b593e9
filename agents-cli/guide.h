/* Activating a playbook, the pure part: which values are missing, is a typed value one, what
 * will be said. */
#ifndef AGENTS_CLI_GUIDE_H
#define AGENTS_CLI_GUIDE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "agents-cli/texts.h"
#include "base/limits.h"
#include "base/time.h"

/* Whether `text` can be a value of the parameter as the playbook's document describes it; then
 * `*out` is the JSON to send, else `problem` holds a sentence. The coordinator checks again,
 * more strictly. */
bool guide_value(const json_t *parameter, const char *text, time_ms now, enum language language,
                 json_t **out, struct text_buf *problem);
/* The option that is named by its value or its number; NULL: there is none. */
const json_t *guide_option(const json_t *parameter, const char *text);
/* "+6" (in six hours), "08:30" (the day of `now`), "22.11 08.30", "22.11.2026 08:30", Danish time, or RFC 3339. */
bool guide_time(const char *text, time_ms now, time_ms *out);
/* The names of the parameters without a value and without a default, in the document's order;
 * with `optional` also those that may be left out and have neither a value nor null, which says
 * that they were. Returns how many. */
size_t guide_missing(const json_t *document, const json_t *values, bool optional, const char **out,
                     size_t most);
/* "Kogetid i minutter (1-10, fx 2)". */
void guide_question(struct text_buf *out, const json_t *parameter, enum language language);
/* What will be said inside the area on every channel, with the values filled in, in Danish and
 * English where the document has both; `lifted`: what is said once it is lifted. `area`: the
 * municipalities by name. */
void guide_preview(struct text_buf *out, const json_t *document, const json_t *values,
                   const char *area, enum language language, size_t columns, bool lifted);

/* --- where (guide_area.c) --------------------------------------------------------------------- */

#define GUIDE_PLACE 1024 /* one place as it is typed */

/* A municipality by its code or its name in {"organisations":[...]}; NULL: none, or two. */
const char *guide_municipality(const json_t *organisations, const char *text);
/* Its name there, else the code itself; lent. */
const char *guide_name(const json_t *organisations, const char *id);
/* Four digits. */
bool guide_is_postcode(const char *text);

enum guide_where {
    GUIDE_TAKEN,
    GUIDE_NO_MUNICIPALITY, /* it is not known */
    GUIDE_NO_PART,         /* written in another way */
    GUIDE_BOTH             /* a municipality is named whole and in part */
};
/* "Skanderborg:8660+vestervang", into `parts`, members of `narrowed`; what stands there of that
 * municipality is joined. `name`: its part before the colon. */
enum guide_where guide_part(const json_t *organisations, const char *text, json_t *parts,
                            char name[LIMIT_NAME]);
/* "Horsens, 0630, Skanderborg:8660+vestervang". `wrong`: what is meant by the result. */
enum guide_where guide_area(const json_t *organisations, const char *text, json_t *municipalities,
                            json_t *parts, char wrong[GUIDE_PLACE]);
/* Whether {"zones":[...]} has all zones of the parts, which get their ids; else which is missing. */
bool guide_zones(const json_t *zones, json_t *parts, const char **municipality, const char **zone);
/* "Skanderborg:vestervang (Vestervang), ..."; `municipality` NULL: of all. */
void guide_zone_list(struct text_buf *out, const json_t *organisations, const json_t *zones,
                     const char *municipality);
/* What stands in an activation's record of municipalities that are in its area in part, as members of `narrowed`. */
json_t *guide_parts(const json_t *record);
/* The part of a municipality, or NULL. */
json_t *guide_part_in(const json_t *parts, const char *municipality, size_t *at);
/* "vestervang+8660". */
void guide_part_list(struct text_buf *out, const json_t *part, const char *between);
/* Behind a municipality's name: " (vestervang, 8660)"; nothing where it is whole. */
void guide_part_text(struct text_buf *out, const json_t *parts, const char *municipality);
/* "Horsens, Skanderborg (vestervang, 8660)". */
void guide_area_text(struct text_buf *out, const json_t *organisations,
                     const json_t *municipalities, const json_t *parts);

#endif
