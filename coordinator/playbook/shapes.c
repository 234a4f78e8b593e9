/* The tables: one shape for each kind of thing in a playbook, leaves first. */
#include "playbook/alert.h"
#include "playbook/shape.h"
#include "playbook/values.h"

#include "base/limits.h"
#include "base/time.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define MEMBERS(...) ((const struct member[]){__VA_ARGS__, {NULL, NULL, false}})
#define NEEDS(key, shape) \
    { key, &(shape), true }
#define MAY(key, shape) \
    { key, &(shape), false }

#define TEXT(least, most, how, marks) \
    { .kind = SHAPE_TEXT, .min = (least), .max = (most), .rule = (how), .flags = (marks) }
#define NUMBER(least, most) \
    { .kind = SHAPE_INTEGER, .min = (least), .max = (most) }
#define BY_LANGUAGE(what) \
    { .kind = SHAPE_BY_LANGUAGE, .item = &(what) }
#define LIST_OF(what, least, most) \
    { .kind = SHAPE_LIST, .item = &(what), .min = (least), .max = (most) }

const char *const audience_texts[] = {"agent", "chatbot", "phone_menu", "public", NULL};
const char *const place_texts[] = {"inside", "outside", "unknown", NULL};

static const struct shape flag = {.kind = SHAPE_BOOL};
static const struct shape scalar = {.kind = SHAPE_SCALAR};
static const struct shape id = TEXT(1, LIMIT_ID - 1, TEXT_ID, 0);
static const struct shape date = TEXT(10, 10, TEXT_DATE, 0);
static const struct shape url = TEXT(9, 200, TEXT_URL, 0);

static const struct shape title = TEXT(3, 80, TEXT_PLAIN, FLAG_CITIZEN);
static const struct shape titles = BY_LANGUAGE(title);
static const struct shape label = TEXT(1, 80, TEXT_PLAIN, 0);
static const struct shape labels = BY_LANGUAGE(label);
static const struct shape hint = TEXT(3, 200, TEXT_PLAIN, 0);
static const struct shape hints = BY_LANGUAGE(hint);
static const struct shape advice = TEXT(3, 200, TEXT_TEMPLATE, FLAG_CITIZEN);
static const struct shape advices = BY_LANGUAGE(advice);
static const struct shape instruction = TEXT(3, 200, TEXT_TEMPLATE, 0);
static const struct shape instructions = BY_LANGUAGE(instruction);

static const struct shape role = {
    .kind = SHAPE_WORD,
    .words = WORDS("duty_leader", "approver", "municipal_editor", "partner", "agent", "auditor")};

static const struct shape other_roles = {
    .kind = SHAPE_LIST, .item = &role, .min = 1, .max = LIMIT_PLAYBOOK_ROLES, .flags = FLAG_UNIQUE};
static const struct shape roles = {.kind = SHAPE_OBJECT,
                                   .members = MEMBERS(NEEDS("owner", role), NEEDS("approver", role),
                                                      MAY("consulted", other_roles),
                                                      MAY("informed", other_roles))};

static const struct shape review = {
    .kind = SHAPE_OBJECT, .members = MEMBERS(NEEDS("reviewed_on", date), NEEDS("review_by", date))};

static const struct shape duration = NUMBER(1, LIMIT_PLAYBOOK_HOURS);
static const struct shape warning = NUMBER(5, LIMIT_PLAYBOOK_WARN_MINUTES);
static const struct shape review_every = NUMBER(1, LIMIT_PLAYBOOK_REVIEW_HOURS);

static const struct shape expiry = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("default_duration_hours", duration),
                       NEEDS("max_duration_hours", duration), NEEDS("warn_before_minutes", warning),
                       NEEDS("review_every_hours", review_every), NEEDS("lifted_hours", duration))};

static const struct shape authority_role = {
    .kind = SHAPE_WORD, .words = WORDS("decides", "advises", "informs", "repairs")};
static const struct shape authority_name = TEXT(2, 80, TEXT_TEMPLATE, FLAG_CITIZEN);
static const struct shape authority_names = BY_LANGUAGE(authority_name);
static const struct shape contact = TEXT(3, 40, TEXT_PHONE_OR_PARAMETER, 0);
static const struct shape link = TEXT(3, 200, TEXT_URL_OR_PARAMETER, 0);

static const struct shape authority = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("role", authority_role), NEEDS("name", authority_names),
                       NEEDS("contact", contact), NEEDS("url", link))};
static const struct shape authorities = LIST_OF(authority, 1, LIMIT_PLAYBOOK_LIST);

/* --- parameters ------------------------------------------------------------------------------- */

static const struct shape kind_of_parameter = {.kind = SHAPE_WORD, .words = parameter_type_texts};
static const struct shape bound = NUMBER(0, 1000000);
static const struct shape length_of_text = NUMBER(1, 160);
static const struct shape words_of_text = NUMBER(1, 30);
static const struct shape length_of_sentences = NUMBER(20, 300);
static const struct shape words_of_sentences = NUMBER(5, 50);
static const struct shape option_text = TEXT(1, 160, TEXT_PLAIN, FLAG_CITIZEN);
static const struct shape option_texts = BY_LANGUAGE(option_text);
static const struct shape option = {
    .kind = SHAPE_OBJECT, .members = MEMBERS(NEEDS("value", id), NEEDS("text", option_texts))};
static const struct shape options = LIST_OF(option, 2, LIMIT_PLAYBOOK_OPTIONS);

#define PARAMETER_MEMBERS(...)                                                              \
    MEMBERS(NEEDS("type", kind_of_parameter), NEEDS("local", flag), NEEDS("title", labels), \
            MAY("help", hints), NEEDS("example", scalar), MAY("default", scalar), __VA_ARGS__)

static const struct shape number_parameter = {
    .kind = SHAPE_OBJECT, .members = PARAMETER_MEMBERS(NEEDS("min", bound), NEEDS("max", bound))};
static const struct shape text_parameter = {
    .kind = SHAPE_OBJECT,
    .members = PARAMETER_MEMBERS(NEEDS("max_length", length_of_text),
                                 NEEDS("max_words", words_of_text), MAY("optional", flag))};
static const struct shape sentences_parameter = {
    .kind = SHAPE_OBJECT,
    .members = PARAMETER_MEMBERS(NEEDS("max_length", length_of_sentences),
                                 NEEDS("max_words", words_of_sentences), MAY("optional", flag))};
static const struct shape choice_parameter = {
    .kind = SHAPE_OBJECT, .members = PARAMETER_MEMBERS(NEEDS("options", options))};
static const struct shape plain_parameter = {.kind = SHAPE_OBJECT,
                                             .members = PARAMETER_MEMBERS({NULL, NULL, false})};

static const struct shape parameter = {.kind = SHAPE_BY_TYPE,
                                       .words = parameter_type_texts,
                                       .variants = (const struct shape *const[]){
                                           [PARAMETER_MINUTES] = &number_parameter,
                                           [PARAMETER_HOURS] = &number_parameter,
                                           [PARAMETER_COUNT] = &number_parameter,
                                           [PARAMETER_TEXT] = &text_parameter,
                                           [PARAMETER_AREA] = &text_parameter,
                                           [PARAMETER_CHOICE] = &choice_parameter,
                                           [PARAMETER_PHONE] = &plain_parameter,
                                           [PARAMETER_DATETIME] = &plain_parameter,
                                           [PARAMETER_URL] = &plain_parameter,
                                           [PARAMETER_SENTENCES] = &sentences_parameter,
                                       }};
static const struct shape parameters = {
    .kind = SHAPE_BY_NAME, .item = &parameter, .max = LIMIT_PLAYBOOK_PARAMETERS};

/* --- answers ---------------------------------------------------------------------------------- */

static const struct shape greeting = TEXT(5, 120, TEXT_TEMPLATE, FLAG_CITIZEN);
static const struct shape greetings = BY_LANGUAGE(greeting);
static const struct shape answer_text = TEXT(20, 700, TEXT_TEMPLATE, FLAG_CITIZEN);
static const struct shape menu_text = TEXT(20, 400, TEXT_TEMPLATE, FLAG_CITIZEN);
static const struct shape where_to_go = TEXT(5, 240, TEXT_TEMPLATE, FLAG_CITIZEN);
static const struct shape after = {.kind = SHAPE_WORD,
                                   .words = WORDS("queue", "offer_agent"),
                                   .why = ": the phone way is never closed (N109)"};

static const struct shape answer = {
    .kind = SHAPE_OBJECT,
    .members =
        MEMBERS(NEEDS("text", answer_text), NEEDS("where_to_go", where_to_go), MAY("guide", id))};
static const struct shape menu_answer = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("text", menu_text), NEEDS("where_to_go", where_to_go),
                       NEEDS("after", after), MAY("guide", id))};

#define PLACES_OF(what)                                                                           \
    {                                                                                             \
        .kind = SHAPE_OBJECT,                                                                     \
        .members = MEMBERS(NEEDS("inside", what), NEEDS("outside", what), NEEDS("unknown", what)) \
    }
#define OR_FALLBACK(what) \
    { .kind = SHAPE_BY_LANGUAGE, .item = &(what), .flags = FLAG_FALLS_BACK }

static const struct shape answer_places = PLACES_OF(answer);
static const struct shape menu_places = PLACES_OF(menu_answer);
static const struct shape answer_languages = OR_FALLBACK(answer_places);
static const struct shape menu_languages = OR_FALLBACK(menu_places);

static const struct shape answers = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("agent", answer_languages), NEEDS("chatbot", answer_languages),
                       NEEDS("phone_menu", menu_languages), NEEDS("public", answer_languages))};

/* --- questions -------------------------------------------------------------------------------- */

static const struct shape place = {.kind = SHAPE_WORD, .words = place_texts};
static const struct shape places = {
    .kind = SHAPE_LIST, .item = &place, .min = 1, .max = 3, .flags = FLAG_UNIQUE};
static const struct shape moment = {.kind = SHAPE_WORD, .words = WORDS("active", "lifted")};
static const struct shape moments = {
    .kind = SHAPE_LIST, .item = &moment, .min = 1, .max = 2, .flags = FLAG_UNIQUE};
static const struct shape asked = TEXT(5, 120, TEXT_TEMPLATE, FLAG_CITIZEN);
static const struct shape act = TEXT(5, 400, TEXT_TEMPLATE, FLAG_CITIZEN);
static const struct shape not_known = TEXT(5, 240, TEXT_TEMPLATE, FLAG_CITIZEN);
static const struct shape question_text = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("asked", asked), NEEDS("do", act), NEEDS("where_to_go", where_to_go),
                       NEEDS("not_known", not_known))};
static const struct shape question_texts = OR_FALLBACK(question_text);
static const struct shape question = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("id", id), NEEDS("places", places), NEEDS("moments", moments),
                       NEEDS("text", question_texts), MAY("guide", id))};
static const struct shape questions = LIST_OF(question, 0, LIMIT_PLAYBOOK_QUESTIONS);

/* --- for agents and duty leaders -------------------------------------------------------------- */

static const struct shape clarify_choice = {
    .kind = SHAPE_OBJECT, .members = MEMBERS(NEEDS("answer", labels), NEEDS("then", instructions))};
static const struct shape clarify_choices = LIST_OF(clarify_choice, 2, LIMIT_PLAYBOOK_OPTIONS);
static const struct shape clarify_item = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("id", id), NEEDS("ask", advices), NEEDS("choices", clarify_choices))};
static const struct shape clarify = LIST_OF(clarify_item, 0, LIMIT_PLAYBOOK_LIST);

static const struct shape do_not_say = LIST_OF(hints, 1, LIMIT_PLAYBOOK_LIST);

static const struct shape escalation = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("when", advices), NEEDS("to", advices), NEEDS("citizens", flag))};
static const struct shape escalate = LIST_OF(escalation, 1, LIMIT_PLAYBOOK_LIST);

static const struct shape transfer_kind = {.kind = SHAPE_WORD,
                                           .words = WORDS("warm", "cold", "ticket", "none")};
static const struct shape transfer_item = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("topic", id), NEEDS("kind", transfer_kind),
                       NEEDS("when", instructions), NEEDS("to", instructions))};
static const struct shape transfer = LIST_OF(transfer_item, 0, LIMIT_PLAYBOOK_LIST);

static const struct shape step = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("id", id), NEEDS("owner", role), NEEDS("text", hints))};
static const struct shape checklist = LIST_OF(step, 0, LIMIT_PLAYBOOK_LIST);

static const struct shape calendar_kind = {.kind = SHAPE_WORD,
                                           .words = WORDS("review", "exercise")};
static const struct shape calendar_day = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("on", date), NEEDS("kind", calendar_kind), NEEDS("title", labels))};
static const struct shape calendar = LIST_OF(calendar_day, 0, LIMIT_PLAYBOOK_LIST);

static const struct shape shared_topics = {
    .kind = SHAPE_LIST, .item = &id, .min = 1, .max = LIMIT_PLAYBOOK_TOPICS, .flags = FLAG_UNIQUE};
static const struct shape wrap_up_ms = NUMBER(1000, LIMIT_PLAYBOOK_WRAP_UP_MS);
static const struct shape keep_open_hours = NUMBER(1, LIMIT_OPEN_UNTIL_MS / HOUR_MS);
static const struct shape while_active = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(MAY("wrap_up_ms", wrap_up_ms), MAY("wrap_up_reason", hints),
                       MAY("shared_topics", shared_topics), MAY("staffing", hints),
                       MAY("acknowledge_first", flag), MAY("keep_open_hours", keep_open_hours),
                       MAY("call_up", flag))};

static const struct shape source_mark = {.kind = SHAPE_WORD,
                                         .words = WORDS("verified", "general", "local")};
static const struct shape source = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("mark", source_mark), NEEDS("title", hint), MAY("url", url))};
static const struct shape sources = LIST_OF(source, 1, LIMIT_PLAYBOOK_LIST);

/* --- alerts ------------------------------------------------------------------------------------- */

static const struct shape cap_category = {.kind = SHAPE_WORD,
                                          .words = WORDS("Geo", "Met", "Safety", "Security",
                                                         "Rescue", "Fire", "Health", "Env",
                                                         "Transport", "Infra", "CBRNE", "Other")};
static const struct shape cap_categories = {.kind = SHAPE_LIST,
                                            .item = &cap_category,
                                            .min = 1,
                                            .max = LIMIT_PLAYBOOK_LIST,
                                            .flags = FLAG_UNIQUE};
static const struct shape cap_code = TEXT(1, 40, TEXT_PLAIN, 0);
static const struct shape cap_codes = {.kind = SHAPE_LIST,
                                       .item = &cap_code,
                                       .min = 1,
                                       .max = LIMIT_PLAYBOOK_LIST,
                                       .flags = FLAG_UNIQUE};
static const struct shape cap_keyword = TEXT(3, 40, TEXT_PLAIN, 0);
static const struct shape cap_keywords = {.kind = SHAPE_LIST,
                                          .item = &cap_keyword,
                                          .min = 1,
                                          .max = LIMIT_PLAYBOOK_LIST,
                                          .flags = FLAG_UNIQUE};
static const struct shape cap_part = {.kind = SHAPE_WORD, .words = alert_part_texts};
static const struct shape cap_fill = {
    .kind = SHAPE_BY_NAME, .item = &cap_part, .max = LIMIT_PLAYBOOK_PARAMETERS};
static const struct shape cap = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(NEEDS("categories", cap_categories), MAY("codes", cap_codes),
                       MAY("keywords", cap_keywords), MAY("fill", cap_fill))};

/* --- the whole -------------------------------------------------------------------------------- */

static const struct shape format = NUMBER(1, 1);
static const struct shape crisis_type = {
    .kind = SHAPE_WORD,
    .words = WORDS("general", "water_contamination", "water_do_not_use", "passport_error", "storm",
                   "power_outage", "it_outage", "epidemic", "fire_smoke", "snow")};
static const struct shape topics = {
    .kind = SHAPE_LIST, .item = &id, .min = 1, .max = LIMIT_PLAYBOOK_TOPICS, .flags = FLAG_UNIQUE};
static const struct shape language = TEXT(2, 2, TEXT_LANGUAGE, 0);
static const struct shape languages = {.kind = SHAPE_LIST,
                                       .item = &language,
                                       .min = 1,
                                       .max = LIMIT_PLAYBOOK_LANGUAGES,
                                       .flags = FLAG_UNIQUE};

const struct shape playbook_shape = {
    .kind = SHAPE_OBJECT,
    .members = MEMBERS(
        MAY("$schema", hint), NEEDS("format", format), NEEDS("id", id),
        NEEDS("crisis_type", crisis_type), NEEDS("title", titles), NEEDS("topics", topics),
        NEEDS("languages", languages), NEEDS("guide", id), NEEDS("roles", roles),
        NEEDS("review", review), NEEDS("authorities", authorities), NEEDS("parameters", parameters),
        NEEDS("expiry", expiry), NEEDS("greeting", greetings), NEEDS("answers", answers),
        NEEDS("lifted", answers), NEEDS("questions", questions), MAY("clarify", clarify),
        NEEDS("do_not_say", do_not_say), NEEDS("escalate", escalate), MAY("transfer", transfer),
        MAY("checklist", checklist), MAY("while_active", while_active), MAY("calendar", calendar),
        MAY("cap", cap), NEEDS("sources", sources))};
