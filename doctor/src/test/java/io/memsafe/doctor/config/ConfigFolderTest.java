package io.memsafe.doctor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFolderTest {
    private static final List<ConfigFile> FIRST = List.of(new ConfigFile("a/b.conf", "1"), new ConfigFile("c", "2"));
    private static final List<ConfigFile> SECOND = List.of(new ConfigFile("a/b.conf", "3"));

    @TempDir
    Path folder;

    @Test
    void aSecondPlanMustReplaceTheFirst() throws IOException {
        Path out = folder.resolve("new/out");
        new ConfigFolder(out).write(FIRST);
        new ConfigFolder(out).write(SECOND);
        assertThat(out.resolve("a/b.conf")).hasContent("3");
        assertThat(out.resolve("c")).doesNotExist();
    }

    @Test
    void whatIsNotOursMustStay() throws IOException {
        Path theirs = Files.writeString(folder.resolve("c"), "theirs");
        assertThatThrownBy(() -> new ConfigFolder(folder).write(FIRST)).hasMessageContaining("is not empty");
        Files.delete(theirs);
        new ConfigFolder(folder).write(SECOND);
        Files.writeString(theirs, "theirs");
        assertThatThrownBy(() -> new ConfigFolder(folder).write(FIRST)).hasMessageContaining("is not ours");
        assertThat(theirs).hasContent("theirs");
        assertThat(folder.resolve("a/b.conf")).hasContent("3");
        assertThatThrownBy(() -> new ConfigFolder(theirs).write(FIRST)).hasMessageContaining("is no folder");
    }

    @Test
    void whatWasEditedMustStay() throws IOException {
        new ConfigFolder(folder).write(FIRST);
        Files.writeString(folder.resolve("a/b.conf"), "edited");
        assertThatThrownBy(() -> new ConfigFolder(folder).write(SECOND))
                .hasMessageContaining("was changed since it was written");
        assertThat(folder.resolve("a/b.conf")).hasContent("edited");
        assertThat(folder.resolve("c")).hasContent("2");
    }

    @Test
    void nothingMustLeadOut() throws IOException {
        Path out = folder.resolve("out");
        Path precious = Files.writeString(folder.resolve("precious"), "1");
        assertThatThrownBy(() -> new ConfigFolder(out).write(List.of(new ConfigFile("../precious", "x"))))
                .hasMessageContaining("leads out");
        new ConfigFolder(out).write(SECOND);
        Files.writeString(out.resolve(ConfigFolder.MARKER), "0  ../precious\n");
        assertThatThrownBy(() -> new ConfigFolder(out).write(SECOND)).hasMessageContaining("leads out");
        Path linked = Files.createDirectory(folder.resolve("linked"));
        Files.writeString(linked.resolve(ConfigFolder.MARKER), "");
        Files.createSymbolicLink(linked.resolve("a"), out);
        assertThatThrownBy(() -> new ConfigFolder(linked).write(SECOND)).hasMessageContaining("is no folder");
        assertThat(precious).hasContent("1");
    }
}
