package io.memsafe.benchmarks.batch.child;

/**
 * The marks that the results of a workload have, from its definition alone.
 *
 * <p>Thread-safety: immutable.
 */
public final class Marks {
    private final long[] sums;

    private Marks(long[] sums) {
        this.sums = sums;
    }

    /**
     * Makes every item of a workload once.
     *
     * @param workload which
     * @return its marks
     */
    public static Marks of(Workload workload) {
        long[] sums = new long[workload.items()];
        for (int at = 0; at < sums.length; at++) {
            byte[] item = new byte[workload.length(at)];
            Content.make(item, workload.seed(at));
            byte[] result = new byte[item.length];
            Content.turn(item, result);
            sums[at] = Content.sum(result);
        }
        return new Marks(sums);
    }

    /**
     * The mark of a result.
     *
     * @param id its position, also in a repetition
     * @return what the sink makes of it if it is right
     */
    public long mark(long id) {
        return Content.mark(id, sums[(int) (id % sums.length)]);
    }
}
