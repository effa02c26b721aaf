package io.memsafe.doctor.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.FreePort;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.Patience;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunningJvmTest {
    private io.memsafe.fork.RunningJvm child;

    private long start(String... flags) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        child = ForkedJvm.on(Jdk.running())
                .heap("48m")
                .flags(flags)
                .ownClassPath()
                .main(WatchedChild.class.getName())
                .onLine(line -> ready.countDown())
                .start();
        ready.await();
        return child.pid();
    }

    @AfterEach
    void end() {
        if (child != null) {
            child.kill();
            child.await();
        }
    }

    @Test
    void attachedToItMustTellItsBeansFlagsAndCommand() throws Exception {
        long pid = start("-XX:MaxMetaspaceSize=40m");
        try (RunningJvm jvm = RunningJvm.open(Long.toString(pid))) {
            assertThat(jvm.pid()).hasValue(pid);
            assertThat(jvm.memory().getHeapMemoryUsage().getMax()).isEqualTo(48L << 20);
            assertThat(jvm.collectors()).extracting(bean -> bean.getName()).contains("G1 Old Generation");
            assertThat(jvm.memoryPools()).extracting(bean -> bean.getName()).contains("Metaspace");
            assertThat(jvm.bufferPools()).extracting(bean -> bean.getName()).contains("direct");
            assertThat(jvm.threads().getThreadCount()).isPositive();
            assertThat(jvm.classes().getLoadedClassCount()).isPositive();
            assertThat(jvm.vmOption("MaxMetaspaceSize")).hasValueSatisfying(option -> {
                assertThat(option.value()).isEqualTo(Long.toString(40L << 20));
                assertThat(option.origin()).isEqualTo("VM_CREATION");
            });
            assertThat(jvm.vmOption("NoSuchFlag")).isEmpty();
            assertThat(jvm.changeableOptions()).extracting(VmOption::name).contains("HeapDumpOnOutOfMemoryError");
            assertThat(jvm.arguments()).contains("-Xmx48m");
            assertThat(jvm.mainCommand()).startsWith(WatchedChild.class.getName());
            assertThat(jvm.diagnosticCommand("vmUptime"))
                    .hasValueSatisfying(text -> assertThat(text).contains(" s"));
            assertThat(jvm.diagnosticCommand("noSuchCommand")).isEmpty();
        }
        assertThat(RunningJvm.list())
                .anyMatch(jvm -> jvm.pid() == pid && jvm.name().contains("WatchedChild"))
                .noneMatch(jvm -> jvm.pid() == ProcessHandle.current().pid());
    }

    @Test
    void aJmxPortMustBeReachedByItsAddress() throws Exception {
        int port = FreePort.find();
        start(
                "-Dcom.sun.management.jmxremote.port=" + port,
                "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.ssl=false",
                "-Djava.rmi.server.hostname=127.0.0.1");
        try (RunningJvm jvm = RunningJvm.open("127.0.0.1:" + port)) {
            assertThat(jvm.pid()).isEmpty();
            assertThat(jvm.memory().getHeapMemoryUsage().getMax()).isEqualTo(48L << 20);
        }
    }

    @Test
    void aJvmThatEndsMustFailClearlyAndStillClose() throws Exception {
        long pid = start();
        try (RunningJvm jvm = RunningJvm.attach(pid)) {
            end();
            assertThatThrownBy(() -> jvm.memory().getHeapMemoryUsage()).hasRootCauseInstanceOf(IOException.class);
            assertThatThrownBy(() -> jvm.vmOption("MaxHeapSize")).hasMessageContaining("no longer answers");
        }
    }

    @Test
    void aProcessThatIsMissingMustBeNamedBesideThoseThatAre() throws Exception {
        long pid = start();
        assertThatThrownBy(() -> RunningJvm.open("999999999"))
                .isInstanceOf(CannotAttachException.class)
                .hasMessageContaining("there is no process 999999999")
                .hasMessageContaining(pid + " " + WatchedChild.class.getName());
        assertThatThrownBy(() -> RunningJvm.open("99999999999999999999999"))
                .hasMessageContaining("there is no process");
        assertThatThrownBy(() -> RunningJvm.attach(ProcessHandle.current().pid()))
                .hasMessageContaining("is this one");
    }

    /** Attaching begins with a signal that would end it. */
    @Test
    void aProcessThatIsNoJvmMustBeLeftAlone() throws IOException {
        assumeThat(LinuxProcess.available()).as("a /proc to ask").isTrue();
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            Patience.await().until(() -> "sleep".equals(new LinuxProcess(other.pid()).name()));
            assertThatThrownBy(() -> RunningJvm.attach(other.pid()))
                    .hasMessageContaining("process " + other.pid() + " (sleep) is not a JVM");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aJvmWithoutSignalsMustBeLeftAlone() throws Exception {
        assumeThat(LinuxProcess.available()).as("a /proc to ask").isTrue();
        long pid = start("-Xrs");
        assertThatThrownBy(() -> RunningJvm.attach(pid)).hasMessageContaining("-Xrs");
        assertThat(ProcessHandle.of(pid))
                .hasValueSatisfying(process -> assertThat(process.isAlive()).isTrue());
    }

    @Test
    void whatIsNoAddressMustSayWhatWouldBe() {
        for (String wrong :
                new String[] {"", "-5", "host", "host:", "host:0", "host:70000", "a b:1", ":9010", "a/b:7"}) {
            assertThatThrownBy(() -> RunningJvm.open(wrong))
                    .as(wrong)
                    .isInstanceOf(CannotAttachException.class)
                    .hasMessageContaining("'" + wrong + "' is no JVM: give a process id, host:port");
        }
        assertThatThrownBy(() -> RunningJvm.open("service:jmx:nonsense")).hasMessageContaining("is no JMX URL");
    }

    @Test
    void aPortThatNobodyListensOnMustSaySo() throws IOException {
        int port = FreePort.find();
        assertThatThrownBy(() -> RunningJvm.open("127.0.0.1:" + port))
                .isInstanceOf(CannotAttachException.class)
                .hasMessageContaining("cannot connect to 127.0.0.1:" + port)
                .hasMessageContaining("refused");
    }
}
