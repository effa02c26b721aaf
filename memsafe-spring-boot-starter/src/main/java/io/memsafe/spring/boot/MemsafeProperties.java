package io.memsafe.spring.boot;

import io.memsafe.PressureLevel;
import io.memsafe.admission.BudgetPriority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What can be set of memsafe in an application.
 *
 * @param enabled whether anything of memsafe is there
 * @param preload whether classes are loaded ahead by a thread of its own while the application starts
 * @param interval how often the heap is read when no collection asks for it: 1 ms to 10 s
 * @param collectorLog whether the collector's own log may be read, which tells more than its beans; unset, the system
 *     property memsafe.collector-log decides
 * @param collectionRequests whether a collection may be asked for when a decision hangs on an old estimate; unset, the
 *     system property memsafe.collection-requests decides
 * @param budgetShare share of the headroom that work may reserve: above 0, at most 1
 * @param tracePermits whether permits of budgets remember where they were taken, to find those that leak
 * @param level where the levels begin
 * @param responses what is done under pressure
 * @param history what the governor finds, kept on disk
 * @param snapshot what an operator has the endpoint take down
 * @param stop what happens when exhaustion cannot be averted
 * @param availability what platforms are told of the level
 * @param web the filter in front of the application
 */
@ConfigurationProperties("memsafe")
public record MemsafeProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean preload,
        @DefaultValue("50ms") Duration interval,
        @Nullable Boolean collectorLog,
        @Nullable Boolean collectionRequests,
        @DefaultValue("0.8") double budgetShare,
        @DefaultValue("false") boolean tracePermits,
        @DefaultValue Level level,
        @DefaultValue Responses responses,
        @DefaultValue History history,
        @DefaultValue Snapshot snapshot,
        @DefaultValue Stop stop,
        @DefaultValue Availability availability,
        @DefaultValue Web web) {

    /**
     * Where the levels begin, as shares of what the collector can fill.
     *
     * @param warning above 0
     * @param critical above warning and below 1
     * @param emergency above critical, at most 1
     */
    public record Level(
            @DefaultValue("0.85") double warning,
            @DefaultValue("0.95") double critical,
            @DefaultValue("0.985") double emergency) {}

    /**
     * What is done under pressure.
     *
     * @param enabled whether anything is asked of caches and limits
     * @param caches whether the Caffeine caches of the application shrink
     * @param rateLimiters whether the limiters of the RateLimiterRegistry follow the level
     * @param executors names of beans of type ThreadPoolTaskExecutor whose threads follow the level; * for all
     * @param recoveryStep how long each step back to normal takes: 10 ms to 10 min
     */
    public record Responses(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("true") boolean caches,
            @DefaultValue("true") boolean rateLimiters,
            @DefaultValue List<String> executors,
            @Nullable Duration recoveryStep) {}

    /**
     * What the governor finds, kept on disk.
     *
     * @param file where: 16.8 MB that never grow; none by default
     */
    public record History(@Nullable Path file) {}

    /**
     * What an operator has the endpoint take down, if it may be written to.
     *
     * @param folder where each snapshot is kept as a file too, the newest twenty; none by default. It is made if it is not there
     */
    public record Snapshot(@Nullable Path folder) {}

    /**
     * What happens when exhaustion cannot be averted, and how the application stops.
     *
     * @param onEmergency whether an EMERGENCY that lasts ends the application: it is not ready any more, finishes what is in
     *     flight, and ends with the exit code
     * @param patience how long EMERGENCY has to last for that: 0 to 1 h
     * @param grace how long to wait for what is in flight: 0 to 1 h
     * @param exitCode what the process ends with, 0 to 255
     */
    public record Stop(
            @DefaultValue("false") boolean onEmergency,
            @DefaultValue("1s") Duration patience,
            @DefaultValue("10s") Duration grace,
            @DefaultValue("75") int exitCode) {}

    /**
     * What platforms are told of the level.
     *
     * @param enabled whether the readiness of the application follows the level
     * @param refuseAt from which level on it refuses traffic. At CRITICAL requests are refused by what they cost already;
     *     replicas that all leave at once turn overload into an outage
     */
    public record Availability(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("EMERGENCY") PressureLevel refuseAt) {}

    /**
     * The filter in front of the application.
     *
     * @param enabled whether requests are refused that would not fit
     * @param order of the filter: before all that hold memory, behind the one that observes requests
     * @param exempt paths that always pass, such as /health/*; those of the actuator do anyway
     * @param critical paths that are refused last
     * @param sheddable paths that are refused first
     * @param defaultPriority of all other paths
     * @param retryAfterLeast the soonest that a refused caller is told to come again, in seconds
     * @param retryAfterMost the latest
     * @param mostBodySize the largest body that is taken; no limit by default
     * @param throttleUploads whether bodies are read more slowly while memory is short
     * @param clientShare share of the budget that the requests of one address may hold: above 0, at most 1; no limit by
     *     default
     * @param mostWaiting how many requests may wait for room instead of being refused at once
     * @param longestWait how long each of them waits, up to 1 min
     * @param deadline how long a request may take before it is asked to end; none by default
     * @param cancelLargest whether the largest requests are asked to end when there is not enough for all
     * @param loadReport whether answers tell balancers how full the server is, by ORCA
     * @param observations whether the observations of requests, and with them the meter http.server.requests, say the level and
     *     why a request was refused
     * @param declareRoutes whether the filter is told the paths of the controllers
     * @param sessionShare share of the heap that sessions may hold: above 0, at most 1; no limit by default
     * @param status a page for people
     * @param watch notices a server that answers nothing any more
     */
    public record Web(
            @DefaultValue("true") boolean enabled,
            @DefaultValue(DEFAULT_ORDER) int order,
            @DefaultValue List<String> exempt,
            @DefaultValue List<String> critical,
            @DefaultValue List<String> sheddable,
            @DefaultValue("DEFAULT") BudgetPriority defaultPriority,
            @DefaultValue("1") int retryAfterLeast,
            @DefaultValue("5") int retryAfterMost,
            @Nullable DataSize mostBodySize,
            @DefaultValue("true") boolean throttleUploads,
            @Nullable Double clientShare,
            @DefaultValue("8") int mostWaiting,
            @DefaultValue("250ms") Duration longestWait,
            @Nullable Duration deadline,
            @DefaultValue("false") boolean cancelLargest,
            @DefaultValue("false") boolean loadReport,
            @DefaultValue("false") boolean observations,
            @DefaultValue("true") boolean declareRoutes,
            @Nullable Double sessionShare,
            @DefaultValue Status status,
            @DefaultValue Watch watch) {
        /** Behind the filter that observes requests, so that refused ones are counted too, and before all others. */
        static final String DEFAULT_ORDER = "-2147483638";
    }

    /**
     * A page for people: the level, the heap, budgets and the largest routes. It tells of the inside of the program.
     *
     * @param enabled whether it is there
     * @param path where
     */
    public record Status(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("/memsafe") String path) {}

    /**
     * Notices a server that answers nothing any more, such as one whose acceptor died of an OutOfMemoryError. The
     * application is not alive then, for its platform to start it anew.
     *
     * @param enabled whether the server is watched
     * @param path of the server that is asked; any answer will do
     * @param interval how often: 10 ms to 1 h
     * @param patience how long it waits for an answer: 10 ms to 1 h
     * @param failures how many answers in a row may fail to come: 1 to 100
     * @param exitCode what the process ends with when its server is dead, 0 to 255; it goes on by default
     */
    public record Watch(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("/actuator/health/liveness") String path,
            @DefaultValue("5s") Duration interval,
            @DefaultValue("5s") Duration patience,
            @DefaultValue("3") int failures,
            @Nullable Integer exitCode) {}
}
