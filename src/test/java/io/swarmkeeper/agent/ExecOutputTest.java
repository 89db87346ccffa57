package io.swarmkeeper.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExecOutputTest {

    private final ExecOutput output = new ExecOutput(10, 100);

    private static byte[] frames(String... texts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int stream = 1;
        for (String text : texts) {
            byte[] content = text.getBytes(StandardCharsets.UTF_8);
            bytes.write(ByteBuffer.allocate(8)
                    .put((byte) stream)
                    .putInt(4, content.length)
                    .array());
            bytes.write(content);
            stream = 3 - stream;
        }
        return bytes.toByteArray();
    }

    @Test
    void bothStreamsAreKeptInTheirOrder() throws IOException {
        assertThat(output.read(new ByteArrayInputStream(frames("one\n", "two\n"))))
                .isEqualTo(8);
        assertThat(output.text()).isEqualTo("one\ntwo\n");
    }

    @Test
    void theBeginningIsKeptAndTheRestReadAway() throws IOException {
        assertThat(output.read(new ByteArrayInputStream(frames("123456", "789012", "345"))))
                .isEqualTo(15);
        assertThat(output.text()).isEqualTo("1234567890");
    }

    @Test
    void whatWasSaidBeforeTheEngineHungUpIsKept() throws IOException {
        byte[] whole = frames("said", "cut off");
        byte[] half = Arrays.copyOf(whole, whole.length - 3);
        assertThatThrownBy(() -> output.read(new ByteArrayInputStream(half))).isInstanceOf(EOFException.class);
        assertThat(output.text()).isEqualTo("said");
        assertThatThrownBy(() -> output.read(new ByteArrayInputStream(new byte[] {1, 0, 0})))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void aProgramThatNeverStopsWritingIsNotReadForEver() throws IOException {
        byte[] much = frames("x".repeat(60), "x".repeat(60));
        assertThatThrownBy(() -> output.read(new ByteArrayInputStream(much)))
                .hasMessage("the program writes more than 100 bytes");
        byte[] lie = {1, 0, 0, 0, -1, -1, -1, -1};
        assertThatThrownBy(() -> output.read(new ByteArrayInputStream(lie)))
                .hasMessage("the program writes more than 100 bytes");
    }
}
