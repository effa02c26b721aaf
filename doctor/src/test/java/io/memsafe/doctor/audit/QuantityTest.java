package io.memsafe.doctor.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "512Mi, 536870912",
        "1.5Gi, 1610612736",
        "128974848, 128974848",
        "129e6, 129000000",
        "129M, 129000000",
        "512m, 1",
        "1k, 1000",
        "2E, 2000000000000000000",
        "1e99, ",
        "512MB, ",
        "mi, ",
        "-1Mi, ",
        "'', "
    })
    void anAmountMustBeReadAsKubernetesDoes(String text, Long bytes) {
        BigDecimal amount = Quantity.kubernetes(text);
        assertThat(amount == null ? null : Quantity.bytes(amount)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"512m, 536870912", "1G, 1073741824", "2GiB, 2147483648", "64MB, 67108864", "4096, 4096", "5x, ", "G, "})
    void aSizeMustBeReadAsSystemdDoes(String text, Long bytes) {
        assertThat(Quantity.size(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"5, 5000", "100ms, 100", "1min 30s, 90000", "2h, 7200000", "soon, ", "'', "})
    void aTimeMustBeReadAsSystemdDoes(String text, Long millis) {
        assertThat(Quantity.millis(text)).isEqualTo(millis);
    }
}
