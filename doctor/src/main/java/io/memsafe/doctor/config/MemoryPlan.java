package io.memsafe.doctor.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A memory budget that adds up: reserves and the budgets of all services are within the memory of the machine, or what is
 * missing is named.
 *
 * <p>Each service gets the least it works with, or what it is said to have. What is left is shared out by weight; what one
 * cannot use goes to the others.
 *
 * <p>Thread-safety: immutable.
 *
 * @param machine planned for
 * @param services with their settings; if the plan does not fit, with the least there are
 * @param missingBytes 0 if the plan fits; else what the machine lacks
 * @param problems why it does not fit, in sentences
 * @param notes what does not keep it from fitting, but should be known
 */
public record MemoryPlan(
        Machine machine, List<ServicePlan> services, long missingBytes, List<String> problems, List<String> notes) {
    private static final int ROUNDS = 64;

    /**
     * Copies the lists.
     *
     * @param machine planned for
     * @param services with their settings; if the plan does not fit, with the least there are
     * @param missingBytes 0 if the plan fits; else what the machine lacks
     * @param problems why it does not fit, in sentences
     * @param notes what does not keep it from fitting, but should be known
     */
    public MemoryPlan {
        services = List.copyOf(services);
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /**
     * Shares out the memory of a machine.
     *
     * @param machine and what runs on it
     * @return a plan that fits, or one that says why none does
     */
    public static MemoryPlan of(Machine machine) {
        List<Service> services = machine.services();
        List<Settings> least = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        long missing = 0;
        for (Service service : services) {
            Settings given = settle(service, machine, 0);
            least.add(given);
            Long memory = service.claim().memoryBytes();
            if (memory != null && given.budgetBytes() > memory) {
                long lack = given.budgetBytes() - memory;
                missing = Math.addExact(missing, lack);
                problems.add(service.claim().name() + " is to have " + Bytes.text(memory) + " and needs "
                        + Bytes.text(given.budgetBytes()) + " at least: " + lack + " bytes are missing ("
                        + sum(given) + ", and a tenth)");
            }
        }
        long budgets = least.stream().mapToLong(Settings::budgetBytes).reduce(0, Math::addExact);
        long lacking = budgets - machine.availableBytes();
        if (lacking > 0) {
            missing = Math.addExact(missing, lacking);
            problems.add("the services need " + Bytes.text(budgets) + " at least, and "
                    + Bytes.text(machine.availableBytes()) + " are there for them: " + lacking + " bytes are missing");
        }
        problems.addAll(ContainerPlacement.problems(machine, least));
        if (!problems.isEmpty()) {
            return new MemoryPlan(machine, plans(services, least), missing, problems, List.of());
        }
        return new MemoryPlan(machine, plans(services, shareOut(machine, least)), 0, List.of(), Notes.of(machine));
    }

    private static String sum(Settings settings) {
        return String.join(", ", settings.worstCase().stream().map(Item::text).toList());
    }

    /** The settings for a budget: that of the description, if it has one. */
    private static Settings settle(Service service, Machine machine, long budget) {
        Long memory = service.claim().memoryBytes();
        return service.fit(worst(memory == null ? budget : memory), machine);
    }

    /** The worst case whose budget is within an amount: the inverse of {@link Settings#budgetBytes()}. */
    private static long worst(long budget) {
        return Math.max(0, Bytes.roundDown(budget, Bytes.MIB) / 11 * 10);
    }

    /** What is left goes to each by its weight, again and again, since settings have steps and some have a most. */
    private static List<Settings> shareOut(Machine machine, List<Settings> least) {
        List<Settings> settings = new ArrayList<>(least);
        boolean moved = true;
        for (int round = 0; round < ROUNDS && moved; round++) {
            long left = left(machine, settings);
            double weights = 0;
            for (int i = 0; i < settings.size(); i++) {
                weights += canUseMore(machine, i, settings) ? weight(machine, i) : 0;
            }
            moved = false;
            for (int i = 0; i < settings.size() && weights > 0; i++) {
                moved |= offer(machine, i, (long) (left * (weight(machine, i) / weights)), settings);
            }
            // Nobody's share was a whole step: all of it may be one.
            for (int i = 0; i < settings.size() && !moved; i++) {
                moved = offer(machine, i, left, settings);
            }
        }
        return settings;
    }

    private static double weight(Machine machine, int i) {
        return machine.services().get(i).claim().weight();
    }

    private static long left(Machine machine, List<Settings> settings) {
        return machine.availableBytes()
                - settings.stream().mapToLong(Settings::budgetBytes).sum();
    }

    private static boolean canUseMore(Machine machine, int i, List<Settings> settings) {
        Settings most = settle(machine.services().get(i), machine, machine.memoryBytes());
        return most.budgetBytes() > settings.get(i).budgetBytes();
    }

    private static boolean offer(Machine machine, int i, long more, List<Settings> settings) {
        long now = settings.get(i).budgetBytes();
        long most = now + Math.min(more, left(machine, settings));
        Settings offered = settle(machine.services().get(i), machine, most);
        if (offered.budgetBytes() <= now || offered.budgetBytes() > most) {
            return false;
        }
        settings.set(i, offered);
        return true;
    }

    private static List<ServicePlan> plans(List<Service> services, List<Settings> settings) {
        List<ServicePlan> plans = new ArrayList<>();
        for (int i = 0; i < services.size(); i++) {
            plans.add(new ServicePlan(services.get(i), settings.get(i)));
        }
        return plans;
    }

    /**
     * Whether it adds up.
     *
     * @return false if something is missing; then no file should be made of it
     */
    public boolean fits() {
        return problems.isEmpty();
    }

    /**
     * The worst cases of all services and the reserves.
     *
     * @return bytes, on all nodes
     */
    public long worstBytes() {
        return reservedBytes()
                + services.stream()
                        .mapToLong(plan -> plan.settings().worstBytes())
                        .reduce(0, Math::addExact);
    }

    /**
     * The budgets of all services and the reserves.
     *
     * @return bytes, on all nodes
     */
    public long budgetBytes() {
        return reservedBytes()
                + services.stream()
                        .mapToLong(plan -> plan.settings().budgetBytes())
                        .reduce(0, Math::addExact);
    }

    /**
     * What the kernel and the cache of files keep.
     *
     * @return bytes, on all nodes
     */
    public long reservedBytes() {
        return machine.nodes() * (machine.systemBytes() + machine.cacheBytes());
    }

    /**
     * The memory there is.
     *
     * @return bytes, on all nodes
     */
    public long memoryBytes() {
        return machine.nodes() * machine.memoryBytes();
    }
}
