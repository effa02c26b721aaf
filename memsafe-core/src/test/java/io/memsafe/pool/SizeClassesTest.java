package io.memsafe.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeClassesTest {
    private final SizeClasses sizes = new SizeClasses(1 << 10, 1 << 16);

    @Test
    void everyNumberOfBytesGetsTheSmallestClassThatHoldsIt() {
        for (int bytes = 0; bytes <= 1 << 16; bytes++) {
            int index = sizes.of(bytes);
            assertThat(sizes.bytes(index)).isGreaterThanOrEqualTo(bytes);
            if (index > 0) {
                assertThat(sizes.bytes(index - 1)).isLessThan(bytes);
            }
        }
    }

    @Test
    void atMostAFifthOfABufferIsMoreThanWasAskedFor() {
        for (int bytes = (1 << 10) + 1; bytes <= 1 << 16; bytes++) {
            int wasted = sizes.bytes(sizes.of(bytes)) - bytes;
            assertThat(wasted).isLessThan(sizes.bytes(sizes.of(bytes)) / 5 + 1);
        }
    }

    @Test
    void theLargestIsAClassAndWhatIsLargerIsNone() {
        assertThat(sizes.bytes(sizes.count() - 1)).isEqualTo(1 << 16);
        assertThat(sizes.of(1 << 16)).isEqualTo(sizes.count() - 1);
        assertThat(sizes.of((1 << 16) + 1)).isGreaterThanOrEqualTo(sizes.count());
        assertThat(sizes.of(Integer.MAX_VALUE)).isGreaterThanOrEqualTo(sizes.count());
    }

    @Test
    void oneSizeIsEnough() {
        SizeClasses one = new SizeClasses(8_192, 8_192);
        assertThat(one.count()).isOne();
        assertThat(one.bytes(one.of(5))).isEqualTo(8_192);
    }

    @ParameterizedTest
    @CsvSource({"1000, 2048", "1024, 2000", "2048, 1024", "2, 1024", "0, 0"})
    void otherBoundsAreRefused(int smallest, int largest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SizeClasses(smallest, largest))
                .withMessageContaining("are " + smallest + " and " + largest);
    }
}
