/*
 * The shim's log, and how it tells which files belong to the folder. shim.c says what it is for.
 */
#ifndef POWER_SHIM_LOG_H
#define POWER_SHIM_LOG_H
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The numbers stand in log.ts too. */
enum { START = 1, CREATE, WRITE, TRUNCATE, FLUSH, FLUSH_ALL, UNLINK, RENAME, LINK, MKDIR, RMDIR, BLIND };

/* Little-endian, without gaps; then the name's bytes, then the data's. */
struct record {
  uint32_t magic, kind, pid, name_size;
  uint64_t seq, stamp, inode;
  int64_t offset;
  uint64_t data_size;
};
#define MAGIC 0x4e4b5750u

static char root[PATH_MAX];
static size_t root_size; /* 0: nothing is recorded */
static int log_fd = -1;
static uint64_t seq;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void give_up(const char *why) {
  dprintf(2, "power shim: %s: %s\n", why, strerror(errno));
  abort();
}

static void log_bytes(const void *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    long n = syscall(SYS_write, log_fd, (const char *)bytes + done, size - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) give_up("cannot write the log");
    done += (size_t)n;
  }
}

static void file_lock(short type) {
  struct flock whole = {.l_type = type, .l_whence = SEEK_SET};
  while (fcntl(log_fd, F_OFD_SETLKW, &whole) != 0)
    if (errno != EINTR) give_up("cannot lock the log");
}

static void enter(void) {
  pthread_mutex_lock(&mutex);
  file_lock(F_WRLCK);
}

static void leave(void) {
  int kept = errno;
  file_lock(F_UNLCK);
  pthread_mutex_unlock(&mutex);
  errno = kept;
}

/* Within enter/leave. `count` buffers hold at least `size` bytes. */
static void record_data(int kind, uint64_t inode, const char *name, size_t name_size, int64_t offset,
                        const struct iovec *buffers, size_t size) {
  int kept = errno;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  struct record r = {MAGIC, (uint32_t)kind, (uint32_t)getpid(), (uint32_t)name_size, seq++,
                     (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec, inode, offset, size};
  log_bytes(&r, sizeof r);
  log_bytes(name, name_size);
  for (size_t left = size; left > 0; buffers++) {
    size_t part = buffers->iov_len < left ? buffers->iov_len : left;
    log_bytes(buffers->iov_base, part);
    left -= part;
  }
  errno = kept;
}

static void record(int kind, uint64_t inode, const char *name, int64_t offset) {
  record_data(kind, inode, name, strlen(name), offset, NULL, 0);
}

static void blind(const char *call, const char *name) {
  char text[PATH_MAX + 64];
  snprintf(text, sizeof text, "%s on %s", call, name);
  enter();
  record(BLIND, 0, text, 0);
  leave();
}

/* The path below the folder ("" for the folder itself), or NULL for one outside. */
static const char *below(const char *path) {
  if (strncmp(path, root, root_size) != 0) return NULL;
  if (path[root_size] == '\0') return path + root_size;
  return path[root_size] == '/' ? path + root_size + 1 : NULL;
}

/* The name of an open file or directory of the folder, else NULL. Asks the kernel: descriptors are also closed and copied
   by calls that no shim sees. */
static const char *tracked(int fd, struct stat *st, char *buffer) {
  if (root_size == 0 || fd < 0) return NULL;
  int kept = errno;
  const char *name = NULL;
  if (fstat(fd, st) == 0 && (S_ISREG(st->st_mode) || S_ISDIR(st->st_mode))) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, buffer, PATH_MAX - 1);
    if (n > 0) {
      buffer[n] = '\0';
      name = below(buffer);
    }
  }
  errno = kept;
  return name;
}

/* The same for a path, whose last part need not exist. */
static const char *located(int folder, const char *path, char *buffer) {
  if (root_size == 0 || path == NULL || *path == '\0') return NULL;
  int kept = errno;
  char full[2 * PATH_MAX], parent[PATH_MAX];
  const char *name = NULL;
  size_t size = 0;
  if (path[0] != '/') {
    char link[64] = "/proc/self/cwd";
    if (folder != AT_FDCWD) snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t n = readlink(link, full, PATH_MAX - 1);
    if (n > 0) size = (size_t)n;
  }
  snprintf(full + size, sizeof full - size, "/%s", path);
  for (size = strlen(full); size > 1 && full[size - 1] == '/';) full[--size] = '\0';
  char *last = strrchr(full, '/');
  *last++ = '\0';
  if (realpath(*full ? full : "/", parent)) {
    int fits = snprintf(buffer, PATH_MAX, "%s/%s", strcmp(parent, "/") ? parent : "", last) < PATH_MAX;
    name = fits ? below(buffer) : NULL;
  }
  errno = kept;
  return name;
}

__attribute__((constructor)) static void start(void) {
  const char *folder = getenv("POWER_FOLDER"), *log = getenv("POWER_LOG");
  if (!folder || !log) return;
  if (!realpath(folder, root)) give_up("POWER_FOLDER");
  int fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) give_up("POWER_LOG");
  log_fd = fcntl(fd, F_DUPFD_CLOEXEC, 900); /* out of the way of the process's own descriptors */
  if (log_fd < 0) log_fd = fd;
  else syscall(SYS_close, fd);
  struct stat st;
  if (stat(root, &st) != 0) give_up("POWER_FOLDER");
  root_size = strlen(root);
  enter();
  record(START, st.st_ino, "", 0);
  leave();
}

static void blind_fd(const char *call, int fd) {
  char path[PATH_MAX];
  struct stat st;
  const char *name = tracked(fd, &st, path);
  if (name) blind(call, name);
}
static void blind_path(const char *call, const char *path) {
  char buffer[PATH_MAX];
  const char *name = located(AT_FDCWD, path, buffer);
  if (name) blind(call, name);
}

#endif
