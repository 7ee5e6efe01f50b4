/*
 * tlsload - TLS clients for comparing gateways, and the echo server behind these.
 *
 *   tlsload echo PORT                          upstream: plain WebSocket echo
 *   tlsload messages -p PORT [options]         closed loop of messages over wss, each echo compared with what was sent
 *   tlsload handshakes -p PORT [options]       connect, handshake, say goodbye, as often as it goes
 *   tlsload idle -p PORT [options]             opens connections by wss and holds them until standard input ends
 *
 *   -c N  connections (64)          -s N  bytes of a message (128)      -d N  messages in flight for each (1)
 *   -t S  seconds of the window (3) -w S  seconds before it (0)         -o    each message in a record of its own
 *   -2    TLS 1.2 instead of 1.3    -r    resume sessions               -C L  cipher suites, OpenSSL's names
 *   -P A,B  processes whose CPU time is taken at the edges of the window
 *
 * Prints one line of key=value. One thread. cc -O2 -o tlsload tlsload.c -lssl -lcrypto
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ROOM (512 * 1024)

enum phase { CONNECT, GREET, TALK, LEAVE };

struct conn {
    int fd, phase, sending, wants_write;
    SSL *ssl;
    char answer[512];
    int answered;
    int out_messages;  /* to be written, beginning with a rest */
    size_t out_offset; /* of the first of them that has left */
    size_t in_offset;  /* of the echo that comes in */
    char *held;        /* echo server only */
    size_t held_bytes, held_offset, in_bytes;
    char *in;
};

static int port, conns = 64, size = 128, depth = 1, own_records, resumed, tls12, poller;
static double window = 3, before_window;
static const char *ciphers = "TLS_AES_128_GCM_SHA256", *pids;
static char *request_frame, *expected, *burst;
static size_t request_bytes, expected_bytes, burst_messages;
static unsigned long long done, reused, errors;
static SSL_CTX *context;
static SSL_SESSION *session;

static void die(const char *what)
{
    fprintf(stderr, "tlsload: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

/* CPU seconds of a process: the exact figure of its threads, or the coarse one, which counts ended threads too. */
static double cpu_of(int pid)
{
    char path[300], line[1024];
    unsigned long long ns, sum = 0, user = 0, kernel = 0;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    if (!tasks)
        return 0;
    for (struct dirent *e; (e = readdir(tasks));) {
        snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", pid, e->d_name);
        FILE *f = e->d_name[0] == '.' ? NULL : fopen(path, "r");
        if (f && fscanf(f, "%llu", &ns) == 1)
            sum += ns;
        if (f)
            fclose(f);
    }
    closedir(tasks);
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *f = fopen(path, "r");
    if (f && fgets(line, sizeof line, f))
        sscanf(strrchr(line, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user, &kernel);
    if (f)
        fclose(f);
    double exact = sum / 1e9, coarse = (double)(user + kernel) / sysconf(_SC_CLK_TCK);
    return coarse > exact ? coarse : exact;
}

static double cpu(void)
{
    double sum = 0;
    for (const char *p = pids; p && *p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
        sum += cpu_of(atoi(p));
    return sum;
}

static int stream(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    if (fd < 0)
        die("socket");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
}

static struct sockaddr_in loopback(int number)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(number)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

/* A frame of `size` bytes; masked with zeros, so that its payload is its echo's. */
static char *frame(int masked, size_t *bytes)
{
    char *f = malloc(size + 14);
    int n = 0;
    f[n++] = (char)0x82;
    if (size < 126)
        f[n++] = size;
    else if (size < 65536)
        f[n++] = 126, f[n++] = size >> 8, f[n++] = size;
    else {
        f[n++] = 127;
        for (int shift = 56; shift >= 0; shift -= 8)
            f[n++] = (unsigned long long)size >> shift;
    }
    if (masked) {
        f[1] |= 0x80;
        memset(f + n, 0, 4);
        n += 4;
    }
    for (int i = 0; i < size; i++)
        f[n + i] = (char)(i * 7 + (i >> 8));
    *bytes = n + size;
    return f;
}

static void want(struct conn *c, int write)
{
    if (c->wants_write == write)
        return;
    struct epoll_event e = {.events = EPOLLIN | (write ? EPOLLOUT : 0), .data.ptr = c};
    c->wants_write = write;
    epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &e);
}

static void begin(struct conn *c)
{
    struct sockaddr_in a = loopback(port);
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
    memset(c, 0, sizeof *c);
    c->fd = stream();
    c->wants_write = 1;
    if (connect(c->fd, (struct sockaddr *)&a, sizeof a) && errno != EINPROGRESS)
        die("connect");
    c->ssl = SSL_new(context);
    SSL_set_fd(c->ssl, c->fd);
    SSL_set_connect_state(c->ssl);
    if (resumed && session) {
        /* OpenSSL uses a session of TLS 1.3 only once. */
        SSL_SESSION *copy = SSL_SESSION_dup(session);
        SSL_set_session(c->ssl, copy);
        SSL_SESSION_free(copy);
    }
    epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e);
}

static void end(struct conn *c)
{
    /* Freed without a goodbye, it would take its session for broken. */
    SSL_set_shutdown(c->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(c->ssl);
    close(c->fd);
}

/* What an SSL call that returned `n` waits for; 0 when the connection is over. */
static int waits(struct conn *c, int n)
{
    int e = SSL_get_error(c->ssl, n);
    ERR_clear_error();
    if (e == SSL_ERROR_WANT_WRITE)
        want(c, 1);
    return e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE;
}

static void fail(const char *what)
{
    if (!errors++)
        fprintf(stderr, "tlsload: %s\n", what);
}

/* --- messages ------------------------------------------------------------------------------------------------- */

static int send_messages(struct conn *c)
{
    while (c->out_messages) {
        size_t most = own_records ? 1 : burst_messages;
        size_t count = (size_t)c->out_messages < most ? (size_t)c->out_messages : most;
        int n = SSL_write(c->ssl, burst + c->out_offset, (int)(count * request_bytes - c->out_offset));
        if (n <= 0)
            return waits(c, n);
        c->out_offset += n;
        c->out_messages -= c->out_offset / request_bytes;
        c->out_offset %= request_bytes;
    }
    want(c, 0);
    return 1;
}

static int echoes(struct conn *c, const char *bytes, int n)
{
    for (int i = 0; i < n;) {
        size_t here = expected_bytes - c->in_offset < (size_t)(n - i) ? expected_bytes - c->in_offset : (size_t)(n - i);
        if (memcmp(bytes + i, expected + c->in_offset, here)) {
            fail("an echo differs");
            return 0;
        }
        c->in_offset += here;
        i += here;
        if (c->in_offset == expected_bytes) {
            c->in_offset = 0;
            c->out_messages++;
            done++;
        }
    }
    return 1;
}

static int greeted(struct conn *c, const char *bytes, int n, int talks)
{
    if (c->answered + n >= (int)sizeof c->answer)
        return 0;
    memcpy(c->answer + c->answered, bytes, n);
    c->answered += n;
    c->answer[c->answered] = 0;
    if (!strstr(c->answer, "\r\n\r\n"))
        return 1;
    if (strncmp(c->answer, "HTTP/1.1 101", 12)) {
        fail(c->answer);
        return 0;
    }
    c->phase = TALK;
    c->out_messages = talks ? depth : 0;
    return send_messages(c);
}

static int converse(struct conn *c, int talks)
{
    static const char upgrade[] = "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    static char room[64 * 1024];
    if (c->phase == CONNECT) {
        int n = SSL_do_handshake(c->ssl);
        if (n <= 0) {
            want(c, 0);
            return waits(c, n);
        }
        want(c, 0);
        SSL_write(c->ssl, upgrade, sizeof upgrade - 1);
        c->phase = GREET;
        return 1;
    }
    for (;;) {
        int n = SSL_read(c->ssl, room, sizeof room);
        if (n <= 0) {
            if (!waits(c, n))
                return 0;
            break;
        }
        if (c->phase == GREET ? !greeted(c, room, n, talks) : !echoes(c, room, n))
            return 0;
    }
    return c->phase != TALK || send_messages(c);
}

/* --- handshakes ----------------------------------------------------------------------------------------------- */

static int keep_session(SSL *ssl, SSL_SESSION *fresh)
{
    (void)ssl;
    if (session)
        SSL_SESSION_free(session);
    session = fresh;
    return 1;
}

/* Goodbye is said and awaited: closing with tickets unread would be a reset, which spares the server the end. */
static int shake(struct conn *c)
{
    static char room[16 * 1024];
    if (c->phase == CONNECT) {
        int n = SSL_do_handshake(c->ssl);
        want(c, 0);
        if (n <= 0)
            return waits(c, n) ? 1 : (fail("handshake"), 0);
        done++;
        reused += SSL_session_reused(c->ssl);
        c->phase = LEAVE;
        /* The first one waits for its ticket. */
        if (resumed && !session)
            SSL_write(c->ssl, "GET / HTTP/1.0\r\n\r\n", 18);
        else
            SSL_shutdown(c->ssl);
    }
    /* Not by SSL_read: what comes now is opened only when it is wanted. */
    if (resumed && !session) {
        int n;
        while ((n = SSL_read(c->ssl, room, sizeof room)) > 0)
            ;
        return waits(c, n);
    }
    for (;;) {
        ssize_t n = read(c->fd, room, sizeof room);
        if (n <= 0)
            return n < 0 && errno == EAGAIN;
    }
}

/* --- the loop ------------------------------------------------------------------------------------------------- */

static void run(int shakes)
{
    struct conn *all = calloc(conns, sizeof *all);
    struct epoll_event events[256];
    for (int i = 0; i < conns; i++)
        begin(all + i);
    double from = now() + before_window, to = from + window, start = 0, cpu_at_start = 0;
    unsigned long long at_start = 0, reused_at_start = 0;
    for (;;) {
        int n = epoll_wait(poller, events, 256, 100);
        double t = now();
        if (!start && t >= from) {
            start = t;
            at_start = done;
            reused_at_start = reused;
            cpu_at_start = cpu();
        }
        if (t >= to) {
            double spent = cpu() - cpu_at_start, seconds = now() - start;
            unsigned long long count = done - at_start;
            printf("count=%llu per_s=%.0f reused=%llu cpu_us_per=%.3f cpu_s=%.3f errors=%llu\n", count,
                   count / seconds, reused - reused_at_start, count ? spent * 1e6 / count : 0, spent, errors);
            return;
        }
        for (int i = 0; i < n; i++) {
            struct conn *c = events[i].data.ptr;
            if (shakes ? shake(c) : converse(c, 1))
                continue;
            if (!shakes)
                fail("a connection ended");
            end(c);
            begin(c);
        }
    }
}

static void idle(void)
{
    struct conn *all = calloc(conns, sizeof *all);
    struct epoll_event events[256], input = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, 0, &input);
    for (int first = 0; first < conns; first += 50) {
        int last = first + 50 < conns ? first + 50 : conns, open = 0;
        for (int i = first; i < last; i++)
            begin(all + i);
        while (open < last) {
            int n = epoll_wait(poller, events, 256, -1);
            for (int i = 0; i < n; i++)
                if (events[i].data.ptr && !converse(events[i].data.ptr, 0))
                    die("a connection ended");
            for (open = first; open < last && all[open].phase == TALK; open++)
                ;
        }
    }
    printf("open=%d\n", conns);
    fflush(stdout);
    char room[16];
    while (read(0, room, sizeof room) > 0)
        ;
}

/* --- the echo server ------------------------------------------------------------------------------------------ */

/* Echoes the whole frames in c->in; returns how many bytes they had. */
static size_t echo_frames(struct conn *c)
{
    size_t at = 0;
    for (;;) {
        unsigned char *f = (unsigned char *)c->in + at;
        size_t left = c->in_bytes - at, header = 2, length;
        if (left < 2)
            return at;
        length = f[1] & 127;
        if (length == 126)
            header = 4, length = left < 4 ? 0 : f[2] << 8 | f[3];
        else if (length == 127) {
            header = 10, length = 0;
            for (int i = 2; left >= 10 && i < 10; i++)
                length = length << 8 | f[i];
        }
        if (left < header + 4 + length || c->held_bytes + header + length > ROOM)
            return at;
        char *out = c->held + c->held_bytes;
        memcpy(out, f, header);
        out[1] &= 127;
        for (size_t i = 0; i < length; i++)
            out[header + i] = f[header + 4 + i] ^ f[header + (i & 3)];
        c->held_bytes += header + length;
        at += header + 4 + length;
    }
}

static int serve(struct conn *c)
{
    static const char welcome[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    ssize_t n = c->in_bytes < ROOM ? read(c->fd, c->in + c->in_bytes, ROOM - c->in_bytes) : 0;
    if ((n == 0 && c->in_bytes < ROOM) || (n < 0 && errno != EAGAIN))
        return 0;
    c->in_bytes += n > 0 ? n : 0;
    if (c->phase == CONNECT) {
        char *head_end = memmem(c->in, c->in_bytes, "\r\n\r\n", 4);
        if (!head_end)
            return 1;
        size_t used = head_end + 4 - c->in;
        memmove(c->in, c->in + used, c->in_bytes -= used);
        memcpy(c->held, welcome, c->held_bytes = sizeof welcome - 1);
        c->phase = TALK;
    }
    size_t used = echo_frames(c);
    memmove(c->in, c->in + used, c->in_bytes -= used);
    while (c->held_offset < c->held_bytes) {
        ssize_t sent = write(c->fd, c->held + c->held_offset, c->held_bytes - c->held_offset);
        if (sent < 0) {
            want(c, 1);
            return errno == EAGAIN;
        }
        c->held_offset += sent;
    }
    c->held_offset = c->held_bytes = 0;
    want(c, 0);
    return 1;
}

static void echo(void)
{
    struct sockaddr_in a = loopback(port);
    struct epoll_event events[256], e = {.events = EPOLLIN, .data.ptr = NULL};
    int door = stream(), yes = 1;
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(door, (struct sockaddr *)&a, sizeof a) || listen(door, 4096))
        die("listen");
    epoll_ctl(poller, EPOLL_CTL_ADD, door, &e);
    for (;;) {
        int n = epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < n; i++) {
            struct conn *c = events[i].data.ptr;
            if (!c) {
                int fd = accept4(door, NULL, NULL, SOCK_NONBLOCK);
                if (fd < 0)
                    continue;
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
                c = calloc(1, sizeof *c);
                c->fd = fd, c->in = malloc(ROOM), c->held = malloc(ROOM);
                e.data.ptr = c;
                epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
            } else if (!serve(c)) {
                close(c->fd);
                free(c->in), free(c->held), free(c);
            }
        }
    }
}

static void prepare(void)
{
    context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_min_proto_version(context, tls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
    SSL_CTX_set_max_proto_version(context, tls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
    if (!(tls12 ? SSL_CTX_set_cipher_list(context, ciphers) : SSL_CTX_set_ciphersuites(context, ciphers)))
        die("ciphers");
    if (resumed) {
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(context, keep_session);
    }
    request_frame = frame(1, &request_bytes);
    expected = frame(0, &expected_bytes);
    burst_messages = depth;
    burst = malloc(burst_messages * request_bytes);
    for (size_t i = 0; i < burst_messages; i++)
        memcpy(burst + i * request_bytes, request_frame, request_bytes);
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    struct rlimit files = {60000, 60000};
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    poller = epoll_create1(0);
    if (!strcmp(mode, "echo") && argc == 3) {
        port = atoi(argv[2]);
        echo();
    }
    optind = 2;
    for (int o; (o = getopt(argc, argv, "p:c:s:d:t:w:o2rC:P:")) != -1;)
        switch (o) {
        case 'p': port = atoi(optarg); break;
        case 'c': conns = atoi(optarg); break;
        case 's': size = atoi(optarg); break;
        case 'd': depth = atoi(optarg); break;
        case 't': window = atof(optarg); break;
        case 'w': before_window = atof(optarg); break;
        case 'o': own_records = 1; break;
        case '2': tls12 = 1; break;
        case 'r': resumed = 1; break;
        case 'C': ciphers = optarg; break;
        case 'P': pids = optarg; break;
        default: return 2;
        }
    prepare();
    if (!strcmp(mode, "messages"))
        run(0);
    else if (!strcmp(mode, "handshakes"))
        run(1);
    else if (!strcmp(mode, "idle"))
        idle();
    else
        return fprintf(stderr, "tlsload: echo, messages, handshakes or idle?\n"), 2;
    return errors ? 1 : 0;
}
