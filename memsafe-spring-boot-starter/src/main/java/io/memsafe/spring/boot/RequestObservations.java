package io.memsafe.spring.boot;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.web.MemoryShedFilter;
import io.memsafe.web.ShedReason;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Adds to the observation of each request the level at its end, and why it was refused if it was. Both keys are always there,
 * since the meters of one name must have the same tags.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class RequestObservations implements ObservationFilter {
    private static final String REASON = "memsafe.shed.reason";
    private static final KeyValue NOT_REFUSED = KeyValue.of(REASON, KeyValue.NONE_VALUE);

    private final MemoryGovernor governor;
    private final Map<PressureLevel, KeyValue> levels = keyValues("memsafe.level", PressureLevel.class);
    private final Map<ShedReason, KeyValue> reasons = keyValues(REASON, ShedReason.class);

    RequestObservations(MemoryGovernor governor) {
        this.governor = governor;
    }

    private static <E extends Enum<E>> Map<E, KeyValue> keyValues(String key, Class<E> values) {
        Map<E, KeyValue> all = new EnumMap<>(values);
        for (E value : values.getEnumConstants()) {
            all.put(value, KeyValue.of(key, value.name().toLowerCase(Locale.ROOT)));
        }
        return all;
    }

    @Override
    public Observation.Context map(Observation.Context context) {
        if (context instanceof ServerRequestObservationContext request) {
            KeyValue level = levels.get(governor.level());
            if (level != null) {
                context.addLowCardinalityKeyValue(level);
            }
            context.addLowCardinalityKeyValue(reason(request.getCarrier()));
        }
        return context;
    }

    private KeyValue reason(@Nullable HttpServletRequest request) {
        return request != null && request.getAttribute(MemoryShedFilter.REFUSAL) instanceof ShedReason reason
                ? reasons.getOrDefault(reason, NOT_REFUSED)
                : NOT_REFUSED;
    }
}
