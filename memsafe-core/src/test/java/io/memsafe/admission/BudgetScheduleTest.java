package io.memsafe.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.admission.Refusal.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random schedules of everything a budget can do, step by step beside a plain model of it. */
class BudgetScheduleTest {
    private static final int STEPS = 400;
    private static final double[] GUARANTEED = {0, 0.3, 0.1, 0};
    private static final double[] MAXIMUM = {1, 0.8, 0.5, 1};
    private static final int[] PARENT = {-1, 0, 0, 1};

    private final Heaps heap = new Heaps();
    private final MemoryBudget root = MemoryBudget.builder().headroom(heap, 1).build();
    private final List<MemoryBudget> budgets = new ArrayList<>(List.of(root));
    private final List<Held> held = new ArrayList<>();
    private final List<Wish> wishes = new ArrayList<>();
    private long limit = Heaps.CAPACITY;

    private record Held(int budget, MemoryPermit permit) {}

    private record Wish(int budget, long bytes, CompletableFuture<Admission> future) {}

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    private long limit(int budget) {
        return budget == 0 ? limit : (long) (MAXIMUM[budget] * limit(PARENT[budget]));
    }

    private long own(int budget) {
        return held.stream()
                .filter(one -> one.budget == budget)
                .mapToLong(one -> one.permit.bytes())
                .sum();
    }

    private long demand(int budget, int more, long bytes) {
        long sum = own(budget) + (budget == more ? bytes : 0);
        for (int child = 1; child < PARENT.length; child++) {
            if (PARENT[child] == budget) {
                sum += Math.max(demand(child, more, bytes), (long) (GUARANTEED[child] * limit(budget)));
            }
        }
        return sum;
    }

    private boolean fits(int budget, long bytes) {
        for (int above = budget; above >= 0; above = PARENT[above]) {
            if (demand(above, budget, bytes) > limit(above)) {
                return false;
            }
        }
        return true;
    }

    /** Waits for the futures that were granted: that happens elsewhere, but is decided already. */
    private void settle() {
        while (wishes.stream().filter(wish -> !wish.future.isDone()).count() > root.waiting()) {
            Thread.onSpinWait();
        }
        boolean[] waits = new boolean[PARENT.length];
        for (Wish wish : List.copyOf(wishes)) {
            if (wish.future.isDone()) {
                wishes.remove(wish);
                if (!wish.future.isCancelled()) {
                    assertThat(waits[wish.budget]).as("one before it waits").isFalse();
                    held.add(new Held(wish.budget, wish.future.join().orThrow()));
                }
            }
            waits[wish.budget] |= !wish.future.isDone();
        }
    }

    private void check() {
        for (int budget = 0; budget < PARENT.length; budget++) {
            long own = own(budget);
            assertThat(budgets.get(budget).limitBytes()).isEqualTo(limit(budget));
            assertThat(budgets.get(budget).reservedBytes()).isGreaterThanOrEqualTo(own);
        }
        assertThat(root.reservedBytes())
                .isEqualTo(held.stream().mapToLong(one -> one.permit.bytes()).sum());
        if (!wishes.isEmpty()) {
            Wish first = wishes.get(0);
            assertThat(fits(first.budget, first.bytes))
                    .as("the first one waits for nothing")
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyAnswerIsThatOfTheModel(long seed) {
        budgets.add(
                root.child("a").guaranteed(GUARANTEED[1]).maximum(MAXIMUM[1]).create());
        budgets.add(
                root.child("b").guaranteed(GUARANTEED[2]).maximum(MAXIMUM[2]).create());
        budgets.add(budgets.get(1).child("c").create());
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            int budget = random.nextInt(PARENT.length);
            long bytes = random.nextInt(random.nextInt(10) == 0 ? 600_000 : 150_000);
            switch (random.nextInt(8)) {
                case 0, 1 -> tryAcquire(budget, bytes);
                case 2, 3 -> ask(budget, bytes);
                case 4, 5 -> close(random);
                case 6 -> resize(random, bytes);
                default -> cancelOrMoveTheLimit(random);
            }
            settle();
            check();
        }
        limit(Heaps.CAPACITY);
        settle();
        while (!held.isEmpty()) {
            held.remove(held.size() - 1).permit.close();
            settle();
            check();
        }
        assertThat(wishes).isEmpty();
        assertThat(root.waiting()).isZero();
        assertThat(root.reservedBytes()).isZero();
    }

    private void tryAcquire(int budget, long bytes) {
        boolean fits = fits(budget, bytes);
        Admission answer = budgets.get(budget).tryAcquire(bytes);
        if (answer instanceof MemoryPermit permit) {
            assertThat(fits).as("granted beyond the limit").isTrue();
            held.add(new Held(budget, permit));
        } else if (fits) {
            assertThat(((Refusal) answer).reason()).isEqualTo(Reason.QUEUE);
            assertThat(wishes).isNotEmpty();
        }
    }

    private void ask(int budget, long bytes) {
        CompletableFuture<Admission> future = budgets.get(budget).acquireAsync(bytes);
        if (future.isDone() && future.join() instanceof Refusal refusal) {
            assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
        } else {
            wishes.add(new Wish(budget, bytes, future));
        }
    }

    private void close(Random random) {
        if (!held.isEmpty()) {
            Held one = held.remove(random.nextInt(held.size()));
            one.permit.close();
            one.permit.close();
        }
    }

    private void resize(Random random, long bytes) {
        if (!held.isEmpty()) {
            Held one = held.get(random.nextInt(held.size()));
            long before = one.permit.bytes();
            boolean fits = bytes <= before || fits(one.budget, bytes - before);
            assertThat(one.permit.resize(bytes) instanceof MemoryPermit).isEqualTo(fits);
            assertThat(one.permit.bytes()).isEqualTo(fits ? bytes : before);
        }
    }

    private void cancelOrMoveTheLimit(Random random) {
        if (!wishes.isEmpty() && random.nextBoolean()) {
            wishes.get(random.nextInt(wishes.size())).future.cancel(false);
        } else {
            limit(Heaps.CAPACITY / 2 + random.nextInt((int) Heaps.CAPACITY / 2));
        }
    }

    private void limit(long next) {
        limit = next;
        heap.capacity = next;
        root.refresh();
    }
}
