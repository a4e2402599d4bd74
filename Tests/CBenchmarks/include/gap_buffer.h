#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One gap buffer over bytes, and nothing else: the least that any text editor does with an edit.
// It keeps no history, merges nothing and knows no characters. The text engine is measured beside
// it.

// One edit: at `position` delete `delete_count` bytes, then insert `insert_count` bytes, which
// stand one edit's behind another's in one array.
typedef struct {
  uint32_t position;
  uint32_t delete_count;
  uint32_t insert_count;
} gap_edit;

typedef struct gap_buffer gap_buffer;

// Makes an empty buffer for at most `capacity` bytes of text; NULL without memory.
gap_buffer *gap_buffer_create(size_t capacity);

void gap_buffer_destroy(gap_buffer *buffer);

// Whether every edit lies inside the text that the ones before it leave, and all fit the buffer.
bool gap_buffer_accepts(const gap_buffer *buffer, const gap_edit *edits, size_t count);

// Empties the buffer and makes the edits in order, which must be accepted: nothing is checked here.
// Returns the number of bytes of the text.
size_t gap_buffer_replay(gap_buffer *buffer, const gap_edit *edits, size_t count,
                         const uint8_t *inserts);

// Copies the text to `text`, which has room for it.
void gap_buffer_copy(const gap_buffer *buffer, uint8_t *text);
