package io.swarmkeeper.stackfile.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void steersNobodyAndEndsNoLine() {
        assertThat(Printable.of("a\nb\u001b[31m\u0085\u2028\u202e\u2066\ufeffc"))
                .isEqualTo("a\ufffdb\ufffd[31m\ufffd\ufffd\ufffd\ufffd\ufffdc");
        assertThat(Printable.of("déjà \ud83d\ude00")).isEqualTo("déjà \ud83d\ude00");
    }
}
