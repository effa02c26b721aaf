package io.memsafe.web;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.admission.BudgetPriority;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
 * {@code retry-after-seconds} (such as {@code 1-5}) and {@code most-body-bytes}.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class MemoryShedFilter implements Filter, AutoCloseable {
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
        return InitParameters.NAMES;
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
        InitParameters parameters = new InitParameters(config);
        MemoryGovernor governor = MemoryGovernor.start();
        try {
            shedding = parameters.apply(with(governor)).shedding();
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
        return active == null
                ? new ShedStatistics(0, 0, Collections.emptyMap(), Collections.emptyMap(), 0, 0, 0, 0, 0)
                : active.statistics();
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

        private final MemoryGovernor governor;
        private final List<Rule> rules = new ArrayList<>();
        private String name = "web";
        private RequestClassifier classifier = request -> null;
        private BudgetPriority usual = BudgetPriority.DEFAULT;
        private int leastSeconds = 1;
        private int mostSeconds = 5;
        private long mostBodyBytes = Long.MAX_VALUE;

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
            return new MemoryShedFilter(shedding());
        }

        private Shedding shedding() {
            return new Shedding(
                    governor,
                    name,
                    new PathRules(rules),
                    classifier,
                    usual,
                    new RefusalAnswer(leastSeconds, mostSeconds),
                    mostBodyBytes);
        }
    }

    /** The parameters of {@code web.xml}. */
    private static final class InitParameters {
        private static final String PRIORITY = "default-priority";
        private static final String RETRY_AFTER = "retry-after-seconds";
        private static final String BODY_BYTES = "most-body-bytes";
        private static final Set<String> NAMES =
                Set.of("exempt", "critical", "sheddable", PRIORITY, RETRY_AFTER, BODY_BYTES);

        private final FilterConfig config;

        InitParameters(FilterConfig config) throws ServletException {
            this.config = config;
            for (String given : Collections.list(config.getInitParameterNames())) {
                if (!NAMES.contains(given)) {
                    throw new ServletException("memsafe filter '" + config.getFilterName() + "': no parameter '" + given
                            + "'; there are " + NAMES.stream().sorted().toList());
                }
            }
        }

        Builder apply(Builder builder) {
            builder.exempt(patterns("exempt")).critical(patterns("critical")).sheddable(patterns("sheddable"));
            String priority = config.getInitParameter(PRIORITY);
            if (priority != null) {
                builder.defaultPriority(priority(priority.strip()));
            }
            String seconds = config.getInitParameter(RETRY_AFTER);
            if (seconds != null) {
                retryAfter(builder, seconds.strip());
            }
            String bytes = config.getInitParameter(BODY_BYTES);
            if (bytes != null) {
                bodyBytes(builder, bytes.strip());
            }
            return builder;
        }

        private String[] patterns(String name) {
            String value = config.getInitParameter(name);
            return value == null || value.isBlank()
                    ? new String[0]
                    : value.strip().split("[,\\s]+");
        }

        private static BudgetPriority priority(String value) {
            for (BudgetPriority priority : BudgetPriority.values()) {
                if (priority.name().equalsIgnoreCase(value)) {
                    return priority;
                }
            }
            throw new IllegalArgumentException(
                    PRIORITY + " must be sheddable, default or critical, but is '" + value + "'");
        }

        private static void bodyBytes(Builder builder, String value) {
            try {
                builder.mostBodyBytes(Long.parseLong(value));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        BODY_BYTES + " must be a number of bytes, but is '" + value + "'", e);
            }
        }

        private static void retryAfter(Builder builder, String value) {
            String[] bounds = value.split("-", -1);
            try {
                builder.retryAfterSeconds(
                        Integer.parseInt(bounds[0].strip()), Integer.parseInt(bounds[bounds.length - 1].strip()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        RETRY_AFTER + " must be seconds, such as 3 or 1-5, but is '" + value + "'", e);
            }
        }
    }
}
