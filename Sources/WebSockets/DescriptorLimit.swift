internal import Glibc

/// Sets the process's limit of file descriptors to a size that suits `sockets`, and gives it.
///
/// libwebsockets reserves memory for as many as are allowed, and containers may allow a thousand
/// million.
func allowDescriptors(forSockets sockets: Int) -> Int {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
  let wanted = rlim_t(max(65_536, sockets * 2))
  let needed = rlim_t(sockets * 10 / 9 + 64)
  let hard = min(limit.rlim_max, wanted)
  let soft = min(max(limit.rlim_cur, needed), hard)
  if soft != limit.rlim_cur {
    limit.rlim_cur = soft
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
  return Int(soft)
}
