package io.memsafe.web;

import io.memsafe.HeapAssessment;
import io.memsafe.Measure;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.TimeToExhaustion;
import io.memsafe.Unit;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.response.OrderlyStop;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says how a server is: for probes, and if that is switched on, in detail and on a page for people.
 *
 * <ul>
 *   <li>{@code /live}: 200, or 503 once a {@link ServerWatch} has found the server dead. A server that sheds is alive, and
 *       must not be restarted for it.
 *   <li>{@code /ready}: 200, or 503 at {@code EMERGENCY} and once a stop has begun.
 *   <li>{@code /detail}: everything that is known, as JSON; 404 unless {@linkplain Builder#details switched on}.
 *   <li>{@code /}: the same as a page that renews itself; 404 unless switched on.
 * </ul>
 *
 * <p>Map it to a prefix that the filter exempts, such as {@code /health/*}. Details tell of the inside of a program: keep
 * them from strangers.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int MOST_ROUTES = 20;
    private static final byte[] UP = "{\"status\":\"UP\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DOWN = "{\"status\":\"DOWN\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REFUSING = "{\"status\":\"REFUSING_TRAFFIC\"}".getBytes(StandardCharsets.US_ASCII);

    private final transient MemoryGovernor governor;
    private final transient @Nullable MemoryShedFilter filter;
    private final transient @Nullable OrderlyStop stop;
    private final transient @Nullable ServerWatch watch;
    /** Whether there are details, and a page for people. */
    private final boolean details;

    private HealthServlet(Builder builder) {
        governor = builder.governor;
        filter = builder.filter;
        stop = builder.stop;
        watch = builder.watch;
        details = builder.details;
    }

    /**
     * Settings for a servlet.
     *
     * @param governor stays the caller's to close
     * @return a builder with the defaults
     */
    public static Builder with(MemoryGovernor governor) {
        return new Builder(governor);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "/" : request.getPathInfo();
        switch (path) {
            case "/live" -> status(response, watch == null || watch.alive(), DOWN);
            case "/ready" -> status(response, isReady(), REFUSING);
            case "/detail" -> {
                if (allowed(response)) {
                    send(response, HttpServletResponse.SC_OK, detail().getBytes(StandardCharsets.UTF_8));
                }
            }
            case "/" -> {
                if (allowed(response)) {
                    response.setHeader(
                            "Content-Security-Policy",
                            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'");
                    response.setContentType("text/html;charset=utf-8");
                    body(response, StatusPage.html().getBytes(StandardCharsets.UTF_8));
                }
            }
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static void status(HttpServletResponse response, boolean up, byte[] otherwise) throws IOException {
        send(
                response,
                up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                up ? UP : otherwise);
    }

    private boolean allowed(HttpServletResponse response) throws IOException {
        if (!details) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
        return details;
    }

    private static void send(HttpServletResponse response, int status, byte[] json) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        body(response, json);
    }

    private static void body(HttpServletResponse response, byte[] bytes) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private boolean isReady() {
        OrderlyStop stopping = stop;
        return governor.level() != PressureLevel.EMERGENCY && (stopping == null || stopping.ready());
    }

    private String detail() {
        MemoryAssessment now = governor.assessment();
        HeapAssessment heap = now.heap();
        JsonText json = new JsonText()
                .open()
                .put("level", governor.level().name())
                .put("phase", governor.phase().name())
                .put("ready", isReady())
                .put("uptimeSeconds", now.uptime().toSeconds())
                .put("binding", now.binding().name());
        json.key("heap")
                .open()
                .put("collector", heap.collector())
                .put("maxBytes", heap.maxBytes())
                .put("capacityBytes", heap.capacityBytes())
                .put("usedBytes", heap.usedBytes())
                .put("liveBytes", heap.liveBytes())
                .put("liveSource", heap.liveSource())
                .put("verified", heap.verified())
                .put("pressureRatio", heap.pressureRatio())
                .put("allocationBytesPerSecond", heap.allocationBytesPerSecond())
                .put("growthBytesPerSecond", heap.growthBytesPerSecond())
                .put("collectionRatio", heap.collectionRatio())
                .close();
        json.key("areas").openArray();
        for (MemoryArea area : now.areas()) {
            json.open()
                    .put("name", area.name())
                    .put("unit", area.unit().name())
                    .put("used", area.used())
                    .put("limit", area.limit());
            TimeToExhaustion time = area.timeToExhaustion();
            if (time.expected()) {
                json.put("exhaustedInSeconds", time.earliest().toSeconds());
            }
            json.close();
        }
        json.closeArray();
        json.key("measures").openArray();
        for (Measure measure : now.measures()) {
            json.open().put("name", measure.name()).put("unit", measure.unit().name());
            if (measure.unit() == Unit.RATIO) {
                json.put("value", measure.value());
            } else {
                json.put("value", Math.round(measure.value()));
            }
            json.close();
        }
        json.closeArray();
        json.key("budgets").openArray();
        budget(json, governor.budget());
        governor.budget().children().forEach(child -> budget(json, child));
        json.closeArray();
        MemoryShedFilter shedding = filter;
        if (shedding != null) {
            requests(json, shedding);
        }
        return json.close().toString();
    }

    private static void budget(JsonText json, MemoryBudget budget) {
        json.open()
                .put("name", budget.name())
                .put("limitBytes", budget.limitBytes())
                .put("reservedBytes", budget.reservedBytes())
                .put("waiting", budget.waiting())
                .put("refusals", budget.refusals())
                .close();
    }

    private static void requests(JsonText json, MemoryShedFilter shedding) {
        ShedStatistics statistics = shedding.statistics();
        json.key("requests")
                .open()
                .put("admitted", statistics.admitted())
                .put("shed", statistics.shed())
                .put("inFlight", statistics.inFlight());
        statistics.shedByReason().forEach((reason, count) -> json.put("shed" + reason.name(), count));
        json.close();
        json.key("routes").openArray();
        shedding.largestRoutes(MOST_ROUTES).forEach(route -> {
            json.open()
                    .put("route", route.route())
                    .put("meanBytes", Math.round(route.meanBytes()))
                    .put("heldRatio", route.heldRatio());
            String toldBy = route.toldBy();
            if (toldBy != null) {
                json.put("toldBy", toldBy);
            }
            json.close();
        });
        json.closeArray();
    }

    /**
     * Settings for a servlet.
     *
     * <p>Thread-safety: none; used by one thread.
     */
    public static final class Builder {
        private final MemoryGovernor governor;
        private @Nullable MemoryShedFilter filter;
        private @Nullable OrderlyStop stop;
        private @Nullable ServerWatch watch;
        private boolean details;

        private Builder(MemoryGovernor governor) {
            this.governor = Objects.requireNonNull(governor, "governor");
        }

        /**
         * Shows what a filter lets in and refuses.
         *
         * @param shedding of the same server
         * @return this builder
         */
        public Builder filter(MemoryShedFilter shedding) {
            this.filter = Objects.requireNonNull(shedding, "shedding");
            return this;
        }

        /**
         * Not ready any more once a stop has begun.
         *
         * @param orderly the stop of the program
         * @return this builder
         */
        public Builder stop(OrderlyStop orderly) {
            this.stop = Objects.requireNonNull(orderly, "orderly");
            return this;
        }

        /**
         * Not alive any more once the server was found dead.
         *
         * @param serverWatch of the same server
         * @return this builder
         */
        public Builder watch(ServerWatch serverWatch) {
            this.watch = Objects.requireNonNull(serverWatch, "serverWatch");
            return this;
        }

        /**
         * Whether there are details, and a page for people.
         *
         * @param shown {@code false} by default
         * @return this builder
         */
        public Builder details(boolean shown) {
            this.details = shown;
            return this;
        }

        /**
         * Makes the servlet.
         *
         * @return a servlet to register with a container
         */
        public HealthServlet build() {
            return new HealthServlet(this);
        }
    }
}
