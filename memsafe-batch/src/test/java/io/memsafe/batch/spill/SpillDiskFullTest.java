package io.memsafe.batch.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.memsafe.fork.SmallDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small disk of its own, a tmpfs, which only root can have. */
class SpillDiskFullTest {
    @TempDir
    private Path disk;

    private @Nullable SmallDisk mounted;

    @BeforeEach
    void mount() {
        mounted = SmallDisk.mount(disk, "2m").orElse(null);
        Assumptions.assumeTrue(mounted != null, "optional kernel: a tmpfs cannot be mounted here");
    }

    @AfterEach
    void unmount() {
        if (mounted != null) {
            mounted.close();
        }
    }

    private static String word(int i) {
        return "word " + Integer.toString((int) (i * 2_654_435_761L >>> 4), 36);
    }

    @Test
    void whatWasAddedBeforeTheDiskWasFullIsReadAndWithMoreRoomItGoesOn() throws Exception {
        List<String> added = new ArrayList<>();
        SpillFolder where = SpillFolder.in(disk).withMaxBytes(1L << 40);
        try (SpillableSort<String> sort =
                Spills.open(SpillableSort.of(SpillFormat.strings()), where, Spills.SMALL_BYTES)) {
            SpillFullException full = fill(sort, added);
            assertThat(full)
                    .hasMessageContaining(full.folder().toString())
                    .hasMessageContaining(full.neededBytes() + " bytes are needed")
                    .hasMessageContaining("the disk is full");
            assertThat(full.folder()).hasParent(disk);
            assertThat(full.neededBytes()).isGreaterThan(full.freeBytes());
            assertThatThrownBy(() -> sort.add("again")).isInstanceOf(SpillFullException.class);
            assertThat(sort.status().added()).isEqualTo(added.size());

            mounted.resize("20m");
            for (int i = 0; i < 50_000; i++) {
                added.add(word(added.size()));
                sort.add(added.get(added.size() - 1));
            }
            Collections.sort(added);
            assertThat(Spills.list(sort)).isEqualTo(added);
        }
        assertThat(Spills.below(disk)).isEmpty();
    }

    @Test
    void whatWasAddedBeforeTheDiskWasFullIsReadAlthoughItStaysFull() throws Exception {
        List<String> added = new ArrayList<>();
        SpillFolder where = SpillFolder.in(disk).withMaxBytes(1L << 40);
        try (SpillableSort<String> sort =
                Spills.open(SpillableSort.of(SpillFormat.strings()), where, Spills.SMALL_BYTES)) {
            fill(sort, added);
            Collections.sort(added);
            assertThat(Spills.list(sort)).isEqualTo(added);
        }
        assertThat(Spills.below(disk)).isEmpty();
    }

    @Test
    void theBoundOfTheFolderIsKeptAndNamed() throws Exception {
        List<String> added = new ArrayList<>();
        SpillFolder where = SpillFolder.in(disk).withMaxBytes(1_000_000);
        try (SpillableSort<String> sort =
                Spills.open(SpillableSort.of(SpillFormat.strings()), where, Spills.SMALL_BYTES)) {
            SpillFullException full = fill(sort, added);
            assertThat(full).hasMessageContaining("of maxBytes 1000000 are used");
            assertThat(sort.status().runBytes()).isBetween(300_000L, 1_000_000L);
            Collections.sort(added);
            assertThat(Spills.list(sort)).isEqualTo(added);
        }
        assertThat(Spills.below(disk)).isEmpty();
    }

    private static SpillFullException fill(SpillableSort<String> sort, List<String> added) {
        return catchThrowableOfType(SpillFullException.class, () -> {
            while (true) {
                String next = word(added.size());
                sort.add(next);
                added.add(next);
            }
        });
    }
}
