package io.memsafe.benchmarks.batch.child;

import java.util.Locale;
import java.util.Optional;

/**
 * An input: how many items, how large each is, what its transformation holds, how fast the sink is, and who else is in
 * the JVM. All of it follows from the position of an item, so that launcher and child agree without talking.
 */
public enum Workload {
    /** Nothing but many small items. */
    UNIFORM("200 bytes each, hardly any work on them", 500_000, 150),
    /** Most items are small, few are large. */
    HEAVY_TAIL("median 2 KB, p99 200 KB, one of 8 MB; the transformation holds 3 times the item", 20_000, 75),
    /** Tiny items, a burst of large ones, tiny items. */
    PHASES("20,000 tiny items, 300 of 1 to 4 MB, 20,000 tiny ones; 3 times the item", 40_300, 30),
    /** The sink takes 2,000 items a second. */
    SLOW_SINK("8 KB each, into a sink that takes 2,000 items a second", 4_000, 5),
    /** One item asks for an array of twice the heap. */
    POISON_ARRAY("2 KB each; one item needs an array of twice the heap", 20_000, 1),
    /** One item fills the heap with small objects, which hits all others too. */
    POISON_OBJECTS("2 KB each; one item makes small objects until there is no memory, beside a tenant", 20_000, 1),
    /** One item fits alone, and does not beside another one. */
    POISON_COMPANY("2 KB each; one item needs 60 % of the heap while another worker holds 35 %", 20_000, 1),
    /** Somebody else takes half of the heap for half of the time. */
    TENANT("as heavy tail, up to 1 MB; a tenant holds half of the heap from 20 % of the input to 70 %", 20_000, 1);

    private static final int MEGABYTE = 1 << 20;
    private static final int SMALLEST = 64;
    private static final double WIDE = 1.98; // of a log-normal distribution: p99 is 100 times the median
    private static final double NARROW = 0.5;
    private static final int BURST_FROM = 20_000;
    private static final int BURST_TO = 20_300;
    private static final int LARGEST_AT = 13_337;
    private static final int POISON_AT = 10_007;
    private static final int SCRATCH_COPIES = 2;
    private static final int SINK_ITEMS_PER_SECOND = 2_000;

    private final String story;
    private final int items;
    private final int repeats;

    Workload(String story, int items, int repeats) {
        this.story = story;
        this.items = items;
        this.repeats = repeats;
    }

    /**
     * Its name in figures and on the command line.
     *
     * @return for example {@code heavy-tail}
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * What it is, for a table.
     *
     * @return some words
     */
    public String story() {
        return story;
    }

    /**
     * How many items it has once.
     *
     * @return items
     */
    public int items() {
        return items;
    }

    /**
     * How often it is repeated to take ten seconds and more with plenty of heap.
     *
     * @return 1 if its time means nothing
     */
    public int repeats() {
        return repeats;
    }

    /**
     * The item that cannot succeed, whatever is tried.
     *
     * @return its position, if there is one
     */
    public Optional<Long> hopeless() {
        return this == POISON_ARRAY || this == POISON_OBJECTS ? Optional.of((long) POISON_AT) : Optional.empty();
    }

    /**
     * Whether an item is poisoned on purpose.
     *
     * @return {@code true} for the three kinds of poison
     */
    public boolean poisoned() {
        return hopeless().isPresent() || this == POISON_COMPANY;
    }

    boolean isPoison(long id) {
        return poisoned() && id == POISON_AT;
    }

    /** How many more copies of the item the transformation holds, beside item and result. */
    int scratchCopies() {
        return this == HEAVY_TAIL || this == PHASES || this == TENANT ? SCRATCH_COPIES : 0;
    }

    /** How many items the sink takes a second; 0 if as many as come. */
    int sinkItemsPerSecond() {
        return this == SLOW_SINK ? SINK_ITEMS_PER_SECOND : 0;
    }

    /** Length of the content of an item. */
    int length(long id) {
        int at = (int) (id % items);
        return switch (this) {
            case UNIFORM -> uniform(at, 160, 240);
            case HEAVY_TAIL -> at == LARGEST_AT ? 8 * MEGABYTE : logNormal(at, WIDE, 8 * MEGABYTE);
            case PHASES ->
                at >= BURST_FROM && at < BURST_TO ? uniform(at, MEGABYTE, 4 * MEGABYTE) : uniform(at, 100, 300);
            case SLOW_SINK -> uniform(at, 6_000, 10_000);
            case POISON_ARRAY, POISON_OBJECTS, POISON_COMPANY -> logNormal(at, NARROW, MEGABYTE);
            case TENANT -> logNormal(at, WIDE, MEGABYTE);
        };
    }

    private int uniform(int at, int least, int most) {
        return least + (int) Math.floorMod(random(at, 1), (long) (most - least + 1));
    }

    /** By the method of Box and Muller. */
    private int logNormal(int at, double sigma, int most) {
        double radius = Math.sqrt(-2 * Math.log(1 - fraction(random(at, 2))));
        double normal = radius * Math.cos(2 * Math.PI * fraction(random(at, 3)));
        return (int) Math.max(SMALLEST, Math.min(most, 2_048 * Math.exp(sigma * normal)));
    }

    /** Of the content of an item; the same in each repetition. */
    long seed(long id) {
        return random((int) (id % items), 4);
    }

    @SuppressWarnings("EnumOrdinal") // launcher and child are of one build
    private long random(int at, int purpose) {
        return Content.mixed(((long) (ordinal() + 1) << 40) + ((long) purpose << 32) + at);
    }

    private static double fraction(long random) {
        return (random >>> 11) * 0x1.0p-53;
    }
}
