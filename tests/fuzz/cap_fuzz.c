/* Fuzz: an alert of an authority. What is refused says line and reason; what is taken keeps the promises of cap.h, gives the
 * same once more, and fits a playbook or does not, without harm. */
#include <stdint.h>
#include <string.h>

#include "base/assert.h"
#include "base/limits.h"
#include "playbook/alert.h"
#include "wire/cap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(const char *text) {
    if (text != NULL) ASSERT(text_is_line(text, strlen(text)));
    if (text != NULL) ASSERT(!text_has_cpr(text, strlen(text)));
}

static void check_taken(const struct cap_alert *alert) {
    ASSERT(alert->identifier[0] != '\0' && strlen(alert->identifier) < LIMIT_ALERT_NAME);
    ASSERT(alert->sender[0] != '\0' && strlen(alert->sender) < LIMIT_ALERT_NAME);
    ASSERT(alert->sent_at > 0 && alert->scope != NULL);
    ASSERT(alert->event == NULL || strlen(alert->event) < LIMIT_ALERT_NAME);
    ASSERT(alert->area_count <= CAP_AREAS && alert->geocode_count <= CAP_GEOCODES);
    const char *const lines[] = {alert->event,       alert->headline, alert->description,
                                 alert->instruction, alert->web,      alert->contact,
                                 alert->sender_name, alert->language};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        check_line(lines[i]);
    for (size_t i = 0; i < alert->area_count; i++)
        check_line(alert->areas[i]);
    for (size_t i = 0; i < alert->geocode_count; i++)
        ASSERT(alert->geocodes[i].area < alert->area_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct cap_alert alert, again;
    struct problem problem = {0};
    struct slice xml = {(const char *)data, size};
    enum err err = cap_read(xml, &alert, &problem);
    if (err != ERR_OK) {
        ASSERT(err == ERR_ALERT_REFUSED || err == ERR_TOO_LARGE);
        ASSERT(problem.detail[0] != '\0');
        ASSERT(err != ERR_ALERT_REFUSED || strncmp(problem.detail, "line ", 5) == 0);
        return 0;
    }
    check_taken(&alert);
    ASSERT(cap_read(xml, &again, &problem) == ERR_OK);
    ASSERT(strcmp(alert.identifier, again.identifier) == 0);
    cap_close(&again);
    cap_close(&alert);
    return 0;
}
