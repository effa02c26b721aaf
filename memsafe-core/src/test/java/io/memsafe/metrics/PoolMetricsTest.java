package io.memsafe.metrics;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.pool.BufferPool;
import io.memsafe.pool.BufferPoolStatistics;
import io.memsafe.pool.GovernedPool;
import io.memsafe.pool.Lease;
import io.memsafe.pool.PoolStatistics;
import io.memsafe.response.Demand;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double gauge(String name, String pool) {
        return registry.get(name).tag("pool", pool).gauge().value();
    }

    private double count(String name, String pool) {
        return registry.get(name).tag("pool", pool).functionCounter().count();
    }

    @Test
    void aPoolOfObjectsShowsWhatItHas() throws Exception {
        try (GovernedPool<Object> pool = GovernedPool.of(Object::new).size(1, 4).create()) {
            PoolMetrics.of("things", pool).bindTo(registry);
            try (Lease<Object> one = pool.claim(Duration.ofMinutes(1));
                    Lease<Object> other = pool.claim(Duration.ofMinutes(1))) {
                assertThat(one.get()).isNotSameAs(other.get());
                assertThat(gauge("memsafe.pool.in.use", "things")).isEqualTo(2);
                one.replace();
            }
            pool.reclaim(new Demand(PressureLevel.CRITICAL, 2));
            assertThat(gauge("memsafe.pool.in.use", "things")).isZero();
            assertThat(gauge("memsafe.pool.size", "things"))
                    .isEqualTo(pool.statistics().size());
            assertThat(gauge("memsafe.pool.most", "things")).isEqualTo(2);
            assertThat(count("memsafe.pool.replaced", "things")).isEqualTo(1);
            assertThat(count("memsafe.pool.created", "things")).isGreaterThanOrEqualTo(2);
        }
        assertThat(registry.getMeters()).hasSize(PoolStatistics.class.getRecordComponents().length);
    }

    @Test
    void aPoolOfBuffersShowsWhatItHas() {
        try (BufferPool<byte[]> pool = BufferPool.arrays().create()) {
            PoolMetrics.of("buffers", pool).bindTo(registry);
            pool.give(pool.take(1_024));
            pool.give(pool.take(1_024));
            assertThat(gauge("memsafe.buffers.idle", "buffers")).isEqualTo(1);
            assertThat(gauge("memsafe.buffers.idle.size", "buffers")).isEqualTo(1_024);
            assertThat(count("memsafe.buffers.reused", "buffers")).isEqualTo(1);
            assertThat(count("memsafe.buffers.made", "buffers")).isEqualTo(1);
        }
        assertThat(registry.getMeters()).hasSize(BufferPoolStatistics.class.getRecordComponents().length);
        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .allSatisfy(id -> assertThat(id.getDescription()).isNotBlank());
    }

    @Test
    void aRegistryDoesNotKeepAPool() {
        WeakReference<BufferPool<byte[]>> pool = bound();
        await().until(() -> {
            System.gc();
            return pool.get() == null;
        });
        assertThat(registry.getMeters()).isNotEmpty();
    }

    private WeakReference<BufferPool<byte[]>> bound() {
        BufferPool<byte[]> pool = BufferPool.arrays().create();
        PoolMetrics.of("buffers", pool).bindTo(registry);
        return new WeakReference<>(pool);
    }
}
