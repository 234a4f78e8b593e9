/* The store's answers, as the engine takes them: the only file of the store that calls the
 * engine. */
#include "store/store.h"

static void stored(void *engine, uint64_t last_number) { engine_stored(engine, last_number); }

static void lost(void *engine) { engine_store_lost(engine); }

static void ready(void *engine, uint64_t last_number) { engine_store_ready(engine, last_number); }

static void fenced(void *engine, uint64_t newer_epoch) { engine_fenced(engine, newer_epoch); }

static void leads(void *engine, time_ms until) { engine_leads_until(engine, until); }

static const struct store_answers engine_answers = {stored, lost, ready, fenced, leads};

void store_attach(struct store *store, struct engine *engine) {
    store_answer_to(store, &engine_answers, engine);
}
