package io.memsafe.mapped;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Execution(ExecutionMode.CONCURRENT)
class MappedTableForkedTest {
    private static final Pattern ENDS = Pattern.compile("right (\\d+), told (\\d+), other (\\d+)");

    private static final int ENTRIES = Integer.getInteger("memsafe.table-entries", 300_000);

    private static final int FIRST_THAT_DENIES = 24;

    @TempDir
    Path folder;

    private static long number(String line, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @Test
    void aTableMustTakeLessThanAHundredthOfTheHeapOfAHashMap() {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .collector(Collector.SERIAL)
                .heap("1g")
                .ownClassPath()
                .main(
                        MappedTableHeapChild.class.getName(),
                        folder.resolve("heap.table").toString(),
                        Integer.toString(ENTRIES))
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        result.lines().forEach(System.out::println); // figures for the guide
        long map = number(result.lines().get(0), "HashMap (\\d+) bytes of heap");
        long table = number(result.lines().get(1), "MappedTable (-?\\d+) bytes of heap");
        assertThat(map).isGreaterThan(100L * ENTRIES);
        assertThat(table).isLessThan(map / 100);
    }

    private ForkedResult run(String heap, String flag, String program, int count) {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .heap(heap)
                .flags(flag)
                .ownClassPath()
                .main(
                        MappedTableChild.class.getName(),
                        program,
                        folder.resolve("child.table").toString(),
                        Integer.toString(count))
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result;
    }

    @Test
    void aTableOfTwoHundredMegabytesMustBeWrittenAndReadInAHeapOfSixteen() {
        int entries = 200_000;
        run("16m", "-XX:+ExitOnOutOfMemoryError", "write", entries);
        assertThat(run("16m", "-XX:+ExitOnOutOfMemoryError", "look-up", 100_000).lines())
                .singleElement()
                .asString()
                .matches("size 200000, wrong 0, mapped 2\\d{8}");
    }

    @Test
    void whereTheJvmCannotUnmapATableMustWorkAllTheSame() {
        String deny = Runtime.version().feature() >= FIRST_THAT_DENIES
                ? "--sun-misc-unsafe-memory-access=deny"
                : "--limit-modules=jdk.management"; // and so without jdk.unsupported
        run("64m", deny, "write", 1_000);
        assertThat(run("64m", deny, "look-up", 1_000).lines())
                .singleElement()
                .asString()
                .startsWith("size 1000, wrong 0");
    }

    @ParameterizedTest
    @CsvSource({
        "-Xint, 2000",
        "-XX:TieredStopAtLevel=1, 30000",
        "-XX:-TieredCompilation, 30000",
        "-XX:+TieredCompilation, 30000"
    })
    void aFileThatIsCutOffWhileItIsOpenMustBeToldAndNotEndTheJvm(String compiler, int lookUps) {
        run("64m", "-XX:+TieredCompilation", "write", 10_000);
        ForkedResult result = run("64m", compiler, "cut-off", lookUps);
        Matcher ends = ENDS.matcher(result.lines().get(0));
        assertThat(ends.matches()).as("%s", result).isTrue();
        int right = Integer.parseInt(ends.group(1));
        int told = Integer.parseInt(ends.group(2));
        assertThat(ends.group(3)).as("other ends: %s", result).isEqualTo("0");
        assertThat(right + told).isEqualTo(2 * lookUps);
        assertThat(right).isGreaterThanOrEqualTo(lookUps);
        assertThat(told).isPositive();
    }
}
