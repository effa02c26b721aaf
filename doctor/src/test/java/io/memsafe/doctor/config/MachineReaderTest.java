package io.memsafe.doctor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class MachineReaderTest {
    private static final String MACHINE = "machine: {memory: 4GiB, cores: 2}\n";

    private static List<String> mistakes(String text) {
        try {
            Descriptions.read(text);
        } catch (SpecException e) {
            return e.mistakes();
        }
        return Assertions.fail("taken: " + text);
    }

    @Test
    void anUnknownKeyMustBeNamedWithItsLineAndWhatIsKnown() {
        assertThat(mistakes(MACHINE + "mariadb:\n  conections: 5\n"))
                .singleElement()
                .asString()
                .startsWith("m.yaml:3: 'mariadb.conections' is no known key; here can be buffer-pool, connections, ");
        assertThat(mistakes(MACHINE + "mongodb: {}\n"))
                .anyMatch(mistake -> mistake.startsWith("m.yaml:2: 'mongodb' is no known key; here can be apache"));
    }

    @Test
    void aWrongValueMustBeNamedWithWhatWouldBeRight() {
        assertThat(mistakes("machine: {memory: 4GB, cores: two}\nnginx: {role: mail, tls: yes, requests: -1}\n"))
                .containsExactlyInAnyOrder(
                        "m.yaml:1: machine.memory: '4GB' is not an amount between 256.0 MiB and 65536.00 GiB, written as"
                                + " 512MiB or 1.5GiB (KiB, MiB, GiB, TiB)",
                        "m.yaml:2: nginx.role: 'mail' is not one of fastcgi, proxy, static",
                        "m.yaml:2: nginx.tls: 'yes' is not true or false",
                        "m.yaml:2: nginx.requests: '-1' is not a whole number from 1 to 1000000",
                        "m.yaml:1: machine.cores: 'two' is not a whole number from 1 to 4096");
    }

    @Test
    void whatIsMissingMustBeSaid() {
        assertThat(mistakes("nginx: {}\n"))
                .contains(
                        "m.yaml:1: machine: missing; a group with 'memory' and 'cores' at least",
                        "m.yaml:1: machine.cores: missing; how many the machine has");
        assertThat(mistakes(MACHINE)).singleElement().asString().contains("no service; there can be nginx");
        assertThat(mistakes(MACHINE + "jvms:\n  - threads: 50\n"))
                .containsExactly("m.yaml:3: jvms[1].name: missing; each has a name of its own");
        assertThat(mistakes("")).containsExactly("m.yaml: empty; --example prints a description to begin with");
    }

    @Test
    void whatWouldLeadOutOfAFileMustBeRefused() {
        assertThat(mistakes(MACHINE + "php-fpm: {version: ../../x}\n"))
                .anyMatch(mistake -> mistake.contains("'../../x' is not a name"));
        assertThat(mistakes(MACHINE + "jvms: [{name: \"a\\nExecStart=/bin/sh\"}]\n"))
                .anyMatch(mistake -> mistake.contains("'a ExecStart=/bin/sh' is not a name"));
    }

    @Test
    void twoOfOneNameMustBeRefused() {
        assertThat(mistakes(MACHINE + "jvms: [{name: a}, {name: a}]\n"))
                .anyMatch(mistake -> mistake.contains("two services with the name 'a'"));
        assertThat(mistakes(MACHINE + "nginx: {}\nnginx: {}\n"))
                .containsExactly("m.yaml:3: 'nginx' a second time; the first is in line 2");
    }

    @Test
    void hostileYamlMustBeRefusedEarly() {
        assertThat(mistakes("a: &a [x]\nb: [*a, *a]\n"))
                .singleElement()
                .asString()
                .contains("the alias '*a'; write the values out instead");
        assertThat(mistakes("[".repeat(100_000))).singleElement().asString().contains("more than 16 levels");
        assertThat(mistakes("- x\n".repeat(20_000))).singleElement().asString().contains("more than 10000 values");
        assertThat(mistakes("# x\n".repeat(300_000))).singleElement().asString().contains("more than 1024 KiB");
        assertThat(mistakes("machine: {memory\n")).singleElement().asString().contains("not YAML");
    }
}
