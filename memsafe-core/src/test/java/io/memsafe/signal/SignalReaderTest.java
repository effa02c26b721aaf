package io.memsafe.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import io.memsafe.spi.SignalUnavailableException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignalReaderTest {
    private static final long MILLI = 1_000_000;

    /** A signal whose behaviour a test sets. */
    private static class Scripted implements MemorySignal {
        final String name;
        int reads;
        boolean closed;

        Scripted(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Duration interval() {
            return Duration.ofMillis(100);
        }

        @Override
        public void open() throws SignalUnavailableException {
            // Nothing to open.
        }

        @Override
        public void read(SignalSink sink) throws SignalUnavailableException {
            reads++;
            sink.area(name, Unit.BYTES, reads, 1_000, PressureLevel.CRITICAL);
            sink.measure(name + "-reads", Unit.COUNT, reads);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void aSignalThatCannotBeClosedKeepsNoneFromBeingClosed() {
        Scripted first = new Scripted("first") {
            @Override
            public void close() {
                throw new OutOfMemoryError("on purpose");
            }
        };
        Scripted second = new Scripted("second") {
            @Override
            public void close() {
                super.close();
                throw new NoClassDefFoundError("on purpose");
            }
        };
        Scripted third = new Scripted("third");
        new SignalReader(List.of(first, second, third)).close();
        assertThat(second.closed).isTrue();
        assertThat(third.closed).isTrue();
    }

    /** As when the class of a stack trace's elements had met an OutOfMemoryError. */
    private static final class Unloggable extends IllegalStateException {
        private static final long serialVersionUID = 1;

        @Override
        public void printStackTrace(PrintStream out) {
            throw new NoClassDefFoundError("on purpose");
        }
    }

    @Test
    void aFailureThatCannotBeLoggedKeepsNoSignalFromBeingRead() {
        Scripted shut = new Scripted("shut") {
            @Override
            public void open() {
                throw new Unloggable();
            }
        };
        Scripted failing = new Scripted("failing") {
            @Override
            public void read(SignalSink sink) {
                throw new Unloggable();
            }
        };
        Scripted sound = new Scripted("sound");
        SignalReader reader = new SignalReader(List.of(shut, failing, sound));
        assertThat(reader.open()).isTrue();
        reader.step(1);
        assertThat(sound.reads).isEqualTo(1);
    }

    @Test
    void aSignalThatHadNoMemoryToOpenIsOpenedLaterAndTheOthersOnce() {
        int[] opened = {0, 0};
        Scripted first = new Scripted("first") {
            @Override
            public void open() {
                opened[0]++;
            }
        };
        Scripted second = new Scripted("second") {
            @Override
            public void open() {
                if (opened[1]++ == 0) {
                    throw new OutOfMemoryError("on purpose");
                }
                closed = false;
            }
        };
        SignalReader reader = new SignalReader(List.of(first, second));
        assertThat(reader.open()).isFalse();
        assertThat(second.closed).as("what it took so far is given back").isTrue();
        reader.step(MILLI);
        assertThat(reader.readings())
                .extracting(reading -> reading.absence() == null)
                .containsExactly(true, false);
        assertThat(reader.open()).isTrue();
        reader.step(2 * MILLI);
        assertThat(reader.readings())
                .extracting(reading -> reading.absence() == null)
                .containsExactly(true, true);
        assertThat(opened).containsExactly(1, 2);
        reader.close();
        assertThat(second.closed).isTrue();
    }

    private static SignalReading only(SignalReader reader) {
        assertThat(reader.readings()).hasSize(1);
        return reader.readings().get(0);
    }

    @Test
    void aSignalIsReadWhenItIsDueAndNotBefore() {
        Scripted signal = new Scripted("direct");
        SignalReader reader = new SignalReader(List.of(signal));
        reader.open();
        assertThat(reader.step(1)).isEqualTo(100 * MILLI);
        assertThat(reader.step(40 * MILLI)).isEqualTo(60 * MILLI + 1);
        assertThat(signal.reads).isEqualTo(1);
        reader.step(100 * MILLI + 1);
        assertThat(signal.reads).isEqualTo(2);
        assertThat(only(reader).areas())
                .containsExactly(new AreaReading("direct", Unit.BYTES, 2, 1_000, PressureLevel.CRITICAL));
        assertThat(only(reader).absence()).isNull();
    }

    @Test
    void aSignalThatCannotBeOpenedIsAbsentWithItsReasonAndNeverRead() {
        Scripted signal = new Scripted("container") {
            @Override
            public void open() throws SignalUnavailableException {
                throw new SignalUnavailableException("no cgroup is mounted");
            }
        };
        SignalReader reader = new SignalReader(List.of(signal));
        reader.open();
        reader.step(1);
        assertThat(signal.reads).isZero();
        assertThat(only(reader).absence()).isEqualTo("no cgroup is mounted");
        reader.close();
        assertThat(signal.closed).isTrue();
    }

    @Test
    void aSignalThatFailsIsAbsentUntilItIsReadAgainAndTheOthersAreRead() {
        Scripted failing = new Scripted("failing") {
            @Override
            public void read(SignalSink sink) throws SignalUnavailableException {
                super.read(sink);
                if (reads == 2) {
                    throw new IllegalStateException("vanished");
                }
            }
        };
        Scripted sound = new Scripted("sound");
        SignalReader reader = new SignalReader(List.of(failing, sound));
        reader.open();
        reader.step(1);
        reader.step(101 * MILLI);
        assertThat(reader.readings().get(0).absence()).contains("vanished");
        assertThat(reader.readings().get(0).areas()).as("what may be wrong").isEmpty();
        assertThat(reader.readings().get(1).areas()).hasSize(1);
        reader.step(202 * MILLI);
        assertThat(failing.reads).as("tried again only after ten intervals").isEqualTo(2);
        reader.step(1_101 * MILLI);
        assertThat(failing.reads).isEqualTo(3);
        assertThat(reader.readings().get(0).absence()).isNull();
    }

    @Test
    void aFigureThatCannotBeIsRefusedWithItsName() {
        Scripted signal = new Scripted("odd") {
            @Override
            public void read(SignalSink sink) {
                sink.area("metaspace", Unit.BYTES, 5, 0, PressureLevel.WARNING);
            }
        };
        SignalReader reader = new SignalReader(List.of(signal));
        reader.open();
        reader.step(1);
        assertThat(only(reader).absence()).contains("area metaspace of signal odd", "limit > 0");
    }

    @Test
    void anOutOfMemoryErrorInASignalIsSurvived() {
        Scripted signal = new Scripted("hungry") {
            @Override
            public void read(SignalSink sink) {
                reads++;
                if (reads == 1) {
                    throw new OutOfMemoryError("no room");
                }
            }
        };
        SignalReader reader = new SignalReader(List.of(signal));
        reader.open();
        reader.step(1);
        assertThat(only(reader).absence()).isEqualTo("no memory to read it");
        reader.step(2_000 * MILLI);
        assertThat(only(reader).absence()).isNull();
    }

    /** A signal whose area is as full as a test says. */
    private static class Filled extends Scripted {
        long used;

        Filled(long used) {
            super("filled");
            this.used = used;
        }

        @Override
        public void read(SignalSink sink) {
            reads++;
            sink.area(name, Unit.BYTES, used, 1_000, PressureLevel.CRITICAL);
        }
    }

    /** Reads on until the next reading is further away than usual, and says how far. */
    private static long restMillis(SignalReader reader) {
        long now = 1;
        long pause = reader.step(now);
        for (int i = 0; i < 20; i++) {
            now += pause;
            pause = reader.step(now);
        }
        return pause / MILLI;
    }

    private static SignalReader readerOf(Filled signal) {
        SignalReader reader = new SignalReader(List.of(signal));
        reader.open();
        return reader;
    }

    @Test
    void whatIsFarFromFullAndSteadyIsReadMoreRarelyTheFullerTheOftener() {
        assertThat(restMillis(readerOf(new Filled(100)))).isEqualTo(2_000);
        assertThat(restMillis(readerOf(new Filled(300)))).isEqualTo(1_000);
        assertThat(restMillis(readerOf(new Filled(600)))).isEqualTo(300);
        assertThat(restMillis(readerOf(new Filled(800)))).isEqualTo(100);
    }

    @Test
    void aRiseEndsTheRestAndTheReadingSaysWhenTheNextOneIsDue() {
        Filled signal = new Filled(300);
        SignalReader reader = readerOf(signal);
        restMillis(reader);
        assertThat(only(reader).pauseNanos()).isEqualTo(1_000 * MILLI);
        assertThat(only(reader).intervalNanos()).isEqualTo(100 * MILLI);
        signal.used = 321;
        assertThat(reader.step(1_000_000 * MILLI)).isEqualTo(100 * MILLI);
        assertThat(only(reader).pauseNanos()).isEqualTo(100 * MILLI);
    }

    @Test
    void whatRisesFastIsReadSoMuchSooner() {
        Filled signal = new Filled(300);
        SignalReader reader = readerOf(signal);
        long now = 1;
        reader.step(now);
        signal.used += 100;
        assertThat(reader.step(now += 100 * MILLI)).as("a tenth in 100 ms").isEqualTo(20 * MILLI);
        signal.used += 20;
        assertThat(reader.step(now += 20 * MILLI)).as("it goes on like that").isEqualTo(20 * MILLI);
        signal.used += 400;
        assertThat(reader.step(now += 20 * MILLI)).as("at the soonest").isEqualTo(10 * MILLI);
        assertThat(reader.step(now += 10 * MILLI)).as("it has stopped").isEqualTo(100 * MILLI);
    }

    @Test
    void onlyTheReadingOfWhatIsHalfFullIsUrgent() {
        Filled signal = new Filled(499);
        SignalReader reader = readerOf(signal);
        reader.step(1);
        assertThat(reader.urgent()).isFalse();
        signal.used = 500;
        reader.step(100 * MILLI + 1);
        assertThat(reader.urgent()).isTrue();
        reader.step(101 * MILLI);
        assertThat(reader.urgent()).as("nothing was read").isFalse();
    }

    @Test
    void theListStaysTheSameWhileNothingIsRead() {
        SignalReader reader = readerOf(new Filled(1));
        reader.step(1);
        List<SignalReading> before = reader.readings();
        reader.step(2);
        assertThat(reader.readings()).isSameAs(before);
    }

    @Test
    void whatRestsIsReadWithAnotherThatIsDueButNotMuchEarlier() {
        Filled resting = new Filled(300);
        Filled busy = new Filled(800);
        SignalReader reader = new SignalReader(List.of(resting, busy));
        reader.open();
        long now = 1;
        long last = now;
        long shortest = Long.MAX_VALUE;
        reader.step(now);
        for (int i = 1; i < 100; i++) {
            int reads = resting.reads;
            now += 90 * MILLI; // a little before and after the second one is due
            reader.step(now);
            if (resting.reads > reads) {
                shortest = i < 30 ? shortest : Math.min(shortest, now - last);
                last = now;
            }
        }
        assertThat(shortest).isBetween(750 * MILLI, 999 * MILLI);
    }

    @Test
    void thoseThatRestLongestAreReadTogether() {
        Filled often = new Filled(100);
        Filled seldom = new Filled(100) {
            @Override
            public Duration interval() {
                return Duration.ofMillis(330);
            }
        };
        SignalReader reader = new SignalReader(List.of(often, seldom));
        reader.open();
        long now = 1;
        int alone = 0;
        int together = 0;
        while (now < 60_000 * MILLI) {
            int readsBefore = often.reads + seldom.reads;
            now += reader.step(now);
            int reads = often.reads + seldom.reads - readsBefore;
            together += reads == 2 && now > 10_000 * MILLI ? 1 : 0;
            alone += reads == 1 && now > 10_000 * MILLI ? 1 : 0;
        }
        assertThat(alone).isZero();
        assertThat(together).isBetween(24, 26);
    }

    @Test
    void whatFailedIsNotReadEarlier() {
        Scripted failing = new Scripted("failing") {
            @Override
            public void read(SignalSink sink) throws SignalUnavailableException {
                super.read(sink);
                throw new IllegalStateException("broken");
            }
        };
        SignalReader reader = new SignalReader(List.of(failing, new Filled(800)));
        reader.open();
        for (int i = 0; i < 10; i++) {
            reader.step(1 + i * 100 * MILLI);
        }
        assertThat(failing.reads).isEqualTo(1);
    }
}
