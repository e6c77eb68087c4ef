/* Records, in their order, what a process does to the files of one directory, for tests.bench.power_cuts.

   LD_PRELOAD=recorder.so RECORDED_DIRECTORY=/path RECORDING=/path/to/log program ...

   One record: operation (1 byte), length of the name (1 byte), offset (8 bytes), length of the data (4 bytes, host
   order), the name within the directory ("" for the directory itself), the data. Operations:
   O opened (data: "n" when the file was not there before), W written, T truncated to offset, S synced, U unlinked.
   Operation and record happen under one lock, so that their order is the order on the disk's queue. SQLite's shared
   memory and lock files hold nothing that must last, and are left out. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST_FILES 4096

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static char *names[MOST_FILES];
static const char *directory;
static int recording = -1;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("RECORDING");
    directory = getenv("RECORDED_DIRECTORY");
    if (path && directory)
        recording = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void record(char operation, const char *name, int64_t offset, const void *data, uint32_t length) {
    uint8_t name_length = strlen(name);
    size_t total = 14 + name_length + length;
    char *line = malloc(total), *end = line;
    *end++ = operation;
    *end++ = name_length;
    memcpy(end, &offset, 8);
    memcpy(end + 8, &length, 4);
    memcpy(end + 12, name, name_length);
    memcpy(end + 12 + name_length, data, length);
    if (syscall(SYS_write, recording, line, total) != (long)total) abort();
    free(line);
}

static const char *within(const char *path) {
    size_t length = directory ? strlen(directory) : 0;
    if (recording < 0 || !length || strncmp(path, directory, length)) return NULL;
    if (path[length] == 0) return "";
    const char *name = path + length + 1, *end = path + strlen(path);
    if (path[length] != '/' || strchr(name, '/')) return NULL;
    if (end - name >= 4 && !strcmp(end - 4, "-shm")) return NULL;
    if (end - name >= 5 && !strcmp(end - 5, ".lock")) return NULL;
    return name;
}

static const char *name_of(int file) { return file >= 0 && file < MOST_FILES ? names[file] : NULL; }

static int opened(int base, const char *path, int flags, mode_t mode) {
    const char *name = within(path);
    if (!name) return syscall(SYS_openat, base, path, flags, mode);
    pthread_mutex_lock(&order);
    int fresh = access(path, F_OK) != 0;
    int file = syscall(SYS_openat, base, path, flags, mode);
    if (file >= 0 && file < MOST_FILES) {
        free(names[file]);
        names[file] = strdup(name);
        if (*name) record('O', name, 0, "n", fresh);
        if (flags & O_TRUNC) record('T', name, 0, "", 0);
    }
    pthread_mutex_unlock(&order);
    return file;
}

#define MODE_ARGUMENT(flags)                                                                                           \
    mode_t mode = 0;                                                                                                   \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                             \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode = va_arg(rest, mode_t);                                                                                   \
        va_end(rest);                                                                                                  \
    }

int open(const char *path, int flags, ...) { MODE_ARGUMENT(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_ARGUMENT(flags) return opened(AT_FDCWD, path, flags, mode); }

int close(int file) {
    if (name_of(file)) {
        pthread_mutex_lock(&order);
        free(names[file]);
        names[file] = NULL;
        pthread_mutex_unlock(&order);
    }
    return syscall(SYS_close, file);
}

#define RECORDED(file, call, note)                                                                                     \
    if (!name_of(file)) return call;                                                                                   \
    pthread_mutex_lock(&order);                                                                                        \
    long result = call;                                                                                                \
    if (result >= 0) note;                                                                                             \
    pthread_mutex_unlock(&order);                                                                                      \
    return result

ssize_t write(int file, const void *data, size_t length) {
    RECORDED(file, syscall(SYS_write, file, data, length),
             record('W', names[file], syscall(SYS_lseek, file, 0, SEEK_CUR) - result, data, result));
}
ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
    RECORDED(file, syscall(SYS_pwrite64, file, data, length, offset),
             record('W', names[file], offset, data, result));
}
ssize_t pwrite(int file, const void *data, size_t length, off_t offset) { return pwrite64(file, data, length, offset); }

int ftruncate64(int file, off64_t size) {
    RECORDED(file, syscall(SYS_ftruncate, file, size), record('T', names[file], size, "", 0));
}
int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int fsync(int file) { RECORDED(file, syscall(SYS_fsync, file), record('S', names[file], 0, "", 0)); }
int fdatasync(int file) { RECORDED(file, syscall(SYS_fdatasync, file), record('S', names[file], 0, "", 0)); }

int unlink(const char *path) {
    const char *name = within(path);
    if (!name) return syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    pthread_mutex_lock(&order);
    int result = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (result == 0) record('U', name, 0, "", 0);
    pthread_mutex_unlock(&order);
    return result;
}
