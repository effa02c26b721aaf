package io.memsafe.spring.boot;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryAssessment;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The level as health: out of service at {@code EMERGENCY}, else up, since a program that refuses work does its job.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class MemsafeHealthIndicator extends AbstractHealthIndicator {
    private final MemoryGovernor governor;

    MemsafeHealthIndicator(MemoryGovernor governor) {
        super("the governor could not be asked");
        this.governor = governor;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        PressureLevel level = governor.level();
        MemoryAssessment now = governor.assessment();
        HeapAssessment heap = now.heap();
        (level == PressureLevel.EMERGENCY ? builder.outOfService() : builder.up())
                .withDetail("level", level.name())
                .withDetail("phase", governor.phase().name())
                .withDetail("binding", now.binding().name())
                .withDetail("heapLiveBytes", heap.liveBytes())
                .withDetail("heapCapacityBytes", heap.capacityBytes())
                .withDetail("heapPressureRatio", heap.pressureRatio());
    }
}
