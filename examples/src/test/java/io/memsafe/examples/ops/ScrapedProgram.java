package io.memsafe.examples.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.metrics.MemsafeMetrics;
import io.memsafe.web.MemoryShedFilter;
import io.memsafe.web.ShedMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * A program under test that Prometheus reads. It either makes garbage that fills the heap again and again, or, once {@code /leak}
 * is asked for, keeps more and more until its level rises, and asked for that again, until it dies.
 */
public final class ScrapedProgram {
    private static final int BLOCK = 16 << 10;
    private static final int LARGE = 64 << 10;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final int STEPS_A_SECOND = 100;
    private static final int BLOCKS_A_STEP = 4;
    private static final double FAST_UNTIL_RATIO = 0.80;
    private static final double CRITICAL_RATIO = 0.95;

    // Shares of the heap that leak each second: at first, then, and when little is left.
    private static final double FAST_RATIO = 0.16;
    private static final double SLOW_RATIO = 0.01;
    private static final double LAST_RATIO = 0.002;

    private ScrapedProgram() {}

    /**
     * Runs until it is killed or dies.
     *
     * @param arguments {@code garbage} or {@code leak}
     */
    public static void main(String[] arguments) throws Exception {
        MemoryGovernor governor = MemoryGovernor.start();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new MemsafeMetrics(governor).bindTo(registry);
        new ShedMetrics(MemoryShedFilter.with(governor).build()).bindTo(registry);
        Semaphore asked = new Semaphore(0);
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/metrics", exchange -> answer(exchange, registry.scrape()));
        server.createContext("/leak", exchange -> {
            asked.release();
            answer(exchange, "leaking");
        });
        server.start();
        System.out.println("PORT " + server.getAddress().getPort());
        if (arguments[0].equals("leak")) {
            asked.acquire();
            leak(governor, asked);
        } else {
            makeGarbage();
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Blocks live long enough to grow old, and die then: the old generation is full of garbage before each collection of it. */
    private static void makeGarbage() {
        Deque<byte[]> young = new ArrayDeque<>();
        long most = Runtime.getRuntime().maxMemory() / 5 / LARGE;
        while (true) {
            for (int i = 0; i < 8; i++) {
                young.addLast(new byte[LARGE]);
                if (young.size() > most) {
                    young.removeFirst();
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Keeps more and more: until the level rises and it is asked again, and then to the end. */
    private static void leak(MemoryGovernor governor, Semaphore asked) throws InterruptedException {
        Hoard hoard = new Hoard(governor);
        while (governor.level() == PressureLevel.NORMAL) {
            hoard.step(hoard.fillingRatio() < FAST_UNTIL_RATIO ? FAST_RATIO : SLOW_RATIO);
        }
        while (!asked.tryAcquire()) {
            hoard.step(0);
        }
        while (true) {
            hoard.step(hoard.fillingRatio() < CRITICAL_RATIO ? SLOW_RATIO : LAST_RATIO);
        }
    }

    /** What is kept, and the work that goes on beside it, without which no collection would tell what lives. */
    private static final class Hoard {
        private final List<byte[]> kept = new ArrayList<>();
        private final MemoryGovernor governor;
        private double owedBytes;

        Hoard(MemoryGovernor governor) {
            this.governor = governor;
        }

        double fillingRatio() {
            return kept.size() * (double) BLOCK / governor.assessment().heap().capacityBytes();
        }

        void step(double ratioPerSecond) {
            owedBytes += Runtime.getRuntime().maxMemory() * ratioPerSecond / STEPS_A_SECOND;
            for (; owedBytes > 0; owedBytes -= BLOCK) {
                kept.add(new byte[BLOCK]);
            }
            List<byte[]> passing = new ArrayList<>();
            for (int i = 0; i < BLOCKS_A_STEP; i++) {
                passing.add(new byte[BLOCK]);
            }
            passing.clear();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
