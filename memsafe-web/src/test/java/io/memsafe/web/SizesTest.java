package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memsafe.web.SizeHistogram.Cut;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large requests were, and what tells it beforehand. */
class SizesTest {
    private static final long KB = 1 << 10;
    private static final long MB = 1 << 20;

    private final RequestNumbers numbers = new RequestNumbers();

    @Test
    void whatIsLargerThanASizeIsAveraged() {
        SizeHistogram sizes = new SizeHistogram();
        for (int i = 0; i < 100; i++) {
            sizes.add(KB);
            sizes.add(MB);
            sizes.add(4 * MB);
        }
        assertThat((double) sizes.meanBeyond(2 * KB)).isCloseTo(2.5 * MB, within(0.3 * MB));
        assertThat((double) sizes.meanBeyond(2 * MB)).isCloseTo(4 * MB, within(0.6 * MB));
        assertThat(sizes.meanBeyond(8 * MB)).isZero();
        assertThat(new SizeHistogram().meanBeyond(1)).isZero();
    }

    @Test
    void whatWasLongAgoFades() {
        SizeHistogram sizes = new SizeHistogram();
        for (int i = 0; i < 500; i++) {
            sizes.add(64 * MB);
        }
        for (int i = 0; i < 10_000; i++) {
            sizes.add(MB);
        }
        assertThat(sizes.meanBeyond(2 * MB)).isZero();
    }

    @Test
    void anythingHasABucket() {
        SizeHistogram sizes = new SizeHistogram();
        for (long bytes = 0; bytes >= 0; bytes = bytes * 3 + 1) {
            sizes.add(bytes);
        }
        sizes.add(Long.MAX_VALUE);
        assertThat(sizes.meanBeyond(0)).isPositive();
    }

    @Test
    void aCutTakesTheLargest() {
        SizeHistogram sizes = new SizeHistogram();
        for (int i = 0; i < 64; i++) {
            sizes.add(MB);
        }
        for (int i = 0; i < 8; i++) {
            sizes.add(8 * MB);
        }
        Cut half = sizes.cut(0.25);
        assertThat(half.spares(MB, 0.99)).isTrue();
        assertThat(half.spares(8 * MB, 0.3))
                .as("half of the bytes of the largest go")
                .isTrue();
        assertThat(half.spares(8 * MB, 0.7)).isFalse();
        assertThat(half.spares(64 * MB, 0)).isFalse();
        Cut all = sizes.cut(1);
        assertThat(all.spares(MB, 0.5)).isFalse();
        assertThat(Cut.NONE.spares(Long.MAX_VALUE - 1, 1)).isTrue();
        assertThat(new SizeHistogram().cut(0.5).spares(MB, 0.6)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "kb=12&ms=34, 12, 34",
        "ms=34&kb=12, 12, 34",
        "a&kb=12&&ms=34&b=, 12, 34",
        "kb=12, 12, -1",
        "kb=12x&ms=3.4, -1, -1",
        "kb=&ms=-4, -1, -1",
        "kb=1234567890123456, -1, -1",
        "kb=123456789012345, 123456789012345, -1",
        "kb==1, -1, -1",
        "&, -1, -1",
    })
    void numbersOfAQueryAreRead(String query, long kb, long ms) {
        numbers.read(query, -1);
        assertThat(value("kb")).isEqualTo(kb);
        assertThat(value("ms")).isEqualTo(ms);
    }

    private long value(String name) {
        RequestNumbers alone = new RequestNumbers();
        alone.read(name + "=1", -1);
        int i = numbers.find(alone.name(1));
        return i < 0 ? -1 : numbers.value(i);
    }

    @Test
    void theLengthsAreNumbersToo() {
        numbers.read("q=abc", 1_000);
        assertThat(numbers.count()).isEqualTo(2);
        assertThat(numbers.value(0)).isEqualTo(1_000);
        assertThat(numbers.value(1)).isEqualTo(5);
        numbers.clear();
        assertThat(numbers.count()).isZero();
    }

    @Test
    void noMoreThanEightAreLookedAt() {
        numbers.read("a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1", 7);
        assertThat(numbers.count()).isEqualTo(RequestNumbers.MOST);
    }

    @Test
    void aLineIsFound() {
        SizeLine line = new SizeLine(1);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 7; i++) {
            line.add(i, i);
        }
        assertThat(line.explained()).as("too few").isZero();
        for (int i = 0; i < 2_000; i++) {
            double number = random.nextDouble(1_000);
            line.add(number, 50_000 + 1_024 * number + random.nextDouble(-5_000, 5_000));
        }
        assertThat(line.explained()).isBetween(0.98, 1.0);
        assertThat(line.slope()).isCloseTo(1_024, within(10.0));
        assertThat(line.intercept()).isCloseTo(50_000, within(2_000.0));
    }

    @Test
    void whatDoesNotTellExplainsNothing() {
        SizeLine line = new SizeLine(1);
        SizeLine constant = new SizeLine(2);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 500; i++) {
            double bytes = random.nextDouble(1e6);
            line.add(random.nextDouble(), bytes);
            constant.add(5, bytes);
        }
        assertThat(line.explained()).isLessThan(0.1);
        assertThat(constant.explained()).isZero();
    }
}
