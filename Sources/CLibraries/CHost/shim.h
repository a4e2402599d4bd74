#pragma once
#include <stdint.h>
#include <sys/statfs.h>

// Swift's Glibc module leaves statfs out. Returns 0, or -1 with errno set.
static inline int concord_file_system_type(const char *path, uint64_t *type) {
  struct statfs facts;
  if (statfs(path, &facts) != 0) return -1;
  *type = (uint64_t)facts.f_type & 0xffffffffu;
  return 0;
}
