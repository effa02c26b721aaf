package io.memsafe.benchmarks.stand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineLockTest {

    @TempDir
    Path folder;

    @Test
    void aSecondHolderMustBeKeptOutAndHearOfTheFirst() {
        Path file = folder.resolve("lock");
        MachineLock first = take(file, "lab one, process 1");
        assertThatThrownBy(() -> take(file, "lab two, process 2"))
                .isInstanceOf(CannotMeasureException.class)
                .hasMessageContaining("lab one, process 1");
        first.close();
    }

    @Test
    void aReleasedLockMustBeFreeForTheNext() {
        Path file = folder.resolve("lock");
        take(file, "lab one").close();
        List<String> news = new ArrayList<>();
        MachineLock.acquire(file, "lab two", Duration.ZERO, news::add).close();
        assertThat(news).isEmpty();
    }

    @Test
    void aFolderThatIsMissingMustBeNamed() {
        Path file = folder.resolve("missing").resolve("lock");
        assertThatThrownBy(() -> take(file, "lab"))
                .isInstanceOf(CannotMeasureException.class)
                .hasMessageContaining(file.toString());
    }

    private static MachineLock take(Path file, String holder) {
        return MachineLock.acquire(file, holder, Duration.ZERO, news -> {});
    }
}
