#pragma once
#include <stddef.h>

// Calls `work` and nothing else. What runs inside is what is measured, so that a tool can find it:
// valgrind --tool=callgrind --toggle-collect=measured_call.
void measured_call(void (*work)(void *), void *context);

// The bytes that are in use in the allocator, its own headers among them.
size_t live_heap_bytes(void);

// The bytes of this process that are in memory (VmRSS); 0 where that cannot be read.
size_t resident_bytes(void);

// Gives memory that is free in the allocator back to the system.
void trim_heap(void);
