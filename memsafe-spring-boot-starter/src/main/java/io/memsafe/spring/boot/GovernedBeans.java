package io.memsafe.spring.boot;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureListener;
import io.memsafe.Registration;
import io.memsafe.response.Reclaimer;
import io.memsafe.response.Scaler;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Registers the beans that want to hear of the pressure, by their names, when all are there; and takes them back.
 *
 * <p>Thread-safety: none; used by the thread that starts and ends the application.
 */
final class GovernedBeans implements SmartInitializingSingleton, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryGovernor.class);
    private static final int MEBIBYTE_SHIFT = 20;

    private final MemoryGovernor governor;
    private final ListableBeanFactory beans;
    private final List<Registration> registrations = new ArrayList<>();

    GovernedBeans(MemoryGovernor governor, ListableBeanFactory beans) {
        this.governor = governor;
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        beans.getBeansOfType(PressureListener.class)
                .forEach((name, listener) -> registrations.add(governor.onLevelChange(name, listener)));
        beans.getBeansOfType(Scaler.class).forEach((name, scaler) -> registrations.add(governor.scale(name, scaler)));
        beans.getBeansOfType(Reclaimer.class)
                .forEach((name, reclaimer) -> registrations.add(governor.reclaim(name, reclaimer)));
        logStart();
    }

    /** Has fields, as the lines under pressure have: what writes them is loaded by it while there is memory. */
    private void logStart() {
        HeapAssessment heap = governor.assessment().heap();
        LOG.atInfo()
                .addKeyValue("memsafe.event", "start")
                .addKeyValue("memsafe.level", governor.level().name())
                .addKeyValue("memsafe.heapPressureRatio", heap.pressureRatio())
                .addKeyValue("memsafe.heapCapacityBytes", heap.capacityBytes())
                .log(
                        "memory is governed: {} can fill {} MiB of its heap of {} MiB",
                        heap.collector(),
                        heap.capacityBytes() >> MEBIBYTE_SHIFT,
                        heap.maxBytes() >> MEBIBYTE_SHIFT);
    }

    @Override
    public void destroy() {
        registrations.forEach(Registration::close);
        registrations.clear();
    }
}
