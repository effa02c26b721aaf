package io.memsafe.doctor.config;

/**
 * A service with what it got.
 *
 * @param service which
 * @param settings made for it
 */
public record ServicePlan(Service service, Settings settings) {

    /**
     * Its name.
     *
     * @return unique in the plan
     */
    public String name() {
        return service.claim().name();
    }
}
