package io.memsafe.benchmarks.jmh;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import io.memsafe.MemoryGovernor;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.web.MemoryShedFilter;
import io.memsafe.web.ShedStatistics;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the filter costs a request, beside a limiter of concurrency-limits. The request, the response and the chain do
 * nothing, so that all that is seen is the filter's.
 *
 * <p>Thread-safety: its state is shared by the threads of JMH; all of it is made for that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FilterBenchmark {
    private static final FilterChain NOTHING = (request, response) -> {};
    private static final int LEARNED = 30;
    private static final int MANY = 1_000;
    /** Far more than what is let in for being small: a two-thousandth of the heap, a quarter of the machine's memory by default. */
    private static final int LARGE_BYTES = 128 << 20;

    private final MemoryGovernor governor = MemoryGovernor.start();
    private final MemoryShedFilter filter = MemoryShedFilter.with(governor)
            .exempt("/health/*")
            .critical("/pay/*")
            .sheddable("/report/*")
            .build();
    private final MemoryGovernor fullGovernor = MemoryGovernor.start();
    private final MemoryShedFilter full = MemoryShedFilter.with(fullGovernor)
            .sheddable("/orders/*")
            .waitForRoom(0, Duration.ZERO)
            .build();
    private final Limiter<Void> limiter =
            SimpleLimiter.newBuilder().limit(Gradient2Limit.newDefault()).build();
    private final HttpServletRequest request = new Request();
    private final HttpServletResponse response = new Response(HttpServletResponse.SC_OK);
    /** Nothing is learned from a request that fails, such as one that is let in because the budget has just grown. */
    private final HttpServletResponse failure = new Response(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);

    /** For JMH. */
    public FilterBenchmark() {}

    /**
     * The filter that is full learns before that such a request takes much, and that there is no room for one stays so if
     * the budget should grow: a quarter of it is not for sheddable ones.
     *
     * @throws IOException never
     * @throws ServletException never
     */
    @Setup
    public void fill() throws IOException, ServletException {
        for (int i = 0; i < LEARNED; i++) {
            full.doFilter(request, response, (from, to) -> Blackhole.consumeCPU(new byte[LARGE_BYTES].length & 1));
        }
        MemoryBudget budget = fullGovernor.budget().children().get(0);
        budget.tryReserve(budget.limitBytes());
    }

    /**
     * For JMH.
     *
     * @throws IllegalStateException if requests were let in that were to be refused, and not just when the budget has grown
     */
    @TearDown
    public void close() {
        ShedStatistics told = full.statistics();
        if (told.admitted() - LEARNED > told.shed() / MANY) {
            throw new IllegalStateException("of the requests that were to be refused, some were let in: " + told);
        }
        filter.close();
        full.close();
        governor.close();
        fullGovernor.close();
    }

    /** A request, a response, and nothing to do; what a proxy is asked for is not part of the measurement. */
    private static <T> T stub(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, values) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));
    }

    /** A request without a body or a query. */
    private static final class Request extends HttpServletRequestWrapper {
        Request() {
            super(stub(HttpServletRequest.class));
        }

        @Override
        public DispatcherType getDispatcherType() {
            return DispatcherType.REQUEST;
        }

        @Override
        public String getMethod() {
            return "GET";
        }

        @Override
        public String getServletPath() {
            return "/orders/4711/items";
        }

        @Override
        public @Nullable String getPathInfo() {
            return null;
        }

        @Override
        public @Nullable String getQueryString() {
            return null;
        }

        @Override
        public long getContentLengthLong() {
            return -1;
        }

        @Override
        public boolean isAsyncStarted() {
            return false;
        }

        @Override
        public void setAttribute(String name, Object value) {
            // what a container does with it is not the filter's
        }
    }

    /** A response that has been sent, so that a refusal is decided and not written. */
    private static final class Response extends HttpServletResponseWrapper {
        private final int status;

        Response(int status) {
            super(stub(HttpServletResponse.class));
            this.status = status;
        }

        @Override
        public boolean isCommitted() {
            return true;
        }

        @Override
        public int getStatus() {
            return status;
        }
    }

    /**
     * A request that is let in.
     *
     * @throws IOException never
     * @throws ServletException never
     */
    @Benchmark
    public void filter() throws IOException, ServletException {
        filter.doFilter(request, response, NOTHING);
    }

    /**
     * A request that is refused, of a route that is known, and does not wait for room.
     *
     * @throws IOException never
     * @throws ServletException never
     */
    @Benchmark
    public void filterRefusal() throws IOException, ServletException {
        full.doFilter(request, failure, NOTHING);
    }

    /**
     * What a limiter of concurrency-limits does for a request.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public boolean limiter() {
        Optional<Limiter.Listener> admitted = limiter.acquire(null);
        admitted.ifPresent(Limiter.Listener::onSuccess);
        return admitted.isPresent();
    }
}
