#include "gap_buffer.h"

#include <stdlib.h>
#include <string.h>

struct gap_buffer {
  size_t capacity;
  // The text is bytes[0..<gap_start] and bytes[gap_end..<capacity].
  size_t gap_start;
  size_t gap_end;
  uint8_t bytes[];
};

gap_buffer *gap_buffer_create(size_t capacity) {
  gap_buffer *buffer = malloc(sizeof *buffer + capacity);
  if (!buffer) return NULL;
  buffer->capacity = buffer->gap_end = capacity;
  buffer->gap_start = 0;
  // The first replay must not pay for fresh pages.
  memset(buffer->bytes, 0, capacity);
  return buffer;
}

void gap_buffer_destroy(gap_buffer *buffer) { free(buffer); }

static void move_gap(gap_buffer *buffer, size_t position) {
  size_t start = buffer->gap_start, end = buffer->gap_end;
  if (position < start) {
    size_t count = start - position;
    memmove(buffer->bytes + end - count, buffer->bytes + position, count);
    buffer->gap_end = end - count;
  } else {
    size_t count = position - start;
    memmove(buffer->bytes + start, buffer->bytes + end, count);
    buffer->gap_end = end + count;
  }
  buffer->gap_start = position;
}

bool gap_buffer_accepts(const gap_buffer *buffer, const gap_edit *edits, size_t count) {
  size_t length = 0, inserted = 0;
  for (size_t i = 0; i < count; i++) {
    if (edits[i].position > length || edits[i].delete_count > length - edits[i].position) {
      return false;
    }
    inserted += edits[i].insert_count;
    length += edits[i].insert_count - edits[i].delete_count;
  }
  return inserted <= buffer->capacity;
}

size_t gap_buffer_replay(gap_buffer *buffer, const gap_edit *edits, size_t count,
                         const uint8_t *inserts) {
  buffer->gap_start = 0;
  buffer->gap_end = buffer->capacity;
  for (const gap_edit *edit = edits; edit < edits + count; edit++) {
    if (edit->position != buffer->gap_start) move_gap(buffer, edit->position);
    buffer->gap_end += edit->delete_count;
    memcpy(buffer->bytes + buffer->gap_start, inserts, edit->insert_count);
    buffer->gap_start += edit->insert_count;
    inserts += edit->insert_count;
  }
  return buffer->gap_start + buffer->capacity - buffer->gap_end;
}

void gap_buffer_copy(const gap_buffer *buffer, uint8_t *text) {
  memcpy(text, buffer->bytes, buffer->gap_start);
  memcpy(text + buffer->gap_start, buffer->bytes + buffer->gap_end,
         buffer->capacity - buffer->gap_end);
}
