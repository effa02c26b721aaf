package io.memsafe.spring.boot;

import io.memsafe.LevelChange;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.PressureListener;
import io.memsafe.response.OrderlyStop;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;

/**
 * Has the readiness of the application follow the level: it refuses traffic from a level on, and accepts it again when that
 * is over. What somebody else has refused stays refused.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class ReadinessPublisher
        implements PressureListener, ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {
    private final MemoryGovernor governor;
    private final OrderlyStop stop;
    private final PressureLevel refuseAt;
    private final ApplicationEventPublisher publisher;
    private boolean isAccepting;
    private boolean isRefusing;

    ReadinessPublisher(
            MemoryGovernor governor, OrderlyStop stop, PressureLevel refuseAt, ApplicationEventPublisher publisher) {
        Settings.check(
                "availability.refuse-at",
                refuseAt,
                refuseAt.atLeast(PressureLevel.WARNING),
                "it must be WARNING, CRITICAL or EMERGENCY: at NORMAL an application would never accept traffic");
        this.governor = governor;
        this.stop = stop;
        this.refuseAt = refuseAt;
        this.publisher = publisher;
    }

    @Override
    public void levelChanged(LevelChange change) {
        follow();
    }

    /** Others accept and refuse traffic as well, Spring Boot when the application has started and when it ends. */
    @Override
    public synchronized void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getSource() != this) {
            isAccepting = event.getState() == ReadinessState.ACCEPTING_TRAFFIC;
            isRefusing = false;
            follow();
        }
    }

    private synchronized void follow() {
        boolean refuse = isAccepting && (governor.level().atLeast(refuseAt) || !stop.ready());
        if (refuse == isRefusing) {
            return;
        }
        isRefusing = refuse;
        publisher.publishEvent(new AvailabilityChangeEvent<>(
                this, refuse ? ReadinessState.REFUSING_TRAFFIC : ReadinessState.ACCEPTING_TRAFFIC));
    }
}
