package io.memsafe.batch.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    private Path parent;

    /** Spills, says so, and waits to be killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            SpillableSort<String> sort = Spills.open(SpillableSort.of(SpillFormat.strings()), Path.of(args[0]));
            for (int i = 0; sort.status().runs() < 2; i++) {
                sort.add("item " + i);
            }
            System.out.println("spilled");
            new CountDownLatch(1).await();
            sort.close();
        }
    }

    private RunningJvm child(CountDownLatch spilled) throws InterruptedException {
        RunningJvm child = ForkedJvm.on(Jdk.running())
                .heap("64m")
                .ownClassPath()
                .main(Child.class.getName(), parent.toString())
                .onLine(line -> spilled.countDown())
                .start();
        assertThat(spilled.await(60, TimeUnit.SECONDS)).isTrue();
        return child;
    }

    @Test
    void whatAKilledProcessLeftGoesAtTheNextStartAndWhatALivingOneHasStays() throws Exception {
        RunningJvm dead = child(new CountDownLatch(1));
        dead.kill();
        dead.await();
        List<Path> left = Spills.below(parent);
        assertThat(left).as("lock, folder, two runs").hasSize(4);
        RunningJvm living = child(new CountDownLatch(1));
        try {
            assertThat(left).as("removed by the second child").noneMatch(Files::exists);
            List<Path> its = Spills.below(parent);
            assertThat(its).hasSize(4);
            RunFolder own = RunFolder.create(SpillFolder.in(parent));
            RunFolder second = RunFolder.create(SpillFolder.in(parent));
            assertThat(its).allMatch(Files::exists);
            assertThat(own.path()).exists();
            second.close();
            own.close();
            assertThat(Spills.below(parent)).isEqualTo(its);
        } finally {
            living.kill();
            living.await();
        }
    }

    @Test
    void onlyTheOwnerMayReadAnything() throws IOException {
        try (SpillableSort<String> sort = Spills.open(SpillableSort.of(SpillFormat.strings()), parent)) {
            for (int i = 0; sort.status().runs() < 1; i++) {
                sort.add("item " + i);
            }
            List<Path> all = Spills.below(parent);
            assertThat(all)
                    .hasSize(3)
                    .allSatisfy(each -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                            .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void aLinkInPlaceOfALeftoverIsNotFollowed() throws IOException {
        Path precious = Files.createDirectory(parent.resolve("precious"));
        Path kept = Files.createFile(precious.resolve("kept"));
        Files.createSymbolicLink(parent.resolve("memsafe-spill-1-1-1"), precious);
        Files.createFile(parent.resolve("memsafe-spill-1-1-1.lock"));
        RunFolder.create(SpillFolder.in(parent)).close();
        assertThat(kept).exists();
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path missing = parent.resolve("missing");
        assertThatThrownBy(() -> RunFolder.create(SpillFolder.in(missing)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void aNegativeBoundIsRefused() {
        assertThatThrownBy(() -> SpillFolder.in(parent).withMaxBytes(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxBytes must be positive, or 0 for half of what is free, but is -1");
    }
}
