package io.memsafe.web;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.Registration;
import io.memsafe.admission.BudgetPriority;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.response.OrderlyStop;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests through the gate, and sees to it that each is taken out again, once.
 *
 * <p>A request that is let in takes its bytes when it begins and gives them back when it ends: when the chain returns or
 * throws, whatever it throws; or, if it goes on asynchronously, when the container says that it is complete. What it
 * allocated on its threads is learned then.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class Shedding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryShedFilter.class);
    private static final String FLIGHT = Shedding.class.getName() + ".flight";
    private static final int CLIENT_ERROR = 400;
    private static final long LEAST_PACED_BYTES = 64 << 10;

    private final MemoryGovernor governor;
    private final MemoryShedFilter.Builder settings;
    private final PathRules rules;
    private final RefusalAnswer answer;
    private final ClientShares clients;
    private final WaitingRoom waiting;
    private final MemoryBudget budget;
    private final RouteTree routes = new RouteTree();
    private final Flights flights;
    private final Gate gate;
    private final Crowd crowd;
    private final FlightWatch watch;
    private final Strangers strangers;
    private final Registration telling;
    private final @Nullable Cancelling cancelling;
    private final @Nullable LoadReport load;
    private final Thread watcher;
    private final LongAdder admitted = new LongAdder();
    private final ShedCounts shed = new ShedCounts();
    private final SheddingLog log = new SheddingLog();
    private volatile boolean resting;
    private volatile boolean classifierFailed;
    private boolean watchFailed;
    private volatile boolean closed;

    Shedding(MemoryGovernor governor, MemoryShedFilter.Builder settings) {
        this.governor = governor;
        this.settings = settings;
        this.rules = new PathRules(settings.rules);
        this.answer = new RefusalAnswer(settings.leastSeconds, settings.mostSeconds);
        this.clients = settings.clients;
        this.waiting = new WaitingRoom(settings.mostWaiting, settings.longestWait.toNanos());
        this.budget = budget(governor, settings.name);
        this.flights = new Flights(budget, clients, AllocatedBytes.ofThisJvm());
        this.gate = new Gate(budget, governor::level);
        this.crowd = new Crowd(governor.assessment().heap());
        this.watch = new FlightWatch(flights, routes, gate, crowd, budget, governor::assessment, governor::level);
        this.telling = budget.filled(watch::filledBytes, watch::leftBytes);
        this.strangers = new Strangers(gate, this::wakeWatch);
        this.cancelling = settings.cancels()
                ? new Cancelling(flights, settings.deadlineNanos, settings.isLargestCancelled)
                : null;
        this.load = settings.isLoadReported ? new LoadReport(System.nanoTime()) : null;
        OrderlyStop toDrain = settings.stop;
        if (toDrain != null) {
            toDrain.awaitIdle(() -> flights.inFlight() == 0);
        }
        this.watcher = new Thread(this::watch, "memsafe-web");
        watcher.setDaemon(true);
        watcher.start();
    }

    /** A filter that is made again, as after a redeployment, goes on with the budget of the one before. */
    private static MemoryBudget budget(MemoryGovernor governor, String name) {
        for (MemoryBudget child : governor.budget().children()) {
            if (child.name().equals(name)) {
                return child;
            }
        }
        return governor.budget()
                .child(name)
                .priority(BudgetPriority.CRITICAL) // the gate tells priorities apart
                .create();
    }

    private void watch() {
        while (!closed) {
            long rest = FlightWatch.SLOW_NANOS;
            try {
                long now = System.nanoTime();
                rest = look(now);
            } catch (OutOfMemoryError e) {
                // The next step begins anew.
                rest = FlightWatch.FAST_NANOS;
            } catch (RuntimeException e) {
                if (!watchFailed) {
                    watchFailed = true;
                    LOG.warn("looking at the requests in flight failed; it goes on with the next look", e);
                }
            }
            resting = rest > FlightWatch.FAST_NANOS;
            LockSupport.parkNanos(this, rest);
        }
    }

    private long look(long now) {
        long rest = watch.step(now);
        long letIn = admitted.sum();
        long refused = shed.sum();
        log.step(now, letIn, refused, governor.level());
        if (cancelling != null) {
            cancelling.step(now, governor.level(), gate.isMissing());
        }
        if (load != null) {
            load.step(now, governor.assessment().heap(), letIn, refused);
        }
        return rest;
    }

    /** Lets a request through the gate and down the chain, or answers that it was refused. */
    void shed(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Flight flight = flights.ofThisThread();
        if (closed || flight.isInFlight()) {
            chain.doFilter(request, response);
            return;
        }
        String servletPath = request.getServletPath();
        String pathInfo = request.getPathInfo();
        PathRules.Rule rule = rules.find(servletPath, pathInfo);
        if (rule != null && rule.priority() == null) {
            chain.doFilter(request, response);
            return;
        }
        if (load != null) {
            response.setHeader(LoadReport.HEADER, load.text());
        }
        if (settings.stop != null && !settings.stop.ready()) {
            RefusalAnswer.closeConnection(request, response);
        }
        if (request.getContentLengthLong() > settings.mostBodyBytes) {
            RefusalAnswer.tooLarge(request, response);
            return;
        }
        BudgetPriority priority = priority(request, rule);
        Route route = routes.find(request.getMethod(), servletPath, pathInfo);
        ShedReason reason = begin(flight, route, request, priority);
        if (reason != null) {
            shed.add(reason, priority);
            request.setAttribute(MemoryShedFilter.REFUSAL, reason);
            boolean isOwnDoing = reason == ShedReason.CLIENT_SHARE;
            answer.send(request, response, isOwnDoing, governor.level().atLeast(PressureLevel.CRITICAL));
            return;
        }
        boolean returned = false;
        crowd.enter();
        try {
            admitted.increment();
            pass(flight, request, response, chain, priority);
            returned = true;
        } finally {
            leave(flight, request, response, returned);
        }
    }

    private void pass(
            Flight flight,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            BudgetPriority priority)
            throws IOException, ServletException {
        boolean isPaced = settings.isPaced && priority != BudgetPriority.CRITICAL && hasLargeBody(request);
        boolean isBounded = settings.mostBodyBytes < Long.MAX_VALUE && request.getContentLengthLong() != 0;
        CancellationToken token = flight.token();
        if (!isPaced && !isBounded && token == null) {
            chain.doFilter(request, response);
            return;
        }
        if (token != null) {
            token.attach(request);
        }
        try {
            chain.doFilter(
                    isPaced || isBounded
                            ? new BoundedRequest(
                                    request, settings.mostBodyBytes, isPaced ? new UploadPace(gate) : UploadPace.NONE)
                            : request,
                    response);
        } catch (IOException | ServletException | RuntimeException e) {
            if (!explain(e, request, response)) {
                throw e;
            }
        }
    }

    /** Whether there may be more than a little to read. A body that does not say how long it is may be of any length. */
    private static boolean hasLargeBody(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        return length >= LEAST_PACED_BYTES
                || (length < 0
                        && switch (request.getMethod()) {
                            case "POST", "PUT", "PATCH" -> true;
                            default -> false;
                        });
    }

    /** Answers a request that the filter itself has ended, wherever that was noticed; tells whether it has. */
    private boolean explain(Throwable thrown, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (response.isCommitted()) {
            return false;
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLargeException) {
                RefusalAnswer.tooLarge(request, response);
                return true;
            }
            if (cause instanceof RequestCancelledException) {
                response.reset();
                answer.send(request, response, false, true);
                return true;
            }
        }
        return false;
    }

    private @Nullable ShedReason begin(
            Flight flight, Route route, HttpServletRequest request, BudgetPriority priority) {
        ShedReason reason = route.isKnown()
                ? ask(flight, route, request, priority)
                : strangers.ask(route, () -> ask(flight, route, request, priority));
        gate.asked(held(flight), reason != ShedReason.NO_ROOM);
        if (reason == ShedReason.NO_ROOM) {
            reason = waiting.await(gate, () -> askAgain(flight, route, priority));
        }
        if (reason == null && !gate.isSmall(flight.expectedBytes())) {
            wakeWatch();
        }
        return reason;
    }

    private @Nullable ShedReason ask(Flight flight, Route route, HttpServletRequest request, BudgetPriority priority) {
        if (route.wantsNumbers()) {
            flight.numbers.read(request.getQueryString(), request.getContentLengthLong());
        } else {
            flight.numbers.clear();
        }
        flight.begin(route, route.expectedBytes(flight.numbers, watch.priorBytes()), Thread.currentThread());
        if (clients != ClientShares.NONE) {
            flight.ofClient(clients.placesOf(request));
        }
        if (cancelling != null) {
            flight.cancellable(new CancellationToken(priority, System.nanoTime()));
        }
        return gate.admit(flight, held(flight), priority);
    }

    /** What a request is expected to take may have become known while it waited. */
    private @Nullable ShedReason askAgain(Flight flight, Route route, BudgetPriority priority) {
        flight.expect(route.expectedBytes(flight.numbers, watch.priorBytes()));
        return gate.admitAfterAll(flight, held(flight), priority);
    }

    private static long held(Flight flight) {
        return (long) (flight.route().heldRatio() * flight.expectedBytes());
    }

    private void wakeWatch() {
        if (resting) {
            resting = false;
            LockSupport.unpark(watcher);
        }
    }

    private BudgetPriority priority(HttpServletRequest request, PathRules.@Nullable Rule rule) {
        BudgetPriority ofRule = rule == null ? null : rule.priority();
        try {
            BudgetPriority told = settings.classifier.classify(request);
            if (told != null) {
                return told;
            }
        } catch (RuntimeException e) {
            if (!classifierFailed) {
                classifierFailed = true;
                LOG.warn("the classifier of requests failed, for {}; the paths tell, each time it does", request, e);
            }
        }
        return ofRule == null ? settings.usual : ofRule;
    }

    /** The chain has returned or thrown. */
    private void leave(Flight flight, HttpServletRequest request, HttpServletResponse response, boolean returned) {
        boolean goesOn = false;
        try {
            goesOn = request.isAsyncStarted();
            if (goesOn) {
                flights.leave();
                flight.detach();
                request.setAttribute(FLIGHT, flight);
                request.getAsyncContext().addListener(new Landing(flight), request, response);
            }
        } catch (Throwable t) {
            land(flight, false);
            throw t;
        }
        if (!goesOn) {
            land(flight, returned && response.getStatus() < CLIENT_ERROR);
            if (returned && routes.isOthers(flight.route()) && response.getStatus() < CLIENT_ERROR) {
                routes.answered(request.getMethod(), request.getServletPath(), request.getPathInfo());
            }
        }
    }

    /** A request that went on asynchronously comes back on some thread. */
    void resume(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request.getAttribute(FLIGHT) instanceof Flight flight) || !flight.isInFlight()) {
            chain.doFilter(request, response);
            return;
        }
        flight.attach(Thread.currentThread());
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException e) {
            if (!explain(e, request, response)) {
                throw e;
            }
        } finally {
            flight.detach();
        }
    }

    private void land(Flight flight, boolean complete) {
        Route route = flight.route();
        boolean teaches = route.learnsFrom(flight.nth());
        long bytes = teaches ? allocatedBytes(flight) : 0;
        boolean probe = flight.isProbe();
        if (!flight.end(budget)) {
            return;
        }
        crowd.leave();
        if (probe) {
            gate.probed();
        }
        if (flight.isDetached()) {
            flights.remove(flight);
        }
        if (teaches) {
            route.learn(flight.numbers, flight.expectedBytes(), bytes, complete, watch.priorBytes());
        }
    }

    private long allocatedBytes(Flight flight) {
        return flight.isDetached() ? flight.earlierBytes() : flight.allocatedBytes();
    }

    /** Ends a request that went on asynchronously, when the container says that it is complete. */
    private final class Landing implements AsyncListener {
        private final Flight flight;
        private boolean failed;

        Landing(Flight flight) {
            this.flight = flight;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            boolean answered = event.getSuppliedResponse() instanceof HttpServletResponse response
                    && response.getStatus() < CLIENT_ERROR;
            land(flight, !failed && answered);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            failed = true;
        }

        @Override
        public void onError(AsyncEvent event) {
            failed = true;
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this, event.getSuppliedRequest(), event.getSuppliedResponse());
        }
    }

    void declare(String template) {
        routes.declare(template);
    }

    ShedStatistics statistics() {
        return new ShedStatistics(
                admitted.sum(),
                shed.sum(),
                shed.byReason(),
                shed.byPriority(),
                gate.probes(),
                watch.abandoned(),
                cancelling == null ? 0 : cancelling.cancelled(),
                flights.inFlight(),
                budget.reservedBytes(),
                budget.limitBytes());
    }

    List<RouteStatistics> routes() {
        List<RouteStatistics> found = new ArrayList<>();
        for (Route route : routes.routes()) {
            found.add(new RouteStatistics(route.name(), route.meanBytes(), route.heldRatio(), route.toldBy()));
        }
        return found;
    }

    /** Lets every request through from now on; those in flight still give their bytes back. */
    @Override
    public void close() {
        closed = true;
        telling.close();
        if (cancelling != null) {
            cancelling.close();
        }
        LockSupport.unpark(watcher);
    }
}
