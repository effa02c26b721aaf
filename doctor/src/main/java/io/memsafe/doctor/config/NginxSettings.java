package io.memsafe.doctor.config;

import io.memsafe.doctor.config.NginxService.Role;
import java.util.ArrayList;
import java.util.List;

/** For so many requests in flight. */
record NginxSettings(NginxService nginx, Machine machine, int requests) implements Settings {
    private static final long PROCESS = 8 * Bytes.MIB;
    private static final long ZONE = 2 * Bytes.MIB;
    /** Two connections (0.7 KiB each), their pools (0.5 and 4 KiB), the first and the four large buffers of headers. */
    private static final long HEADERS = (2 + 5 + 1 + 4 * 8) * Bytes.KIB;

    private static final long BODY = 16 * Bytes.KIB;
    /** The first buffer of 8 KiB and eight of 4 KiB. */
    private static final long ANSWER = (8 + 8 * 4) * Bytes.KIB;

    private static final long FILE = 2 * 32 * Bytes.KIB;
    private static final long TLS = 48 * Bytes.KIB;
    /** zlib with a window of 32 KiB takes 264 KiB; sixteen buffers of 8 KiB. */
    private static final long GZIP = (264 + 16 * 8) * Bytes.KIB;

    @Override
    public List<Item> worstCase() {
        List<Item> items = new ArrayList<>();
        items.add(new Item("processes, the master and a worker for each core", machine.cores() + 1L, PROCESS));
        items.add(Item.once("shared zone that counts requests", ZONE));
        items.add(new Item("requests: pools and headers", requests, HEADERS));
        items.add(new Item("requests: body, the rest of which goes to a file", requests, BODY));
        items.add(
                nginx.role() == Role.STATIC
                        ? new Item("requests: output buffers", requests, FILE)
                        : new Item("requests: answer of the upstream", requests, ANSWER));
        if (nginx.tls()) {
            items.add(new Item("requests: TLS", requests, TLS));
        }
        if (nginx.gzip()) {
            items.add(new Item("requests: gzip", requests, GZIP));
        }
        return items;
    }

    @Override
    public List<ConfigFile> files() {
        return List.of(main(), dropIn());
    }

    private ConfigFile main() {
        int connections = requests * (nginx.role() == Role.STATIC ? 1 : 2);
        int perWorker = 2 * Math.max(1, (connections + machine.cores() - 1) / machine.cores()) + 64;
        return new ConfText("#")
                .head(machine, "Replaces /etc/nginx/nginx.conf, since the block 'events' is allowed only once.")
                .blank()
                .line("user www-data;")
                .line("worker_processes " + machine.cores() + ";")
                .why("For each connection, and for the files of its bodies and answers.")
                .line("worker_rlimit_nofile " + 2 * perWorker + ";")
                .line("pid /run/nginx.pid;")
                .line("error_log /var/log/nginx/error.log;")
                .line("include /etc/nginx/modules-enabled/*.conf;")
                .blank()
                .line("events {")
                .why(
                        "A request to an upstream takes two connections. Workers do not get equal shares, so each has twice its"
                                + " own: an idle slot costs less than 1 KiB. What bounds memory is limit_conn, in conf.d.")
                .line("    worker_connections " + perWorker + ";")
                .line("}")
                .blank()
                .line("http {")
                .line("    include /etc/nginx/mime.types;")
                .line("    default_type application/octet-stream;")
                .line("    sendfile on;")
                .line("    access_log /var/log/nginx/access.log;")
                .line("    include /etc/nginx/conf.d/*.conf;")
                .line("    include /etc/nginx/sites-enabled/*;")
                .line("}")
                .at("nginx/nginx.conf");
    }

    private ConfigFile dropIn() {
        ConfText text = new ConfText("#")
                .head(machine, "Goes to /etc/nginx/conf.d.")
                .sum(worstCase(), budgetBytes())
                .blank()
                .why(
                        "Requests in flight, of all clients and of all streams of HTTP/2 together; one more is answered 503"
                                + " instead of taking memory. A server that sets a limit_conn of its own leaves this sum.")
                .line("limit_conn_zone \"all\" zone=memsafe_requests:1m;")
                .line("limit_conn memsafe_requests " + Math.max(1, requests) + ";")
                .line("limit_conn_status 503;")
                .blank()
                .why("Of a body 16 KiB stay in memory, the rest goes to client_body_temp_path: keep that off a tmpfs.")
                .line("client_max_body_size " + Math.max(1, Bytes.kib(nginx.bodyBytes())) + "k;")
                .line("client_body_buffer_size 16k;")
                .line("client_header_buffer_size 1k;")
                .line("large_client_header_buffers 4 8k;")
                .blank()
                .why("Slow clients hold their buffers: they get less time.")
                .line("client_header_timeout 15s;")
                .line("client_body_timeout 15s;")
                .line("send_timeout 15s;")
                .line("reset_timedout_connection on;")
                .line("keepalive_timeout 30s;")
                .line("keepalive_requests 1000;")
                .line("output_buffers 2 32k;");
        if (nginx.role() != Role.STATIC) {
            String kind = nginx.role() == Role.PROXY ? "proxy" : "fastcgi";
            text.blank()
                    .why(
                            "An answer beyond 40 KiB goes to a file of at most 64 MiB, and beyond that waits for its client.")
                    .line(kind + "_buffer_size 8k;")
                    .line(kind + "_buffers 8 4k;")
                    .line(kind + "_busy_buffers_size 16k;")
                    .line(kind + "_max_temp_file_size 64m;");
        }
        text.blank();
        if (nginx.gzip()) {
            text.line("gzip on;").line("gzip_buffers 16 8k;").line("gzip_min_length 1024;");
        } else {
            text.why("Each answer that is compressed takes " + Bytes.text(GZIP)
                            + " more: 'gzip: true' in the description counts it.")
                    .line("gzip off;");
        }
        return text.at("nginx/conf.d/10-memsafe.conf");
    }
}
