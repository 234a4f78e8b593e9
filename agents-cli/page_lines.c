#include "agents-cli/page_lines.h"

#include "agents-cli/screen.h"
#include "agents-cli/show.h"

const char *page_text(const struct session *session, enum text_id id) {
    return texts_get(session->model.language, id);
}

void page_dim(struct text_buf *out, const struct session *session, enum text_id id,
              size_t columns) {
    show_wrapped(out, MARK_DIM, page_text(session, id), columns);
}

bool page_there(struct text_buf *out, const struct session *session, enum page_kind page,
                size_t columns) {
    const struct model *model = &session->model;
    if (model->pages[page] != NULL) return true;
    page_dim(out, session, model->page_refused[page] ? T_PANEL_REFUSED : T_PANEL_WAITING, columns);
    return false;
}

void page_labelled(struct text_buf *out, const struct session *session, enum text_id id,
                   const char *text, size_t columns) {
    screen_labelled(out, session->model.language, id, MARK_DIM, text, columns);
}
