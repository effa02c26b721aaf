package io.memsafe.web;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.admission.BudgetPriority;
import io.memsafe.response.OrderlyStop;
import io.memsafe.web.PathRules.Rule;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Refuses the requests that would not fit into memory, and no others.
 *
 * <p>It learns what the requests of each route allocate and hold, and what in a request tells its size; it watches them
 * while they run; and it lets in as many as the heap has room for beside what lives there. Small requests are always let
 * in. A refused one is answered 503 at once, with a time to come again.
 *
 * <pre>{@code
 * MemoryShedFilter shed = MemoryShedFilter.with(governor)
 *         .exempt("/health/*")
 *         .critical("/pay/*")
 *         .sheddable("/report/*")
 *         .build();
 * }</pre>
 *
 * <p>Put it in front of all other filters that hold memory, for requests and for asynchronous dispatches, with asynchronous
 * support. Declared in {@code web.xml} it starts a governor of its own and takes the initialisation parameters
 * {@code exempt}, {@code critical}, {@code sheddable} (patterns apart by commas or blanks), {@code default-priority},
 * {@code retry-after-seconds} (such as {@code 1-5}), {@code most-body-bytes}, {@code throttle-uploads}, {@code client-share},
 * {@code deadline-seconds}, {@code cancel-largest} and {@code load-report}.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class MemoryShedFilter implements Filter, AutoCloseable {
    /** The attribute of a refused request that says why, a {@link ShedReason}: for access logs and what else stands in front. */
    public static final String REFUSAL = "io.memsafe.web.refusal";

    private @Nullable MemoryGovernor ownGovernor;
    private volatile @Nullable Shedding shedding;

    /** For a container, which calls {@link #init}. In code, use {@link #with}. */
    public MemoryShedFilter() {}

    private MemoryShedFilter(Shedding shedding) {
        this.shedding = shedding;
    }

    /**
     * Settings for a filter.
     *
     * @param governor stays the caller's to close, after the filter
     * @return a builder with the defaults
     */
    public static Builder with(MemoryGovernor governor) {
        return new Builder(governor);
    }

    /** The names of the parameters that a container can give. */
    static Set<String> parameters() {
        return ShedParameters.NAMES;
    }

    /**
     * Starts a governor and takes the parameters, unless the filter was built in code.
     *
     * @param config of the container
     * @throws ServletException if a parameter is unknown or wrong; it is named, with what would be right
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        if (shedding != null) {
            return;
        }
        ShedParameters parameters = new ShedParameters(config);
        MemoryGovernor governor = MemoryGovernor.start();
        try {
            shedding = new Shedding(governor, parameters.apply(with(governor)));
            ownGovernor = governor;
        } catch (IllegalArgumentException e) {
            governor.close();
            throw new ServletException("memsafe filter '" + config.getFilterName() + "': " + e.getMessage(), e);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Shedding active = shedding;
        if (active != null
                && request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer) {
            switch (request.getDispatcherType()) {
                case REQUEST -> active.shed(http, answer, chain);
                case ASYNC -> active.resume(http, answer, chain);
                case FORWARD, INCLUDE, ERROR -> chain.doFilter(request, response);
            }
        } else {
            chain.doFilter(request, response);
        }
    }

    /**
     * What the filter has done.
     *
     * @return as of now; all zero if it was never initialised
     */
    public ShedStatistics statistics() {
        Shedding active = shedding;
        return active == null ? new ShedStatistics(0, 0, Map.of(), Map.of(), 0, 0, 0, 0, 0, 0) : active.statistics();
    }

    /**
     * What it knows of each route.
     *
     * @return as of now
     */
    public List<RouteStatistics> routes() {
        Shedding active = shedding;
        return active == null ? List.of() : active.routes();
    }

    /**
     * What it knows of the routes whose requests allocate most.
     *
     * @param most how many of them
     * @return as of now, the largest mean first; those of which nothing has been measured are left out
     */
    public List<RouteStatistics> largestRoutes(int most) {
        return routes().stream()
                .filter(route -> route.meanBytes() >= 0)
                .sorted(Comparator.comparingDouble(RouteStatistics::meanBytes).reversed())
                .limit(most)
                .toList();
    }

    /**
     * Tells the filter which paths the application answers, so that it need not find out what varies in them. May be called
     * at any time, and again; what is told is not forgotten.
     *
     * @param templates paths within the context, such as {@code /orders/{id}/items}; a segment with a brace or a star varies,
     *     and what comes behind {@code **} or {@code {*rest}} is found out
     */
    public void declareRoutes(Iterable<String> templates) {
        Shedding active = shedding;
        if (active != null) {
            templates.forEach(active::declare);
        }
    }

    /** Ends its thread; requests are let through from then on. Called by the container, or by {@link #close}. */
    @Override
    public void destroy() {
        close();
    }

    /** Ends its thread; requests are let through from then on. */
    @Override
    public void close() {
        Shedding active = shedding;
        if (active != null) {
            active.close();
        }
        MemoryGovernor governor = ownGovernor;
        if (governor != null) {
            governor.close();
        }
    }

    /**
     * Settings for a filter.
     *
     * <p>A path pattern is {@code /exact/path}, {@code /prefix/*} or {@code *.suffix}, within the context. The most
     * particular one counts: an exact one, then the longest prefix, then a suffix.
     *
     * <p>Thread-safety: none; used by one thread.
     */
    public static final class Builder {
        private static final int LONGEST_SECONDS = 3_600;
        private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
        private static final Duration LONGEST_DEADLINE = Duration.ofDays(1);

        private final MemoryGovernor governor;
        final List<Rule> rules = new ArrayList<>();
        String name = "web";
        RequestClassifier classifier = request -> null;
        BudgetPriority usual = BudgetPriority.DEFAULT;
        int leastSeconds = 1;
        int mostSeconds = 5;
        long mostBodyBytes = Long.MAX_VALUE;
        boolean isPaced = true;
        ClientShares clients = ClientShares.NONE;
        int mostWaiting = 8;
        Duration longestWait = Duration.ofMillis(250);
        long deadlineNanos = Long.MAX_VALUE;
        boolean isLargestCancelled;
        boolean isLoadReported;

        @Nullable
        OrderlyStop stop;

        private Builder(MemoryGovernor governor) {
            this.governor = Objects.requireNonNull(governor, "governor");
        }

        /**
         * Paths that always pass and are not looked at: health checks, and what an operator needs.
         *
         * @param patterns of paths
         * @return this builder
         * @throws IllegalArgumentException if one is none
         */
        public Builder exempt(String... patterns) {
            return rule(null, patterns);
        }

        /**
         * Paths that are refused last: never because of the level, except at {@link PressureLevel#EMERGENCY}.
         *
         * @param patterns of paths
         * @return this builder
         * @throws IllegalArgumentException if one is none
         */
        public Builder critical(String... patterns) {
            return rule(BudgetPriority.CRITICAL, patterns);
        }

        /**
         * Paths that are refused first: they have three quarters of the budget, and from {@link PressureLevel#WARNING}
         * on the largest of them are refused.
         *
         * @param patterns of paths
         * @return this builder
         * @throws IllegalArgumentException if one is none
         */
        public Builder sheddable(String... patterns) {
            return rule(BudgetPriority.SHEDDABLE, patterns);
        }

        private Builder rule(@Nullable BudgetPriority priority, String... patterns) {
            for (String pattern : patterns) {
                rules.add(Rule.of(pattern, priority));
            }
            return this;
        }

        /**
         * Says how much a request matters by more than its path; goes before the patterns, but not before the exempt ones.
         *
         * @param byRequest asked for every request; when it throws, the path tells
         * @return this builder
         */
        public Builder classifier(RequestClassifier byRequest) {
            this.classifier = Objects.requireNonNull(byRequest, "byRequest");
            return this;
        }

        /**
         * How much all other requests matter.
         *
         * @param priority {@link BudgetPriority#DEFAULT} by default
         * @return this builder
         */
        public Builder defaultPriority(BudgetPriority priority) {
            this.usual = Objects.requireNonNull(priority, "priority");
            return this;
        }

        /**
         * When a refused caller is told to come again: a number between the two, another one each time.
         *
         * @param least seconds, 1 or more; 1 by default
         * @param most seconds, not less and at most 3,600; 5 by default
         * @return this builder
         * @throws IllegalArgumentException if they are out of these bounds
         */
        public Builder retryAfterSeconds(int least, int most) {
            if (least < 1 || most < least || most > LONGEST_SECONDS) {
                throw new IllegalArgumentException("retry-after seconds must be 1 <= least <= most <= "
                        + LONGEST_SECONDS + ", but least is " + least + " and most is " + most);
            }
            this.leastSeconds = least;
            this.mostSeconds = most;
            return this;
        }

        /**
         * How large the body of a request may be. A larger one is answered 413: at once where its length is told, else when
         * the application reads that far ({@link BodyTooLargeException}). Forms and parts that the container reads have
         * limits of its own.
         *
         * @param bytes 0 or more; no limit by default
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder mostBodyBytes(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("most body bytes must be 0 or more, but are " + bytes);
            }
            this.mostBodyBytes = bytes;
            return this;
        }

        /**
         * Whether who reads the body of a request has to wait while memory is short, and with that who sends it: while
         * requests hold what there is no room for, and at {@link PressureLevel#CRITICAL}; five seconds altogether, then the
         * request is answered 503. Bodies of less than 64 KB, critical requests, and who reads without blocking, do not wait.
         *
         * @param on {@code true} by default
         * @return this builder
         */
        public Builder throttleUploads(boolean on) {
            this.isPaced = on;
            return this;
        }

        /**
         * Bounds what the requests in flight of one address may hold. What is beyond is answered 429. A client that has
         * nothing in flight may have one request of any size; small requests do not count.
         *
         * @param ratio of the budget, more than 0 and at most 1
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder clientShare(double ratio) {
            return clientShare(ratio, ServletRequest::getRemoteAddr);
        }

        /**
         * Bounds what the requests in flight of one client may hold, as {@link #clientShare(double)} does.
         *
         * @param ratio of the budget, more than 0 and at most 1
         * @param clientOf names the client of a request, or {@code null} for one that has no bound. An address behind a
         *     proxy is the proxy's
         * @return this builder
         * @throws IllegalArgumentException if the ratio is out of these bounds
         */
        public Builder clientShare(double ratio, Function<HttpServletRequest, @Nullable String> clientOf) {
            if (!(ratio > 0) || ratio > 1) {
                throw new IllegalArgumentException("client share must be more than 0 and at most 1, but is " + ratio);
            }
            this.clients = new ClientShares(ratio, Objects.requireNonNull(clientOf, "clientOf"));
            return this;
        }

        /**
         * Has requests that find no room wait for it on their threads, instead of being refused at once. While a quarter of those that
         * ask find none, nobody waits.
         *
         * @param most of them at the same time, 0 or more; 8 by default
         * @param longest that each waits, up to 1 min; 250 ms by default
         * @return this builder
         * @throws IllegalArgumentException if they are out of these bounds
         */
        public Builder waitForRoom(int most, Duration longest) {
            if (most < 0) {
                throw new IllegalArgumentException("the most that wait must be 0 or more, but are " + most);
            }
            this.mostWaiting = most;
            this.longestWait = checked("the longest wait", longest, LONGEST_WAIT);
            return this;
        }

        /**
         * How long a request may take before it is asked to end by its {@link CancellationToken}: half as long from
         * {@link PressureLevel#WARNING} on, a quarter from {@link PressureLevel#CRITICAL} on.
         *
         * @param time more than 0, up to 1 d; none by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder deadline(Duration time) {
            if (time.isZero()) {
                throw new IllegalArgumentException("deadline must be more than 0, but is " + time);
            }
            this.deadlineNanos = checked("deadline", time, LONGEST_DEADLINE).toNanos();
            return this;
        }

        private static Duration checked(String setting, Duration value, Duration most) {
            if (value.isNegative() || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(setting + " must be 0 to " + most + ", but is " + value);
            }
            return value;
        }

        /**
         * Whether requests are asked to end by their {@link CancellationToken} when what is in flight turns out to hold more
         * than there is: the one that holds most, sheddable ones first, never critical ones, one after the other.
         *
         * @param on {@code false} by default
         * @return this builder
         */
        public Builder cancelLargest(boolean on) {
            this.isLargestCancelled = on;
            return this;
        }

        /**
         * Whether each answer tells balancers how full and how busy the server is, in the header
         * {@code endpoint-load-metrics} (ORCA, as text). The balancer should take it out for strangers.
         *
         * @param on {@code false} by default
         * @return this builder
         */
        public Builder loadReport(boolean on) {
            this.isLoadReported = on;
            return this;
        }

        /**
         * Has a stop wait for the requests in flight, no longer than its grace, and answers close their connections once it
         * has begun.
         *
         * @param orderly stays the caller's to close
         * @return this builder
         */
        public Builder stop(OrderlyStop orderly) {
            this.stop = Objects.requireNonNull(orderly, "orderly");
            return this;
        }

        /**
         * The name of the budget of its requests, a child of the governor's.
         *
         * @param budgetName {@code web} by default; filters of one name share a budget
         * @return this builder
         */
        public Builder name(String budgetName) {
            this.name = Objects.requireNonNull(budgetName, "budgetName");
            return this;
        }

        /**
         * Makes the filter and starts its thread.
         *
         * @return a filter to register with a container
         */
        public MemoryShedFilter build() {
            return new MemoryShedFilter(new Shedding(governor, this));
        }

        boolean cancels() {
            return deadlineNanos != Long.MAX_VALUE || isLargestCancelled;
        }
    }
}
