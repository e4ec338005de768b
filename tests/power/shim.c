/*
 * Loaded with LD_PRELOAD: writes down, in order and with the data, what a process does to the files of one folder, so that
 * lose-power.ts can work out what a power loss would have left of them. POWER_FOLDER names the folder, POWER_LOG the log.
 *
 * Each recorded call runs under one lock (threads and processes), is stamped with CLOCK_MONOTONIC after it returned and
 * before its caller goes on. So the log's order is the order of the calls, and whoever heard of a call's success did so
 * after its stamp. What the shim sees but cannot describe becomes a BLIND record, which fails the test that reads it.
 *
 * 64-bit Linux. Calls go to the kernel directly: neither SQLite nor libuv needs more of the C library here.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <sys/mman.h>

#include "shim-log.h"

/* Opening ------------------------------------------------------------------------------------------------------------ */

static int do_open(int folder, const char *path, int flags, mode_t mode) {
  char buffer[PATH_MAX];
  const char *name = flags & (O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY)) ? located(folder, path, buffer) : NULL;
  if (!name) return (int)syscall(SYS_openat, folder, path, flags, mode);
  if ((flags & O_TMPFILE) == O_TMPFILE) blind("open(O_TMPFILE)", name);
  struct stat before, st;
  enter();
  int existed = fstatat(folder, path, &before, 0) == 0;
  int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
  if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
    if (!existed) record(CREATE, st.st_ino, name, 0);
    else if ((flags & O_TRUNC) && before.st_size > 0) record(TRUNCATE, st.st_ino, name, 0);
  }
  leave();
  return fd;
}

#define WITH_MODE(last)                                       \
  mode_t mode = 0;                                            \
  if (flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) {       \
    va_list more;                                             \
    va_start(more, last);                                     \
    mode = (mode_t)va_arg(more, int);                         \
    va_end(more);                                             \
  }

int open(const char *path, int flags, ...) { WITH_MODE(flags) return do_open(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { WITH_MODE(flags) return do_open(at, path, flags, mode); }
int creat(const char *path, mode_t mode) { return do_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

/* Content ------------------------------------------------------------------------------------------------------------ */

/* Every kind of write ends here; `at` is -1 for the file's own position. */
static ssize_t do_write(int fd, const struct iovec *buffers, int count, off_t at) {
  char path[PATH_MAX];
  struct stat st;
  const char *name = tracked(fd, &st, path);
  if (name) enter();
  ssize_t n = at < 0 ? syscall(SYS_writev, fd, buffers, count) : syscall(SYS_pwritev, fd, buffers, count, at, 0);
  if (!name) return n;
  if (n > 0) {
    if (at >= 0 && fcntl(fd, F_GETFL) & O_APPEND) at = fstat(fd, &st) == 0 ? st.st_size - n : 0; /* Linux appends */
    else if (at < 0) at = lseek(fd, 0, SEEK_CUR) - n;
    record_data(WRITE, st.st_ino, name, strlen(name), at, buffers, (size_t)n);
  }
  leave();
  return n;
}

ssize_t write(int fd, const void *bytes, size_t size) {
  struct iovec one = {(void *)bytes, size};
  return do_write(fd, &one, 1, -1);
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
  struct iovec one = {(void *)bytes, size};
  if (at < 0) return syscall(SYS_pwrite64, fd, bytes, size, at);
  return do_write(fd, &one, 1, at);
}
ssize_t writev(int fd, const struct iovec *buffers, int count) { return do_write(fd, buffers, count, -1); }
ssize_t pwritev(int fd, const struct iovec *buffers, int count, off_t at) { return do_write(fd, buffers, count, at); }
ssize_t pwritev2(int fd, const struct iovec *b, int count, off_t at, int flags) {
  (void)flags; /* what they promise is not counted on */
  return do_write(fd, b, count, at);
}

int ftruncate(int fd, off_t size) {
  char path[PATH_MAX];
  struct stat st;
  const char *name = tracked(fd, &st, path);
  if (!name) return (int)syscall(SYS_ftruncate, fd, size);
  enter();
  int rc = (int)syscall(SYS_ftruncate, fd, size);
  if (rc == 0) record(TRUNCATE, st.st_ino, name, size);
  leave();
  return rc;
}

int truncate(const char *path, off_t size) {
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
  if (fd < 0) return -1;
  int rc = ftruncate(fd, size);
  syscall(SYS_close, fd);
  return rc;
}

/* Flushing: covers what was recorded before. sync_file_range promises nothing about a power loss, so it is let through. */

static int do_flush(int fd, long call) {
  char path[PATH_MAX];
  struct stat st;
  const char *name = tracked(fd, &st, path);
  if (!name) return (int)syscall(call, fd);
  enter();
  int rc = (int)syscall(call, fd);
  if (rc == 0) record(call == SYS_syncfs ? FLUSH_ALL : FLUSH, st.st_ino, name, 0);
  leave();
  return rc;
}

int fsync(int fd) { return do_flush(fd, SYS_fsync); }
int fdatasync(int fd) { return do_flush(fd, SYS_fdatasync); }
int syncfs(int fd) { return do_flush(fd, SYS_syncfs); }
void sync(void) {
  if (root_size == 0) {
    syscall(SYS_sync);
    return;
  }
  enter();
  syscall(SYS_sync);
  record(FLUSH_ALL, 0, "", 0);
  leave();
}

/* Names -------------------------------------------------------------------------------------------------------------- */

int unlinkat(int folder, const char *path, int flags) {
  char buffer[PATH_MAX];
  const char *name = located(folder, path, buffer);
  if (!name) return (int)syscall(SYS_unlinkat, folder, path, flags);
  enter();
  int rc = (int)syscall(SYS_unlinkat, folder, path, flags);
  if (rc == 0) record(flags & AT_REMOVEDIR ? RMDIR : UNLINK, 0, name, 0);
  leave();
  return rc;
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
  int rc = unlink(path);
  return rc != 0 && errno == EISDIR ? rmdir(path) : rc;
}

int mkdirat(int folder, const char *path, mode_t mode) {
  char buffer[PATH_MAX];
  const char *name = located(folder, path, buffer);
  if (!name) return (int)syscall(SYS_mkdirat, folder, path, mode);
  struct stat st;
  enter();
  int rc = (int)syscall(SYS_mkdirat, folder, path, mode);
  if (rc == 0 && fstatat(folder, path, &st, 0) == 0) record(MKDIR, st.st_ino, name, 0);
  leave();
  return rc;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

/* A second name for what `from` names: the record holds both, with a zero byte between. */
static int do_name(int kind, int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  long call = kind == RENAME ? SYS_renameat2 : SYS_linkat;
  char from_buffer[PATH_MAX], to_buffer[PATH_MAX], both[2 * PATH_MAX];
  const char *a = located(from_folder, from, from_buffer), *b = located(to_folder, to, to_buffer);
  if (!a && !b) return (int)syscall(call, from_folder, from, to_folder, to, flags);
  struct stat st = {0};
  if (!a || !b || fstatat(from_folder, from, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode) || flags & ~1u) {
    blind(kind == RENAME ? "rename (not of one file within the folder)" : "link", a ? a : b);
    return (int)syscall(call, from_folder, from, to_folder, to, flags);
  }
  size_t size = (size_t)snprintf(both, sizeof both, "%s%c%s", a, 0, b);
  enter();
  int rc = (int)syscall(call, from_folder, from, to_folder, to, flags);
  if (rc == 0) record_data(kind, st.st_ino, both, size, 0, NULL, 0);
  leave();
  return rc;
}

int rename(const char *from, const char *to) { return do_name(RENAME, AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return do_name(RENAME, a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { return do_name(RENAME, a, from, b, to, flags); }
int link(const char *from, const char *to) { return do_name(LINK, AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return do_name(LINK, a, from, b, to, (unsigned)flags); }

/* Seen, not described ------------------------------------------------------------------------------------------------ */

void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t at) {
  char path[PATH_MAX];
  struct stat st;
  if (fd >= 0 && protection & PROT_WRITE && (flags & MAP_TYPE) != MAP_PRIVATE) {
    const char *name = tracked(fd, &st, path);
    size_t length = name ? strlen(name) : 0;
    /* SQLite rebuilds its -shm from the WAL: nothing in it has to last. */
    if (name && (length < 4 || strcmp(name + length - 4, "-shm") != 0)) blind("mmap", name);
  }
  return (void *)syscall(SYS_mmap, address, size, protection, flags, fd, at);
}

FILE *fopen(const char *path, const char *mode) {
  if (strpbrk(mode, "wa+")) blind_path("fopen", path);
  return ((FILE * (*)(const char *, const char *)) dlsym(RTLD_NEXT, "fopen"))(path, mode);
}
int symlink(const char *to, const char *path) {
  blind_path("symlink", path);
  return (int)syscall(SYS_symlinkat, to, AT_FDCWD, path);
}
int fallocate(int fd, int mode, off_t at, off_t size) {
  blind_fd("fallocate", fd);
  return (int)syscall(SYS_fallocate, fd, mode, at, size);
}
int posix_fallocate(int fd, off_t at, off_t size) {
  blind_fd("posix_fallocate", fd);
  return syscall(SYS_fallocate, fd, 0, at, size) == 0 ? 0 : errno;
}
ssize_t sendfile(int out, int in, off_t *at, size_t size) {
  blind_fd("sendfile", out);
  return syscall(SYS_sendfile, out, in, at, size);
}
ssize_t copy_file_range(int in, off_t *in_at, int out, off_t *out_at, size_t size, unsigned flags) {
  blind_fd("copy_file_range", out);
  return syscall(SYS_copy_file_range, in, in_at, out, out_at, size, flags);
}

/* The GNU C library has second names for these, and they are the ones that SQLite and Node call. ----------------------- */

#ifdef __GLIBC__
int open64(const char *path, int flags, ...) { WITH_MODE(flags) return do_open(AT_FDCWD, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { WITH_MODE(flags) return do_open(at, path, flags, mode); }
int creat64(const char *path, mode_t mode) { return do_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) { return pwrite(fd, bytes, size, at); }
ssize_t pwritev64(int fd, const struct iovec *buffers, int count, off64_t at) { return do_write(fd, buffers, count, at); }
ssize_t pwritev64v2(int fd, const struct iovec *b, int count, off64_t at, int flags) {
  return pwritev2(fd, b, count, at, flags);
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }
int truncate64(const char *path, off64_t size) { return truncate(path, size); }
void *mmap64(void *a, size_t size, int protection, int flags, int fd, off64_t at) { return mmap(a, size, protection, flags, fd, at); }
FILE *fopen64(const char *path, const char *mode) { return fopen(path, mode); }
int fallocate64(int fd, int mode, off64_t at, off64_t size) { return fallocate(fd, mode, at, size); }
int posix_fallocate64(int fd, off64_t at, off64_t size) { return posix_fallocate(fd, at, size); }
ssize_t sendfile64(int out, int in, off64_t *at, size_t size) { return sendfile(out, in, at, size); }
#endif
