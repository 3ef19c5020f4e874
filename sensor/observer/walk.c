#include "walk.h"

#include <fcntl.h>

#include "quick.h"
#include "walker.h"

static void finish(struct walker *w)
{
    if (w->rest.slash && !S_ISDIR(w->out->mode)) { /* "file/" */
        w->out->state = STATE_MISSING;
        walker_move(w, w->view->root, S_IFDIR);
        return;
    }
    w->out->fd = w->fd != w->view->root ? w->fd : fcntl(w->fd, F_DUPFD_CLOEXEC, 3);
    w->out->state = w->out->fd < 0 ? STATE_ERROR : state_of(w->out->mode);
    if (w->length == 0)
        walker_append(w, "/");
}

void walk(const struct view *view, const char *path, bool follow, walk_link *on_link, void *context, struct walked *result)
{
    if (walk_quickly(view, path, follow, result))
        return;
    struct walker w = {.view = view, .on_link = on_link, .context = context, .out = result, .follow = follow, .fd = view->root};
    result->fd = -1;
    result->mode = S_IFDIR;
    result->state = 0;
    result->too_long = false;
    result->final[0] = 0;
    walker_append(&w, view->prefix);
    w.prefix = w.length;
    if (!rest_start(&w.rest, path)) {
        walker_append(&w, path);
        result->too_long = true;
        result->state = STATE_ERROR;
        return;
    }
    char name[NAME_ROOM];
    while (!result->state && rest_next(&w.rest, name))
        walker_step(&w, name);
    if (!result->state && w.rest.bad)
        walker_stop(&w, STATE_ERROR, name);
    if (!result->state)
        finish(&w);
}
