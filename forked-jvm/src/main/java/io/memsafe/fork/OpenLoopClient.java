package io.memsafe.fork;

import io.memsafe.fork.Traffic.End;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of a {@link Traffic} when they are due, on one thread, over at most 400 connections; what finds none waits in the
 * client, as behind a load balancer. It gives up on a request after two seconds.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class OpenLoopClient {
    private static final int MOST_CONNECTIONS = 400;
    private static final long PATIENCE_NANOS = 2_000_000_000L;
    private static final long AFTER_NANOS = 200_000_000L;
    private static final int BUFFER = 16 << 10;
    private static final long LONGEST_WAIT_MILLIS = 20;
    private static final int STATUS_START = 9;
    private static final int STATUS_END = 12;
    private static final int SUCCESS_END = 300;
    private static final int UNAVAILABLE = 503;
    private static final int TOO_MANY = 429;

    private final Traffic traffic;
    private final boolean[] isOver;
    private final InetSocketAddress address;
    private final Selector selector;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
    private final @Nullable Connection[] carriers;
    private int open;
    private int over;
    private long startNanos;

    /** One connection, and the request on it. */
    private static final class Connection {
        final SocketChannel channel;
        final ByteBuffer in = ByteBuffer.allocate(BUFFER);
        ByteBuffer out = ByteBuffer.allocate(0);
        int request = -1;
        boolean connected;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private OpenLoopClient(Traffic traffic, int port, Selector selector) {
        this.traffic = traffic;
        this.isOver = new boolean[traffic.size()];
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.selector = selector;
        this.carriers = new Connection[traffic.size()];
    }

    /**
     * Sends all requests, and waits for the answers.
     *
     * @param traffic what to send
     * @param port of the server, on this machine
     * @throws IOException if this machine gives out no more sockets
     */
    public static void send(Traffic traffic, int port) throws IOException {
        try (Selector selector = Selector.open()) {
            new OpenLoopClient(traffic, port, selector).run();
        }
    }

    private void ended(int request, End how, long latencyNanos) {
        if (!isOver[request]) {
            isOver[request] = true;
            over++;
            traffic.ended(request, how, latencyNanos);
        }
    }

    private long now() {
        return System.nanoTime() - startNanos;
    }

    private void run() throws IOException {
        startNanos = System.nanoTime();
        int next = 0;
        int oldest = 0;
        while (over < isOver.length && now() < traffic.end() + PATIENCE_NANOS + AFTER_NANOS) {
            long now = now();
            while (next < traffic.size() && traffic.time(next) <= now) {
                submit(next++);
            }
            while (oldest < next && (isOver[oldest] || traffic.time(oldest) + PATIENCE_NANOS <= now)) {
                giveUp(oldest++);
            }
            long due = next < traffic.size() ? traffic.time(next) : now + LONGEST_WAIT_MILLIS * 1_000_000L;
            long millis = Math.min(LONGEST_WAIT_MILLIS, (due - now()) / 1_000_000L);
            if (millis > 0) {
                selector.select(millis);
            } else {
                selector.selectNow();
            }
            for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
                SelectionKey key = keys.next();
                keys.remove();
                attend(key, (Connection) key.attachment());
            }
        }
        for (int i = 0; i < traffic.size(); i++) {
            ended(i, End.TIMEOUT, PATIENCE_NANOS);
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
    }

    private void giveUp(int request) {
        if (!isOver[request]) {
            Connection carrier = carriers[request];
            if (carrier != null) {
                close(carrier, End.TIMEOUT);
                serveWaiting();
            } else {
                ended(request, End.TIMEOUT, PATIENCE_NANOS);
            }
        }
    }

    private void submit(int request) {
        while (true) {
            Connection connection = idle.pollLast();
            if (connection == null) {
                if (open >= MOST_CONNECTIONS) {
                    waiting.add(request);
                } else {
                    connect(request);
                }
                return;
            }
            try {
                put(connection, request);
                return;
            } catch (IOException e) {
                connection.request = -1; // it was closed while idle: another one takes the request
                close(connection, End.BROKEN);
            }
        }
    }

    private void connect(int request) {
        try {
            SocketChannel channel = SocketChannel.open();
            open++;
            Connection connection = new Connection(channel);
            connection.request = request;
            try {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                connection.connected = channel.connect(address);
                channel.register(
                        selector, connection.connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, connection);
                put(connection, request);
            } catch (IOException e) {
                close(connection, End.BROKEN);
            }
        } catch (IOException e) {
            ended(request, End.BROKEN, 0);
        }
    }

    private void put(Connection connection, int request) throws IOException {
        connection.request = request;
        carriers[request] = connection;
        connection.in.clear();
        connection.out = ByteBuffer.wrap(traffic.text(request));
        if (connection.connected) {
            write(connection);
        }
    }

    private void write(Connection connection) throws IOException {
        connection.channel.write(connection.out);
        SelectionKey key = connection.channel.keyFor(selector);
        key.interestOps(
                connection.out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void close(Connection connection, End how) {
        try {
            connection.channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        open--;
        idle.remove(connection);
        int request = connection.request;
        connection.request = -1;
        if (request >= 0) {
            carriers[request] = null;
            ended(request, how, now() - traffic.time(request));
        }
    }

    private void serveWaiting() {
        while (!waiting.isEmpty() && (!idle.isEmpty() || open < MOST_CONNECTIONS)) {
            int request = waiting.remove();
            if (!isOver[request]) {
                submit(request);
            }
        }
    }

    private void attend(SelectionKey key, Connection connection) {
        try {
            if (!key.isValid()) {
                return;
            }
            if (key.isConnectable()) {
                connection.channel.finishConnect();
                connection.connected = true;
                write(connection);
            } else {
                if (key.isWritable()) {
                    write(connection);
                }
                if (key.isReadable()) {
                    read(connection);
                }
            }
        } catch (IOException e) {
            close(connection, End.BROKEN);
            serveWaiting();
        }
    }

    private void read(Connection connection) throws IOException {
        int count = connection.channel.read(connection.in);
        if (connection.request < 0) {
            if (count != 0) {
                close(connection, End.BROKEN); // an idle one was closed by the server
            }
            return;
        }
        String text = new String(connection.in.array(), 0, connection.in.position(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String head = end < 0 ? "" : text.substring(0, end).toLowerCase(Locale.ROOT);
        boolean full = !connection.in.hasRemaining(); // an error page that is longer than anybody wants to read
        if (end > 0 && (count < 0 || full || isWhole(head, text, end))) {
            answered(connection, head, count < 0 || full);
        } else if (count < 0) {
            close(connection, End.BROKEN);
            serveWaiting();
        }
    }

    private static boolean isWhole(String head, String text, int end) {
        int at = head.indexOf("content-length:");
        if (at >= 0) {
            int lineEnd = head.indexOf('\r', at);
            String length = head.substring(at + "content-length:".length(), lineEnd < 0 ? head.length() : lineEnd);
            return text.length() >= end + 4 + Integer.parseInt(length.strip());
        }
        return head.contains("transfer-encoding: chunked") && text.endsWith("0\r\n\r\n");
    }

    private void answered(Connection connection, String head, boolean mustClose) {
        int status = Integer.parseInt(head.substring(STATUS_START, STATUS_END));
        End how = status < SUCCESS_END
                ? End.ANSWERED
                : status == UNAVAILABLE || status == TOO_MANY ? End.REFUSED : End.FAILED;
        int request = connection.request;
        ended(request, how, now() - traffic.time(request));
        carriers[request] = null;
        connection.request = -1;
        if (mustClose || head.contains("connection: close")) {
            close(connection, how);
        } else {
            idle.add(connection);
        }
        serveWaiting();
    }
}
