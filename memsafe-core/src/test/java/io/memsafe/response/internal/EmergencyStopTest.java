package io.memsafe.response.internal;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.EMERGENCY;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.response.OrderlyStop;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmergencyStopTest {
    private long now = 1;

    private void hold(Responses responses, PressureLevel level, Duration time) {
        for (long end = now + time.toNanos(); now < end; ) {
            now += Duration.ofMillis(50).toNanos();
            responses.assessed(Assessments.at(Duration.ofNanos(now), 990, Duration.ZERO, 0), level);
        }
    }

    @Test
    void onlyAnEmergencyThatLastsBeginsTheStop() {
        try (OrderlyStop stop =
                OrderlyStop.builder().patience(Duration.ofSeconds(1)).build()) {
            Responses responses = new Responses(Assessments.settings(stop), () -> now, phase -> {});
            hold(responses, CRITICAL, Duration.ofMinutes(1));
            hold(responses, EMERGENCY, Duration.ofMillis(900));
            hold(responses, CRITICAL, Duration.ofMillis(50));
            hold(responses, EMERGENCY, Duration.ofMillis(900));
            assertThat(stop.ready()).isTrue();
            hold(responses, EMERGENCY, Duration.ofMillis(200));
            assertThat(stop.ready()).isFalse();
        }
    }
}
