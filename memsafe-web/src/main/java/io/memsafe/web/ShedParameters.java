package io.memsafe.web;

import io.memsafe.admission.BudgetPriority;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The parameters of {@code web.xml}.
 *
 * <p>Thread-safety: none; used by the thread that starts the filter.
 */
final class ShedParameters {
    private static final String PRIORITY = "default-priority";
    private static final String RETRY_AFTER = "retry-after-seconds";
    private static final String BODY_BYTES = "most-body-bytes";
    private static final String THROTTLE = "throttle-uploads";
    private static final String CLIENT_SHARE = "client-share";
    private static final String DEADLINE = "deadline-seconds";
    private static final String CANCEL = "cancel-largest";
    private static final String LOAD_REPORT = "load-report";

    /** All of them. */
    static final Set<String> NAMES = Set.of(
            "exempt",
            "critical",
            "sheddable",
            PRIORITY,
            RETRY_AFTER,
            BODY_BYTES,
            THROTTLE,
            CLIENT_SHARE,
            DEADLINE,
            CANCEL,
            LOAD_REPORT);

    private final FilterConfig config;

    ShedParameters(FilterConfig config) throws ServletException {
        this.config = config;
        for (String given : Collections.list(config.getInitParameterNames())) {
            if (!NAMES.contains(given)) {
                throw new ServletException("memsafe filter '" + config.getFilterName() + "': no parameter '" + given
                        + "'; there are " + NAMES.stream().sorted().toList());
            }
        }
    }

    MemoryShedFilter.Builder apply(MemoryShedFilter.Builder builder) {
        builder.exempt(patterns("exempt")).critical(patterns("critical")).sheddable(patterns("sheddable"));
        given(PRIORITY, value -> builder.defaultPriority(priority(value)));
        given(RETRY_AFTER, value -> retryAfter(builder, value));
        given(BODY_BYTES, value -> builder.mostBodyBytes(whole(BODY_BYTES, "bytes", value)));
        given(THROTTLE, value -> builder.throttleUploads(flag(THROTTLE, value)));
        given(CLIENT_SHARE, value -> builder.clientShare(ratio(value)));
        given(DEADLINE, value -> builder.deadline(Duration.ofSeconds(whole(DEADLINE, "seconds", value))));
        given(CANCEL, value -> builder.cancelLargest(flag(CANCEL, value)));
        given(LOAD_REPORT, value -> builder.loadReport(flag(LOAD_REPORT, value)));
        return builder;
    }

    private void given(String name, Consumer<String> setting) {
        String value = config.getInitParameter(name);
        if (value != null) {
            setting.accept(value.strip());
        }
    }

    private String[] patterns(String name) {
        String value = config.getInitParameter(name);
        return value == null || value.isBlank() ? new String[0] : value.strip().split("[,\\s]+");
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

    private static long whole(String name, String unit, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number of " + unit + ", but is '" + value + "'", e);
        }
    }

    private static double ratio(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    CLIENT_SHARE + " must be a part of the budget, such as 0.25, but is '" + value + "'", e);
        }
    }

    private static boolean flag(String name, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " must be true or false, but is '" + value + "'");
        };
    }

    private static void retryAfter(MemoryShedFilter.Builder builder, String value) {
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
