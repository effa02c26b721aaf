package io.memsafe.benchmarks.stand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void markdownMustPadColumnsAndEscapeBars() {
        Table table = new Table("Title", "", "name", "n").row("a|b", "12").row("longer one", "3");
        assertThat(table.markdown()).isEqualTo("""
                ## Title

                | name       | n   |
                |------------|-----|
                | a\\|b       | 12  |
                | longer one | 3   |
                """);
    }

    @Test
    void aRowOfAnotherLengthMustBeRefused() {
        Table table = new Table("Title", "", "name", "n");
        assertThatThrownBy(() -> table.row("alone"))
                .hasMessageContaining("2 columns")
                .hasMessageContaining("1 cells");
    }
}
