#pragma once
#include <libwebsockets.h>

// A macro with arithmetic, which Swift cannot import.
enum { CONCORD_LWS_PRE = LWS_PRE };
