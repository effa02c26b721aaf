package io.memsafe.spring.boot;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureListener;
import io.memsafe.Registration;
import io.memsafe.response.Reclaimer;
import io.memsafe.response.Scaler;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Registers the beans that want to hear of the pressure, by their names, when all are there; and takes them back.
 *
 * <p>Thread-safety: none; used by the thread that starts and ends the application.
 */
final class GovernedBeans implements SmartInitializingSingleton, DisposableBean {
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
    }

    @Override
    public void destroy() {
        registrations.forEach(Registration::close);
        registrations.clear();
    }
}
