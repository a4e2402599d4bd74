#pragma once
#include <libwebsockets.h>
#include <sys/eventfd.h>

// A macro with arithmetic, which Swift cannot import.
enum { CONCORD_LWS_PRE = LWS_PRE };

// Glibc's Swift module leaves eventfd out.
static inline int concord_ws_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

// A timer that makes lws_service return. lws_service ignores its timeout argument, and a timer
// that only fires inside it lets it go on to wait for the next one.
typedef struct {
  lws_sorted_usec_list_t timer;
  struct lws_context *context;
} concord_ws_alarm;

static inline void concord_ws_alarm_rings(lws_sorted_usec_list_t *timer) {
  lws_cancel_service(((concord_ws_alarm *)timer)->context);
}

static inline void concord_ws_set_alarm(concord_ws_alarm *alarm, lws_usec_t microseconds) {
  lws_sul_schedule(alarm->context, 0, &alarm->timer, concord_ws_alarm_rings, microseconds);
}

static inline void concord_ws_cancel_alarm(concord_ws_alarm *alarm) {
  lws_sul_schedule(alarm->context, 0, &alarm->timer, concord_ws_alarm_rings,
                   LWS_SET_TIMER_USEC_CANCEL);
}
